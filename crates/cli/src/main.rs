//! The binary `chalkgrad`: runs an experiment file without a browser.

mod train;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
chalkgrad: trains neural networks as PyTorch does, from experiment files

  chalkgrad train FILE           trains and prints the log, a line for each epoch
  chalkgrad train FILE --trace   prints one JSON object a line: the parameters before training,
                                 the loss of each training step, the parameters after it
  chalkgrad train FILE --metrics prints one more JSON object a line after training, for each part of the
                                 rows (train, validation, test): how many rows, the loss, and accuracy,
                                 precision, recall, F1 and the confusion matrix, or R², MAE and MSE
  chalkgrad export FILE          prints the experiment as a PyTorch program
  chalkgrad help                 prints this

FILE is an experiment as JSON, which may name a CSV file in its folder as data; - reads it from standard input. A small one:

  {\"version\": 1, \"data\": {\"name\": \"article\"}, \"model\": [{\"Linear\": {\"out_features\": 1}}],
   \"loss\": \"MSELoss\", \"optimizer\": {\"SGD\": {\"lr\": 0.01}}, \"epochs\": 100}
";

/// What the command line asks for.
enum Command {
    Train { file: PathBuf, trace: bool, metrics: bool },
    Export { file: PathBuf },
    Help,
}

fn main() -> ExitCode {
    let done = parse().and_then(|command| match command {
        Command::Train { file, trace, metrics } => train::train(&file, trace, metrics),
        Command::Export { file } => train::export(&file),
        Command::Help => print(HELP),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Standard output is for results only; a reader that is gone needs no message either.
            let _ = writeln!(io::stderr(), "chalkgrad: {message}");
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Command, String> {
    use lexopt::prelude::{Long, Short, Value};
    let wrong = |error: lexopt::Error| format!("{error}\n\n{HELP}");
    let (mut words, mut trace, mut metrics) = (Vec::new(), false, false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next().map_err(wrong)? {
        match argument {
            Long("trace") => trace = true,
            Long("metrics") => metrics = true,
            Long("help") | Short('h') => return Ok(Command::Help),
            Value(word) => words.push(word),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let name = words.first().map(|word| word.to_string_lossy().into_owned());
    match (name.as_deref(), &words[1.min(words.len())..]) {
        (Some("train"), [file]) => Ok(Command::Train { file: file.into(), trace, metrics }),
        (Some("export"), [file]) if !trace && !metrics => Ok(Command::Export { file: file.into() }),
        (None | Some("help"), []) => Ok(Command::Help),
        (Some("train" | "export"), []) => Err(format!("which experiment file?\n\n{HELP}")),
        _ => Err(format!("this is not understood\n\n{HELP}")),
    }
}

/// Prints to standard output; a broken pipe ends the program without noise.
fn print(text: impl Display) -> Result<(), String> {
    match write!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        Err(_) => std::process::exit(0),
        Ok(()) => Ok(()),
    }
}
