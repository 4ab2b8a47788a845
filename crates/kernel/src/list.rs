//! A list of loops that run one after the other over two flat buffers, values and gradients.
//!
//! A training step is hundreds of nanoseconds long when its tensors are small; finding out for each
//! operation what it reads and which loop fits would take longer than the loop. So that is done once,
//! and what is left of an operation is an [`Instruction`].

mod loops;
mod together;

use crate::Number;
use loops::{forward, to_first, to_second};
use std::mem;
use std::ops::Range;
use together::Pass;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// The cells in a row of the first input: the terms of each cell of a product.
    pub terms: u32,
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

/// Instructions in order, and which of them are done in one pass over their cells.
#[derive(Clone, Debug, Default)]
pub struct List(Vec<(Pass, Instruction)>);

impl List {
    /// Finds out which instructions can be done in one pass.
    pub fn new(instructions: &[Instruction]) -> Self {
        let with_pass = |index| (Pass::of(&instructions[index..]), instructions[index]);
        Self((0..instructions.len()).map(with_pass).collect())
    }

    /// How many instructions there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An instruction.
    pub fn get(&self, index: usize) -> &Instruction {
        &self.0[index].1
    }
}

/// Runs a list from an index on.
#[inline(always)]
pub(crate) fn run<T: Number>(list: &List, from: usize, values: &mut [T], grads: &mut [T]) -> Pause {
    let mut rest = &list.0[from..];
    while let [(pass, instruction), after @ ..] = rest {
        let finite = match pass {
            Pass::Other => return Pause::Other(list.len() - rest.len()),
            Pass::Alone => {
                rest = after;
                alone(instruction, values, grads)
            }
            _ => together::run(*pass, &mut rest, values, grads),
        };
        if !finite {
            return Pause::NotFinite;
        }
    }
    Pause::End
}

/// Does one instruction; whether all is finite where it has to be.
#[inline(always)]
fn alone<T: Number>(instruction: &Instruction, values: &mut [T], grads: &mut [T]) -> bool {
    let Instruction { action, a, b, y, add, look, .. } = *instruction;
    let sizes = [instruction.terms as usize, instruction.columns as usize];
    let written: &[T] = match action {
        Action::Forward(function) => {
            let (inputs, [y]) = behind(values, [y]);
            forward(function, &inputs[a.cells()], &inputs[b.cells()], y, sizes);
            y
        }
        Action::ToFirst(function) => {
            let (inputs, [g]) = behind(grads, [y]);
            let to = &mut inputs[a.cells()];
            let cells = [&values[a.cells()], &values[b.cells()], &values[y.cells()]];
            to_first(function, cells, g, to, sizes, add);
            to
        }
        Action::ToSecond(function) => {
            let (inputs, [g]) = behind(grads, [y]);
            let to = &mut inputs[b.cells()];
            to_second(function, &values[a.cells()], g, to, sizes, add);
            to
        }
        Action::Other => &[],
    };
    !look || T::all_finite(written)
}

/// Some tensors that stand one behind the other, and the cells before them.
#[inline(always)]
fn behind<T, const N: usize>(cells: &mut [T], tensors: [Span; N]) -> (&mut [T], [&mut [T]; N]) {
    let mut end = tensors[0].start;
    let (before, mut rest) = cells.split_at_mut(end as usize);
    let tensors = tensors.map(|span| {
        let from = mem::take(&mut rest).split_at_mut((span.start - end) as usize).1;
        let (tensor, after) = from.split_at_mut(span.count as usize);
        (end, rest) = (span.start + span.count, after);
        tensor
    });
    (before, tensors)
}
