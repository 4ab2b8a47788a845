//! Products of one column, and of eight: so small that finding out more takes as long as the product. Whole rows of
//! the result are pieces of the slice, so nothing is asked at each row.

use super::Factor;
use crate::Number;
use crate::simd::{Factors, Four};
use std::array::from_fn;

/// The columns that two fours have.
pub(super) const EIGHT: usize = 8;

/// `y = a · b`, or added to y, with eight columns.
#[inline(always)]
pub(super) fn eight<T: Number>(a: Factor<T>, b: Factor<T>, y: &mut [T], k: usize, add: bool) {
    match b {
        Factor::AsItIs(b) => rows(a, b, y, k, add),
        Factor::Transposed(b) => T::with_panel(|panel| {
            let panel = &mut panel.as_flattened_mut().as_chunks_mut().0[..k];
            turn(b, panel);
            rows(a, panel.as_flattened(), y, k, add);
        }),
    }
}

/// The same where b lies row by row.
#[inline(always)]
fn rows<T: Number>(a: Factor<T>, b: &[T], y: &mut [T], k: usize, add: bool) {
    let m = y.len() / EIGHT;
    let factors = match a {
        Factor::AsItIs(a) => Factors::<T, 2>::new(a, [k, 1], b, EIGHT, m, k),
        Factor::Transposed(a) => Factors::new(a, [1, m], b, EIGHT, m, k),
    };
    let mut row = 0;
    let (fours, rest) = y.as_chunks_mut::<{ 4 * EIGHT }>();
    for y in fours {
        put(factors.block::<4>(row), y, add);
        row += 4;
    }
    let (twos, rest) = rest.as_chunks_mut::<{ 2 * EIGHT }>();
    for y in twos {
        put(factors.block::<2>(row), y, add);
        row += 2;
    }
    for y in rest.as_chunks_mut::<EIGHT>().0 {
        put(factors.block::<1>(row), y, add);
    }
}

#[inline(always)]
fn put<F: Four, const H: usize, const N: usize>(sums: [[F; 2]; H], y: &mut [F::Cell; N], add: bool) {
    for (y, [left, right]) in y.as_chunks_mut::<EIGHT>().0.iter_mut().zip(sums) {
        let [first, second] = y.as_chunks_mut::<4>().0 else { return };
        let sums = if add { [F::load(first) + left, F::load(second) + right] } else { [left, right] };
        sums[0].store(first);
        sums[1].store(second);
    }
}

/// Eight rows become columns.
#[inline(always)]
fn turn<T: Number>(b: &[T], columns: &mut [[T; EIGHT]]) {
    let rows: [&[T]; EIGHT] = pieces(b, columns.len());
    let (groups, last) = columns.as_chunks_mut::<4>();
    for (index, group) in groups.iter_mut().enumerate() {
        let four = |row: usize| T::Four::load(&rows[row].as_chunks().0[index]);
        for half in [0, 1] {
            let turned = Four::turned(from_fn(|lane| four(4 * half + lane)));
            for (column, four) in group.iter_mut().zip(turned) {
                four.store(&mut column.as_chunks_mut().0[half]);
            }
        }
    }
    let start = 4 * groups.len();
    for (index, column) in last.iter_mut().enumerate() {
        *column = from_fn(|row| rows[row][start + index]);
    }
}

/// The first pieces of a slice.
#[inline(always)]
fn pieces<T, const N: usize>(cells: &[T], length: usize) -> [&[T]; N] {
    let mut rest = cells;
    from_fn(|_| {
        let (piece, after) = rest.split_at(length);
        rest = after;
        piece
    })
}

/// `y = aᵀ · b`, or added to y, with eight rows and fewer than four columns: it is made lying down, yᵀ = bᵀ · a, so
/// that the rows of a are read as they are.
#[inline(always)]
pub(super) fn lying<T: Number>(a: &[T], b: &[T], y: &mut [T], k: usize, n: usize, add: bool) {
    let factors = Factors::<T, 2>::new(b, [1, n], a, EIGHT, n, k);
    match n {
        1 => stand(factors.block::<1>(0), y, add),
        2 => stand(factors.block::<2>(0), y, add),
        _ => stand(factors.block::<3>(0), y, add),
    }
}

/// Writes rows as columns.
#[inline(always)]
fn stand<F: Four<Cell = T>, T: Number, const H: usize>(sums: [[F; 2]; H], y: &mut [T], add: bool) {
    let sums = sums.map(|row| row.map(F::cells));
    for (index, y) in y.as_chunks_mut::<H>().0.iter_mut().take(EIGHT).enumerate() {
        for (y, row) in y.iter_mut().zip(&sums) {
            let sum = row.as_flattened()[index];
            *y = if add { *y + sum } else { sum };
        }
    }
}

/// One column: each cell of y is a row of a with all of b. Four terms at a time, and four rows.
#[inline(always)]
pub(super) fn column<T: Number>(a: &[T], b: &[T], y: &mut [T], k: usize, add: bool) {
    let b = &b[..k];
    let (fours, rest) = b.as_chunks::<4>();
    let finish = |y: &mut T, sum: T, row: &[T]| {
        let sum = row[k - rest.len()..].iter().zip(rest).fold(sum, |sum, (a, b)| sum + *a * *b);
        *y = if add { *y + sum } else { sum };
    };
    let (groups, last) = y.as_chunks_mut::<4>();
    let mut a = a;
    for y in groups {
        let rows: [&[T]; 4] = pieces(a, k);
        a = &a[4 * k..];
        let mut lanes = [T::Four::splat(T::default()); 4];
        for (at, b) in fours.iter().enumerate() {
            let b = T::Four::load(b);
            for (lanes, row) in lanes.iter_mut().zip(rows) {
                *lanes = *lanes + T::Four::load(&row.as_chunks().0[at]) * b;
            }
        }
        let [p, q, r, s] = Four::turned(lanes);
        for ((y, sum), row) in y.iter_mut().zip(((p + q) + (r + s)).cells()).zip(rows) {
            finish(y, sum, row);
        }
    }
    for y in last {
        let [row] = pieces(a, k);
        a = &a[k..];
        let pairs = row.as_chunks().0.iter().zip(fours);
        let zero = T::Four::splat(T::default());
        let [p, q, r, s] = pairs.fold(zero, |sum, (a, b)| sum + T::Four::load(a) * T::Four::load(b)).cells();
        finish(y, (p + q) + (r + s), row);
    }
}

/// Each cell of y is one product, with eight columns.
#[inline(always)]
pub(super) fn outer<T: Number>(a: &[T], b: &[T; EIGHT], y: &mut [T], add: bool) {
    let [left, right] = [0, 4].map(|start| T::Four::load(&from_fn(|lane| b[start + lane])));
    for (a, y) in a.iter().zip(y.as_chunks_mut::<EIGHT>().0) {
        let a = T::Four::splat(*a);
        put([[a * left, a * right]], y, add);
    }
}
