//! What several operations compute in the same careful way.

use crate::float::Float;
use crate::op::{Cell, Link};
use crate::tensor::Shape;

/// The logistic function. The exponential is only ever taken of a negative number, so that it
/// cannot overflow: e^1000 would be infinite, and infinite / infinite is NaN.
pub(super) fn sigmoid<T: Float>(x: T) -> T {
    let e = (-x.abs()).exp();
    if x < T::zero() { e / (T::one() + e) } else { T::one() / (T::one() + e) }
}

/// Adds up in eight lanes: quicker than one by one, and the rounding errors stay smaller.
pub(super) fn sum<T: Float>(cells: &[T]) -> T {
    let mut lanes = [T::zero(); 8];
    let chunks = cells.chunks_exact(8);
    let rest = chunks.remainder().iter().copied().sum::<T>();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, cell)| *lane += *cell);
    }
    lanes.into_iter().sum::<T>() + rest
}

/// The links of a reduction to one number.
pub(super) fn one_to_many(input: &Shape, cell: Cell) -> Vec<Link> {
    let cells = match cell {
        Cell::Output(_) => 0..input.count(),
        Cell::Input(_, cell) => cell..cell + 1,
    };
    cells.map(|cell| Link { output: 0, inputs: vec![cell] }).collect()
}
