//! What an operation is: numbers in, numbers out, and a rule that sends gradients back.
//!
//! One item declares everything about an operation: its name, its formula, its derivative, a sentence
//! of explanation, a worked example, and the code that computes. The engine, the explanations, the
//! reference and the tests all read that item; there is no second place.
//!
//! Rules compute; the tape stores. A rule sees its inputs (`a`, `b` or `x`), its output `y` and the
//! gradient `g` that arrives from above, and hands its contribution to a [`Sink`].

use crate::error::Result;
use crate::float::{Float, Function};
use crate::tensor::Shape;
use serde::Serialize;
use std::fmt;

/// What a reader should know about an operation. Formulas are plain text; see [`OpInfo::term`].
#[derive(Debug)]
pub struct OpInfo {
    /// PyTorch's name.
    pub name: &'static str,
    /// The names of the inputs in the formulas.
    pub inputs: &'static [&'static str],
    /// The formula as a reader meets it.
    pub formula: &'static str,
    /// How one output cell is made from the input cells that it reads. The names of the inputs,
    /// `y` (the output), `g` (the incoming gradient) and `n` (the number of terms) can be replaced by
    /// numbers.
    pub term: &'static str,
    /// Whether an output cell is one term, the sum of its terms, or their mean.
    pub combine: Combine,
    /// The gradient of each input: `g` times the derivative. A cell that is read several times
    /// gets the sum.
    pub backward: &'static [&'static str],
    /// What the operation does, in one sentence.
    pub sentence: &'static str,
    /// What its backward pass does, in one sentence.
    pub backward_sentence: &'static str,
    /// Small numbers to check by hand; the tests execute them.
    pub example: Example,
}

/// How the terms of an output cell come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// There is one term.
    Single,
    /// The terms are added up.
    Sum,
    /// The terms are added up and divided by their number.
    Mean,
}

/// A worked example: inputs, the output, and the gradients when the incoming gradient is all ones.
#[derive(Debug)]
pub struct Example {
    /// Shape and numbers of each input.
    pub inputs: &'static [(&'static [usize], &'static [f64])],
    /// Shape and numbers of the output.
    pub output: (&'static [usize], &'static [f64]),
    /// The gradient of each input.
    pub grads: &'static [&'static [f64]],
}

/// One input of a recorded operation: where its numbers start on the tape, and their shape.
#[derive(Clone, Debug)]
pub struct Operand {
    /// Index of the node.
    pub node: u32,
    /// The first cell.
    pub start: usize,
    /// How many cells.
    pub count: usize,
    /// The shape.
    pub shape: Shape,
}

/// What a rule reads: the inputs, and where the output's shape is known.
#[derive(Clone, Copy, Debug)]
pub struct Reads<'a, T> {
    pub(crate) operands: &'a [Operand],
    pub(crate) cells: &'a [T],
    /// The shape of the output.
    pub shape: &'a Shape,
}

impl<'a, T> Reads<'a, T> {
    /// The numbers of input `index`.
    pub fn input(&self, index: usize) -> &'a [T] {
        let operand = &self.operands[index];
        &self.cells[operand.start..operand.start + operand.count]
    }

    /// The shape of input `index`.
    pub fn shape_of(&self, index: usize) -> &'a Shape {
        &self.operands[index].shape
    }
}

/// Where a gradient goes: the first contribution is written, later ones are added.
#[derive(Debug)]
pub struct Sink<'a, T> {
    /// The cells of the input's gradient.
    pub cells: &'a mut [T],
    /// Whether something is there already.
    pub add: bool,
}

impl<T: Float> Sink<'_, T> {
    /// Contributes one number per cell.
    pub fn each(self, values: impl Iterator<Item = T>) {
        if self.add {
            self.cells.iter_mut().zip(values).for_each(|(cell, value)| *cell += value);
        } else {
            self.cells.iter_mut().zip(values).for_each(|(cell, value)| *cell = value);
        }
    }

    /// Makes the cells ready to be added to, for rules that meet a cell more than once.
    #[must_use]
    pub fn adding(self) -> Self {
        if !self.add {
            self.cells.fill(T::zero());
        }
        Self { cells: self.cells, add: true }
    }
}

/// Where an infinite number, or one that is none, is sure to leave a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// From an input in the output, and from the incoming gradient in that of each input: x + ∞, x · ∞.
    Always,
    /// Only from the incoming gradient in that of each input: tanh(∞) is 1.
    Backward,
    /// Not for sure: relu(−∞) is 0, and so is its derivative.
    Nowhere,
}

/// What kind of number a number is; the page gives each kind its colour and its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// No number.
    Text,
    /// A number of the data.
    Data,
    /// A parameter.
    Model,
    /// A gradient.
    Grad,
    /// Any other result.
    Value,
}

/// A cell of an operation, to ask which others it depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A cell of the output.
    Output(usize),
    /// A cell of an input: which input, which cell.
    Input(usize, usize),
}

/// One term of the computation: an output cell and, for each input, the cell that it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The output cell.
    pub output: usize,
    /// The cell of each input.
    pub inputs: Vec<usize>,
}

/// An operation: a rule forward, a rule backward, and what there is to say about it.
pub trait Op<T: Float>: Send + Sync {
    /// The item that explains the operation.
    fn info(&self) -> &'static OpInfo;

    /// The shape of the output, or an error that says what would fit.
    fn shape(&self, inputs: &[&Shape]) -> Result<Shape>;

    /// Computes the output from the inputs.
    fn forward(&self, reads: Reads<T>, y: &mut [T]);

    /// The contribution to the gradient of input `index`, given the output `y` and its gradient `g`.
    fn backward(&self, index: usize, reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>);

    /// Further letters of the formulas of one term, with their numbers: settings such as the slope α of a
    /// leaky ReLU, or what several terms share, such as the sum that a softmax divides by.
    fn letters(&self, _reads: Reads<T>, _y: &[T], _link: &Link) -> Vec<(&'static str, T)> {
        Vec::new()
    }

    /// Where a number that is not finite shows. Training looks at what is read where it could get lost.
    fn shows_infinity(&self) -> Shows {
        Shows::Nowhere
    }

    /// The loop of the kernel that computes the same, where there is one. Tests compare the two.
    fn function(&self) -> Option<Function> {
        None
    }

    /// Which terms a cell takes part in: the ground for showing a number with the numbers it came from.
    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link>;
}

// Not a supertrait: it would carry a printer for each operation into every program.
impl<T: Float> fmt::Debug for dyn Op<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}
