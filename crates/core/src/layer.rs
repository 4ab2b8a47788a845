//! Layers: parameters with a rule for what to record on the tape. Names and arguments are `torch.nn`'s.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::graph::{Graph, Var};
use crate::init;
use crate::op::Op;
use crate::ops;
use crate::options::{Arg, Kind, Options, Setting};
use crate::rng::Rng;
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use std::fmt;
use std::sync::Arc;

/// Something that turns a tensor into another and may have parameters to train.
pub trait Module<T: Float>: Send + Sync {
    /// Records what the module does to the node `x`.
    fn record(&self, tape: &mut Tape<T>, x: NodeId) -> Result<NodeId>;

    /// Its parameters with their `state_dict` names.
    fn parameters(&self) -> Vec<(String, NodeId)> {
        Vec::new()
    }

    /// `model(x)`. Panics where [`Module::record`] would return an error.
    fn forward<'g>(&self, x: Var<'g, T>) -> Var<'g, T> {
        let recorded = self.record(&mut x.graph().tape_mut(), x.id());
        match recorded {
            Ok(id) => x.graph().var(id),
            Err(error) => panic!("{error}"),
        }
    }
}

impl<T: Float> fmt::Debug for dyn Module<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parameters()).finish()
    }
}

/// `torch.nn.Linear`: `x · Wᵀ + b`, from `[rows, in_features]` to `[rows, out_features]`.
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

    fn on_tape<T: Float>(tape: &mut Tape<T>, inputs: usize, outputs: usize, bias: bool, rng: &mut Rng) -> Self {
        let (for_weight, for_bias) = init::linear_bounds(inputs);
        let weight: Tensor<T> = init::uniform(&[outputs, inputs], -for_weight, for_weight, rng);
        let weight = tape.leaf(&weight, true);
        let bias = bias.then(|| tape.leaf(&init::uniform(&[outputs], -for_bias, for_bias, rng), true));
        Self { weight, bias }
    }
}

impl<T: Float> Module<T> for Linear {
    fn record(&self, tape: &mut Tape<T>, x: NodeId) -> Result<NodeId> {
        let product = tape.apply(Arc::new(ops::Linear), &[x, self.weight])?;
        match self.bias {
            Some(bias) => tape.apply(Arc::new(ops::Add), &[product, bias]),
            None => Ok(product),
        }
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        self.parameters()
    }
}

/// An activation as a layer: one operation, no parameters.
#[derive(Clone, Debug)]
pub struct Activation<T: Float>(Arc<dyn Op<T>>);

impl<T: Float> Activation<T> {
    /// `torch.nn.ReLU`, `Sigmoid`, `Tanh`: the operation, to be put between layers.
    pub fn new(op: impl Op<T> + 'static) -> Self {
        Self(Arc::new(op))
    }
}

impl<T: Float> Module<T> for Activation<T> {
    fn record(&self, tape: &mut Tape<T>, x: NodeId) -> Result<NodeId> {
        tape.apply(Arc::clone(&self.0), &[x])
    }
}

/// `torch.nn.Sequential`: one module after the other.
#[derive(Debug)]
pub struct Sequential<T: Float>(Vec<Box<dyn Module<T>>>);

impl<T: Float> Sequential<T> {
    /// The modules in the order in which they are applied.
    pub fn new(modules: Vec<Box<dyn Module<T>>>) -> Self {
        Self(modules)
    }
}

impl<T: Float> Module<T> for Sequential<T> {
    fn record(&self, tape: &mut Tape<T>, x: NodeId) -> Result<NodeId> {
        self.0.iter().try_fold(x, |x, module| module.record(tape, x))
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        let modules = self.0.iter().enumerate();
        let named = modules.flat_map(|(index, module)| {
            module.parameters().into_iter().map(move |(name, id)| (format!("{index}.{name}"), id))
        });
        named.collect()
    }
}

/// What a layer is built from: the tape that gets its parameters, and the generator that draws them.
#[derive(Debug)]
pub struct Builder<'b, T: Float> {
    /// Gets the parameters.
    pub tape: &'b mut Tape<T>,
    /// Draws their first values.
    pub rng: &'b mut Rng,
}

/// Names and shapes of the parameters of a layer.
pub type ParameterShapes = Vec<(&'static str, Vec<usize>)>;

/// What there is to know about a kind of layer.
#[derive(Debug)]
pub struct LayerInfo {
    /// The name in `torch.nn`.
    pub name: &'static str,
    /// Its arguments.
    pub args: &'static [Arg],
    /// The formula as a reader meets it.
    pub formula: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Completes the options for inputs of this many columns and gives the number of output columns.
    pub columns: fn(key: &str, options: &mut Options, columns: usize) -> Result<usize>,
    /// The names and shapes of its parameters.
    pub parameters: fn(options: &Options) -> ParameterShapes,
}

/// The most columns that a layer may have.
pub const MAX_FEATURES: u64 = 4096;

/// The registry of layers.
pub const LAYERS: &[LayerInfo] = &[
    LayerInfo {
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
        sentence: "Each output is a weighted sum of all inputs, plus a bias.",
        columns: |key, options, columns| {
            options.settle(key, "in_features", columns)?;
            options
                .count("out_features")
                .ok_or_else(|| Error::new("missing", &[("key", &format!("{key}.out_features"))]))
        },
        parameters: |options| {
            let count = |name| options.count(name).unwrap_or(0);
            let bias = options.flag("bias").then(|| ("bias", vec![count("out_features")]));
            let weight = ("weight", vec![count("out_features"), count("in_features")]);
            std::iter::once(weight).chain(bias).collect()
        },
    },
    activation("ReLU", "y = max(0, x)", "Lets positive numbers pass and turns negative ones into 0."),
    activation("Sigmoid", "y = 1 / (1 + e⁻ˣ)", "Squeezes any number into the range from 0 to 1."),
    activation("Tanh", "y = tanh x", "Squeezes any number into the range from −1 to 1."),
];

const fn activation(name: &'static str, formula: &'static str, sentence: &'static str) -> LayerInfo {
    LayerInfo { name, args: &[], formula, sentence, columns: |_, _, columns| Ok(columns), parameters: |_| Vec::new() }
}

/// Builds a layer of the registry; its options are complete.
pub fn build<T: Float>(info: &LayerInfo, options: &Options, on: &mut Builder<T>) -> Box<dyn Module<T>> {
    let count = |name| options.count(name).unwrap_or(1);
    match info.name {
        "Linear" => Box::new(Linear::on_tape(
            on.tape,
            count("in_features"),
            count("out_features"),
            options.flag("bias"),
            on.rng,
        )),
        "ReLU" => Box::new(Activation::new(ops::Relu)),
        "Sigmoid" => Box::new(Activation::new(ops::Sigmoid)),
        "Tanh" => Box::new(Activation::new(ops::Tanh)),
        name => unreachable!("the registry has no layer {name}"),
    }
}
