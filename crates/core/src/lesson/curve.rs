//! The output over one number of the inputs, and its derivative.

use super::ask::Ask;
use super::sheet::Sheet;
use super::subject::Subject;
use crate::error::{Error, Result};
use crate::explain::with_index;
use crate::tensor::Tensor;
use serde::Serialize;

/// How many pieces a curve has. An even number, so that the middle, where many functions bend, is one of its points.
const PIECES: usize = 240;
/// How many of them lie between two rows of the table.
const EVERY: usize = 12;
/// About how many steps the point can take.
const STEPS: f64 = 200.0;
/// The smallest range.
const LEAST: f64 = 1e-6;

/// A curve with a point on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// Which input, and which of its cells, is moved.
    pub slot: usize,
    /// The cell.
    pub cell: usize,
    /// What it is called in the formulas: `x`, or `x₁` among several.
    pub letter: String,
    /// From where.
    pub from: f64,
    /// To where.
    pub to: f64,
    /// How far one step of the point goes.
    pub step: f64,
    /// The point: where it is, what comes out, and the derivative.
    pub point: Sample,
    /// Some points of the curve, for a table.
    pub rows: Vec<Sample>,
    /// All points, for a picture.
    #[serde(skip)]
    pub samples: Vec<Sample>,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// What goes in.
    pub x: f64,
    /// What comes out.
    pub y: f64,
    /// How fast it changes.
    pub slope: f64,
}

/// Computes it, and puts the point's number into the inputs.
pub(super) fn curve(
    subject: &Subject,
    inputs: &mut [Tensor<f64>],
    (slot, cell): (usize, usize),
    ask: &Ask,
) -> Result<Curve> {
    let usual = usual_range(subject, slot);
    let (from, to) = (ask.number("from")?.unwrap_or(usual.0), ask.number("to")?.unwrap_or(usual.1));
    if to - from < LEAST {
        return Err(Error::new("limits", &[("key", &"to"), ("value", &to), ("lower", &"from"), ("min", &from)]));
    }
    let step = round_step((to - from) / STEPS);
    let share = ask.within("share", 0.0, 1.0)?.map(|share| snapped(from + (to - from) * share, step));
    let given = inputs[slot].data()[cell];
    let at = ask.number("at")?.or(share).unwrap_or(given).clamp(from, to);
    let mut sheet = Sheet::record(subject, inputs)?;
    let mut sample = |x| {
        let (y, slope) = sheet.at((slot, cell), x);
        Sample { x, y, slope }
    };
    let samples: Vec<_> = (0..=PIECES).map(|piece| sample(from + (to - from) * piece as f64 / PIECES as f64)).collect();
    let point = sample(at);
    inputs[slot].data_mut()[cell] = at;
    let letter = subject.input_names()[slot].1;
    let letter = with_index(letter, inputs[slot].shape(), cell);
    let rows = samples.iter().step_by(EVERY).copied().collect();
    Ok(Curve { slot, cell, letter, from, to, step, point, rows, samples })
}

/// Where there is most to see: where the function is defined, and where it bends.
fn usual_range(subject: &Subject, slot: usize) -> (f64, f64) {
    match (subject.name(), slot) {
        ("log" | "sqrt", _) => (0.05, 5.0),
        ("rsqrt" | "reciprocal", _) => (0.2, 4.0),
        ("div", 1) => (0.25, 4.0),
        ("pow", _) => (0.05, 3.0),
        ("exp" | "square" | "erf", _) => (-3.0, 3.0),
        ("kl_div" | "KLDivLoss", 1) | ("binary_cross_entropy" | "BCELoss", _) => (0.02, 0.98),
        ("kl_div" | "KLDivLoss" | "NLLLoss", 0) => (-4.0, 0.0),
        ("hinge_embedding_loss" | "HingeEmbeddingLoss", 0) => (0.0, 3.0),
        ("stirling", _) => (0.0, 8.0),
        ("GaussianNLLLoss", 2) => (0.1, 4.0),
        ("cosine_hinge", 0) => (-1.0, 1.0),
        ("ReLU6" | "relu6", _) => (-3.0, 9.0),
        ("PoissonNLLLoss", 0) => (-2.0, 3.0),
        _ => (-4.0, 4.0),
    }
}

/// 1, 2 or 5 times a power of ten, not above the number by much.
fn round_step(wanted: f64) -> f64 {
    let power = wanted.log10().floor();
    let stop = [1.0, 2.0, 5.0, 10.0].into_iter().find(|stop| stop * 10f64.powf(power) >= wanted * 0.99).unwrap_or(10.0);
    // By division, so that 0.05 is 0.05.
    if power < 0.0 { stop / 10f64.powf(-power).round() } else { stop * 10f64.powf(power).round() }
}

/// The nearest whole number of steps.
fn snapped(value: f64, step: f64) -> f64 {
    let steps = (value / step).round();
    if step < 1.0 { steps / (1.0 / step).round() } else { steps * step }
}
