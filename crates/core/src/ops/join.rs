//! Several tensors become one.

use super::along::{Lines, axis_of, place};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.cat([a, b, …], dim)`: one behind the other, as many as there are.
#[derive(Clone, Copy, Debug)]
pub struct Cat {
    /// The dimension that grows.
    pub dim: isize,
}

impl<T: Float> Op<T> for Cat {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "cat",
            inputs: &["a", "b"],
            formula: "y = (a, b)",
            term: "x",
            combine: Combine::Single,
            backward: &["g", "g"],
            sentence: "Puts tensors one behind the other along a dimension; no number changes.",
            backward_sentence: "Each part gets the gradients of its own numbers back.",
            example: Example {
                inputs: &[(&[2, 1], &[1.0, 2.0]), (&[2, 2], &[3.0, 4.0, 5.0, 6.0])],
                output: (&[2, 3], &[1.0, 3.0, 4.0, 2.0, 5.0, 6.0]),
                grads: &[&[1.0; 2], &[1.0; 4]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        let left = inputs[0];
        let rank = left.dims().len();
        let dim = axis_of("cat", left, self.dim, rank)?;
        let mut sizes = left.dims().to_vec();
        for &right in &inputs[1..] {
            let fits = |at: usize| at == dim || left.dims()[at] == right.dims()[at];
            if right.dims().len() != rank || !(0..rank).all(fits) {
                let fields: &[(_, &dyn std::fmt::Display)] =
                    &[("op", &"cat"), ("left", left), ("right", right), ("dim", &dim)];
                return Err(Error::new("shape_cat", fields));
            }
            sizes[dim] += right.dims()[dim];
        }
        Ok(Shape::new(&sizes))
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        for index in 0..reads.operands.len() {
            let blocks = self.blocks(reads.shape, &|index| reads.shape_of(index), index);
            let x = reads.input(index);
            blocks.for_each(|(whole, part, size)| y[whole..whole + size].copy_from_slice(&x[part..part + size]));
        }
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let blocks = self.blocks(reads.shape, &|index| reads.shape_of(index), index);
        into.each(blocks.flat_map(|(whole, _, size)| &g[whole..whole + size]).copied());
    }

    fn letters(&self, _: Reads<T>, y: &[T], link: &Link) -> Vec<(&'static str, T)> {
        vec![("x", y[link.output])]
    }

    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let pieces = (0..inputs.len()).flat_map(|index| {
            let blocks = self.blocks(output, &|index| inputs[index], index);
            let cells = blocks.flat_map(|(whole, part, size)| (0..size).map(move |at| (whole + at, part + at)));
            cells.map(move |(output, input)| (index, Link { output, inputs: vec![input; inputs.len()] }))
        });
        let asked = |(index, link): &(usize, Link)| match cell {
            Cell::Output(output) => link.output == output,
            Cell::Input(slot, cell) => *index == slot && link.inputs[slot] == cell,
        };
        pieces.filter(asked).map(|(_, link)| link).collect()
    }
}

impl Cat {
    /// Where the blocks of one input start in the output and in the input, and how many cells each has.
    fn blocks<'s>(
        self,
        output: &Shape,
        shape_of: &dyn Fn(usize) -> &'s Shape,
        index: usize,
    ) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let line = |index| Lines::new(shape_of(index), self.dim).n;
        let (whole, part) = (Lines::new(output, self.dim), Lines::new(shape_of(index), self.dim));
        let outer: usize = output.dims()[..place(self.dim, output.dims().len())].iter().product();
        let offset = (0..index).map(line).sum::<usize>() * whole.inner;
        let (row, size) = (whole.n * whole.inner, part.n * part.inner);
        (0..outer).map(move |outer| (outer * row + offset, outer * size, size))
    }
}
