//! A page that trains for half an hour: whether what it holds in memory grows. See tests/e2e/soak.mjs.

use crate::shell::{self, command, dist};
use crate::{Result, chromium, node};

/// Trains in the site that is in dist/; `words` may name the minutes.
pub(crate) fn run(words: &[String]) -> Result {
    let minutes = match words {
        [] => "30",
        [flag, minutes] if flag == "--minutes" && minutes.parse().is_ok_and(|minutes: f64| minutes > 0.0) => minutes,
        _ => return Err(String::from("`cargo xtask soak` takes --minutes N and nothing else")),
    };
    if !dist().join("index.html").is_file() {
        return Err(String::from("dist/ holds no site; `cargo xtask build` makes it"));
    }
    node::ensure_packages()?;
    let chromium = chromium::ensure()?;
    let mut script = command("node");
    script.current_dir(node::folder()).args(["soak.mjs", minutes]).env("DIST", dist()).env("CHROMIUM", chromium);
    shell::run(&mut script)
}
