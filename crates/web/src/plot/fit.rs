//! The fit: the data as points, the model as a line.

use super::axes::Frame;
use super::curve::{Bounds, Point};
use super::place;
use super::scale::Axis;
use super::style::Style;
use plotters::style::Color;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const POINT: f64 = 4.5;
const LINE: f64 = 2.5;

/// What the fit shows, each as equally long slices of x and y.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FitPlot<'a> {
    pub(crate) points: (&'a [f32], &'a [f32]),
    /// The model's predictions, in order of x.
    pub(crate) line: (&'a [f32], &'a [f32]),
}

/// The ends of the fit's x axis for these data: predict there, and the line crosses the whole plot.
pub(crate) fn fit_range(x: &[f32]) -> (f32, f32) {
    let axis = Axis::around(x);
    let end = |value: f64| (value as f32).clamp(f32::MIN, f32::MAX);
    (end(axis.low), end(axis.high))
}

/// Draws the fit. The axes depend on the points alone, so that nothing moves but the line.
pub(crate) fn fit(canvas: &HtmlCanvasElement, style: &Style, plot: &FitPlot<'_>) -> Result<(), JsValue> {
    let axes = (Axis::around(plot.points.0), Axis::around(plot.points.1));
    let (x, y) = axes.clone();
    let Some(frame) = Frame::open(canvas, style, axes, false)? else {
        return Ok(());
    };

    let inside = Bounds { low: (x.low, y.low), high: (x.high, y.high) };
    let line: Vec<Point> = pairs(plot.line).collect();
    let pieces = inside.cut_all(&line);
    for piece in &pieces {
        frame.curve(piece, style.fit.to_rgba(), LINE)?;
    }
    let finite = pairs(plot.points).filter(|(x, y)| x.is_finite() && y.is_finite());
    let points: Vec<Point> = finite.map(|point| frame.at(point)).collect();
    for point in &points {
        frame.dot(*point, style.data, POINT)?;
    }
    legend(&frame, &points, &pieces)
}

/// Names points and line in the emptiest corner.
fn legend(frame: &Frame<'_>, points: &[Point], pieces: &[Vec<Point>]) -> Result<(), JsValue> {
    let unit = frame.unit;
    let (mark, pad) = (18.0 * unit, 4.0 * unit);
    let style = frame.style;
    let fit = if pieces.is_empty() { &style.outside_text } else { &style.fit_text };
    let rows: Vec<_> = [(&style.data_text, true), (fit, false)]
        .into_iter()
        .filter_map(|(text, is_data)| Some((text, is_data, frame.fitted(text)?)))
        .collect();
    let Some(widest) = rows.iter().map(|(_, _, (_, (width, _)))| *width).reduce(f64::max) else {
        return Ok(());
    };
    let row = style.font_size * 1.42 * unit;
    let size = (mark + widest + 3.0 * pad, row * rows.len() as f64);
    let (place, covered) = place::corner(frame.bounds, size, (POINT + 1.0) * unit, points);
    let crosses = |pair: &[Point]| place.cut(frame.at(pair[0]), frame.at(pair[1])).is_some();
    if covered > 0 || pieces.iter().flat_map(|piece| piece.windows(2)).any(crosses) {
        frame.veil(place)?;
    }
    // Against the left axis the words keep their distance.
    let left = place.low.0 + if place.low.0 > frame.bounds.low.0 { 0.0 } else { 2.0 * pad };
    for (index, (text, is_data, (words, _))) in rows.into_iter().enumerate() {
        let middle = place.low.1 + row * (index as f64 + 0.5);
        let (from, to) = (left, left + 12.0 * unit);
        if is_data {
            frame.dot((f64::midpoint(from, to), middle), style.data, POINT)?;
        } else {
            frame.stroke_between((from, middle), (to, middle), style.fit, LINE)?;
        }
        frame.words(text, (left + mark, middle), words)?;
    }
    Ok(())
}

fn pairs<'a>((x, y): (&'a [f32], &'a [f32])) -> impl Iterator<Item = Point> + use<'a> {
    x.iter().zip(y).map(|(x, y)| (f64::from(*x), f64::from(*y)))
}
