//! Training from a file: the same stepper as in the browser, run to the end.

use crate::print;
use chalkgrad::{Experiment, Stepper, Unit, experiment, plain::Number};
use serde_json::json;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Trains and prints the log, or with `trace` every loss as JSON.
pub(crate) fn train(file: &Path, trace: bool) -> Result<(), String> {
    let experiment = read(file)?;
    let steps = experiment.epochs * experiment.batches() as u64;
    let batches = experiment.batches() as u64;
    let mut stepper = Stepper::<f32>::new(experiment).map_err(|error| error.to_string())?;
    if trace {
        print(format_args!("{}\n", json!({ "parameters": stepper.parameters_by_name() })))?;
    }
    for step in 1..=steps {
        stepper.step(Unit::Batch);
        if let Some(stopped) = stepper.moment().stopped {
            return Err(format!(
                "training stopped in step {} (epoch {}): {} gave {}; a smaller learning rate may help, {} instead of {}",
                stopped.step, stopped.epoch, stopped.op, stopped.value, stopped.suggested_lr, stopped.lr
            ));
        }
        let epoch = (step - 1) / batches + 1;
        if trace {
            let loss = stepper.losses().last().map(|loss| Number(*loss));
            print(format_args!("{}\n", json!({ "epoch": epoch, "step": step, "loss": loss })))?;
        } else if step % batches == 0 {
            print(format_args!("{}\n", stepper.log_line(epoch).unwrap_or_default()))?;
        }
    }
    if trace {
        print(format_args!("{}\n", json!({ "parameters": stepper.parameters_by_name() })))?;
    }
    Ok(())
}

/// Prints the experiment as a PyTorch program.
pub(crate) fn export(file: &Path) -> Result<(), String> {
    print(read(file)?.program_text())
}

fn read(file: &Path) -> Result<Experiment, String> {
    let name = file.display();
    let unreadable = |error: io::Error| format!("{name}: {error}");
    // One byte more than fits is enough to know that it is too long.
    let most = experiment::MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        File::open(file).map_err(unreadable)?.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{name}: this is not a text in UTF-8"))?;
    Experiment::from_json(&text).map_err(|error| format!("{name}: {error}"))
}
