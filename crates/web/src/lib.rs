//! The seam between Chalkgrad's core and a web page: handles in, small copies out.
//!
//! JavaScript decides when something happens and where it is shown; the core decides every number of a training.
//! What is computed here is for pictures: places, lines of equal height, shades. Nothing looks up the page or holds a
//! timer.

mod error;
mod json;
#[cfg_attr(feature = "teach", expect(dead_code, unused_imports, reason = "the pictures of a training"))]
mod plot;
#[cfg(not(feature = "teach"))]
mod session;
#[cfg(feature = "teach")]
mod teach;
mod value;

#[cfg(not(feature = "teach"))]
pub use session::Session;
#[cfg(feature = "teach")]
pub use teach::{descent, draw_descent, draw_lesson, lesson, names};

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once when the module is loaded: a panic then says where it happened.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
