//! The loss of every training step so far, over the epochs.

use super::axes::Frame;
use super::curve::{Point, thin};
use super::place;
use super::scale::{Axis, Extent, extent};
use super::style::Style;
use plotters::style::Color;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const LINE: f64 = 2.5;
const NOW: f64 = 5.0;

/// What the loss curve shows. Step k (from 1) of an epoch of n steps stands at k / n epochs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LossPlot<'a> {
    /// The losses up to the present, one for each training step.
    pub(crate) losses: &'a [f32],
    /// Those that follow on and were already visited: drawn paler.
    pub(crate) future: &'a [f32],
    /// Those of the run beside this one, from its start: dashed and paler. Empty where there is none.
    pub(crate) other: &'a [f32],
    /// The number of training steps in all.
    pub(crate) steps: usize,
    pub(crate) steps_per_epoch: usize,
    /// The lowest loss there can be, if it is known.
    pub(crate) best: Option<f32>,
}

/// Draws the loss curve. The epochs' axis shows the whole training from the start, so that nothing moves.
pub(crate) fn loss(canvas: &HtmlCanvasElement, style: &Style, plot: &LossPlot<'_>) -> Result<(), JsValue> {
    let per_epoch = plot.steps_per_epoch.max(1) as f64;
    // Thinned first: the extremes of every chunk stay, so the axis is that of all losses.
    let steps = plot.steps.max(plot.losses.len() + plot.future.len()).max(plot.other.len());
    let pixels = (style.width * style.ratio).max(1.0) as i32;
    let chunk = steps / pixels.unsigned_abs() as usize;
    let floor = if style.log { 0.0 } else { f32::NEG_INFINITY };
    let past = thin(plot.losses, 0, chunk, floor);
    let future = thin(plot.future, plot.losses.len(), chunk, floor);
    let other = if cfg!(feature = "full") { thin(plot.other, 0, chunk, floor) } else { vec![] };
    let seen = extent(past.iter().chain(&future).chain(&other).map(|(_, loss)| *loss));
    let best = plot.best.filter(|best| fits_below(*best, seen, style.log)).map(f64::from);
    let values = seen.map(|(low, high)| best.map_or((low, high), |best| (low.min(best), high.max(best))));
    let y = if style.log { Axis::decades(values) } else { Axis::from_zero(values) };
    let x = Axis::epochs(steps as f64 / per_epoch);
    let Some(frame) = Frame::open(canvas, style, (x, y), true)? else {
        return Ok(());
    };

    let place = |(step, loss): &(usize, f32)| -> Point { ((step + 1) as f64 / per_epoch, (*loss).into()) };
    let past: Vec<Point> = past.iter().map(place).collect();
    let future: Vec<Point> = past.last().copied().into_iter().chain(future.iter().map(place)).collect();

    let level = best.map(|best| frame.at((0.0, best)).1);
    if let Some(level) = level {
        frame.dotted(level, style.ok)?;
    }
    if !other.is_empty() {
        let other: Vec<Point> = other.iter().map(place).collect();
        frame.dashed(|| frame.curve(&other, style.fit.mix(0.6), 2.0))?;
    }
    if !plot.future.is_empty() {
        frame.curve(&future, style.fit.mix(0.35), LINE)?;
    }
    frame.curve(&past, style.fit.to_rgba(), LINE)?;
    if let Some(level) = level {
        let curve: Vec<Point> = past.iter().chain(&future).map(|point| frame.at(*point)).collect();
        name_the_best(&frame, level, &curve)?;
    }
    match past.last() {
        Some(newest) => frame.dot(frame.at(*newest), style.now, NOW),
        None => Ok(()),
    }
}

/// Names the dotted line, where the curve does not run through the words.
fn name_the_best(frame: &Frame<'_>, level: f64, curve: &[Point]) -> Result<(), JsValue> {
    let text = &frame.style.best_text;
    let Some((words, size)) = frame.fitted(text) else {
        return Ok(());
    };
    let (place, hits) = place::beside(frame.bounds, level, size, 6.0 * frame.unit, curve);
    if hits == usize::MAX {
        return Ok(());
    }
    frame.veil(place.grown(frame.unit))?;
    frame.words(text, (place.low.0, f64::midpoint(place.low.1, place.high.1)), words)
}

/// Whether the best loss can be told from the axis: a logarithmic one must not reach far down for it,
/// and on a linear one that reaches far up it would lie on the zero line.
fn fits_below(best: f32, seen: Option<Extent>, log: bool) -> bool {
    let floor = seen.map_or(f64::INFINITY, |(low, high)| 1e-3 * if log { low } else { high });
    best.is_finite() && f64::from(best) >= floor
}
