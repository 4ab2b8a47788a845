//! Adagrad: the more a parameter has moved already, the smaller its steps.

use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.Adagrad`: the more a parameter has moved already, the smaller its steps.
    Adagrad;
    lr: number(0.0, MAX_RATE) = 1e-2, "The learning rate: the size of the first step.";
    lr_decay: number(0.0, MAX_RATE) = 0.0, "How fast the learning rate shrinks from update to update.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
    initial_accumulator_value: number(0.0, MAX_RATE) = 0.0, "Where the sum of the squared gradients starts.";
    eps: number(0.0, MAX_RATE) = 1e-10, "Keeps the division away from 0.";
}

/// [`Adagrad`] for readers and for experiment files.
pub(super) static ADAGRAD_INFO: OptimizerInfo = OptimizerInfo {
    name: "Adagrad",
    args: Adagrad::ARGS,
    formula: &["g ← g + λ · w", "s ← s + g²", "η ← lr / (1 + (t − 1) · lr_decay)", "w ← w − η · g / (√s + ε)"],
    sentence: "Each parameter has a learning rate of its own: it is divided by the root of all its squared gradients so far.",
    example: UpdateExample { options: r#"{"lr": 0.1}"#, w: 1.0, grads: &[0.5, 0.5], after: &[0.9, 0.829_289] },
    cycles: None,
};

impl<T: Float> Recipe<T> for Adagrad {
    /// The learning rate of this update, what the sum starts with, and ε.
    type Rates = (T, Option<T>, T);

    fn info(&self) -> &'static OptimizerInfo {
        &ADAGRAD_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["sum"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("s", "sum"),
            ("lr", "lr"),
            ("t", "step"),
            ("κ", "lr_decay"),
            ("η", "lr"),
            ("ε", "eps"),
        ]
    }

    fn rates(&self, t: u64, _shared: &mut [T], pen: &mut impl Pen<T>) -> Self::Rates {
        let [lr, step, decay] = [self.lr, t as f64, self.lr_decay].map(T::from_f64);
        let rate = T::from_f64(self.lr / (1.0 + (t as f64 - 1.0) * self.lr_decay));
        let values = [("lr", Role::Value, lr), ("t", Role::Value, step), ("κ", Role::Value, decay)];
        let rate = pen.note("η", "lr / (1 + (t − 1) · κ)", &values, rate);
        (rate, (t == 1).then(|| T::from_f64(self.initial_accumulator_value)), T::from_f64(self.eps))
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let (rate, start, eps) = *rates;
        let old = start.unwrap_or(state[0]);
        let g = decayed(self.weight_decay, w, g, pen);
        let sum = pen.note("s", "s + g²", &[("s", Role::Value, old), ("g", Role::Grad, g)], T::fused(g, g, old));
        state[0] = sum;
        let values = [
            ("w", Role::Model, w),
            ("η", Role::Value, rate),
            ("g", Role::Grad, g),
            ("s", Role::Value, sum),
            ("ε", Role::Value, eps),
        ];
        pen.note("w", "w − η · g / (√s + ε)", &values, w + -rate * g / (sum.sqrt() + eps))
    }
}
