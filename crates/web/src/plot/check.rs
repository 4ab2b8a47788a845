//! The gradient check: how far off two losses next to each other are, for every distance h, in both precisions.

use super::axes::Frame;
use super::curve::Point;
use super::marks::Mark;
use super::scale::{Axis, extent};
use super::style::Style;
use chalkgrad::gradcheck::{Check, Row};
use plotters::style::Color;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const LINE: f64 = 1.75;
const POINT: f64 = 2.75;
const NOW: f64 = 5.0;

/// Draws it, with the row that the reader has chosen.
pub(crate) fn check(canvas: &HtmlCanvasElement, style: &Style, check: &Check, chosen: usize) -> Result<(), JsValue> {
    let columns = [(&check.f32.rows, style.fit, Mark::Dot), (&check.f64.rows, style.axis, Mark::Cross)];
    let steps = check.f32.rows.iter().map(|row| row.h as f32);
    let errors =
        columns.iter().flat_map(|(rows, ..)| rows.iter()).map(|row| row.error as f32).filter(|error| *error > 0.0);
    let axes = (Axis::decades(extent(steps)), Axis::decades(extent(errors)));
    let Some(frame) = Frame::open(canvas, style, axes, false)? else {
        return Ok(());
    };
    if let Some(row) = check.f32.rows.get(chosen) {
        let x = frame.at((row.h, 1.0)).0;
        frame.stroke_between((x, frame.bounds.low.1), (x, frame.bounds.high.1), style.now, 3.0)?;
    }
    // An error of exactly 0 has no place on a logarithmic axis.
    let point = |row: &Row| (row.error > 0.0 && row.error.is_finite()).then_some((row.h, row.error));
    for (rows, color, mark) in columns {
        for piece in rows.split(|row| point(row).is_none()) {
            let piece: Vec<Point> = piece.iter().filter_map(point).collect();
            frame.curve(&piece, color.to_rgba(), LINE)?;
        }
        let places: Vec<Point> = rows.iter().filter_map(point).map(|point| frame.at(point)).collect();
        frame.marks(&places, mark, color, POINT)?;
        let place = rows.get(chosen).and_then(point).map(|point| frame.at(point));
        frame.marks(place.as_slice(), Mark::Ring, color, NOW)?;
    }
    Ok(())
}
