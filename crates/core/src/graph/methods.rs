//! PyTorch's tensor methods on [`Var`]: reductions, other shapes, parts, powers.
//!
//! A dimension is counted from 0, or backwards from −1 for the last. Like the operators, these panic on
//! shapes that do not fit; [`Graph::apply`] gives the same message as an error.

use super::{Graph, Var};
use crate::error::Error;
use crate::float::Float;
use crate::ops;

impl<T: Float> Graph<T> {
    /// `torch.cat(parts, dim)`: one behind the other along a dimension that exists. Panics without parts.
    #[must_use]
    pub fn cat<'g>(&self, parts: &[Var<'g, T>], dim: isize) -> Var<'g, T> {
        let (first, others) = parts.split_first().expect("cat needs at least one tensor");
        first.apply(ops::Cat { dim }, others)
    }

    /// `torch.stack(parts, dim)`: one behind the other along a new dimension. Panics without parts.
    #[must_use]
    pub fn stack<'g>(&self, parts: &[Var<'g, T>], dim: isize) -> Var<'g, T> {
        let parts: Vec<_> = parts.iter().map(|part| part.unsqueeze(dim)).collect();
        self.cat(&parts, dim)
    }
}

impl<T: Float> Var<'_, T> {
    /// `torch.matmul(self, other)`: a product of matrices, of a vector with one, or of many in pairs.
    #[must_use]
    pub fn matmul(self, other: Self) -> Self {
        match (self.shape().dims().len(), other.shape().dims().len()) {
            (2, 2) => self.apply(ops::MatMul, &[other]),
            // A vector on the left is a row, one on the right a column, and goes away again afterwards.
            (1, 1) => self.unsqueeze(0).matmul(other.unsqueeze(1)).reshape(&[]),
            (1, _) => self.unsqueeze(0).matmul(other).squeeze(Some(-2)),
            (_, 1) => self.matmul(other.unsqueeze(1)).squeeze(Some(-1)),
            _ => self.apply(ops::BatchMatMul, &[other]),
        }
    }

    /// `tensor.amax(dim, keepdim)`: the largest number along a dimension; equally large ones share the gradient.
    #[must_use]
    pub fn amax(self, dim: isize, keepdim: bool) -> Self {
        self.apply(ops::Amax { dim, keepdim }, &[])
    }

    /// `tensor.max()`: the largest of all numbers; equally large ones share the gradient.
    #[must_use]
    pub fn max(self) -> Self {
        self.reshape(&[-1]).amax(0, false)
    }

    /// `tensor.max(dim, keepdim).values`: the largest number along a dimension; the first one gets the gradient.
    #[must_use]
    pub fn max_dim(self, dim: isize, keepdim: bool) -> Self {
        self.apply(ops::Max { dim, keepdim }, &[])
    }

    /// `tensor.argmax(dim, keepdim)`: the place of the largest number along a dimension, counted from 0.
    #[must_use]
    pub fn argmax(self, dim: isize, keepdim: bool) -> Self {
        self.apply(ops::Argmax { dim, keepdim }, &[])
    }

    /// `torch.maximum(self, other)`: the larger of two cells.
    #[must_use]
    pub fn maximum(self, other: Self) -> Self {
        self.apply(ops::Maximum, &[other])
    }

    /// `torch.minimum(self, other)`: the smaller of two cells.
    #[must_use]
    pub fn minimum(self, other: Self) -> Self {
        self.apply(ops::Minimum, &[other])
    }

    /// `tensor.clamp(min, max)`: cut off at both limits; an infinite limit is none.
    #[must_use]
    pub fn clamp(self, min: f64, max: f64) -> Self {
        self.apply(ops::Clamp { min, max }, &[])
    }

    /// `tensor.gt(other)`: 1 where this is larger, otherwise 0.
    #[must_use]
    pub fn gt(self, other: Self) -> Self {
        self.apply(ops::Gt, &[other])
    }

    /// `tensor.lt(other)`: 1 where this is smaller, otherwise 0.
    #[must_use]
    pub fn lt(self, other: Self) -> Self {
        self.apply(ops::Lt, &[other])
    }

    /// `tensor.eq(other)`: 1 where both are equal, otherwise 0.
    #[must_use]
    pub fn eq(self, other: Self) -> Self {
        self.apply(ops::Eq, &[other])
    }

    /// `tensor.where(condition, other)`: this where the condition is not 0, otherwise `other`.
    #[must_use]
    pub fn where_(self, condition: Self, other: Self) -> Self {
        condition.apply(ops::Where, &[self, other])
    }

    /// `tensor.gather(dim, index)`: in each line along `dim`, the cells that the index names. Panics on an
    /// index that is out of range.
    #[must_use]
    pub fn gather(self, dim: isize, index: Self) -> Self {
        let picked = self.apply(ops::Gather { dim }, &[index]);
        let size = self.shape().dims()
            [usize::try_from(dim).unwrap_or_else(|_| self.shape().dims().len() - dim.unsigned_abs())];
        index.must_name_one_of("gather", size);
        picked
    }

    /// `torch.nn.functional.one_hot(self, num_classes)`: for each class a row of zeros with a single 1. Panics
    /// on a class that is out of range.
    #[must_use]
    pub fn one_hot(self, num_classes: usize) -> Self {
        self.must_name_one_of("one_hot", num_classes);
        self.apply(ops::OneHot { num_classes }, &[])
    }

    /// Panics unless each cell is a whole number below `count`.
    fn must_name_one_of(self, op: &str, count: usize) {
        let fits = |cell: &T| cell.fract() == T::zero() && *cell >= T::zero() && cell.as_f64() < count as f64;
        if let Some(cell) = self.value().data().iter().find(|cell| !fits(cell)) {
            panic!("{}", Error::new("index_range", &[("op", &op), ("value", cell), ("count", &count)]));
        }
    }

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
    erf Erf "`tensor.erf()`: the error function of each cell."
    sqrt Sqrt "`tensor.sqrt()`: the square root of each cell."
    rsqrt Rsqrt "`tensor.rsqrt()`: 1 divided by the square root of each cell."
    reciprocal Reciprocal "`tensor.reciprocal()`: 1 divided by each cell."
}
