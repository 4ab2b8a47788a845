//! Node and its packages: wasm-opt for the release build, the browser's driver and axe for the tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{command, dist, output, root, run, target};
use crate::{Result, glue, package};

const OLDEST: u32 = 20;

/// Where the packages are listed and installed.
pub(crate) fn folder() -> PathBuf {
    root().join("tests/e2e")
}

/// Installs the packages of tests/e2e where they are missing or old; the folder of their programs.
pub(crate) fn ensure_packages() -> Result<PathBuf> {
    ensure_node()?;
    let folder = folder();
    let modules = folder.join("node_modules");
    if !same(&folder.join("package-lock.json"), &modules.join(".installed")) {
        println!("Installing the Node packages of tests/e2e: about ten seconds.");
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        run(command(npm).current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
            .map_err(|e| format!("{e}\nnpm, which comes with Node, installs the tools of the tests and wasm-opt"))?;
        fs::copy(folder.join("package-lock.json"), modules.join(".installed"))
            .map_err(|e| format!("cannot write into {}: {e}", modules.display()))?;
    }
    Ok(modules.join(".bin"))
}

/// A Node that is new enough.
pub(crate) fn ensure_node() -> Result {
    let needed = format!(
        "Chalkgrad's release build and tests need Node {OLDEST} or newer: https://nodejs.org, or your system's package `nodejs`"
    );
    let Some(version) = output(command("node").arg("--version")) else {
        return Err(format!("Node is not installed. {needed}"));
    };
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => Err(format!("Node {version} is too old. {needed}")),
    }
}

/// 20 from `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

fn same(a: &Path, b: &Path) -> bool {
    matches!((fs::read(a), fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

/// Every `*.test.mjs` of tests/e2e and tests/embed, in order.
pub(crate) fn browser_tests() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in [folder(), root().join("tests/embed")] {
        let entries = fs::read_dir(&folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
        let found = entries.filter_map(|entry| Some(entry.ok()?.path()));
        files.extend(found.filter(|path| path.to_string_lossy().ends_with(".test.mjs")));
    }
    files.sort();
    if files.is_empty() { Err(String::from("there is no *.test.mjs")) } else { Ok(files) }
}

/// Builds what browser tests need besides the site: an expression through the crate's public interface, as a module.
fn build_worked_example() -> Result {
    let mut cargo = command("cargo");
    cargo.args(["build", "--quiet", "--package", "chalkgrad-web", "--example", "worked"]);
    run(cargo.args(["--features", "full", "--target", "wasm32-unknown-unknown"]))?;
    let mut bindgen = command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(root().join("target/worked"));
    run(bindgen.arg(target().join("wasm32-unknown-unknown/debug/examples/worked.wasm")))
}

/// Builds both modules with ways to break them, for the tests of what a page does then.
fn build_faults() -> Result {
    let folder = root().join("target/faults");
    for (name, features) in [("chalkgrad-web", "faults"), ("chalkgrad-full", "faults,full")] {
        let mut cargo = command("cargo");
        cargo.args(["build", "--quiet", "--package", "chalkgrad-web", "--lib", "--features", features]);
        run(cargo.args(["--target", "wasm32-unknown-unknown"]))?;
        let mut bindgen = command("wasm-bindgen");
        bindgen.args(["--target", "web", "--no-typescript", "--out-name", name, "--out-dir"]).arg(&folder);
        run(bindgen.arg(target().join("wasm32-unknown-unknown/debug/chalkgrad_web.wasm")))?;
        glue::restartable(&folder.join(name).with_extension("js"))?;
    }
    Ok(())
}

/// Runs the browser tests against the site in dist/.
pub(crate) fn run_browser_tests(chromium: &Path) -> Result {
    build_worked_example()?;
    build_faults()?;
    package::npm()?; // Two of the pages in tests/embed are made with it.
    let mut node = command("node");
    node.args(["--test", "--test-reporter=spec"]).args(browser_tests()?);
    run(node.env("DIST", dist()).env("CHROMIUM", chromium))
}
