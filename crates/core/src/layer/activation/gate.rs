//! Activations that are more than one operation on each number: with a parameter, or of several columns.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::layer::{Builder, LayerExample, LayerInfo, MAX_FEATURES, Module, PLAIN, Recorder, product, split_last};
use crate::ops;
use crate::options::{Arg, Kind, Options, Setting};
use crate::tape::NodeId;
use crate::tensor::{MAX_DIMS, Tensor};
use std::sync::Arc;

/// `torch.nn.PReLU`: a leaky ReLU whose slope is a parameter, one for all or one for each column (dimension 1).
#[derive(Clone, Copy, Debug)]
struct Prelu {
    weight: NodeId,
}

impl<T: Float> Module<T> for Prelu {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let rank = on.tape.node(x).shape().dims().len();
        let mut weight = self.weight;
        // One slope for each channel stands in dimension 1; broadcasting counts from the last.
        if rank > 2 && on.tape.node(weight).shape().count() > 1 {
            let mut shape = vec![1; rank - 1];
            shape[0] = -1;
            weight = on.tape.apply(Arc::new(ops::Reshape { shape }), &[weight])?;
        }
        on.tape.apply(Arc::new(ops::Prelu), &[x, weight])
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        vec![("weight".to_owned(), self.weight)]
    }
}

/// `torch.nn.GLU`: one half of a dimension, times the sigmoid of the other half.
#[derive(Clone, Copy, Debug)]
struct Glu {
    dim: isize,
}

impl<T: Float> Module<T> for Glu {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let dims = on.tape.node(x).shape().dims();
        let place = usize::try_from(self.dim).unwrap_or_else(|_| dims.len().saturating_sub(self.dim.unsigned_abs()));
        let size = dims.get(place).copied().unwrap_or(0);
        let part = |start, end| Arc::new(ops::Slice { dim: self.dim, start, end, step: 1 });
        let value = on.tape.apply(part(0, size / 2), &[x])?;
        let gate = on.tape.apply(part(size / 2, size), &[x])?;
        let gate = on.tape.apply(Arc::new(ops::Sigmoid), &[gate])?;
        on.tape.apply(Arc::new(ops::Mul), &[value, gate])
    }
}

/// Maxout: the largest of each few columns that stand side by side.
#[derive(Clone, Copy, Debug)]
struct Maxout {
    num_pieces: usize,
}

impl<T: Float> Module<T> for Maxout {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let (columns, rest) = split_last("Maxout", on.tape.node(x).shape().dims())?;
        let parts = [rest, &[columns / self.num_pieces.max(1), self.num_pieces]].concat();
        let shape = parts.into_iter().map(usize::cast_signed).collect();
        let pieces = on.tape.apply(Arc::new(ops::Reshape { shape }), &[x])?;
        on.tape.apply(Arc::new(ops::Amax { dim: -1, keepdim: false }), &[pieces])
    }
}

static PRELU: LayerInfo = LayerInfo {
    name: "PReLU",
    args: &[
        Arg {
            name: "num_parameters",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: Some(Setting::Count(1)),
            sentence: "1 for one slope for all, or one for each column of the layer before.",
        },
        Arg {
            name: "init",
            kind: Kind::Number { min: -1e6, max: 1e6 },
            default: Some(Setting::Number(0.25)),
            sentence: "The first value of each slope.",
        },
    ],
    formula: "y = max(0, x) + w · min(0, x)",
    derivative: "∂L/∂x = g where x > 0, g · w elsewhere, ∂L/∂w = Σ g · min(0, x)",
    sentence: "A leaky ReLU whose slope is learned.",
    shape: |key, options, dims| {
        let (written, channels) = (options.count("num_parameters"), dims.first().copied().unwrap_or(1));
        if written != Some(1) {
            options.settle(key, "num_parameters", channels)?;
        }
        Ok(dims.to_vec())
    },
    parameters: |options| vec![("weight", vec![options.count("num_parameters").unwrap_or(1)])],
    example: Some(&LayerExample {
        options: "{}",
        input: (&[1, 3], &[2.0, -1.0, -3.0]),
        parameters: &[("weight", &[0.5])],
        output: (&[1, 3], &[2.0, -0.5, -1.5]),
    }),
    ..PLAIN
};

static GLU: LayerInfo = LayerInfo {
    name: "GLU",
    args: &[Arg {
        name: "dim",
        kind: Kind::Integer { min: -(MAX_DIMS.cast_signed() as i64), max: MAX_DIMS.cast_signed() as i64 - 1 },
        default: Some(Setting::Integer(-1)),
        sentence: "The dimension that is halved; 0 would be the rows of the batch and does not fit.",
    }],
    formula: "y = a · σ(b), x = (a, b)",
    derivative: "∂L/∂a = g · σ(b), ∂L/∂b = g · a · σ(b) · (1 − σ(b))",
    sentence: "Halves the columns: one half passes, multiplied with the sigmoid of the other half, which is its gate.",
    shape: |key, options, dims| {
        let (value, rank) = (options.integer("dim"), dims.len().cast_signed() as i64 + 1);
        let place = usize::try_from(if value < 0 { value + rank } else { value }).unwrap_or(0);
        let Some(size) = place.checked_sub(1).and_then(|place| dims.get(place)) else {
            let key = format!("{key}.dim");
            return Err(Error::new(
                "out_of_range",
                &[("key", &key), ("value", &value), ("min", &(1 - rank)), ("max", &(rank - 1))],
            ));
        };
        let mut halved = dims.to_vec();
        halved[place - 1] = split(key, *size, 2)?;
        Ok(halved)
    },
    cells: |_, _, output| 4.0 * product(output),
    example: Some(&LayerExample {
        options: "{}",
        input: (&[1, 4], &[3.0, -2.0, 0.0, 0.0]),
        parameters: &[],
        output: (&[1, 2], &[1.5, -1.0]),
    }),
    ..PLAIN
};

static MAXOUT: LayerInfo = LayerInfo {
    name: "Maxout",
    args: &[Arg {
        name: "num_pieces",
        kind: Kind::Count { min: 1, max: MAX_FEATURES },
        default: Some(Setting::Count(2)),
        sentence: "How many columns compete for each column that comes out.",
    }],
    formula: "yᵢ = max(xᵢ₁, …, xᵢₖ)",
    derivative: "∂L/∂x = g for the largest, shared among equal ones, 0 for the others",
    sentence: "Lets each few columns that stand side by side compete: the largest number passes. PyTorch has no such layer; the program defines one.",
    shape: |key, options, dims| {
        let (columns, rest) = split_last(key, dims)?;
        Ok([rest, &[split(key, columns, options.count("num_pieces").unwrap_or(1))?]].concat())
    },
    cells: |_, input, output| product(input) + product(output),
    python: Some(|options| format!("Maxout({})", options.count("num_pieces").unwrap_or(1))),
    definition: "class Maxout(torch.nn.Module):
    def __init__(self, num_pieces):
        super().__init__()
        self.num_pieces = num_pieces

    def forward(self, x):
        return x.unflatten(-1, (-1, self.num_pieces)).amax(-1)

",
    example: Some(&LayerExample {
        options: "{}",
        input: (&[1, 4], &[3.0, -2.0, 0.5, 1.5]),
        parameters: &[],
        output: (&[1, 2], &[3.0, 1.5]),
    }),
    ..PLAIN
};

/// Activations with modules of their own.
pub(super) static GATES: &[&LayerInfo] = &[&PRELU, &GLU, &MAXOUT];

/// Builds one of [`GATES`]; its options are complete.
pub(super) fn build<T: Float>(name: &str, options: &Options, on: &mut Builder<T>) -> Option<Box<dyn Module<T>>> {
    let count = |name| options.count(name).unwrap_or(1);
    Some(match name {
        "PReLU" => {
            let init = vec![T::from_f64(options.number("init")); count("num_parameters")];
            Box::new(Prelu { weight: on.tape.leaf(&Tensor::row(&init), true) })
        }
        "GLU" => Box::new(Glu { dim: isize::try_from(options.integer("dim")).unwrap_or(-1) }),
        "Maxout" => Box::new(Maxout { num_pieces: count("num_pieces") }),
        _ => return None,
    })
}

/// The size of each of so many equal parts.
fn split(key: &str, size: usize, parts: usize) -> Result<usize> {
    if size.is_multiple_of(parts.max(1)) {
        return Ok(size / parts.max(1));
    }
    Err(Error::new("cannot_split", &[("key", &key), ("value", &size), ("fits", &parts)]))
}
