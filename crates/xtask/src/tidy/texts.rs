//! Rules about the texts: both languages say everything, with the same placeholders.

use std::collections::{BTreeMap, BTreeSet};

use super::{files, none};
use crate::links::attribute;
use crate::shell::{command, output};

type Texts = BTreeMap<String, String>;

#[test]
fn both_languages_say_the_same() {
    for part in ["", "views.", "page.", "workbench.", "teach.", "builder."] {
        let [english, chinese] = ["en", "zh-CN"].map(|language| format!("{part}{language}"));
        compare(&english, &dictionary(&english), &chinese, &dictionary(&chinese));
    }
}

/// The page loads the first file with the small core and the second one with the whole vocabulary.
#[test]
fn the_core_speaks_chinese_too() {
    let english: Texts = chalkgrad::texts().into_iter().map(|(key, text)| (key, text.to_owned())).collect();
    let small = small_core();
    assert!(small.len() > 20, "the small core lists only {} texts", small.len());
    compare("the small core's texts", &small, "www/text/core.zh-CN.js", &dictionary("core.zh-CN"));
    let rest = english.into_iter().filter(|(key, _)| !small.contains_key(key));
    let rest = rest.chain(dictionary("full.en")).collect();
    compare("the other texts of the full core", &rest, "www/text/full.zh-CN.js", &dictionary("full.zh-CN"));
}

/// `chalkgrad::texts()` without the feature `full`: these tests are compiled with it, so another program is asked.
fn small_core() -> Texts {
    const ASK: [&str; 7] = ["run", "--quiet", "--package", "chalkgrad", "--no-default-features", "--example", "texts"];
    let json = output(command("cargo").args(ASK)).expect("the small core compiles");
    serde_json::from_str(&json).expect("texts are JSON")
}

/// What stands in the page before any script runs is what the script would write there.
#[test]
fn the_page_itself_is_in_english() {
    let mut english = dictionary("en");
    for part in ["views", "page", "workbench", "builder"] {
        english.extend(dictionary(&format!("{part}.en")));
    }
    let found = files("www/", &[".html"]).into_iter().flat_map(|file| {
        let pieces: Vec<&str> = file.text.split("data-text").skip(1).collect();
        let wrong = pieces.into_iter().filter_map(|piece| {
            let (tag, after) = piece.split_once('>')?;
            let key = attribute(&format!(" data-text{tag}"), "data-text")?;
            let shown = plain(after.split('<').next().unwrap_or_default());
            let said = english.get(&key).map(|text| plain(text));
            (said.as_deref() != Some(&shown)).then(|| format!("{}: {key}: “{shown}”, en.js says {said:?}", file.name))
        });
        wrong.collect::<Vec<_>>()
    });
    none("the page's own text is that of en.js", found);
}

/// White space collapsed, the usual entities decoded.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

#[track_caller]
fn compare(a_name: &str, a: &Texts, b_name: &str, b: &Texts) {
    let missing = |there: &Texts, here: &Texts, name: &str| -> Vec<String> {
        there.keys().filter(|key| !here.contains_key(*key)).map(|key| format!("{name} lacks {key}")).collect()
    };
    let differing = a.iter().filter_map(|(key, text)| {
        let (a, b) = (placeholders(text), placeholders(b.get(key)?));
        (a != b).then(|| format!("{key}: {a:?} in {a_name}, {b:?} in {b_name}"))
    });
    let found = missing(a, b, b_name).into_iter().chain(missing(b, a, a_name)).chain(differing);
    none("both have the same keys and placeholders", found);
}

/// `lr` and `step` from `"At step {step}, {lr} is too large"`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inside.filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_')).collect()
}

/// The texts of www/text/NAME.js by their dotted keys. They are JavaScript, so Node reads them.
fn dictionary(name: &str) -> Texts {
    const SCRIPT: &str = "
        import { readFileSync } from 'node:fs';
        const source = readFileSync(process.argv[1], 'utf8');
        const module = await import('data:text/javascript;charset=utf-8,' + encodeURIComponent(source));
        const flat = (value, key) => value !== null && typeof value === 'object'
          ? Object.entries(value).flatMap(([k, v]) => flat(v, key ? key + '.' + k : k))
          : [[key, String(value)]];
        console.log(JSON.stringify(Object.fromEntries(flat(module.default, ''))));";
    let file = format!("www/text/{name}.js");
    let json = output(command("node").args(["--input-type=module", "-e", SCRIPT, &file]));
    let json = json.unwrap_or_else(|| panic!("{file} is not there, does not parse, or Node is missing"));
    serde_json::from_str(&json).unwrap_or_else(|e| panic!("{file}: {e}"))
}
