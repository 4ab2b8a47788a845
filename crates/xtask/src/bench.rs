//! How fast a training step is, beside other libraries in the same browser. See tests/bench.

use std::fs;
use std::path::Path;

use crate::shell::{command, path_with, root, run, target};
use crate::{Result, chromium, full, node, tools};

/// Engines in Rust besides Chalkgrad: folder, name, features, and whether compiling them takes minutes.
const RUST: [(&str, &str, &str, bool); 4] = [
    ("hand", "hand", "", false),
    ("hand", "tape", "tape", false),
    ("burn", "burn-flex", "flex,simd", true),
    ("candle", "candle", "", true),
];

/// Builds the engines and lets them run; `words` but for `--all` go to the script.
pub(crate) fn run_all(words: &[String]) -> Result {
    let (all, words): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| word == "--all");
    tools::ensure()?;
    let programs = node::ensure_packages()?;
    let chromium = chromium::ensure()?;
    let folder = root().join("tests/bench");
    peers(&folder)?;
    for (crate_folder, name, features, long) in RUST {
        let package = folder.join("rust/pkg").join(name);
        if package.is_dir() || (long && all.is_empty()) {
            continue;
        }
        println!("Building {name}{}.", if long { ": some minutes" } else { "" });
        engine(&folder.join("rust").join(crate_folder), features, &package)?;
    }
    chalkgrad(&folder.join("rust/pkg/chalkgrad"), &programs)?;
    let mut script = command("node");
    script.current_dir(&folder).arg("run.mjs").args(words).env("CHROMIUM", chromium);
    run(&mut script)
}

/// The libraries from npm.
fn peers(folder: &Path) -> Result {
    if folder.join("node_modules").is_dir() {
        return Ok(());
    }
    println!("Installing the peers from npm: about a minute.");
    run(command("npm").current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    run(command("node").current_dir(folder).arg("node_modules/esbuild/install.js"))
}

/// An engine in a crate of its own.
fn engine(folder: &Path, features: &str, package: &Path) -> Result {
    let mut cargo = command("cargo");
    cargo.current_dir(folder).args(["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--features", features]).env("CARGO_TARGET_DIR", folder.join("target"));
    cargo.env("RUSTFLAGS", "-Ctarget-feature=+simd128 --cfg getrandom_backend=\"wasm_js\"");
    run(&mut cargo)?;
    let built = folder.join("target/wasm32-unknown-unknown/release");
    let name = format!("bench_{}.wasm", folder.file_name().unwrap_or_default().to_string_lossy());
    bind(&built.join(name), package)
}

/// Chalkgrad, with the settings of the page's full module.
fn chalkgrad(package: &Path, programs: &Path) -> Result {
    println!("Building Chalkgrad.");
    let mut cargo = command("cargo");
    cargo.args(["build", "--quiet", "--package", "chalkgrad-web", "--example", "bench", "--features", "full"]);
    run(cargo.args(["--profile=full", "--target", "wasm32-unknown-unknown"]))?;
    bind(&target().join("wasm32-unknown-unknown/full/examples/bench.wasm"), package)?;
    let file = package.join("engine_bg.wasm");
    let mut optimize = command("wasm-opt");
    optimize.env("PATH", path_with(programs)?).args(full::optimizations()?).arg(&file).arg("-o").arg(&file);
    run(&mut optimize)
}

fn bind(wasm: &Path, package: &Path) -> Result {
    fs::create_dir_all(package).map_err(|e| format!("{}: {e}", package.display()))?;
    let mut bindgen = command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"]);
    run(bindgen.arg(package).arg(wasm))
}
