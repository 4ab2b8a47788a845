//! A function of one number: its curve, its derivative in dashes, and the point with its tangent.

use super::axes::Frame;
use super::curve::{Bounds, Point};
use super::marks::Mark;
use super::scale::{Axis, extent};
use super::style::Style;
use chalkgrad::lesson::{Curve, Sample};
use plotters::style::Color;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const LINE: f64 = 2.5;
const SLOPE: f64 = 2.0;
const TANGENT: f64 = 1.5;
const NOW: f64 = 6.0;
const RING: f64 = 4.0;
/// How far the tangent reaches to each side, as a share of the plot's width.
const REACH: f64 = 0.14;
/// What lies farther out than so many times the middle nine tenths is cut off: a pole would leave only a flat line.
const FAR: f64 = 3.0;

/// Draws it and gives the plot's left, top, right and bottom in CSS pixels; nothing if there is no room.
pub(crate) fn lesson(canvas: &HtmlCanvasElement, style: &Style, curve: &Curve) -> Result<Vec<f64>, JsValue> {
    let y = Axis::around(&heights(curve));
    let Some(frame) = Frame::open(canvas, style, (Axis::exactly((curve.from, curve.to)), y), false)? else {
        return Ok(vec![]);
    };
    let Bounds { low, high } = frame.bounds;
    let inside = |at: f64, from: f64, to: f64| at > from && at < to;
    let zero = frame.at((0.0, 0.0));
    if inside(zero.1, low.1, high.1) {
        frame.stroke_between((low.0, zero.1), (high.0, zero.1), style.axis, 1.0)?;
    }
    if inside(zero.0, low.0, high.0) {
        frame.stroke_between((zero.0, low.1), (zero.0, high.1), style.axis, 1.0)?;
    }
    let pieces = |of: fn(&Sample) -> f64| {
        let points: Vec<Point> = curve.samples.iter().map(|sample| frame.at_exactly((sample.x, of(sample)))).collect();
        frame.bounds.cut_all(&points)
    };
    frame.dashed(|| {
        pieces(|sample| sample.slope).iter().try_for_each(|piece| frame.polyline(piece, style.grad, SLOPE))
    })?;
    pieces(|sample| sample.y).iter().try_for_each(|piece| frame.polyline(piece, style.fit, LINE))?;

    let Sample { x, y, slope } = curve.point;
    let reach = (curve.to - curve.from) * REACH;
    let end = |way: f64| frame.at_exactly((x + way * reach, y + way * reach * slope));
    for piece in frame.bounds.cut_all(&[end(-1.0), end(1.0)]) {
        frame.polyline(&piece, style.grad, TANGENT)?;
    }
    let seen = |point: Point| {
        let at = frame.at_exactly(point);
        frame.bounds.grown(1.0).contains(at).then_some(at)
    };
    frame.marks(seen((x, slope)).as_slice(), Mark::Ring, style.grad, RING)?;
    frame.marks(seen((x, y)).as_slice(), Mark::Dot, style.now, NOW)?;
    Ok([low.0, low.1, high.0, high.1].map(|at| at / frame.unit).to_vec())
}

/// The heights that the picture has room for: those of curve and derivative, without what is far out.
fn heights(curve: &Curve) -> Vec<f32> {
    let all = curve.samples.iter().flat_map(|sample| [sample.y, sample.slope]).filter(|height| height.is_finite());
    let mut sorted: Vec<f64> = all.collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted.get((sorted.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    let (low, high) = (at(0.05), at(0.95));
    let room = (high - low).max(1e-9) * FAR;
    let near = |height: &f64| (low - room..=high + room).contains(height);
    let kept: Vec<f32> = sorted.iter().copied().filter(near).chain([0.0]).map(|height| height as f32).collect();
    extent(kept.into_iter()).map_or(vec![], |(low, high)| vec![low as f32, high as f32])
}
