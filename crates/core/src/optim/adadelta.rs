//! Adadelta: steps measured by earlier steps, so that hardly any learning rate is needed.

use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.Adadelta`: steps measured by earlier steps, so that hardly any learning rate is needed.
    Adadelta;
    lr: number(0.0, MAX_RATE) = 1.0, "What the step is multiplied with at the end.";
    rho: number(0.0, 1.0) = 0.9, "How much of both averages is kept.";
    eps: number(0.0, MAX_RATE) = 1e-6, "Keeps the division away from 0, and gets the first steps going.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
}

/// [`Adadelta`] for readers and for experiment files.
pub(super) static ADADELTA_INFO: OptimizerInfo = OptimizerInfo {
    name: "Adadelta",
    args: Adadelta::ARGS,
    formula: &[
        "g ← g + λ · w",
        "s ← ρ · s + (1 − ρ) · g²",
        "d ← √(u + ε) / √(s + ε) · g",
        "u ← ρ · u + (1 − ρ) · d²",
        "w ← w − lr · d",
    ],
    sentence: "Each step is as large as the steps before it, in proportion to how large the gradient is against the gradients before it.",
    example: UpdateExample {
        options: r#"{"lr": 1.0, "eps": 0.01}"#,
        w: 1.0,
        grads: &[0.5, 0.5],
        after: &[0.732_739, 0.459_729],
    },
    cycles: None,
};

impl<T: Float> Recipe<T> for Adadelta {
    /// lr, ρ, 1 − ρ and ε.
    type Rates = [T; 4];

    fn info(&self) -> &'static OptimizerInfo {
        &ADADELTA_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["square_avg", "acc_delta"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("ρ", "rho"),
            ("s", "square_avg"),
            ("u", "acc_delta"),
            ("ε", "eps"),
            ("d", "Δ"),
            ("lr", "lr"),
        ]
    }

    fn rates(&self, _t: u64, _shared: &mut [T], _pen: &mut impl Pen<T>) -> Self::Rates {
        [self.lr, self.rho, 1.0 - self.rho, self.eps].map(T::from_f64)
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let [lr, rho, rest, eps] = *rates;
        let (value, grad) = (Role::Value, Role::Grad);
        let g = decayed(self.weight_decay, w, g, pen);
        let average = |old: T, new: T| T::fused(rest * new, new, old * rho);
        let [square, steps, _] = state;
        let values = [("ρ", value, rho), ("s", value, *square), ("g", grad, g)];
        *square = pen.note("s", "ρ · s + (1 − ρ) · g²", &values, average(*square, g));
        let values = [("u", value, *steps), ("ε", value, eps), ("s", value, *square), ("g", grad, g)];
        let delta = (*steps + eps).sqrt() / (*square + eps).sqrt() * g;
        let delta = pen.note("d", "√(u + ε) / √(s + ε) · g", &values, delta);
        let values = [("ρ", value, rho), ("u", value, *steps), ("d", grad, delta)];
        *steps = pen.note("u", "ρ · u + (1 − ρ) · d²", &values, average(*steps, delta));
        let values = [("w", Role::Model, w), ("lr", value, lr), ("d", grad, delta)];
        pen.note("w", "w − lr · d", &values, T::fused(-lr, delta, w))
    }
}
