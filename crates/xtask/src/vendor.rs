//! Libraries of others that the page itself uses, each as one file of the site with its licence at its top.
//! Only what needs one imports it, when it is needed; so none belongs to the first load.

use std::path::PathBuf;
use std::{env, fs};

use crate::Result;
use crate::node;
use crate::shell::{command, run};

/// Lays out the operation graph.
const LAYOUT: &str = "@dagrejs/dagre";

/// Puts the libraries into the folder that Trunk is about to publish.
pub(crate) fn build() -> Result {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging =
        staging.ok_or("`cargo xtask vendor` is for Trunk, which says where to; `cargo xtask build` calls it")?;
    if let Err(message) = node::ensure_node() {
        println!("The page will do without its operation graph: {message}");
        return Ok(());
    }
    let programs = node::ensure_packages()?;
    let package = node::folder().join("node_modules").join(LAYOUT);
    let read = |name: &str| {
        let path = package.join(name);
        fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
    };
    let licence = format!("/*!\n{LAYOUT}\n\n{}\n*/", read("LICENSE")?.trim());
    let outfile = staging.join("vendor/dagre.js");
    let program = programs.join("esbuild");
    let mut esbuild = command(program.to_str().ok_or("the path of this folder is not UTF-8")?);
    esbuild.args([LAYOUT, "--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none"]);
    esbuild.args(["--log-level=warning", &format!("--banner:js={licence}")]);
    run(esbuild.arg(format!("--outfile={}", outfile.display())).current_dir(node::folder()))
}
