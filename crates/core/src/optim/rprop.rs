//! Rprop: only the sign of the gradient counts.

use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample};
use super::settings::{MAX_RATE, settings};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::Role;
use crate::options::Options;

/// The smallest step that can be asked for, and the smallest factor: above 0.
const ABOVE_ZERO: f64 = 1e-30;

settings! {
    /// `torch.optim.Rprop`: only the sign of the gradient counts.
    Rprop;
    lr: number(0.0, MAX_RATE) = 1e-2, "The size of the first step.";
    etas: pair(ABOVE_ZERO, MAX_RATE) = [0.5, 1.2], "What a step is multiplied with when the gradient changes its sign, and when it keeps it.";
    step_sizes: pair(0.0, MAX_RATE) = [1e-6, 50.0], "The smallest and the largest step.";
}

/// [`Rprop`] for readers and for experiment files.
pub(super) static RPROP_INFO: OptimizerInfo = OptimizerInfo {
    name: "Rprop",
    args: Rprop::ARGS,
    formula: &[
        "s ← s · η₊ where g · gₜ₋₁ > 0, s · η₋ where it is < 0",
        "s ← min(max(s, smallest), largest)",
        "g ← 0 where g · gₜ₋₁ < 0",
        "w ← w − sign(g) · s",
    ],
    sentence: "Each parameter has a step of its own: it grows while the gradient keeps its sign, and shrinks when it jumps over the valley.",
    example: UpdateExample { options: r#"{"lr": 0.1}"#, w: 1.0, grads: &[0.5, 0.5], after: &[0.9, 0.78] },
    cycles: None,
};

/// The first factor must lie below 1, the second above.
pub(super) fn check(key: &str, info: &OptimizerInfo, options: &Options) -> Result<()> {
    match options.numbers("etas") {
        Some(&[less, more]) if info.name == "Rprop" && !(less < 1.0 && more > 1.0) => {
            let value = format!("[{less}, {more}]");
            Err(Error::new("etas", &[("key", &format!("{key}.etas")), ("value", &value)]))
        }
        _ => Ok(()),
    }
}

impl<T: Float> Recipe<T> for Rprop {
    /// The first step where this is it, the two factors, and the two limits.
    type Rates = (Option<T>, [T; 2], [T; 2]);

    fn info(&self) -> &'static OptimizerInfo {
        &RPROP_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["prev", "step_size"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("p", "prev"),
            ("q", "g · prev"),
            ("s", "step_size"),
            ("η", "etas"),
            ("a", "step_sizes[0]"),
            ("b", "step_sizes[1]"),
        ]
    }

    fn rates(&self, t: u64, _shared: &mut [T], _pen: &mut impl Pen<T>) -> Self::Rates {
        ((t == 1).then(|| T::from_f64(self.lr)), self.etas.map(T::from_f64), self.step_sizes.map(T::from_f64))
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let (first, [less, more], [smallest, largest]) = *rates;
        let (value, grad) = (Role::Value, Role::Grad);
        let [before, step, _] = state;
        *step = first.unwrap_or(*step);
        let product = g * *before;
        let product = pen.note("q", "g · p", &[("g", grad, g), ("p", grad, *before)], product);
        let factor = match product {
            product if product > T::zero() => more,
            product if product < T::zero() => less,
            _ => T::one(),
        };
        let values = [("s", value, *step), ("η", value, factor), ("a", value, smallest), ("b", value, largest)];
        *step = pen.note("s", "min(max(s · η, a), b)", &values, (*step * factor).max(smallest).min(largest));
        // Having jumped over the valley, the parameter waits one update.
        *before = if factor == less { pen.note("g", "0", &[], T::zero()) } else { g };
        let sign = if *before == T::zero() { T::zero() } else { before.signum() };
        let values = [("w", Role::Model, w), ("g", grad, *before), ("s", value, *step)];
        pen.note("w", "w − sign(g) · s", &values, T::fused(-sign, *step, w))
    }
}
