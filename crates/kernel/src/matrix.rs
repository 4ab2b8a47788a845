//! Matrix products, row by row.

use crate::reduce::Adds;
use std::ops::Mul;

/// As `Adds`, with products.
pub(crate) trait Multiplies: Adds + Mul<Output = Self> {}
impl<T: Adds + Mul<Output = T>> Multiplies for T {}

/// y += a · b
#[inline(always)]
pub(crate) fn add_product<T: Multiplies>(a: &[T], b: &[T], y: &mut [T], k: usize, n: usize) {
    if k == 0 || n == 0 {
        return;
    }
    for (a, y) in a.chunks_exact(k).zip(y.chunks_exact_mut(n)) {
        for (a, b) in a.iter().zip(b.chunks_exact(n)) {
            y.iter_mut().zip(b).for_each(|(y, b)| *y += *a * *b);
        }
    }
}

/// From this many terms on a dot product is added up in lanes.
const LANES_FROM: usize = 32;

/// y = a · bᵀ
#[inline(always)]
pub(crate) fn product_transposed<T: Multiplies>(a: &[T], b: &[T], y: &mut [T], k: usize, n: usize) {
    if k == 0 || n == 0 {
        y.fill(T::default());
    } else if k == 1 {
        for (a, y) in a.iter().zip(y.chunks_exact_mut(n)) {
            y.iter_mut().zip(b).for_each(|(y, b)| *y = *a * *b);
        }
    } else if k >= LANES_FROM {
        for (a, y) in a.chunks_exact(k).zip(y.chunks_exact_mut(n)) {
            y.iter_mut().zip(b.chunks_exact(k)).for_each(|(y, b)| *y = dot_in_lanes(a, b));
        }
    } else {
        for (a, y) in a.chunks_exact(k).zip(y.chunks_exact_mut(n)) {
            few_terms(a, b, y);
        }
    }
}

/// Four outputs at a time: each is a chain of additions, and four chains do not wait for each other.
#[inline(always)]
fn few_terms<T: Multiplies>(a: &[T], b: &[T], y: &mut [T]) {
    let k = a.len();
    let mut fours = y.chunks_exact_mut(4);
    let mut rows = b.chunks_exact(4 * k);
    for (y, b) in fours.by_ref().zip(rows.by_ref()) {
        let (b0, rest) = b.split_at(k);
        let (b1, rest) = rest.split_at(k);
        let (b2, b3) = rest.split_at(k);
        let mut sums = [T::default(); 4];
        for ((((a, b0), b1), b2), b3) in a.iter().zip(b0).zip(b1).zip(b2).zip(b3) {
            sums[0] += *a * *b0;
            sums[1] += *a * *b1;
            sums[2] += *a * *b2;
            sums[3] += *a * *b3;
        }
        y.copy_from_slice(&sums);
    }
    for (y, b) in fours.into_remainder().iter_mut().zip(rows.remainder().chunks_exact(k)) {
        *y = a.iter().zip(b).fold(T::default(), |sum, (a, b)| sum + *a * *b);
    }
}

#[inline(always)]
fn dot_in_lanes<T: Multiplies>(a: &[T], b: &[T]) -> T {
    let mut lanes = [T::default(); 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a.remainder().iter().zip(b.remainder()).fold(T::default(), |sum, (a, b)| sum + *a * *b);
    for (a, b) in a.zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.into_iter().fold(rest, |sum, lane| sum + lane)
}

/// y += aᵀ · b
#[inline(always)]
pub(crate) fn add_transposed_product<T: Multiplies>(a: &[T], b: &[T], y: &mut [T], m: usize, n: usize) {
    if m == 0 || n == 0 {
        return;
    }
    if m == 1 || n == 1 {
        // The order and the rounding of PyTorch's kernel, to the last bit. For larger matrices its
        // order depends on the processor; there the quicker form will do.
        for (a, b) in a.chunks_exact(m).zip(b.chunks_exact(n)) {
            for (a, y) in a.iter().zip(y.chunks_exact_mut(n)) {
                y.iter_mut().zip(b).for_each(|(y, b)| *y = T::fused(*a, *b, *y));
            }
        }
        return;
    }
    for (a, b) in a.chunks_exact(m).zip(b.chunks_exact(n)) {
        for (a, y) in a.iter().zip(y.chunks_exact_mut(n)) {
            y.iter_mut().zip(b).for_each(|(y, b)| *y += *a * *b);
        }
    }
}
