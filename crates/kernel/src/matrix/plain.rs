//! Matrix products cell by cell: few bytes, and fast enough for the demo.

use super::Factor;
use crate::Number;

/// Nothing is needed for this.
pub(crate) trait Large {}
impl<T> Large for T {}

/// `y = a · b`, or added to y. Each cell adds up its terms in order.
pub(super) fn product<T: Number>(a: Factor<T>, b: Factor<T>, y: &mut [T], k: usize, n: usize, add: bool) {
    let rows = y.len() / n;
    for (index, y) in y.iter_mut().enumerate() {
        let term = |term| at(a, index / n, term, rows, k) * at(b, term, index % n, k, n);
        let sum = (0..k).map(term).fold(T::default(), |sum, term| sum + term);
        *y = if add { *y + sum } else { sum };
    }
}

fn at<T: Number>(factor: Factor<T>, row: usize, column: usize, rows: usize, columns: usize) -> T {
    match factor {
        Factor::AsItIs(cells) => cells[row * columns + column],
        Factor::Transposed(cells) => cells[column * rows + row],
    }
}
