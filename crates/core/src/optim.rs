//! Optimizers: how a gradient changes a parameter. Names, arguments and defaults are `torch.optim`'s.
//!
//! A rule is pure: parameter, gradient, state and time in, parameter and state out. It never sees the tape.

use crate::float::Float;
use crate::graph::Graph;
use crate::op::Role;
use crate::options::{Arg, Kind, Options, Setting};
use crate::tape::{NodeId, Tape};
use std::fmt;

/// How one parameter is changed.
pub trait Rule<T: Float>: Send + Sync {
    /// The item that explains the rule.
    fn info(&self) -> &'static OptimizerInfo;

    /// The learning rate.
    fn lr(&self) -> f64;

    /// The names of what the rule remembers for each cell, such as `momentum_buffer`; PyTorch's names.
    fn state_names(&self) -> &'static [&'static str];

    /// What the letters of [`Rule::explain`] stand for, besides `w` and `g`.
    fn letters(&self) -> &'static [(&'static str, &'static str)];

    /// Whether a gradient that is not finite always shows in the updated parameter.
    fn shows_infinity(&self) -> bool {
        false
    }

    /// Changes the parameter. `state` has as many numbers as the parameter for each of
    /// [`Rule::state_names`]; `t` counts the updates of this parameter, from 1.
    fn update(&self, parameter: &mut [T], grad: &[T], state: &mut [T], t: u64);

    /// The same for one cell, in small steps to be shown: parameter, gradient and state before the
    /// update. The result of the last step is the new parameter, as [`Rule::update`] computes it.
    fn explain(&self, w: T, g: T, state: &[T], t: u64) -> Vec<Substep<T>>;
}

impl<T: Float> fmt::Debug for dyn Rule<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}

/// One line of an update: a formula, the numbers for its letters, and the result.
#[derive(Clone, Debug)]
pub struct Substep<T> {
    /// The letter that gets the result.
    pub target: &'static str,
    /// The formula.
    pub term: &'static str,
    /// The letters of the formula, what kind of number each is, and the number.
    pub values: Vec<(&'static str, Role, T)>,
    /// The result.
    pub result: T,
}

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
}

/// `torch.optim.SGD`: a step against the gradient, with momentum if wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SGD {
    /// The learning rate. Defaults to 0.001.
    pub lr: f64,
    /// How much of the last step is kept. Defaults to 0.
    pub momentum: f64,
    /// How much of the gradient is left out of the momentum. Defaults to 0.
    pub dampening: f64,
    /// Pulls the parameter towards 0. Defaults to 0.
    pub weight_decay: f64,
    /// Looks one step ahead. Defaults to false.
    pub nesterov: bool,
}

impl Default for SGD {
    fn default() -> Self {
        Self { lr: 1e-3, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false }
    }
}

/// The largest learning rate, weight decay and the like that an experiment may ask for.
const MAX_RATE: f64 = 1e6;

/// [`SGD`] for readers and for experiment files.
pub static SGD_INFO: OptimizerInfo = OptimizerInfo {
    name: "SGD",
    args: &[
        Arg {
            name: "lr",
            kind: Kind::Number { min: 0.0, max: MAX_RATE },
            default: Some(Setting::Number(1e-3)),
            sentence: "The learning rate: how far to go against the gradient.",
        },
        Arg {
            name: "momentum",
            kind: Kind::Number { min: 0.0, max: MAX_RATE },
            default: Some(Setting::Number(0.0)),
            sentence: "How much of the last step is kept.",
        },
        Arg {
            name: "dampening",
            kind: Kind::Number { min: -MAX_RATE, max: MAX_RATE },
            default: Some(Setting::Number(0.0)),
            sentence: "How much of the gradient is left out of the momentum.",
        },
        Arg {
            name: "weight_decay",
            kind: Kind::Number { min: 0.0, max: MAX_RATE },
            default: Some(Setting::Number(0.0)),
            sentence: "Pulls each parameter towards 0.",
        },
        Arg {
            name: "nesterov",
            kind: Kind::Flag,
            default: Some(Setting::Flag(false)),
            sentence: "Looks one step ahead; needs momentum and no dampening.",
        },
    ],
    formula: &["g ← g + λ · w", "v ← μ · v + (1 − dampening) · g", "w ← w − lr · v"],
    sentence: "The gradient points uphill, so each parameter takes a step the other way: the learning rate times its gradient.",
};

/// The registry of optimizers.
pub const OPTIMIZERS: &[&OptimizerInfo] = &[&SGD_INFO];

impl SGD {
    /// From complete options.
    pub fn from_options(options: &Options) -> Self {
        Self {
            lr: options.number("lr"),
            momentum: options.number("momentum"),
            dampening: options.number("dampening"),
            weight_decay: options.number("weight_decay"),
            nesterov: options.flag("nesterov"),
        }
    }
}

impl<T: Float> Rule<T> for SGD {
    fn info(&self) -> &'static OptimizerInfo {
        &SGD_INFO
    }

    fn lr(&self) -> f64 {
        self.lr
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

    fn update(&self, parameter: &mut [T], grad: &[T], state: &mut [T], t: u64) {
        let [lr, momentum, decay] = [self.lr, self.momentum, self.weight_decay].map(T::from_f64);
        let rest = T::from_f64(1.0 - self.dampening);
        let decayed = |w: T, g: T| if decay == T::zero() { g } else { T::fused(decay, w, g) };
        if momentum == T::zero() && decay == T::zero() {
            T::descend(parameter, grad, lr);
            return;
        }
        if momentum == T::zero() {
            parameter.iter_mut().zip(grad).for_each(|(w, g)| *w = T::fused(-lr, decayed(*w, *g), *w));
            return;
        }
        for ((w, g), v) in parameter.iter_mut().zip(grad).zip(state) {
            let g = decayed(*w, *g);
            // The first gradient enters the momentum whole, without dampening.
            *v = if t == 1 { g } else { T::fused(rest, g, momentum * *v) };
            let step = if self.nesterov { T::fused(momentum, *v, g) } else { *v };
            *w = T::fused(-lr, step, *w);
        }
    }

    fn explain(&self, w: T, g: T, state: &[T], t: u64) -> Vec<Substep<T>> {
        let [lr, momentum, decay] = [self.lr, self.momentum, self.weight_decay].map(T::from_f64);
        let rest = T::from_f64(1.0 - self.dampening);
        let (value, grad, model) = (Role::Value, Role::Grad, Role::Model);
        let mut steps = Vec::new();
        let mut add = |target, term, values: &[_], result| {
            steps.push(Substep { target, term, values: values.to_vec(), result });
            result
        };
        let mut g = g;
        if decay != T::zero() {
            g = add("g", "g + λ · w", &[("g", grad, g), ("λ", value, decay), ("w", model, w)], T::fused(decay, w, g));
        }
        if momentum != T::zero() {
            let v = state.first().copied().unwrap_or_else(T::zero);
            let v = if t == 1 {
                add("v", "g", &[("g", grad, g)], g)
            } else {
                let values = [("μ", value, momentum), ("v", grad, v), ("r", value, rest), ("g", grad, g)];
                add("v", "μ · v + r · g", &values, T::fused(rest, g, momentum * v))
            };
            g = if self.nesterov {
                add(
                    "g",
                    "g + μ · v",
                    &[("g", grad, g), ("μ", value, momentum), ("v", grad, v)],
                    T::fused(momentum, v, g),
                )
            } else {
                v
            };
        }
        let (term, letter) =
            if momentum == T::zero() || self.nesterov { ("w − lr · g", "g") } else { ("w − lr · v", "v") };
        add("w", term, &[("w", model, w), ("lr", value, lr), (letter, grad, g)], T::fused(-lr, g, w));
        steps
    }
}

/// Builds a rule of the registry; its options are complete.
pub fn build<T: Float>(info: &OptimizerInfo, options: &Options) -> Box<dyn Rule<T>> {
    match info.name {
        "SGD" => Box::new(SGD::from_options(options)),
        name => unreachable!("the registry has no optimizer {name}"),
    }
}

/// A rule at work on a list of parameters, with what it remembers about them.
#[derive(Debug)]
pub struct Optimizer<T: Float> {
    rule: Box<dyn Rule<T>>,
    parameters: Vec<NodeId>,
    starts: Vec<usize>,
    state: Vec<T>,
    t: Vec<u64>,
}

impl<T: Float> Optimizer<T> {
    /// `torch.optim.SGD(model.parameters(), …)`.
    pub fn new(rule: impl Rule<T> + 'static, tape: &Tape<T>, parameters: &[(String, NodeId)]) -> Self {
        Self::boxed(Box::new(rule), tape, parameters)
    }

    /// The same for a rule that was built by name.
    pub fn boxed(rule: Box<dyn Rule<T>>, tape: &Tape<T>, parameters: &[(String, NodeId)]) -> Self {
        let parameters: Vec<_> = parameters.iter().map(|(_, id)| *id).collect();
        let mut starts = vec![0];
        for id in &parameters {
            let cells = tape.node(*id).shape().count() * rule.state_names().len();
            starts.push(starts[starts.len() - 1] + cells);
        }
        let state = vec![T::zero(); starts[parameters.len()]];
        let t = vec![0; parameters.len()];
        Self { rule, parameters, starts, state, t }
    }

    /// The rule.
    pub fn rule(&self) -> &dyn Rule<T> {
        &*self.rule
    }

    /// The parameters in order.
    pub fn parameters(&self) -> &[NodeId] {
        &self.parameters
    }

    /// All that the rule remembers, parameter by parameter; zeros before the first update.
    pub fn state(&self) -> &[T] {
        &self.state
    }

    /// What the rule remembers for one parameter: all cells of the first name, then of the next.
    pub fn state_of(&self, index: usize) -> &[T] {
        &self.state[self.starts[index]..self.starts[index + 1]]
    }

    /// How often a parameter was updated.
    pub fn t(&self, index: usize) -> u64 {
        self.t[index]
    }

    /// Puts back an earlier state, in which every parameter had been updated `t` times.
    pub fn restore(&mut self, state: &[T], t: u64) {
        self.state.copy_from_slice(state);
        self.t.fill(t);
    }

    /// Updates one parameter; one without a gradient stays as it is.
    pub fn update(&mut self, index: usize, tape: &mut Tape<T>) {
        let (parameter, grad) = tape.parameter_mut(self.parameters[index]);
        if let Some(grad) = grad {
            self.t[index] += 1;
            let state = &mut self.state[self.starts[index]..self.starts[index + 1]];
            self.rule.update(parameter, grad, state, self.t[index]);
        }
    }

    /// `optimizer.step()`: updates every parameter.
    pub fn step(&mut self, graph: &Graph<T>) {
        for index in 0..self.parameters.len() {
            self.update(index, &mut graph.tape_mut());
        }
    }

    /// `optimizer.zero_grad()`: forgets every parameter's gradient.
    pub fn zero_grad(&self, graph: &Graph<T>) {
        self.parameters.iter().for_each(|id| graph.tape_mut().zero_grad(*id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_explained_as_it_is_computed() {
        let check = |rule: SGD| {
            let (mut w, mut state, g) = ([0.3_f32], [0.0_f32; 1], [0.7_f32]);
            let names = Rule::<f32>::state_names(&rule).len();
            for t in 1..5 {
                let steps = rule.explain(w[0], g[0], &state[..names], t);
                rule.update(&mut w, &g, &mut state[..names], t);
                let last = steps.last().expect("at least the parameter itself");
                assert_eq!(last.result.to_bits(), w[0].to_bits(), "{rule:?}, update {t}");
            }
        };
        let (plain, momentum) = (SGD { lr: 0.1, ..SGD::default() }, 0.9);
        check(plain);
        check(SGD { weight_decay: 0.01, ..plain });
        check(SGD { momentum, dampening: 0.1, ..plain });
        check(SGD { momentum, weight_decay: 0.01, nesterov: true, ..plain });
    }
}
