//! Four numbers at a time, and the innermost loop of a matrix product: the one module with `unsafe`.
//!
//! In WebAssembly four `f32` are one value of the processor. The compiler finds that out by itself only where the
//! whole program is compiled for speed; said in so many words it holds everywhere. Elsewhere, and for `f64`, the
//! same is done with arrays: cell by cell the same operations, so the same numbers to the last bit.
//!
//! `unsafe` are two things only: four cells are read or written at once behind a reference that says that they
//! are there, and [`Factors`] are read without asking at each number, after it was asked once for all.
#![allow(unsafe_code)]

use crate::Number;
use std::array::from_fn;
use std::ops::{Add, Div, Mul, Sub};

/// Four numbers, each with the same arithmetic as one alone.
#[cfg_attr(not(feature = "full"), allow(dead_code, reason = "some is for the products of the full module only"))]
pub(crate) trait Four:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    type Cell: Copy;

    fn splat(cell: Self::Cell) -> Self;

    /// # Safety
    /// Four cells have to be readable there; they need not be aligned as a whole.
    unsafe fn read(cells: *const Self::Cell) -> Self;

    /// # Safety
    /// Four cells have to be writable there; they need not be aligned as a whole.
    unsafe fn write(self, cells: *mut Self::Cell);

    fn load(cells: &[Self::Cell; 4]) -> Self;

    fn store(self, cells: &mut [Self::Cell; 4]);

    fn negated(self) -> Self;

    fn sqrt(self) -> Self;

    /// What is greater becomes the limit; NaN stays.
    fn at_most(self, limit: Self) -> Self;

    /// What is less becomes the limit; NaN stays.
    fn at_least(self, limit: Self) -> Self;

    /// 0 where the other is 0 or less.
    fn where_positive(self, other: Self) -> Self;

    /// `w ← step · g + w`, rounded once as [`crate::Kernel::fused`] does it.
    fn go(w: &mut [[Self::Cell; 4]], g: &[[Self::Cell; 4]], step: Self::Cell);

    /// `start + a₀ · b₀ + a₁ · b₁ + …`, rounded after each term as [`crate::Kernel::fused`] does it.
    fn dot(a: &[Self::Cell], b: &[Self::Cell], start: Self::Cell) -> Self::Cell;

    /// Rows become columns.
    fn turned(rows: [Self; 4]) -> [Self; 4];

    #[inline(always)]
    fn cells(self) -> [Self::Cell; 4]
    where
        Self::Cell: Default,
    {
        let mut cells = [Self::Cell::default(); 4];
        self.store(&mut cells);
        cells
    }
}

/// The factors of a product of `rows` rows by `4 · V` columns, each cell the sum of `terms` products.
#[cfg(feature = "full")]
pub(crate) struct Factors<'f, T, const V: usize> {
    a: &'f [T],
    /// How far it is in a from row to row, and from term to term.
    steps: [usize; 2],
    b: &'f [T],
    /// How far it is in b from term to term; the columns of a term lie one after the other.
    next: usize,
    pub(crate) rows: usize,
    terms: usize,
}

#[cfg(feature = "full")]
impl<'f, T: Number, const V: usize> Factors<'f, T, V> {
    /// # Panics
    /// Where a factor is not complete.
    #[inline(always)]
    pub(crate) fn new(a: &'f [T], steps: [usize; 2], b: &'f [T], next: usize, rows: usize, terms: usize) -> Self {
        let place = |row: usize, steps: usize| row as u64 * steps as u64;
        let last = |count: usize| count.saturating_sub(1);
        assert!(place(last(rows), steps[0]) + place(last(terms), steps[1]) < a.len() as u64, "a is complete");
        assert!(place(last(terms), next) + 4 * V as u64 <= b.len() as u64, "b is complete");
        Self { a, steps, b, next, rows, terms }
    }

    /// `H` rows of the product, from one on; each cell adds up its terms in order.
    #[inline(always)]
    pub(crate) fn block<const H: usize>(&self, row: usize) -> [[T::Four; V]; H] {
        assert!(row + H <= self.rows, "there are as many rows");
        let mut sums = [[T::Four::splat(T::default()); V]; H];
        let [a_row, a_term] = self.steps;
        let mut left = self.a.as_ptr().wrapping_add(row * a_row);
        let mut right = self.b.as_ptr();
        for _ in 0..self.terms {
            // SAFETY: row and term are among those that `new` has found to be in a and b.
            unsafe {
                let columns: [T::Four; V] = from_fn(|v| T::Four::read(right.add(4 * v)));
                for (high, sums) in sums.iter_mut().enumerate() {
                    let factor = T::Four::splat(*left.add(high * a_row));
                    for v in 0..V {
                        sums[v] = sums[v] + factor * columns[v];
                    }
                }
            }
            // After the last term they may point behind the slices; then nothing is read there.
            (left, right) = (left.wrapping_add(a_term), right.wrapping_add(self.next));
        }
        sums
    }
}

/// Writes a block of fours to the start of `y`, or adds it to what is there; from row to row it is `next` cells.
#[cfg(feature = "full")]
#[inline(always)]
pub(crate) fn place<F: Four, const H: usize, const V: usize>(
    block: [[F; V]; H],
    y: &mut [F::Cell],
    next: usize,
    add: bool,
) {
    assert!((H - 1) as u64 * next as u64 + 4 * V as u64 <= y.len() as u64, "there is room");
    let mut to = y.as_mut_ptr();
    for row in block {
        // SAFETY: the last row has room for `4 · V` cells, so the others have, too.
        unsafe {
            for (v, four) in row.into_iter().enumerate() {
                let to = to.add(4 * v);
                (if add { F::read(to) + four } else { four }).write(to);
            }
        }
        to = to.wrapping_add(next);
    }
}

/// Four numbers as an array.
#[derive(Clone, Copy)]
pub(crate) struct Array<T>([T; 4]);

impl<T: Copy> Array<T> {
    /// The same function of each.
    #[inline(always)]
    pub(crate) fn map(self, rule: impl Fn(T) -> T) -> Self {
        Self(self.0.map(rule))
    }
}

#[inline(always)]
fn each<T: Copy>(a: Array<T>, b: Array<T>, rule: impl Fn(T, T) -> T) -> Array<T> {
    Array(from_fn(|lane| rule(a.0[lane], b.0[lane])))
}

macro_rules! array {
    ($($Trait:ident $name:ident $sign:tt),+) => { $(
        impl<T: Number> $Trait for Array<T> {
            type Output = Self;

            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                each(self, other, |a, b| a $sign b)
            }
        }
    )+ };
}

array!(Add add +, Sub sub -, Mul mul *, Div div /);

impl<T: Number> Four for Array<T> {
    type Cell = T;

    #[inline(always)]
    fn splat(cell: T) -> Self {
        Self([cell; 4])
    }

    #[inline(always)]
    unsafe fn read(cells: *const T) -> Self {
        // SAFETY: the caller says that four cells are there.
        Self(unsafe { cells.cast::<[T; 4]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn write(self, cells: *mut T) {
        // SAFETY: the caller says that there is room for four.
        unsafe { cells.cast::<[T; 4]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    fn load(cells: &[T; 4]) -> Self {
        Self(*cells)
    }

    #[inline(always)]
    fn store(self, cells: &mut [T; 4]) {
        *cells = self.0;
    }

    #[inline(always)]
    fn negated(self) -> Self {
        self.map(|cell| -cell)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.map(T::root)
    }

    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        each(self, limit, |cell, limit| if limit < cell { limit } else { cell })
    }

    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        each(self, limit, |cell, limit| if cell < limit { limit } else { cell })
    }

    #[inline(always)]
    fn where_positive(self, other: Self) -> Self {
        each(self, other, |cell, other| if other <= T::default() { T::default() } else { cell })
    }

    #[inline(always)]
    fn go(w: &mut [[T; 4]], g: &[[T; 4]], step: T) {
        for (w, g) in w.iter_mut().zip(g) {
            *w = from_fn(|lane| T::fused(step, g[lane], w[lane]));
        }
    }

    #[inline(always)]
    fn dot(a: &[T], b: &[T], start: T) -> T {
        a.iter().zip(b).fold(start, |sum, (a, b)| T::fused(*a, *b, sum))
    }

    #[inline(always)]
    fn turned(rows: [Self; 4]) -> [Self; 4] {
        from_fn(|column| Self(from_fn(|row| rows[row].0[column])))
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) type FourF32 = Array<f32>;
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm::FourF32;

#[cfg(target_arch = "wasm32")]
mod wasm {
    use super::Four;
    use crate::Kernel;
    use core::arch::wasm32::*;
    use std::hint::black_box;
    use std::ops::{Add, Div, Mul, Sub};

    /// Four numbers as a value of the processor.
    #[derive(Clone, Copy)]
    pub(crate) struct FourF32(v128);

    macro_rules! value {
        ($($Trait:ident $name:ident $instruction:ident),+) => { $(
            impl $Trait for FourF32 {
                type Output = Self;

                #[inline(always)]
                fn $name(self, other: Self) -> Self {
                    Self($instruction(self.0, other.0))
                }
            }
        )+ };
    }

    value!(Add add f32x4_add, Sub sub f32x4_sub, Mul mul f32x4_mul, Div div f32x4_div);

    /// [`Four::dot`]. Each term waits for the sum before it, and to make that an f32 and back is most of what it waits
    /// for. So the sum stays an f64, and its last 29 bits are rounded away: to the nearest number, or the even one of
    /// two. None where that was not right: the sum was too small or too large, or is not finite.
    #[inline(always)]
    fn quick_dot(a: &[f32], b: &[f32], start: f32) -> Option<f32> {
        let [half, odd, high] = black_box([(1 << 28) - 1, 1, -1 << 29]).map(|bits| i64x2_splat(bits));
        let (mut sum, mut wrong) = (f64x2_splat(f64::from(start)), i64x2_splat(0));
        let mut add = |product| {
            let exact = f64x2_add(sum, product);
            let last = v128_and(u64x2_shr(exact, 29), odd);
            sum = v128_and(i64x2_add(i64x2_add(exact, half), last), high);
            // Nothing waits for this.
            let right = f64x2_extract_lane::<0>(exact) as f32;
            wrong = v128_or(wrong, f64x2_ne(sum, f64x2_splat(f64::from(right))));
        };
        // SAFETY: two numbers are there.
        let two = |cells: &[f32; 2]| f64x2_promote_low_f32x4(unsafe { v128_load64_zero(cells.as_ptr().cast()) });
        let ((a, last), (b, other)) = (a.as_chunks::<2>(), b.as_chunks::<2>());
        for (a, b) in a.iter().zip(b) {
            let products = f64x2_mul(two(a), two(b));
            add(products);
            add(i64x2_shuffle::<1, 1>(products, products));
        }
        for (a, b) in last.iter().zip(other) {
            add(f64x2_splat(f64::from(*a) * f64::from(*b)));
        }
        (i64x2_extract_lane::<0>(wrong) == 0).then_some(f64x2_extract_lane::<0>(sum) as f32)
    }

    impl Four for FourF32 {
        type Cell = f32;

        #[inline(always)]
        fn splat(cell: f32) -> Self {
            Self(f32x4_splat(cell))
        }

        #[inline(always)]
        unsafe fn read(cells: *const f32) -> Self {
            // SAFETY: the caller says that four cells are there.
            Self(unsafe { v128_load(cells.cast()) })
        }

        #[inline(always)]
        unsafe fn write(self, cells: *mut f32) {
            // SAFETY: the caller says that there is room for four.
            unsafe { v128_store(cells.cast(), self.0) }
        }

        #[inline(always)]
        fn load(cells: &[f32; 4]) -> Self {
            // SAFETY: they are there.
            unsafe { Self::read(cells.as_ptr()) }
        }

        #[inline(always)]
        fn store(self, cells: &mut [f32; 4]) {
            // SAFETY: there is room for four.
            unsafe { v128_store(cells.as_mut_ptr().cast(), self.0) }
        }

        #[inline(always)]
        fn negated(self) -> Self {
            Self(f32x4_neg(self.0))
        }

        #[inline(always)]
        fn sqrt(self) -> Self {
            Self(f32x4_sqrt(self.0))
        }

        #[inline(always)]
        fn at_most(self, limit: Self) -> Self {
            Self(f32x4_pmin(self.0, limit.0))
        }

        #[inline(always)]
        fn at_least(self, limit: Self) -> Self {
            Self(f32x4_pmax(self.0, limit.0))
        }

        #[inline(always)]
        fn where_positive(self, other: Self) -> Self {
            Self(v128_andnot(self.0, f32x4_le(other.0, f32x4_splat(0.0))))
        }

        #[inline(always)]
        fn go(w: &mut [[f32; 4]], g: &[[f32; 4]], step: f32) {
            let step = f64x2_splat(f64::from(step));
            // SAFETY: two of four numbers are there.
            let two = |cells: &[f32; 4], index| unsafe { v128_load64_zero(cells.as_ptr().add(index).cast()) };
            // Where the compiler knows this order it takes the demotions apart, and they take twice as long.
            let up = black_box(i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7));
            for (w, g) in w.iter_mut().zip(g) {
                let sum = |index| {
                    let product = f64x2_mul(step, f64x2_promote_low_f32x4(two(g, index)));
                    f32x4_demote_f64x2_zero(f64x2_add(product, f64x2_promote_low_f32x4(two(w, index))))
                };
                Self(v128_or(sum(0), i8x16_swizzle(sum(2), up))).store(w);
            }
        }

        #[inline(always)]
        fn dot(a: &[f32], b: &[f32], start: f32) -> f32 {
            if cfg!(feature = "full")
                && let Some(sum) = quick_dot(a, b, start)
            {
                return sum;
            }
            a.iter().zip(b).fold(start, |sum, (a, b)| f32::fused(*a, *b, sum))
        }

        #[inline(always)]
        fn turned([a, b, c, d]: [Self; 4]) -> [Self; 4] {
            let (low, high) = (i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0), i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0));
            let (low2, high2) = (i32x4_shuffle::<0, 4, 1, 5>(c.0, d.0), i32x4_shuffle::<2, 6, 3, 7>(c.0, d.0));
            [
                Self(i32x4_shuffle::<0, 1, 4, 5>(low, low2)),
                Self(i32x4_shuffle::<2, 3, 6, 7>(low, low2)),
                Self(i32x4_shuffle::<0, 1, 4, 5>(high, high2)),
                Self(i32x4_shuffle::<2, 3, 6, 7>(high, high2)),
            ]
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "full")]
    use super::Factors;
    use super::{Array, Four};

    #[test]
    fn rows_become_columns() {
        let rows = [[1.0, 2.0, 3.0, 4.0_f32], [5.0, 6.0, 7.0, 8.0], [0.0; 4], [9.0; 4]];
        let turned = Four::turned(rows.map(|row| Array::load(&row))).map(Four::cells);
        assert_eq!(turned, [[1.0, 5.0, 0.0, 9.0], [2.0, 6.0, 0.0, 9.0], [3.0, 7.0, 0.0, 9.0], [4.0, 8.0, 0.0, 9.0]]);
    }

    #[cfg(feature = "full")]
    #[test]
    #[should_panic = "a is complete"]
    fn the_left_factor_has_to_be_there() {
        Factors::<f32, 1>::new(&[0.0; 5], [3, 1], &[0.0; 12], 4, 2, 3);
    }

    #[cfg(feature = "full")]
    #[test]
    #[should_panic = "b is complete"]
    fn the_right_factor_has_to_be_there() {
        Factors::<f32, 1>::new(&[0.0; 6], [3, 1], &[0.0; 11], 4, 2, 3);
    }

    #[cfg(feature = "full")]
    #[test]
    #[should_panic = "as many rows"]
    fn a_block_has_to_be_among_the_rows() {
        Factors::<f32, 1>::new(&[0.0; 6], [3, 1], &[0.0; 12], 4, 2, 3).block::<2>(1);
    }
}
