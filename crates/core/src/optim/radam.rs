//! `RAdam`: Adam that trusts its average of squares only once it has seen enough of them.

use super::adam::{filled, mean, mean_square, shrunk};
use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{BELOW_ONE, MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.RAdam`: Adam that trusts its average of squares only once it has seen enough of them.
    RAdam cycles(betas[0]);
    lr: number(0.0, MAX_RATE) = 1e-3, "The learning rate: about how far each step goes.";
    betas: pair(0.0, BELOW_ONE) = [0.9, 0.999], "How much is kept of the average of the gradients, and of the average of their squares.";
    eps: number(0.0, MAX_RATE) = 1e-8, "Keeps the division away from 0.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
    decoupled_weight_decay: flag = false, "Whether parameters are pulled towards 0 apart from the gradient, as in AdamW.";
}

/// [`RAdam`] for readers and for experiment files.
pub(super) static RADAM_INFO: OptimizerInfo = OptimizerInfo {
    name: "RAdam",
    args: RAdam::ARGS,
    formula: &[
        "m ← m + (1 − β₁) · (g − m)",
        "v ← β₂ · v + (1 − β₂) · g²",
        "ρ∞ = 2 / (1 − β₂) − 1",
        "ρ = ρ∞ − 2 · t · β₂ᵗ / (1 − β₂ᵗ)",
        "r = √((ρ − 4) · (ρ − 2) · ρ∞ / ((ρ∞ − 4) · (ρ∞ − 2) · ρ)), if ρ > 5",
        "w ← w − m / (1 − β₁ᵗ) · lr · √(1 − β₂ᵗ) / (√v + ε) · r",
    ],
    sentence: "As Adam, but begins with plain momentum: the first few squares say too little about the usual size of a gradient.",
    example: UpdateExample { options: r#"{"lr": 0.1}"#, w: 1.0, grads: &[0.5, 0.5], after: &[0.95, 0.9] },
    cycles: Some("betas[0]"),
};

/// What is the same for all cells.
#[derive(Clone, Copy, Debug)]
pub struct Rectified<T> {
    filled: T,
    lr: T,
    eps: T,
    /// The root of 1 − β₂ᵗ, and r: once there are enough squares.
    trusted: Option<(T, T)>,
}

impl<T: Float> Recipe<T> for RAdam {
    type Rates = Rectified<T>;

    fn info(&self) -> &'static OptimizerInfo {
        &RADAM_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["exp_avg", "exp_avg_sq"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("m", "exp_avg"),
            ("β", "betas[0]"),
            ("v", "exp_avg_sq"),
            ("γ", "betas[1]"),
            ("ρ", "ρₜ"),
            ("κ", "ρ∞"),
            ("t", "step"),
            ("r", "rect"),
            ("lr", "lr"),
            ("b", "1 − betas[0]ᵗ"),
            ("c", "1 − betas[1]ᵗ"),
            ("ε", "eps"),
            ("a", "√c / (√v + eps)"),
        ]
    }

    fn rates(&self, t: u64, _shared: &mut [T], pen: &mut impl Pen<T>) -> Self::Rates {
        let (beta, step) = (self.betas[1], t as f64);
        let value = |letter: &'static str, number: f64| (letter, Role::Value, T::from_f64(number));
        let second = filled(beta, t);
        let most = 2.0 / (1.0 - beta) - 1.0;
        let length = most - 2.0 * step * beta.powf(step) / second;
        let values = [value("κ", most), value("t", step), value("γ", beta), value("c", second)];
        pen.note("ρ", "κ − 2 · t · γᵗ / c", &values, T::from_f64(length));
        let trusted = (length > 5.0).then(|| {
            let part = (length - 4.0) * (length - 2.0) * most / ((most - 4.0) * (most - 2.0) * length);
            let values = [value("ρ", length), value("κ", most)];
            let term = "√((ρ − 4) · (ρ − 2) · κ / ((κ − 4) · (κ − 2) · ρ))";
            (T::from_f64(second.sqrt()), pen.note("r", term, &values, T::from_f64(part.sqrt())))
        });
        let [filled, lr, eps] = [filled(self.betas[0], t), self.lr, self.eps].map(T::from_f64);
        Rectified { filled, lr, eps, trusted }
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let Rectified { filled, lr, eps, trusted } = *rates;
        let value = Role::Value;
        let (w, g) = if self.decoupled_weight_decay {
            (shrunk(self.lr, self.weight_decay, w, pen), g)
        } else {
            (w, decayed(self.weight_decay, w, g, pen))
        };
        let [m, v, _] = state;
        *m = mean(self.betas[0], *m, g, pen);
        *v = mean_square(self.betas[1], *v, g, pen);
        let step = *m / filled * lr;
        let [w_value, m_value, b, lr] =
            [("w", Role::Model, w), ("m", Role::Grad, *m), ("b", value, filled), ("lr", value, lr)];
        let Some((root, rect)) = trusted else {
            return pen.note("w", "w − m / b · lr", &[w_value, m_value, b, lr], w - step);
        };
        let values = [("c", value, root * root), ("v", value, *v), ("ε", value, eps)];
        let rate = pen.note("a", "√c / (√v + ε)", &values, root / (v.sqrt() + eps));
        let values = [w_value, m_value, b, lr, ("a", value, rate), ("r", value, rect)];
        pen.note("w", "w − m / b · lr · a · r", &values, w - step * rate * rect)
    }
}
