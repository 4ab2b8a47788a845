//! Single things to teach: an operation, an activation or a loss with its curve; optimizers on their way down.
//!
//! Everything is asked for by a JSON text and kept nowhere: there is nothing to free, and nothing to lose.

use crate::error::to_js;
use crate::value::to_value;
use crate::{json, plot};
use chalkgrad::Error;
use chalkgrad::descent::{GROUNDS, Ground};
use chalkgrad::optim::OPTIMIZERS;
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

type Result<V> = std::result::Result<V, JsValue>;

/// How many heights are computed in each direction.
const SIZE: usize = 80;

#[derive(Serialize)]
struct Names {
    lessons: Vec<&'static str>,
    optimizers: Vec<&'static str>,
    surfaces: [&'static str; 4],
}

/// Every name that one can ask for: `{lessons, optimizers, surfaces}`.
#[wasm_bindgen]
pub fn names() -> Result<JsValue> {
    to_value(&Names {
        lessons: chalkgrad::lesson::names(),
        optimizers: OPTIMIZERS.iter().map(|info| info.name).collect(),
        surfaces: GROUNDS.map(|ground| ground.info().name),
    })
}

/// An operation, a layer or a loss with numbers; see the core's `lesson`.
#[wasm_bindgen]
pub fn lesson(asked: &str) -> Result<JsValue> {
    to_value(&taught(asked)?)
}

/// Draws its curve on a canvas; `style` is JSON text. Gives the plot's left, top, right and bottom in CSS pixels;
/// nothing where there is no curve.
#[wasm_bindgen(js_name = drawLesson)]
pub fn draw_lesson(canvas: &HtmlCanvasElement, style: &str, asked: &str) -> Result<Vec<f64>> {
    let style = plot::Style::parse(style)?;
    let lesson = taught(asked)?;
    lesson.curve.map_or(Ok(vec![]), |curve| plot::lesson(canvas, &style, &curve))
}

/// Optimizers on their way down a surface; see the core's `descent`.
#[wasm_bindgen]
pub fn descent(asked: &str) -> Result<JsValue> {
    to_value(&chalkgrad::descent::descent(&read(asked)?).map_err(|error| to_js(&error))?)
}

/// Draws the surface and the ways up to the step that is looked at; `sheet` is a canvas to work on. Gives the plot's
/// left, top, right and bottom in CSS pixels.
#[wasm_bindgen(js_name = drawDescent)]
pub fn draw_descent(
    canvas: &HtmlCanvasElement,
    sheet: &HtmlCanvasElement,
    style: &str,
    asked: &str,
) -> Result<Vec<f64>> {
    let style = plot::Style::parse(style)?;
    let descent = chalkgrad::descent::descent(&read(asked)?).map_err(|error| to_js(&error))?;
    let ground = Ground::find(descent.ground.name).map_err(|error| to_js(&error))?;
    plot::descent(canvas, sheet, &style, &descent, &ground.grid(SIZE))
}

fn taught(asked: &str) -> Result<chalkgrad::lesson::Lesson> {
    chalkgrad::lesson::lesson(&read(asked)?).map_err(|error| to_js(&error))
}

fn read(asked: &str) -> Result<Value> {
    let wrong: &[(_, &dyn std::fmt::Display)] = &[("problem", &"?"), ("line", &1), ("column", &1)];
    json::parse(asked).ok_or_else(|| to_js(&Error::new("json", wrong)))
}
