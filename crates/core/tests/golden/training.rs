//! Whole trainings: first parameters, the loss of every step, last parameters, and the printed log.

use crate::data::files;
use crate::rng::normal;
use crate::{Findings, Tolerance, cases, cases_in, dtype, list, size, text};
use chalkgrad::experiment::Experiment;
use chalkgrad::float::Float;
use chalkgrad::optim::OPTIMIZERS;
use chalkgrad::schedule::SCHEDULERS;
use chalkgrad::stepper::{Stepper, Unit};
use serde_json::Value;

#[test]
fn trainings_in_f32_are_pytorchs() {
    check_all::<f32>("training.json", "trainings in f32", Tolerance::new(1e-6, 1e-3));
}

#[test]
fn trainings_in_f64_are_pytorchs() {
    check_all::<f64>("training.json", "trainings in f64", Tolerance::new(1e-9, 1e-6));
}

/// Every optimizer with its defaults and several settings, clipping, and penalties.
#[test]
fn optimizers_are_pytorchs() {
    check_all::<f32>("optimizers.json", "optimizers in f32", Tolerance::new(1e-6, 1e-3));
    check_all::<f64>("optimizers.json", "optimizers in f64", Tolerance::new(1e-9, 1e-6));
    let tried = names_in("optimizers.json", "optimizer");
    let missing = OPTIMIZERS.iter().filter(|info| tried.iter().filter(|name| *name == info.name).count() < 12);
    assert_eq!(missing.map(|info| info.name).collect::<Vec<_>>(), [""; 0], "see tests/golden/optimizer_cases.py");
}

/// Every scheduler: the learning rate of every epoch, and what is trained with it.
#[test]
fn schedulers_are_pytorchs() {
    check_all::<f32>("schedulers.json", "schedulers in f32", Tolerance::new(1e-6, 1e-3));
    check_all::<f64>("schedulers.json", "schedulers in f64", Tolerance::new(1e-9, 1e-6));
    let tried = names_in("schedulers.json", "scheduler");
    let missing = SCHEDULERS.iter().filter(|info| tried.iter().filter(|name| *name == info.name).count() < 10);
    assert_eq!(missing.map(|info| info.name).collect::<Vec<_>>(), [""; 0], "see tests/golden/schedule_cases.py");
}

/// The names under a key of all experiments of a file.
fn names_in(file: &str, key: &str) -> Vec<String> {
    let name = |case: &Value| match &case["experiment"][key] {
        Value::String(name) => Some(name.clone()),
        Value::Object(choice) => choice.keys().next().cloned(),
        _ => None,
    };
    cases(file).iter().filter_map(name).collect()
}

/// One weight and one bias: not only close to PyTorch's numbers but the same, after every step,
/// for every optimizer option, batch size and order. So the printed log is, too, whatever the seed.
#[test]
fn one_weight_and_one_bias_are_pytorchs_bit_for_bit() {
    let mut findings = Findings::new("one weight and one bias in f32");
    for case in cases_in("training.json", "f32") {
        let (data, model) = (&case["experiment"]["data"], &case["experiment"]["model"]);
        if data["name"] == "article" && *model == serde_json::json!([{"Linear": {"out_features": 1}}]) {
            findings.cases += 1;
            check_case::<f32>(&case, &mut findings, Tolerance::exact::<f32>());
        }
    }
    findings.report();
}

#[test]
fn the_demo_prints_what_its_article_shows() {
    let cases = cases_in("training.json", "f32");
    let check = |id: &str, first: [&str; 3], last: &str| {
        let case = cases.iter().find(|case| case["id"] == id).unwrap_or_else(|| panic!("no case {id}"));
        let log: Vec<_> = list(&case["log"]).iter().map(text).collect();
        assert_eq!(log.len(), 100, "{id}");
        assert_eq!((&log[..3], log[99]), (&first[..], last), "{id}");
    };
    check(
        "demo-seed-0/f32",
        ["[1/100] loss:3.9270", "[2/100] loss:0.2421", "[3/100] loss:0.1739"],
        "[100/100] loss:0.1712",
    );
    check(
        "demo-seed-42/f32",
        ["[1/100] loss:11.4546", "[2/100] loss:0.3778", "[3/100] loss:0.1728"],
        "[100/100] loss:0.1689",
    );
}

/// Runs all experiments of a file.
pub(crate) fn check_all<T: Float>(file: &str, family: &'static str, tolerance: Tolerance) {
    let mut findings = Findings::new(family);
    for case in cases_in(file, dtype::<T>()) {
        findings.cases += 1;
        check_case::<T>(&case, &mut findings, tolerance);
    }
    findings.report();
}

/// Trains, compares, and gives the training back as it ended; nothing where it could not begin.
pub(crate) fn check_case<T: Float>(case: &Value, findings: &mut Findings, tolerance: Tolerance) -> Option<Stepper<T>> {
    let id = text(&case["id"]);
    let started = Experiment::from_json_with(&case["experiment"].to_string(), &mut files).and_then(Stepper::<T>::new);
    let mut stepper = match started {
        Ok(stepper) => stepper,
        Err(error) => {
            findings.failures.push(format!("{id}: {error}"));
            return None;
        }
    };
    // Even numbers are the same; the normal ones of an embedding go through ln, cos and sin.
    let even = !case["experiment"]["model"].to_string().contains("Embedding");
    let drawn = if even { Tolerance::exact::<T>() } else { normal::<T>() };
    check_parameters(id, "first", &stepper, &case["initial"], findings, drawn);
    let epochs = size(&case["experiment"]["epochs"]);
    let mut rates = Vec::new();
    for epoch in 1..=epochs {
        rates.push(stepper.moment().lr);
        stepper.step(Unit::Epoch);
        let line = stepper.log_line(epoch as u64);
        findings.check_equal(&format!("{id} log"), &line.as_deref(), &Some(text(&case["log"][epoch - 1])));
    }
    assert!(stepper.finished(), "{id}: not finished after {epochs} epochs");
    if !case["lrs"].is_null() {
        // Losses of f32 decide when ReduceLROnPlateau acts, but the learning rates are f64 in both.
        findings.check(&format!("{id} lr"), &rates, &case["lrs"], Tolerance::new(1e-15, 1e-10));
    }
    findings.check(&format!("{id} loss"), stepper.losses(), &case["losses"], tolerance);
    check_parameters(id, "last", &stepper, &case["final"], findings, tolerance);
    Some(stepper)
}

/// Compares all parameters and buffers by name; neither side may have one that the other lacks.
fn check_parameters<T: Float>(
    id: &str,
    when: &str,
    stepper: &Stepper<T>,
    theirs: &Value,
    findings: &mut Findings,
    tolerance: Tolerance,
) {
    let theirs = theirs.as_object().unwrap_or_else(|| panic!("{id}: {when} parameters are missing"));
    let state = || stepper.parameters().chain(stepper.buffers());
    let mut names: Vec<_> = state().map(|(name, _)| name).collect();
    names.sort_unstable();
    findings.check_equal(&format!("{id} {when} names"), &names, &theirs.keys().map(String::as_str).collect());
    for (name, node) in state() {
        if let Some(theirs) = theirs.get(name) {
            findings.check(&format!("{id} {when} {name}"), stepper.tape().value(node), theirs, tolerance);
        }
    }
}
