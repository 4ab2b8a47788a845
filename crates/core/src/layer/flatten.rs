//! The same numbers in another shape: a row of numbers as an image, an image as a row.

use super::{LayerExample, LayerInfo, Module, PLAIN, Recorder};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::ops;
use crate::options::Setting;
use crate::options::{Arg, Kind, Options};
use crate::tape::NodeId;
use crate::tensor::{MAX_DIMS, Shape};
use std::sync::Arc;

/// `torch.nn.Flatten` and `torch.nn.Unflatten`: the sizes of one example change, the rows stay.
#[derive(Clone, Debug)]
pub struct Rearrange {
    /// The shape of what comes out for one example.
    pub output: Vec<usize>,
}

impl<T: Float> Module<T> for Rearrange {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        let dims = on.tape.node(x).shape().dims();
        if dims[1..] == self.output {
            return Ok(x);
        }
        let rows = dims[..1].iter().chain(&self.output).map(|size| size.cast_signed());
        let shape = rows.collect();
        on.tape.apply(Arc::new(ops::Reshape { shape }), &[x])
    }
}

/// Does the same to every row of the last dimension, whatever stands before it: an operation on `[rows, n]`
/// becomes one on `[…, n]`.
pub(super) fn for_rows<T: Float>(
    on: &mut Recorder<T>,
    x: NodeId,
    each: impl FnOnce(&mut Recorder<T>, NodeId) -> Result<NodeId>,
) -> Result<NodeId> {
    let dims: Vec<_> = on.tape.node(x).shape().dims().iter().map(|size| size.cast_signed()).collect();
    let reshape = |on: &mut Recorder<T>, shape, x| on.tape.apply(Arc::new(ops::Reshape { shape }), &[x]);
    match dims.as_slice() {
        [outer @ .., last] if outer.len() > 1 => {
            let rows = reshape(on, vec![outer.iter().product(), *last], x)?;
            let y = each(on, rows)?;
            let width = on.tape.node(y).shape().dims().last().map_or(1, |size| size.cast_signed());
            reshape(on, [outer, &[width]].concat(), y)
        }
        _ => each(on, x),
    }
}

const DIMS: Kind = Kind::Integer { min: -8, max: 8 };

/// `torch.nn.Flatten` for readers and for experiment files.
pub(super) static FLATTEN: LayerInfo = LayerInfo {
    name: "Flatten",
    args: &[
        Arg {
            name: "start_dim",
            kind: DIMS,
            default: Some(Setting::Integer(1)),
            sentence: "The first dimension that is joined; 0 is that of the rows, which stays.",
        },
        Arg {
            name: "end_dim",
            kind: DIMS,
            default: Some(Setting::Integer(-1)),
            sentence: "The last dimension that is joined; −1 is the last one.",
        },
    ],
    formula: "y = x, as one row",
    derivative: "∂L/∂x = g, in the shape of x",
    sentence: "Puts the numbers of each example into one row; no number changes.",
    shape: |key, options, dims| {
        let start = dimension(key, options, "start_dim", dims)?;
        let end = dimension(key, options, "end_dim", dims)?;
        if start > end {
            let key = format!("{key}.start_dim");
            return Err(Error::new(
                "out_of_range",
                &[("key", &key), ("value", &(start + 1)), ("min", &1), ("max", &(end + 1))],
            ));
        }
        let joined = dims[start..=end].iter().product();
        Ok([&dims[..start], &[joined], &dims[end + 1..]].concat())
    },
    example: Some(&LayerExample {
        options: "{}",
        input: (&[1, 2, 2], &[1.0, 2.0, 3.0, 4.0]),
        parameters: &[],
        output: (&[1, 4], &[1.0, 2.0, 3.0, 4.0]),
    }),
    ..PLAIN
};

/// `torch.nn.Unflatten` for readers and for experiment files.
pub(super) static UNFLATTEN: LayerInfo = LayerInfo {
    name: "Unflatten",
    args: &[
        Arg {
            name: "dim",
            kind: DIMS,
            default: None,
            sentence: "The dimension that is divided; 1 is the first one after the rows.",
        },
        Arg {
            name: "unflattened_size",
            kind: Kind::Sizes { max: super::MAX_FEATURES },
            default: None,
            sentence: "The sizes that it is divided into: 1, 8, 8 makes 64 numbers an image of one channel.",
        },
    ],
    formula: "y = x, in another shape",
    derivative: "∂L/∂x = g, in the shape of x",
    sentence: "Puts the numbers of each example into a shape of more dimensions, such as an image; no number changes.",
    shape: |key, options, dims| {
        let missing = |name: &str| Error::new("missing", &[("key", &format!("{key}.{name}"))]);
        options.get("dim").ok_or_else(|| missing("dim"))?;
        let dim = dimension(key, options, "dim", dims)?;
        let sizes = options.sizes("unflattened_size").ok_or_else(|| missing("unflattened_size"))?;
        let product = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
        if product != Some(dims[dim]) {
            let (key, sizes) = (format!("{key}.unflattened_size"), Shape::new(&sizes));
            return Err(Error::new("unflatten", &[("key", &key), ("value", &sizes), ("fits", &dims[dim])]));
        }
        let output = [&dims[..dim], &sizes, &dims[dim + 1..]].concat();
        if output.len() < MAX_DIMS {
            return Ok(output);
        }
        let shape = Shape::new(&output);
        Err(Error::new("rank", &[("op", &"Unflatten"), ("shape", &shape), ("max", &(MAX_DIMS - 1))]))
    },
    example: Some(&LayerExample {
        options: r#"{"dim": 1, "unflattened_size": [1, 2, 2]}"#,
        input: (&[1, 4], &[1.0, 2.0, 3.0, 4.0]),
        parameters: &[],
        output: (&[1, 1, 2, 2], &[1.0, 2.0, 3.0, 4.0]),
    }),
    ..PLAIN
};

/// The place among the sizes of one example that a dimension means; the rows have dimension 0.
fn dimension(key: &str, options: &Options, name: &str, dims: &[usize]) -> Result<usize> {
    let (written, rank) = (options.integer(name), dims.len());
    let from_end = || (rank + 1).checked_sub(usize::try_from(written.unsigned_abs()).ok()?);
    let dim = if written < 0 { from_end() } else { usize::try_from(written).ok() };
    if let Some(dim) = dim.filter(|dim| (1..=rank).contains(dim)) {
        return Ok(dim - 1);
    }
    let key = format!("{key}.{name}");
    Err(Error::new("out_of_range", &[("key", &key), ("value", &written), ("min", &1), ("max", &rank)]))
}
