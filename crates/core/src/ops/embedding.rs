//! Looking up: each number is the place of a row in a table of vectors.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.nn.functional.embedding`: places `[…]` and a table `[n, width]` give `[…, width]`.
///
/// Places are whole numbers in cells of the tape's type, and the nearest whole number counts. A place that
/// the table does not have gives NaN, so that a training stops there; PyTorch raises an error.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedding {
    /// A row that is not trained: it gets no gradient.
    pub padding_idx: Option<usize>,
}

impl<T: Float> Op<T> for Embedding {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "embedding",
            inputs: &["x", "w"],
            formula: "yᵢ = row xᵢ of w",
            term: "w",
            combine: Combine::Single,
            backward: &["0", "g · δ"],
            sentence: "Replaces each number, which stands for a word or a category, by the row of the table with that number.",
            backward_sentence: "Only rows that were looked up get a gradient, added up over all places that looked them up: δ is 1 there and 0 elsewhere. Whole numbers have no gradient.",
            example: Example {
                inputs: &[(&[3], &[1.0, 0.0, 1.0]), (&[2, 2], &[0.5, -1.0, 2.0, 3.0])],
                output: (&[3, 2], &[2.0, 3.0, 0.5, -1.0, 2.0, 3.0]),
                grads: &[&[0.0; 3], &[1.0, 1.0, 2.0, 2.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        match inputs[1].dims() {
            [_, width] => Ok(Shape::new(&[inputs[0].dims(), &[*width]].concat())),
            _ => Err(Error::new("shape_table", &[("op", &"embedding"), ("shape", inputs[1])])),
        }
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let table = Table::new(reads.shape_of(1));
        for (x, y) in reads.input(0).iter().zip(y.chunks_exact_mut(table.width.max(1))) {
            match table.row(*x) {
                Some(row) => y.copy_from_slice(&reads.input(1)[row * table.width..][..table.width]),
                None => y.fill(T::nan()),
            }
        }
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        if index == 0 {
            return into.each(reads.input(0).iter().map(|_| T::zero()));
        }
        let table = Table::new(reads.shape_of(1));
        let Sink { cells, .. } = into.adding();
        for (x, g) in reads.input(0).iter().zip(g.chunks_exact(table.width.max(1))) {
            if let Some(row) = table.row(*x).filter(|row| self.padding_idx != Some(*row)) {
                let cells = &mut cells[row * table.width..][..table.width];
                cells.iter_mut().zip(g).for_each(|(cell, g)| *cell += *g);
            }
        }
    }

    fn letters(&self, reads: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let table = Table::new(reads.shape_of(1));
        let row = table.row(reads.input(0)[link.inputs[0]]);
        let looked_up = row.filter(|row| self.padding_idx != Some(*row)) == Some(link.inputs[1] / table.width.max(1));
        let found = row.map_or(T::nan(), |row| reads.input(1)[row * table.width + link.output % table.width.max(1)]);
        vec![("w", found), ("δ", if looked_up { T::one() } else { T::zero() })]
    }

    // Which row is looked up depends on numbers, and links know only shapes: the letters tell.
    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let width = Table::new(inputs[1]).width.max(1);
        match cell {
            Cell::Output(output) => vec![Link { output, inputs: vec![output / width, output % width] }],
            Cell::Input(0, x) => {
                (x * width..(x + 1) * width).map(|output| Link { output, inputs: vec![x, output % width] }).collect()
            }
            Cell::Input(_, w) => {
                let outputs = (w % width..output.count()).step_by(width);
                outputs.map(|output| Link { output, inputs: vec![output / width, w] }).collect()
            }
        }
    }
}

/// The sizes of a table.
struct Table {
    rows: usize,
    width: usize,
}

impl Table {
    fn new(shape: &Shape) -> Self {
        let dims = shape.dims();
        Self { rows: dims[0], width: dims[1] }
    }

    /// The row with this number, if the table has one.
    fn row<T: Float>(&self, x: T) -> Option<usize> {
        x.round().to_usize().filter(|row| *row < self.rows)
    }
}
