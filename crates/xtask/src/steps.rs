//! `test` and `check`: a list of steps, each announced, all of them tried, a table at the end.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::shell::{command, run};
use crate::{Result, chromium, node, site, tools};

/// What happened so far.
#[derive(Default)]
struct Report {
    rows: Vec<(&'static str, Duration, Result)>,
}

/// Everything: style, Rust, documentation, the release site and a browser.
pub(crate) fn test() -> Result {
    let mut report = Report::default();
    let mut browser = PathBuf::new();
    report.step("set-up", || {
        tools::ensure()?;
        node::ensure_packages()?;
        browser = chromium::ensure()?;
        Ok(())
    });
    if report.failed() {
        return report.close();
    }
    rust(&mut report);
    documentation(&mut report);
    report.step("release site", site::build);
    if report.last_failed() {
        report.skip("browser tests", "not run, for there is no site to test");
    } else {
        report.step("browser tests", || node::run_browser_tests(&browser));
    }
    report.close()
}

/// All that needs neither the release build nor a browser.
pub(crate) fn test_fast() -> Result {
    let mut report = Report::default();
    rust(&mut report);
    documentation(&mut report);
    report.close()
}

/// The quick look while working.
pub(crate) fn check() -> Result {
    let mut report = Report::default();
    rust(&mut report);
    report.close()
}

fn rust(report: &mut Report) {
    report.step("formatting", || run(&mut cargo(&["fmt", "--all", "--check"])));
    report.step("clippy", || run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    report.step("Rust tests", || run(&mut cargo(&["test", "--workspace"])));
}

fn documentation(report: &mut Report) {
    report
        .step("documentation", || run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings")));
}

fn cargo(words: &[&str]) -> Command {
    let mut cargo = command("cargo");
    cargo.args(words);
    cargo
}

impl Report {
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result) {
        println!("\n== {name}");
        let start = Instant::now();
        let result = work();
        if let Err(message) = &result {
            eprintln!("{message}");
        }
        self.rows.push((name, start.elapsed(), result));
    }

    fn skip(&mut self, name: &'static str, why: &str) {
        self.rows.push((name, Duration::ZERO, Err(String::from(why))));
    }

    fn failed(&self) -> bool {
        self.rows.iter().any(|(_, _, result)| result.is_err())
    }

    fn last_failed(&self) -> bool {
        self.rows.last().is_some_and(|(_, _, result)| result.is_err())
    }

    /// Prints the table and the closing line.
    fn close(self) -> Result {
        println!();
        for (name, time, result) in &self.rows {
            let outcome = if result.is_ok() { "ok" } else { "FAILED" };
            println!("{name:<16}{:>7.1} s   {outcome}", time.as_secs_f64());
        }
        let total: Duration = self.rows.iter().map(|row| row.1).sum();
        println!("{:<16}{:>7.1} s", "in all", total.as_secs_f64());
        let failed: Vec<_> = self.rows.iter().filter(|row| row.2.is_err()).collect();
        if failed.is_empty() {
            println!("\nEverything passed.");
            return Ok(());
        }
        let lines: Vec<String> = failed
            .iter()
            .map(|(name, _, result)| format!("  {name}: {}", result.as_ref().err().map_or("", String::as_str)))
            .collect();
        Err(format!("{} of {} steps failed\n{}", failed.len(), self.rows.len(), lines.join("\n")))
    }
}
