//! `RMSprop`: steps measured by how large the gradients have been lately.

use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.RMSprop`: steps measured by how large the gradients have been lately.
    RMSprop cycles(momentum);
    lr: number(0.0, MAX_RATE) = 1e-2, "The learning rate: about how far each step goes.";
    alpha: number(0.0, 1.0) = 0.99, "How much of the average of the squared gradients is kept.";
    eps: number(0.0, MAX_RATE) = 1e-8, "Keeps the division away from 0.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
    momentum: number(0.0, MAX_RATE) = 0.0, "How much of the last step is kept.";
    centered: flag = false, "Divides by how much the gradients vary, not by how large they are.";
}

/// [`RMSprop`] for readers and for experiment files.
pub(super) static RMSPROP_INFO: OptimizerInfo = OptimizerInfo {
    name: "RMSprop",
    args: RMSprop::ARGS,
    formula: &[
        "g ← g + λ · w",
        "s ← α · s + (1 − α) · g²",
        "a ← a + (1 − α) · (g − a)",
        "d ← √(s − a²) + ε",
        "v ← μ · v + g / d",
        "w ← w − lr · v",
    ],
    sentence: "Divides each gradient by the root of the average of its last squares, so that steep and flat directions move alike.",
    example: UpdateExample {
        options: r#"{"lr": 0.1, "alpha": 0.75}"#,
        w: 1.0,
        grads: &[0.5, 0.5],
        after: &[0.8, 0.648_814],
    },
    cycles: Some("momentum"),
};

impl<T: Float> Recipe<T> for RMSprop {
    /// lr, α, 1 − α, ε and μ.
    type Rates = [T; 5];

    fn info(&self) -> &'static OptimizerInfo {
        &RMSPROP_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        match (self.momentum > 0.0, self.centered) {
            (false, false) => &["square_avg"],
            (false, true) => &["square_avg", "grad_avg"],
            (true, false) => &["square_avg", "momentum_buffer"],
            (true, true) => &["square_avg", "grad_avg", "momentum_buffer"],
        }
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("α", "alpha"),
            ("s", "square_avg"),
            ("a", "grad_avg"),
            ("ε", "eps"),
            ("d", "√ + eps"),
            ("μ", "momentum"),
            ("v", "momentum_buffer"),
            ("lr", "lr"),
        ]
    }

    fn rates(&self, _t: u64, _shared: &mut [T], _pen: &mut impl Pen<T>) -> Self::Rates {
        [self.lr, self.alpha, 1.0 - self.alpha, self.eps, self.momentum].map(T::from_f64)
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let [lr, alpha, rest, eps, momentum] = *rates;
        let (value, grad) = (Role::Value, Role::Grad);
        let g = decayed(self.weight_decay, w, g, pen);
        let values = [("α", value, alpha), ("s", value, state[0]), ("g", grad, g)];
        let square = pen.note("s", "α · s + (1 − α) · g²", &values, T::fused(rest * g, g, state[0] * alpha));
        state[0] = square;
        let root = if self.centered {
            let values = [("a", grad, state[1]), ("α", value, alpha), ("g", grad, g)];
            let mean = pen.note("a", "a + (1 − α) · (g − a)", &values, T::fused(rest, g - state[1], state[1]));
            state[1] = mean;
            let values = [("s", value, square), ("a", grad, mean), ("ε", value, eps)];
            pen.note("d", "√(s − a²) + ε", &values, T::fused(-mean, mean, square).sqrt() + eps)
        } else {
            pen.note("d", "√s + ε", &[("s", value, square), ("ε", value, eps)], square.sqrt() + eps)
        };
        let (w_value, lr_value, d) = (("w", Role::Model, w), ("lr", value, lr), ("d", value, root));
        if momentum > T::zero() {
            let buffer = &mut state[1 + usize::from(self.centered)];
            let values = [("μ", value, momentum), ("v", grad, *buffer), ("g", grad, g), d];
            *buffer = pen.note("v", "μ · v + g / d", &values, *buffer * momentum + g / root);
            let values = [w_value, lr_value, ("v", grad, *buffer)];
            pen.note("w", "w − lr · v", &values, T::fused(-lr, *buffer, w))
        } else {
            pen.note("w", "w − lr · g / d", &[w_value, lr_value, ("g", grad, g), d], w + -lr * g / root)
        }
    }
}
