//! SGD: a step against the gradient, with momentum if wanted.

use super::pen::Pen;
#[cfg(feature = "full")]
use super::rule::UpdateExample;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, decayed};
use super::settings::{MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.SGD`: a step against the gradient, with momentum if wanted.
    SGD cycles(momentum);
    lr: number(0.0, MAX_RATE) = 1e-3, "The learning rate: how far to go against the gradient.";
    momentum: number(0.0, MAX_RATE) = 0.0, "How much of the last step is kept.";
    dampening: number(-MAX_RATE, MAX_RATE) = 0.0, "How much of the gradient is left out of the momentum.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0.";
    nesterov: flag = false, "Looks one step ahead; needs momentum and no dampening.";
}

/// [`SGD`] for readers and for experiment files.
pub(super) static SGD_INFO: OptimizerInfo = OptimizerInfo {
    name: "SGD",
    args: SGD::ARGS,
    formula: &["g ← g + λ · w", "v ← μ · v + (1 − dampening) · g", "w ← w − lr · v"],
    sentence: "The gradient points uphill, so each parameter takes a step the other way: the learning rate times its gradient, or times v, the running sum of its gradients, where there is momentum.",
    #[cfg(feature = "full")]
    example: UpdateExample {
        options: r#"{"lr": 0.1, "momentum": 0.9}"#,
        w: 1.0,
        grads: &[0.5, 0.5],
        after: &[0.95, 0.855],
    },
    cycles: Some("momentum"),
};

impl<T: Float> Recipe<T> for SGD {
    /// The learning rate, the momentum, `1 − dampening`, and whether this is the first update.
    type Rates = (T, T, T, bool);

    fn info(&self) -> &'static OptimizerInfo {
        &SGD_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        // In the precision in which it is used: a momentum that rounds to 0 keeps no buffer.
        if T::from_f64(self.momentum) == T::zero() { &[] } else { &["momentum_buffer"] }
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[("lr", "lr"), ("λ", "weight_decay"), ("μ", "momentum"), ("r", "1 − dampening"), ("v", "momentum_buffer")]
    }

    fn shows_infinity(&self) -> bool {
        true
    }

    fn rates(&self, t: u64, _shared: &mut [T], _pen: &mut impl Pen<T>) -> Self::Rates {
        (T::from_f64(self.lr), T::from_f64(self.momentum), T::from_f64(1.0 - self.dampening), t == 1)
    }

    fn at_once(&self, (lr, momentum, ..): &Self::Rates, w: &mut [T], g: &[T], _state: &mut [T]) -> bool {
        let plain = *momentum == T::zero() && self.weight_decay == 0.0;
        if plain {
            T::descend(w, g, *lr);
        }
        plain
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let (lr, momentum, rest, first) = *rates;
        let [buffer, ..] = state;
        let (value, grad) = (Role::Value, Role::Grad);
        let g = decayed(self.weight_decay, w, g, pen);
        let (mut step, mut letter, mut term) = (g, "g", "w − lr · g");
        if momentum != T::zero() {
            *buffer = if first {
                // The first gradient enters the momentum whole, without dampening.
                pen.note("v", "g", &[("g", grad, g)], g)
            } else {
                let values = [("μ", value, momentum), ("v", grad, *buffer), ("r", value, rest), ("g", grad, g)];
                pen.note("v", "μ · v + r · g", &values, T::fused(rest, g, momentum * *buffer))
            };
            if self.nesterov {
                let values = [("g", grad, g), ("μ", value, momentum), ("v", grad, *buffer)];
                step = pen.note("g", "g + μ · v", &values, T::fused(momentum, *buffer, g));
            } else {
                (step, letter, term) = (*buffer, "v", "w − lr · v");
            }
        }
        let values = [("w", Role::Model, w), ("lr", value, lr), (letter, grad, step)];
        pen.note("w", term, &values, T::fused(-lr, step, w))
    }
}
