//! What is published: the npm package, made of the built site into target/npm, and the crates. Both are checked, nothing
//! is sent anywhere.

use std::fs;
use std::path::Path;

use crate::bundle::EMBED;
use crate::shell::{command, dist, root, run};
use crate::{Result, node, site};

/// What the package's own folder has besides the built files.
const OURS: [&str; 4] = ["npm/package.json", "npm/README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Builds the site, then makes and checks all packages.
pub(crate) fn make() -> Result {
    site::build()?;
    npm()?;
    crates()
}

/// Makes the npm package of the site in dist/, and lets publint look at it.
pub(crate) fn npm() -> Result {
    let folder = root().join("target/npm");
    let failed = |e| format!("{}: {e}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    copy(&dist().join(EMBED), &folder)?;
    for source in OURS {
        let name = source.trim_start_matches("npm/");
        fs::copy(root().join(source), folder.join(name)).map_err(|e| format!("{source}: {e}"))?;
    }
    let programs = node::ensure_packages()?;
    run(command("node").arg(programs.join("../publint/src/cli.js")).args(["run", "--strict"]).arg(&folder))
}

/// Packs each crate and builds what was packed.
fn crates() -> Result {
    run(command("cargo").args(["package", "--workspace", "--exclude", "xtask", "--allow-dirty"]))
}

fn copy(from: &Path, to: &Path) -> Result {
    let failed = |e| format!("{}: {e}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)?.flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(failed)?;
        }
    }
    Ok(())
}
