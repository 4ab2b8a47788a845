//! custom-elements.json and chalkgrad.d.ts: what every element understands, for editors, for bundlers and for the page of
//! widgets, as the elements' own sources say it.

use std::env;
use std::path::{Path, PathBuf};

use crate::shell::{command, run};
use crate::{Result, node};

/// The files, and where their writer stands.
pub(crate) const FILES: [&str; 2] = ["custom-elements.json", "chalkgrad.d.ts"];
const WRITER: &str = "tools/manifest.mjs";

/// Puts both into the folder that Trunk is about to publish.
pub(crate) fn build() -> Result {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging =
        staging.ok_or("`cargo xtask manifest` is for Trunk, which says where to; `cargo xtask build` calls it")?;
    write(&staging)
}

/// Puts both into a folder.
pub(crate) fn write(folder: &Path) -> Result {
    if let Err(message) = node::ensure_node() {
        println!("The page of widgets will do without its reference: {message}");
        return Ok(());
    }
    node::ensure_packages()?;
    run(command("node").arg(node::folder().join(WRITER)).arg(folder))
}
