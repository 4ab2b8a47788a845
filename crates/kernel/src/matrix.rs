//! Matrix products: those with a single row, column or term here, the others in `large`.

use crate::Number;
use crate::cells::{by_columns, each, fours, rows, store};
use crate::simd::Four;

/// In a module in which bytes count more than large matrices it is another file.
#[cfg_attr(not(feature = "full"), path = "matrix/plain.rs")]
mod large;
#[cfg(feature = "full")]
mod small;

pub(crate) use large::Large;

/// A factor, row by row, or its transpose.
#[derive(Clone, Copy)]
pub(crate) enum Factor<'a, T> {
    AsItIs(&'a [T]),
    Transposed(&'a [T]),
}

/// `y = a · b`, or added to y. A cell of y is the sum of `k` products, and a row has `n` cells.
#[inline(always)]
pub(crate) fn product<T: Number>(a: Factor<T>, b: Factor<T>, y: &mut [T], k: usize, n: usize, add: bool) {
    if y.is_empty() {
        return;
    }
    match (a, b) {
        _ if k == 0 => {
            if !add {
                y.fill(T::default());
            }
        }
        (Factor::AsItIs(a), Factor::AsItIs(b) | Factor::Transposed(b)) if k == 1 => outer(a, b, y, add),
        _ => large::product(a, b, y, k, n, add),
    }
}

/// One term in each cell.
#[inline(always)]
fn outer<T: Number>(a: &[T], b: &[T], y: &mut [T], add: bool) {
    #[cfg(feature = "full")]
    if let Ok(b) = b.try_into() {
        small::outer(a, b, y, add);
        return;
    }
    let cell = |old: T::Four, product: T::Four| if add { old + product } else { product };
    if let [b] = b {
        let b = T::Four::splat(*b);
        each([a], [y], |[a], [old]| [cell(old, a * b)]);
        return;
    }
    let width = b.len();
    by_columns!(
        width,
        |start, V| {
            let b: [T::Four; V] = fours(b, start);
            for (a, at) in a.iter().zip(rows(y.len(), width, start, 4 * V)) {
                let (a, old): (_, [T::Four; V]) = (T::Four::splat(*a), fours(y, at));
                store::<_, V>(std::array::from_fn(|v| cell(old[v], a * b[v])), y, at);
            }
        },
        |rest| {
            for (a, y) in a.iter().zip(y.chunks_exact_mut(width)) {
                let a = T::Four::splat(*a);
                each([&b[rest.clone()]], [&mut y[rest.clone()]], |[b], [old]| [cell(old, a * b)]);
            }
        }
    );
}

/// `y += aᵀ · b` where a and b have one column: in the order and the rounding of PyTorch's kernel, to the last
/// bit. For larger matrices its order depends on the processor; there the quicker form will do.
#[inline(always)]
pub(crate) fn fused_dot<T: Number>(a: &[T], b: &[T], y: &mut [T], add: bool) {
    let [y] = y else { return };
    let start = if add { *y } else { T::default() };
    *y = T::Four::dot(a, b, start);
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
