//! The browser of the tests: the system's Chromium first, then one that can be installed.

use std::env;
use std::path::PathBuf;

use crate::Result;
use crate::node;
use crate::shell::{command, output, run, which};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where Chromium is, installed if need be.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        let there = path.is_file();
        return there.then_some(path.clone()).ok_or(format!("CHROMIUM names {}, which is not there", path.display()));
    }
    if let Some(path) = NAMES.iter().find_map(|name| which(name)) {
        return Ok(path);
    }
    if which("apt-get").is_some()
        && from_apt().is_ok()
        && let Some(path) = NAMES.iter().find_map(|name| which(name))
    {
        return Ok(path);
    }
    from_playwright().map_err(|e| {
        format!("{e}\nThe browser tests need Chromium: install your system's package, or set CHROMIUM to a Chromium or Chrome")
    })
}

fn from_apt() -> Result {
    let root = output(command("id").arg("-u")).as_deref() == Some("0");
    let mut words = if root { vec![] } else { vec!["sudo"] };
    if !root && which("sudo").is_none() {
        return Err(String::from("installing a system package needs root"));
    }
    words.push("apt-get");
    println!("Installing Chromium with `{} install chromium`: one or two minutes.", words.join(" "));
    // Another installation may be under way: it is waited for.
    words.push("--option=DPkg::Lock::Timeout=300");
    let apt =
        |more: &[&str]| run(command(words[0]).args(&words[1..]).args(more).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"])?;
    apt(&["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"])
}

/// Playwright's own build of Chromium, in its cache folder.
fn from_playwright() -> Result<PathBuf> {
    println!("Downloading Playwright's Chromium: about 170 MB.");
    let mut install = command("node");
    run(install.current_dir(node::folder()).args(["node_modules/playwright-core/cli.js", "install", "chromium"]))?;
    let script = "import('playwright-core').then(p => console.log(p.chromium.executablePath()))";
    output(command("node").current_dir(node::folder()).args(["-e", script]))
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .ok_or(String::from("Playwright's Chromium is not where it should be"))
}
