//! Edits, the runs that they make, and dragging a point: what the workbench asks for.

use super::{Result, Session, to_value, whole};
use crate::error::to_js;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Session {
    /// Makes an edit, given as JSON text, at this moment. Whether it changes anything.
    pub fn edit(&mut self, edit: &str) -> Result<bool> {
        self.preview = None;
        self.stepper.edit(edit).map_err(|error| to_js(&error))
    }

    /// Takes the last edit of this run back.
    pub fn undo(&mut self) -> bool {
        self.stepper.undo()
    }

    /// Makes the edit again that was undone last.
    pub fn redo(&mut self) -> bool {
        self.stepper.redo()
    }

    /// Goes to the run beside this one.
    #[wasm_bindgen(js_name = switchRun)]
    pub fn switch_run(&mut self) -> bool {
        self.stepper.switch()
    }

    /// Forgets the run beside this one.
    #[wasm_bindgen(js_name = dropRun)]
    pub fn drop_run(&mut self) -> bool {
        self.stepper.drop_other()
    }

    /// Another number of epochs; what was done stays.
    #[wasm_bindgen(js_name = setEpochs)]
    pub fn set_epochs(&mut self, epochs: f64) -> Result<()> {
        self.stepper.set_epochs(whole(epochs).max(1)).map_err(|error| to_js(&error))
    }

    /// The present run and the one beside it, with their edits.
    pub fn runs(&self) -> Result<JsValue> {
        to_value(&self.stepper.view())
    }

    /// The position at which a training step begins, counted from 0.
    #[wasm_bindgen(js_name = stepPosition)]
    pub fn step_position(&self, step: f64) -> f64 {
        self.stepper.step_position(whole(step)) as f64
    }

    /// The losses of the run beside this one, from its start.
    #[wasm_bindgen(js_name = otherLosses)]
    pub fn other_losses(&self) -> Vec<f32> {
        self.stepper.other_losses().to_vec()
    }

    /// Where the points were drawn last: x and y of each, in CSS pixels of the canvas.
    #[wasm_bindgen(js_name = fitPlaces)]
    pub fn fit_places(&mut self) -> Vec<f64> {
        self.refresh();
        let Some(frame) = &self.fit_frame else { return Vec::new() };
        self.x.iter().zip(&self.y).flat_map(|(x, y)| frame.place((f64::from(*x), f64::from(*y)))).collect()
    }

    /// The point at a place of the canvas, as round as the pixels allow: x and y.
    #[wasm_bindgen(js_name = fitPoint)]
    pub fn fit_point(&self, x: f64, y: f64) -> Option<Vec<f64>> {
        Some(self.fit_frame.as_ref()?.point([x, y]).to_vec())
    }

    /// Draws a point at another place until the next edit, or no more, if `row` is −1.
    pub fn preview(&mut self, row: f64, x: f32, y: f32) {
        self.preview = (row >= 0.0).then(|| (whole(row) as usize, x, y));
    }
}

/// What JavaScript does not see.
impl Session {
    /// The line of the other run, where it is another one.
    pub(super) fn other_line(&mut self) -> Result<(Vec<f32>, Vec<f32>)> {
        let x = self.line_places();
        match self.stepper.other_now() {
            Some(other) if !x.is_empty() => {
                let y = other.predict(&x).map_err(|error| to_js(&error))?;
                Ok((x, y))
            }
            _ => Ok((Vec::new(), Vec::new())),
        }
    }
}
