//! The loss as a landscape over weight and bias, with the way that training has gone.

use super::axes::Frame;
use super::curve::{Bounds, Point};
use super::marks::Mark;
use super::relief::Relief;
use super::scale::Axis;
use super::style::Style;
use chalkgrad::surface::Surface;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const POINT: f64 = 2.25;
const NOW: f64 = 5.0;
/// With more steps than this the dots of single steps would only make the line fat.
const DOTS: usize = 150;

/// What the landscape shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LandscapePlot<'a> {
    pub(crate) surface: &'a Surface,
    pub(crate) relief: &'a Relief,
    /// Weight and bias at the start, after each step, and now.
    pub(crate) path: &'a [Point],
    /// What is pointed at, as shares of width and height.
    pub(crate) cross: Option<Point>,
}

/// Draws it and gives the plot's left, top, right and bottom in CSS pixels; nothing if there is no room.
pub(crate) fn landscape(
    canvas: &HtmlCanvasElement,
    sheet: &HtmlCanvasElement,
    style: &Style,
    plot: &LandscapePlot<'_>,
) -> Result<Vec<f64>, JsValue> {
    let surface = plot.surface;
    let axes = (Axis::exactly(surface.weight), Axis::exactly(surface.bias));
    let Some(frame) = Frame::open(canvas, style, axes, false)? else {
        return Ok(vec![]);
    };
    plot.relief.draw(&frame, sheet, style, (&surface.losses, surface.size))?;
    let inside = Bounds { low: (surface.weight.0, surface.bias.0), high: (surface.weight.1, surface.bias.1) };
    frame.way(inside, plot.path, style, style.fit)?;
    let seen = |points: &[Point]| -> Vec<Point> {
        points.iter().filter(|point| inside.contains(**point)).map(|point| frame.at(*point)).collect()
    };
    if plot.path.len() <= DOTS {
        frame.marks(&seen(plot.path), Mark::Dot, style.fit, POINT)?;
    }
    let lowest = [(surface.lowest.0, surface.lowest.1)];
    frame.marks(&seen(&lowest), Mark::Cross, style.ok, NOW)?;
    frame.marks(&seen(&plot.path[..plot.path.len().min(1)]), Mark::Ring, style.fit, NOW)?;
    frame.marks(&seen(&plot.path[plot.path.len().saturating_sub(1)..]), Mark::Dot, style.now, NOW)?;
    if let Some((x, y)) = plot.cross {
        let lines = [((x, 0.0), (x, 1.0)), ((0.0, y), (1.0, y))];
        frame.pieces(&lines, style.card, 3.0);
        frame.pieces(&lines, style.axis, 1.25);
        frame.marks(&[frame.within((x, y))], Mark::Ring, style.axis, NOW)?;
    }
    let Bounds { low, high } = frame.bounds;
    Ok([low.0, low.1, high.0, high.1].map(|at| at / frame.unit).to_vec())
}
