//! A surface as a map, and the ways of optimizers down it.

use super::axes::Frame;
use super::curve::{Bounds, Point};
use super::marks::Mark;
use super::relief::Relief;
use super::scale::Axis;
use super::style::Style;
use chalkgrad::descent::{Descent, Grid};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const NOW: f64 = 6.0;
const SPOT: f64 = 2.5;
/// With more steps than this the marks of single steps would only make the line fat.
const MARKED: usize = 120;
/// How many lines of equal height there are, and how much lower each lies than the one outside it.
const LINES: (i32, f32) = (9, 2.5);

/// Draws them and gives the plot's left, top, right and bottom in CSS pixels; nothing if there is no room.
pub(crate) fn descent(
    canvas: &HtmlCanvasElement,
    sheet: &HtmlCanvasElement,
    style: &Style,
    descent: &Descent,
    grid: &Grid,
) -> Result<Vec<f64>, JsValue> {
    let info = descent.ground;
    let Some(frame) = Frame::open(canvas, style, (Axis::exactly(info.x), Axis::exactly(info.y)), false)? else {
        return Ok(vec![]);
    };
    let relief = Relief::new(&grid.heights, grid.size, descent.lowest[2] as f32, LINES);
    relief.draw(&frame, sheet, style, (&grid.heights, grid.size))?;
    let inside = Bounds { low: (info.x.0, info.y.0), high: (info.x.1, info.y.1) };
    let seen = |points: &[Point]| -> Vec<Point> {
        points.iter().filter(|point| inside.contains(**point)).map(|point| frame.at_exactly(*point)).collect()
    };
    frame.marks(&seen(&[(descent.lowest[0], descent.lowest[1])]), Mark::Cross, style.ok, 5.0)?;
    let looks = [(style.fit, Mark::Dot), (style.data, Mark::Cross), (style.grad, Mark::Ring), (style.axis, Mark::Dot)];
    let done = usize::try_from(descent.at).unwrap_or(usize::MAX).saturating_add(1);
    for (run, (color, mark)) in descent.runs.iter().zip(looks) {
        let all: Vec<Point> = run.path.iter().map(|spot| (spot.place[0], spot.place[1])).collect();
        let way = &all[..done.min(all.len())];
        frame.way(inside, way, style, color)?;
        if way.len() <= MARKED {
            frame.marks(&seen(way), mark, color, SPOT)?;
        }
        let now = seen(&way[way.len().saturating_sub(1)..]);
        frame.marks(&now, Mark::Dot, style.now, NOW)?;
        frame.marks(&now, Mark::Ring, color, NOW + 1.0)?;
    }
    frame.marks(&seen(&[(descent.start[0], descent.start[1])]), Mark::Ring, style.axis, NOW)?;
    let Bounds { low, high } = frame.bounds;
    Ok([low.0, low.1, high.0, high.1].map(|at| at / frame.unit).to_vec())
}
