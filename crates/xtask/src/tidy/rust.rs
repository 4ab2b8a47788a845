//! Rules about the Rust code: files introduce themselves, and the core's modules build on each other in one order.

use super::{File, by_line, files, none};

/// Each module of the core may use those of the lines above its own, and itself.
const ORDER: &[&[&str]] = &[
    &["error", "rng"],
    &["float"],
    &["plain"],
    &["tensor"],
    &["print"],
    &["op"],
    &["ops"],
    &["tape"],
    &["effect"],
    &["graph", "program"],
    &["options"],
    &["init"],
    &["layer"],
    &["loss", "penalty"],
    &["optim"],
    &["schedule"],
    &["data", "metric"],
    &["preprocess"],
    &["experiment"],
    &["history", "watch"],
    &["stepper"],
    &["scratch"],
    &["surface", "gradcheck"],
    &["moment"],
    &["state"],
    &["explain"],
    &["trace", "predict"],
    &["export"],
    &["diagram"],
    &["runs"],
    &["lesson"],
    &["descent"],
];

#[test]
fn a_rust_file_says_what_it_is_for() {
    let silent = files("crates/", &[".rs"]).into_iter().filter(|file| !file.text.starts_with("//! "));
    none("a Rust file opens with `//! ` and a sentence", silent.map(|file| file.name));
}

#[test]
fn the_core_has_one_order() {
    let found = core().into_iter().flat_map(|(module, file)| {
        let own = rank(&module);
        by_line(&file, |line| {
            let Some(own) = own else {
                return line.starts_with("//!").then(|| format!("say in ORDER where `{module}` stands"));
            };
            let above = |used: &str| used == module || rank(used).is_some_and(|rank| rank < own);
            let used = names_after(line, "crate::").into_iter().find(|used| !above(used))?;
            Some(format!("`{module}` may not use `crate::{used}`"))
        })
    });
    none("a module uses only those above it in ORDER, by their full path", found);
}

#[test]
fn operations_do_not_know_each_other() {
    let found = core().into_iter().filter(|(_, file)| file.name.contains("/src/ops/")).flat_map(|(_, file)| {
        by_line(&file, |line| {
            let used = names_after(line, "super::").into_iter().find(|used| !SHARED.contains(&used.as_str()))?;
            Some(format!("uses `{used}` of another operation"))
        })
    });
    none("files of ops/ use nothing of each other but what SHARED names", found);
}

/// What several operations are made with: not an operation itself.
const SHARED: [&str; 6] = ["along", "elementwise", "numeric", "special", "strided", "window"];

/// The core's files but its root, each with the module it belongs to; without their tests, which may use everything.
fn core() -> Vec<(String, File)> {
    const FOLDER: &str = "crates/core/src/";
    let inside = files(FOLDER, &[".rs"]).into_iter().filter_map(|mut file| {
        let name = file.name.strip_prefix(FOLDER)?.trim_end_matches(".rs");
        let module = name.split('/').next()?.to_string();
        file.text = code(&file.text);
        (module != "lib").then_some((module, file))
    });
    inside.collect()
}

/// The text before the tests, without comments other than the file's own introduction.
fn code(text: &str) -> String {
    let before = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    let kept = |line: &str| {
        if line.trim_start().starts_with("//") && !line.starts_with("//!") { String::new() } else { String::from(line) }
    };
    let introduced = |(at, line): (usize, &str)| {
        if at > 0 && line.starts_with("//!") { String::new() } else { kept(line) }
    };
    before.lines().enumerate().map(introduced).collect::<Vec<_>>().join("\n")
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|line| line.contains(&module))
}

/// `tensor` from `use crate::tensor::Shape;`
fn names_after(line: &str, start: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    line.split(start).skip(1).map(word).collect()
}
