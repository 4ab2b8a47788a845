//! What operations along a dimension share: which dimension is meant, and which cells lie along it.
//!
//! Dimensions are counted from 0, or, as in PyTorch, backwards from −1 for the last.

use crate::error::{Error, Result};
use crate::op::{Cell, Link};
use crate::tensor::{Cells, MAX_DIMS, Shape};

/// The dimension that is meant; a single number counts as having one.
pub(super) fn axis(op: &'static str, shape: &Shape, dim: isize) -> Result<usize> {
    axis_of(op, shape, dim, shape.dims().len().max(1))
}

/// The dimension that is meant among `rank`; the shape is for the message.
pub(super) fn axis_of(op: &'static str, shape: &Shape, dim: isize, rank: usize) -> Result<usize> {
    let place = place(dim, rank);
    if place < rank {
        return Ok(place);
    }
    let (min, max) = (-rank.cast_signed(), rank.cast_signed() - 1);
    Err(Error::new("dim_range", &[("op", &op), ("value", &dim), ("shape", shape), ("min", &min), ("max", &max)]))
}

/// The dimension of a recorded operation: it was checked then.
pub(super) fn place(dim: isize, rank: usize) -> usize {
    usize::try_from(dim).unwrap_or_else(|_| rank.checked_sub(dim.unsigned_abs()).unwrap_or(usize::MAX))
}

/// The lines along one dimension: cell (before, k, after) lies at `(before · n + k) · inner + after`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    /// How many cells a line has.
    pub(super) n: usize,
    /// How far apart they lie.
    pub(super) inner: usize,
    outer: usize,
}

impl Lines {
    pub(super) fn new(shape: &Shape, dim: isize) -> Self {
        let dims = shape.dims();
        let place = place(dim, dims.len().max(1));
        let product = |dims: Option<&[usize]>| dims.unwrap_or_default().iter().product();
        let (n, outer) = (dims.get(place).copied().unwrap_or(1), product(dims.get(..place)));
        Self { n, inner: product(dims.get(place + 1..)), outer }
    }

    /// The first cell of each line.
    pub(super) fn starts(self) -> impl Iterator<Item = usize> {
        (0..self.outer).flat_map(move |outer| (0..self.inner).map(move |inner| outer * self.n * self.inner + inner))
    }

    /// The cells of the line that starts here.
    pub(super) fn line(self, start: usize) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + Clone {
        (0..self.n).map(move |k| start + k * self.inner)
    }

    /// The first cell of the line that a cell belongs to.
    pub(super) fn start_of(self, cell: usize) -> usize {
        let block = self.n.max(1) * self.inner.max(1);
        cell / block * block + cell % self.inner.max(1)
    }

    /// The links where every cell of a line depends on every other: one for an output, which names its own
    /// cell and leaves the rest to letters, and for an input one for each output of its line.
    pub(super) fn links(self, cell: Cell) -> Vec<Link> {
        match cell {
            Cell::Output(output) => vec![Link { output, inputs: vec![output] }],
            Cell::Input(_, input) => {
                self.line(self.start_of(input)).map(|output| Link { output, inputs: vec![input] }).collect()
            }
        }
    }
}

/// What is left when some dimensions are reduced: to which cell of the output each cell of the input goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reduced {
    /// How many cells go to each cell of the output.
    pub(super) n: usize,
    strides: [usize; MAX_DIMS],
    gone: [bool; MAX_DIMS],
}

impl Reduced {
    /// Reduces these dimensions; none means all, as in PyTorch.
    pub(super) fn new(shape: &Shape, dims: &[isize]) -> Self {
        let rank = shape.dims().len();
        let mut gone = [dims.is_empty(); MAX_DIMS];
        for dim in dims {
            if let Some(gone) = gone.get_mut(place(*dim, rank.max(1))) {
                *gone = true;
            }
        }
        let (mut strides, mut stride, mut n) = ([0; MAX_DIMS], 1, 1);
        for (dim, size) in shape.dims().iter().enumerate().rev() {
            if gone[dim] {
                n *= size;
            } else {
                strides[dim] = stride;
                stride *= size;
            }
        }
        Self { n, strides, gone }
    }

    /// For each cell of the input, in order, its cell of the output.
    pub(super) fn places(self, input: &Shape) -> Cells<'_> {
        input.walk(0, self.strides)
    }

    /// Whether the reduced dimensions are the last ones: then each row of `n` cells becomes one.
    pub(super) fn is_rows(self, input: &Shape) -> bool {
        let sizes = input.dims().iter().zip(self.gone).filter(|(size, _)| **size != 1);
        sizes.map(|(_, gone)| gone).is_sorted()
    }

    /// Whether the reduced dimensions are the first ones: then all rows become one.
    pub(super) fn is_columns(self, input: &Shape) -> bool {
        let sizes = input.dims().iter().zip(self.gone).filter(|(size, _)| **size != 1);
        sizes.map(|(_, gone)| !gone).is_sorted()
    }

    pub(super) fn links(self, input: &Shape, cell: Cell) -> Vec<Link> {
        let links = self.places(input).enumerate().map(|(input, output)| Link { output, inputs: vec![input] });
        links.filter(|link| cell == Cell::Output(link.output) || cell == Cell::Input(0, link.inputs[0])).collect()
    }
}

/// The shape when these dimensions are reduced: without them, or, with `keepdim`, with size 1 in their place.
pub(super) fn reduced(op: &'static str, shape: &Shape, dims: &[isize], keepdim: bool) -> Result<Shape> {
    let mut gone = [dims.is_empty(); MAX_DIMS];
    for dim in dims {
        let place = axis(op, shape, *dim)?;
        if std::mem::replace(&mut gone[place], true) {
            return Err(Error::new("dim_twice", &[("op", &op), ("value", dim)]));
        }
    }
    let sizes = shape.dims().iter().zip(gone);
    let left = sizes.filter_map(|(size, gone)| if gone { keepdim.then_some(1) } else { Some(*size) });
    Ok(Shape::new(&left.collect::<Vec<_>>()))
}
