//! The whole vocabulary, with the number of PyTorch cases for each word: nothing may be there unproven.
//!
//! `cargo test -p chalkgrad --test golden vocabulary -- --nocapture` prints the table.

use crate::cases;
use chalkgrad::ops;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What has an entry in a registry and is compared with PyTorch.
const FAMILIES: &[&str] = &["op", "layer", "loss", "optimizer", "scheduler"];
/// Operations that only one loss has: the cases of that loss are theirs.
const OF_LOSSES: &[(&str, &str)] = &[
    ("binary_cross_entropy", "BCELoss"),
    ("class_weight", "CrossEntropyLoss"),
    ("cosine_hinge", "CosineEmbeddingLoss"),
    ("hinge_embedding_loss", "HingeEmbeddingLoss"),
    ("huber_loss", "HuberLoss"),
    ("kl_div", "KLDivLoss"),
    ("multi_margin_loss", "MultiMarginLoss"),
    ("nll_loss", "NLLLoss"),
    ("smooth_l1_loss", "SmoothL1Loss"),
    ("soft_margin_loss", "SoftMarginLoss"),
    ("stirling", "PoissonNLLLoss"),
    ("variance_floor", "GaussianNLLLoss"),
];
/// The fewest cases of a word, and of a family.
const FEWEST: (usize, usize) = (6, 40);

#[test]
fn every_word_of_the_vocabulary_has_cases() {
    let counts = counts();
    let mut table: BTreeMap<&str, Vec<(String, usize)>> = BTreeMap::new();
    for (family, word) in words() {
        let loss = OF_LOSSES.iter().find(|(op, _)| family == "op" && *op == word);
        let key = match (family, loss) {
            (_, Some((_, loss))) => (*loss).to_owned(),
            ("op", None) => format!("op:{word}"),
            _ => word.clone(),
        };
        let count = counts.get(&key).copied().unwrap_or(0);
        table.entry(family).or_default().push((word, count));
    }
    let mut few = Vec::new();
    for (family, words) in &table {
        let all: usize = words.iter().map(|(_, count)| count).sum();
        println!("\n| {family}: {} words | {all} cases |\n| --- | --- |", words.len());
        for (word, count) in words {
            println!("| {word} | {count} |");
        }
        few.extend(words.iter().filter(|(_, count)| *count < FEWEST.0).map(|(word, count)| format!("{word}: {count}")));
        assert!(all >= FEWEST.1, "{family}: {all} cases");
    }
    assert!(few.is_empty(), "fewer than {} cases: {few:?}", FEWEST.0);
}

/// The same for operations by themselves, in each type of numbers.
#[test]
fn every_operation_has_cases_in_both_types() {
    let files = ["ops.json", "tensor_ops.json", "window_ops.json", "activations.json"];
    let cases = files.map(cases).concat();
    for op in ops::all::<f32>() {
        let name = op.info().name;
        for dtype in ["f32", "f64"] {
            let count = cases.iter().filter(|case| case["op"] == name && case["dtype"] == dtype).count();
            let of_loss = OF_LOSSES.iter().any(|(op, _)| *op == name);
            assert!(of_loss || count >= FEWEST.0, "{name} has {count} cases in {dtype}: see tests/golden");
        }
    }
}

/// Each registry entry has texts, and their keys name it: `op.add.forward`, `layer.Linear`.
fn words() -> BTreeSet<(&'static str, String)> {
    let texts = chalkgrad::texts();
    let words = texts.iter().filter_map(|(key, _)| {
        let mut parts = key.split('.');
        let family = FAMILIES.iter().find(|family| parts.clone().next() == Some(family))?;
        Some((*family, parts.nth(1)?.to_owned()))
    });
    words.collect()
}

/// In how many cases each word stands, whether as a value or as a name; operations under `op:…`, because a
/// `reduction` may also be called `sum`.
fn counts() -> BTreeMap<String, usize> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let mut counts = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the golden files") {
        let name = file.expect("a file").file_name().into_string().expect("a plain name");
        if !name.ends_with(".json") {
            continue;
        }
        for case in cases(&name) {
            let mut found = BTreeSet::new();
            collect(&case, &mut found);
            found.extend(case["op"].as_str().map(|op| format!("op:{op}")));
            for word in found {
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    counts
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            collect(value, found);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
