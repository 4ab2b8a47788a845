//! ASGD: gradient descent that also keeps an average of where it has been.

use super::pen::Pen;
use super::rule::{MOST_STATE, OptimizerInfo, Recipe, UpdateExample, decayed};
use super::settings::{MAX_RATE, settings};
use crate::float::Float;
use crate::op::Role;

settings! {
    /// `torch.optim.ASGD`: gradient descent that also keeps an average of where it has been.
    ASGD;
    lr: number(0.0, MAX_RATE) = 1e-2, "The learning rate: how far the first step goes against the gradient.";
    lambd: number(0.0, MAX_RATE) = 1e-4, "Pulls each parameter towards 0, and slows the learning down.";
    alpha: number(0.0, MAX_RATE) = 0.75, "How fast the learning rate shrinks.";
    t0: number(0.0, 1e15) = 1e6, "From which update on the average is taken.";
    weight_decay: number(0.0, MAX_RATE) = 0.0, "Pulls each parameter towards 0, as a part of the gradient.";
}

/// [`ASGD`] for readers and for experiment files.
pub(super) static ASGD_INFO: OptimizerInfo = OptimizerInfo {
    name: "ASGD",
    args: ASGD::ARGS,
    formula: &[
        "g ← g + λ · w",
        "w ← w · (1 − lambd · η) − η · g",
        "a ← a + μ · (w − a)",
        "η ← lr / (1 + lambd · lr · t)^α",
        "μ ← 1 / max(1, t − t₀)",
    ],
    sentence: "Plain steps that get smaller and smaller; the average of the parameters is kept beside them, but not used.",
    example: UpdateExample {
        options: r#"{"lr": 0.1, "lambd": 0.1}"#,
        w: 1.0,
        grads: &[0.5, 0.5],
        after: &[0.94, 0.881_042],
    },
    cycles: None,
};

impl<T: Float> Recipe<T> for ASGD {
    /// η, 1 − lambd · η, and μ.
    type Rates = [T; 3];

    fn info(&self) -> &'static OptimizerInfo {
        &ASGD_INFO
    }

    fn state_names(&self) -> &'static [&'static str] {
        &["ax"]
    }

    fn shared_names(&self) -> &'static [&'static str] {
        &["eta", "mu"]
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("λ", "weight_decay"),
            ("k", "lambd"),
            ("η", "eta"),
            ("u", "w"),
            ("a", "ax"),
            ("μ", "mu"),
            ("lr", "lr"),
            ("α", "alpha"),
            ("t", "step"),
        ]
    }

    fn rates(&self, t: u64, shared: &mut [T], _pen: &mut impl Pen<T>) -> Self::Rates {
        let [eta, mu] = match *shared {
            [eta, mu] if t > 1 => [eta, mu],
            _ => [T::from_f64(self.lr), T::one()],
        };
        // What the next update will use.
        if let [next_eta, next_mu] = shared {
            *next_eta = T::from_f64(self.lr / (1.0 + self.lambd * self.lr * t as f64).powf(self.alpha));
            *next_mu = T::from_f64(1.0 / (t as f64 - self.t0).max(1.0));
        }
        [eta, T::from_f64(1.0 - self.lambd * eta.as_f64()), mu]
    }

    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T {
        let [eta, keep, mu] = *rates;
        let (value, model) = (Role::Value, Role::Model);
        let g = decayed(self.weight_decay, w, g, pen);
        let values = [("w", model, w), ("k", value, T::from_f64(self.lambd)), ("η", value, eta), ("g", Role::Grad, g)];
        let new = pen.note("u", "w · (1 − k · η) − η · g", &values, T::fused(-eta, g, w * keep));
        let average = &mut state[0];
        *average = if mu == T::one() {
            pen.note("a", "u", &[("u", model, new)], new)
        } else {
            let values = [("a", value, *average), ("μ", value, mu), ("u", model, new)];
            pen.note("a", "a + μ · (u − a)", &values, *average + (new - *average) * mu)
        };
        pen.note("w", "u", &[("u", model, new)], new)
    }
}
