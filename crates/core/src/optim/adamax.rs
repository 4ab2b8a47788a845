//! Adamax: Adam, measured by the largest gradient of late.

use super::adam::{filled, mean};
use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{BELOW_ONE, MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.Adamax`: Adam, measured by the largest gradient of late.
    Adamax cycles(betas[0]);
    lr: number(0.0, MAX_RATE) = 2e-3, "The learning rate: about how far each step goes.";
    betas: pair(0.0, BELOW_ONE) = [0.9, 0.999], "How much is kept of the average of the gradients, and of the largest gradient.";
    eps: number(0.0, MAX_RATE) = 1e-8, "Keeps the division away from 0.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
}

/// [`Adamax`] for readers and for experiment files.
pub(super) static ADAMAX_INFO: OptimizerInfo = OptimizerInfo {
    name: "Adamax",
    args: Adamax::ARGS,
    formula: &[
        "g ← g + λ · w",
        "m ← m + (1 − β₁) · (g − m)",
        "u ← max(β₂ · u, |g| + ε)",
        "w ← w − lr / (1 − β₁ᵗ) · m / u",
    ],
    sentence: "As Adam, but divides by the largest gradient of late, which is forgotten slowly.",
    example: UpdateExample { options: r#"{"lr": 0.1}"#, w: 1.0, grads: &[0.5, 0.5], after: &[0.9, 0.8] },
    cycles: Some("betas[0]"),
};

impl<T: Float> Recipe<T> for Adamax {
    /// lr / (1 − β₁ᵗ).
    type Rates = T;

    fn info(&self) -> &'static OptimizerInfo {
        &ADAMAX_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["exp_avg", "exp_inf"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("m", "exp_avg"),
            ("β", "betas[0]"),
            ("u", "exp_inf"),
            ("γ", "betas[1]"),
            ("ε", "eps"),
            ("lr", "lr"),
            ("b", "1 − betas[0]ᵗ"),
            ("s", "lr / (1 − betas[0]ᵗ)"),
        ]
    }

    fn rates(&self, t: u64, _shared: &mut [T], pen: &mut impl Pen<T>) -> T {
        let filled = filled(self.betas[0], t);
        let values = [("lr", Role::Value, T::from_f64(self.lr)), ("b", Role::Value, T::from_f64(filled))];
        pen.note("s", "lr / b", &values, T::from_f64(self.lr / filled))
    }

    fn cell(&self, size: &T, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let (value, [keep, eps]) = (Role::Value, [self.betas[1], self.eps].map(T::from_f64));
        let g = decayed(self.weight_decay, w, g, pen);
        let [m, largest, _] = state;
        *m = mean(self.betas[0], *m, g, pen);
        let values = [("γ", value, keep), ("u", value, *largest), ("g", Role::Grad, g), ("ε", value, eps)];
        *largest = pen.note("u", "max(γ · u, |g| + ε)", &values, (*largest * keep).max(g.abs() + eps));
        let values = [("w", Role::Model, w), ("s", value, *size), ("m", Role::Grad, *m), ("u", value, *largest)];
        pen.note("w", "w − s · m / u", &values, w + -*size * *m / *largest)
    }
}
