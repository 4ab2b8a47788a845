//! What an optimizer's rule is, and how it is applied to all cells of a parameter.

use super::pen::{Pen, Silent, Substep};
use crate::float::Float;
use crate::op::Role;
use crate::options::Arg;
use std::fmt;

/// What there is to know about an optimizer.
#[derive(Debug)]
pub struct OptimizerInfo {
    /// The name in `torch.optim`.
    pub name: &'static str,
    /// Its arguments.
    pub args: &'static [Arg],
    /// The formulas with all options in use, one line each.
    pub formula: &'static [&'static str],
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Small numbers to check by hand; the tests execute them.
    #[cfg(feature = "full")]
    pub example: UpdateExample,
    /// The argument that `CyclicLR` and `OneCycleLR` turn besides the learning rate.
    pub cycles: Option<&'static str>,
}

/// A worked example of an optimizer: one parameter, its gradient in each update, and what comes out, to six
/// decimals.
#[cfg(feature = "full")]
#[derive(Debug)]
pub struct UpdateExample {
    /// The options, as in an experiment file.
    pub options: &'static str,
    /// The parameter at first.
    pub w: f64,
    /// Its gradient in each update.
    pub grads: &'static [f64],
    /// The parameter after each update.
    pub after: &'static [f64],
}

/// What a scheduler may change while training.
pub trait Knobs {
    /// The learning rate.
    fn lr(&self) -> f64;

    /// Whether it goes up the gradient instead of down.
    fn maximize(&self) -> bool {
        false
    }

    /// Sets the learning rate, and the momentum where there is one.
    fn turn(&mut self, lr: f64, momentum: Option<f64>);
}

/// How one parameter is changed, by name: what an [`Optimizer`](super::Optimizer) works with.
pub trait Rule<T: Float>: Knobs + Send + Sync {
    /// The item that explains the rule.
    fn info(&self) -> &'static OptimizerInfo;

    /// The names of what the rule remembers for each cell, such as `momentum_buffer`; PyTorch's names.
    fn state_names(&self) -> &'static [&'static str];

    /// The names of what it remembers once for all cells of a parameter.
    fn shared_names(&self) -> &'static [&'static str];

    /// What the letters of [`Rule::explain`] stand for, besides `w` and `g`.
    fn letters(&self) -> &'static [(&'static str, &'static str)];

    /// Whether a gradient that is not finite always shows in the updated parameter.
    fn shows_infinity(&self) -> bool;

    /// Changes the parameter. `state` has as many numbers as the parameter for each of
    /// [`Rule::state_names`], then one for each of [`Rule::shared_names`]; `t` counts the updates of this
    /// parameter, from 1.
    fn update(&self, parameter: &mut [T], grad: &[T], state: &mut [T], t: u64);

    /// The same for one cell, in small steps to be shown: parameter, gradient and state before the
    /// update, one number for each name. The result of the last step is the new parameter, as
    /// [`Rule::update`] computes it.
    fn explain(&self, w: T, g: T, state: &[T], t: u64) -> Vec<Substep<T>>;
}

impl<T: Float> fmt::Debug for dyn Rule<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}

/// The most numbers that a rule remembers for each cell.
pub const MOST_STATE: usize = 3;

/// A rule as it is written: the arithmetic of one cell, once. Whatever implements this is a [`Rule`].
pub trait Recipe<T: Float>: Knobs + Send + Sync {
    /// What is the same for all cells of one update.
    type Rates;

    /// The item that explains the rule.
    fn info(&self) -> &'static OptimizerInfo;

    /// See [`Rule::letters`].
    fn letters(&self) -> &'static [(&'static str, &'static str)];

    /// See [`Rule::state_names`].
    fn state_names(&self) -> &'static [&'static str];

    /// See [`Rule::shared_names`].
    fn shared_names(&self) -> &'static [&'static str] {
        &[]
    }

    /// See [`Rule::shows_infinity`].
    fn shows_infinity(&self) -> bool {
        false
    }

    /// Computed once for update number `t`, in f64 as Python does it.
    fn rates(&self, t: u64, shared: &mut [T], pen: &mut impl Pen<T>) -> Self::Rates;

    /// The new parameter for a parameter and its gradient; `state` is changed in place. All that is
    /// remembered starts at 0.
    fn cell(&self, rates: &Self::Rates, w: T, g: T, state: &mut [T; MOST_STATE], pen: &mut impl Pen<T>) -> T;

    /// The same for all cells in a loop of the kernel, where there is one; otherwise `false`.
    fn at_once(&self, _rates: &Self::Rates, _w: &mut [T], _g: &[T], _state: &mut [T]) -> bool {
        false
    }
}

impl<T: Float, R: Recipe<T>> Rule<T> for R {
    fn info(&self) -> &'static OptimizerInfo {
        Recipe::info(self)
    }

    fn state_names(&self) -> &'static [&'static str] {
        Recipe::state_names(self)
    }

    fn shared_names(&self) -> &'static [&'static str] {
        Recipe::shared_names(self)
    }

    fn letters(&self) -> &'static [(&'static str, &'static str)] {
        Recipe::letters(self)
    }

    fn shows_infinity(&self) -> bool {
        Recipe::shows_infinity(self)
    }

    fn update(&self, parameter: &mut [T], grad: &[T], state: &mut [T], t: u64) {
        let (state, shared) = state.split_at_mut(state.len() - Recipe::shared_names(self).len());
        let rates = self.rates(t, shared, &mut Silent);
        let uphill = self.maximize();
        if !uphill && self.at_once(&rates, parameter, grad, state) {
            return;
        }
        let mut parts = state.chunks_exact_mut(parameter.len().max(1));
        let mut parts: [&mut [T]; MOST_STATE] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        for (index, (w, g)) in parameter.iter_mut().zip(grad).enumerate() {
            let mut cells = std::array::from_fn(|part| parts[part].get(index).copied().unwrap_or_else(T::zero));
            let g = if uphill { -*g } else { *g };
            *w = self.cell(&rates, *w, g, &mut cells, &mut Silent);
            for (part, new) in parts.iter_mut().zip(cells) {
                if let Some(cell) = part.get_mut(index) {
                    *cell = new;
                }
            }
        }
    }

    fn explain(&self, w: T, g: T, state: &[T], t: u64) -> Vec<Substep<T>> {
        let mut steps = Vec::new();
        let (state, shared) = state.split_at(state.len() - Recipe::shared_names(self).len());
        let rates = self.rates(t, &mut shared.to_vec(), &mut steps);
        let mut cells = std::array::from_fn(|part| state.get(part).copied().unwrap_or_else(T::zero));
        let g = if self.maximize() { steps.note("g", "−g", &[("g", Role::Grad, g)], -g) } else { g };
        self.cell(&rates, w, g, &mut cells, &mut steps);
        steps
    }
}

/// `g + λ · w`: weight decay as a part of the gradient, where there is any.
#[inline]
pub(super) fn decayed<T: Float>(weight_decay: f64, w: T, g: T, pen: &mut impl Pen<T>) -> T {
    if weight_decay == 0.0 {
        return g;
    }
    let decay = T::from_f64(weight_decay);
    let values = [("g", Role::Grad, g), ("λ", Role::Value, decay), ("w", Role::Model, w)];
    pen.note("g", "g + λ · w", &values, T::fused(decay, w, g))
}
