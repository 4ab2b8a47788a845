//! The further WebAssembly modules: the one with the whole vocabulary, and the one that only teaches single things. Trunk
//! builds one module of a page, the small one; its hook calls this afterwards.

use std::path::PathBuf;
use std::{env, fs};

use crate::links::attribute;
use crate::shell::{command, root, run, target};
use crate::{Result, glue};

/// Each module: its name, its cargo feature, and the profile of its release. The first trains, and must be quick.
const MODULES: [(&str, &str, &str); 2] = [("chalkgrad-full", "full", "full"), ("chalkgrad-teach", "teach", "release")];
const PAGE: &str = "www/index.html";

/// Builds the modules into the folder that Trunk is about to publish, as Trunk has built the small one.
pub(crate) fn build() -> Result {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging =
        staging.ok_or("`cargo xtask full` is for Trunk, which says where to; `cargo xtask build` calls it")?;
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    for (name, feature, profile) in MODULES {
        let mut cargo = command("cargo");
        cargo.args(["build", "--quiet", "--package", "chalkgrad-web", "--features", feature]);
        cargo.args(["--target", "wasm32-unknown-unknown"]);
        cargo.args(release.then(|| format!("--profile={profile}")));
        run(&mut cargo)?;
        let profile = if release { profile } else { "debug" };
        let built = target().join("wasm32-unknown-unknown").join(profile).join("chalkgrad_web.wasm");
        let mut bindgen = command("wasm-bindgen");
        bindgen.args(["--target", "web", "--no-typescript", "--out-name", name]);
        run(bindgen.arg("--out-dir").arg(&staging).arg(built))?;
        if release {
            let file = staging.join(format!("{name}_bg.wasm"));
            run(command("wasm-opt").args(optimizations()?).arg(&file).arg("-o").arg(&file))?;
        }
    }
    for glue in glue::FILES {
        glue::restartable(&staging.join(glue))?;
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
