//! PyTorch's tensor methods on [`Var`]: reductions, other shapes, parts, powers.
//!
//! A dimension is counted from 0, or backwards from −1 for the last. Like the operators, these panic on
//! shapes that do not fit; [`Graph::apply`] gives the same message as an error.

use super::Var;
use crate::float::Float;
use crate::ops;

impl<T: Float> Var<'_, T> {
    /// `tensor.sum(dims, keepdim)`: the cells along these dimensions added up.
    #[must_use]
    pub fn sum_dim(self, dims: &[isize], keepdim: bool) -> Self {
        self.apply(ops::SumDim { dims: dims.to_vec(), keepdim }, &[])
    }

    /// `tensor.mean(dims, keepdim)`: the average along these dimensions.
    #[must_use]
    pub fn mean_dim(self, dims: &[isize], keepdim: bool) -> Self {
        self.apply(ops::MeanDim { dims: dims.to_vec(), keepdim }, &[])
    }

    /// `tensor.softmax(dim)`: shares that add up to 1 along this dimension.
    #[must_use]
    pub fn softmax(self, dim: isize) -> Self {
        self.apply(ops::Softmax { dim }, &[])
    }

    /// `tensor.log_softmax(dim)`: the logarithms of such shares.
    #[must_use]
    pub fn log_softmax(self, dim: isize) -> Self {
        self.apply(ops::LogSoftmax { dim }, &[])
    }

    /// `tensor.reshape(shape)`: the same numbers in another shape; one size may be −1.
    #[must_use]
    pub fn reshape(self, shape: &[isize]) -> Self {
        self.apply(ops::Reshape { shape: shape.to_vec() }, &[])
    }

    /// `tensor.permute(dims)`: the dimensions in another order.
    #[must_use]
    pub fn permute(self, dims: &[isize]) -> Self {
        self.apply(ops::Permute { dims: dims.to_vec() }, &[])
    }

    /// `tensor.transpose(dim0, dim1)`: two dimensions change places.
    #[must_use]
    pub fn transpose(self, dim0: isize, dim1: isize) -> Self {
        match ops::Permute::transpose(&self.shape(), dim0, dim1) {
            Ok(op) => self.apply(op, &[]),
            Err(error) => panic!("{error}"),
        }
    }

    /// `tensor.squeeze(dim)`: without this dimension if its size is 1; `None` means all such dimensions.
    #[must_use]
    pub fn squeeze(self, dim: Option<isize>) -> Self {
        self.apply(ops::Squeeze { dim }, &[])
    }

    /// `tensor.unsqueeze(dim)`: with a new dimension of size 1.
    #[must_use]
    pub fn unsqueeze(self, dim: isize) -> Self {
        self.apply(ops::Unsqueeze { dim }, &[])
    }

    /// `tensor.expand(shape)`: repeated along dimensions of size 1, and along new ones in front.
    #[must_use]
    pub fn expand(self, shape: &[usize]) -> Self {
        self.apply(ops::Expand { shape: shape.to_vec() }, &[])
    }

    /// `tensor[start:end:step]` along dimension `dim`.
    #[must_use]
    pub fn slice(self, dim: isize, places: std::ops::Range<usize>, step: usize) -> Self {
        self.apply(ops::Slice { dim, start: places.start, end: places.end, step }, &[])
    }

    /// `tensor.narrow(dim, start, length)`: `length` places of a dimension.
    #[must_use]
    pub fn narrow(self, dim: isize, start: usize, length: usize) -> Self {
        self.slice(dim, start..start.saturating_add(length), 1)
    }

    /// `tensor.select(dim, index)`: one place of a dimension, which then goes away.
    #[must_use]
    pub fn select(self, dim: isize, index: usize) -> Self {
        self.narrow(dim, index, 1).squeeze(Some(dim))
    }

    /// `tensor.pow(exponent)`: each cell to the power of the cell of `exponent` in the same place.
    #[must_use]
    pub fn pow(self, exponent: Self) -> Self {
        self.apply(ops::Pow, &[exponent])
    }

    /// `tensor ** exponent`, with one number as the exponent.
    #[must_use]
    pub fn powf(self, exponent: T) -> Self {
        self.pow(self.graph.tensor(exponent))
    }
}

unary! {
    sqrt Sqrt "`tensor.sqrt()`: the square root of each cell."
    rsqrt Rsqrt "`tensor.rsqrt()`: 1 divided by the square root of each cell."
    reciprocal Reciprocal "`tensor.reciprocal()`: 1 divided by each cell."
}
