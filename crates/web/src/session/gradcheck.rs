//! The gradient check, for any number of any parameter.

use super::{Result, Session, to_value};
use crate::error::to_js;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Session {
    /// Checks the gradient of a parameter's cell, both counted from 0, on the present batch: `{name, f32, f64}`.
    #[wasm_bindgen(js_name = gradientCheck)]
    pub fn gradient_check(&self, parameter: u32, cell: u32) -> Result<JsValue> {
        let check = self.stepper.gradient_check(parameter as usize, cell as usize);
        to_value(&check.map_err(|error| to_js(&error))?)
    }
}
