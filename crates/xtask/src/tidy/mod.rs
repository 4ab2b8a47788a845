//! Rules about the files themselves, so that what ARCHITECTURE.md says stays true.

mod formulas;
mod page;
mod rust;
mod texts;

use std::fs;
use std::path::Path;

use crate::shell::{command, output, root};

/// A file of the project that is text.
struct File {
    /// From the workspace's folder, with slashes.
    name: String,
    text: String,
}

/// All text files of the project whose name starts with `folder` and ends with one of `endings`.
fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let listed = output(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]));
    let mut names: Vec<String> = match listed {
        Some(listed) => listed.lines().map(String::from).collect(),
        None => walk(&root(), ""),
    };
    names.sort();
    names.dedup();
    let wanted = |name: &String| name.starts_with(folder) && endings.iter().any(|ending| name.ends_with(ending));
    let read = |name: String| Some(File { text: fs::read_to_string(root().join(&name)).ok()?, name });
    names.into_iter().filter(wanted).filter_map(read).collect()
}

/// For a copy of the project without its history.
fn walk(folder: &Path, prefix: &str) -> Vec<String> {
    const NOT_OURS: [&str; 5] = ["target", "dist", "node_modules", ".git", "__pycache__"];
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let own = entry.file_name().to_string_lossy().into_owned();
        let name = format!("{prefix}{own}");
        if entry.path().is_file() {
            names.push(name);
        } else if !NOT_OURS.contains(&own.as_str()) {
            names.extend(walk(&entry.path(), &format!("{name}/")));
        }
    }
    names
}

/// Fails with one line per finding.
#[track_caller]
fn none(rule: &str, findings: impl IntoIterator<Item = String>) {
    let findings: Vec<String> = findings.into_iter().collect();
    assert!(findings.is_empty(), "{rule}\n  {}\n", findings.join("\n  "));
}

/// `name:line: what` for each line of a file about which `complain` has something to say.
fn by_line(file: &File, complain: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let numbered = file.text.lines().enumerate();
    numbered.filter_map(|(at, line)| Some(format!("{}:{}: {}", file.name, at + 1, complain(line)?))).collect()
}

#[test]
fn files_fit_in_a_head() {
    // A dictionary is looked up in, not read; what the tools of others have made is not ours.
    const OTHERS: [&str; 3] = ["www/text/", "tests/embed/mdbook/book/", "tests/embed/jupyter/index.html"];
    let code = files("", &[".rs", ".js", ".mjs", ".css", ".html", ".py"]);
    let code = code.iter().filter(|file| !OTHERS.iter().any(|other| file.name.contains(other)));
    let long = code.filter(|file| file.text.lines().count() > 450);
    none("at most 450 lines: could it be two files?", long.map(|file| file.name.clone()));
}

#[test]
fn nothing_knows_the_machine_it_was_written_on() {
    let folders = ["work", "root", "home", "tmp"].map(|name| format!("/{name}/"));
    let found = files("", &[""])
        .into_iter()
        .flat_map(|file| by_line(&file, |line| folders.iter().find(|folder| line.contains(*folder)).cloned()));
    none("no paths of one machine", found);
}

#[test]
fn the_changelog_knows_the_version() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap_or_default();
    let there = changelog.lines().any(|line| line.starts_with('#') && line.contains(version));
    assert!(there, "CHANGELOG.md has no heading for {version}, the version of Cargo.toml");
}
