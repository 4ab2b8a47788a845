//! Normalization: numbers are moved and stretched so that their mean is 0 and their variance 1.
//!
//! Both layers are composed of small operations, so that each can be stepped through: mean, distance from it,
//! its square, the mean of the squares, and so on.

use super::{Builder, LayerExample, LayerInfo, LayerPlace, MAX_FEATURES, Module, PLAIN, Recorder};
use crate::effect::{Effect, Track};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::Op;
use crate::ops;
use crate::options::{Arg, Kind, Options, Setting};
use crate::tape::{NodeId, Tape};
use crate::tensor::{Shape, Tensor};
use std::sync::Arc;

/// `torch.nn.BatchNorm1d`: each feature of `[rows, features]`, or each channel of `[rows, channels, length]`,
/// is normalized over the batch: `(x − mean) / √(var + eps) · weight + bias`.
///
/// In training the mean and the variance are those of the batch, and the running ones move towards them; in
/// evaluation the running ones are used.
#[derive(Clone, Debug)]
pub struct BatchNorm1d {
    eps: f64,
    momentum: Option<f64>,
    affine: Option<Affine>,
    running: Option<Running>,
}

/// A weight and a bias.
#[derive(Clone, Debug)]
struct Affine {
    weight: NodeId,
    bias: Option<NodeId>,
}

/// Running statistics: leaves that nothing trains.
#[derive(Clone, Copy, Debug)]
struct Running {
    mean: NodeId,
    var: NodeId,
    batches: NodeId,
}

impl BatchNorm1d {
    /// With PyTorch's defaults: eps 1e-5, momentum 0.1, a weight of ones, a bias of zeros, running statistics.
    pub fn new<T: Float>(tape: &mut Tape<T>, num_features: usize) -> Self {
        Self {
            eps: 1e-5,
            momentum: Some(0.1),
            affine: Some(Affine::new(tape, &[num_features], true)),
            running: Some(Running::new(tape, num_features)),
        }
    }
}

impl BatchNorm1d {
    /// What happens to the running statistics when those of a batch, each of `count` numbers, are known.
    fn track(&self, running: Running, mean: NodeId, var: NodeId, count: usize) -> Effect {
        Effect::Track(Track {
            mean,
            var,
            count,
            momentum: self.momentum,
            running_mean: running.mean,
            running_var: running.var,
            num_batches_tracked: running.batches,
        })
    }
}

impl Affine {
    fn new<T: Float>(tape: &mut Tape<T>, dims: &[usize], bias: bool) -> Self {
        let weight = tape.leaf(&filled(dims, 1.0), true);
        Self { weight, bias: bias.then(|| tape.leaf(&filled(dims, 0.0), true)) }
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        let bias = self.bias.map(|bias| ("bias".to_owned(), bias));
        std::iter::once(("weight".to_owned(), self.weight)).chain(bias).collect()
    }
}

impl Running {
    fn new<T: Float>(tape: &mut Tape<T>, features: usize) -> Self {
        let mean = tape.leaf(&filled(&[features], 0.0), false);
        let var = tape.leaf(&filled(&[features], 1.0), false);
        Self { mean, var, batches: tape.leaf(&filled(&[], 0.0), false) }
    }
}

fn filled<T: Float>(dims: &[usize], value: f64) -> Tensor<T> {
    let mut tensor = Tensor::zeros(dims);
    tensor.data_mut().fill(T::from_f64(value));
    tensor
}

impl<T: Float> Module<T> for BatchNorm1d {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let shape = on.tape.node(x).shape().clone();
        let (features, over) = match shape.dims() {
            [_, features] => (*features, vec![0]),
            [_, channels, _] => (*channels, vec![0, 2]),
            _ => return Err(Error::new("shape_batch_norm", &[("op", &"batch_norm"), ("shape", &shape)])),
        };
        // One number for each feature, in a shape that broadcasts over rows and length.
        let column: Vec<isize> =
            std::iter::once(features.cast_signed()).chain(shape.dims()[2..].iter().map(|_| 1)).collect();
        let spread = |on: &mut Recorder<T>, id: NodeId| match column.len() {
            1 => Ok(id),
            _ => apply(on, ops::Reshape { shape: column.clone() }, &[id]),
        };
        let y = if let Some(running) = self.running.filter(|_| !on.train) {
            let (mean, var) = (spread(on, running.mean)?, spread(on, running.var)?);
            let centered = apply(on, ops::Sub, &[x, mean])?;
            stretched(on, centered, var, self.eps)?
        } else {
            let (mean, centered, var) = statistics(on, x, &over)?;
            let count = shape.count() / features.max(1);
            on.effects.extend(self.running.map(|running| self.track(running, mean, var, count)));
            stretched(on, centered, var, self.eps)?
        };
        let Some(affine) = &self.affine else { return Ok(y) };
        let weight = spread(on, affine.weight)?;
        let y = apply(on, ops::Mul, &[y, weight])?;
        let Some(bias) = affine.bias else { return Ok(y) };
        let bias = spread(on, bias)?;
        apply(on, ops::Add, &[y, bias])
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        self.affine.as_ref().map_or_else(Vec::new, Affine::parameters)
    }

    fn buffers(&self) -> Vec<(String, NodeId)> {
        let Some(Running { mean, var, batches }) = self.running else { return Vec::new() };
        let named = [("running_mean", mean), ("running_var", var), ("num_batches_tracked", batches)];
        named.map(|(name, id)| (name.to_owned(), id)).to_vec()
    }
}

/// `torch.nn.LayerNorm`: each example is normalized by itself, over its last dimensions; training and
/// evaluation are the same.
#[derive(Clone, Debug)]
pub struct LayerNorm {
    dims: usize,
    eps: f64,
    affine: Option<Affine>,
}

impl LayerNorm {
    /// With PyTorch's defaults: eps 1e-5, a weight of ones, a bias of zeros.
    pub fn new<T: Float>(tape: &mut Tape<T>, normalized_shape: &[usize]) -> Self {
        let affine = Some(Affine::new(tape, normalized_shape, true));
        Self { dims: normalized_shape.len(), eps: 1e-5, affine }
    }
}

impl<T: Float> Module<T> for LayerNorm {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let over: Vec<isize> = (1..=self.dims.cast_signed()).map(|dim| -dim).collect();
        let (_, centered, var) = statistics(on, x, &over)?;
        let y = stretched(on, centered, var, self.eps)?;
        let Some(affine) = &self.affine else { return Ok(y) };
        let y = apply(on, ops::Mul, &[y, affine.weight])?;
        affine.bias.map_or(Ok(y), |bias| apply(on, ops::Add, &[y, bias]))
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        self.affine.as_ref().map_or_else(Vec::new, Affine::parameters)
    }
}

/// The mean over these dimensions, the distances from it, and the mean of their squares: the variance.
fn statistics<T: Float>(on: &mut Recorder<T>, x: NodeId, over: &[isize]) -> Result<(NodeId, NodeId, NodeId)> {
    let mean_over = || ops::MeanDim { dims: over.to_vec(), keepdim: true };
    let mean = apply(on, mean_over(), &[x])?;
    let centered = apply(on, ops::Sub, &[x, mean])?;
    let square = apply(on, ops::Square, &[centered])?;
    let var = apply(on, mean_over(), &[square])?;
    Ok((mean, centered, var))
}

/// Distances divided by the standard deviation; `eps` keeps a variance of 0 from dividing by 0.
fn stretched<T: Float>(on: &mut Recorder<T>, centered: NodeId, var: NodeId, eps: f64) -> Result<NodeId> {
    let eps = on.tape.leaf(&Tensor::scalar(T::from_f64(eps)), false);
    let above = apply(on, ops::Add, &[var, eps])?;
    let std = apply(on, ops::Sqrt, &[above])?;
    apply(on, ops::Div, &[centered, std])
}

fn apply<T: Float>(on: &mut Recorder<T>, op: impl Op<T> + 'static, inputs: &[NodeId]) -> Result<NodeId> {
    on.tape.apply(Arc::new(op), inputs)
}

const EPS: Arg = Arg {
    name: "eps",
    kind: Kind::Number { min: 0.0, max: 1.0 },
    default: Some(Setting::Number(1e-5)),
    sentence: "A small number that is added to the variance, so that nothing is divided by 0.",
};

/// [`BatchNorm1d`] for readers and for experiment files.
pub(super) static BATCH_NORM_1D: LayerInfo = LayerInfo {
    name: "BatchNorm1d",
    args: &[
        Arg {
            name: "num_features",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: None,
            sentence: "How many features, or channels, each example has; follows from the layer before.",
        },
        EPS,
        Arg {
            name: "momentum",
            kind: Kind::OptionalNumber { min: 0.0, max: 1.0 },
            default: Some(Setting::Number(0.1)),
            sentence: "How far the running statistics move towards those of a batch; null makes them the average over all batches.",
        },
        Arg {
            name: "affine",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether each feature gets a weight and a bias of its own.",
        },
        Arg {
            name: "track_running_stats",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether running statistics are kept for evaluation.",
        },
        Arg {
            name: "bias",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether there is a bias, where there is a weight.",
        },
    ],
    formula: "y = (x − mean) / √(var + eps) · w + b",
    derivative: "∂L/∂x = (h − mean(h) − x̂ · mean(h · x̂)) / √(var + eps), h = g · w, x̂ = (x − mean) / √(var + eps), ∂L/∂w = Σ g · x̂, ∂L/∂b = Σ g",
    sentence: "Normalizes each feature over the batch: mean 0, variance 1, then a weight and a bias of its own; evaluation uses running statistics instead of those of the batch.",
    shape: |key, options, dims| match dims {
        [features] | [features, _] => {
            options.settle(key, "num_features", *features)?;
            Ok(dims.to_vec())
        }
        _ => Err(Error::new("layer_shape", &[("key", &key), ("shape", &Shape::new(dims))])),
    },
    parameters: |options| {
        let dims = || vec![options.count("num_features").unwrap_or(1)];
        let weight = options.flag("affine").then(|| ("weight", dims()));
        let bias = weight.is_some() && options.flag("bias");
        weight.into_iter().chain(bias.then(|| ("bias", dims()))).collect()
    },
    buffers: |options| {
        let dims = || vec![options.count("num_features").unwrap_or(1)];
        let all = || vec![("running_mean", dims()), ("running_var", dims()), ("num_batches_tracked", Vec::new())];
        if options.flag("track_running_stats") { all() } else { Vec::new() }
    },
    cells: |_, _, output| 5.0 * super::product(output),
    by_rows: |options, _| options.flag("track_running_stats"),
    check: more_than_one,
    example: Some(&LayerExample {
        options: r#"{"eps": 0.0}"#,
        input: (&[2, 1], &[1.0, 5.0]),
        parameters: &[("weight", &[3.0]), ("bias", &[1.0])],
        output: (&[2, 1], &[-2.0, 4.0]),
    }),
    ..PLAIN
};

/// Of one number there is no variance: PyTorch refuses it too, but only when it comes to that batch.
fn more_than_one(place: &LayerPlace) -> Result<()> {
    let length = place.output.get(1).copied().unwrap_or(1);
    if place.rows * length > 1 {
        return Ok(());
    }
    Err(Error::new("batch_norm_rows", &[("key", &place.key)]))
}

/// Builds it; the options are complete.
pub(super) fn batch_norm<T: Float>(options: &Options, on: &mut Builder<T>) -> BatchNorm1d {
    let features = options.count("num_features").unwrap_or(1);
    BatchNorm1d {
        eps: options.number("eps"),
        momentum: (options.get("momentum") != Some(&Setting::Null)).then(|| options.number("momentum")),
        affine: options.flag("affine").then(|| Affine::new(on.tape, &[features], options.flag("bias"))),
        running: options.flag("track_running_stats").then(|| Running::new(on.tape, features)),
    }
}

/// [`LayerNorm`] for readers and for experiment files.
pub(super) static LAYER_NORM: LayerInfo = LayerInfo {
    name: "LayerNorm",
    args: &[
        Arg {
            name: "normalized_shape",
            kind: Kind::Sizes { max: MAX_FEATURES },
            default: None,
            sentence: "The last sizes of an example, over which it is normalized; without it the very last one.",
        },
        EPS,
        Arg {
            name: "elementwise_affine",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether each place gets a weight and a bias of its own.",
        },
        Arg {
            name: "bias",
            kind: Kind::Flag,
            default: Some(Setting::Flag(true)),
            sentence: "Whether there is a bias, where there is a weight.",
        },
    ],
    formula: "y = (x − mean) / √(var + eps) · w + b",
    derivative: "∂L/∂x = (h − mean(h) − x̂ · mean(h · x̂)) / √(var + eps), h = g · w, x̂ = (x − mean) / √(var + eps), ∂L/∂w = Σ g · x̂, ∂L/∂b = Σ g",
    sentence: "Normalizes each example by itself: mean 0, variance 1, then a weight and a bias for each place.",
    shape: |key, options, dims| {
        let (last, _) = super::split_last(key, dims)?;
        options.default_to("normalized_shape", Setting::Count(last as u64));
        let sizes = options.sizes("normalized_shape").unwrap_or_default();
        if dims.ends_with(&sizes) {
            return Ok(dims.to_vec());
        }
        let key = format!("{key}.normalized_shape");
        Err(Error::new("follows", &[("key", &key), ("value", &Shape::new(&sizes)), ("fits", &Shape::new(dims))]))
    },
    parameters: |options| {
        let dims = || options.sizes("normalized_shape").unwrap_or_default();
        let weight = options.flag("elementwise_affine").then(|| ("weight", dims()));
        let bias = weight.is_some() && options.flag("bias");
        weight.into_iter().chain(bias.then(|| ("bias", dims()))).collect()
    },
    cells: |options, _, output| {
        // Mean, variance, the variance with eps, its root.
        let each = super::product(&options.sizes("normalized_shape").unwrap_or_default());
        (5.0 + 4.0 / each) * super::product(output)
    },
    example: Some(&LayerExample {
        options: r#"{"eps": 0.0}"#,
        input: (&[2, 2], &[1.0, 5.0, 4.0, 3.0]),
        parameters: &[("weight", &[3.0, 1.0]), ("bias", &[1.0, 0.0])],
        output: (&[2, 2], &[-2.0, 1.0, 4.0, -1.0]),
    }),
    ..PLAIN
};

/// Builds it; the options are complete.
pub(super) fn layer_norm<T: Float>(options: &Options, on: &mut Builder<T>) -> LayerNorm {
    let dims = options.sizes("normalized_shape").unwrap_or_default();
    let affine = options.flag("elementwise_affine").then(|| Affine::new(on.tape, &dims, options.flag("bias")));
    LayerNorm { dims: dims.len(), eps: options.number("eps"), affine }
}
