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

/// The terms of a product of m × k and k × n: output (row, column) reads (row, term) on the left, and on the right the
/// cell that lies `by[0]` cells further for each term and `by[1]` for each column.
///
/// A product has m · k · n terms, which may be millions: only those of the cell are gone through.
pub(super) fn product_links([m, k, n]: [usize; 3], by: [usize; 2], cell: Cell) -> Vec<Link> {
    // The only row, column or term that a cell belongs to; none where there are none.
    let only = |cell: usize, step: usize, size: usize| {
        let place = cell / step.max(1) % size.max(1);
        place..(place + 1).min(size)
    };
    let (rows, columns, terms) = match cell {
        Cell::Output(cell) => (only(cell, n, m), only(cell, 1, n), 0..k),
        Cell::Input(0, cell) => (only(cell, k, m), 0..n, only(cell, 1, k)),
        Cell::Input(_, cell) => (0..m, only(cell, by[1], n), only(cell, by[0], k)),
    };
    let link = |row: usize, column: usize, term: usize| Link {
        output: row * n + column,
        inputs: vec![row * k + term, term * by[0] + column * by[1]],
    };
    let mut links = Vec::new();
    for row in rows {
        for column in columns.clone() {
            links.extend(terms.clone().map(|term| link(row, column, term)));
        }
    }
    links
}
