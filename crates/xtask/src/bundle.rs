//! The release's scripts and styles, joined and shrunk: one request instead of forty, half the bytes. What pages of other
//! people load, too, moves into the folder of its version. The sources run as they are; nothing depends on this step but
//! the size.

use std::fs;
use std::path::Path;

use crate::shell::{command, run};
use crate::{Result, links};

/// Where the elements are, with all that they load. Pages of others name this folder, so it never changes.
pub(crate) const EMBED: &str = "embed/v0";
/// The script that others name, and its form for those who cannot write `type="module"`: source and place.
const SCRIPT: (&str, &str) = ("js/chalkgrad.js", "embed/v0/chalkgrad.js");
const CLASSIC: (&str, &str) = ("js/classic.js", "embed/v0/loader.js");
/// What esbuild does with every file.
const ALWAYS: [&str; 4] = ["--minify", "--charset=utf8", "--target=es2022", "--log-level=warning"];

/// Bundles what Trunk has put into `dist`; `programs` holds esbuild.
pub(crate) fn bundle(dist: &Path, programs: &Path) -> Result {
    let program = programs.join("esbuild");
    let program = program.to_str().ok_or("the path of this folder is not UTF-8")?;
    let esbuild = |words: &[&str]| run(command(program).current_dir(dist).args(ALWAYS).args(words));
    let pages: Vec<_> = names(dist)?.into_iter().filter(|name| name.ends_with(".html")).collect();
    let (modules, classic) = scripts(dist, &pages)?;
    // The modules that start pages, with all that they import. What they share, and the texts of each language, are
    // files of their own; libraries of others stay as they are.
    let chunks = format!("--chunk-names={EMBED}/text/[name]");
    let mut words: Vec<&str> = modules.iter().map(String::as_str).collect();
    words.extend(["--bundle", "--external:../vendor/*", "--splitting", "--format=esm", &chunks, "--outdir=bundled"]);
    esbuild(&words)?;
    // These are no modules; one of them sets theme and language before anything is drawn.
    for script in &classic {
        esbuild(&[script, "--outdir=bundled"])?;
    }
    let glue = ["chalkgrad-web.js", "chalkgrad-full.js", "chalkgrad-teach.js"];
    esbuild(&[&glue[..], &["--format=esm", "--outdir=.", "--allow-overwrite"]].concat())?;
    let styles = names(&dist.join("css"))?;
    let styles: Vec<_> = styles.iter().map(|name| format!("css/{name}")).collect();
    let mut words: Vec<&str> = styles.iter().map(String::as_str).collect();
    words.extend(["--outdir=css", "--allow-overwrite"]);
    esbuild(&words)?;
    for folder in ["js", "text"] {
        fs::remove_dir_all(dist.join(folder)).map_err(|e| format!("dist/{folder}: {e}"))?;
    }
    for folder in ["js", "embed"] {
        rename(dist, &format!("bundled/{folder}"), folder)?;
    }
    fs::remove_dir_all(dist.join("bundled")).map_err(|e| format!("dist/bundled: {e}"))?;
    for name in names(dist)? {
        if name.starts_with("chalkgrad-") || ["data", "vendor"].contains(&name.as_str()) {
            rename(dist, &name, &format!("{EMBED}/{name}"))?;
        }
    }
    pages.iter().try_for_each(|page| point(dist, page))
}

/// The scripts that pages start with, as esbuild wants them (`place=source`): modules, and others.
fn scripts(dist: &Path, pages: &[String]) -> Result<(Vec<String>, Vec<String>)> {
    let place = |(source, place): (&str, &str)| format!("{}={source}", place.trim_end_matches(".js"));
    let (mut modules, mut classic) = (vec![place(SCRIPT)], vec![place(CLASSIC)]);
    for page in pages {
        let text = fs::read_to_string(dist.join(page)).map_err(|e| format!("dist/{page}: {e}"))?;
        for tag in links::tags(&text).filter(|tag| tag.starts_with("script")) {
            let Some(source) = links::attribute(tag, "src").filter(|source| source.starts_with("js/")) else {
                continue;
            };
            let list = if tag.contains("type=\"module\"") { &mut modules } else { &mut classic };
            let entry = place((&source, &source));
            if ![SCRIPT.0, CLASSIC.0].contains(&source.as_str()) && !list.contains(&entry) {
                list.push(entry);
            }
        }
    }
    Ok((modules, classic))
}

/// Tells a page where its files are now, and which ones its script will ask for first, so that they need not wait for it.
fn point(dist: &Path, page: &str) -> Result {
    const START: &str = "<script type=\"module\" src=\"";
    let path = dist.join(page);
    let failed = |e| format!("{}: {e}", path.display());
    let mut text = fs::read_to_string(&path).map_err(failed)?;
    for (source, place) in [SCRIPT, CLASSIC, ("chalkgrad-", "embed/v0/chalkgrad-"), ("text\"", "embed/v0/text\"")] {
        text = text.replace(&format!("=\"{source}"), &format!("=\"{place}"));
    }
    if let Some((head, tail)) = text.split_once(START) {
        let script = tail.split('"').next().unwrap_or_default();
        let code = fs::read_to_string(dist.join(script)).map_err(|e| format!("dist/{script}: {e}"))?;
        let shared = links::of(script, &code).into_iter().filter_map(|link| links::resolve(script, &link.target));
        let shared = shared.filter(|name| name.contains("/text/chunk"));
        let links: Vec<_> = shared.map(|name| format!("<link rel=\"modulepreload\" href=\"{name}\">\n    ")).collect();
        text = format!("{head}{}{START}{tail}", links.concat());
    }
    fs::write(&path, text).map_err(failed)
}

fn rename(dist: &Path, from: &str, to: &str) -> Result {
    fs::rename(dist.join(from), dist.join(to)).map_err(|e| format!("dist/{from}: {e}"))
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
}
