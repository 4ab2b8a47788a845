//! The largest number along a dimension, and where it is.

use super::along::{Lines, reduced};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.amax(x, dim, keepdim)`: the largest number; where several are equally large they share the gradient.
#[derive(Clone, Copy, Debug)]
pub struct Amax {
    /// The dimension along which the largest is looked for.
    pub dim: isize,
    /// Whether the dimension stays, with size 1.
    pub keepdim: bool,
}

/// `torch.max(x, dim, keepdim).values`: the largest number; of several the first one gets the whole gradient.
#[derive(Clone, Copy, Debug)]
pub struct Max {
    /// The dimension along which the largest is looked for.
    pub dim: isize,
    /// Whether the dimension stays, with size 1.
    pub keepdim: bool,
}

/// `torch.argmax(x, dim, keepdim)`: the place of the largest number, counted from 0; of several the first.
#[derive(Clone, Copy, Debug)]
pub struct Argmax {
    /// The dimension along which the largest is looked for.
    pub dim: isize,
    /// Whether the dimension stays, with size 1.
    pub keepdim: bool,
}

impl<T: Float> Op<T> for Amax {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "amax",
            inputs: &["x"],
            formula: "yᵢ = maxⱼ xᵢⱼ",
            term: "m",
            combine: Combine::Single,
            backward: &["g · δ / n"],
            sentence: "Finds the largest number along a dimension.",
            backward_sentence: "The largest number gets the gradient: there δ is 1. All others get nothing; n numbers that are equally large share it.",
            example: Example {
                inputs: &[(&[2, 3], &[1.0, 5.0, 5.0, 0.5, -1.0, 0.0])],
                output: (&[2], &[5.0, 0.5]),
                grads: &[&[0.0, 0.5, 0.5, 1.0, 0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        shape("amax", inputs[0], self.dim, self.keepdim)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        values(reads, self.dim, y);
    }

    fn backward(&self, _: usize, reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>) {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape_of(0), self.dim));
        let Sink { cells, .. } = into.adding();
        for ((start, y), g) in lines.starts().zip(y).zip(g) {
            let wins = |cell: usize| one_if::<T>(x[cell] == *y);
            let n = lines.line(start).fold(T::zero(), |n, cell| n + wins(cell));
            lines.line(start).for_each(|cell| cells[cell] += *g * (wins(cell) / n));
        }
    }

    fn letters(&self, reads: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape_of(0), self.dim));
        let m = y[link.output];
        let ties = lines.line(lines.start_of(link.inputs[0])).filter(|cell| x[*cell] == m).count();
        vec![("m", m), ("δ", one_if(x[link.inputs[0]] == m)), ("n", T::from_f64(ties as f64))]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        links(inputs[0], self.dim, cell)
    }
}

impl<T: Float> Op<T> for Max {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "max",
            inputs: &["x"],
            formula: "yᵢ = maxⱼ xᵢⱼ",
            term: "m",
            combine: Combine::Single,
            backward: &["g · δ"],
            sentence: "Finds the largest number along a dimension.",
            backward_sentence: "The largest number gets the whole gradient: there δ is 1. All others get nothing; of several that are equally large the first one counts.",
            example: Example {
                inputs: &[(&[2, 3], &[1.0, 5.0, 5.0, 0.5, -1.0, 0.0])],
                output: (&[2], &[5.0, 0.5]),
                grads: &[&[0.0, 1.0, 0.0, 1.0, 0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        shape("max", inputs[0], self.dim, self.keepdim)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        values(reads, self.dim, y);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape_of(0), self.dim));
        let Sink { cells, .. } = into.adding();
        lines.starts().zip(g).for_each(|(start, g)| cells[largest(x, lines, start)] += *g);
    }

    fn letters(&self, reads: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape_of(0), self.dim));
        let wins = largest(x, lines, lines.start_of(link.inputs[0])) == link.inputs[0];
        vec![("m", y[link.output]), ("δ", one_if(wins))]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        links(inputs[0], self.dim, cell)
    }
}

impl<T: Float> Op<T> for Argmax {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "argmax",
            inputs: &["x"],
            formula: "yᵢ = argmaxⱼ xᵢⱼ",
            term: "m",
            combine: Combine::Single,
            backward: &["0"],
            sentence: "Finds where the largest number along a dimension is, counted from 0: for the outputs of a classifier, the class that it chooses.",
            backward_sentence: "A place jumps from one whole number to another and is flat elsewhere, so no gradient passes.",
            example: Example {
                inputs: &[(&[2, 3], &[1.0, 5.0, 5.0, 0.5, -1.0, 0.0])],
                output: (&[2], &[1.0, 0.0]),
                grads: &[&[0.0; 6]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        shape("argmax", inputs[0], self.dim, self.keepdim)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape_of(0), self.dim));
        for (y, start) in y.iter_mut().zip(lines.starts()) {
            *y = T::from_f64(((largest(x, lines, start) - start) / lines.inner.max(1)) as f64);
        }
    }

    fn backward(&self, _: usize, _: Reads<T>, _: &[T], _: &[T], into: Sink<T>) {
        into.each(std::iter::repeat(T::zero()));
    }

    fn letters(&self, _: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        vec![("m", y[link.output])]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        links(inputs[0], self.dim, cell)
    }
}

fn shape(op: &'static str, x: &Shape, dim: isize, keepdim: bool) -> Result<Shape> {
    let left = reduced(op, x, &[dim], keepdim)?;
    // The largest of no numbers does not exist; without lines nobody asks.
    if Lines::new(x, dim).n == 0 && left.count() > 0 {
        return Err(Error::new("empty_max", &[("op", &op), ("shape", x), ("value", &dim)]));
    }
    Ok(left)
}

fn values<T: Float>(reads: Reads<T>, dim: isize, y: &mut [T]) {
    let (x, lines) = (reads.input(0), Lines::new(reads.shape_of(0), dim));
    y.iter_mut().zip(lines.starts()).for_each(|(y, start)| *y = x[largest(x, lines, start)]);
}

/// The first of the largest cells of a line; not-a-number counts as larger than anything, as in PyTorch.
fn largest<T: Float>(x: &[T], lines: Lines, start: usize) -> usize {
    lines.line(start).fold(start, |best, cell| {
        if x[cell] > x[best] || (x[cell].is_nan() && !x[best].is_nan()) { cell } else { best }
    })
}

fn one_if<T: Float>(condition: bool) -> T {
    if condition { T::one() } else { T::zero() }
}

/// An output names the first cell of its line, an input the one output of its line; the rest is in letters.
fn links(x: &Shape, dim: isize, cell: Cell) -> Vec<Link> {
    let lines = Lines::new(x, dim);
    match cell {
        Cell::Output(output) => {
            lines.starts().nth(output).map(|start| Link { output, inputs: vec![start] }).into_iter().collect()
        }
        Cell::Input(_, input) => {
            let output = lines.starts().position(|start| start == lines.start_of(input));
            output.map(|output| Link { output, inputs: vec![input] }).into_iter().collect()
        }
    }
}
