//! The decision boundary: one forward pass over a grid of places, and how many rows lie on their side of it.

use super::{Result, Session, to_value};
use crate::error::to_js;
use crate::plot::{self, Axis};
use chalkgrad::data::split::Part;
use chalkgrad::experiment::{Experiment, MAX_CELLS};
use chalkgrad::metric::{Metrics, Task};
use chalkgrad::stepper::Evaluation;
use chalkgrad::surface::middle;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

/// How many places there are in each direction, at most.
const SIZE: usize = 100;
/// How many products all places of a picture may take: less than a tenth of a second.
const MOST_PRODUCTS: f64 = 4e8;

#[derive(Serialize)]
struct Boundary {
    rows: usize,
    /// How many rows lie on the right side.
    right: u64,
}

#[derive(Serialize)]
struct Row {
    x: [f32; 2],
    class: bool,
    prediction: f32,
    right: bool,
}

#[wasm_bindgen]
impl Session {
    /// How many rows the model puts on the right side: `{rows, right}`; null where there are not two inputs and two
    /// classes.
    pub fn boundary(&mut self) -> Result<JsValue> {
        let Some(evaluation) = self.evaluation()? else { return Ok(JsValue::NULL) };
        let experiment = self.stepper.experiment();
        let Some(Metrics::Classification { confusion, .. }) = evaluation.metrics(experiment) else {
            return Ok(JsValue::NULL);
        };
        let right = confusion.iter().enumerate().map(|(class, row)| row[class]).sum();
        to_value(&Boundary { rows: evaluation.rows, right })
    }

    /// Every row with what the model makes of it: a list of `{x, class, prediction, right}`.
    #[wasm_bindgen(js_name = boundaryRows)]
    pub fn boundary_rows(&mut self) -> Result<JsValue> {
        let Some(evaluation) = self.evaluation()? else { return to_value(&Vec::<Row>::new()) };
        let Some((prediction, target)) = self.thresholds() else { return to_value(&Vec::<Row>::new()) };
        let x: Vec<f32> = self.stepper.experiment().part(Part::Train).x.to_cells();
        let rows = x.chunks_exact(2).zip(evaluation.predictions.iter().zip(&evaluation.targets));
        let rows = rows.map(|(x, (predicted, actual))| {
            let class = *actual > target;
            Row { x: [x[0], x[1]], class, prediction: *predicted, right: (*predicted > prediction) == class }
        });
        to_value(&rows.collect::<Vec<_>>())
    }

    /// Draws the boundary on a canvas; `sheet` is a canvas to work on, `style` is JSON text.
    #[wasm_bindgen(js_name = drawBoundary)]
    pub fn draw_boundary(&mut self, canvas: &HtmlCanvasElement, sheet: &HtmlCanvasElement, style: &str) -> Result<()> {
        let style = plot::Style::parse(style)?;
        let Some((_, target)) = self.thresholds() else { return Ok(()) };
        let data = self.stepper.experiment().part(Part::Train);
        let x: Vec<f32> = data.x.to_cells();
        let classes: Vec<bool> = data.y.cells().iter().map(|y| *y > f64::from(target)).collect();
        let axes = axes(&x);
        let size = fitting(self.stepper.experiment(), SIZE);
        let sides = self.sides(&places(&axes, size))?;
        let plot = plot::BoundaryPlot { points: (&x, &classes), axes: &axes, sides: &sides, size };
        plot::boundary(canvas, sheet, &style, &plot)
    }
}

impl Session {
    fn evaluation(&mut self) -> Result<Option<Evaluation<f32>>> {
        if self.thresholds().is_none() {
            return Ok(None);
        }
        self.stepper.evaluate(Part::Train).map_err(|error| to_js(&error))
    }

    /// Above which prediction and which target a row is of class 1, where two inputs tell two classes apart.
    pub(super) fn thresholds(&self) -> Option<(f32, f32)> {
        let experiment = self.stepper.experiment();
        let (x, y) = (&experiment.data.x, &experiment.data.y);
        let columns = experiment.model.last()?.output.iter().product();
        match Task::of(experiment.loss.info.name, columns, y.columns(), y.cells())? {
            Task::Binary { prediction, target } if x.columns() == 2 && columns == 1 => {
                Some((prediction as f32, target as f32))
            }
            _ => None,
        }
    }

    /// How sure the model is at each place, from −1 (class 0) to 1 (class 1), with 0 on the boundary.
    fn sides(&mut self, places: &[f32]) -> Result<Vec<f32>> {
        let (threshold, _) = self.thresholds().unwrap_or_default();
        let logits = self.stepper.experiment().loss.info.name == "BCEWithLogitsLoss";
        let predictions = self.stepper.predict(places).map_err(|error| to_js(&error))?;
        Ok(predictions.into_iter().map(|prediction| side(prediction, threshold, logits)).collect())
    }
}

/// A logit's probability, 0 to 1, or a prediction of 0 or 1, laid out from −1 to 1.
pub(super) fn side(prediction: f32, threshold: f32, logits: bool) -> f32 {
    if logits { (prediction / 2.0).tanh() } else { (2.0 * (prediction - threshold)).clamp(-1.0, 1.0) }
}

/// Axes around both inputs.
pub(super) fn axes(x: &[f32]) -> (Axis, Axis) {
    let column = |column| x.iter().skip(column).step_by(2).copied().collect::<Vec<_>>();
    (Axis::around(&column(0)), Axis::around(&column(1)))
}

/// How many places a picture has in each direction: `most`, or fewer where the model is large, because it is drawn
/// again with each frame.
pub(super) fn fitting(experiment: &Experiment, most: usize) -> usize {
    let places = (MOST_PRODUCTS / experiment.products()).min(MAX_CELLS as f64 / experiment.cells());
    most.min(places.sqrt() as usize).max(2)
}

/// The middles of a grid's cells, row by row from the lowest.
pub(super) fn places((x, y): &(Axis, Axis), size: usize) -> Vec<f32> {
    let at = |axis: &Axis, index: usize| middle((axis.low, axis.high), index, size) as f32;
    (0..size * size).flat_map(|index| [at(x, index % size), at(y, index / size)]).collect()
}
