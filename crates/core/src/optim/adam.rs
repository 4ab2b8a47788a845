//! Adam and `AdamW`: averages of the gradients and of their squares.

use super::Knobs;
use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{BELOW_ONE, MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.Adam`: momentum, measured by how large the gradients have been lately.
    Adam cycles(betas[0]);
    lr: number(0.0, MAX_RATE) = 1e-3, "The learning rate: about how far each step goes.";
    betas: pair(0.0, BELOW_ONE) = [0.9, 0.999], "How much is kept of the average of the gradients, and of the average of their squares.";
    eps: number(0.0, MAX_RATE) = 1e-8, "Keeps the division away from 0.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0, as a part of the gradient.";
    amsgrad: flag = false, "Divides by the largest average of the squares so far.";
    decoupled_weight_decay: flag = false, "Whether parameters are pulled towards 0 apart from the gradient, as in AdamW.";
}

settings! {
    /// `torch.optim.AdamW`: Adam with a weight decay that its averages do not see.
    AdamW cycles(betas[0]);
    lr: number(0.0, MAX_RATE) = 1e-3, "The learning rate: about how far each step goes.";
    betas: pair(0.0, BELOW_ONE) = [0.9, 0.999], "How much is kept of the average of the gradients, and of the average of their squares.";
    eps: number(0.0, MAX_RATE) = 1e-8, "Keeps the division away from 0.";
    weight_decay: number(0.0, MAX_RATE) = 1e-2, "Pulls each parameter towards 0, before the step and apart from it.";
    amsgrad: flag = false, "Divides by the largest average of the squares so far.";
}

/// [`Adam`] for readers and for experiment files.
pub(super) static ADAM_INFO: OptimizerInfo = OptimizerInfo {
    name: "Adam",
    args: Adam::ARGS,
    formula: &[
        "g ← g + λ · w",
        "m ← m + (1 − β₁) · (g − m)",
        "v ← β₂ · v + (1 − β₂) · g²",
        "d ← √v / √(1 − β₂ᵗ) + ε",
        "w ← w − lr / (1 − β₁ᵗ) · m / d",
    ],
    sentence: "Follows the average of the last gradients and divides it by their usual size: every parameter moves by about the learning rate.",
    example: UpdateExample { options: r#"{"lr": 0.1}"#, w: 1.0, grads: &[0.5, 0.5], after: &[0.9, 0.8] },
    cycles: Some("betas[0]"),
};

/// [`AdamW`] for readers and for experiment files.
pub(super) static ADAMW_INFO: OptimizerInfo = OptimizerInfo {
    name: "AdamW",
    args: AdamW::ARGS,
    formula: &[
        "w ← w · (1 − lr · λ)",
        "m ← m + (1 − β₁) · (g − m)",
        "v ← β₂ · v + (1 − β₂) · g²",
        "d ← √v / √(1 − β₂ᵗ) + ε",
        "w ← w − lr / (1 − β₁ᵗ) · m / d",
    ],
    sentence: "Adam, with every parameter first shrunk a little towards 0, apart from its gradient.",
    example: UpdateExample {
        options: r#"{"lr": 0.1, "weight_decay": 0.1}"#,
        w: 1.0,
        grads: &[0.5, 0.5],
        after: &[0.89, 0.7811],
    },
    cycles: Some("betas[0]"),
};

/// What the letters of Adam and its relatives stand for.
pub(super) const LETTERS: &[(&str, &str)] = &[
    ("λ", "weight_decay"),
    ("m", "exp_avg"),
    ("β", "betas[0]"),
    ("v", "exp_avg_sq"),
    ("γ", "betas[1]"),
    ("u", "max_exp_avg_sq"),
    ("lr", "lr"),
    ("b", "1 − betas[0]ᵗ"),
    ("c", "1 − betas[1]ᵗ"),
    ("s", "lr / (1 − betas[0]ᵗ)"),
    ("ε", "eps"),
    ("d", "√ + eps"),
];

/// `w ← w · (1 − lr · λ)`: weight decay apart from the gradient, where there is any.
pub(super) fn shrunk<T: Float>(lr: f64, weight_decay: f64, w: T, pen: &mut impl Pen<T>) -> T {
    if weight_decay == 0.0 {
        return w;
    }
    let values =
        [("w", Role::Model, w), ("lr", Role::Value, T::from_f64(lr)), ("λ", Role::Value, T::from_f64(weight_decay))];
    pen.note("w", "w · (1 − lr · λ)", &values, w * T::from_f64(1.0 - lr * weight_decay))
}

/// The average of the gradients: `m + (1 − β) · (g − m)`.
pub(super) fn mean<T: Float>(beta: f64, m: T, g: T, pen: &mut impl Pen<T>) -> T {
    let values = [("m", Role::Grad, m), ("β", Role::Value, T::from_f64(beta)), ("g", Role::Grad, g)];
    pen.note("m", "m + (1 − β) · (g − m)", &values, m + T::from_f64(1.0 - beta) * (g - m))
}

/// The average of their squares: `γ · v + (1 − γ) · g²`.
pub(super) fn mean_square<T: Float>(beta: f64, v: T, g: T, pen: &mut impl Pen<T>) -> T {
    let values = [("γ", Role::Value, T::from_f64(beta)), ("v", Role::Value, v), ("g", Role::Grad, g)];
    let square = v * T::from_f64(beta) + T::from_f64(1.0 - beta) * g * g;
    pen.note("v", "γ · v + (1 − γ) · g²", &values, square)
}

/// `1 − βᵗ`: how much of an average of `t` numbers is not the 0 that it started with.
pub(super) fn filled(beta: f64, t: u64) -> f64 {
    1.0 - beta.powf(t as f64)
}

/// What both compute before they look at a cell.
#[derive(Clone, Copy, Debug)]
pub struct Corrections<T> {
    /// lr / (1 − β₁ᵗ).
    size: T,
    /// 1 − β₂ᵗ.
    filled: T,
    /// Its root.
    root: T,
    eps: T,
}

macro_rules! adam {
    ($($Name:ident $INFO:ident |$rule:ident| $decoupled:expr;)+) => { $(
        impl<T: Float> Recipe<T> for $Name {
            type Rates = Corrections<T>;

            fn info(&self) -> &'static OptimizerInfo {
                &$INFO
            }

            fn state_names(&self) -> &'static [&'static str] {
                if self.amsgrad { &["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] } else { &["exp_avg", "exp_avg_sq"] }
            }

            fn letters(&self) -> &'static [(&'static str, &'static str)] {
                LETTERS
            }

            fn shows_infinity(&self) -> bool {
                true
            }

            fn rates(&self, t: u64, _shared: &mut [T], pen: &mut impl Pen<T>) -> Self::Rates {
                let (first, second) = (filled(self.betas[0], t), filled(self.betas[1], t));
                let values = [("lr", Role::Value, T::from_f64(self.lr)), ("b", Role::Value, T::from_f64(first))];
                let size = pen.note("s", "lr / b", &values, T::from_f64(self.lr / first));
                let [filled, root, eps] = [second, second.sqrt(), self.eps].map(T::from_f64);
                Corrections { size, filled, root, eps }
            }

            fn at_once(&self, rates: &Self::Rates, w: &mut [T], g: &[T], state: &mut [T]) -> bool {
                let $rule = self;
                let decoupled = $decoupled;
                let plain = !self.amsgrad && (self.weight_decay == 0.0 || decoupled);
                if plain {
                    let shrink = if decoupled { 1.0 - self.lr() * self.weight_decay } else { 1.0 };
                    let [shrink, rest, keep, rest_square] =
                        [shrink, 1.0 - self.betas[0], self.betas[1], 1.0 - self.betas[1]].map(T::from_f64);
                    let (m, v) = state.split_at_mut(w.len());
                    T::adam(w, g, m, v, &[shrink, rest, keep, rest_square, rates.size, rates.root, rates.eps]);
                }
                plain
            }

            fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
                let Corrections { size, filled, root, eps } = *rates;
                let value = Role::Value;
                let $rule = self;
                let (w, g) = if $decoupled {
                    (shrunk(self.lr, self.weight_decay, w, pen), g)
                } else {
                    (w, decayed(self.weight_decay, w, g, pen))
                };
                let [m, v, largest] = state;
                *m = mean(self.betas[0], *m, g, pen);
                *v = mean_square(self.betas[1], *v, g, pen);
                let (mut square, mut letter, mut term) = (*v, "v", "√v / √c + ε");
                if self.amsgrad {
                    *largest = pen.note("u", "max(u, v)", &[("u", value, *largest), ("v", value, *v)], largest.max(*v));
                    (square, letter, term) = (*largest, "u", "√u / √c + ε");
                }
                let values = [(letter, value, square), ("c", value, filled), ("ε", value, eps)];
                let d = pen.note("d", term, &values, square.sqrt() / root + eps);
                let values = [("w", Role::Model, w), ("s", value, size), ("m", Role::Grad, *m), ("d", value, d)];
                pen.note("w", "w − s · m / d", &values, w + -size * *m / d)
            }
        }
    )+ };
}

adam! {
    Adam ADAM_INFO |rule| rule.decoupled_weight_decay;
    AdamW ADAMW_INFO |_rule| true;
}
