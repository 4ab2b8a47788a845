//! Products of many matrices at a time.

use super::numeric::product_links;
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.matmul` where there are more than two dimensions: `[…, m, k] · […, k, n] = […, m, n]`. The dimensions
/// in front are broadcast.
#[derive(Clone, Copy, Debug)]
pub struct BatchMatMul;

impl<T: Float> Op<T> for BatchMatMul {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "bmm",
            inputs: &["a", "b"],
            formula: "yₛᵢⱼ = Σₖ aₛᵢₖ · bₛₖⱼ",
            term: "a · b",
            combine: Combine::Sum,
            backward: &["g · b", "g · a"],
            sentence: "Multiplies matrices in pairs: the first with the first, the second with the second. A matrix that stands alone is multiplied with each.",
            backward_sentence: "Each factor of each product gets the gradient times the other factor, added up over all products that it was part of.",
            example: Example {
                inputs: &[(&[2, 1, 2], &[2.0, 3.0, 1.0, -1.0]), (&[2, 2, 1], &[1.0, -1.0, 4.0, 2.0])],
                output: (&[2, 1, 1], &[-1.0, 2.0]),
                grads: &[&[1.0, -1.0, 4.0, 2.0], &[2.0, 3.0, 1.0, -1.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        let split =
            |shape: &Shape| shape.dims().split_last_chunk::<2>().map(|(batch, last)| (Shape::new(batch), *last));
        let fitting = split(inputs[0]).zip(split(inputs[1])).and_then(|((left, [m, k]), (right, [rows, n]))| {
            let batch = left.broadcast(&right).filter(|_| k == rows)?;
            Some(Shape::new(&[batch.dims(), &[m, n]].concat()))
        });
        let error = || Error::new("shape_bmm", &[("op", &"bmm"), ("left", inputs[0]), ("right", inputs[1])]);
        fitting.ok_or_else(error)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let [m, k, n] = sizes(reads.shape_of(0), reads.shape_of(1));
        let (a, b) = (reads.input(0), reads.input(1));
        y.fill(T::zero());
        for ((left, right), y) in pairs(&reads).zip(y.chunks_exact_mut((m * n).max(1))) {
            T::product(&a[left..left + m * k], &b[right..right + k * n], y, k, n, false);
        }
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let [m, k, n] = sizes(reads.shape_of(0), reads.shape_of(1));
        let (a, b) = (reads.input(0), reads.input(1));
        let Sink { cells, .. } = into.adding();
        for ((left, right), g) in pairs(&reads).zip(g.chunks_exact((m * n).max(1))) {
            if index == 0 {
                T::product_transposed(g, &b[right..right + k * n], &mut cells[left..left + m * k], n, k, true);
            } else {
                T::transposed_product(&a[left..left + m * k], g, &mut cells[right..right + k * n], k, n, true);
            }
        }
    }

    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let [m, k, n] = sizes(inputs[0], inputs[1]);
        let batches = inputs[0].matrices_in(output).zip(inputs[1].matrices_in(output)).enumerate();
        let links = batches.flat_map(|(batch, (left, right))| {
            let within = |cell: usize, start: usize, size: usize| cell.checked_sub(start).filter(|cell| *cell < size);
            let cell = match cell {
                Cell::Output(cell) => within(cell, batch * m * n, m * n).map(Cell::Output),
                Cell::Input(0, cell) => within(cell, left, m * k).map(|cell| Cell::Input(0, cell)),
                Cell::Input(_, cell) => within(cell, right, k * n).map(|cell| Cell::Input(1, cell)),
            };
            let links = cell.map(|cell| product_links([m, k, n], [n, 1], cell));
            links.into_iter().flatten().map(move |link| Link {
                output: batch * m * n + link.output,
                inputs: vec![left + link.inputs[0], right + link.inputs[1]],
            })
        });
        links.collect()
    }
}

/// Rows of the first, columns of the first which are rows of the second, columns of the second.
fn sizes(left: &Shape, right: &Shape) -> [usize; 3] {
    match (left.dims().last_chunk::<2>(), right.dims().last_chunk::<2>()) {
        (Some([m, k]), Some([_, n])) => [*m, *k, *n],
        _ => unreachable!("a recorded matrix product has matrices"),
    }
}

/// Where the matrices of each pair start; none where there is nothing to add up.
fn pairs<'r, T>(reads: &Reads<'r, T>) -> impl Iterator<Item = (usize, usize)> + use<'r, T> {
    let something = !reads.input(0).is_empty() && !reads.input(1).is_empty();
    let pairs = reads.shape_of(0).matrices_in(reads.shape).zip(reads.shape_of(1).matrices_in(reads.shape));
    pairs.take_while(move |_| something)
}
