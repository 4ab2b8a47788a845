//! Matrix products, in blocks that stay in registers.
//!
//! A block is a few rows of the result by a panel of columns. The panel's part of the right factor is
//! copied to one place first, so that its rows lie one after the other; then each number of the left
//! factor meets all columns of the panel at once. Each cell adds up its terms in order.

use crate::reduce::Adds;
use std::array::from_fn;
use std::cell::RefCell;
use std::ops::{Mul, Range};

/// How many rows of the result are computed together.
const HIGH: usize = 4;
/// How many columns, and how many where no more are left.
const WIDE: usize = 8;
const NARROW: usize = 4;
/// How many terms a panel holds: with this many it stays in the processor's first cache.
const DEEP: usize = 256;

/// A part of the right factor.
type Panel<T> = [[T; WIDE]; DEEP];

/// As `Adds`, with products, and with a place for a panel that need not be cleared each time.
pub(crate) trait Multiplies: Adds + Mul<Output = Self> {
    fn with_panel(work: impl FnOnce(&mut Panel<Self>));
}

macro_rules! multiplies {
    ($T:ty) => {
        impl Multiplies for $T {
            #[inline(always)]
            fn with_panel(work: impl FnOnce(&mut Panel<Self>)) {
                thread_local!(static PANEL: RefCell<Panel<$T>> = const { RefCell::new([[0.0; WIDE]; DEEP]) });
                PANEL.with_borrow_mut(work);
            }
        }
    };
}

multiplies!(f32);
multiplies!(f64);

/// A factor, row by row, or its transpose.
#[derive(Clone, Copy)]
pub(crate) enum Factor<'a, T> {
    AsItIs(&'a [T]),
    Transposed(&'a [T]),
}

/// `y = a · b`, or added to y. A cell of y is the sum of `k` products, and a row has `n` cells.
#[inline(always)]
pub(crate) fn product<T: Multiplies>(a: Factor<T>, b: Factor<T>, y: &mut [T], k: usize, n: usize, add: bool) {
    if n == 0 {
        return;
    }
    match (a, b) {
        _ if k == 0 => {
            if !add {
                y.fill(T::default());
            }
        }
        (Factor::AsItIs(a), Factor::AsItIs(b) | Factor::Transposed(b)) if k == 1 => outer(a, b, y, add),
        (Factor::AsItIs(a), Factor::AsItIs(b) | Factor::Transposed(b)) if n == 1 => {
            for (y, a) in y.iter_mut().zip(a.chunks_exact(k)) {
                let sum = dot(a, b);
                *y = if add { *y + sum } else { sum };
            }
        }
        _ => T::with_panel(|panel| {
            for start in (0..n).step_by(WIDE) {
                let columns = start..n.min(start + WIDE);
                if columns.len() > NARROW {
                    panel_product::<T, WIDE>(a, b, y, [k, n], columns, panel, add);
                } else {
                    panel_product::<T, NARROW>(a, b, y, [k, n], columns, panel, add);
                }
            }
        }),
    }
}

/// One term in each cell.
#[inline(always)]
fn outer<T: Multiplies>(a: &[T], b: &[T], y: &mut [T], add: bool) {
    if let ([b], false) = (b, add) {
        y.iter_mut().zip(a).for_each(|(y, a)| *y = *a * *b);
        return;
    }
    for (a, y) in a.iter().zip(y.chunks_exact_mut(b.len())) {
        if add {
            y.iter_mut().zip(b).for_each(|(y, b)| *y += *a * *b);
        } else {
            y.iter_mut().zip(b).for_each(|(y, b)| *y = *a * *b);
        }
    }
}

#[inline(always)]
fn dot<T: Multiplies>(a: &[T], b: &[T]) -> T {
    let (fours, rest) = a.as_chunks::<4>();
    let (others, other_rest) = b.as_chunks::<4>();
    let mut lanes = [T::default(); 4];
    for (a, b) in fours.iter().zip(others) {
        for lane in 0..4 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    rest.iter().zip(other_rest).fold(sum, |sum, (a, b)| sum + *a * *b)
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

/// `y += aᵀ · b` where a and b have one column: in the order and the rounding of PyTorch's kernel, to the last
/// bit. For larger matrices its order depends on the processor; there the quicker form will do.
#[inline(always)]
pub(crate) fn fused_dot<T: Multiplies>(a: &[T], b: &[T], y: &mut [T], add: bool) {
    let [y] = y else { return };
    let start = if add { *y } else { T::default() };
    *y = a.iter().zip(b).fold(start, |sum, (a, b)| T::fused(*a, *b, sum));
}

#[cfg(test)]
mod tests {
    use crate::Kernel;

    /// Whole numbers, so that every order of sums gives the same.
    fn numbers(count: usize, start: usize) -> Vec<f32> {
        (0..count).map(|cell| ((cell * 7 + start) % 11) as f32 - 5.0).collect()
    }

    fn turned(cells: &[f32], columns: usize) -> Vec<f32> {
        let rows = cells.len() / columns.max(1);
        (0..columns).flat_map(|column| (0..rows).map(move |row| cells[row * columns + column])).collect()
    }

    #[test]
    fn every_size_and_form_is_the_sum_of_products() {
        for [m, k, n] in [[0, 1, 2], [1, 1, 1], [2, 0, 3], [3, 1, 9], [5, 8, 1], [7, 600, 13], [10, 3, 20], [4, 8, 8]] {
            for add in [false, true] {
                let (a, b) = (numbers(m * k, 3), numbers(k * n, 1));
                let old = numbers(m * n, 5);
                let cell = |row: usize, column: usize| {
                    (0..k).map(|term| a[row * k + term] * b[term * n + column]).sum::<f32>()
                };
                let expect: Vec<f32> =
                    (0..m * n).map(|index| cell(index / n, index % n) + if add { old[index] } else { 0.0 }).collect();
                let check = |name: &str, run: &dyn Fn(&mut [f32])| {
                    let mut y = old.clone();
                    run(&mut y);
                    assert_eq!(y, expect, "{name} of {m} × {k} and {k} × {n}, added: {add}");
                };
                check("a · b", &|y| f32::product(&a, &b, y, k, n, add));
                check("a · bᵀ", &|y| f32::product_transposed(&a, &turned(&b, n), y, k, n, add));
                check("aᵀ · b", &|y| f32::transposed_product(&turned(&a, k), &b, y, m, n, add));
            }
        }
    }
}
