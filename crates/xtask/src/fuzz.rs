//! `cargo xtask fuzz`: a fuzzer at every door through which text enters, for some minutes each.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::shell::{command, output, root};
use crate::{Result, shell};

/// The doors: a file of `fuzz_targets` each.
const TARGETS: [&str; 4] = ["experiment", "csv", "data", "asked"];
/// What the fuzzer remembers and finds, from the workspace's folder.
const FOLDER: &str = "target/fuzz";
/// No input may take longer, in seconds, or more memory, in megabytes. Figures at the end, and nothing before.
const OPTIONS: [&str; 5] =
    ["-timeout=25", "-rss_limit_mb=3000", "-max_len=4096", "-print_funcs=0", "-print_final_stats=1"];

/// Runs each target; an error at the first input that panics or takes too long, which is kept.
pub(crate) fn run(words: &[String]) -> Result {
    let minutes = match words {
        [] => 10.0,
        [minutes] => minutes.parse::<f64>().ok().filter(|minutes| *minutes > 0.0).ok_or("how many minutes?")?,
        _ => return Err(String::from("`cargo xtask fuzz` takes a number of minutes")),
    };
    ensure()?;
    // Without sanitizers: the one module with unsafe code asks before it reads, and so it tries twice as many inputs.
    for target in TARGETS {
        println!("\n== {target}: {minutes} minutes");
        let corpus = root().join(FOLDER).join(target);
        fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
        if target == "experiment" {
            plant(&corpus)?;
        }
        let mut fuzz = command("cargo");
        fuzz.args(["+nightly", "fuzz", "run", "--sanitizer", "none", "--target-dir", "target/fuzz/build", target])
            .arg(&corpus);
        fuzz.arg("--").args(OPTIONS).arg(format!("-max_total_time={}", (minutes * 60.0).ceil()));
        shell::run(&mut fuzz).map_err(|e| format!("{e}\nthe input is kept; how to try it again stands above"))?;
    }
    Ok(())
}

fn ensure() -> Result {
    if output(command("cargo").args(["+nightly", "--version"])).is_none() {
        return Err(String::from("the fuzzer needs a nightly compiler: `rustup toolchain install nightly`"));
    }
    if output(command("cargo").args(["fuzz", "--version"])).is_none() {
        println!("cargo-fuzz is not installed: compiling it once, about a minute.");
        shell::run(command("cargo").args(["install", "cargo-fuzz"]))?;
    }
    Ok(())
}

/// The experiments of the golden vectors, to start from.
fn plant(corpus: &Path) -> Result {
    let golden = root().join("tests/golden");
    let entries = fs::read_dir(&golden).map_err(|e| format!("{}: {e}", golden.display()))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Some(name) = path.to_str().and_then(|path| path.strip_suffix(".json")) else { continue };
        let name = name.rsplit('/').next().unwrap_or_default();
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let Ok(vectors) = serde_json::from_str::<Value>(&text) else { continue };
        let cases = vectors["cases"].as_array().into_iter().flatten();
        for (index, experiment) in cases.map(|case| &case["experiment"]).filter(|one| one.is_object()).enumerate() {
            let seed = corpus.join(format!("{name}-{index}.json"));
            fs::write(&seed, experiment.to_string()).map_err(|e| format!("{}: {e}", seed.display()))?;
        }
    }
    Ok(())
}
