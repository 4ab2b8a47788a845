//! The layer that everything starts with: a weighted sum of all inputs for each output.

use super::{LayerInfo, MAX_FEATURES, Module, PLAIN, Recorder, split_last};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::graph::Graph;
use crate::init;
use crate::ops;
use crate::options::{Arg, Kind, Options, Setting};
use crate::rng::Rng;
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use std::sync::Arc;

/// `torch.nn.Linear`: `x · Wᵀ + b`, from `[rows, in_features]` to `[rows, out_features]`;
/// where there are more dimensions, it is done to the last one.
#[derive(Clone, Debug)]
pub struct Linear {
    weight: NodeId,
    bias: Option<NodeId>,
}

impl Linear {
    /// With first values drawn from `rng`: weight first, then bias, both U(−1/√in, 1/√in).
    pub fn new<T: Float>(graph: &Graph<T>, in_features: usize, out_features: usize, rng: &mut Rng) -> Self {
        Self::on_tape(&mut graph.tape_mut(), in_features, out_features, true, rng)
    }

    /// The parameters with their `state_dict` names, for an optimizer.
    pub fn parameters(&self) -> Vec<(String, NodeId)> {
        let bias = self.bias.map(|bias| ("bias".to_owned(), bias));
        std::iter::once(("weight".to_owned(), self.weight)).chain(bias).collect()
    }

    fn record_rows<T: Float>(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let product = on.tape.apply(Arc::new(ops::Linear), &[x, self.weight])?;
        match self.bias {
            Some(bias) => on.tape.apply(Arc::new(ops::Add), &[product, bias]),
            None => Ok(product),
        }
    }

    pub(super) fn on_tape<T: Float>(
        tape: &mut Tape<T>,
        inputs: usize,
        outputs: usize,
        bias: bool,
        rng: &mut Rng,
    ) -> Self {
        let (for_weight, for_bias) = init::linear_bounds(inputs);
        let weight: Tensor<T> = init::uniform(&[outputs, inputs], -for_weight, for_weight, rng);
        let weight = tape.leaf(&weight, true);
        let bias = bias.then(|| tape.leaf(&init::uniform(&[outputs], -for_bias, for_bias, rng), true));
        Self { weight, bias }
    }
}

impl<T: Float> Module<T> for Linear {
    #[cfg(feature = "full")]
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        super::flatten::for_rows(on, x, |on, x| self.record_rows(on, x))
    }

    #[cfg(not(feature = "full"))]
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        self.record_rows(on, x)
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        self.parameters()
    }
}

/// [`Linear`] for readers and for experiment files.
pub(super) static LINEAR: LayerInfo = LayerInfo {
    name: "Linear",
    args: &[
        Arg {
            name: "in_features",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: None,
            sentence: "How many numbers each example brings; follows from the layer before.",
        },
        Arg {
            name: "out_features",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: None,
            sentence: "How many numbers come out for each example.",
        },
        Arg {
            name: "bias",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether a bias is added.",
        },
    ],
    formula: "y = x · Wᵀ + b",
    #[cfg(feature = "full")]
    derivative: "∂L/∂x = g · W, ∂L/∂W = gᵀ · x, ∂L/∂b = Σ g over the rows",
    sentence: "Each output is a weighted sum of all inputs, plus a bias.",
    shape: |key, options, dims| {
        let (columns, rest) = split_last(key, dims)?;
        options.settle(key, "in_features", columns)?;
        let missing = || Error::new("missing", &[("key", &format!("{key}.out_features"))]);
        Ok([rest, &[options.count("out_features").ok_or_else(missing)?]].concat())
    },
    parameters: |options| {
        let count = |name| options.count(name).unwrap_or(0);
        let bias = options.flag("bias").then(|| ("bias", vec![count("out_features")]));
        let weight = ("weight", vec![count("out_features"), count("in_features")]);
        std::iter::once(weight).chain(bias).collect()
    },
    #[cfg(feature = "full")]
    products: |options, output| super::product(output) * options.count("in_features").unwrap_or(1) as f64,
    #[cfg(feature = "full")]
    cells: |options, input, output| {
        let wide = super::product(output);
        // More than one dimension: as rows and back.
        let reshaped = if input.len() > 1 { super::product(input) + wide } else { 0.0 };
        reshaped + wide * if options.flag("bias") { 2.0 } else { 1.0 }
    },
    #[cfg(feature = "full")]
    example: Some(&super::LayerExample {
        options: r#"{"out_features": 1}"#,
        input: (&[2, 2], &[1.0, 2.0, 3.0, -1.0]),
        parameters: &[("weight", &[0.5, 2.0]), ("bias", &[1.0])],
        output: (&[2, 1], &[5.5, 0.5]),
    }),
    ..PLAIN
};

/// Builds it; the options are complete.
pub(super) fn build<T: Float>(options: &Options, on: &mut super::Builder<T>) -> Linear {
    let count = |name| options.count(name).unwrap_or(1);
    Linear::on_tape(on.tape, count("in_features"), count("out_features"), options.flag("bias"), on.rng)
}
