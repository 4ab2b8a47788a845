//! Matrix products, in blocks that stay in registers.
//!
//! A block is a few rows of the result by a panel of columns. The panel's part of the right factor is
//! copied to one place first, so that its rows lie one after the other; then each number of the left
//! factor meets all columns of the panel at once. Each cell adds up its terms in order.

use super::{Factor, Multiplies};
use std::array::from_fn;
use std::cell::RefCell;
use std::ops::Range;

/// How many rows of the result are computed together.
const HIGH: usize = 4;
/// How many columns, and how many where no more are left.
const WIDE: usize = 8;
const NARROW: usize = 4;
/// How many terms a panel holds: with this many it stays in the processor's first cache.
const DEEP: usize = 256;

/// A part of the right factor.
type Panel<T> = [[T; WIDE]; DEEP];

/// Has a place for a panel that need not be cleared each time.
pub(crate) trait Large: Sized {
    fn with_panel(work: impl FnOnce(&mut Panel<Self>));
}

macro_rules! large {
    ($T:ty) => {
        impl Large for $T {
            #[inline(always)]
            fn with_panel(work: impl FnOnce(&mut Panel<Self>)) {
                thread_local!(static PANEL: RefCell<Panel<$T>> = const { RefCell::new([[0.0; WIDE]; DEEP]) });
                PANEL.with_borrow_mut(work);
            }
        }
    };
}

large!(f32);
large!(f64);

/// `y = a · b`, or added to y.
#[inline(always)]
pub(super) fn product<T: Multiplies>(a: Factor<T>, b: Factor<T>, y: &mut [T], k: usize, n: usize, add: bool) {
    T::with_panel(|panel| {
        for start in (0..n).step_by(WIDE) {
            let columns = start..n.min(start + WIDE);
            if columns.len() > NARROW {
                panel_product::<T, WIDE>(a, b, y, [k, n], columns, panel, add);
            } else {
                panel_product::<T, NARROW>(a, b, y, [k, n], columns, panel, add);
            }
        }
    });
}

/// Some columns of y.
#[inline(always)]
fn panel_product<T: Multiplies, const W: usize>(
    a: Factor<T>,
    b: Factor<T>,
    y: &mut [T],
    [k, n]: [usize; 2],
    columns: Range<usize>,
    panel: &mut Panel<T>,
    add: bool,
) {
    for start in (0..k).step_by(DEEP) {
        let terms = start..k.min(start + DEEP);
        let panel = &mut panel[..terms.len()];
        fill(panel, b, [k, n], &terms, &columns);
        let add = add || start > 0;
        let m = y.len() / n;
        let whole = m - m % HIGH;
        for row in (0..whole).step_by(HIGH) {
            put(block::<T, HIGH, W>(a, [m, k], row, &terms, panel), y, n, row, &columns, add);
        }
        for row in whole..m {
            put(block::<T, 1, W>(a, [m, k], row, &terms, panel), y, n, row, &columns, add);
        }
    }
}

/// Copies a part of b. What is right of the last column stays as it was, and its products are dropped.
#[inline(always)]
fn fill<T: Copy>(
    panel: &mut [[T; WIDE]],
    b: Factor<T>,
    [k, n]: [usize; 2],
    terms: &Range<usize>,
    columns: &Range<usize>,
) {
    match b {
        Factor::AsItIs(b) => {
            let rows = b[terms.start * n..].chunks_exact(n);
            for (to, row) in panel.iter_mut().zip(rows) {
                let row = &row[columns.clone()];
                if let Ok(row) = <&[T; WIDE]>::try_from(row) {
                    *to = *row;
                } else {
                    to[..row.len()].copy_from_slice(row);
                }
            }
        }
        Factor::Transposed(b) => {
            for (lane, row) in b[columns.start * k..columns.end * k].chunks_exact(k).enumerate() {
                panel.iter_mut().zip(&row[terms.clone()]).for_each(|(to, from)| to[lane] = *from);
            }
        }
    }
}

/// `H` rows by `W` columns of the product with the panel.
#[inline(always)]
fn block<T: Multiplies, const H: usize, const W: usize>(
    a: Factor<T>,
    [m, k]: [usize; 2],
    row: usize,
    terms: &Range<usize>,
    panel: &[[T; WIDE]],
) -> [[T; W]; H] {
    let mut sums = [[T::default(); W]; H];
    let mut meet = |a: [T; H], b: &[T; WIDE]| {
        for (sums, a) in sums.iter_mut().zip(a) {
            for lane in 0..W {
                sums[lane] += a * b[lane];
            }
        }
    };
    match a {
        Factor::AsItIs(a) => {
            let rows: [&[T]; H] = from_fn(|high| &a[(row + high) * k + terms.start..][..panel.len()]);
            for (term, b) in panel.iter().enumerate() {
                meet(from_fn(|high| rows[high][term]), b);
            }
        }
        Factor::Transposed(a) => {
            for (a, b) in a[terms.start * m..].chunks_exact(m).zip(panel) {
                meet(from_fn(|high| a[row + high]), b);
            }
        }
    }
    sums
}

/// Writes or adds a block to y.
#[inline(always)]
fn put<T: Multiplies, const H: usize, const W: usize>(
    sums: [[T; W]; H],
    y: &mut [T],
    n: usize,
    row: usize,
    columns: &Range<usize>,
    add: bool,
) {
    for (high, sums) in sums.iter().enumerate() {
        let y = &mut y[(row + high) * n..][columns.clone()];
        if let (Ok(y), false) = (<&mut [T; W]>::try_from(&mut *y), add) {
            *y = *sums;
        } else if add {
            y.iter_mut().zip(sums).for_each(|(y, sum)| *y += *sum);
        } else {
            y.copy_from_slice(&sums[..y.len()]);
        }
    }
}
