//! Chalkgrad's build tasks: `cargo xtask serve` shows the page, `cargo xtask test` checks everything.

mod bench;
mod bundle;
mod chromium;
mod full;
mod fuzz;
mod glue;
mod golden;
mod links;
mod manifest;
mod node;
mod package;
mod shell;
mod site;
mod sizes;
mod soak;
mod steps;
#[cfg(test)]
mod tidy;
mod tools;
mod vendor;

use std::process::ExitCode;

/// What a task answers: nothing, or a sentence that says what went wrong and what would help.
type Result<T = ()> = std::result::Result<T, String>;

const HELP: &str = "\
Chalkgrad's build tasks. Each one sets up what it needs, and says so.

  cargo xtask serve [--port N] [--release]
                          build the page and show it on this computer (8080, or the next free port)
  cargo xtask test [--fast]
                          every test: style, Rust, documentation, release build, browser
                          --fast leaves out the release build and the browser
  cargo xtask check       formatting, clippy and the Rust tests
  cargo xtask build       the release site into dist/, then its sizes
  cargo xtask scripts     the release site again, without compiling: pages and scripts only
  cargo xtask sizes       the sizes of the site that is in dist/
  cargo xtask package     the npm package into target/npm and the crates into target/package, both checked
  cargo xtask fuzz [MINUTES]
                          look for inputs that panic or hang, so long at each door (10); needs a nightly compiler
  cargo xtask soak [--minutes N]
                          train 100,000 steps in a browser in so many minutes (30): does memory grow?
  cargo xtask golden      make the PyTorch vectors again (downloads PyTorch, about 500 MB)
  cargo xtask bench [--all] [--only A,B] [--workloads W1,W2]
                          how fast training is beside other libraries; tests/bench says more
  cargo xtask help        this text";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result {
    let Some((task, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    match task.as_str() {
        "serve" => {
            let options = site::Serve::parse(rest)?;
            site::serve(&options)
        }
        "test" => match rest {
            [] => steps::test(),
            [flag] if flag == "--fast" => steps::test_fast(),
            _ => Err(unknown("test", rest)),
        },
        "check" => no_options("check", rest).and_then(|()| steps::check()),
        "build" => no_options("build", rest).and_then(|()| site::build()),
        "scripts" => no_options("scripts", rest).and_then(|()| site::scripts()),
        "full" => no_options("full", rest).and_then(|()| full::build()), // for Trunk's hooks
        "vendor" => no_options("vendor", rest).and_then(|()| vendor::build()),
        "manifest" => no_options("manifest", rest).and_then(|()| manifest::build()),
        "package" => no_options("package", rest).and_then(|()| package::make()),
        "sizes" => no_options("sizes", rest).and_then(|()| sizes::report()),
        "fuzz" => fuzz::run(rest),
        "soak" => soak::run(rest),
        "golden" => no_options("golden", rest).and_then(|()| golden::make()),
        "bench" => bench::run_all(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("there is no task `{task}`\n\n{HELP}")),
    }
}

fn no_options(task: &str, rest: &[String]) -> Result {
    if rest.is_empty() { Ok(()) } else { Err(unknown(task, rest)) }
}

fn unknown(task: &str, rest: &[String]) -> String {
    format!("`cargo xtask {task}` does not take `{}`\n\n{HELP}", rest.join(" "))
}
