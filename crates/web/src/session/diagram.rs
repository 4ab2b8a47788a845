//! The operation graph: its structure, its state for each frame, and all numbers of one node.

use super::{Result, Session, to_value, whole};
use crate::error::to_js;
use js_sys::{Float32Array, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Session {
    /// The structure of the present training step: `{circuit, vertices, blocks, loss}`.
    pub fn diagram(&self) -> Result<JsValue> {
        to_value(&self.stepper.diagram())
    }

    /// How far it is and what it has computed: `{circuit, start, vertices, cells}`.
    #[wasm_bindgen(js_name = diagramState)]
    pub fn diagram_state(&self) -> Result<JsValue> {
        let state = self.stepper.diagram_state();
        let view = to_value(&state)?;
        Reflect::set(&view, &JsValue::from_str("cells"), &Float32Array::from(state.cells.as_slice()))?;
        Ok(view)
    }

    /// At most `count` numbers of a node, or of its gradient (`"grad"`), from a cell on; nothing where this
    /// step has not come to them.
    #[wasm_bindgen(js_name = nodeCells)]
    pub fn node_cells(&self, node: f64, kind: &str, from: f64, count: f64) -> Result<Vec<f32>> {
        let [node, from, count] =
            [node, from, count].map(|number| usize::try_from(whole(number)).unwrap_or(usize::MAX));
        let cells = self.stepper.node_cells(node, kind == "grad", from, count);
        cells.map(<[f32]>::to_vec).map_err(|error| to_js(&error))
    }
}
