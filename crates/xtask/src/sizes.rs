//! What the first load of the page transfers, gzipped, against the limits that keep it quick on a phone.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::shell::root;
use crate::{Result, links};

const PAGE: &str = "index.html";
/// Everything that the page loads by itself, in bytes. A kilobyte is 1000 bytes here.
const LIMIT: usize = 170_000;
/// The WebAssembly in it.
const WASM_LIMIT: usize = 130_000;

/// Prints the table; an error above a limit.
pub(crate) fn report() -> Result {
    let dist = root().join("dist");
    let mut rows = loaded(&dist)?
        .into_iter()
        .map(|name| {
            let bytes = fs::read(dist.join(&name)).map_err(|e| format!("dist/{name}: {e}"))?;
            Ok(Row { gzipped: gzipped(&bytes)?, plain: bytes.len(), name })
        })
        .collect::<Result<Vec<_>>>()?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.gzipped));
    let (later, first): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| comes_later(&row.name));
    table(&format!("What the first load of {PAGE} transfers, in bytes:"), &first);
    let sum =
        |wanted: fn(&str) -> bool| first.iter().filter(|row| wanted(&row.name)).map(|row| row.gzipped).sum::<usize>();
    // A reader loads the texts of one language.
    let sums = [
        (sum(|name| !name.contains("zh-CN")), LIMIT, "in all, in English"),
        (sum(|name| !name.ends_with("text/en.js")), LIMIT, "in all, in Chinese"),
        (sum(|name| name.ends_with(".wasm")), WASM_LIMIT, "WebAssembly"),
    ];
    for (bytes, limit, what) in sums {
        println!("{bytes:>9}            {what} (limit {limit}, {} left)", limit.saturating_sub(bytes));
    }
    table("What an experiment beyond the demo's vocabulary, or the workbench, fetches besides:", &later);
    let over = sums.into_iter().find(|(bytes, limit, _)| bytes > limit);
    over.map_or(Ok(()), |(bytes, limit, what)| Err(format!("the page has grown too large: {what} {bytes} of {limit}")))
}

/// A file of the site, and its bytes as sent and as stored.
struct Row {
    gzipped: usize,
    plain: usize,
    name: String,
}

fn table(title: &str, rows: &[Row]) {
    println!("\n{title}\n{:>9} {:>9}", "gzipped", "plain");
    for Row { gzipped, plain, name } in rows {
        println!("{gzipped:>9} {plain:>9}  {name}");
    }
}

/// What the page fetches only when it is needed: the full vocabulary, the workbench.
fn comes_later(name: &str) -> bool {
    ["chalkgrad-full", "text/full.", "data/", "text/workbench.", "vendor/"].iter().any(|start| name.starts_with(start))
}

/// The files that the page's links lead to, the page itself among them.
fn loaded(dist: &Path) -> Result<BTreeSet<String>> {
    let files = files(dist, "").map_err(|e| format!("dist/: {e}; `cargo xtask build` makes it"))?;
    let mut found = BTreeSet::new();
    let mut waiting = vec![String::from(PAGE)];
    while let Some(name) = waiting.pop() {
        if !found.insert(name.clone()) {
            continue;
        }
        let bytes = fs::read(dist.join(&name)).map_err(|e| format!("dist/{name}: {e}"))?;
        for link in links::of(&name, &String::from_utf8_lossy(&bytes)) {
            let Some(target) = links::resolve(&name, &link.target) else {
                continue;
            };
            let before = waiting.len();
            waiting.extend(files.iter().filter(|file| matches(&target, file)).cloned());
            if waiting.len() == before {
                return Err(format!("dist/{name} links to {}, which is not there", link.target));
            }
        }
    }
    Ok(found)
}

/// Whether a name fits a pattern with at most a few stars, none of which stands for a slash.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            let folder = rest.find('/').unwrap_or(rest.len());
            (0..=folder).any(|at| rest.is_char_boundary(at) && matches(tail, &rest[at..]))
        }),
    }
}

fn files(folder: &Path, prefix: &str) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            names.extend(files(&entry.path(), &format!("{name}/"))?);
        } else {
            names.push(name);
        }
    }
    Ok(names)
}

/// The size after gzip at its usual level, as static hosts send it.
fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map(|out| out.len()).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_in_its_folder() {
        assert!(matches("text/*.js", "text/zh-CN.js"));
        assert!(matches("text/core.*.js", "text/core.zh-CN.js"));
        assert!(!matches("text/*.js", "text/more/en.js"));
        assert!(!matches("text/*.js", "js/en.js"));
    }
}
