//! Running other programs: where they are, what they print, how they end.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Where the release site is built.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A command that runs in the workspace's folder, and finds what `cargo install` has installed.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    if let Ok(path) = env::join_paths(search_path()) {
        command.env("PATH", path);
    }
    command
}

/// Runs a command with its output on the terminal; an error when it fails.
pub(crate) fn run(command: &mut Command) -> Result {
    let name = name(command);
    let status = command.status().map_err(|e| format!("`{name}` does not start: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}

/// Runs a command quietly; its standard output, or nothing when it is missing or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Where a program is on PATH.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let mut files = search_path().into_iter().map(|folder| folder.join(program));
    files.find(|file| file.is_file())
}

/// PATH with one more folder in front.
pub(crate) fn path_with(folder: &Path) -> Result<OsString> {
    let folders = std::iter::once(folder.to_path_buf()).chain(search_path());
    env::join_paths(folders).map_err(|e| format!("PATH cannot take {}: {e}", folder.display()))
}

/// The folders of PATH, then cargo's own, which a shell need not know.
fn search_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(env::home_dir()?.join(".cargo")));
    env::split_paths(&path).chain(cargo.map(|home| home.join("bin"))).collect()
}

fn name(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().take(3).map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}
