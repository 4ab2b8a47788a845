//! What plotters has no word for, drawn on the canvas itself and many at a time: a shaded ground, lines in pieces,
//! dots and crosses.

use super::axes::Frame;
use super::contour::Segment;
use super::curve::Point;
use plotters::style::RGBColor;
use std::f64::consts::TAU;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// The form of a mark: classes are told apart without colour, too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mark {
    Dot,
    Cross,
    Ring,
}

/// A colour between two: `share` of the second.
pub(crate) fn mixed(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    #[expect(clippy::cast_sign_loss, reason = "between two colours")]
    let part = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    RGBColor(part(from.0, to.0), part(from.1, to.1), part(from.2, to.2))
}

/// The pixels of a picture of `size` × `size` colours, given row by row from the lowest, as a canvas has them: from the top.
pub(crate) fn pixels(size: usize, color: impl Fn(usize) -> RGBColor) -> Vec<u8> {
    let rows = (0..size).rev();
    let cells = rows.flat_map(|row| (0..size).map(move |column| row * size + column));
    cells
        .flat_map(|index| {
            let RGBColor(r, g, b) = color(index);
            [r, g, b, 255]
        })
        .collect()
}

impl Frame<'_> {
    /// Shades the whole plot. `sheet` is a canvas that nobody sees: pixels go there first, because only pictures can be
    /// made larger.
    pub(crate) fn ground(&self, sheet: &HtmlCanvasElement, size: usize, pixels: &[u8]) -> Result<(), JsValue> {
        let size = u32::try_from(size).unwrap_or(0);
        if sheet.width() != size || sheet.height() != size {
            sheet.set_width(size);
            sheet.set_height(size);
        }
        let context = sheet.get_context("2d")?.ok_or("this canvas draws no 2D pictures")?;
        let context: CanvasRenderingContext2d = context.dyn_into().map_err(JsValue::from)?;
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), size, size)?;
        context.put_image_data(&image, 0.0, 0.0)?;
        let (low, high) = (self.bounds.low, self.bounds.high);
        let (width, height) = (high.0 - low.0, high.1 - low.1);
        self.context.draw_image_with_html_canvas_element_and_dw_and_dh(sheet, low.0, low.1, width, height)
    }

    /// A place given as shares of the plot's width and height.
    pub(crate) fn within(&self, (x, y): Point) -> Point {
        let (low, high) = (self.bounds.low, self.bounds.high);
        (low.0 + (high.0 - low.0) * x, high.1 - (high.1 - low.1) * y)
    }

    /// A line that is given in pieces.
    pub(crate) fn pieces(&self, segments: &[Segment], color: RGBColor, width: f64) {
        self.pen(color, width);
        self.context.begin_path();
        for (from, to) in segments {
            let ((x, y), (to_x, to_y)) = (self.within(*from), self.within(*to));
            self.context.move_to(x, y);
            self.context.line_to(to_x, to_y);
        }
        self.context.stroke();
    }

    /// Marks at places on the canvas, with a thin rim of the card's colour.
    pub(crate) fn marks(&self, places: &[Point], mark: Mark, color: RGBColor, radius: f64) -> Result<(), JsValue> {
        let line = if mark == Mark::Cross { 2.0 } else { 0.0 };
        for (color, rim) in [(self.style.card, 1.25), (color, 0.0)] {
            let length = (radius + rim / 2.0) * self.unit;
            self.context.begin_path();
            for (x, y) in places {
                if mark == Mark::Cross {
                    for way in [-1.0, 1.0] {
                        self.context.move_to(x - length, y - length * way);
                        self.context.line_to(x + length, y + length * way);
                    }
                } else {
                    self.context.move_to(x + length, *y);
                    self.context.arc(*x, *y, length, 0.0, TAU)?;
                }
            }
            match mark {
                Mark::Cross => self.pen(color, line + 2.0 * rim),
                Mark::Ring => self.pen(color, 2.0 + 2.0 * rim),
                Mark::Dot => self.pen(color, 2.0 * rim),
            }
            if mark == Mark::Dot && rim == 0.0 {
                self.context.set_fill_style_str(&css(color));
                self.context.fill();
            } else {
                self.context.stroke();
            }
        }
        Ok(())
    }

    fn pen(&self, color: RGBColor, width: f64) {
        self.context.set_stroke_style_str(&css(color));
        self.context.set_line_width(width * self.unit);
    }
}

fn css(RGBColor(red, green, blue): RGBColor) -> String {
    format!("rgb({red},{green},{blue})")
}
