//! The tools of the page's build: the wasm target, the wasm-bindgen command line tool and Trunk, each in one version.

use std::process::Command;

use crate::Result;
use crate::shell::{command, output, run, which};

const TARGET: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";

/// The command line tool must have exactly the crate's version, so the lock file is the one place that names it.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// Makes sure that all three are there.
pub(crate) fn ensure() -> Result {
    ensure_target()?;
    let wasm_bindgen = locked("wasm-bindgen").ok_or("Cargo.lock names no wasm-bindgen")?;
    // Without --locked: the tool's own lock file wants crate versions that a registry mirror may not have.
    install("wasm-bindgen", "wasm-bindgen-cli", wasm_bindgen, &[], "2 to 4")?;
    install("trunk", "trunk", TRUNK, &["--locked", "--no-default-features", "--features", "rustls"], "3 to 6")
}

/// The version of a package in Cargo.lock.
fn locked(package: &str) -> Option<&'static str> {
    let entry = LOCK.split_once(&format!("name = \"{package}\"\nversion = \""))?.1;
    entry.split('"').next()
}

fn ensure_target() -> Result {
    // Without rustup the target comes from the system's packages; a missing one shows in the build.
    let Some(installed) = output(command("rustup").args(["target", "list", "--installed"])) else {
        return Ok(());
    };
    if installed.lines().any(|line| line == TARGET) {
        return Ok(());
    }
    println!("Adding Rust's {TARGET} target: a few seconds.");
    run(command("rustup").args(["target", "add", TARGET]))
}

fn install(program: &str, package: &str, version: &str, options: &[&str], minutes: &str) -> Result {
    // `trunk 0.21.14`, `wasm-bindgen 0.2.130`
    let found = output(command(program).arg("--version"));
    let found = found.as_deref().and_then(|line| line.split_whitespace().nth(1));
    if found == Some(version) {
        return Ok(());
    }
    let why = found.map_or(String::from("is not installed"), |old| format!("is here as {old}"));
    if which("cargo-binstall").is_some() {
        println!("{package} {version} is needed and {why}: fetching it with cargo-binstall, some seconds.");
        let package = format!("{package}@{version}");
        if run(command("cargo").args(["binstall", "-y", "--force", &package])).is_ok() {
            return Ok(());
        }
        println!("cargo-binstall could not get it.");
    }
    println!("{package} {version} is needed and {why}: compiling it once, about {minutes} minutes.");
    run(quick(command("cargo").args(["install", package, "--version", version, "--force"]).args(options)))
        .map_err(|e| format!("{e}\n{package} {version} could not be installed; `cargo install {package} --version {version}` by hand shows why"))
}

/// A tool that runs for a second need not be fast: this halves the time of compiling it.
fn quick(install: &mut Command) -> &mut Command {
    install
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
}

#[cfg(test)]
mod tests {
    /// Trunk looks for the tool of this version, and a range would let the crate run ahead of it.
    #[test]
    fn the_wasm_bindgen_pin_is_exact_and_locked() {
        let manifest = include_str!("../../../Cargo.toml");
        let version = super::locked("wasm-bindgen").expect("wasm-bindgen in Cargo.lock");
        let pin = format!("wasm-bindgen = \"={version}\"");
        assert!(manifest.contains(&pin), "Cargo.toml should say {pin}");
    }
}
