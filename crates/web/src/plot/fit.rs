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
    /// A point that is being dragged: which one, and where it is.
    pub(crate) moved: Option<(usize, f32, f32)>,
    /// The model's predictions, in order of x.
    pub(crate) line: (&'a [f32], &'a [f32]),
    /// Those of the run beside it; empty where there is none.
    pub(crate) other: (&'a [f32], &'a [f32]),
}

/// Where the fit stands on its canvas, to find points there.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "full"), expect(dead_code, reason = "points are moved in the full module"))]
pub(crate) struct FitFrame {
    /// The plot in CSS pixels, and the values at its sides.
    plot: Bounds,
    values: Bounds,
}

#[cfg(feature = "full")]
impl FitFrame {
    /// Where a point stands, in CSS pixels.
    pub(crate) fn place(&self, (x, y): Point) -> [f64; 2] {
        let across = (x - self.values.low.0) / (self.values.high.0 - self.values.low.0);
        let up = (y - self.values.low.1) / (self.values.high.1 - self.values.low.1);
        let Bounds { low, high } = self.plot;
        [low.0 + across * (high.0 - low.0), high.1 - up * (high.1 - low.1)]
    }

    /// The point at a place within the plot, with as many decimals as the pixels tell apart.
    pub(crate) fn point(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let value = |share: f64, low: f64, high: f64, pixels: f64| {
            let decimals = 10_f64.powi(-((high - low) / pixels.max(1.0)).log10().floor().clamp(-12.0, 12.0) as i32);
            ((low + share.clamp(0.0, 1.0) * (high - low)) * decimals).round() / decimals
        };
        let (plot, values) = (self.plot, self.values);
        let (wide, tall) = (plot.high.0 - plot.low.0, plot.high.1 - plot.low.1);
        [
            value((x - plot.low.0) / wide, values.low.0, values.high.0, wide),
            value((plot.high.1 - y) / tall, values.low.1, values.high.1, tall),
        ]
    }
}

/// The ends of the fit's x axis for these data: predict there, and the line crosses the whole plot.
pub(crate) fn fit_range(x: &[f32]) -> (f32, f32) {
    let axis = Axis::around(x);
    let end = |value: f64| (value as f32).clamp(f32::MIN, f32::MAX);
    (end(axis.low), end(axis.high))
}

/// Draws the fit. The axes depend on the points alone, so that nothing moves but the line.
pub(crate) fn fit(canvas: &HtmlCanvasElement, style: &Style, plot: &FitPlot<'_>) -> Result<Option<FitFrame>, JsValue> {
    let axes = (Axis::around(plot.points.0), Axis::around(plot.points.1));
    let (x, y) = axes.clone();
    let Some(frame) = Frame::open(canvas, style, axes, false)? else {
        return Ok(None);
    };

    let inside = Bounds { low: (x.low, y.low), high: (x.high, y.high) };
    let line: Vec<Point> = pairs(plot.line).collect();
    let pieces = inside.cut_all(&line);
    let others = if cfg!(feature = "full") { inside.cut_all(&pairs(plot.other).collect::<Vec<_>>()) } else { vec![] };
    if !others.is_empty() {
        frame.dashed(|| others.iter().try_for_each(|piece| frame.curve(piece, style.fit.mix(0.6), 2.0)))?;
    }
    for piece in &pieces {
        frame.curve(piece, style.fit.to_rgba(), LINE)?;
    }
    let mut shown: Vec<Point> = pairs(plot.points).collect();
    if let Some((row, x, y)) = plot.moved.filter(|_| cfg!(feature = "full")) {
        shown[row.min(plot.points.0.len() - 1)] = (f64::from(x), f64::from(y));
    }
    let finite = shown.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    let points: Vec<Point> = finite.map(|point| frame.at(point)).collect();
    for point in &points {
        frame.dot(*point, style.data, POINT)?;
    }
    legend(&frame, &points, &pieces, !others.is_empty())?;
    let css = |(x, y): Point| (x / frame.unit, y / frame.unit);
    let plot = Bounds { low: css(frame.bounds.low), high: css(frame.bounds.high) };
    Ok(Some(FitFrame { plot, values: inside }))
}

/// Names points and line in the emptiest corner.
fn legend(frame: &Frame<'_>, points: &[Point], pieces: &[Vec<Point>], other: bool) -> Result<(), JsValue> {
    let unit = frame.unit;
    let (mark, pad) = (18.0 * unit, 4.0 * unit);
    let style = frame.style;
    let fit = if pieces.is_empty() { &style.outside_text } else { &style.fit_text };
    let other = other.then_some((&style.other_text, Row::Other));
    let rows: Vec<_> = [(&style.data_text, Row::Data), (fit, Row::Fit)]
        .into_iter()
        .chain(other)
        .filter_map(|(text, kind)| Some((text, kind, frame.fitted(text)?)))
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
    for (index, (text, kind, (words, _))) in rows.into_iter().enumerate() {
        let middle = place.low.1 + row * (index as f64 + 0.5);
        let (from, to) = (left, left + 12.0 * unit);
        let stroke = |color, width| frame.stroke_between((from, middle), (to, middle), color, width);
        match kind {
            Row::Data => frame.dot((f64::midpoint(from, to), middle), style.data, POINT)?,
            Row::Fit => stroke(style.fit, LINE)?,
            Row::Other => frame.dashed(|| stroke(style.fit, 1.5))?,
        }
        frame.words(text, (left + mark, middle), words)?;
    }
    Ok(())
}

/// What a row of the legend names.
#[derive(Clone, Copy)]
enum Row {
    Data,
    Fit,
    Other,
}

fn pairs<'a>((x, y): (&'a [f32], &'a [f32])) -> impl Iterator<Item = Point> + use<'a> {
    x.iter().zip(y).map(|(x, y)| (f64::from(*x), f64::from(*y)))
}
