//! Tries an experiment: it is answered with a message, or it trains, can be looked at, and goes back exactly.

use chalkgrad::{Experiment, Stepper, Unit};
use std::path::Path;

/// The files of the measured data sets.
pub(crate) fn files(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("www/data").is_dir())?;
    std::fs::read_to_string(folder.join("www/data").join(name)).ok()
}

/// Reads an experiment, and where it is valid trains a little, looks at everything, and goes back.
/// Gives whether it was valid.
pub(crate) fn attempt(text: &str) -> bool {
    let trained = Experiment::from_json_with(text, &mut files).and_then(Stepper::<f32>::new);
    let mut stepper = match trained {
        Ok(stepper) => stepper,
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && message.len() < 8000, "{message}");
            return false;
        }
    };
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
    true
}

fn look(stepper: &Stepper<f32>) {
    let _ = (stepper.moment(), stepper.explain(), state(stepper));
}

/// The state as the text that is compared.
fn state(stepper: &Stepper<f32>) -> String {
    serde_json::to_string(&stepper.state()).expect("a state is JSON")
}
