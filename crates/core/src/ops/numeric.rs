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

/// Adds up terms that lie in no slice, in the order of `Kernel::sum`, so that not even the last bit differs: in eight lanes, where there are
/// enough numbers in four groups of eight; then what is left over, and the lanes one after the other.
pub(super) fn sum<T: Float>(mut cells: impl ExactSizeIterator<Item = T>) -> T {
    let vectors = cells.len() / 8;
    let grouped = vectors / 4 * 4;
    let mut lanes = [[T::zero(); 8]; 4];
    for vector in 0..vectors {
        let group = if vector < grouped { vector % 4 } else { 0 };
        lanes[group].iter_mut().zip(&mut cells).for_each(|(lane, cell)| *lane += cell);
    }
    let rest = cells.fold(T::zero(), |sum, cell| sum + cell);
    (0..8).fold(rest, |sum, lane| sum + (((lanes[0][lane] + lanes[1][lane]) + lanes[2][lane]) + lanes[3][lane]))
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

#[cfg(test)]
mod tests {
    use super::sum;
    use crate::float::Kernel;

    #[test]
    fn terms_are_added_in_the_order_of_the_kernel() {
        let cells: Vec<f32> = (0..200_u16).map(|cell| 1.0 / (f32::from(cell) + 0.3)).collect();
        for count in 0..cells.len() {
            let cells = &cells[..count];
            assert_eq!(sum(cells.iter().copied()).to_bits(), <f32 as Kernel>::sum(cells).to_bits(), "{count} cells");
        }
    }
}
