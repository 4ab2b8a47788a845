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
    prop_oneof![90 => select(vec!["0", "1", "2", "3.5"]).prop_map(str::to_owned), 2 => select(words).prop_map(str::to_owned), 1 => "\\PC{0,4}"]
}

/// A table of a few rows; most often as many cells in each.
fn table() -> impl Strategy<Value = String> {
    let regular = (select(vec![1_usize, 2, 2, 2, 3, 3, 3, 3, 3, 4]), select(vec![",", ",", ",", ";", "\t", ", "]))
        .prop_flat_map(|(width, delimiter)| {
            prop::collection::vec(prop::collection::vec(cell(), width), 1..7)
                .prop_map(move |rows| rows.iter().map(|row| row.join(delimiter)).collect::<Vec<_>>().join("\n"))
        });
    let header = (regular, any::<bool>(), 0..20).prop_map(|(rows, header, odd)| {
        let columns = rows.lines().next().unwrap_or_default().matches([',', ';', '\t']).count() + 1;
        let delimiter = ["\t", ";", ","].into_iter().find(|delimiter| rows.contains(delimiter)).unwrap_or(",");
        let columns = if odd == 0 { 3 } else { columns.min(4) };
        let names = [&["a", "b", "c"][..columns - 1], &["y"]].concat().join(delimiter);
        if header { format!("{names}\n{rows}") } else { rows }
    });
    prop_oneof![9 => header, 1 => "[\\PC\n\r\t,;\"]{0,60}"]
}

/// What fits most of the time, and what does not now and then.
fn mostly(fits: Vec<Value>, odd: Vec<Value>) -> impl Strategy<Value = Value> {
    prop_oneof![9 => select(fits), 1 => select(odd)]
}

fn columns() -> impl Strategy<Value = Value> {
    mostly(
        vec![json!("x"), json!([0]), json!("x"), json!(["a"])],
        vec![
            json!("y"),
            json!(["a", "b"]),
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
        ],
    )
}

fn step() -> impl Strategy<Value = Value> {
    let fits = mostly(
        vec![
            json!({"Standardize": {}}),
            json!({"MinMax": {}}),
            json!({"MinMax": {"feature_range": [-1, 1]}}),
            json!({"Impute": {}}),
            json!({"Impute": {"strategy": "median"}}),
            json!({"Impute": {"strategy": "most_frequent"}}),
            json!({"Impute": {"strategy": "constant", "fill_value": 1}}),
            json!({"OneHot": {"columns": [0]}}),
            json!({"LabelEncode": {"columns": [0]}}),
        ],
        vec![
            json!({"Nothing": {}}),
            json!({"MinMax": {"feature_range": [1, -1]}}),
            json!({"MinMax": {"feature_range": 3}}),
            json!({"MinMax": {"feature_range": [-1e9, 1e9]}}),
            json!({"Impute": {"strategy": 1}}),
            json!({"Impute": {"strategy": "constant", "fill_value": 1e308}}),
            json!({"Standardize": []}),
            json!({"Standardize": {"strategy": "median"}}),
        ],
    );
    (fits, prop::option::weighted(0.3, columns())).prop_map(|(mut step, columns)| {
        let options = step.as_object_mut().and_then(|step| step.values_mut().next()?.as_object_mut());
        if let (Some(columns), Some(options)) = (columns, options) {
            options.insert("columns".to_owned(), columns);
        }
        step
    })
}

fn steps() -> impl Strategy<Value = Value> {
    prop_oneof![15 => prop::collection::vec(step(), 0..3).prop_map(Value::from), 1 => Just(json!({"MinMax": {}}))]
}

fn split() -> impl Strategy<Value = Value> {
    mostly(
        vec![
            json!(null),
            json!(null),
            json!(true),
            json!(false),
            json!({"train": 0.5, "test": 0.5}),
            json!({"train": 1}),
            json!({"train": 0.9, "validation": 0.05, "test": 0.05}),
        ],
        vec![
            json!({}),
            json!({"train": 0}),
            json!({"test": 1}),
            json!({"train": "all"}),
            json!({"train": -1, "test": 2}),
            json!([1]),
            json!(0.5),
            json!({"train": 1e-300, "test": 1}),
        ],
    )
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
    let generated = vec!["line", "sine", "quadratic", "moons", "circles", "xor", "gaussians", "spiral"];
    let others = vec!["article", "penguins", "iris", "wine", "moon", ""];
    let names = prop_oneof![4 => select(generated), 1 => select(others)];
    let keys = select(vec![
        "samples", "noise", "seed", "classes", "targets", "turns", "factor", "weight", "bias", "periods", "x", "y",
        "header", "file", "csv",
    ]);
    let own =
        mostly(vec![json!(["noise", 0.5]), json!(["seed", 7]), json!(["samples", 7])], vec![json!(["samples", 0])]);
    (names, prop::option::weighted(0.2, (keys, odd())), prop::option::of(own)).prop_map(|(name, options, own)| {
        let mut data = json!({"name": name});
        if let Some(own) = own.filter(|_| data_set_is_made_up(name)) {
            data[own[0].as_str().unwrap_or_default()] = own[1].clone();
        }
        if let Some((key, value)) = options {
            data[key] = value;
        }
        data
    })
}

fn data_set_is_made_up(name: &str) -> bool {
    chalkgrad::data::generated::GENERATED_SETS.iter().any(|set| set.name == name)
}

fn loss() -> impl Strategy<Value = &'static str> {
    select(vec!["MSELoss", "MSELoss", "MSELoss", "L1Loss", "BCEWithLogitsLoss", "CrossEntropyLoss"])
}

/// How many numbers a model of this data has to predict, most of the time.
fn outputs(data: &Value, loss: &str, odd: u64) -> u64 {
    let classes = match data["name"].as_str() {
        Some("moons" | "circles" | "xor" | "gaussians" | "spiral") => 2,
        Some("penguins" | "iris" | "wine") => 3,
        _ => 1,
    };
    match loss {
        _ if odd > 0 => odd,
        "CrossEntropyLoss" => classes,
        _ if classes == 3 => 3,
        _ => 1,
    }
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

/// Experiments with this data.
fn cases(data: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let odd = prop_oneof![9 => Just(0_u64), 1 => 1_u64..4];
    (data, split(), steps(), loss(), odd)
        .prop_map(|(data, split, steps, loss, odd)| experiment(&data, &split, &steps, loss, outputs(&data, loss, odd)))
}

#[test]
fn tables_of_text_are_answered() {
    let columns = || prop::option::weighted(0.1, columns());
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
    run("tables", cases(data), 2900);
}

#[test]
fn options_of_data_sets_are_answered() {
    run("options", cases(named()), 3000);
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
