//! The inner loops: plain slices in, plain slices out, written so that the compiler can take several
//! cells at a time.
//!
//! They stand in a crate of their own because only a crate can be compiled for speed while the rest
//! is compiled for size. Nothing here knows of shapes, tapes or operations. The one module with `unsafe`
//! is `simd`.
//!
//! Sums follow PyTorch's order and rounding where that is the same on every processor, so that a
//! model of one weight and one bias comes out equal to the last bit.

// Each loop must be compiled here, with this crate's settings, and not where it is called.
#![expect(clippy::inline_always)]

mod cells;
mod list;
mod matrix;
mod reduce;
mod simd;
mod tanh;

use cells::each;
pub use list::{Action, Function, Instruction, List, Pause, Span};
use matrix::Factor;
use simd::Four;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// The loops for one kind of number. `f32` and `f64` have the same, but for `tanh`.
pub trait Kernel: Copy + Sized + 'static {
    /// `a · b + c`, rounded once. For f32 through f64: the sum is rounded to f64 first, which shows in
    /// about one case in 2²⁹.
    fn fused(a: Self, b: Self, c: Self) -> Self;

    /// Whether no cell is infinite or NaN.
    fn all_finite(cells: &[Self]) -> bool;

    /// All cells added up, in PyTorch's order.
    fn sum(cells: &[Self]) -> Self;

    /// The same row added to each row of `x`.
    fn add_row(x: &[Self], row: &[Self], y: &mut [Self]);

    /// All rows of `x` added to `row`.
    fn sum_rows(x: &[Self], row: &mut [Self]);

    /// `y = a · b`, with b of `k` rows and `n` columns; or that added to y.
    fn product(a: &[Self], b: &[Self], y: &mut [Self], k: usize, n: usize, add: bool);

    /// `y = a · bᵀ`, with b of `n` rows and `k` columns; or that added to y.
    fn product_transposed(a: &[Self], b: &[Self], y: &mut [Self], k: usize, n: usize, add: bool);

    /// `y = aᵀ · b`, with a of `m` columns and b of `n` columns; or that added to y.
    fn transposed_product(a: &[Self], b: &[Self], y: &mut [Self], m: usize, n: usize, add: bool);

    /// The hyperbolic tangent of each cell.
    fn tanh(x: &[Self], y: &mut [Self]);

    /// Copies some rows of a table of rows of `columns` cells, one after the other.
    fn gather(table: &[Self], rows: &[u32], columns: usize, to: &mut [Self]);

    /// Copies as many cells as there is room for.
    fn copy(cells: &[Self], to: &mut [Self]);

    /// Runs a list of loops from an index on, until its end or a pause.
    fn run(list: &List, from: usize, values: &mut [Self], grads: &mut [Self]) -> Pause;

    /// `w ← w − lr · g`, fused.
    fn descend(w: &mut [Self], g: &[Self], lr: Self);

    /// Adam's step: `rates` are what w is shrunk by, 1 − β₁, β₂, 1 − β₂, lr / (1 − β₁ᵗ), √(1 − β₂ᵗ) and ε.
    /// Products and sums round one by one: a fused sum would cost more than it gives here.
    fn adam(w: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], rates: &[Self; 7]);
}

/// What the loops need of a number.
pub(crate) trait Number:
    Kernel
    + Default
    + PartialOrd
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + matrix::Large
{
    /// Four of them.
    type Four: Four<Cell = Self>;
    const ONE: Self;
    fn from_count(count: u32) -> Self;
    fn root(self) -> Self;
    fn tanh_fours() -> impl Fn(Self::Four) -> Self::Four;
}

macro_rules! kernel {
    ($T:ty, $Four:ty, $fused:expr, $tanh:expr) => {
        impl Kernel for $T {
            #[inline(always)]
            fn fused(a: Self, b: Self, c: Self) -> Self {
                let fused: fn($T, $T, $T) -> $T = $fused;
                fused(a, b, c)
            }

            #[inline(never)]
            fn all_finite(cells: &[Self]) -> bool {
                reduce::all_finite(cells)
            }

            #[inline(never)]
            fn sum(cells: &[Self]) -> Self {
                reduce::sum(cells)
            }

            #[inline(never)]
            fn add_row(x: &[Self], row: &[Self], y: &mut [Self]) {
                reduce::add_row(x, row, y);
            }

            #[inline(never)]
            fn sum_rows(x: &[Self], row: &mut [Self]) {
                reduce::sum_rows(x, row, true);
            }

            #[inline(never)]
            fn product(a: &[Self], b: &[Self], y: &mut [Self], k: usize, n: usize, add: bool) {
                matrix::product(Factor::AsItIs(a), Factor::AsItIs(b), y, k, n, add);
            }

            #[inline(never)]
            fn product_transposed(a: &[Self], b: &[Self], y: &mut [Self], k: usize, n: usize, add: bool) {
                matrix::product(Factor::AsItIs(a), Factor::Transposed(b), y, k, n, add);
            }

            #[inline(never)]
            fn transposed_product(a: &[Self], b: &[Self], y: &mut [Self], m: usize, n: usize, add: bool) {
                if m == 1 && n == 1 {
                    matrix::fused_dot(a, b, y, add);
                } else {
                    let k = a.len() / m.max(1);
                    matrix::product(Factor::Transposed(a), Factor::AsItIs(b), y, k, n, add);
                }
            }

            #[inline(never)]
            fn tanh(x: &[Self], y: &mut [Self]) {
                let tanh = Self::tanh_fours();
                each([x], [y], |[x], _| [tanh(x)]);
            }

            #[inline(never)]
            fn gather(table: &[Self], rows: &[u32], columns: usize, to: &mut [Self]) {
                reduce::gather(table, rows, columns, to);
            }

            #[inline(never)]
            fn copy(cells: &[Self], to: &mut [Self]) {
                each([cells], [to], |[cell], _| [cell]);
            }

            #[inline(never)]
            fn run(list: &List, from: usize, values: &mut [Self], grads: &mut [Self]) -> Pause {
                list::run(list, from, values, grads)
            }

            #[inline(never)]
            fn descend(w: &mut [Self], g: &[Self], lr: Self) {
                let (w, rest) = w.as_chunks_mut::<4>();
                let (g, others) = g.as_chunks::<4>();
                <$Four>::go(w, g, -lr);
                rest.iter_mut().zip(others).for_each(|(w, g)| *w = Self::fused(-lr, *g, *w));
            }

            #[inline(never)]
            fn adam(w: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], rates: &[Self; 7]) {
                let [shrink, rest, keep, rest_square, size, root, eps] = rates.map(<$Four>::splat);
                each([g], [w, m, v], |[g], [w, m, v]| {
                    let m = m + rest * (g - m);
                    let v = v * keep + rest_square * g * g;
                    [w * shrink + size.negated() * m / (v.sqrt() / root + eps), m, v]
                });
            }
        }

        impl Number for $T {
            type Four = $Four;
            const ONE: Self = 1.0;

            #[inline(always)]
            fn from_count(count: u32) -> Self {
                f64::from(count) as $T
            }

            #[inline(always)]
            fn root(self) -> Self {
                self.sqrt()
            }

            #[inline(always)]
            fn tanh_fours() -> impl Fn($Four) -> $Four {
                $tanh
            }
        }
    };
}

// A product of two f32 is exact in f64; WebAssembly has no fused multiply-add of its own.
kernel!(f32, simd::FourF32, |a, b, c| (f64::from(a) * f64::from(b) + f64::from(c)) as f32, tanh::tanh());
kernel!(f64, simd::Array<f64>, f64::mul_add, |x: Self::Four| x.map(f64::tanh));
