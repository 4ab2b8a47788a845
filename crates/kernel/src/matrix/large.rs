//! Matrix products, in blocks that stay in registers.
//!
//! A block is a few rows of the result by a panel of columns. Where the panel's part of the right factor does not
//! lie row by row, or is needed many times, it is copied to one place first; then each number of the left factor
//! meets all columns of the panel at once. Each cell adds up its terms in order.

use super::{Factor, small};
use crate::Number;
use crate::cells::{filled, fours, store};
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
    match (a, b) {
        (Factor::AsItIs(a), Factor::AsItIs(b) | Factor::Transposed(b)) if n == 1 => small::column(a, b, y, k, add),
        _ if n == small::EIGHT && k <= DEEP => small::eight(a, b, y, k, add),
        (Factor::Transposed(a), Factor::AsItIs(b)) if n < 4 && y.len() == n * small::EIGHT && k <= DEEP => {
            small::lying(a, b, y, k, n, add);
        }
        // What is high and narrow is made lying down, yᵀ = bᵀ · a: so the rows of a are read as they are.
        (Factor::Transposed(a), Factor::AsItIs(b)) if n < 4 && y.len() >= 4 * n => {
            let (a, b, m) = (Factor::Transposed(b), Factor::AsItIs(a), y.len() / n);
            T::with_panel(|panel| whole(a, b, y, [1, n], [n, k, m], panel, add));
        }
        _ => T::with_panel(|panel| whole(a, b, y, [n, 1], [y.len() / n, k, n], panel, add)),
    }
}

/// All columns. The steps say how far it is in y from row to row, and from column to column.
#[inline(never)]
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
        let terms = first..k.min(first + DEEP);
        let (right, next) = match b {
            Factor::AsItIs(b) if end == start + 4 * V && !often => (&b[first * n + start..], n),
            _ => {
                fill::<T, V>(&mut panel[..terms.len() * V], b, [k, n], first, start);
                (panel.as_flattened(), 4 * V)
            }
        };
        let factors = factors::<T, V>(a, right, next, [m, k], terms.clone());
        rows(&factors, y, steps, start..end, add || first > 0);
        first = terms.end;
    }
    4 * V
}

/// Some terms of a product of `m` rows and `k` terms.
#[inline(always)]
fn factors<'f, T: Number, const V: usize>(
    a: Factor<'f, T>,
    right: &'f [T],
    next: usize,
    [m, k]: [usize; 2],
    terms: Range<usize>,
) -> Factors<'f, T, V> {
    match a {
        Factor::AsItIs(a) => Factors::new(&a[terms.start..], [k, 1], right, next, m, terms.len()),
        Factor::Transposed(a) => Factors::new(&a[terms.start * m..], [1, m], right, next, m, terms.len()),
    }
}

/// All rows of some columns of y.
#[inline(always)]
fn rows<T: Number, const V: usize>(
    factors: &Factors<T, V>,
    y: &mut [T],
    steps: [usize; 2],
    columns: Range<usize>,
    add: bool,
) {
    let mut row = 0;
    while row < factors.rows {
        row += match factors.rows - row {
            4.. => put(factors.block::<4>(row), y, steps, row, columns.clone(), add),
            2.. => put(factors.block::<2>(row), y, steps, row, columns.clone(), add),
            _ => put(factors.block::<1>(row), y, steps, row, columns.clone(), add),
        };
    }
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
    if steps[1] == 1 && columns.len() == 4 * V {
        for (high, sums) in sums.into_iter().enumerate() {
            let start = (row + high) * steps[0] + columns.start;
            let old: [T::Four; V] = if add { fours(y, start) } else { [T::Four::splat(T::default()); V] };
            store(if add { from_fn(|v| old[v] + sums[v]) } else { sums }, y, start);
        }
    } else {
        let cells = sums.map(|sums| sums.map(Four::cells));
        put_some(cells.as_flattened(), y, steps, row, columns, add);
    }
    H
}

/// The same where a block's columns are not all wanted, or do not lie side by side in y.
#[inline(never)]
fn put_some<T: Number>(block: &[[T; 4]], y: &mut [T], steps: [usize; 2], row: usize, columns: Range<usize>, add: bool) {
    let wide = columns.len().div_ceil(4);
    for (high, cells) in block.chunks_exact(wide).enumerate() {
        let places = y[(row + high) * steps[0] + columns.start * steps[1]..].iter_mut().step_by(steps[1]);
        for (y, sum) in places.zip(&cells.as_flattened()[..columns.len()]) {
            *y = if add { *y + *sum } else { *sum };
        }
    }
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
                turn::<T, V>(panel, from_fn(|lane| &b[(column + lane) * k + term..][..terms]), group);
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

/// Writes four rows as a column of fours into a panel.
#[inline(always)]
fn turn<T: Number, const V: usize>(panel: &mut [[T; 4]], rows: [&[T]; 4], group: usize) {
    let (fours, rests) = (rows.map(|row| row.as_chunks::<4>().0), rows.map(|row| row.as_chunks::<4>().1));
    let (whole, last) = panel.split_at_mut(fours[0].len() * 4 * V);
    for (index, to) in whole.chunks_exact_mut(4 * V).enumerate() {
        let turned = Four::turned(fours.map(|fours| T::Four::load(&fours[index])));
        (0..4).for_each(|lane| turned[lane].store(&mut to[lane * V + group]));
    }
    if !last.is_empty() {
        let turned = Four::turned(rests.map(filled::<T>));
        last.chunks_exact_mut(V).zip(turned).for_each(|(to, four)| four.store(&mut to[group]));
    }
}
