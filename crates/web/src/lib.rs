//! The seam between Chalkgrad's core and a web page: handles in, small copies out.
//!
//! JavaScript decides when something happens and where it is shown; the core decides every number.
//! Nothing here looks up the page, holds a timer, or computes.

mod error;
mod json;
mod plot;
mod session;

pub use session::Session;

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once when the module is loaded: a panic then says where it happened.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
