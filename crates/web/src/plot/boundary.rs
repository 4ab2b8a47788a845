//! The decision boundary: what the model makes of every place in the plane, and the data on it.

use super::axes::Frame;
use super::contour::contour;
use super::curve::Point;
use super::marks::{Mark, mixed, pixels};
use super::scale::Axis;
use super::style::Style;
use plotters::style::RGBColor;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const POINT: f64 = 3.6;
const CROSS: f64 = 3.2;
const LINE: f64 = 2.25;
/// How much colour the ground has where the model is sure: the data must stand out on it.
const STRONGEST: f64 = 0.42;

/// What the decision boundary shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoundaryPlot<'a> {
    /// Both inputs, row by row, and the class of each row.
    pub(crate) points: (&'a [f32], &'a [bool]),
    pub(crate) axes: &'a (Axis, Axis),
    /// How sure the model is at every place, from −1 (class 0) to 1 (class 1), on a grid of `size` × `size`.
    pub(crate) sides: &'a [f32],
    pub(crate) size: usize,
}

/// The colour of a side: −1 is that of data, 1 that of the model, 0 the card's.
pub(crate) fn shade(style: &Style, side: f32, strongest: f64) -> RGBColor {
    let side = f64::from(side).clamp(-1.0, 1.0);
    mixed(style.card, if side < 0.0 { style.data } else { style.fit }, side.abs() * strongest)
}

/// Draws it. `sheet` is a canvas to work on.
pub(crate) fn boundary(
    canvas: &HtmlCanvasElement,
    sheet: &HtmlCanvasElement,
    style: &Style,
    plot: &BoundaryPlot<'_>,
) -> Result<(), JsValue> {
    let Some(frame) = Frame::open(canvas, style, plot.axes.clone(), false)? else {
        return Ok(());
    };
    frame.ground(sheet, plot.size, &pixels(plot.size, |index| shade(style, plot.sides[index], STRONGEST)))?;
    frame.pieces(&contour(plot.sides, plot.size, 0.0), style.axis, LINE);
    let (x, classes) = plot.points;
    let of = |class: bool| -> Vec<Point> {
        let rows = x.chunks_exact(2).zip(classes).filter(|(_, own)| **own == class);
        rows.map(|(row, _)| frame.at((row[0].into(), row[1].into()))).collect()
    };
    frame.marks(&of(false), Mark::Dot, style.data, POINT)?;
    frame.marks(&of(true), Mark::Cross, style.fit, CROSS)
}
