//! What all rearrangements share: each cell of the output is one cell of the input.

use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::{Cells, Shape};

/// The same numbers in another shape or order, or some of them, or some of them repeated.
pub(super) trait View: Send + Sync {
    /// The item that explains the operation.
    const INFO: &'static OpInfo;

    /// The shape of the output.
    fn shape(&self, x: &Shape) -> Result<Shape>;

    /// For each cell of the output, in order, its cell of the input.
    fn cells<'y>(&self, x: &Shape, y: &'y Shape) -> Cells<'y>;
}

impl<T: Float, V: View> Op<T> for V {
    fn info(&self) -> &'static OpInfo {
        V::INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        View::shape(self, inputs[0])
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let x = reads.input(0);
        y.iter_mut().zip(self.cells(reads.shape_of(0), reads.shape)).for_each(|(y, cell)| *y = x[cell]);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let Sink { cells, .. } = into.adding();
        g.iter().zip(self.cells(reads.shape_of(0), reads.shape)).for_each(|(g, cell)| cells[cell] += *g);
    }

    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let cells = self.cells(inputs[0], output).enumerate();
        let links = cells.map(|(output, input)| Link { output, inputs: vec![input] });
        links.filter(|link| cell == Cell::Output(link.output) || cell == Cell::Input(0, link.inputs[0])).collect()
    }
}
