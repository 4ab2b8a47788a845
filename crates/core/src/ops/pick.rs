//! Picking by index, and the row of zeros with a single one that does the same.
//!
//! Indices are whole numbers in the cells of a tensor. One that is out of range picks not-a-number, so
//! that it cannot go unnoticed: a recorded operation has no other way to complain.

use super::along::{axis_of, place};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::{Cells, Shape};

/// `torch.gather(x, dim, index)`: in each line along `dim`, the cells that the index names.
#[derive(Clone, Copy, Debug)]
pub struct Gather {
    /// The dimension that the index counts along.
    pub dim: isize,
}

impl<T: Float> Op<T> for Gather {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "gather",
            inputs: &["x", "k"],
            formula: "yᵢⱼ = xᵢₖ, k = kᵢⱼ",
            term: "x",
            combine: Combine::Single,
            backward: &["g · δ", "0"],
            sentence: "Picks from each row the number that the index names, such as the score of the right class.",
            backward_sentence: "A number that was picked, where δ is 1, gets the gradient; the others get nothing, and neither does the index.",
            example: Example {
                inputs: &[(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), (&[2, 1], &[2.0, 0.0])],
                output: (&[2, 1], &[3.0, 4.0]),
                grads: &[&[0.0, 0.0, 1.0, 1.0, 0.0, 0.0], &[0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        let (x, index) = (inputs[0], inputs[1]);
        let dim = axis_of("gather", x, self.dim, x.dims().len())?;
        let sizes = x.dims().iter().zip(index.dims()).enumerate();
        if x.dims().len() != index.dims().len() || !sizes.clone().all(|(at, (x, index))| at == dim || index <= x) {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("op", &"gather"), ("left", x), ("right", index), ("dim", &dim)];
            return Err(Error::new("shape_gather", fields));
        }
        Ok(index.clone())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, index) = (reads.input(0), reads.input(1));
        let (starts, step, n) = self.lines(reads.shape_of(0), reads.shape);
        for ((y, start), index) in y.iter_mut().zip(starts).zip(index) {
            *y = whole(*index, n).map_or_else(T::nan, |k| x[start + k * step]);
        }
    }

    fn backward(&self, slot: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let Sink { cells, .. } = into.adding();
        let (starts, step, n) = self.lines(reads.shape_of(0), reads.shape);
        if slot == 0 {
            for ((g, start), index) in g.iter().zip(starts).zip(reads.input(1)) {
                if let Some(k) = whole(*index, n) {
                    cells[start + k * step] += *g;
                }
            }
        }
    }

    fn letters(&self, reads: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let (mut starts, step, n) = self.lines(reads.shape_of(0), reads.shape);
        let picked =
            whole(reads.input(1)[link.output], n).zip(starts.nth(link.output)).map(|(k, start)| start + k * step);
        let same = if picked == Some(link.inputs[0]) { T::one() } else { T::zero() };
        vec![("x", y[link.output]), ("δ", same)]
    }

    /// An input is linked to every output that could have picked it; δ says which did.
    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let (starts, step, n) = self.lines(inputs[0], output);
        let links = starts.enumerate().filter_map(|(output, start)| {
            let (x, asked) = match cell {
                Cell::Input(0, cell) => (cell, (0..n).any(|k| start + k * step == cell)),
                Cell::Input(_, cell) | Cell::Output(cell) => (start, output == cell),
            };
            asked.then(|| Link { output, inputs: vec![x, output] })
        });
        links.collect()
    }
}

impl Gather {
    /// For each cell of the index the first cell of its line in x; how far apart the line's cells are; how many.
    fn lines<'y>(self, x: &Shape, index: &'y Shape) -> (Cells<'y>, usize, usize) {
        let (mut strides, dim) = (x.steps(), place(self.dim, x.dims().len()));
        let step = std::mem::replace(&mut strides[dim], 0);
        (index.walk(0, strides), step, x.dims()[dim])
    }
}

/// `torch.nn.functional.one_hot(x, num_classes)`: a row of zeros with a 1 at the place that x names.
#[derive(Clone, Copy, Debug)]
pub struct OneHot {
    /// How long the rows are.
    pub num_classes: usize,
}

impl<T: Float> Op<T> for OneHot {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "one_hot",
            inputs: &["x"],
            formula: "yᵢₖ = [xᵢ = k]",
            term: "[x = k]",
            combine: Combine::Single,
            backward: &["0"],
            sentence: "Turns the number k of a class into a row of zeros with a 1 at place k.",
            backward_sentence: "A class is a name and not a quantity, so no gradient passes.",
            example: Example {
                inputs: &[(&[2], &[2.0, 0.0])],
                output: (&[2, 3], &[0.0, 0.0, 1.0, 1.0, 0.0, 0.0]),
                grads: &[&[0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        Ok(Shape::new(&[inputs[0].dims(), &[self.num_classes]].concat()))
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        for (row, x) in y.chunks_exact_mut(self.num_classes.max(1)).zip(reads.input(0)) {
            let class = whole(*x, self.num_classes);
            row.fill(if class.is_some() { T::zero() } else { T::nan() });
            if let Some(class) = class {
                row[class] = T::one();
            }
        }
    }

    fn backward(&self, _: usize, _: Reads<T>, _: &[T], _: &[T], into: Sink<T>) {
        into.each(std::iter::repeat(T::zero()));
    }

    fn letters(&self, _: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        vec![("k", T::from_f64((link.output % self.num_classes.max(1)) as f64))]
    }

    fn links(&self, _: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        let n = self.num_classes;
        match cell {
            Cell::Output(output) => vec![Link { output, inputs: vec![output / n.max(1)] }],
            Cell::Input(_, input) => {
                (input * n..input * n + n).map(|output| Link { output, inputs: vec![input] }).collect()
            }
        }
    }
}

/// The whole number below `n` that a cell holds, if it does; what lies a rounding error beside one counts.
fn whole<T: Float>(cell: T, n: usize) -> Option<usize> {
    let rounded = cell.round();
    let near = (cell - rounded).abs() < T::from_f64(1e-3);
    rounded.to_usize().filter(|index| near && *index < n)
}
