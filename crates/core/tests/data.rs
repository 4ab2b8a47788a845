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
