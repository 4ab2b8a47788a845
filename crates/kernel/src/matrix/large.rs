//! Matrix products, in blocks that stay in registers.
//!
//! A block is a few rows of the result by a panel of columns. Where the panel's part of the right factor does not
//! lie row by row, or is needed many times, it is copied to one place first; then each number of the left factor
//! meets all columns of the panel at once. Each cell adds up its terms in order.

use super::Factor;
use crate::Number;
use crate::simd::{Four, block};
use std::array::from_fn;
use std::cell::RefCell;

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
    let sizes = [y.len() / n, k, n];
    T::with_panel(|panel| {
        let mut start = 0;
        while start < n {
            // As few as possible are left over in the last panel.
            start += match n - start {
                1..=4 => columns::<T, 1>(a, b, y, sizes, start, panel, add),
                9..=12 => columns::<T, 3>(a, b, y, sizes, start, panel, add),
                _ => columns::<T, 2>(a, b, y, sizes, start, panel, add),
            };
        }
    });
}

/// Some columns of y, from one on; how many.
fn columns<T: Number, const V: usize>(
    a: Factor<T>,
    b: Factor<T>,
    y: &mut [T],
    [m, k, n]: [usize; 3],
    start: usize,
    panel: &mut Panel<T>,
    add: bool,
) -> usize {
    let whole = start + 4 * V <= n;
    // Read so often that it pays to have its rows one after the other.
    let often = m >= 16 && k >= 32 && n > 16;
    for first in (0..k).step_by(DEEP) {
        let terms = DEEP.min(k - first);
        let (right, next) = match b {
            Factor::AsItIs(b) if whole && !often => (&b[first * n + start..], n),
            _ => {
                fill::<T, V>(&mut panel[..terms * V], b, [k, n], first, start);
                (panel.as_flattened(), 4 * V)
            }
        };
        let (left, steps) = match a {
            Factor::AsItIs(a) => (&a[first..], [k, 1]),
            Factor::Transposed(a) => (&a[first * m..], [1, m]),
        };
        let add = add || first > 0;
        let mut row = 0;
        while row < m {
            let (left, y) = (&left[row * steps[0]..], &mut y[row * n..]);
            row += match m - row {
                4.. => put(block::<T, 4, V>(left, steps, right, next, terms), y, n, start, add),
                2.. => put(block::<T, 2, V>(left, steps, right, next, terms), y, n, start, add),
                _ => put(block::<T, 1, V>(left, steps, right, next, terms), y, n, start, add),
            };
        }
    }
    4 * V
}

/// Copies a part of b: from a term and a column on. Right of the last column there are zeros.
#[inline(always)]
fn fill<T: Number, const V: usize>(
    panel: &mut [[T; 4]],
    b: Factor<T>,
    [k, n]: [usize; 2],
    term: usize,
    start: usize,
) {
    let terms = panel.len() / V;
    for group in 0..V {
        let column = start + 4 * group;
        let columns = column.min(n)..n.min(column + 4);
        match b {
            Factor::AsItIs(b) => {
                for (to, row) in panel.chunks_exact_mut(V).zip(b[term * n..].chunks_exact(n)) {
                    let row = &row[columns.clone()];
                    to[group] = row.first_chunk().copied().unwrap_or_else(|| crate::cells::filled::<T>(row).cells());
                }
            }
            Factor::Transposed(b) if columns.len() == 4 => {
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
                    to[group] = from_fn(|lane| {
                        if column + lane < n { b[(column + lane) * k + term + index] } else { T::default() }
                    });
                }
            }
        }
    }
}

/// Writes or adds a block to the first rows of y, from a column on; how many rows.
#[inline(always)]
fn put<T: Number, const H: usize, const V: usize>(
    sums: [[T::Four; V]; H],
    y: &mut [T],
    n: usize,
    start: usize,
    add: bool,
) -> usize {
    for (high, sums) in sums.iter().enumerate() {
        let y = &mut y[high * n + start..high * n + n.min(start + 4 * V)];
        let (fours, rest) = y.as_chunks_mut::<4>();
        for (y, sum) in fours.iter_mut().zip(sums) {
            (if add { T::Four::load(y) + *sum } else { *sum }).store(y);
        }
        if let (Some(sum), false) = (sums.get(fours.len()), rest.is_empty()) {
            let old = crate::cells::filled::<T>(rest);
            crate::cells::keep::<T>(if add { old + *sum } else { *sum }, rest);
        }
    }
    H
}
