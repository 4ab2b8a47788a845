//! Nothing that can be written as data panics or hangs: tables of text, options of data sets, splits, preprocessing.

use chalkgrad::data::split::Part;
use chalkgrad::{Experiment, Stepper, Unit};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Files that are there: small ones in place of the measured sets, and an odd one.
fn files(name: &str) -> Option<String> {
    match name {
        "penguins.csv" => Some("species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex\nA,X,1,2,3,4,m\nB,Y,NA,2,3,4,\nC,X,3,1,5,4,f\n".to_owned()),
        "iris.csv" => Some("a,b,species\n1,2,x\n2,1,y\n3,4,z\n".to_owned()),
        "odd.csv" => Some("\"\n\"\"".to_owned()),
        _ => None,
    }
}

/// Reads it, and where it is valid trains a little, judges every part, goes back and writes it again.
fn try_it(experiment: &Value) -> Result<bool, TestCaseError> {
    let text = experiment.to_string();
    let trained = Experiment::from_json_with(&text, &mut files).and_then(Stepper::<f32>::new);
    let mut stepper = match trained {
        Ok(stepper) => stepper,
        Err(error) => {
            let message = error.to_string();
            prop_assert!(!message.is_empty() && message.len() < 8000);
            return Ok(false);
        }
    };
    stepper.step(Unit::Epoch);
    for part in Part::ALL {
        let judged = stepper.evaluate(part);
        prop_assert!(judged.is_ok(), "{judged:?}");
    }
    stepper.back(Unit::Epoch);
    let written = serde_json::to_string(stepper.experiment()).expect("an experiment is JSON");
    let again = Experiment::from_json_with(&written, &mut files);
    prop_assert!(again.is_ok_and(|again| again.data == stepper.experiment().data), "{written}");
    let program = stepper.experiment().program_text();
    // Whatever stands in a table, it must not become a line of the program.
    prop_assert!(!program.lines().any(|line| line.starts_with("import os")), "{program}");
    Ok(true)
}

fn experiment(data: &Value, split: &Value, steps: &Value, loss: &str, outputs: u64) -> Value {
    json!({"version": 1, "data": data, "split": split, "preprocess": steps, "model": [{"Linear": {"out_features": outputs}}],
        "loss": loss, "optimizer": "SGD", "epochs": 2, "batch_size": 3, "shuffle": true})
}

/// Cells that somebody's table may have.
fn cell() -> impl Strategy<Value = String> {
    let words = vec![
        "",
        "NA",
        "?",
        "0",
        "1",
        "2",
        "2.5",
        "-3",
        "1e3",
        "1e999",
        "nan",
        "inf",
        "-Infinity",
        "abc",
        "red",
        "blue",
        "１２",
        "1,5",
        "\"1,5\"",
        "\"a\nimport os\"",
        "\"\"\"\"",
        "\"",
        "'",
        " 7 ",
        "0x10",
        "1_000",
        "∞",
        "\u{0}",
        "{row}",
        "+4",
        ".",
        "-",
        "1e38",
        "-1e-40",
    ];
    prop_oneof![60 => select(vec!["0", "1", "2", "3.5"]).prop_map(str::to_owned), 2 => select(words).prop_map(str::to_owned), 1 => "\\PC{0,4}"]
}

/// A table of a few rows; most often as many cells in each.
fn table() -> impl Strategy<Value = String> {
    let regular = (select(vec![1_usize, 2, 2, 3, 3, 3, 3, 4]), select(vec![",", ",", ",", ";", "\t", ", "]))
        .prop_flat_map(|(width, delimiter)| {
            prop::collection::vec(prop::collection::vec(cell(), width), 1..7)
                .prop_map(move |rows| rows.iter().map(|row| row.join(delimiter)).collect::<Vec<_>>().join("\n"))
        });
    let header =
        (regular, any::<bool>()).prop_map(|(rows, header)| if header { format!("a,b,y\n{rows}") } else { rows });
    prop_oneof![5 => header, 1 => "[\\PC\n\r\t,;\"]{0,60}"]
}

fn columns() -> impl Strategy<Value = Value> {
    select(vec![
        json!("x"),
        json!("y"),
        json!(["a"]),
        json!(["a", "b"]),
        json!([0]),
        json!([0, 1]),
        json!(1),
        json!("b"),
        json!([]),
        json!(["y"]),
        json!(-1),
        json!(1e300),
        json!(null),
        json!(["x1"]),
        json!({}),
        json!(["a", "a"]),
    ])
}

fn step() -> impl Strategy<Value = Value> {
    let name = select(vec!["Standardize", "MinMax", "Impute", "OneHot", "LabelEncode", "Nothing"]);
    let option = select(vec![
        json!({}),
        json!({"strategy": "median"}),
        json!({"strategy": "most_frequent"}),
        json!({"strategy": "constant", "fill_value": 1}),
        json!({"feature_range": [-1, 1]}),
        json!({"feature_range": [1, -1]}),
        json!({"feature_range": 3}),
        json!({"strategy": 1}),
        json!({"feature_range": [-1e9, 1e9]}),
        json!({"fill_value": 1e308}),
        json!([]),
    ]);
    (name, option, prop::option::of(columns())).prop_map(|(name, mut options, columns)| {
        if let (Some(columns), Some(options)) = (columns, options.as_object_mut()) {
            options.insert("columns".to_owned(), columns);
        }
        json!({name: options})
    })
}

fn steps() -> impl Strategy<Value = Value> {
    prop_oneof![9 => prop::collection::vec(step(), 0..3).prop_map(Value::from), 1 => Just(json!({"MinMax": {}}))]
}

fn split() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(null),
        json!(true),
        json!(false),
        json!({}),
        json!({"train": 0.5, "test": 0.5}),
        json!({"train": 1}),
        json!({"train": 0.9, "validation": 0.05, "test": 0.05}),
        json!({"train": 0}),
        json!({"test": 1}),
        json!({"train": "all"}),
        json!({"train": -1, "test": 2}),
        json!([1]),
        json!(0.5),
        json!({"train": 1e-300, "test": 1}),
    ])
}

fn odd() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(0),
        json!(1),
        json!(2),
        json!(3),
        json!(7),
        json!(0.5),
        json!(-1),
        json!(1e308),
        json!(4_294_967_295_u64),
        json!(50_001),
        json!(100),
        json!("classes"),
        json!("one_hot"),
        json!("zero_one"),
        json!("plus_minus_one"),
        json!("x"),
        json!(true),
        json!([]),
        json!({}),
    ])
}

/// A data set by name, with options that may or may not be its own.
fn named() -> impl Strategy<Value = Value> {
    let names = select(vec![
        "article",
        "line",
        "sine",
        "quadratic",
        "moons",
        "circles",
        "xor",
        "gaussians",
        "spiral",
        "penguins",
        "iris",
        "wine",
        "moon",
        "",
    ]);
    let keys = select(vec![
        "samples", "noise", "seed", "classes", "targets", "turns", "factor", "weight", "bias", "periods", "x", "y",
        "header", "file", "csv",
    ]);
    (names, prop::collection::vec((keys, odd()), 0..2), any::<bool>()).prop_map(|(name, options, small)| {
        let mut data = json!({"name": name});
        if small {
            data = json!({"name": name, "samples": 7});
        }
        for (key, value) in options {
            data[key] = value;
        }
        data
    })
}

fn loss() -> impl Strategy<Value = &'static str> {
    select(vec!["MSELoss", "MSELoss", "MSELoss", "L1Loss", "BCEWithLogitsLoss", "CrossEntropyLoss"])
}

/// Hostile inputs are only worth something where some of them get through.
fn run(name: &str, cases: impl Strategy<Value = Value>, least: u32) {
    let config = ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() };
    let valid = std::cell::Cell::new(0);
    let result = proptest::test_runner::TestRunner::new(config).run(&cases, |case| {
        valid.set(valid.get() + u32::from(try_it(&case)?));
        Ok(())
    });
    println!("{name}: 10,000 generated, {} of them valid and trained", valid.get());
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(valid.get() >= least, "{name}: only {} valid ones", valid.get());
}

#[test]
fn tables_of_text_are_answered() {
    let columns = || prop::option::weighted(0.15, columns());
    let data =
        (table(), columns(), columns(), prop::option::weighted(0.3, any::<bool>())).prop_map(|(text, x, y, header)| {
            let mut data = json!({"csv": text});
            for (key, value) in [("x", x), ("y", y), ("header", header.map(Value::from))] {
                if let Some(value) = value {
                    data[key] = value;
                }
            }
            data
        });
    let cases = (data, split(), steps(), loss(), select(vec![1_u64, 1, 1, 2]));
    run(
        "tables",
        cases.prop_map(|(data, split, steps, loss, outputs)| experiment(&data, &split, &steps, loss, outputs)),
        100,
    );
}

#[test]
fn options_of_data_sets_are_answered() {
    let cases = (named(), split(), steps(), loss(), select(vec![1_u64, 1, 1, 3]));
    run(
        "options",
        cases.prop_map(|(data, split, steps, loss, outputs)| experiment(&data, &split, &steps, loss, outputs)),
        100,
    );
}

#[test]
fn files_are_answered() {
    for file in
        ["odd.csv", "none.csv", "", "/etc/passwd", "..", "a/b.csv", "https://example.org/a.csv", "\u{0}", "训练.csv"]
    {
        let read = try_it(&experiment(&json!({"file": file}), &json!(null), &json!([]), "MSELoss", 1));
        assert!(matches!(read, Ok(false)), "{file}: {read:?}");
    }
}
