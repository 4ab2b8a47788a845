//! What the first load of the page transfers, gzipped, and what one element in a page of others does, against the limits
//! that keep them quick on a phone.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::bundle::EMBED;
use crate::shell::dist;
use crate::{Result, links};

/// What is measured: where it begins, how it is called, the limit of all that it loads by itself in bytes (a kilobyte is
/// 1000 bytes here), and that of the WebAssembly in it.
const STARTS: [(&str, &str, usize, usize); 2] = [
    ("index.html", "the first load of index.html", 170_000, 130_000),
    // 140,000 are meant; on another computer the modules may differ by some bytes.
    ("embed/v0/chalkgrad.js", "an element in a page of others", 140_000, 130_000),
];

/// Prints the tables; an error above a limit.
pub(crate) fn report() -> Result {
    let dist = dist();
    let mut over = None;
    for (start, what, limit, wasm_limit) in STARTS {
        let later = |name: &str| comes_later(name, start);
        let names = loaded(&dist, start, later)?;
        let first = rows(&dist, &names)?;
        table(&format!("What {what} transfers, in bytes:"), &first);
        let sum = |wanted: fn(&str) -> bool| {
            first.iter().filter(|row| wanted(&row.name)).map(|row| row.gzipped).sum::<usize>()
        };
        // A reader loads the texts of one language.
        let sums = [
            (sum(|name| !name.contains("zh-CN")), limit, "in all, in English"),
            (sum(|name| !name.ends_with("en.js")), limit, "in all, in Chinese"),
            (sum(|name| name.ends_with(".wasm")), wasm_limit, "WebAssembly"),
        ];
        for (bytes, limit, what) in sums {
            println!("{bytes:>9}            {what} (limit {limit}, {} left)", limit.saturating_sub(bytes));
        }
        over = over.or(sums.into_iter().find(|(bytes, limit, _)| bytes > limit).map(|over| (what, over)));
        if start == STARTS[0].0 {
            let all = loaded(&dist, start, |_| false)?;
            let others = rows(&dist, &all.difference(&names).cloned().collect())?;
            table("What an experiment beyond the demo's vocabulary, or the workbench, fetches besides:", &others);
        }
    }
    over.map_or(Ok(()), |(what, (bytes, limit, part))| {
        Err(format!("{what} has grown too large: {part} {bytes} of {limit}"))
    })
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

/// What is fetched only when it is needed: the full vocabulary, the workbench, and in pages of others what stands lower.
fn comes_later(name: &str, start: &str) -> bool {
    const LATER: [&str; 14] = [
        "chalkgrad-full",
        "chalkgrad-teach",
        "text/teach.",
        "text/full.",
        "text/workbench.",
        "text/configuration.",
        "text/notices.",
        "text/share.",
        "text/reason.",
        "text/builder.",
        "text/reference.",
        "loader.", // of others, but named as the modules are
        "data/",
        "vendor/",
    ];
    const IN_OTHERS: [&str; 3] = ["text/views.", "text/page.", "text/core."];
    let inside = name.strip_prefix(EMBED).unwrap_or(name).trim_start_matches('/');
    let others = if start.starts_with(EMBED) { &IN_OTHERS[..] } else { &[] };
    LATER.iter().chain(others).any(|start| inside.starts_with(start))
}

/// The files by size.
fn rows(dist: &Path, names: &BTreeSet<String>) -> Result<Vec<Row>> {
    let row = |name: &String| {
        let bytes = fs::read(dist.join(name)).map_err(|e| format!("dist/{name}: {e}"))?;
        Ok(Row { gzipped: gzipped(&bytes)?, plain: bytes.len(), name: name.clone() })
    };
    let mut rows = names.iter().map(row).collect::<Result<Vec<_>>>()?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.gzipped));
    Ok(rows)
}

/// The files that the links of a page or a script lead to, itself among them, but for those that come `later`.
fn loaded(dist: &Path, start: &str, later: impl Fn(&str) -> bool) -> Result<BTreeSet<String>> {
    let files = files(dist, "").map_err(|e| format!("dist/: {e}; `cargo xtask build` makes it"))?;
    let mut found = BTreeSet::new();
    let mut waiting = vec![String::from(start)];
    while let Some(name) = waiting.pop() {
        if later(&name) || !found.insert(name.clone()) {
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
