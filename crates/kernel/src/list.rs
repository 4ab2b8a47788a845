//! A list of loops that run one after the other over two flat buffers, values and gradients.
//!
//! A training step is hundreds of nanoseconds long when its tensors are small; finding out for each
//! operation what it reads and which loop fits would take longer than the loop. So that is done once,
//! and what is left of an operation is an [`Instruction`].

use crate::matrix::Multiplies;
use std::ops::{Div, Neg, Range, Sub};

/// A function of tensors that there are loops for, forwards and backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `y = a · bᵀ`
    Linear,
    /// `y = a + b`; b may be one row that is added to each row of a.
    Add,
    /// `y = a − b`
    Sub,
    /// `y = a · b`, cell by cell.
    Mul,
    /// `y = a²`
    Square,
    /// `y = max(0, a)`
    Relu,
    /// `y = tanh a`
    Tanh,
    /// The mean of all cells.
    Mean,
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Computes y from a and b.
    Forward(Function),
    /// Sends the gradient of y back to a.
    ToFirst(Function),
    /// Sends the gradient of y back to b.
    ToSecond(Function),
    /// Something that is not a loop of this crate; the caller does it.
    Other,
}

/// Some cells of a buffer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The first cell.
    pub start: u32,
    /// How many cells.
    pub count: u32,
}

impl Span {
    #[inline(always)]
    fn cells(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.count as usize
    }
}

/// One loop with all its places. A tensor's gradient has the same place among the gradients as its
/// values have among the values, and inputs stand before outputs.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What to do.
    pub action: Action,
    /// The first input.
    pub a: Span,
    /// The second input; the first again where there is only one.
    pub b: Span,
    /// The output.
    pub y: Span,
    /// The cells in a row of y.
    pub columns: u32,
    /// Whether a gradient is added to what is there, or replaces it.
    pub add: bool,
    /// Whether what is written has to be finite.
    pub look: bool,
}

/// Why a list was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// All is done.
    End,
    /// The instruction with this index is for the caller.
    Other(usize),
    /// A number is not finite.
    NotFinite,
}

/// What the loops need of a number.
pub(crate) trait Number:
    Multiplies + PartialOrd + Sub<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    const ONE: Self;
    fn from_count(count: u32) -> Self;
}

/// Runs a list from an index on.
#[inline(always)]
pub(crate) fn run<T: Number>(list: &[Instruction], from: usize, values: &mut [T], grads: &mut [T]) -> Pause {
    for (index, instruction) in list.iter().enumerate().skip(from) {
        let Instruction { a, b, y, columns, add, look, .. } = *instruction;
        let written: &[T] = match instruction.action {
            Action::Other => return Pause::Other(index),
            Action::Forward(function) => {
                let (inputs, rest) = values.split_at_mut(y.start as usize);
                let cells = &mut rest[..y.count as usize];
                forward(function, &inputs[a.cells()], &inputs[b.cells()], cells, columns as usize);
                cells
            }
            Action::ToFirst(function) => {
                let (inputs, rest) = grads.split_at_mut(y.start as usize);
                let (g, to) = (&rest[..y.count as usize], &mut inputs[a.cells()]);
                to_first(
                    function,
                    [&values[a.cells()], &values[b.cells()], &values[y.cells()]],
                    g,
                    to,
                    columns as usize,
                    add,
                );
                to
            }
            Action::ToSecond(function) => {
                let (inputs, rest) = grads.split_at_mut(y.start as usize);
                let (g, to) = (&rest[..y.count as usize], &mut inputs[b.cells()]);
                to_second(function, &values[a.cells()], g, to, columns as usize, add);
                to
            }
        };
        if look && !T::all_finite(written) {
            return Pause::NotFinite;
        }
    }
    Pause::End
}

#[inline(always)]
fn forward<T: Number>(function: Function, a: &[T], b: &[T], y: &mut [T], columns: usize) {
    match function {
        Function::Linear => {
            let k = b.len() / columns.max(1);
            T::product_transposed(a, b, y, k, columns, false);
        }
        Function::Add if b.len() < y.len() => T::add_row(a, b, y),
        Function::Add => each2(a, b, y, |a, b| a + b),
        Function::Sub => each2(a, b, y, |a, b| a - b),
        Function::Mul => each2(a, b, y, |a, b| a * b),
        Function::Square => each1(a, y, |a| a * a),
        Function::Relu => each1(a, y, |a| if a < T::default() { T::default() } else { a }),
        Function::Tanh => T::tanh(a, y),
        Function::Mean => y[0] = T::sum(a) / T::from_count(a.len() as u32),
    }
}

#[inline(always)]
fn to_first<T: Number>(function: Function, [a, b, y]: [&[T]; 3], g: &[T], to: &mut [T], columns: usize, add: bool) {
    match function {
        Function::Linear => {
            let k = b.len() / columns.max(1);
            T::product(g, b, to, columns, k, add);
        }
        Function::Add | Function::Sub => send(to, add, g, g, |g, _| g),
        Function::Mul => send(to, add, g, b, |g, b| g * b),
        Function::Square => send(to, add, g, a, |g, a| g * (a + a)),
        Function::Relu => send(to, add, g, a, |g, a| if a <= T::default() { T::default() } else { g }),
        Function::Tanh => send(to, add, g, y, |g, y| g * (T::ONE - y * y)),
        Function::Mean => {
            let share = g[0] / T::from_count(to.len() as u32);
            if add {
                for to in to {
                    *to += share;
                }
            } else {
                to.fill(share);
            }
        }
    }
}

#[inline(always)]
fn to_second<T: Number>(function: Function, a: &[T], g: &[T], to: &mut [T], columns: usize, add: bool) {
    match function {
        Function::Linear => T::transposed_product(g, a, to, columns, to.len() / columns.max(1), add),
        Function::Add if to.len() < g.len() => {
            if !add {
                to.fill(T::default());
            }
            T::sum_rows(g, to);
        }
        Function::Sub => send(to, add, g, g, |g, _| -g),
        Function::Mul => send(to, add, g, a, |g, a| g * a),
        // The others have one input, or treat both alike.
        _ => send(to, add, g, g, |g, _| g),
    }
}

/// A contribution to a gradient from each cell of two slices.
#[inline(always)]
fn send<T: Number>(to: &mut [T], add: bool, g: &[T], x: &[T], rule: impl Fn(T, T) -> T) {
    if add {
        // Four at a time, so that short slices gain, too.
        let (fours, rest) = to.as_chunks_mut::<4>();
        let ((gs, g_rest), (xs, x_rest)) = (g.as_chunks::<4>(), x.as_chunks::<4>());
        for ((to, g), x) in fours.iter_mut().zip(gs).zip(xs) {
            for lane in 0..4 {
                to[lane] += rule(g[lane], x[lane]);
            }
        }
        rest.iter_mut().zip(g_rest.iter().zip(x_rest)).for_each(|(to, (g, x))| *to += rule(*g, *x));
    } else {
        each2(g, x, to, rule);
    }
}

#[inline(always)]
fn each1<T: Copy>(a: &[T], y: &mut [T], rule: impl Fn(T) -> T) {
    let ((from, from_rest), (to, to_rest)) = (a.as_chunks::<4>(), y.as_chunks_mut::<4>());
    for (y, a) in to.iter_mut().zip(from) {
        for lane in 0..4 {
            y[lane] = rule(a[lane]);
        }
    }
    to_rest.iter_mut().zip(from_rest).for_each(|(y, a)| *y = rule(*a));
}

#[inline(always)]
fn each2<T: Copy>(a: &[T], b: &[T], y: &mut [T], rule: impl Fn(T, T) -> T) {
    let ((first, first_rest), (second, second_rest)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    let (to, to_rest) = y.as_chunks_mut::<4>();
    for ((y, a), b) in to.iter_mut().zip(first).zip(second) {
        for lane in 0..4 {
            y[lane] = rule(a[lane], b[lane]);
        }
    }
    to_rest.iter_mut().zip(first_rest.iter().zip(second_rest)).for_each(|(y, (a, b))| *y = rule(*a, *b));
}
