//! Rules about the page's files: who imports whom, and nothing that the content security policy would stop.

use super::{File, by_line, files, none};
use crate::links;

/// What only some modules may import. Everything else of js/ is a helper that anyone may use.
const ENTRANCES: [&str; 9] = [
    "wasm.js",
    "define.js",
    "views.js",
    "workbench.js",
    "teach.js",
    "main.js",
    "boot.js",
    "chalkgrad.js",
    "classic.js",
];
/// The modules that list the elements: those of the first page, and those that come later.
const DEFINING: [&str; 4] = ["define.js", "views.js", "workbench.js", "teach.js"];

#[test]
fn modules_import_what_they_may() {
    let found = modules().into_iter().flat_map(|(name, file)| {
        let named = |link: &links::Link| link.import || link.target.contains("chalkgrad-");
        let imports = links::of(&file.name, &file.text).into_iter().filter(named);
        imports
            .filter_map(|link| Some(format!("{}: {} {}", file.name, link.target, objection(&name, &link.target)?)))
            .collect::<Vec<_>>()
    });
    none("each import is one that its module may have", found);
}

/// Why a module of js/ may not import something.
fn objection(name: &str, target: &str) -> Option<&'static str> {
    let file = links::resolve(&format!("js/{name}"), target).unwrap_or_default();
    let in_js = file.strip_prefix("js/").unwrap_or_default();
    let from_element = name.starts_with("elements/");
    match () {
        () if !target.starts_with("./") && !target.starts_with("../") => Some("is not a relative path"),
        () if !file.ends_with(".js") => Some("lacks its ending"),
        () if file.starts_with("chalkgrad-") && name != "wasm.js" => Some("is for js/wasm.js alone"),
        () if in_js == "wasm.js" && !["session.js", "lessons.js"].contains(&name) => {
            Some("is for js/session.js and js/lessons.js")
        }
        () if file.starts_with("vendor/") && name != "layout.js" => Some("is for js/layout.js alone"),
        () if from_element && in_js.starts_with("elements/") => Some("is another element"),
        () if from_element && ENTRANCES.contains(&in_js) => Some("is not for elements"),
        () if in_js.starts_with("elements/") && !DEFINING.contains(&name) => Some("is for those that define elements"),
        () => None,
    }
}

#[test]
fn one_module_defines_the_elements() {
    let others = modules().into_iter().filter(|(name, _)| name != "define.js");
    let found = others.flat_map(|(_, file)| by_line(&file, |line| contains(line, &["customElements.define"])));
    none("only js/define.js calls customElements.define", found);
}

#[test]
fn nothing_makes_markup_or_code_from_strings() {
    // In two halves, so that this file does not hold what it forbids.
    let words = [
        ("inner", "HTML"),
        ("outer", "HTML"),
        ("insertAdjacent", "HTML"),
        ("document.", "write"),
        ("ev", "al("),
        ("new ", "Function("),
        ("setAttribute('sty", "le'"),
        ("javascript", ":"),
    ]
    .map(|(head, tail)| format!("{head}{tail}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let found =
        files("www/", &[".js", ".html"]).into_iter().flat_map(|file| by_line(&file, |line| contains(line, &words)));
    none("no markup and no code from strings", found);
}

#[test]
fn pages_obey_the_policy() {
    let found = files("www/", &[".html", ".svg"]).into_iter().flat_map(|file| {
        by_line(&file, |line| {
            let inline_script = line.contains("<script") && !line.contains(" src=");
            let handler = line.split_whitespace().find(|word| word.starts_with("on") && word.contains("=\""));
            contains(line, &["<style", " style="])
                .or_else(|| inline_script.then(|| String::from("a script without src")))
                .or_else(|| handler.map(String::from))
        })
    });
    none("no inline style, script or handler: the policy blocks them", found);
}

#[test]
fn nothing_is_loaded_from_another_host() {
    let found = files("www/", &[".html", ".css", ".js"]).into_iter().flat_map(|file| {
        let outside = |target: &str| target.contains("//") || target.starts_with('/');
        let links = links::of(&file.name, &file.text).into_iter().filter(|link| outside(&link.target));
        links.map(|link| format!("{}: {}", file.name, link.target)).collect::<Vec<_>>()
    });
    none("every file comes with the site, by a relative address", found);
}

/// The modules of www/js, named from there, without their comments.
fn modules() -> Vec<(String, File)> {
    let named = files("www/js/", &[".js"]).into_iter().filter_map(|mut file| {
        file.text = links::without_comments(&file.text);
        Some((file.name.strip_prefix("www/js/")?.to_string(), file))
    });
    named.collect()
}

fn contains(line: &str, words: &[&str]) -> Option<String> {
    words.iter().find(|word| line.contains(**word)).map(|word| String::from(*word))
}
