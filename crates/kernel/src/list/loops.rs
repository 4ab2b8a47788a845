//! The loop of each function, forwards and backwards.

use super::Function;
use crate::Number;
use crate::cells::each;
use crate::reduce::sum_rows;
use crate::simd::Four;
use std::hint::black_box;

#[inline(always)]
pub(super) fn forward<T: Number>(function: Function, a: &[T], b: &[T], y: &mut [T], [terms, columns]: [usize; 2]) {
    match function {
        Function::Linear => {
            T::product_transposed(a, b, y, terms, columns, false);
        }
        Function::Add if b.len() < y.len() => T::add_row(a, b, y),
        Function::Add => each([a, b], [y], |[a, b], _| [a + b]),
        Function::Sub => each([a, b], [y], |[a, b], _| [a - b]),
        Function::Mul => each([a, b], [y], |[a, b], _| [a * b]),
        Function::Square => each([a], [y], |[a], _| [a * a]),
        Function::Relu => each([a], [y], |[a], _| [a.at_least(zero::<T>())]),
        Function::Tanh => T::tanh(a, y),
        Function::Mean => y[0] = T::sum(a) / T::from_count(a.len() as u32),
    }
}

#[inline(always)]
pub(super) fn to_first<T: Number>(
    function: Function,
    [a, b, y]: [&[T]; 3],
    g: &[T],
    to: &mut [T],
    [terms, columns]: [usize; 2],
    add: bool,
) {
    match function {
        Function::Linear => {
            T::product(g, b, to, columns, terms, add);
        }
        Function::Add | Function::Sub => send(to, add, g, g, |g, _| g),
        Function::Mul => send(to, add, g, b, |g, b| g * b),
        Function::Square => send(to, add, g, a, |g, a| g * (a + a)),
        Function::Relu => send(to, add, g, a, T::Four::where_positive),
        Function::Tanh => send(to, add, g, y, tanh_back::<T>()),
        Function::Mean => {
            let share = T::Four::splat(g[0] / T::from_count(to.len() as u32));
            each([], [to], |[], [old]| [if add { old + share } else { share }]);
        }
    }
}

#[inline(always)]
pub(super) fn to_second<T: Number>(
    function: Function,
    a: &[T],
    g: &[T],
    to: &mut [T],
    [terms, columns]: [usize; 2],
    add: bool,
) {
    match function {
        Function::Linear => T::transposed_product(g, a, to, columns, terms, add),
        Function::Add if to.len() < g.len() => sum_rows(g, to, add),
        Function::Sub => send(to, add, g, g, |g, _| g.negated()),
        Function::Mul => send(to, add, g, a, |g, a| g * a),
        // The others have one input, or treat both alike.
        _ => send(to, add, g, g, |g, _| g),
    }
}

/// The gradient of what tanh read, from that of what it gave.
#[inline(always)]
pub(super) fn tanh_back<T: Number>() -> impl Fn(T::Four, T::Four) -> T::Four {
    // A number that the compiler knows would be made anew for each four cells.
    let one = T::Four::splat(black_box(T::ONE));
    move |g, y| g * (one - y * y)
}

#[inline(always)]
pub(super) fn zero<T: Number>() -> T::Four {
    T::Four::splat(T::default())
}

/// A contribution to a gradient from each cell of two slices.
#[inline(always)]
fn send<T: Number>(to: &mut [T], add: bool, g: &[T], x: &[T], rule: impl Fn(T::Four, T::Four) -> T::Four) {
    if add {
        each([g, x], [to], |[g, x], [old]| [old + rule(g, x)]);
    } else {
        each([g, x], [to], |[g, x], _| [rule(g, x)]);
    }
}
