//! Sums and means over some dimensions: each group of cells becomes one.

use super::along::{Reduced, reduced};
use crate::error::Result;
use crate::float::{Float, Kernel};
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.sum(x, dim, keepdim)`; no dimensions means all.
#[derive(Clone, Debug, Default)]
pub struct SumDim {
    /// The dimensions to add up.
    pub dims: Vec<isize>,
    /// Whether they stay, with size 1.
    pub keepdim: bool,
}

impl<T: Float> Op<T> for SumDim {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "sum_dim",
            inputs: &["x"],
            formula: "yᵢ = Σⱼ xᵢⱼ",
            term: "x",
            combine: Combine::Sum,
            backward: &["g"],
            sentence: "Adds up the cells along one dimension, or several; the other dimensions stay.",
            backward_sentence: "Each cell counts once in its sum, so it gets the gradient of that sum unchanged.",
            example: Example {
                inputs: &[(&[2, 3], &[1.0, 2.0, 6.0, 0.5, -1.0, 3.0])],
                output: (&[2], &[9.0, 2.5]),
                grads: &[&[1.0; 6]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        reduced("sum_dim", inputs[0], &self.dims, self.keepdim)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        sums(Reduced::new(reads.shape_of(0), &self.dims), reads, y);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let shape = reads.shape_of(0);
        into.each(Reduced::new(shape, &self.dims).places(shape).map(|output| g[output]));
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        Reduced::new(inputs[0], &self.dims).links(inputs[0], cell)
    }
}

/// `torch.mean(x, dim, keepdim)`; no dimensions means all.
#[derive(Clone, Debug, Default)]
pub struct MeanDim {
    /// The dimensions to average over.
    pub dims: Vec<isize>,
    /// Whether they stay, with size 1.
    pub keepdim: bool,
}

impl<T: Float> Op<T> for MeanDim {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "mean_dim",
            inputs: &["x"],
            formula: "yᵢ = (Σⱼ xᵢⱼ) / n",
            term: "x",
            combine: Combine::Mean,
            backward: &["g / n"],
            sentence: "Averages the cells along one dimension, or several; the other dimensions stay.",
            backward_sentence: "Each of the n cells has an equal share in its mean, so it gets the gradient of that mean divided by n.",
            example: Example {
                inputs: &[(&[2, 2], &[1.0, 2.0, 6.0, -1.0])],
                output: (&[2], &[1.5, 2.5]),
                grads: &[&[0.5; 4]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        reduced("mean_dim", inputs[0], &self.dims, self.keepdim)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let groups = Reduced::new(reads.shape_of(0), &self.dims);
        sums(groups, reads, &mut *y);
        let n = T::from_f64(groups.n as f64);
        for y in y {
            *y = *y / n;
        }
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let shape = reads.shape_of(0);
        let groups = Reduced::new(shape, &self.dims);
        let n = T::from_f64(groups.n as f64);
        into.each(groups.places(shape).map(|output| g[output] / n));
    }

    fn letters(&self, reads: Reads<T>, _: &[T], _: &Link) -> Vec<(&'static str, T)> {
        vec![("n", T::from_f64(Reduced::new(reads.shape_of(0), &self.dims).n as f64))]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        Reduced::new(inputs[0], &self.dims).links(inputs[0], cell)
    }
}

/// Rows and columns have loops of the kernel, anything else goes cell by cell.
fn sums<T: Float>(groups: Reduced, reads: Reads<T>, y: &mut [T]) {
    let (x, shape) = (reads.input(0), reads.shape_of(0));
    y.fill(T::zero());
    if groups.n == 0 {
        return;
    }
    if groups.is_rows(shape) {
        y.iter_mut().zip(x.chunks_exact(groups.n)).for_each(|(y, row)| *y = <T as Kernel>::sum(row));
    } else if groups.is_columns(shape) {
        T::sum_rows(x, y);
    } else {
        x.iter().zip(groups.places(shape)).for_each(|(x, output)| y[output] += *x);
    }
}
