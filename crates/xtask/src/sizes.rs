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
    let mut rows = first_load(&dist)?
        .into_iter()
        .map(|name| {
            let bytes = fs::read(dist.join(&name)).map_err(|e| format!("dist/{name}: {e}"))?;
            Ok((gzipped(&bytes)?, bytes.len(), name))
        })
        .collect::<Result<Vec<_>>>()?;
    rows.sort_by(|a, b| b.cmp(a));
    println!("\nWhat the first load of {PAGE} transfers, in bytes:");
    println!("{:>9} {:>9}", "gzipped", "plain");
    for (small, plain, name) in &rows {
        println!("{small:>9} {plain:>9}  {name}");
    }
    let sum = |wanted: &dyn Fn(&str) -> bool| rows.iter().filter(|row| wanted(&row.2)).map(|row| row.0).sum::<usize>();
    let wasm = sum(&|name| name.ends_with(".wasm"));
    // A reader loads the texts of one language.
    let english = sum(&|name| !name.contains("zh-CN"));
    let chinese = sum(&|name| !name.ends_with("text/en.js"));
    println!("{english:>9}            in all, in English (limit {LIMIT})");
    println!("{chinese:>9}            in all, in Chinese (limit {LIMIT})");
    println!("{wasm:>9}            WebAssembly (limit {WASM_LIMIT})");
    if english.max(chinese) > LIMIT || wasm > WASM_LIMIT {
        let most = english.max(chinese);
        return Err(format!(
            "the page has grown too large: {most} of {LIMIT} bytes, of which wasm {wasm} of {WASM_LIMIT}"
        ));
    }
    Ok(())
}

/// The files that the page's links lead to, the page itself among them.
fn first_load(dist: &Path) -> Result<BTreeSet<String>> {
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
