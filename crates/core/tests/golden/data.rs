//! Made-up data, splits and preprocessing; trainings from raw rows to the loss of every part.

use crate::training::check_case;
use crate::{Findings, Tolerance, cases, cases_in, dtype, numbers, size, text};
use chalkgrad::data::generated::GENERATED_SETS;
use chalkgrad::data::split::{Part, Split};
use chalkgrad::experiment::Experiment;
use chalkgrad::float::Float;
use chalkgrad::options::Options;
use std::path::Path;

/// The files of the measured data sets.
pub(crate) fn files(name: &str) -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/data").join(name)).ok()
}

/// The same draws give the same rows, to the last of their four decimals.
#[test]
fn made_up_rows_are_those_of_their_recipes() {
    let mut findings = Findings::new("made-up data");
    for case in cases("generated.json") {
        findings.cases += 1;
        let id = text(&case["id"]);
        let mut options = case["data"].as_object().expect("an object").clone();
        let name = options.remove("name").expect("a name");
        let set = GENERATED_SETS.iter().find(|set| set.name == name).unwrap_or_else(|| panic!("no set {name}"));
        let options = Options::read("data", &options, set.args).unwrap_or_else(|error| panic!("{id}: {error}"));
        let (x, y) = set.frame(&options).unwrap_or_else(|error| panic!("{id}: {error}")).tables();
        findings.check(&format!("{id} x"), x.cells(), &case["x"], Tolerance::exact::<f64>());
        findings.check(&format!("{id} y"), y.cells(), &case["y"], Tolerance::exact::<f64>());
    }
    findings.report();
}

#[test]
fn splits_are_pytorchs() {
    let mut findings = Findings::new("splits");
    for case in cases("splits.json") {
        findings.cases += 1;
        let id = text(&case["id"]);
        let seed = u32::try_from(size(&case["seed"])).expect("a seed has 32 bits");
        let split = Split::read(&case["split"], size(&case["rows"]), seed);
        let split = split.unwrap_or_else(|error| panic!("{id}: {error}"));
        for (part, rows) in case["parts"].as_object().expect("an object") {
            let known = Part::ALL.into_iter().find(|known| known.name() == part).expect("a part");
            let ours: Vec<_> = split.rows(known).iter().map(|row| f64::from(*row)).collect();
            findings.check(&format!("{id} {part}"), &ours, rows, Tolerance::exact::<f64>());
        }
    }
    findings.report();
}

#[test]
fn preprocessing_is_numpys() {
    let mut findings = Findings::new("preprocessing");
    for case in cases("preprocess.json") {
        findings.cases += 1;
        let id = text(&case["id"]);
        let read = Experiment::from_json(&case["experiment"].to_string());
        let experiment = read.unwrap_or_else(|error| panic!("{id}: {error}"));
        if let Some(split) = &experiment.split {
            let ours: Vec<_> = split.rows(Part::Train).iter().map(|row| f64::from(*row)).collect();
            findings.check_equal(&format!("{id} training rows"), &ours, &numbers(&case["train"]));
        }
        findings.check_equal(&format!("{id} columns"), &experiment.data.x.columns(), &size(&case["columns"]));
        findings.check(id, experiment.data.x.cells(), &case["x"], Tolerance::new(1e-12, 1e-12));
    }
    findings.report();
}

#[test]
fn trainings_of_prepared_data_in_f32_are_pytorchs() {
    check_trainings::<f32>("prepared data in f32", Tolerance::new(1e-6, 1e-3));
}

#[test]
fn trainings_of_prepared_data_in_f64_are_pytorchs() {
    check_trainings::<f64>("prepared data in f64", Tolerance::new(1e-9, 1e-6));
}

/// The training, and after it the loss of each part in evaluation mode.
fn check_trainings<T: Float>(family: &str, tolerance: Tolerance) {
    let mut findings = Findings::new(family);
    for case in cases_in("data_trainings.json", dtype::<T>()) {
        findings.cases += 1;
        let id = text(&case["id"]);
        let Some(mut stepper) = check_case::<T>(&case, &mut findings, tolerance) else { continue };
        for (part, loss) in case["judged"].as_object().expect("an object") {
            let known = Part::ALL.into_iter().find(|known| known.name() == part).expect("a part");
            match stepper.evaluate(known) {
                Ok(Some(judged)) => findings.check(&format!("{id} {part}"), &[judged.loss], loss, tolerance),
                other => findings.failures.push(format!("{id} {part}: {other:?}")),
            }
        }
    }
    findings.report();
}
