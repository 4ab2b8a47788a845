//! wasm-bindgen's glue with one line less, so that a page can start a module again after a crash.

use std::fs;
use std::path::Path;

use crate::Result;

/// What keeps a second instance from being made. Another address would make one too, and keep the broken one in memory.
const ONCE: &str = "function initSync(module) {\n    if (wasm !== undefined) return wasm;\n";
const AGAIN: &str = "function initSync(module) {\n";

/// Changes the glue at `path`.
pub(crate) fn restartable(path: &Path) -> Result {
    let failed = |e| format!("{}: {e}", path.display());
    let text = fs::read_to_string(path).map_err(failed)?;
    if text.matches(ONCE).count() != 1 {
        return Err(format!("{} is not as wasm-bindgen wrote it before: see crates/xtask/src/glue.rs", path.display()));
    }
    fs::write(path, text.replace(ONCE, AGAIN)).map_err(failed)
}
