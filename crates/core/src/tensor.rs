//! A tensor is a block of numbers with a shape: a single number, a row, a table, or more.

use crate::error::{Error, Result};
use crate::float::Float;
use std::fmt;

/// The most dimensions that a tensor may have.
pub const MAX_DIMS: usize = 8;

/// The sizes of a tensor's dimensions, outermost first: `[15, 1]` is 15 rows of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape(Vec<usize>);

impl Shape {
    /// A shape with these sizes; `&[]` is the shape of a single number.
    #[must_use]
    pub fn new(dims: &[usize]) -> Self {
        Self(dims.to_vec())
    }

    /// The sizes, outermost first.
    #[must_use]
    pub fn dims(&self) -> &[usize] {
        &self.0
    }

    /// How many numbers a tensor of this shape holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().product()
    }

    /// The shape that two operands broadcast to, PyTorch's rule: counted from the last, each pair of
    /// sizes must be equal, or one of them 1 or absent.
    #[must_use]
    pub fn broadcast(&self, other: &Self) -> Option<Self> {
        let rank = self.0.len().max(other.0.len());
        let size =
            |shape: &Self, from_last: usize| shape.0.len().checked_sub(from_last + 1).map_or(1, |dim| shape.0[dim]);
        let mut dims = vec![0; rank];
        for from_last in 0..rank {
            dims[rank - 1 - from_last] = match (size(self, from_last), size(other, from_last)) {
                (a, b) if a == b => a,
                (1, b) => b,
                (a, 1) => a,
                _ => return None,
            };
        }
        Some(Self(dims))
    }

    /// Whether the cells of this shape, repeated in order, fill `whole`: `[3]` in `[2, 3]`, for example.
    #[must_use]
    pub fn repeats_in(&self, whole: &Self) -> bool {
        let skip = self.0.iter().take_while(|size| **size == 1).count();
        whole.0.ends_with(&self.0[skip..])
    }

    /// Walks the cells of `whole` in order and gives, for each, the cell of this shape that
    /// broadcasts to it. Allocates nothing.
    #[must_use]
    pub fn cells_in<'a>(&self, whole: &'a Self) -> Cells<'a> {
        let mut strides = [0; MAX_DIMS];
        let offset = whole.0.len() - self.0.len();
        for (dim, stride) in self.steps()[..self.0.len()].iter().enumerate() {
            strides[offset + dim] = if self.0[dim] == 1 { 0 } else { *stride };
        }
        whole.walk(0, strides)
    }

    /// As [`Shape::cells_in`], for the matrices in the last two dimensions: where in this shape the one starts
    /// that goes with each matrix of `whole`.
    #[cfg(feature = "full")]
    pub(crate) fn matrices_in<'a>(&self, whole: &'a Self) -> Cells<'a> {
        let cells = self.cells_in(whole);
        let dims = &whole.0[..whole.0.len().saturating_sub(2)];
        Cells { dims, left: dims.iter().product(), ..cells }
    }

    /// Walks the cells of this shape in order and gives, for each, a place elsewhere: from `start`, one
    /// step in a dimension leads `strides` of that dimension further. Allocates nothing.
    #[must_use]
    pub fn walk(&self, start: usize, strides: [usize; MAX_DIMS]) -> Cells<'_> {
        Cells { dims: &self.0, strides, index: [0; MAX_DIMS], cell: start, left: self.count() }
    }

    /// `tensor.stride()`: how many cells further the next one in each dimension lies. For `[2, 3]` it is `[3, 1]`; an
    /// array, so that a rule can use it without allocating.
    pub(crate) fn steps(&self) -> [usize; MAX_DIMS] {
        let mut strides = [0; MAX_DIMS];
        let mut stride = 1;
        for (dim, size) in self.0.iter().enumerate().rev() {
            strides[dim] = stride;
            stride *= size.max(&1);
        }
        strides
    }

    /// The position of a cell in each dimension: cell 5 of `[2, 3]` is `[1, 2]`.
    #[must_use]
    pub fn index_of(&self, mut cell: usize) -> Vec<usize> {
        let mut index = vec![0; self.0.len()];
        for dim in (0..self.0.len()).rev() {
            index[dim] = cell % self.0[dim].max(1);
            cell /= self.0[dim].max(1);
        }
        index
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, size) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{size}")?;
        }
        f.write_str("]")
    }
}

/// See [`Shape::walk`].
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    dims: &'a [usize],
    strides: [usize; MAX_DIMS],
    index: [usize; MAX_DIMS],
    cell: usize,
    left: usize,
}

impl Iterator for Cells<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let cell = self.cell;
        for dim in (0..self.dims.len()).rev() {
            self.index[dim] += 1;
            self.cell += self.strides[dim];
            if self.index[dim] < self.dims[dim] {
                break;
            }
            self.cell -= self.strides[dim] * self.index[dim];
            self.index[dim] = 0;
        }
        Some(cell)
    }
}

/// Numbers in row-major order with a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor<T> {
    shape: Shape,
    data: Vec<T>,
}

impl<T: Float> Tensor<T> {
    /// A tensor of this shape.
    ///
    /// # Errors
    /// When the count of numbers is not the product of the sizes, or there are more than
    /// [`MAX_DIMS`] dimensions.
    pub fn new(dims: &[usize], data: Vec<T>) -> Result<Self> {
        let shape = Shape::new(dims);
        if dims.len() > MAX_DIMS {
            return Err(Error::new("rank", &[("op", &"tensor"), ("shape", &shape), ("max", &MAX_DIMS)]));
        }
        let count = dims.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
        if count != Some(data.len()) {
            let fits = count.map_or_else(|| "2^64".to_owned(), |count| count.to_string());
            return Err(Error::new("shape_count", &[("shape", &shape), ("fits", &fits), ("value", &data.len())]));
        }
        Ok(Self { shape, data })
    }

    /// A single number, shape `[]`.
    #[must_use]
    pub fn scalar(value: T) -> Self {
        Self { shape: Shape::default(), data: vec![value] }
    }

    /// One number after the other, shape `[n]`.
    #[must_use]
    pub fn row(values: &[T]) -> Self {
        Self { shape: Shape::new(&[values.len()]), data: values.to_vec() }
    }

    /// One number below the other, shape `[n, 1]`: n examples of one feature.
    #[must_use]
    pub fn column(values: &[T]) -> Self {
        Self { shape: Shape::new(&[values.len(), 1]), data: values.to_vec() }
    }

    /// All zeros.
    #[must_use]
    pub fn zeros(dims: &[usize]) -> Self {
        let shape = Shape::new(dims);
        let data = vec![T::zero(); shape.count()];
        Self { shape, data }
    }

    /// The sizes of the dimensions.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The numbers in row-major order.
    #[must_use]
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// The numbers in row-major order, to be changed in place.
    pub fn data_mut(&mut self) -> &mut [T] {
        &mut self.data
    }
}

impl<T: Float> From<T> for Tensor<T> {
    fn from(value: T) -> Self {
        Self::scalar(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broadcasting_follows_pytorch() {
        let check = |a: &[usize], b: &[usize], expect: Option<&[usize]>| {
            assert_eq!(Shape::new(a).broadcast(&Shape::new(b)), expect.map(Shape::new), "{a:?} with {b:?}");
        };
        check(&[], &[], Some(&[]));
        check(&[3], &[2, 3], Some(&[2, 3]));
        check(&[2, 1], &[3], Some(&[2, 3]));
        check(&[2, 3], &[2], None);
        check(&[0], &[1], Some(&[0]));
    }

    #[test]
    fn cells_of_a_broadcast_operand_repeat() {
        let whole = Shape::new(&[2, 3]);
        let cells = |dims: &[usize]| Shape::new(dims).cells_in(&whole).collect::<Vec<_>>();
        assert_eq!(cells(&[3]), [0, 1, 2, 0, 1, 2]);
        assert_eq!(cells(&[2, 1]), [0, 0, 0, 1, 1, 1]);
        assert_eq!(cells(&[]), [0; 6]);
        assert!(Shape::new(&[1, 3]).repeats_in(&whole) && !Shape::new(&[2, 1]).repeats_in(&whole));
    }

    #[test]
    fn neighbours_lie_a_stride_apart() {
        let check = |dims: &[usize], expect: &[usize]| {
            assert_eq!(Shape::new(dims).steps()[..dims.len()], *expect, "{dims:?}");
        };
        check(&[], &[]);
        check(&[2, 3], &[3, 1]);
        check(&[2, 0, 4], &[4, 4, 1]);
    }

    #[test]
    fn a_wrong_count_is_an_error() {
        let error = Tensor::new(&[2, 3], vec![1.0_f32; 5]).unwrap_err();
        assert_eq!(error.to_string(), "a tensor of shape [2, 3] needs 6 numbers, not 5");
    }
}
