//! The release's scripts and styles, joined and shrunk: one request instead of forty, half the bytes. What pages of other
//! people load, too, moves into the folder of its version. The sources run as they are; nothing depends on this step but
//! the size.

use std::fs;
use std::path::Path;

use crate::shell::{command, run};
use crate::{Result, glue, links, manifest};

/// Where the elements are, with all that they load. Pages of others name this folder, so it never changes.
pub(crate) const EMBED: &str = "embed/v0";
/// The script that others name, and its form for those who cannot write `type="module"`: source and place.
const SCRIPT: (&str, &str) = ("js/chalkgrad.js", "embed/v0/chalkgrad.js");
const CLASSIC: (&str, &str) = ("js/classic.js", "embed/v0/loader.js");
/// Modules that are loaded when something needs them. They keep their names; what they share has a name from its content.
const PARTS: [&str; 7] = ["views", "teach", "notices", "workbench", "configuration", "share", "reason"];
/// What is not a script of ours, and stands beside them all the same; with the modules, which begin with `chalkgrad-`.
const MOVED: [&str; 4] = ["data", "vendor", manifest::FILES[0], manifest::FILES[1]];
/// What esbuild does with every file.
const ALWAYS: [&str; 4] = ["--minify", "--charset=utf8", "--target=es2022", "--log-level=warning"];

/// Bundles what Trunk has put into `dist`; `programs` holds esbuild.
pub(crate) fn bundle(dist: &Path, programs: &Path) -> Result {
    let program = programs.join("esbuild");
    let program = program.to_str().ok_or("the path of this folder is not UTF-8")?;
    let esbuild = |words: &[&str]| run(command(program).current_dir(dist).args(ALWAYS).args(words));
    shrink_styles(&dist.join("js"))?;
    let pages: Vec<_> = names(dist)?.into_iter().filter(|name| name.ends_with(".html")).collect();
    let (modules, classic) = scripts(dist, &pages)?;
    // The modules that start pages, with all that they import. What they share, what loads later and the texts of each
    // language are files of their own; libraries of others stay as they are.
    let chunks = format!("--chunk-names={EMBED}/text/[name]-[hash]");
    let parts = names(&dist.join("text"))?.into_iter().map(|name| format!("text/{name}"));
    let parts = parts.chain(PARTS.map(|name| format!("js/{name}.js")));
    let parts = parts.map(|source| format!("{EMBED}/text/{}={source}", stem(&source)));
    let modules: Vec<_> = modules.into_iter().chain(parts).collect();
    let mut words: Vec<&str> = modules.iter().map(String::as_str).collect();
    words.extend(["--bundle", "--external:../vendor/*", "--splitting", "--format=esm", &chunks, "--outdir=bundled"]);
    esbuild(&words)?;
    // These are no modules; one of them sets theme and language before anything is drawn.
    for script in &classic {
        esbuild(&[script, "--outdir=bundled"])?;
    }
    esbuild(&[&glue::FILES[..], &["--format=esm", "--tree-shaking=true", "--outdir=.", "--allow-overwrite"]].concat())?;
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
        if name.starts_with("chalkgrad-") || MOVED.contains(&name.as_str()) {
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
    let parts = PARTS.map(|name| (format!("js/{name}.js"), format!("{EMBED}/text/{name}.js")));
    let parts = parts.iter().map(|(source, place)| (source.as_str(), place.as_str()));
    let modules = [
        SCRIPT,
        CLASSIC,
        ("chalkgrad-", "embed/v0/chalkgrad-"),
        ("text\"", "embed/v0/text\""),
        ("custom-elements", "embed/v0/custom-elements"),
    ];
    for (source, place) in modules.into_iter().chain(parts) {
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

/// esbuild does not look into the style sheets that stand in scripts: their indentation goes here.
fn shrink_styles(folder: &Path) -> Result {
    for name in names(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            shrink_styles(&path)?;
            continue;
        }
        let failed = |e| format!("{}: {e}", path.display());
        let text = fs::read_to_string(&path).map_err(failed)?;
        let mut pieces = text.split("css`\n");
        let mut shrunk = String::from(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (style, code) = piece.split_once('`').ok_or_else(|| format!("{name}: a style sheet without an end"))?;
            let lines = style.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("/*"));
            let style = lines.collect::<Vec<_>>().join(" ");
            let pairs = [(" {", "{"), ("{ ", "{"), ("; ", ";"), (";}", "}"), ("} ", "}"), (": ", ":"), (", ", ",")];
            let style = pairs.iter().fold(style, |style, (long, short)| style.replace(long, short));
            shrunk.extend(["css`", &style, "`", code]);
        }
        fs::write(&path, shrunk).map_err(failed)?;
    }
    Ok(())
}

fn stem(source: &str) -> &str {
    source.rsplit('/').next().unwrap_or(source).trim_end_matches(".js")
}

fn rename(dist: &Path, from: &str, to: &str) -> Result {
    fs::rename(dist.join(from), dist.join(to)).map_err(|e| format!("dist/{from}: {e}"))
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
}
