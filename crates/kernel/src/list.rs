//! A list of loops that run one after the other over two flat buffers, values and gradients.
//!
//! A training step is hundreds of nanoseconds long when its tensors are small; finding out for each
//! operation what it reads and which loop fits would take longer than the loop. So that is done once,
//! and what is left of an operation is an [`Instruction`].

mod loops;
mod together;

use crate::Number;
use loops::{forward, to_first, to_second};
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
    let mut index = from;
    while let Some((pass, instruction)) = list.0.get(index) {
        if *pass != Pass::Alone {
            let part = &list.0[index..index + pass.instructions()];
            if !together::run(*pass, part, values, grads) {
                return Pause::NotFinite;
            }
            index += part.len();
            continue;
        }
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
                let cells = [&values[a.cells()], &values[b.cells()], &values[y.cells()]];
                to_first(function, cells, g, to, columns as usize, add);
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
        index += 1;
    }
    Pause::End
}
