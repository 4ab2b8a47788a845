//! The same numbers in another arrangement.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.t`: rows become columns.
#[derive(Clone, Copy, Debug)]
pub struct Transpose;

impl<T: Float> Op<T> for Transpose {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "transpose",
            inputs: &["x"],
            formula: "yᵢⱼ = xⱼᵢ",
            term: "x",
            combine: Combine::Single,
            backward: &["g"],
            sentence: "Turns rows into columns; no number changes.",
            backward_sentence: "Each gradient goes back to the place that its number came from.",
            example: Example {
                inputs: &[(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])],
                output: (&[3, 2], &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0]),
                grads: &[&[1.0; 6]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        match inputs[0].dims() {
            [rows, columns] => Ok(Shape::new(&[*columns, *rows])),
            _ => Err(Error::new("shape_transpose", &[("op", &"transpose"), ("shape", inputs[0])])),
        }
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let x = reads.input(0);
        y.iter_mut().zip(sources(reads.shape)).for_each(|(y, cell)| *y = x[cell]);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let cells = sources(reads.shape_of(0));
        into.each(cells.map(|cell| g[cell]));
    }

    fn links(&self, _: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let links = sources(output).enumerate().map(|(output, input)| Link { output, inputs: vec![input] });
        links.filter(|link| cell == Cell::Output(link.output) || cell == Cell::Input(0, link.inputs[0])).collect()
    }
}

/// For each cell of a matrix of this shape, in order, the cell of its transpose.
fn sources(shape: &Shape) -> impl Iterator<Item = usize> {
    let (rows, columns) = match shape.dims() {
        [rows, columns] => (*rows, *columns),
        _ => unreachable!("a recorded transpose has a matrix"),
    };
    (0..rows).flat_map(move |row| (0..columns).map(move |column| column * rows + row))
}
