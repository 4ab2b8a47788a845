//! What both plots share: room for the labels, grid, axes, ticks, names, and a few strokes to draw with.

use super::curve::{Bounds, Point};
use super::scale::Axis;
use super::style::Style;
use super::surface::{FINE, Surface};
use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::BoldPoints;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Room beside everything, above and below it, between a label and its axis, between two ticks (CSS pixels).
const MARGIN: f64 = 12.0;
const EDGE: f64 = 9.0;
const GAP: f64 = 7.0;
const X_SPACING: f64 = 52.0;
const Y_SPACING: f64 = 30.0;
/// Few ticks: never more intervals than this.
const MOST: f64 = 6.0;

/// A canvas with axes on it, ready for curves and points. Lengths that methods take are CSS pixels, places on
/// the canvas are in its own units (`unit` per CSS pixel).
pub(crate) struct Frame<'a> {
    pub(crate) style: &'a Style,
    /// The plot between the axes, in canvas units.
    pub(crate) bounds: Bounds,
    /// The values at its sides.
    #[cfg(feature = "teach")]
    values: Bounds,
    pub(crate) unit: f64,
    root: DrawingArea<Surface, Shift>,
    area: DrawingArea<Surface, Cartesian2d<Axis, Axis>>,
    pub(super) context: CanvasRenderingContext2d,
}

impl<'a> Frame<'a> {
    /// Clears the canvas and draws the axes; nothing but clearing if there is no room for a picture.
    pub(crate) fn open(
        canvas: &HtmlCanvasElement,
        style: &'a Style,
        (mut x, mut y): (Axis, Axis),
        whole_x: bool,
    ) -> Result<Option<Self>, JsValue> {
        let surface = Surface::open(canvas, style)?;
        let context = surface.context();
        let size = surface.get_size();
        let root = surface.into_drawing_area();
        let unit = style.ratio * f64::from(FINE);
        let [margin, edge, gap, font] = [MARGIN, EDGE, GAP, style.font_size].map(|length| length * unit);
        let label = text_style(style, font);
        let measure = |text: &str| root.estimate_text_size(text, &label).map_or(0.0, |(width, _)| f64::from(width));

        // A small picture goes without its axes' names.
        let roomy = f64::from(size.1) > 10.0 * font;
        let name_room = |name: &str, room: f64| if roomy && !name.is_empty() { room } else { 0.0 };
        let top = edge + name_room(&style.y, 1.6 * font);
        let bottom = f64::from(size.1) - edge - font - gap - name_room(&style.x, font + 0.7 * gap);
        y.set_ticks(((bottom - top) / (Y_SPACING * unit)).min(MOST), false);
        // Room for three digits and a point at least: another label must not move the plot.
        let labels = y.ticks.iter().map(|tick| measure(&y.label(*tick))).fold(measure("0.00"), f64::max);
        let left = margin + labels + gap;
        let right = f64::from(size.0) - margin;
        x.set_ticks(((right - left) / (X_SPACING * unit)).min(MOST), whole_x);
        let overhang = x.ticks.last().map_or(0.0, |tick| measure(&x.label(*tick)) / 2.0);
        let right = right.min(f64::from(size.0) - overhang - 6.0 * unit);

        // Lines of one CSS pixel fall on whole device pixels.
        let hair = style.ratio.round().max(1.0);
        let shift = if hair % 2.0 == 0.0 { 0.0 } else { 0.5 };
        let crisp = move |at: f64| (((at / f64::from(FINE) - shift).round() + shift) * f64::from(FINE)) as i32;
        let (left, top, right, bottom) = (crisp(left), crisp(top), crisp(right), crisp(bottom));
        if f64::from((right - left).min(bottom - top)) < 2.0 * font {
            return Ok(None);
        }

        let [grid, axis] = [&style.grid, &style.axis].map(|color| stroke(&color.to_rgba(), hair * f64::from(FINE)));
        let (x_label, y_label) = (anchor(&label, HPos::Center, VPos::Top), anchor(&label, HPos::Right, VPos::Center));
        let (x_axis, y_axis) = (x.clone(), y.clone());
        #[cfg(feature = "teach")]
        let values = Bounds { low: (x.low, y.low), high: (x.high, y.high) };
        let area = root.apply_coord_spec(Cartesian2d::<Axis, Axis>::new(x, y, (left..right, bottom..top)));
        let (near, tick) = (gap as i32, (4.0 * unit) as i32);
        let mesh = |surface: &mut Surface, line: MeshLine<'_, Axis, Axis>| match line {
            MeshLine::XMesh((at, _), _, value) => {
                let at = crisp(at.into());
                surface.draw_path([(at, bottom), (at, bottom + tick)], &axis)?;
                surface.draw_text(&x_axis.label(*value), &x_label, (at, bottom + near))
            }
            MeshLine::YMesh((_, at), _, value) => {
                let line = crisp(at.into());
                if line != bottom {
                    surface.draw_path([(left, line), (right, line)], &grid)?;
                }
                surface.draw_text(&y_axis.label(*value), &y_label, (left - near, at))
            }
        };
        area.draw_mesh(mesh, BoldPoints(0), BoldPoints(0)).map_err(failed)?;
        root.draw(&PathElement::new([(left, top), (left, bottom), (right, bottom)], axis)).map_err(failed)?;

        let bounds = Bounds { low: (left.into(), top.into()), high: (right.into(), bottom.into()) };
        let frame = Self {
            style,
            bounds,
            #[cfg(feature = "teach")]
            values,
            unit,
            root,
            area,
            context,
        };
        if roomy {
            frame.names(&label, font)?;
        }
        Ok(Some(frame))
    }

    /// The x axis' name below its middle, the y axis' name above its end.
    fn names(&self, label: &TextStyle<'_>, font: f64) -> Result<(), JsValue> {
        let Bounds { low, high } = self.bounds;
        let height = f64::from(self.root.dim_in_pixel().1);
        let x = (f64::midpoint(low.0, high.0), height - EDGE * self.unit);
        self.words(&self.style.x, x, anchor(label, HPos::Center, VPos::Bottom))?;
        let room = low.0 - (MARGIN + GAP) * self.unit;
        let width = self.measure(&self.style.y, label);
        let across = if width <= room { low.0 - GAP * self.unit } else { width + MARGIN * self.unit };
        self.words(&self.style.y, (across, low.1 - 1.35 * font), anchor(label, HPos::Right, VPos::Center))
    }

    /// Where a value stands, in canvas units.
    pub(crate) fn at(&self, point: Point) -> Point {
        let (x, y) = self.area.map_coordinate(&point);
        (x.into(), y.into())
    }

    /// The same, beyond the axes, too.
    #[cfg(feature = "teach")]
    pub(crate) fn at_exactly(&self, (x, y): Point) -> Point {
        let (origin, one) = (self.at((self.values.low.0, self.values.low.1)), self.at(self.values.high));
        let along =
            |value: f64, low: f64, high: f64, from: f64, to: f64| from + (value - low) / (high - low) * (to - from);
        let Bounds { low, high } = self.values;
        (along(x, low.0, high.0, origin.0, one.0), along(y, low.1, high.1, origin.1, one.1))
    }

    /// A line through places on the canvas.
    #[cfg(feature = "teach")]
    pub(crate) fn polyline(&self, points: &[Point], color: RGBColor, width: f64) -> Result<(), JsValue> {
        let style = stroke(&color.to_rgba(), width * self.unit);
        let places: Vec<_> = points.iter().map(|point| whole(*point)).collect();
        self.root.draw(&PathElement::new(places, style)).map_err(failed)
    }

    /// A line through values of the axes.
    pub(crate) fn curve(&self, points: &[Point], color: RGBAColor, width: f64) -> Result<(), JsValue> {
        let style = stroke(&color, width * self.unit);
        self.area.draw(&PathElement::new(points, style)).map_err(failed)
    }

    /// A dotted level line across the plot at a height on the canvas.
    pub(crate) fn dotted(&self, y: f64, color: RGBColor) -> Result<(), JsValue> {
        let pattern = js_sys::Array::of2(&0.0.into(), &(5.0 * self.unit).into());
        self.context.set_line_dash(&pattern)?;
        let (from, to) = (self.bounds.low.0 + 3.0 * self.unit, self.bounds.high.0);
        let drawn = self.stroke_between((from, y), (to, y), color, 1.75);
        self.context.set_line_dash(&js_sys::Array::new())?;
        drawn
    }

    /// Draws with dashes.
    pub(crate) fn dashed(&self, draw: impl FnOnce() -> Result<(), JsValue>) -> Result<(), JsValue> {
        let [dash, gap] = [5.0, 4.0].map(|length| JsValue::from(length * self.unit));
        self.context.set_line_dash(&js_sys::Array::of2(&dash, &gap))?;
        let drawn = draw();
        self.context.set_line_dash(&js_sys::Array::new())?;
        drawn
    }

    /// A straight stroke between two places on the canvas.
    pub(crate) fn stroke_between(&self, a: Point, b: Point, color: RGBColor, width: f64) -> Result<(), JsValue> {
        let style = stroke(&color.to_rgba(), width * self.unit);
        self.root.draw(&PathElement::new([whole(a), whole(b)], style)).map_err(failed)
    }

    /// A point with a thin ring of the card's colour, so that it stands off what is below.
    pub(crate) fn dot(&self, at: Point, color: RGBColor, radius: f64) -> Result<(), JsValue> {
        for (color, radius) in [(self.style.card, radius + 1.25), (color, radius)] {
            let size = (radius * self.unit) as i32;
            self.root.draw(&Circle::new(whole(at), size, color.filled())).map_err(failed)?;
        }
        Ok(())
    }

    /// A veil of the card's colour, to read words over lines.
    pub(crate) fn veil(&self, place: Bounds) -> Result<(), JsValue> {
        let style = self.style.card.mix(0.85).filled();
        self.root.draw(&Rectangle::new([whole(place.low), whole(place.high)], style)).map_err(failed)
    }

    pub(crate) fn words(&self, text: &str, at: Point, style: TextStyle<'_>) -> Result<(), JsValue> {
        if text.is_empty() {
            return Ok(());
        }
        self.root.draw(&Text::new(text, whole(at), style)).map_err(failed)
    }

    /// The style of labels, left-aligned and centred on their height, made smaller if `text` is wider than the
    /// plot; nothing if it would become too small to read. Also the width and height of the text.
    pub(crate) fn fitted(&self, text: &str) -> Option<(TextStyle<'a>, Point)> {
        let room = self.bounds.high.0 - self.bounds.low.0 - 4.0 * MARGIN * self.unit;
        let full = self.style.font_size * self.unit;
        let width = self.measure(text, &text_style(self.style, full));
        let part = (room / width.max(1.0)).min(1.0);
        if text.is_empty() || part < 0.75 {
            return None;
        }
        let style = text_style(self.style, full * part);
        Some((anchor(&style, HPos::Left, VPos::Center), (width * part, full * part)))
    }

    fn measure(&self, text: &str, style: &TextStyle<'_>) -> f64 {
        self.root.estimate_text_size(text, style).map_or(0.0, |(width, _)| f64::from(width))
    }
}

fn text_style(style: &Style, size: f64) -> TextStyle<'_> {
    FontDesc::new(FontFamily::Name(&style.font), size, FontStyle::Normal).color(&style.muted)
}

fn anchor<'a>(style: &TextStyle<'a>, h: HPos, v: VPos) -> TextStyle<'a> {
    style.pos(Pos::new(h, v))
}

fn stroke(color: &RGBAColor, width: f64) -> ShapeStyle {
    ShapeStyle { color: *color, filled: false, stroke_width: (width.round().max(1.0) as i32).unsigned_abs() }
}

fn whole((x, y): Point) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Turns plotters' errors into one that JavaScript can read.
fn failed(error: impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&error.to_string())
}
