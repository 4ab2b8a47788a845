//! What all cell-by-cell operations share: broadcasting forward, and summing back what was broadcast.

use super::numeric::sum;
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Link, Reads, Sink};
use crate::tensor::Shape;

/// Declares a cell-by-cell operation of one or two inputs: its formulas, rules, sentences and example.
macro_rules! elementwise {
    (
        $(#[$doc:meta])*
        $Op:ident $name:literal $inputs:tt
        $formula:literal = $term:literal, $value:expr;
        $(grad $slot:literal $backward:literal, $grad:expr;)+
        $sentence:literal
        $backward_sentence:literal
        $example:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Op;

        impl<T: Float> Op<T> for $Op {
            fn info(&self) -> &'static OpInfo {
                static INFO: OpInfo = OpInfo {
                    name: $name,
                    inputs: elementwise!(@names $inputs),
                    formula: $formula,
                    term: $term,
                    combine: Combine::Single,
                    backward: &[$($backward),+],
                    sentence: $sentence,
                    backward_sentence: $backward_sentence,
                    example: $example,
                };
                &INFO
            }

            fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
                elementwise::shape($name, inputs)
            }

            fn forward(&self, reads: Reads<T>, y: &mut [T]) {
                elementwise!(@forward $inputs $value, reads, y);
            }

            fn backward(&self, index: usize, reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>) {
                match index {
                    $($slot => elementwise!(@backward $inputs $grad, $slot, reads, y, g, into),)+
                    _ => unreachable!("this operation has fewer inputs"),
                }
            }

            fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
                elementwise::links(inputs, output, cell)
            }
        }
    };
    (@names ($($input:ident),+)) => { &[$(stringify!($input)),+] };
    (@forward ($x:ident) $value:expr, $reads:ident, $y:ident) => {
        elementwise::forward1($reads, $y, $value)
    };
    (@forward ($a:ident, $b:ident) $value:expr, $reads:ident, $y:ident) => {
        elementwise::forward2($reads, $y, $value)
    };
    (@backward ($x:ident) $grad:expr, $slot:literal, $reads:ident, $y:ident, $g:ident, $into:ident) => {
        elementwise::backward1($reads, $y, $g, $into, $grad)
    };
    (@backward ($a:ident, $b:ident) $grad:expr, $slot:literal, $reads:ident, $y:ident, $g:ident, $into:ident) => {
        elementwise::backward2($slot, $reads, $y, $g, $into, $grad)
    };
}
pub(super) use elementwise;

pub(super) fn shape(op: &'static str, inputs: &[&Shape]) -> Result<Shape> {
    match inputs {
        [x] => Ok((*x).clone()),
        [left, right] => left
            .broadcast(right)
            .ok_or_else(|| Error::new("shape_broadcast", &[("op", &op), ("left", left), ("right", right)])),
        _ => unreachable!("a cell-by-cell operation has one or two inputs"),
    }
}

pub(super) fn forward1<T: Float>(reads: Reads<T>, y: &mut [T], value: impl Fn(T) -> T) {
    y.iter_mut().zip(reads.input(0)).for_each(|(y, x)| *y = value(*x));
}

pub(super) fn forward2<T: Float>(reads: Reads<T>, y: &mut [T], value: impl Fn(T, T) -> T) {
    let (a, b) = (reads.input(0), reads.input(1));
    if a.len() == y.len() && b.len() == y.len() {
        y.iter_mut().zip(a.iter().zip(b)).for_each(|(y, (a, b))| *y = value(*a, *b));
    } else {
        forward_broadcast(reads, y, &value);
    }
}

/// Where one side is repeated. Compiled once for all operations, hence the `dyn`.
fn forward_broadcast<T: Float>(reads: Reads<T>, y: &mut [T], value: &dyn Fn(T, T) -> T) {
    let (a, b) = (reads.input(0), reads.input(1));
    if a.len() == y.len() && reads.shape_of(1).repeats_in(reads.shape) {
        // The usual case of a bias: the same row is added to each row.
        for (y, a) in y.chunks_exact_mut(b.len()).zip(a.chunks_exact(b.len())) {
            y.iter_mut().zip(a.iter().zip(b)).for_each(|(y, (a, b))| *y = value(*a, *b));
        }
    } else {
        let cells = reads.shape_of(0).cells_in(reads.shape).zip(reads.shape_of(1).cells_in(reads.shape));
        y.iter_mut().zip(cells).for_each(|(y, (i, j))| *y = value(a[i], b[j]));
    }
}

pub(super) fn backward1<T: Float>(reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>, grad: impl Fn(T, T, T) -> T) {
    let terms = g.iter().zip(reads.input(0)).zip(y);
    into.each(terms.map(|((g, x), y)| grad(*g, *x, *y)));
}

pub(super) fn backward2<T: Float>(
    index: usize,
    reads: Reads<T>,
    _: &[T],
    g: &[T],
    into: Sink<T>,
    grad: impl Fn(T, T, T) -> T,
) {
    let (a, b) = (reads.input(0), reads.input(1));
    if a.len() == g.len() && b.len() == g.len() {
        let terms = g.iter().zip(a.iter().zip(b));
        into.each(terms.map(|(g, (a, b))| grad(*g, *a, *b)));
    } else {
        backward_broadcast(index, reads, g, into, &grad);
    }
}

/// What was broadcast forward is summed on the way back. Compiled once for all operations.
fn backward_broadcast<T: Float>(index: usize, reads: Reads<T>, g: &[T], into: Sink<T>, grad: &dyn Fn(T, T, T) -> T) {
    let (a, b) = (reads.input(0), reads.input(1));
    let Sink { cells, .. } = into.adding();
    if a.len() == g.len() && reads.shape_of(1).repeats_in(reads.shape) && index == 1 {
        if b.len() == 1 {
            cells[0] += sum(g.iter().zip(a).map(|(g, a)| grad(*g, *a, b[0])));
            return;
        }
        for (g, a) in g.chunks_exact(b.len()).zip(a.chunks_exact(b.len())) {
            let terms = g.iter().zip(a.iter().zip(b));
            cells.iter_mut().zip(terms).for_each(|(cell, (g, (a, b)))| *cell += grad(*g, *a, *b));
        }
    } else {
        let places = reads.shape_of(0).cells_in(reads.shape).zip(reads.shape_of(1).cells_in(reads.shape));
        for (g, (i, j)) in g.iter().zip(places) {
            cells[if index == 0 { i } else { j }] += grad(*g, a[i], b[j]);
        }
    }
}

pub(super) fn links(inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
    let mut walks: Vec<_> = inputs.iter().map(|shape| shape.cells_in(output)).collect();
    (0..output.count())
        .map(|output| Link { output, inputs: walks.iter_mut().filter_map(Iterator::next).collect() })
        .filter(|link| match cell {
            Cell::Output(output) => link.output == output,
            Cell::Input(input, cell) => link.inputs[input] == cell,
        })
        .collect()
}
