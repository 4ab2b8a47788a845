//! Matrix products, in blocks that stay in registers.
//!
//! A block is a few rows of the result by a panel of columns. Where the panel's part of the right factor does not
//! lie row by row, or is needed many times, it is copied to one place first; then each number of the left factor
//! meets all columns of the panel at once. Each cell adds up its terms in order.

use super::Factor;
use crate::Number;
use crate::cells::filled;
use crate::simd::{Factors, Four};
use std::array::from_fn;
use std::cell::RefCell;
use std::ops::Range;

/// The most columns of a panel, in fours.
const WIDE: usize = 3;
/// How many terms a panel holds: with this many it stays in the processor's first cache.
const DEEP: usize = 512;

/// A part of the right factor: for each term as many fours as the panel is wide.
type Panel<T> = [[T; 4]; WIDE * DEEP];

/// Has a place for a panel that need not be cleared each time.
pub(crate) trait Large: Sized {
    fn with_panel(work: impl FnOnce(&mut Panel<Self>));
}

macro_rules! large {
    ($T:ty) => {
        impl Large for $T {
            #[inline(always)]
            fn with_panel(work: impl FnOnce(&mut Panel<Self>)) {
                thread_local!(static PANEL: RefCell<Panel<$T>> = const { RefCell::new([[0.0; 4]; WIDE * DEEP]) });
                PANEL.with_borrow_mut(work);
            }
        }
    };
}

large!(f32);
large!(f64);

/// `y = a · b`, or added to y.
#[inline(always)]
pub(super) fn product<T: Number>(a: Factor<T>, b: Factor<T>, y: &mut [T], k: usize, n: usize, add: bool) {
    let m = y.len() / n;
    T::with_panel(|panel| match (a, b) {
        // What is high and narrow is made lying down, yᵀ = bᵀ · a: so the rows of a are read as they are.
        (Factor::Transposed(a), Factor::AsItIs(b)) if n < 4 && m >= 4 => {
            whole(Factor::Transposed(b), Factor::AsItIs(a), y, [1, n], [n, k, m], panel, add);
        }
        _ => whole(a, b, y, [n, 1], [m, k, n], panel, add),
    });
}

/// All columns. The steps say how far it is in y from row to row, and from column to column.
fn whole<T: Number>(
    a: Factor<T>,
    b: Factor<T>,
    y: &mut [T],
    steps: [usize; 2],
    sizes: [usize; 3],
    panel: &mut Panel<T>,
    add: bool,
) {
    let n = sizes[2];
    let mut start = 0;
    while start < n {
        // As few as possible are left over in the last panel.
        start += match n - start {
            1..=4 => columns::<T, 1>(a, b, y, steps, sizes, start, panel, add),
            9..=12 => columns::<T, 3>(a, b, y, steps, sizes, start, panel, add),
            _ => columns::<T, 2>(a, b, y, steps, sizes, start, panel, add),
        };
    }
}

/// Some columns of y, from one on; how many.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "two factors, a result, and where things are in them")]
fn columns<T: Number, const V: usize>(
    a: Factor<T>,
    b: Factor<T>,
    y: &mut [T],
    steps: [usize; 2],
    [m, k, n]: [usize; 3],
    start: usize,
    panel: &mut Panel<T>,
    add: bool,
) -> usize {
    // Read so often that it pays to have its rows one after the other.
    let often = m >= 16 && k >= 32 && n > 16;
    let end = n.min(start + 4 * V);
    let mut first = 0;
    while first < k {
        let terms = DEEP.min(k - first);
        let (right, next) = match b {
            Factor::AsItIs(b) if end == start + 4 * V && !often => (&b[first * n + start..], n),
            _ => {
                fill::<T, V>(&mut panel[..terms * V], b, [k, n], first, start);
                (panel.as_flattened(), 4 * V)
            }
        };
        let factors = match a {
            Factor::AsItIs(a) => Factors::<T, V>::new(&a[first..], [k, 1], right, next, m, terms),
            Factor::Transposed(a) => Factors::<T, V>::new(&a[first * m..], [1, m], right, next, m, terms),
        };
        let add = add || first > 0;
        first += terms;
        let mut row = 0;
        while row < m {
            row += match m - row {
                4.. => put(factors.block::<4>(row), y, steps, row, start..end, add),
                2.. => put(factors.block::<2>(row), y, steps, row, start..end, add),
                _ => put(factors.block::<1>(row), y, steps, row, start..end, add),
            };
        }
    }
    4 * V
}

/// Writes or adds a block to y, from a row on; how many rows.
#[inline(always)]
fn put<T: Number, const H: usize, const V: usize>(
    sums: [[T::Four; V]; H],
    y: &mut [T],
    steps: [usize; 2],
    row: usize,
    columns: Range<usize>,
    add: bool,
) -> usize {
    for (high, sums) in sums.iter().enumerate() {
        let first = (row + high) * steps[0];
        if steps[1] == 1 && columns.len() == 4 * V {
            let y = y[first + columns.start..][..4 * V].as_chunks_mut::<4>().0;
            for v in 0..V {
                (if add { T::Four::load(&y[v]) + sums[v] } else { sums[v] }).store(&mut y[v]);
            }
        } else {
            let sums = sums.iter().flat_map(|sum| sum.cells());
            for (column, sum) in columns.clone().zip(sums) {
                let y = &mut y[first + column * steps[1]];
                *y = if add { *y + sum } else { sum };
            }
        }
    }
    H
}

/// Copies a part of b: from a term and a column on. Right of the last column there are zeros.
#[inline(never)]
fn fill<T: Number, const V: usize>(panel: &mut [[T; 4]], b: Factor<T>, [k, n]: [usize; 2], term: usize, start: usize) {
    let terms = panel.len() / V;
    for group in 0..V {
        let column = start + 4 * group;
        match b {
            Factor::AsItIs(b) => {
                let columns = column.min(n)..n.min(column + 4);
                for (to, row) in panel.chunks_exact_mut(V).zip(b[term * n..].chunks_exact(n)) {
                    let row = &row[columns.clone()];
                    to[group] = row.first_chunk().copied().unwrap_or_else(|| filled::<T>(row).cells());
                }
            }
            Factor::Transposed(b) if column + 4 <= n => {
                let rows: [&[T]; 4] = from_fn(|lane| &b[(column + lane) * k + term..][..terms]);
                let (fours, rests) = (rows.map(|row| row.as_chunks::<4>().0), rows.map(|row| row.as_chunks::<4>().1));
                for index in 0..terms / 4 {
                    let turned = Four::turned(fours.map(|fours| T::Four::load(&fours[index])));
                    for (lane, four) in turned.into_iter().enumerate() {
                        four.store(&mut panel[(4 * index + lane) * V + group]);
                    }
                }
                for index in 0..terms % 4 {
                    panel[(terms / 4 * 4 + index) * V + group] = rests.map(|rest| rest[index]);
                }
            }
            Factor::Transposed(b) => {
                for (index, to) in panel.chunks_exact_mut(V).enumerate() {
                    let cell = |lane| b.get((column + lane) * k + term + index).copied().unwrap_or_default();
                    to[group] = from_fn(cell);
                }
            }
        }
    }
}
