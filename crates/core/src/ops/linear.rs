//! Matrix products: every cell of the result is a row of one side times a column of the other.

use super::numeric::product_links;
use crate::error::{Error, Result};
use crate::float::{Float, Function};
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Shows, Sink};
use crate::tensor::Shape;

/// `torch.matmul` of two matrices: `[m, k] · [k, n] = [m, n]`.
#[derive(Clone, Copy, Debug)]
pub struct MatMul;

impl<T: Float> Op<T> for MatMul {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "matmul",
            inputs: &["a", "b"],
            formula: "yᵢⱼ = Σₖ aᵢₖ · bₖⱼ",
            term: "a · b",
            combine: Combine::Sum,
            backward: &["g · b", "g · a"],
            sentence: "Multiplies each row of the first matrix with each column of the second and adds up the products.",
            backward_sentence: "Each factor of each product gets the gradient times the other factor, added up over all products that it was part of.",
            example: Example {
                inputs: &[(&[1, 2], &[2.0, 3.0]), (&[2, 2], &[1.0, 0.0, -1.0, 4.0])],
                output: (&[1, 2], &[-1.0, 12.0]),
                grads: &[&[1.0, 3.0], &[2.0, 2.0, 3.0, 3.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        match (inputs[0].dims(), inputs[1].dims()) {
            ([m, k], [rows, n]) if k == rows => Ok(Shape::new(&[*m, *n])),
            (left, _) => {
                let columns = left.last().copied().unwrap_or(1);
                Err(Error::new(
                    "shape_matmul",
                    &[("op", &"matmul"), ("left", inputs[0]), ("right", inputs[1]), ("columns", &columns)],
                ))
            }
        }
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (k, n) = rows_columns(reads.shape_of(1));
        T::product(reads.input(0), reads.input(1), y, k, n, false);
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let (k, n) = rows_columns(reads.shape_of(1));
        let Sink { cells, add } = into;
        if index == 0 {
            // b has k rows of n columns, and each of its rows is one column of the result.
            T::product_transposed(g, reads.input(1), cells, n, k, add);
        } else {
            T::transposed_product(reads.input(0), g, cells, k, n, add);
        }
    }

    fn shows_infinity(&self) -> Shows {
        Shows::Always
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        let (m, _) = rows_columns(inputs[0]);
        let (k, n) = rows_columns(inputs[1]);
        product_links([m, k, n], [n, 1], cell)
    }
}

/// `torch.nn.functional.linear` without its bias: `x · Wᵀ`, with one row of `W` for each output.
#[derive(Clone, Copy, Debug)]
pub struct Linear;

impl<T: Float> Op<T> for Linear {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "linear",
            inputs: &["x", "w"],
            formula: "yᵢⱼ = Σₖ xᵢₖ · wⱼₖ",
            term: "x · w",
            combine: Combine::Sum,
            backward: &["g · w", "g · x"],
            sentence: "Multiplies each example's inputs with the weights of each output and adds up the products.",
            backward_sentence: "Each weight gets the gradient that arrives times the input it was multiplied with. All examples share one weight, so their contributions add up.",
            example: Example {
                inputs: &[(&[2, 1], &[2.0, 3.0]), (&[1, 1], &[4.0])],
                output: (&[2, 1], &[8.0, 12.0]),
                grads: &[&[4.0, 4.0], &[5.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        match (inputs[0].dims(), inputs[1].dims()) {
            ([rows, k], [n, columns]) if k == columns => Ok(Shape::new(&[*rows, *n])),
            (left, right) => {
                let (columns, fits) = (left.last().copied().unwrap_or(1), right.last().copied().unwrap_or(1));
                let fields: &[(_, &dyn std::fmt::Display)] = &[
                    ("op", &"linear"),
                    ("left", inputs[0]),
                    ("right", inputs[1]),
                    ("columns", &columns),
                    ("fits", &fits),
                ];
                Err(Error::new("shape_linear", fields))
            }
        }
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (n, k) = rows_columns(reads.shape_of(1));
        T::product_transposed(reads.input(0), reads.input(1), y, k, n, false);
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let (n, k) = rows_columns(reads.shape_of(1));
        let Sink { cells, add } = into;
        if index == 0 {
            T::product(g, reads.input(1), cells, n, k, add);
        } else {
            T::transposed_product(g, reads.input(0), cells, n, k, add);
        }
    }

    fn shows_infinity(&self) -> Shows {
        Shows::Always
    }

    fn function(&self) -> Option<Function> {
        Some(Function::Linear)
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        let (m, k) = rows_columns(inputs[0]);
        let (n, _) = rows_columns(inputs[1]);
        product_links([m, k, n], [1, k], cell)
    }
}

fn rows_columns(shape: &Shape) -> (usize, usize) {
    match shape.dims() {
        [rows, columns] => (*rows, *columns),
        _ => unreachable!("a recorded matrix product has matrices"),
    }
}
