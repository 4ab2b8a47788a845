//! What the page says about a plot's looks: size, font, colours and words, read from the JSON of `PlotStyle`.
//! A key that is missing or odd falls back to the daylight theme: a wrong colour must not cost the picture.

use crate::json;
use plotters::style::RGBColor;
use serde_json::Value;

/// Size, font, colours and words of one plot. Lengths are CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Style {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Device pixels per CSS pixel.
    pub(crate) ratio: f64,
    pub(crate) font: String,
    pub(crate) font_size: f64,
    pub(crate) muted: RGBColor,
    pub(crate) grid: RGBColor,
    pub(crate) axis: RGBColor,
    pub(crate) data: RGBColor,
    pub(crate) fit: RGBColor,
    pub(crate) now: RGBColor,
    pub(crate) ok: RGBColor,
    #[cfg(feature = "teach")]
    pub(crate) grad: RGBColor,
    pub(crate) card: RGBColor,
    /// Names of the axes; an empty name takes no room.
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) data_text: String,
    pub(crate) fit_text: String,
    /// Said instead where no part of the line is in sight.
    pub(crate) outside_text: String,
    pub(crate) best_text: String,
    /// The name of the run beside this one.
    pub(crate) other_text: String,
    /// A logarithmic axis for the loss.
    pub(crate) log: bool,
}

impl Style {
    /// Reads the JSON of `PlotStyle`. The only error is text that is not JSON.
    pub(crate) fn parse(json: &str) -> Result<Self, String> {
        Ok(Self::read(&json::parse(json).ok_or("the plot's style is not JSON")?))
    }

    fn read(root: &Value) -> Self {
        let number =
            |key: &str, low: f64, high: f64, or: f64| root[key].as_f64().map_or(or, |value| value.max(low).min(high));
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let colors = &root["colors"];
        let color = |key: &str, or: RGBColor| colors[key].as_str().and_then(color).unwrap_or(or);
        let texts = &root["text"];
        let font = root["font"].as_str().filter(|name| !name.is_empty());
        Self {
            width: number("width", 0.0, 8192.0, 0.0),
            height: number("height", 0.0, 8192.0, 0.0),
            ratio: number("ratio", 0.5, 4.0, 1.0),
            font: font.unwrap_or("sans-serif").to_owned(),
            font_size: number("fontSize", 6.0, 48.0, 12.0),
            muted: color("muted", RGBColor(0x5d, 0x67, 0x70)),
            grid: color("grid", RGBColor(0xef, 0xec, 0xe4)),
            axis: color("axis", RGBColor(0x5d, 0x67, 0x70)),
            data: color("data", RGBColor(0xd1, 0x46, 0x1f)),
            fit: color("fit", RGBColor(0x00, 0x69, 0xb4)),
            now: color("now", RGBColor(0xe0, 0xa1, 0x00)),
            ok: color("ok", RGBColor(0x1b, 0x7f, 0x5c)),
            #[cfg(feature = "teach")]
            grad: color("grad", RGBColor(0x82, 0x46, 0xb0)),
            card: color("card", RGBColor(0xff, 0xff, 0xff)),
            x: word(&texts["x"]),
            y: word(&texts["y"]),
            data_text: word(&texts["data"]),
            fit_text: word(&texts["fit"]),
            outside_text: word(&texts["outside"]),
            best_text: word(&texts["best"]),
            other_text: word(&texts["other"]),
            log: root["log"] == true,
        }
    }
}

/// `#rgb`, `#rrggbb` (more digits are ignored) or `rgb(r, g, b)`, as style sheets give them.
fn color(text: &str) -> Option<RGBColor> {
    let text = text.trim();
    if let Some(hex) = text.strip_prefix('#') {
        let short = hex.len() < 6;
        let channel = |index: usize| {
            let digits = if short { hex.get(index..=index)? } else { hex.get(2 * index..2 * index + 2)? };
            let value = u8::from_str_radix(digits, 16).ok()?;
            Some(if short { value * 17 } else { value })
        };
        return Some(RGBColor(channel(0)?, channel(1)?, channel(2)?));
    }
    let inside = text.strip_prefix("rgb(").or_else(|| text.strip_prefix("rgba("))?;
    // Whole numbers only: reading decimal fractions would cost the page a table of 10 KB.
    let mut parts = inside.split([',', ' ', '/', ')']).filter(|part| !part.is_empty());
    let mut channel = || parts.next()?.split('.').next()?.parse().ok();
    Some(RGBColor(channel()?, channel()?, channel()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Style {
        Style::read(&serde_json::from_str(json).expect("JSON"))
    }

    #[test]
    fn colours_come_in_three_notations() {
        assert_eq!(color("#d1461f"), Some(RGBColor(0xd1, 0x46, 0x1f)));
        assert_eq!(color(" #fff "), Some(RGBColor(255, 255, 255)));
        assert_eq!(color("rgb(1, 22, 255)"), Some(RGBColor(1, 22, 255)));
        assert_eq!(color("rgb(1.6,22,255)"), Some(RGBColor(1, 22, 255)));
        assert_eq!(color("rgba(1 22 255 / 0.5)"), Some(RGBColor(1, 22, 255)));
        for odd in ["", "#", "#12", "#zzzzzz", "red", "rgb(1)", "#é1234", "rgb(-1, 2, 3)", "rgb(1, 2, 300)"] {
            assert_eq!(color(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_style_survives_missing_and_odd_keys() {
        let style = read(r##"{"width":1e300,"height":"tall","log":1,"colors":{"fit":"#000000","now":7}}"##);
        assert_eq!((style.width, style.height, style.ratio, style.log), (8192.0, 0.0, 1.0, false));
        assert_eq!((style.fit, style.now), (RGBColor(0, 0, 0), RGBColor(0xe0, 0xa1, 0x00)));
        assert_eq!((style.font.as_str(), style.x.as_str()), ("sans-serif", ""));
        for json in ["[]", "null", "3", "{\"text\":[],\"colors\":3,\"ratio\":null}"] {
            assert_eq!(read(json).ratio, 1.0, "{json}");
        }
    }

    #[test]
    fn a_style_reads_what_the_page_sends() {
        let json = r##"{"width":320,"height":240,"ratio":2,"font":"system-ui","fontSize":12,"log":true,
            "colors":{"card":"#22302b"},"text":{"x":"x","y":"y","data":"原始数据","fit":"拟合直线","best":"b"}}"##;
        let style = read(json);
        assert_eq!((style.width, style.height, style.ratio, style.log), (320.0, 240.0, 2.0, true));
        assert_eq!((style.data_text.as_str(), style.best_text.as_str()), ("原始数据", "b"));
        assert_eq!(style.card, RGBColor(0x22, 0x30, 0x2b));
    }
}
