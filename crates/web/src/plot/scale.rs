//! One axis: which values it spans, where its ticks are and how they are labelled. It is a plotters coordinate
//! (`Ranged`), linear or logarithmic.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};
use std::ops::Range;

/// Differences below this part of a step are rounding errors.
const SLACK: f64 = 1e-6;

/// The least and the greatest of some values.
pub(crate) type Extent = (f64, f64);

/// The values from `low` to `high`, with ticks among them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    log: bool,
    known: bool,
    pub(crate) ticks: Vec<f64>,
    step: f64,
}

impl Axis {
    fn new(low: f64, high: f64, log: bool) -> Self {
        Self { low, high, log, known: true, ticks: vec![], step: 0.0 }
    }

    /// An axis of values that nobody knows yet: it has no ticks.
    fn unknown() -> Self {
        Self { known: false, ..Self::new(0.0, 1.0, false) }
    }

    /// Round values around the data with a little room, from 0 if 0 is near. Depends on the data alone.
    pub(crate) fn around(values: &[f32]) -> Self {
        let Some((mut low, mut high)) = extent(values.iter().copied()) else {
            return Self::unknown();
        };
        let size = low.abs().max(high.abs());
        if high - low <= size * SLACK {
            let room = if size == 0.0 { 1.0 } else { size / 2.0 };
            (low, high) = (low - room, high + room);
        } else {
            let span = high - low;
            low -= if 0.0 < low && low <= span { low } else { span * 0.04 };
            high += if high < 0.0 && -high <= span { -high } else { span * 0.04 };
        }
        rounded(low, high, 6)
    }

    /// From one value to another, as they are.
    #[cfg(feature = "full")]
    pub(crate) fn exactly((low, high): Extent) -> Self {
        Self::new(low, high, false)
    }

    /// From 0, or from below it if there are negative values, to a round value above all.
    pub(crate) fn from_zero(extent: Option<Extent>) -> Self {
        let Some((low, high)) = extent else {
            return Self::unknown();
        };
        let (low, high) = (low.min(0.0), high.max(0.0));
        if low < high { rounded(low, high, 5) } else { Self::new(0.0, 1.0, false) }
    }

    /// Logarithmic, around positive values: whole decades, or 1, 2, 5 of a decade where there are few.
    pub(crate) fn decades(extent: Option<Extent>) -> Self {
        let Some((low, high)) = extent else {
            return Self::unknown();
        };
        let stops: &[f64] = if high / low > 1e3 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let below = |top: f64| around_decade(top, stops).rfind(|stop| *stop <= top * (1.0 + SLACK)).unwrap_or(top);
        let above = |low: f64| around_decade(low, stops).find(|stop| *stop >= low * (1.0 - SLACK)).unwrap_or(low);
        let (bottom, top) = (below(low), above(high));
        if bottom < top { Self::new(bottom, top, true) } else { Self::new(below(0.9 * low), above(1.1 * high), true) }
    }

    /// From 0 to the number of epochs.
    pub(crate) fn epochs(count: f64) -> Self {
        Self::new(0.0, if count > 0.0 { count } else { 1.0 }, false)
    }

    /// Chooses the ticks: as many as reads well, never more than `most` intervals, whole numbers if `whole`.
    pub(crate) fn set_ticks(&mut self, most: f64, whole: bool) {
        if !self.known || self.log {
            self.ticks = if self.known { decade_ticks(self.low, self.high, most) } else { vec![] };
            return;
        }
        self.step = round_step((self.high - self.low) / most.max(1.0));
        if whole {
            self.step = self.step.max(1.0);
        }
        let first = (self.low / self.step - SLACK).ceil();
        let count = ((self.high / self.step + SLACK).floor() - first).clamp(-1.0, 100.0) as i32;
        self.ticks = (0..=count).map(|i| (first + f64::from(i)) * self.step).collect();
    }

    /// Where a value stands between the ends, 0 to 1 (beyond for values outside); nowhere if it has no place.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        let place = if self.log {
            (value / self.low).log10() / (self.high / self.low).log10()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        place.is_finite().then_some(place)
    }

    /// A tick's label: at most four digits, `1e5` style where plain digits would be long.
    pub(crate) fn label(&self, tick: f64) -> String {
        let text = if self.log {
            let plain = self.low >= 0.99e-3 && self.high <= 1.01e3;
            if plain || tick == 1.0 { plain_label(tick, decade_of(tick)) } else { exponential(tick, 0) }
        } else {
            let fine = decade_of(self.step);
            let top = decade_of(self.low.abs().max(self.high.abs()));
            if tick.abs() < self.step * 0.5 {
                "0".to_owned()
            } else if (-3 <= fine && top <= 3) || (top - fine > 2 && top <= 9 && fine >= -6) {
                plain_label(tick, fine)
            } else {
                let digits = (decade_of(tick.abs()) - fine).clamp(0, 8).unsigned_abs() as usize;
                exponential(tick, digits)
            }
        };
        match text.strip_prefix('-') {
            Some(positive) => format!("−{positive}"),
            None => text,
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let place = self.place(*value).unwrap_or(0.0).clamp(-1.0, 2.0);
        from + (f64::from(to - from) * place).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// The least and greatest of all finite values.
pub(crate) fn extent(values: impl Iterator<Item = f32>) -> Option<Extent> {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for value in values.filter(|value| value.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    (low <= high).then(|| (low.into(), high.into()))
}

/// Moves both ends out to multiples of a round step.
fn rounded(low: f64, high: f64, intervals: u32) -> Axis {
    let step = round_step((high - low) / f64::from(intervals));
    Axis::new((low / step + SLACK).floor() * step, (high / step - SLACK).ceil() * step, false)
}

/// The next 1, 2 or 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powi(decade_of(least));
    let round = [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|step| *step >= least * (1.0 - SLACK));
    round.unwrap_or(10.0 * power)
}

/// The exponent of a positive number's first digit.
fn decade_of(value: f64) -> i32 {
    (value.log10() + 1e-9).floor().clamp(-300.0, 300.0) as i32
}

/// The stops of the decade before, of and after a value, in order.
fn around_decade(value: f64, stops: &[f64]) -> impl DoubleEndedIterator<Item = f64> {
    let decade = decade_of(value);
    (decade - 1..=decade + 1).flat_map(move |exponent| stops.iter().map(move |stop| power(*stop, exponent)))
}

/// `stop` times a power of ten, rounded once, so that it reads well.
fn power(stop: f64, exponent: i32) -> f64 {
    if exponent < 0 { stop / 10f64.powi(-exponent) } else { stop * 10f64.powi(exponent) }
}

/// 1, 2, 5 of each decade if they fit, else 1 and 3, else decades, else every second, fifth or tenth decade.
fn decade_ticks(low: f64, high: f64, most: f64) -> Vec<f64> {
    let decades = [1, 2, 5, 10, 20, 50].map(|every| (&[1.0][..], every));
    let mut ticks = vec![];
    for (stops, every) in [(&[1.0, 2.0, 5.0][..], 1), (&[1.0, 3.0], 1)].into_iter().chain(decades) {
        let exponents = (decade_of(low) - 1..=decade_of(high) + 1).filter(|exponent| exponent % every == 0);
        let all = exponents.flat_map(|exponent| stops.iter().map(move |stop| power(*stop, exponent)));
        ticks = all.filter(|tick| *tick >= low * (1.0 - SLACK) && *tick <= high * (1.0 + SLACK)).collect();
        if ticks.len() as f64 <= most.max(1.0) + 1.0 {
            break;
        }
    }
    ticks
}

fn plain_label(tick: f64, fine: i32) -> String {
    let digits = (-fine).clamp(0, 9).unsigned_abs() as usize;
    without_zeros(&format!("{tick:.digits$}")).to_owned()
}

/// `1.5e-7`, by division: the standard library's own way is exact to the last digit and brings a kilobyte for it.
fn exponential(tick: f64, digits: usize) -> String {
    let exponent = decade_of(tick.abs());
    let mantissa = format!("{:.digits$}", power(tick, -exponent));
    format!("{}e{exponent}", without_zeros(&mantissa))
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

#[cfg(test)]
#[path = "scale_tests.rs"]
mod tests;
