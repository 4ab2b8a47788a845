//! The second WebAssembly module: the whole vocabulary, which a page fetches when an experiment asks for it.
//! Trunk builds the small one that the demo needs and knows only one; its hook calls this afterwards.

use std::path::PathBuf;
use std::{env, fs};

use crate::links::attribute;
use crate::shell::{command, root, run};
use crate::{Result, glue};

const NAME: &str = "chalkgrad-full";
const PAGE: &str = "www/index.html";

/// Builds the module into the folder that Trunk is about to publish, as Trunk has built the small one.
pub(crate) fn build() -> Result {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging =
        staging.ok_or("`cargo xtask full` is for Trunk, which says where to; `cargo xtask build` calls it")?;
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let mut cargo = command("cargo");
    cargo.args(["build", "--quiet", "--package", "chalkgrad-web", "--features", "full"]);
    cargo.args(["--target", "wasm32-unknown-unknown"]).args(release.then_some("--profile=full"));
    run(&mut cargo)?;
    let profile = if release { "full" } else { "debug" };
    let built = target().join("wasm32-unknown-unknown").join(profile).join("chalkgrad_web.wasm");
    let mut bindgen = command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", NAME]);
    run(bindgen.arg("--out-dir").arg(&staging).arg(built))?;
    for glue in ["chalkgrad-web.js", "chalkgrad-full.js"] {
        glue::restartable(&staging.join(glue))?;
    }
    if release {
        let file = staging.join(format!("{NAME}_bg.wasm"));
        run(command("wasm-opt").args(optimizations()?).arg(&file).arg("-o").arg(&file))?;
    }
    Ok(())
}

/// What the page tells Trunk to do with the small module: one place for both.
pub(crate) fn optimizations() -> Result<Vec<String>> {
    let page = fs::read_to_string(root().join(PAGE)).map_err(|e| format!("{PAGE}: {e}"))?;
    let value = |name| attribute(&page, name).ok_or_else(|| format!("{PAGE} has no {name}"));
    let mut words = vec![format!("-O{}", value("data-wasm-opt")?)];
    // Trying again until nothing changes takes minutes for a module of this size, and gives next to nothing.
    let params = value("data-wasm-opt-params")?;
    words.extend(params.split_whitespace().filter(|word| *word != "--converge").map(String::from));
    Ok(words)
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
