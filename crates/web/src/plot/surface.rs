//! plotters' canvas backend, made fit for a page: crisp on every screen, smooth slopes, and text that is
//! measured by the canvas itself. (plotters' own way appends a `<span style>` to the page, which a strict
//! content security policy refuses.)

use super::style::Style;
use plotters_backend::text_anchor::VPos;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Canvas units per device pixel. plotters counts in whole units; finer ones keep slopes from looking like stairs.
pub(crate) const FINE: i32 = 8;

type Failure = DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>;

/// A cleared canvas of the size that the style asks for, counted in units of 1/8 device pixel.
pub(crate) struct Surface {
    backend: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
}

impl Surface {
    /// Sizes the canvas (only if it changes: that would clear it and cost memory), clears it, sets its scale.
    pub(crate) fn open(canvas: &HtmlCanvasElement, style: &Style) -> Result<Self, JsValue> {
        let pixels = |css: f64| (css * style.ratio).round().max(0.0) as i32;
        let (width, height) = (pixels(style.width), pixels(style.height));
        if canvas.width() != width.unsigned_abs() {
            canvas.set_width(width.unsigned_abs());
        }
        if canvas.height() != height.unsigned_abs() {
            canvas.set_height(height.unsigned_abs());
        }
        let context = canvas.get_context("2d")?.ok_or("this canvas draws no 2D pictures")?;
        let context: CanvasRenderingContext2d = context.dyn_into().map_err(JsValue::from)?;
        let size = (width * FINE, height * FINE);
        let scale = 1.0 / f64::from(FINE);
        context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
        context.clear_rect(0.0, 0.0, size.0.into(), size.1.into());
        context.set_line_join("round");
        context.set_line_cap("round");
        let backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or("this canvas cannot be drawn on")?;
        Ok(Self { backend, context, size: (size.0.unsigned_abs(), size.1.unsigned_abs()) })
    }

    /// The canvas' own context, for what plotters has no word for (dotted lines).
    pub(crate) fn context(&self) -> CanvasRenderingContext2d {
        self.context.clone()
    }
}

impl DrawingBackend for Surface {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Result<(), Failure> {
        self.backend.draw_pixel(at, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result<(), Failure> {
        self.backend.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Failure> {
        self.backend.draw_rect(upper_left, lower_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Failure> {
        self.backend.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Failure> {
        self.backend.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Result<(), Failure> {
        self.backend.fill_polygon(corners, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Result<(), Failure> {
        // The canvas centres a line of text with its descenders; digits and capitals then sit too high.
        let centred = matches!(style.anchor().v_pos, VPos::Center);
        let lower = if centred { (style.size() * 0.09) as i32 } else { 0 };
        self.backend.draw_text(text, style, (x, y + lower))
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32), Failure> {
        let size = style.size();
        self.context.set_font(&format!("{} {size}px {}", style.style().as_str(), style.family().as_str()));
        let guess = size * 0.6 * text.chars().count() as f64;
        let width = self.context.measure_text(text).map_or(guess, |metrics| metrics.width());
        let whole = |length: f64| (length.ceil().max(0.0) as i32).unsigned_abs();
        Ok((whole(width), whole(size)))
    }
}
