//! From many numbers to one.

use super::numeric::one_to_many;
use crate::error::Result;
use crate::float::{Float, Function, Kernel};
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Shows, Sink};
use crate::tensor::Shape;

/// `torch.sum` over all cells.
#[derive(Clone, Copy, Debug)]
pub struct Sum;

impl<T: Float> Op<T> for Sum {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "sum",
            inputs: &["x"],
            formula: "y = Σᵢ xᵢ",
            term: "x",
            combine: Combine::Sum,
            backward: &["g"],
            sentence: "Adds up all cells.",
            backward_sentence: "Each cell counts once in the sum, so each gets the gradient unchanged.",
            example: Example { inputs: &[(&[3], &[1.0, 2.0, 6.0])], output: (&[], &[9.0]), grads: &[&[1.0, 1.0, 1.0]] },
        };
        &INFO
    }

    fn shape(&self, _: &[&Shape]) -> Result<Shape> {
        Ok(Shape::default())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        y[0] = <T as Kernel>::sum(reads.input(0));
    }

    fn backward(&self, _: usize, _: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        into.each(std::iter::repeat(g[0]));
    }

    fn shows_infinity(&self) -> Shows {
        Shows::Always
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        one_to_many(inputs[0], cell)
    }
}

/// `torch.mean` over all cells.
#[derive(Clone, Copy, Debug)]
pub struct Mean;

impl<T: Float> Op<T> for Mean {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "mean",
            inputs: &["x"],
            formula: "y = (Σᵢ xᵢ) / n",
            term: "x",
            combine: Combine::Mean,
            backward: &["g / n"],
            sentence: "Adds up all cells and divides by their number.",
            backward_sentence: "Each of the n cells has an equal share in the mean, so each gets the gradient divided by n.",
            example: Example {
                inputs: &[(&[4], &[1.0, 2.0, 6.0, -1.0])],
                output: (&[], &[2.0]),
                grads: &[&[0.25, 0.25, 0.25, 0.25]],
            },
        };
        &INFO
    }

    fn shape(&self, _: &[&Shape]) -> Result<Shape> {
        Ok(Shape::default())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let x = reads.input(0);
        y[0] = <T as Kernel>::sum(x) / T::from_f64(x.len() as f64);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let n = T::from_f64(reads.input(0).len() as f64);
        into.each(std::iter::repeat(g[0] / n));
    }

    fn shows_infinity(&self) -> Shows {
        Shows::Always
    }

    fn function(&self) -> Option<Function> {
        Some(Function::Mean)
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        one_to_many(inputs[0], cell)
    }
}
