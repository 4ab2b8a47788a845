//! Questions about single numbers: how an operation computed a cell, where a number comes from, what comes next.

use super::{Result, Session, to_value};
use chalkgrad::explain::{Asked, Kind};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Session {
    /// The operations of the present training step: a list of `{operation, position, done, phase, kind, op, target}`.
    pub fn operations(&self) -> Result<JsValue> {
        to_value(&self.stepper.operations_of_step())
    }

    /// Explains an operation of the present step for a cell of one of its tensors; `all` opens long sums.
    #[wasm_bindgen(js_name = explainAt)]
    pub fn explain_at(&mut self, operation: usize, choice: usize, cell: usize, all: bool) -> Result<JsValue> {
        to_value(&self.stepper.explain_at(Asked { operation, choice, cell, all }))
    }

    /// Where a number came from and where it goes; `null` for one that is not there.
    pub fn trace(&self, node: usize, cell: usize, kind: &str) -> Result<JsValue> {
        let kind = if kind == "grad" { Kind::Grad } else { Kind::Value };
        to_value(&self.stepper.trace(node, cell, kind))
    }

    /// The same for the loss of a training step, counted from 1.
    #[wasm_bindgen(js_name = traceLoss)]
    pub fn trace_loss(&self, step: u32) -> Result<JsValue> {
        to_value(&self.stepper.trace_loss(u64::from(step)))
    }

    /// Node and cell of a number that a view knows by name: `[node, cell]`, or `null`.
    pub fn locate(&self, name: &str, place: usize) -> Result<JsValue> {
        to_value(&self.stepper.locate(name, place))
    }

    /// The question about the next operation; `null` at the end.
    pub fn question(&mut self, choice: usize, cell: usize, all: bool) -> Result<JsValue> {
        to_value(&self.stepper.question(next(choice, cell, all)))
    }

    /// A hint for it.
    pub fn hint(&mut self, choice: usize, cell: usize) -> Result<JsValue> {
        to_value(&self.stepper.hint(next(choice, cell, false)))
    }

    /// How far an answer is off.
    pub fn judge(&mut self, choice: usize, cell: usize, answer: &str) -> Result<JsValue> {
        to_value(&self.stepper.judge(next(choice, cell, false), answer))
    }
}

fn next(choice: usize, cell: usize, all: bool) -> Asked {
    Asked { operation: 0, choice, cell, all }
}
