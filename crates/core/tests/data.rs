//! Data sets, tables of text, preprocessing and splits: what they give, and what they say about mistakes.

use chalkgrad::data::generated::GENERATED_SETS;
use chalkgrad::data::real::REAL_SETS;
use chalkgrad::data::split::Part;
use chalkgrad::{Error, Experiment, Stepper, Unit};
use serde_json::{Value, json};
use std::path::Path;

/// The files of the measured data sets.
fn files(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/data");
    std::fs::read_to_string(folder.join(name)).ok()
}

/// An experiment with these data whose model fits the loss: `outputs` columns from one Linear layer.
fn experiment(data: &Value, loss: &str, outputs: usize, more: &Value) -> Result<Experiment, Error> {
    let mut experiment = json!({
        "version": 1, "data": data, "model": [{"Linear": {"out_features": outputs}}], "loss": loss,
        "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 2
    });
    for (key, value) in more.as_object().expect("an object") {
        experiment[key] = value.clone();
    }
    Experiment::from_json_with(&experiment.to_string(), &mut files)
}

#[test]
fn made_up_sets_train_and_come_back_as_they_were_written() {
    for set in GENERATED_SETS {
        let data = json!({"name": set.name, "samples": 7, "seed": 3});
        let first = experiment(&data, "MSELoss", 1, &json!({})).unwrap_or_else(|error| panic!("{}: {error}", set.name));
        assert_eq!((first.data.x.rows(), first.data.y.columns()), (7, 1), "{}", set.name);
        let written = serde_json::to_string(&first).expect("JSON");
        let again = Experiment::from_json(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(first.data, again.data, "{}", set.name);
        let other = experiment(&json!({"name": set.name, "samples": 7, "seed": 4}), "MSELoss", 1, &json!({}));
        let noisy = first.data.x.cells().iter().chain(first.data.y.cells());
        assert!(noisy.clone().all(|cell| (cell * 1e4).round() / 1e4 == *cell), "{}: four decimals", set.name);
        assert_ne!(first.data, other.expect("another seed").data, "{}", set.name);
    }
}

#[test]
fn classes_have_equally_many_rows() {
    for set in GENERATED_SETS.iter().filter(|set| set.classes) {
        let data = json!({"name": set.name, "samples": 100});
        let y = experiment(&data, "BCEWithLogitsLoss", 1, &json!({})).expect(set.name).data.y;
        assert_eq!(y.cells().iter().filter(|class| **class == 1.0).count(), 50, "{}", set.name);
        assert_eq!(y.cells().iter().filter(|class| **class == 0.0).count(), 50, "{}", set.name);
        let y = experiment(&data, "MSELoss", 1, &json!({})).expect(set.name).data.y;
        assert!(y.cells().iter().all(|class| class.abs() == 1.0), "{}", set.name);
    }
}

#[test]
fn standardized_x_solves_the_demo_in_one_step() {
    let changes = json!({"preprocess": [{"Standardize": {"columns": "x"}}], "optimizer": {"SGD": {"lr": 0.5}}});
    let demo = experiment(&json!({"name": "article"}), "MSELoss", 1, &changes).expect("a valid experiment");
    let mut stepper = Stepper::<f64>::new(demo).expect("a training");
    stepper.step(Unit::Epoch);
    stepper.step(Unit::Epoch);
    assert!((stepper.losses()[1] - 0.168_915_3).abs() < 1e-7, "{}", stepper.losses()[1]);
}

#[test]
fn measured_sets_are_what_the_registry_says() {
    for set in REAL_SETS {
        let steps = json!({"preprocess": [{"Impute": {}}, "Standardize"], "split": true});
        let read = experiment(&json!({"name": set.name, "targets": "zero_one"}), "MSELoss", 1, &steps);
        assert!(read.expect_err(set.name).to_string().contains("classes or one_hot fits"));
        let read = experiment(&json!({"name": set.name}), "MSELoss", if set.name == "digits" { 10 } else { 3 }, &steps);
        let read = read.unwrap_or_else(|error| panic!("{}: {error}", set.name));
        assert_eq!(read.data.x.rows(), set.rows);
        assert_eq!(Part::ALL.map(|part| read.part(part).x.rows()).iter().sum::<usize>(), set.rows);
    }
}

/// Reads a CSV text as the data of an experiment with one output.
fn csv(text: &str, more: &Value) -> Result<Experiment, Error> {
    experiment(&json!({"csv": text}), "MSELoss", 1, more)
}

#[test]
fn tables_of_text_are_read() {
    let check = |text: &str, x: &[f64], y: &[f64]| {
        let read = csv(text, &json!({})).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!((read.data.x.cells(), read.data.y.cells()), (x, y), "{text:?}");
    };
    check("a,b,y\n1,2,3\n4,5,6\n", &[1.0, 2.0, 4.0, 5.0], &[3.0, 6.0]);
    check("1,2,3\n4,5,6", &[1.0, 2.0, 4.0, 5.0], &[3.0, 6.0]);
    check("a;b;y\n1;2;3", &[1.0, 2.0], &[3.0]);
    check("a\ty\n-1e3\t.5", &[-1000.0], &[0.5]);
    check("\u{feff}a,y\r\n 1 ,\t2 \r\n\r\n3,4\r\n", &[1.0, 3.0], &[2.0, 4.0]);
    check("\"a, b\",y\n\"1\",\"2\"\n", &[1.0], &[2.0]);
    check("\"a;b;c\",y\n1,2\n", &[1.0], &[2.0]);
    check("年龄,结果\n1,2\n", &[1.0], &[2.0]);
}

#[test]
fn columns_are_chosen_by_name_or_place() {
    let check = |data: Value, x: &[f64], y: &[f64]| {
        let mut data = data;
        data["csv"] = json!("a,b,c\n1,2,3\n");
        let read = experiment(&data, "MSELoss", y.len(), &json!({})).unwrap_or_else(|error| panic!("{data}: {error}"));
        assert_eq!((read.data.x.cells(), read.data.y.cells()), (x, y), "{data}");
    };
    check(json!({"x": ["c", "a"], "y": ["b"]}), &[3.0, 1.0], &[2.0]);
    check(json!({"x": "a", "y": "b"}), &[1.0], &[2.0]);
    check(json!({"x": [0, 2], "y": 1}), &[1.0, 3.0], &[2.0]);
    check(json!({"y": ["a", "b"]}), &[3.0], &[1.0, 2.0]);
    check(json!({"x": ["b"]}), &[2.0], &[3.0]);
    check(json!({"header": true}), &[1.0, 2.0], &[3.0]);
}

#[test]
fn mistakes_in_tables_are_named_by_row_and_column() {
    let check = |text: &str, expect: &str| {
        let message = csv(text, &json!({})).expect_err(text).to_string();
        assert_eq!(message, expect, "{text:?}");
    };
    let text = "correct it, or add OneHot or LabelEncode for this column to `preprocess`";
    let empty = "the cell is empty; add Impute to `preprocess`, or leave the row out";
    let no_number = "is not a number to train on; leave the cell empty where a number is missing";
    check("age,y\n1,2\n2,3\nabc,4", &format!("row 4, column `age`: `abc` is not a number; {text}"));
    check("age,y\n1,2\n\n2,x", &format!("row 4, column `y`: `x` is not a number; {text}"));
    check("age,y\n1,2\n,4", &format!("row 3, column `age`: {empty}"));
    check("age,y\n1,2\n3,NA", &format!("row 3, column `y`: {empty}"));
    check("a,y\n1,2\nnan,4", &format!("row 3, column `a`: `nan` {no_number}"));
    check("a,y\n1,2\n-inf,4", &format!("row 3, column `a`: `-inf` {no_number}"));
    check("a,y\n1,1e999", &format!("row 2, column `y`: `1e999` {no_number}"));
    check("a,y\n1,1e39", &format!("row 2, column `y`: `1e39` {no_number}"));
    check("a,y\n１２,3", "row 2, column `a`: `１２` is written with full-width characters; write 12");
    check("a,y\n－１．５,3", "row 2, column `a`: `－１．５` is written with full-width characters; write -1.5");
    check("a;y\n1,5;3", "row 2, column `a`: `1,5` has a decimal comma; write 1.5");
    check("a,b,y\n1,2,3\n4,5", "row 3 has 2 cells, the rows before it have 3");
    check("a,y\n1,2,3", "row 2 has 3 cells, the rows before it have 2");
    check("a,a\n1,2", "the column `a` is there twice");
    check("a,y\n", "data.csv has no rows; at least one row of numbers is needed");
    check("", "data.csv has no rows; at least one row of numbers is needed");
    check("a\n1\n", "`columns of x` is 0; it must be from 1 to 1024");
    check("just some words", "data.csv has no rows; at least one row of numbers is needed");
    check(&format!("a,y\n{}", "1,2\n".repeat(50_001)), "`rows` is 50001; it must be from 1 to 50000");
    check(&format!("{}y\n", "a,".repeat(1024)), "`columns` is 1025; it must be from 1 to 1024");
}

#[test]
fn mistakes_in_the_options_are_named() {
    let table = json!({"csv": "a,b,y\n1,red,3\n2,blue,4\n,red,5\n"});
    let check = |changes: Value, expect: &str| {
        let (mut data, mut more) = (table.clone(), json!({}));
        for (key, value) in changes.as_object().expect("an object") {
            if ["split", "preprocess"].contains(&key.as_str()) {
                more[key] = value.clone();
            } else if key == "data" {
                data = value.clone();
            } else {
                data[key] = value.clone();
            }
        }
        let message = experiment(&data, "MSELoss", 1, &more).expect_err(expect).to_string();
        assert_eq!(message, expect);
    };
    let column = "the name of a column is needed, its place counted from 0, or a list of these";
    check(json!({"x": ["z"]}), "`data.x` names the column \"z\", which is not there; what fits: a, b, y");
    check(json!({"x": [3]}), "`data.x` names the column 3, which is not there; what fits: a, b, y");
    check(json!({"x": [1.5]}), &format!("`data.x` is 1.5; {column}"));
    check(json!({"x": {"a": 1}}), &format!("`data.x` is {{a}}; {column}"));
    check(json!({"x": ["a", 0]}), "the column `a` is there twice");
    check(json!({"x": ["y"], "y": "y"}), "the column `y` is there twice");
    check(json!({"z": 1}), "`data.z` is not known here; what fits: csv, x, y, targets, header");
    check(json!({"header": "no"}), "`data.header` is \"no\"; true or false is needed");
    check(
        json!({"targets": "one"}),
        "`data.targets` is \"one\", which is not known; what fits: classes, zero_one, plus_minus_one, one_hot",
    );
    check(json!({"data": {"csv": 1}}), "`data.csv` is 1; a text is needed");
    check(
        json!({"data": {"file": "../a.csv"}}),
        "`data.file` is \"../a.csv\"; the name of a file in the same folder is needed",
    );
    check(
        json!({"data": {"file": "none.csv"}}),
        "the rows of this data set are in the file none.csv, which could not be read",
    );
    check(json!({"data": {"name": "moons", "noise": -1}}), "`data.noise` is -1; it must be from 0 to 1000");
    check(
        json!({"data": {"name": "moons", "classes": 3}}),
        "`data.classes` is not known here; what fits: samples, noise, seed, targets",
    );
    check(
        json!({"data": {"name": "moon"}}),
        "`data.name` is \"moon\", which is not known; what fits: article, line, sine, quadratic, moons, circles, xor, gaussians, spiral, penguins, iris, wine, digits",
    );
    check(
        json!({"data": {"name": "spiral", "classes": 3, "targets": "zero_one"}}),
        "`data.targets` is zero_one, but there are 3 classes: classes or one_hot fits",
    );
    let steps = |steps: Value, expect: &str| check(json!({"preprocess": steps}), expect);
    steps(json!("MinMax"), "`preprocess` is \"MinMax\"; a list […] is needed");
    steps(json!([1]), "`preprocess[0]` is 1; a name is needed, or an object with one name and its options");
    steps(
        json!(["Normalize"]),
        "`preprocess[0]` is \"Normalize\", which is not known; what fits: Standardize, MinMax, Impute, OneHot, LabelEncode",
    );
    steps(
        json!([{"MinMax": {"range": [0, 1]}}]),
        "`preprocess[0].MinMax.range` is not known here; what fits: feature_range",
    );
    steps(
        json!([{"MinMax": {"columns": "y", "feature_range": [1, 1]}}]),
        "`preprocess[0].MinMax`: the second number of feature_range must be larger than the first",
    );
    steps(
        json!([{"Standardize": {"columns": ["c"]}}]),
        "`preprocess[0].Standardize.columns` names the column \"c\", which is not there; what fits: a, b, y",
    );
    steps(
        json!([{"Standardize": {"columns": ["a", "a", "a", "a"]}}]),
        "`len(preprocess[0].Standardize.columns)` is 4; it must be from 0 to 3",
    );
    steps(
        json!([{"Standardize": {"columns": "a"}}]),
        "row 4, column `a`: the cell is empty; add Impute to `preprocess`, or leave the row out",
    );
    steps(
        json!([{"Impute": {"columns": "b"}}]),
        "`preprocess[0].Impute`: the column `b` holds text, where only the strategy most_frequent works",
    );
    steps(
        json!([{"Impute": {"columns": "a"}}]),
        "row 2, column `b`: `red` is not a number; correct it, or add OneHot or LabelEncode for this column to `preprocess`",
    );
    let split = |split: Value, expect: &str| check(json!({"split": split, "data": {"name": "article"}}), expect);
    split(json!({"train": 0.5}), "the fractions in `split` add up to 0.5; they must add up to 1");
    split(json!({"train": 1.5}), "`split.train` is 1.5; it must be from 0 to 1");
    split(json!({"train": 0.5, "exam": 0.5}), "`split.exam` is not known here; what fits: train, validation, test");
    split(json!({"test": 1}), "`split` leaves none of 15 rows to train on; give `train` a larger fraction");
    split(json!([6, 2, 2]), "`split` is [… 3]; an object with named values is needed");
    let unseen = json!({"preprocess": [{"Impute": {}}], "split": {"train": 0.34, "test": 0.66}, "x": ["b"]});
    check(unseen, "`preprocess[0].Impute`: the column `b` holds text, where only the strategy most_frequent works");
    let unseen = json!({"preprocess": [{"OneHot": {}}], "split": {"train": 0.34, "test": 0.66}, "x": ["b"]});
    check(unseen, "row 3, column `b`: `blue` does not occur among the training rows; take another split or seed");
}

#[test]
fn categories_become_columns_or_numbers() {
    let text = "a,b,y\n1,red,no\n2,blue,yes\n,red,no\n";
    let steps = json!([
        {"Impute": {"columns": "a", "strategy": "median"}}, {"OneHot": {"columns": "b"}}, {"LabelEncode": {"columns": "y"}}
    ]);
    let read = csv(text, &json!({"preprocess": steps})).expect("a valid experiment");
    assert_eq!(read.data.x.cells(), [1.0, 0.0, 1.0, 2.0, 1.0, 0.0, 1.5, 0.0, 1.0]);
    assert_eq!(read.data.y.cells(), [-1.0, 1.0, -1.0], "two classes with MSELoss");
    let preparation = read.preparation.as_ref().expect("it was prepared");
    assert_eq!(preparation.classes, ["no", "yes"]);
    let done = serde_json::to_value(preparation.done().collect::<Vec<_>>()).expect("JSON");
    assert_eq!(done[0]["formula"], "x ← fill, where x is missing");
    assert_eq!(done[0]["fitted"], json!([{"column": "a", "numbers": [["fill", 1.5]], "categories": []}]));
    assert_eq!(done[1]["fitted"], json!([{"column": "b", "numbers": [], "categories": ["blue", "red"]}]));
    // What is written reads back as the same.
    let again = Experiment::from_json(&serde_json::to_string(&read).expect("JSON")).expect("a valid experiment");
    assert_eq!(again.data, read.data);
}

#[test]
fn a_split_training_rewinds_to_the_same_bits() {
    let more = json!({"split": true, "shuffle": true, "batch_size": 4, "epochs": 30, "preprocess": ["Standardize"]});
    let demo = || experiment(&json!({"name": "article"}), "MSELoss", 1, &more).expect("a valid experiment");
    let (mut straight, mut walk) = (Stepper::<f32>::new(demo()).expect("it"), Stepper::<f32>::new(demo()).expect("it"));
    assert_eq!(straight.experiment().rows(), 9);
    for _ in 0..20 {
        walk.step(Unit::Epoch);
    }
    let before = walk.evaluate(Part::Test).expect("it fits").expect("rows");
    walk.seek(straight.total() / 3);
    straight.run_to(straight.total() / 3);
    let state = |stepper: &Stepper<f32>| serde_json::to_string(&stepper.state()).expect("JSON");
    assert_eq!(state(&straight), state(&walk));
    for _ in 0..10 {
        walk.step(Unit::Epoch);
    }
    assert_eq!(before.rows, 3);
    assert_eq!(walk.evaluate(Part::Validation).expect("it fits").expect("rows").rows, 3);
}

/// As many rows and as many different words as fit: answered at once, and without filling the memory.
#[test]
fn the_largest_tables_are_answered() {
    let rows: Vec<_> = (0..50_000).map(|row| format!("{row},w{row},{}", row % 2)).collect();
    let text = format!("a,{},y\n{}", "b".repeat(100_000), rows.join("\n"));
    for (step, expect) in [
        (json!([{"LabelEncode": {"columns": [0]}}]), "too many different values to be categories"),
        (json!([{"OneHot": {"columns": [1]}}]), "too many different values to be categories"),
        (json!([{"Standardize": {"columns": [0]}}]), "is not a number; correct it"),
    ] {
        let message = csv(&text, &json!({"preprocess": step})).expect_err(expect).to_string();
        assert!(message.contains(expect) && message.len() < 1000, "{message}");
    }
    let wide = format!("{}\n{}", vec!["0"; 1024].join(","), vec!["1"; 1024].join(","));
    let steps = json!([{"OneHot": {}}, {"OneHot": {}}]);
    let message = csv(&wide, &json!({"preprocess": steps})).expect_err("too wide").to_string();
    assert_eq!(message, "`columns of x` is 1025; it must be from 1 to 1024");
}
