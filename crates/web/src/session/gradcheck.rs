//! The gradient check, for any number of any parameter.

use super::{Result, Session, to_value};
use crate::error::to_js;
use crate::plot;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

#[wasm_bindgen]
impl Session {
    /// Checks the gradient of a parameter's cell, both counted from 0, on the present batch: `{name, f32, f64}`.
    #[wasm_bindgen(js_name = gradientCheck)]
    pub fn gradient_check(&self, parameter: u32, cell: u32) -> Result<JsValue> {
        let check = self.stepper.gradient_check(parameter as usize, cell as usize);
        to_value(&check.map_err(|error| to_js(&error))?)
    }

    /// Draws the errors of this check on a canvas, and marks the row that the reader has chosen; `style` is JSON text.
    #[wasm_bindgen(js_name = drawCheck)]
    pub fn draw_check(
        &self,
        canvas: &HtmlCanvasElement,
        style: &str,
        parameter: u32,
        cell: u32,
        chosen: u32,
    ) -> Result<()> {
        let style = plot::Style::parse(style)?;
        let check = self.stepper.gradient_check(parameter as usize, cell as usize).map_err(|error| to_js(&error))?;
        plot::check(canvas, &style, &check, chosen as usize)
    }
}
