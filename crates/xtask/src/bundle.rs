//! The release's scripts and styles, joined and shrunk: one request instead of forty, half the bytes.
//! The sources run as they are, too; nothing depends on this step but the size.

use std::fs;
use std::path::Path;

use crate::shell::{command, run};
use crate::{Result, links};

/// What esbuild does with every file.
const ALWAYS: [&str; 4] = ["--minify", "--charset=utf8", "--target=es2022", "--log-level=warning"];

/// Bundles what Trunk has put into `dist`; `programs` holds esbuild.
pub(crate) fn bundle(dist: &Path, programs: &Path) -> Result {
    let program = programs.join("esbuild");
    let program = program.to_str().ok_or("the path of this folder is not UTF-8")?;
    let esbuild = |words: &[&str]| run(command(program).current_dir(dist).args(ALWAYS).args(words));
    // The module that starts the page, with all that it imports. The texts of each language stay
    // files of their own, loaded when they are wanted; libraries of others stay as they are.
    esbuild(&[
        "js/main.js",
        "--bundle",
        "--external:../vendor/*",
        "--splitting",
        "--format=esm",
        "--entry-names=js/[name]",
        "--chunk-names=text/[name]",
        "--outdir=bundled",
    ])?;
    // This one is no module: it sets theme and language before anything is drawn.
    esbuild(&["js/boot.js", "--outfile=bundled/js/boot.js"])?;
    esbuild(&[
        "chalkgrad-web.js",
        "chalkgrad-full.js",
        "chalkgrad-teach.js",
        "--format=esm",
        "--outdir=.",
        "--allow-overwrite",
    ])?;
    let styles = names(&dist.join("css"))?;
    let styles: Vec<_> = styles.iter().map(|name| format!("css/{name}")).collect();
    let mut words: Vec<&str> = styles.iter().map(String::as_str).collect();
    words.extend(["--outdir=css", "--allow-overwrite"]);
    esbuild(&words)?;
    for folder in ["js", "text"] {
        let failed = |e| format!("dist/{folder}: {e}");
        fs::remove_dir_all(dist.join(folder)).map_err(failed)?;
        fs::rename(dist.join("bundled").join(folder), dist.join(folder)).map_err(failed)?;
    }
    fs::remove_dir(dist.join("bundled")).map_err(|e| format!("dist/bundled: {e}"))?;
    preload(dist)
}

/// Tells each page which files its script will ask for first, so that they need not wait for the script.
fn preload(dist: &Path) -> Result {
    const SCRIPT: &str = "<script type=\"module\" src=\"";
    for page in names(dist)?.into_iter().filter(|name| name.ends_with(".html")) {
        let path = dist.join(&page);
        let failed = |e| format!("{}: {e}", path.display());
        let text = fs::read_to_string(&path).map_err(failed)?;
        let Some((head, tail)) = text.split_once(SCRIPT) else { continue };
        let script = tail.split('"').next().unwrap_or_default();
        let code = fs::read_to_string(dist.join(script)).map_err(|e| format!("dist/{script}: {e}"))?;
        let shared = links::of(script, &code).into_iter().filter_map(|link| links::resolve(script, &link.target));
        let shared = shared.filter(|name| name.starts_with("text/chunk"));
        let links: Vec<_> = shared.map(|name| format!("<link rel=\"modulepreload\" href=\"{name}\">\n    ")).collect();
        fs::write(&path, format!("{head}{}{SCRIPT}{tail}", links.concat())).map_err(failed)?;
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
}
