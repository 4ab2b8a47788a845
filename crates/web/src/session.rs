//! One training as a handle for JavaScript: every method is a translation of one of the core's.

#[cfg(feature = "full")]
mod asked;
#[cfg(feature = "full")]
mod boundary;
#[cfg(feature = "full")]
mod diagram;
#[cfg(feature = "full")]
mod edits;
#[cfg(feature = "faults")]
mod faults;
#[cfg(feature = "full")]
mod gradcheck;
#[cfg(feature = "full")]
mod neurons;
#[cfg(feature = "full")]
mod surface;

use crate::error::to_js;
use crate::plot;
use crate::value::to_value;
use chalkgrad::experiment::Files;
use chalkgrad::{Error, Experiment, Unit};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

/// What every method gives that can fail.
type Result<V> = std::result::Result<V, JsValue>;

/// The small module trains; the full one can also edit, and then there are several runs. Both read alike.
#[cfg(feature = "full")]
type Training = chalkgrad::Runs<f32>;
#[cfg(not(feature = "full"))]
type Training = chalkgrad::Stepper<f32>;

/// A training that can be run, stepped through, rewound and looked at.
#[wasm_bindgen]
pub struct Session {
    stepper: Training,
    /// The points, where there is one input and one target, and the lowest loss there can be for them.
    x: Vec<f32>,
    y: Vec<f32>,
    best: Option<f32>,
    #[cfg(feature = "full")]
    landscape: surface::Landscape,
    /// Of which edit they are.
    #[cfg(feature = "full")]
    leg: u64,
    /// A point that is being dragged: its row, and where it is.
    preview: Option<(usize, f32, f32)>,
    /// Where the fit was drawn last.
    fit_frame: Option<plot::FitFrame>,
}

#[wasm_bindgen]
impl Session {
    /// Reads an experiment and prepares its training. `files` holds the texts of data files by name; the error
    /// `data_file` names one that is not there.
    #[wasm_bindgen(constructor)]
    pub fn new(experiment: &str, files: &js_sys::Map) -> Result<Session> {
        let mut file = |name: &str| files.get(&JsValue::from_str(name)).as_string();
        let experiment = read(experiment, &mut file).map_err(|error| to_js(&error))?;
        let (x, y, best) = points_of(&experiment);
        let stepper = Training::new(experiment).map_err(|error| to_js(&error))?;
        Ok(Self {
            stepper,
            x,
            y,
            best,
            #[cfg(feature = "full")]
            landscape: surface::Landscape::default(),
            preview: None,
            #[cfg(feature = "full")]
            leg: 0,
            fit_frame: None,
        })
    }

    /// Goes on to the end of this `"operation"`, `"batch"` or `"epoch"`.
    pub fn step(&mut self, unit: &str) -> Result<()> {
        self.stepper.step(to_unit(unit)?);
        Ok(())
    }

    /// Goes back by one `"operation"`, or to where a `"batch"` or an `"epoch"` began.
    pub fn back(&mut self, unit: &str) -> Result<()> {
        self.stepper.back(to_unit(unit)?);
        Ok(())
    }

    /// Does at most `count` operations and gives how many it did.
    pub fn advance(&mut self, count: f64) -> f64 {
        let target = self.stepper.position().saturating_add(whole(count));
        self.stepper.run_to(target) as f64
    }

    /// Goes to a position, forwards or backwards.
    pub fn seek(&mut self, position: f64) {
        if !position.is_nan() {
            self.stepper.seek(whole(position));
        }
    }

    /// What there is to see now.
    pub fn moment(&self) -> Result<JsValue> {
        to_value(&self.stepper.moment())
    }

    /// Everything that decides how the training goes on, as a plain object.
    pub fn state(&self) -> Result<JsValue> {
        to_value(&self.stepper.state())
    }

    /// The whole experiment as a plain object, with everything filled in.
    pub fn experiment(&self) -> Result<JsValue> {
        to_value(self.stepper.experiment())
    }

    /// The experiment as a PyTorch program: a list of `{text, phase}`.
    pub fn program(&self) -> Result<JsValue> {
        #[cfg(feature = "full")]
        return to_value(&self.stepper.program());
        #[cfg(not(feature = "full"))]
        to_value(&self.stepper.experiment().program())
    }

    /// The line that the program prints after an epoch, counted from 1.
    #[wasm_bindgen(js_name = logLine)]
    pub fn log_line(&self, epoch: u32) -> Option<String> {
        self.stepper.log_line(u64::from(epoch))
    }

    /// The loss of each training step up to now.
    pub fn losses(&self) -> Vec<f32> {
        self.stepper.losses().to_vec()
    }

    /// The loss of each training step, also of those that were gone back over.
    #[wasm_bindgen(js_name = allLosses)]
    pub fn all_losses(&self) -> Vec<f32> {
        self.stepper.all_losses().to_vec()
    }

    /// The data, for one input and one target: `{x, y}`.
    pub fn points(&mut self) -> Result<JsValue> {
        self.refresh();
        to_value(&Points { x: &self.x, y: &self.y })
    }

    /// The model's predictions at both ends of the plot: `{x, y}`.
    pub fn fit(&mut self) -> Result<JsValue> {
        let (x, y) = self.line()?;
        to_value(&Points { x: &x, y: &y })
    }

    /// The lowest loss there can be, where it is known.
    pub fn best(&mut self) -> Option<f32> {
        self.refresh();
        self.best
    }

    /// Explains the operation that was just done.
    pub fn explain(&self) -> Result<JsValue> {
        to_value(&self.stepper.explain())
    }

    /// Draws the data and the model on a canvas; `style` is JSON text.
    #[wasm_bindgen(js_name = drawFit)]
    pub fn draw_fit(&mut self, canvas: &HtmlCanvasElement, style: &str) -> Result<()> {
        let style = plot::Style::parse(style)?;
        let (x, y) = self.line()?;
        #[cfg(feature = "full")]
        let other = self.other_line()?;
        #[cfg(not(feature = "full"))]
        let other = (Vec::new(), Vec::new());
        let plot = plot::FitPlot {
            points: (&self.x, &self.y),
            moved: self.preview,
            line: (&x, &y),
            other: (&other.0, &other.1),
        };
        self.fit_frame = plot::fit(canvas, &style, &plot)?;
        Ok(())
    }

    /// Draws the loss on a canvas; `style` is JSON text.
    #[wasm_bindgen(js_name = drawLoss)]
    pub fn draw_loss(&mut self, canvas: &HtmlCanvasElement, style: &str) -> Result<()> {
        self.refresh();
        let style = plot::Style::parse(style)?;
        let (losses, all) = (self.stepper.losses(), self.stepper.all_losses());
        let experiment = self.stepper.experiment();
        let plot = plot::LossPlot {
            losses,
            future: &all[losses.len()..],
            #[cfg(feature = "full")]
            other: self.stepper.other_losses(),
            #[cfg(not(feature = "full"))]
            other: &[],
            steps: experiment.epochs as usize * experiment.batches(),
            steps_per_epoch: experiment.batches(),
            best: self.best,
        };
        plot::loss(canvas, &style, &plot)
    }
}

/// What JavaScript does not see.
impl Session {
    /// Without edits the points stay.
    #[cfg(not(feature = "full"))]
    #[expect(clippy::unused_self, reason = "the full module looks at it")]
    fn refresh(&self) {}

    /// An edit may have moved a point.
    #[cfg(feature = "full")]
    fn refresh(&mut self) {
        if self.leg != self.stepper.leg_id() {
            self.leg = self.stepper.leg_id();
            (self.x, self.y, self.best) = points_of(self.stepper.experiment());
        }
    }

    /// Where predictions are wanted: a line has two ends; a model with a bend in it needs more points.
    fn line_places(&mut self) -> Vec<f32> {
        self.refresh();
        if self.x.is_empty() {
            return Vec::new();
        }
        let pieces = if self.stepper.experiment().model.len() == 1 { 1 } else { 100 };
        let (low, high) = plot::fit_range(&self.x);
        (0..=pieces).map(|piece| low + (high - low) * piece as f32 / pieces as f32).collect()
    }

    fn line(&mut self) -> Result<(Vec<f32>, Vec<f32>)> {
        let x = self.line_places();
        if x.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let y = self.stepper.predict(&x).map_err(|error| to_js(&error))?;
        Ok((x, y))
    }
}

/// The full module tells what is wrong with a text that is no JSON; where this one fails, the page asks that one.
#[cfg(feature = "full")]
fn read(experiment: &str, files: Files) -> chalkgrad::Result<Experiment> {
    Experiment::from_json_with(experiment, files)
}

#[cfg(not(feature = "full"))]
fn read(experiment: &str, files: Files) -> chalkgrad::Result<Experiment> {
    let parse = |text: &str| crate::json::parse(text).ok_or_else(|| Error::new("json", &[]));
    Experiment::from_json_by(experiment, parse, files)
}

/// Points in a plane, to be had where there is one input and one target, and the lowest loss there can be.
fn points_of(experiment: &Experiment) -> (Vec<f32>, Vec<f32>, Option<f32>) {
    let data = &experiment.data;
    let plane = data.x.columns() == 1 && data.y.columns() == 1;
    let (x, y) = if plane { (data.x.to_cells(), data.y.to_cells()) } else { <_>::default() };
    (x, y, experiment.best_loss().map(|loss| loss as f32))
}

#[derive(Serialize)]
struct Points<'p> {
    x: &'p [f32],
    y: &'p [f32],
}

/// A count as JavaScript has it; what is negative or no number counts as 0.
#[expect(clippy::cast_sign_loss)]
fn whole(count: f64) -> u64 {
    count as u64
}

fn to_unit(unit: &str) -> Result<Unit> {
    match unit {
        "operation" => Ok(Unit::Operation),
        "batch" => Ok(Unit::Batch),
        "epoch" => Ok(Unit::Epoch),
        _ => {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("key", &"unit"), ("value", &unit), ("fits", &"operation, batch, epoch")];
            Err(to_js(&Error::new("unknown_name", fields)))
        }
    }
}
