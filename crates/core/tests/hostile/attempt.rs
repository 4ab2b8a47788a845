//! Tries an experiment: it is answered with a message, or it trains, can be looked at and edited, and goes back exactly.

use chalkgrad::data::split::Part;
use chalkgrad::{Error, Experiment, Runs, Stepper, Unit};
use std::path::Path;

/// The files of the measured data sets.
pub(crate) fn files(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("www/data").is_dir())?;
    std::fs::read_to_string(folder.join("www/data").join(name)).ok()
}

/// What is changed in the middle; not every model has all of it.
const EDITS: [&str; 6] = [
    r#"{"lr": 0.003}"#,
    r#"{"zero_grad": false}"#,
    r#"{"loss": "L1Loss"}"#,
    r#"{"optimizer": "Adam"}"#,
    r#"{"parameter": {"name": "0.weight", "cell": 0, "value": 0.5}}"#,
    r#"{"data": {"row": 0, "y": [1]}}"#,
];
/// How many numbers a batch may have whose loss is computed some hundred times.
const FEW: f64 = 2e3;

/// Reads an experiment, and where it is valid trains a little, looks at everything, goes back, and edits it.
/// Gives whether it was valid.
pub(crate) fn attempt(text: &str) -> bool {
    let trained = Experiment::from_json_with(text, &mut files).and_then(Stepper::<f32>::new);
    let Some(mut stepper) = answered(trained) else { return false };
    // An epoch of many steps would show nothing that a few do not.
    let long = if stepper.experiment().batches() > 20 { Unit::Batch } else { Unit::Epoch };
    for unit in [Unit::Operation, Unit::Batch, Unit::Operation, long] {
        stepper.step(unit);
        look(&stepper);
    }
    let (place, before) = (stepper.position(), state(&stepper));
    stepper.back(Unit::Operation);
    look(&stepper);
    stepper.back(Unit::Batch);
    stepper.seek(place);
    assert_eq!(state(&stepper), before, "going back and forth changes nothing");
    // What is said to be the experiment is one, and the same.
    let written = serde_json::to_string(stepper.experiment()).expect("an experiment is JSON");
    let again = Experiment::from_json_with(&written, &mut files).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(serde_json::to_string(&again).expect("an experiment is JSON"), written);
    assert!(!stepper.experiment().program_text().is_empty());
    probe(&mut stepper);
    edit(again, EDITS[text.len() % EDITS.len()]);
    true
}

/// Looks beside the training, which stays as it is.
fn probe(stepper: &mut Stepper<f32>) {
    let before = state(stepper);
    for part in Part::ALL {
        answered(stepper.evaluate(part));
    }
    answered(stepper.surface(3));
    let (inputs, cells) = (stepper.experiment().data.x.columns(), stepper.experiment().cells());
    if stepper.experiment().batch_rows() as f64 * cells < FEW {
        let check = stepper.gradient_check(0, 0).expect("there is a parameter");
        let (name, id) = stepper.parameters().next().expect("there is a parameter");
        let own = f64::from(stepper.tape().value(id)[0]);
        assert_eq!(
            (check.name.as_str(), check.f32.value.to_bits()),
            (name, own.to_bits()),
            "the training's own number"
        );
    }
    let x: Vec<f32> = stepper.experiment().data.x.to_cells();
    let x = &x[..x.len().min(3 * inputs)];
    if let (Some(layers), Some(predicted)) = (answered(stepper.neurons(x)), answered(stepper.predict(x))) {
        assert!(layers.iter().all(|layer| !layer.weights.is_empty()), "neurons have weights");
        let last = layers.last().map_or(&predicted, |layer| &layer.activations);
        assert_eq!(format!("{last:?}"), format!("{predicted:?}"), "the last neurons are the prediction");
    }
    answered(stepper.predict(&x.repeat(100)));
    assert_eq!(state(stepper), before, "looking changes nothing");
}

/// Edits it after two epochs, takes the edit back and does it again, and lets the training end an epoch before it.
fn edit(experiment: Experiment, edit: &str) {
    let mut runs = Runs::<f32>::new(experiment).expect("it trained before");
    if runs.experiment().batches() > 20 || runs.set_epochs(3).is_err() {
        return;
    }
    (0..2).for_each(|_| runs.step(Unit::Epoch));
    let before = state(&runs);
    let edited = answered(runs.edit(edit)) == Some(true);
    if edited {
        let after = state(&runs);
        assert!(runs.undo() && state(&runs) == before, "undone, it never was");
        assert!(runs.redo() && state(&runs) == after, "done again, it is the same");
        runs.step(Unit::Operation);
    }
    assert!(edited || state(&runs) == before, "what cannot be done changes nothing");
    if answered(runs.set_epochs(1)).is_some() {
        runs.run_to(u64::MAX);
        assert!(runs.finished() || runs.stopped().is_some(), "it has an end: {} of {}", runs.position(), runs.total());
    }
}

/// What was answered; where it was a message, that says something.
fn answered<V>(answer: Result<V, Error>) -> Option<V> {
    let said = |error: &Error| !error.to_string().is_empty() && error.to_string().len() < 8000;
    assert!(answer.as_ref().err().is_none_or(said));
    answer.ok()
}

fn look(stepper: &Stepper<f32>) {
    let _ = (stepper.moment(), stepper.explain(), state(stepper));
}

/// The state as the text that is compared.
fn state(stepper: &Stepper<f32>) -> String {
    serde_json::to_string(&stepper.state()).expect("a state is JSON")
}
