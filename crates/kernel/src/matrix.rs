//! Matrix products: those with a single row, column or term here, the others in `large`.

use crate::reduce::Adds;
use std::ops::Mul;

/// In a module in which bytes count more than large matrices it is another file.
#[cfg_attr(not(feature = "full"), path = "matrix/plain.rs")]
mod large;

/// As `Adds`, with products.
pub(crate) trait Multiplies: Adds + Mul<Output = Self> + large::Large {}

impl Multiplies for f32 {}
impl Multiplies for f64 {}

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
        _ => large::product(a, b, y, k, n, add),
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
