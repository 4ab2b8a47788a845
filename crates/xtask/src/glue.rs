//! wasm-bindgen's glue with one line less, so that a page can start a module again after a crash; and without its own way
//! to load a module, which the page has (`www/js/failure.js`), with more to say where that fails.

use std::fs;
use std::path::Path;

use crate::Result;

/// The glue of each module.
pub(crate) const FILES: [&str; 3] = ["chalkgrad-web.js", "chalkgrad-full.js", "chalkgrad-teach.js"];
/// What keeps a second instance from being made. Another address would make one too, and keep the broken one in memory.
const ONCE: &str = "function initSync(module) {\n    if (wasm !== undefined) return wasm;\n";
const AGAIN: &str = "function initSync(module) {\n";
/// What hands out the loading; unused, the release leaves all of it away.
const LOADING: &str = "export { initSync, __wbg_init as default };";
const NO_LOADING: &str = "export { initSync };";

/// Changes the glue at `path`.
pub(crate) fn restartable(path: &Path) -> Result {
    let failed = |e| format!("{}: {e}", path.display());
    let text = fs::read_to_string(path).map_err(failed)?;
    if [ONCE, LOADING].iter().any(|known| text.matches(known).count() != 1) {
        return Err(format!("{} is not as wasm-bindgen wrote it before: see crates/xtask/src/glue.rs", path.display()));
    }
    fs::write(path, text.replace(ONCE, AGAIN).replace(LOADING, NO_LOADING)).map_err(failed)
}
