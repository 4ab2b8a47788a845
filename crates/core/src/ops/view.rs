//! The same numbers in another shape, in another order, or only some of them.

use super::along::{axis, axis_of, place};
use super::strided::View;
use crate::error::{Error, Result};
use crate::op::{Combine, Example, OpInfo};
use crate::tensor::{Cells, MAX_DIMS, Shape};

/// An operation whose output cells are its input cells: `y = x`, and `g` goes back.
const fn view(
    name: &'static str,
    formula: &'static str,
    sentence: &'static str,
    backward_sentence: &'static str,
    example: Example,
) -> OpInfo {
    let (inputs, backward): (&[_], &[_]) = (&["x"], &["g"]);
    OpInfo {
        name,
        inputs,
        formula,
        term: "x",
        combine: Combine::Single,
        backward,
        sentence,
        backward_sentence,
        example,
    }
}

/// `torch.reshape(x, shape)`: the same numbers in the same order, in a shape of as many cells.
#[derive(Clone, Debug)]
pub struct Reshape {
    /// The new sizes; one of them may be −1: as many as it takes.
    pub shape: Vec<isize>,
}

impl View for Reshape {
    const INFO: &'static OpInfo = &view(
        "reshape",
        "y = x, in another shape",
        "Puts the same numbers, in the same order, into another shape; no number changes.",
        "Each gradient goes back to the number that it belongs to.",
        Example {
            inputs: &[(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])],
            output: (&[3, 2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
            grads: &[&[1.0; 6]],
        },
    );

    fn shape(&self, x: &Shape) -> Result<Shape> {
        let error = || {
            let sizes = self.shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("op", &"reshape"), ("shape", x), ("count", &x.count()), ("value", &format!("[{sizes}]"))];
            Error::new("shape_reshape", fields)
        };
        let open = self.shape.iter().filter(|size| **size == -1).count();
        let known: Vec<_> = self.shape.iter().filter_map(|size| usize::try_from(*size).ok()).collect();
        let product = known.iter().try_fold(1_usize, |product, size| product.checked_mul(*size)).ok_or_else(error)?;
        let rest = x.count().checked_div(product).unwrap_or(0);
        // What −1 stands for must follow: with a size of 0 it could be anything.
        let fits = if open == 0 { product == x.count() } else { product > 0 && product * rest == x.count() };
        if open > 1 || known.len() + open != self.shape.len() || !fits {
            return Err(error());
        }
        Ok(Shape::new(&self.shape.iter().map(|size| usize::try_from(*size).unwrap_or(rest)).collect::<Vec<_>>()))
    }

    fn cells<'y>(&self, _: &Shape, y: &'y Shape) -> Cells<'y> {
        y.walk(0, y.steps())
    }
}

/// `torch.permute(x, dims)`: the dimensions in another order.
#[derive(Clone, Debug)]
pub struct Permute {
    /// Which dimension comes first, which second, and so on.
    pub dims: Vec<isize>,
}

impl Permute {
    /// `torch.transpose(x, dim0, dim1)` for a tensor of this shape: two dimensions change places.
    pub fn transpose(shape: &Shape, dim0: isize, dim1: isize) -> Result<Self> {
        let (first, second) = (axis("transpose", shape, dim0)?, axis("transpose", shape, dim1)?);
        let mut dims: Vec<_> = (0..shape.dims().len().cast_signed()).collect();
        if !dims.is_empty() {
            dims.swap(first, second);
        }
        Ok(Self { dims })
    }
}

impl View for Permute {
    const INFO: &'static OpInfo = &view(
        "permute",
        "yⱼᵢ = xᵢⱼ",
        "Puts the dimensions into another order, as when rows become columns; no number changes.",
        "Each gradient goes back to the place that its number came from.",
        Example {
            inputs: &[(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])],
            output: (&[3, 2], &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0]),
            grads: &[&[1.0; 6]],
        },
    );

    fn shape(&self, x: &Shape) -> Result<Shape> {
        let rank = x.dims().len();
        if self.dims.len() != rank {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("op", &"permute"), ("shape", x), ("fits", &rank), ("value", &self.dims.len())];
            return Err(Error::new("dim_count", fields));
        }
        let (mut sizes, mut seen) = (Vec::new(), [false; MAX_DIMS]);
        for dim in &self.dims {
            let place = axis("permute", x, *dim)?;
            if std::mem::replace(&mut seen[place], true) {
                return Err(Error::new("dim_twice", &[("op", &"permute"), ("value", dim)]));
            }
            sizes.push(x.dims()[place]);
        }
        Ok(Shape::new(&sizes))
    }

    fn cells<'y>(&self, x: &Shape, y: &'y Shape) -> Cells<'y> {
        let (steps, rank) = (x.steps(), x.dims().len());
        let mut strides = [0; MAX_DIMS];
        strides.iter_mut().zip(&self.dims).for_each(|(stride, dim)| *stride = steps[place(*dim, rank)]);
        y.walk(0, strides)
    }
}

/// `torch.squeeze(x, dim)`: a dimension of size 1 goes away; one of another size stays, as in PyTorch.
#[derive(Clone, Copy, Debug)]
pub struct Squeeze {
    /// The dimension; `None` means every one of size 1.
    pub dim: Option<isize>,
}

impl View for Squeeze {
    const INFO: &'static OpInfo = &view(
        "squeeze",
        "y = x, without dimensions of size 1",
        "Drops a dimension of size 1; no number changes.",
        "Each gradient goes back to the number that it belongs to.",
        Example { inputs: &[(&[2, 1], &[1.0, 2.0])], output: (&[2], &[1.0, 2.0]), grads: &[&[1.0; 2]] },
    );

    fn shape(&self, x: &Shape) -> Result<Shape> {
        let only = self.dim.map(|dim| axis("squeeze", x, dim)).transpose()?;
        let stays = |(dim, size): &(usize, &usize)| **size != 1 || only.is_some_and(|only| only != *dim);
        let sizes = x.dims().iter().enumerate().filter(stays).map(|(_, size)| *size);
        Ok(Shape::new(&sizes.collect::<Vec<_>>()))
    }

    fn cells<'y>(&self, _: &Shape, y: &'y Shape) -> Cells<'y> {
        y.walk(0, y.steps())
    }
}

/// `torch.unsqueeze(x, dim)`: a dimension of size 1 comes in.
#[derive(Clone, Copy, Debug)]
pub struct Unsqueeze {
    /// Where it will stand.
    pub dim: isize,
}

impl View for Unsqueeze {
    const INFO: &'static OpInfo = &view(
        "unsqueeze",
        "y = x, with one more dimension",
        "Adds a dimension of size 1, so that the shape fits where broadcasting needs it; no number changes.",
        "Each gradient goes back to the number that it belongs to.",
        Example { inputs: &[(&[2], &[1.0, 2.0])], output: (&[2, 1], &[1.0, 2.0]), grads: &[&[1.0; 2]] },
    );

    fn shape(&self, x: &Shape) -> Result<Shape> {
        let mut sizes = x.dims().to_vec();
        sizes.insert(axis_of("unsqueeze", x, self.dim, sizes.len() + 1)?, 1);
        Ok(Shape::new(&sizes))
    }

    fn cells<'y>(&self, _: &Shape, y: &'y Shape) -> Cells<'y> {
        y.walk(0, y.steps())
    }
}

/// `torch.Tensor.expand(shape)`: dimensions of size 1, and new ones in front, are repeated.
#[derive(Clone, Debug)]
pub struct Expand {
    /// The sizes after broadcasting.
    pub shape: Vec<usize>,
}

impl View for Expand {
    const INFO: &'static OpInfo = &view(
        "expand",
        "yᵢⱼ = xⱼ",
        "Repeats the numbers along dimensions of size 1, as broadcasting does.",
        "A number that was repeated gets the sum of the gradients of all its copies.",
        Example {
            inputs: &[(&[2], &[1.0, 2.0])],
            output: (&[3, 2], &[1.0, 2.0, 1.0, 2.0, 1.0, 2.0]),
            grads: &[&[3.0; 2]],
        },
    );

    fn shape(&self, x: &Shape) -> Result<Shape> {
        let wanted = Shape::new(&self.shape);
        let fits = x.broadcast(&wanted).filter(|shape| *shape == wanted);
        fits.ok_or_else(|| Error::new("shape_expand", &[("op", &"expand"), ("shape", x), ("value", &wanted)]))
    }

    fn cells<'y>(&self, x: &Shape, y: &'y Shape) -> Cells<'y> {
        x.cells_in(y)
    }
}

/// `x[start:end:step]` along one dimension, and `torch.narrow(x, dim, start, end − start)`.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// The dimension.
    pub dim: isize,
    /// The first place that is taken.
    pub start: usize,
    /// The first place that is no longer taken.
    pub end: usize,
    /// How far it is from one to the next.
    pub step: usize,
}

impl View for Slice {
    const INFO: &'static OpInfo = &view(
        "slice",
        "yᵢ = x₍start + i · step₎",
        "Takes a part of a dimension: from a first place to an end, each one or every second, third and so on.",
        "What was taken gets its gradient; what was left out did not count and gets 0.",
        Example {
            inputs: &[(&[4], &[1.0, 2.0, 3.0, 4.0])],
            output: (&[2], &[2.0, 4.0]),
            grads: &[&[0.0, 1.0, 0.0, 1.0]],
        },
    );

    fn shape(&self, x: &Shape) -> Result<Shape> {
        let mut sizes = x.dims().to_vec();
        let dim = axis_of("slice", x, self.dim, sizes.len())?;
        if self.start > self.end || self.end > sizes[dim] || self.step == 0 {
            let value = format!("{}:{}:{}", self.start, self.end, self.step);
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("op", &"slice"), ("value", &value), ("shape", x), ("dim", &dim), ("max", &sizes[dim])];
            return Err(Error::new("slice_range", fields));
        }
        sizes[dim] = (self.end - self.start).div_ceil(self.step);
        Ok(Shape::new(&sizes))
    }

    fn cells<'y>(&self, x: &Shape, y: &'y Shape) -> Cells<'y> {
        let (mut strides, dim) = (x.steps(), place(self.dim, x.dims().len()));
        let start = self.start * strides[dim];
        strides[dim] *= self.step;
        y.walk(start, strides)
    }
}
