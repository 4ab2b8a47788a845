//! Softmax: numbers of any size become shares that add up to 1.

use super::along::{Lines, axis};
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.softmax(x, dim)`: e to the power of each cell, divided by the sum of them along the dimension.
///
/// The largest cell m is subtracted first. The quotient is the same, and e^1000 / e^1000, which is
/// infinite / infinite, becomes e⁰ / e⁰.
#[derive(Clone, Copy, Debug)]
pub struct Softmax {
    /// The dimension along which the shares add up to 1.
    pub dim: isize,
}

impl<T: Float> Op<T> for Softmax {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "softmax",
            inputs: &["x"],
            formula: "yᵢ = exp(xᵢ − m) / s, m = max x, s = Σⱼ exp(xⱼ − m)",
            term: "exp(x − m) / s",
            combine: Combine::Single,
            backward: &["g · y · (δ − p)"],
            sentence: "Turns numbers of any size into probabilities: all positive, and together 1. Subtracting the largest number m first changes nothing but keeps the powers of e small.",
            backward_sentence: "Each output depends on each input of its line: on its own, where δ is 1, and on the others, where δ is 0, because they share the sum. p is the probability of the input's own place.",
            example: Example {
                inputs: &[(&[1, 2], &[0.0, 2.0])],
                output: (&[1, 2], &[0.119_202_922_022_117_55, 0.880_797_077_977_882_3]),
                grads: &[&[0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        axis("softmax", inputs[0], self.dim).map(|_| inputs[0].clone())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape, self.dim));
        for start in lines.starts() {
            let m = max(x, lines, start);
            let mut s = T::zero();
            for cell in lines.line(start) {
                y[cell] = (x[cell] - m).exp();
                s += y[cell];
            }
            lines.line(start).for_each(|cell| y[cell] = y[cell] / s);
        }
    }

    fn backward(&self, _: usize, reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>) {
        let lines = Lines::new(reads.shape, self.dim);
        let Sink { cells, .. } = into.adding();
        for start in lines.starts() {
            let shared = lines.line(start).fold(T::zero(), |sum, cell| sum + g[cell] * y[cell]);
            lines.line(start).for_each(|cell| cells[cell] += (g[cell] - shared) * y[cell]);
        }
    }

    fn letters(&self, reads: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        letters(reads, self.dim, link, y.get(link.inputs[0]).copied())
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        Lines::new(inputs[0], self.dim).links(cell)
    }
}

/// `torch.log_softmax(x, dim)`: the logarithm of the softmax, in one operation because the logarithm of a
/// probability that was rounded to 0 would be infinite.
#[derive(Clone, Copy, Debug)]
pub struct LogSoftmax {
    /// The dimension along which the probabilities add up to 1.
    pub dim: isize,
}

impl<T: Float> Op<T> for LogSoftmax {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "log_softmax",
            inputs: &["x"],
            formula: "yᵢ = xᵢ − m − ln s, m = max x, s = Σⱼ exp(xⱼ − m)",
            term: "x − m − ln(s)",
            combine: Combine::Single,
            backward: &["g · (δ − p)"],
            sentence: "The logarithm of the softmax: how far each number is below the logarithm of the sum of all powers of e. Subtracting the largest number m first keeps those powers small.",
            backward_sentence: "Each output depends on each input of its line: on its own, where δ is 1, and on all through the sum. p is the probability of the input's own place.",
            example: Example {
                inputs: &[(&[1, 2], &[0.0, 2.0])],
                output: (&[1, 2], &[-2.126_928_011_042_972_6, -0.126_928_011_042_972_6]),
                grads: &[&[0.761_594_155_955_764_9, -0.761_594_155_955_764_9]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        axis("log_softmax", inputs[0], self.dim).map(|_| inputs[0].clone())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, lines) = (reads.input(0), Lines::new(reads.shape, self.dim));
        for start in lines.starts() {
            let m = max(x, lines, start);
            let log = sum(x, lines, start, m).ln();
            lines.line(start).for_each(|cell| y[cell] = x[cell] - m - log);
        }
    }

    fn backward(&self, _: usize, reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>) {
        let lines = Lines::new(reads.shape, self.dim);
        let Sink { cells, .. } = into.adding();
        for start in lines.starts() {
            let shared = lines.line(start).fold(T::zero(), |sum, cell| sum + g[cell]);
            lines.line(start).for_each(|cell| cells[cell] += g[cell] - y[cell].exp() * shared);
        }
    }

    fn letters(&self, reads: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        letters(reads, self.dim, link, y.get(link.inputs[0]).map(|y| y.exp()))
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        Lines::new(inputs[0], self.dim).links(cell)
    }
}

/// The largest number of a line; NaN where there is one.
fn max<T: Float>(x: &[T], lines: Lines, start: usize) -> T {
    lines.line(start).fold(T::neg_infinity(), |max, cell| if x[cell] > max || x[cell].is_nan() { x[cell] } else { max })
}

/// Σ exp(x − m) over a line.
fn sum<T: Float>(x: &[T], lines: Lines, start: usize, m: T) -> T {
    lines.line(start).fold(T::zero(), |sum, cell| sum + (x[cell] - m).exp())
}

/// What the terms of a line share, m and s; δ, which is 1 where input and output are in the same place; and p.
fn letters<T: Float>(reads: Reads<T>, dim: isize, link: &Link, p: Option<T>) -> Vec<(&'static str, T)> {
    let (x, lines) = (reads.input(0), Lines::new(reads.shape, dim));
    let start = lines.start_of(link.output);
    let m = max(x, lines, start);
    let same = if link.output == link.inputs[0] { T::one() } else { T::zero() };
    vec![("m", m), ("s", sum(x, lines, start, m)), ("δ", same), ("p", p.unwrap_or_else(T::nan))]
}
