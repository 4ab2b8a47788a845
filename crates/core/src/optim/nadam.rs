//! `NAdam`: Adam that looks one step ahead.

use super::adam::{filled, mean, mean_square, shrunk};
use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{BELOW_ONE, MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.NAdam`: Adam that looks one step ahead.
    NAdam cycles(betas[0]);
    lr: number(0.0, MAX_RATE) = 2e-3, "The learning rate: about how far each step goes.";
    betas: pair(0.0, BELOW_ONE) = [0.9, 0.999], "How much is kept of the average of the gradients, and of the average of their squares.";
    eps: number(0.0, MAX_RATE) = 1e-8, "Keeps the division away from 0.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
    momentum_decay: number(0.0, MAX_RATE) = 4e-3, "How fast the momentum grows from half of the first beta to all of it.";
    decoupled_weight_decay: flag = false, "Whether parameters are pulled towards 0 apart from the gradient, as in AdamW.";
}

/// [`NAdam`] for readers and for experiment files.
pub(super) static NADAM_INFO: OptimizerInfo = OptimizerInfo {
    name: "NAdam",
    args: NAdam::ARGS,
    formula: &[
        "μₜ = β₁ · (1 − 0.5 · 0.96^(t · ψ))",
        "m ← m + (1 − β₁) · (g − m)",
        "v ← β₂ · v + (1 − β₂) · g²",
        "d ← √(v / (1 − β₂ᵗ)) + ε",
        "w ← w − lr · (1 − μₜ) / (1 − μ₁ · … · μₜ) · g / d",
        "w ← w − lr · μₜ₊₁ / (1 − μ₁ · … · μₜ₊₁) · m / d",
    ],
    sentence: "As Adam, but already takes the step that the momentum will take next.",
    example: UpdateExample { options: r#"{"lr": 0.1}"#, w: 1.0, grads: &[0.5, 0.5], after: &[0.894_355, 0.815_986] },
    cycles: Some("betas[0]"),
};

/// What is the same for all cells: the share of the gradient, that of its average, and `1 − β₂ᵗ`.
#[derive(Clone, Copy, Debug)]
pub struct Shares<T> {
    gradient: T,
    average: T,
    filled: T,
}

impl<T: Float> Recipe<T> for NAdam {
    type Rates = Shares<T>;

    fn info(&self) -> &'static OptimizerInfo {
        &NADAM_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["exp_avg", "exp_avg_sq"]
    }

    fn shared_names(&self) -> &'static [&'static str] {
        &["mu_product"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("m", "exp_avg"),
            ("β", "betas[0]"),
            ("v", "exp_avg_sq"),
            ("γ", "betas[1]"),
            ("lr", "lr"),
            ("ψ", "momentum_decay"),
            ("t", "step"),
            ("μ", "μₜ"),
            ("ν", "μₜ₊₁"),
            ("π", "mu_product"),
            ("p", "lr · (1 − μₜ) / (1 − mu_product)"),
            ("q", "lr · μₜ₊₁ / (1 − mu_product · μₜ₊₁)"),
            ("c", "1 − betas[1]ᵗ"),
            ("ε", "eps"),
            ("d", "√ + eps"),
        ]
    }

    fn rates(&self, t: u64, shared: &mut [T], pen: &mut impl Pen<T>) -> Self::Rates {
        let momentum = |t: f64| self.betas[0] * (1.0 - 0.5 * 0.96_f64.powf(t * self.momentum_decay));
        let (now, next) = (momentum(t as f64), momentum(t as f64 + 1.0));
        let number = T::from_f64;
        let value = |letter: &'static str, number: f64| (letter, Role::Value, T::from_f64(number));
        let (beta, lr, slow) = (value("β", self.betas[0]), value("lr", self.lr), value("ψ", self.momentum_decay));
        pen.note("μ", "β · (1 − 0.5 · 0.96^(t · ψ))", &[beta, value("t", t as f64), slow], number(now));
        pen.note("ν", "β · (1 − 0.5 · 0.96^((t + 1) · ψ))", &[beta, value("t", t as f64), slow], number(next));
        let old = if t == 1 { T::one() } else { shared.first().copied().unwrap_or_else(T::one) };
        let (now_value, next_value) = (value("μ", now), value("ν", next));
        let product = pen.note("π", "π · μ", &[("π", Role::Value, old), now_value], old * number(now));
        if let Some(shared) = shared.first_mut() {
            *shared = product;
        }
        let (all, product) = (product.as_f64(), ("π", Role::Value, product));
        let gradient = number(self.lr * (1.0 - now) / (1.0 - all));
        let gradient = pen.note("p", "lr · (1 − μ) / (1 − π)", &[lr, now_value, product], gradient);
        let average = number(self.lr * next / (1.0 - all * next));
        let average = pen.note("q", "lr · ν / (1 − π · ν)", &[lr, next_value, product], average);
        Shares { gradient, average, filled: number(filled(self.betas[1], t)) }
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let (value, grad, eps) = (Role::Value, Role::Grad, T::from_f64(self.eps));
        let (w, g) = if self.decoupled_weight_decay {
            (shrunk(self.lr, self.weight_decay, w, pen), g)
        } else {
            (w, decayed(self.weight_decay, w, g, pen))
        };
        let [m, v, _] = state;
        *m = mean(self.betas[0], *m, g, pen);
        *v = mean_square(self.betas[1], *v, g, pen);
        let values = [("v", value, *v), ("c", value, rates.filled), ("ε", value, eps)];
        let d = pen.note("d", "√(v / c) + ε", &values, (*v / rates.filled).sqrt() + eps);
        let values = [("w", Role::Model, w), ("p", value, rates.gradient), ("g", grad, g), ("d", value, d)];
        let w = pen.note("w", "w − p · g / d", &values, w + -rates.gradient * g / d);
        let values = [("w", Role::Model, w), ("q", value, rates.average), ("m", grad, *m), ("d", value, d)];
        pen.note("w", "w − q · m / d", &values, w + -rates.average * *m / d)
    }
}
