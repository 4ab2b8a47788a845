//! The loss as a landscape over weight and bias, the way of the training on it, and other places to start from.

use super::{Result, Session, to_value};
use crate::error::to_js;
use crate::plot::{self, Relief};
use chalkgrad::data::Data;
use chalkgrad::runs::Path;
use chalkgrad::surface::{Surface, place};
use chalkgrad::tensor::Tensor;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

/// How many losses are computed in each direction.
const SIZE: usize = 96;
/// How many lines of equal loss there are, and how much lower each lies above the best loss than the one outside it.
const LINES: (i32, f32) = (8, 4.0);

/// What is kept between two drawings.
#[derive(Debug, Default)]
pub(super) struct Landscape {
    path: Path<f32>,
    ground: Option<Ground>,
}

/// The landscape of one data set and one start.
#[derive(Debug)]
struct Ground {
    data: Data,
    start: Vec<(String, Tensor<f64>)>,
    surface: Surface,
    relief: Relief,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    /// The lowest point.
    weight: f64,
    bias: f64,
    loss: f64,
    /// Above this learning rate plain gradient descent must overshoot; null with another optimizer.
    limit: Option<f64>,
    /// How many training steps lie between two points of the path.
    every: u64,
    path: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    step: u64,
    weight: f32,
    bias: f32,
    loss: Option<f32>,
}

#[derive(Serialize)]
struct Place {
    weight: f64,
    bias: f64,
    loss: f32,
}

#[wasm_bindgen]
impl Session {
    /// The lowest point of the loss and the way to it so far; null where the model is no straight line.
    pub fn surface(&mut self) -> Result<JsValue> {
        let Some((weight, bias, loss)) = self.ground()?.map(|ground| ground.surface.lowest) else {
            return Ok(JsValue::NULL);
        };
        self.landscape.path.follow(&mut self.stepper);
        let losses = self.stepper.losses();
        let path = self.landscape.path.points().iter().map(|point| Point {
            step: point.step,
            weight: point.values[0],
            bias: point.values[1],
            loss: usize::try_from(point.step).ok().and_then(|step| losses.get(step)).copied(),
        });
        let experiment = self.stepper.experiment();
        let optimizer = &experiment.optimizer;
        let plain = optimizer.info.name == "SGD" && optimizer.options.number("momentum") == 0.0;
        let limit = experiment.largest_stable_lr().filter(|_| plain);
        to_value(&View { weight, bias, loss, limit, every: self.landscape.path.every(), path: path.collect() })
    }

    /// Draws the landscape on a canvas; `sheet` is a canvas to work on, `style` is JSON text, `cross` is empty or a
    /// place as shares of the plot's width and height. Gives the plot's left, top, right and bottom in CSS pixels.
    #[wasm_bindgen(js_name = drawSurface)]
    pub fn draw_surface(
        &mut self,
        canvas: &HtmlCanvasElement,
        sheet: &HtmlCanvasElement,
        style: &str,
        cross: &[f64],
    ) -> Result<Vec<f64>> {
        let style = plot::Style::parse(style)?;
        if self.ground()?.is_none() {
            // What was drawn before an edit is wiped off.
            canvas.set_width(canvas.width());
            return Ok(vec![]);
        }
        self.landscape.path.follow(&mut self.stepper);
        let now = self.stepper.parameter_values();
        let values = self.landscape.path.points().iter().map(|point| &point.values[..]).chain([&now[..]]);
        let path: Vec<_> = values.map(|values| (f64::from(values[0]), f64::from(values[1]))).collect();
        let Some(ground) = &self.landscape.ground else { return Ok(vec![]) };
        let cross = if let [x, y] = cross { Some((x.clamp(0.0, 1.0), y.clamp(0.0, 1.0))) } else { None };
        let plot = plot::LandscapePlot { surface: &ground.surface, relief: &ground.relief, path: &path, cross };
        plot::landscape(canvas, sheet, &style, &plot)
    }

    /// The weight and the bias at a place of the plot, given as shares of its width and height, with four decimals,
    /// and the loss there: `{weight, bias, loss}`; null where there is no landscape.
    #[wasm_bindgen(js_name = surfacePlace)]
    pub fn surface_place(&mut self, x: f64, y: f64) -> Result<JsValue> {
        let Some(surface) = self.ground()?.map(|ground| &ground.surface) else { return Ok(JsValue::NULL) };
        let (weight, bias) = (place(surface.weight, x, 4), place(surface.bias, y, 4));
        let loss = self.stepper.loss_at(weight, bias).map_err(|error| to_js(&error))?;
        to_value(&Place { weight, bias, loss })
    }
}

impl Session {
    /// The landscape, computed again where data or start are others.
    fn ground(&mut self) -> Result<Option<&Ground>> {
        let experiment = self.stepper.experiment();
        let known = self.landscape.ground.as_ref();
        // An edit may have taken the closed form away: with another loss there is no landscape.
        let same = |ground: &Ground| {
            experiment.best_loss().is_some() && ground.data == experiment.data && ground.start == experiment.parameters
        };
        if !known.is_some_and(same) {
            let surface = self.stepper.surface(SIZE).map_err(|error| to_js(&error))?;
            let (data, start) = (experiment.data.clone(), experiment.parameters.clone());
            self.landscape.ground = surface.map(|surface| Ground::new(data, start, surface));
        }
        Ok(self.landscape.ground.as_ref())
    }
}

impl Ground {
    fn new(data: Data, start: Vec<(String, Tensor<f64>)>, surface: Surface) -> Self {
        let relief = Relief::new(&surface.losses, surface.size, surface.lowest.2 as f32, LINES);
        Self { data, start, surface, relief }
    }
}
