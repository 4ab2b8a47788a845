//! A surface from above: the higher, the darker, with lines of equal height and the ways that lead over it.

use super::axes::Frame;
use super::contour::{Segment, contour};
use super::curve::{Bounds, Point};
use super::marks::{mixed, pixels};
use super::style::Style;
use plotters::style::{Color, RGBColor};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

const LINE: f64 = 2.25;
const CONTOUR: f64 = 1.0;
/// How dark the highest ground is.
const STRONGEST: f64 = 0.5;
/// How dark lines of equal height are.
const LINES: f64 = 0.75;

/// What of a surface stays the same from one drawing to the next.
#[derive(Debug)]
pub(crate) struct Relief {
    best: f32,
    /// The height above the best below which nothing gets lighter.
    floor: f32,
    highest: f32,
    contours: Vec<Segment>,
}

impl Relief {
    /// Of the heights of a grid and the lowest that there is. There are so many `lines`, and each lies `lower` times as
    /// low above the lowest as the one outside it.
    pub(crate) fn new(heights: &[f32], size: usize, best: f32, (lines, lower): (i32, f32)) -> Self {
        let highest = heights.iter().fold(f32::MIN_POSITIVE, |most, height| most.max(height - best));
        let levels = (1..=lines).map(|line| best + highest / lower.powi(line));
        let contours = levels.flat_map(|level| contour(heights, size, level)).collect();
        Self { best, floor: highest / lower.powi(lines + 1), highest, contours }
    }

    /// Draws the ground; `sheet` is a canvas to work on.
    pub(crate) fn draw(
        &self,
        frame: &Frame<'_>,
        sheet: &HtmlCanvasElement,
        style: &Style,
        (heights, size): (&[f32], usize),
    ) -> Result<(), JsValue> {
        let dark = mixed(style.card, style.axis, STRONGEST);
        let shade = |index: usize| {
            let height = (heights[index] - self.best).max(self.floor);
            let share = (height / self.floor).ln() / (self.highest / self.floor).ln();
            mixed(style.card, dark, f64::from(share).clamp(0.0, 1.0))
        };
        frame.ground(sheet, size, &pixels(size, shade))?;
        frame.pieces(&self.contours, mixed(style.card, style.axis, LINES), CONTOUR);
        Ok(())
    }
}

impl Frame<'_> {
    /// A way over the ground, as far as it lies inside, with a light seam.
    pub(crate) fn way(&self, inside: Bounds, path: &[Point], style: &Style, color: RGBColor) -> Result<(), JsValue> {
        for piece in inside.cut_all(path) {
            self.curve(&piece, style.card.to_rgba(), LINE + 2.0)?;
            self.curve(&piece, color.to_rgba(), LINE)?;
        }
        Ok(())
    }
}
