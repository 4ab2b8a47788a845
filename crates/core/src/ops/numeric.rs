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

/// The links of a reduction to one number.
pub(super) fn one_to_many(input: &Shape, cell: Cell) -> Vec<Link> {
    let cells = match cell {
        Cell::Output(_) => 0..input.count(),
        Cell::Input(_, cell) => cell..cell + 1,
    };
    cells.map(|cell| Link { output: 0, inputs: vec![cell] }).collect()
}

/// The terms of a product of m × k and k × n: output (row, column) reads (row, term) and (term, column).
pub(super) fn product_links(
    m: usize,
    k: usize,
    n: usize,
    left: impl Fn(usize, usize) -> usize,
    right: impl Fn(usize, usize) -> usize,
    cell: Cell,
) -> Vec<Link> {
    let matches = |link: &Link| match cell {
        Cell::Output(output) => link.output == output,
        Cell::Input(input, cell) => link.inputs[input] == cell,
    };
    // The rows that can matter, so that asking for one cell does not walk through all.
    let rows = match cell {
        Cell::Output(output) => output / n.max(1)..output / n.max(1) + 1,
        Cell::Input(0, cell) => cell / k.max(1)..cell / k.max(1) + 1,
        Cell::Input(..) => 0..m,
    };
    let terms = rows.flat_map(|row| (0..n).flat_map(move |column| (0..k).map(move |term| (row, column, term))));
    terms
        .map(|(row, column, term)| Link {
            output: row * n + column,
            inputs: vec![left(row, term), right(term, column)],
        })
        .filter(matches)
        .collect()
}
