//! Training from a file: the same stepper as in the browser, run to the end.

use crate::print;
use chalkgrad::{Experiment, Stepper, Unit, data::split::Part, experiment, metric::Metrics, plain::Number};
use serde::Serialize;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Trains and prints the log, or with `trace` every loss as JSON; with `metrics` also how good the model is in the end.
pub(crate) fn train(file: &Path, trace: bool, metrics: bool) -> Result<(), String> {
    let experiment = read(file)?;
    let steps = experiment.epochs * experiment.batches() as u64;
    let batches = experiment.batches() as u64;
    let mut stepper = Stepper::<f32>::new(experiment).map_err(|error| error.to_string())?;
    if trace {
        print_json(&Parameters { parameters: stepper.parameters_by_name() })?;
    }
    for step in 1..=steps {
        stepper.step(Unit::Batch);
        let epoch = (step - 1) / batches + 1;
        // A training may stop in the update, after a loss that PyTorch would still print.
        let loss = stepper.losses().get(step as usize - 1).copied().filter(|loss| loss.is_finite());
        match loss {
            Some(loss) if trace => print_json(&Row { epoch, step, loss: Number(loss) })?,
            Some(_) if step % batches == 0 => {
                print(format_args!("{}\n", stepper.log_line(epoch).unwrap_or_default()))?;
            }
            _ => {}
        }
        if stepper.stopped().is_some() {
            return Err(why_it_stopped(&stepper));
        }
    }
    if trace {
        print_json(&Parameters { parameters: stepper.parameters_by_name() })?;
    }
    if metrics { print_metrics(&mut stepper) } else { Ok(()) }
}

/// One line for each part that has rows.
fn print_metrics(stepper: &mut Stepper<f32>) -> Result<(), String> {
    for part in Part::ALL {
        let judged = stepper.evaluate(part).map_err(|error| error.to_string())?;
        let Some(judged) = judged else { continue };
        let metrics = judged.metrics(stepper.experiment());
        print_json(&Judged { part, rows: judged.rows, loss: Number(judged.loss), metrics })?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Judged {
    part: Part,
    rows: usize,
    loss: Number<f32>,
    #[serde(flatten)]
    metrics: Option<Metrics>,
}

#[derive(Serialize)]
struct Parameters<P: Serialize> {
    parameters: P,
}

#[derive(Serialize)]
struct Row {
    epoch: u64,
    step: u64,
    loss: Number<f32>,
}

fn print_json(line: &impl Serialize) -> Result<(), String> {
    print(format_args!("{}\n", serde_json::to_string(line).map_err(|error| error.to_string())?))
}

fn why_it_stopped(stepper: &Stepper<f32>) -> String {
    let moment = stepper.moment();
    let Some(stopped) = moment.stopped else { return "training stopped".to_owned() };
    if let Some(reason) = stopped.reason {
        return format!("training stopped in step {} (epoch {}): {reason}", stopped.step, stopped.epoch);
    }
    let (step, epoch, op, value, lr) = (stopped.step, stopped.epoch, stopped.op, stopped.value, stopped.lr);
    let help = match moment.suggested_lr {
        Some(smaller) => format!("a smaller learning rate may help, {smaller} instead of {lr}"),
        None => "the data or the first parameters are too large".to_owned(),
    };
    format!("training stopped in step {step} (epoch {epoch}): {op} gave {value}; {help}")
}

/// Prints the experiment as a PyTorch program.
pub(crate) fn export(file: &Path) -> Result<(), String> {
    print(read(file)?.program_text())
}

fn read(file: &Path) -> Result<Experiment, String> {
    let name = file.display();
    let most = experiment::MAX_BYTES;
    let text = if file == Path::new("-") {
        text(io::stdin(), most)
    } else {
        File::open(file).and_then(|file| text(file, most))
    };
    let text = text.map_err(|error| format!("{name}: {error}"))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    Experiment::from_json_with(&text, &mut |name| data_file(folder, name)).map_err(|error| format!("{name}: {error}"))
}

/// A text, or so much of it that one sees that it has more than `most` bytes.
fn text(from: impl Read, most: usize) -> io::Result<String> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 4).read_to_end(&mut bytes)?;
    // It may have been cut within a character, which has four bytes at most.
    if let Err(error) = str::from_utf8(&bytes)
        && error.valid_up_to() > most
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "this is not a text in UTF-8"))
}

/// The rows of a measured data set, which the program brings with it, or a file beside the experiment.
fn data_file(folder: &Path, name: &str) -> Option<String> {
    let own = match name {
        "penguins.csv" => include_str!("../data/penguins.csv"),
        "iris.csv" => include_str!("../data/iris.csv"),
        "wine.csv" => include_str!("../data/wine.csv"),
        "digits.csv" => include_str!("../data/digits.csv"),
        _ => return text(File::open(folder.join(name)).ok()?, chalkgrad::data::source::MAX_BYTES).ok(),
    };
    Some(own.to_owned())
}
