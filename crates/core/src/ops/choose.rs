//! Larger or smaller, one or the other.

use super::elementwise::{self, elementwise};
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

elementwise! {
    /// `torch.maximum`: the larger of two cells. Where both are equal, each gets half of the gradient.
    Maximum "maximum" (a, b)
    "y = max(a, b)" = "max(a, b)", each |a: T, b: T| if a > b || a.is_nan() { a } else { b };
    grad 0 "g · ([a > b] + [a = b] / 2)", |g: T, a: T, b: T| winner(g, a == b, a < b);
    grad 1 "g · ([b > a] + [a = b] / 2)", |g: T, a: T, b: T| winner(g, a == b, b < a);
    "Takes the larger of the two cells that stand in the same place."
    "The larger one gets the whole gradient, the smaller one nothing; where both are equal each gets half."
    Example { inputs: &[(&[3], &[1.0, 5.0, 2.0]), (&[3], &[4.0, 3.0, 2.0])], output: (&[3], &[4.0, 5.0, 2.0]), grads: &[&[0.0, 1.0, 0.5], &[1.0, 0.0, 0.5]] }
}

elementwise! {
    /// `torch.minimum`: the smaller of two cells. Where both are equal, each gets half of the gradient.
    Minimum "minimum" (a, b)
    "y = min(a, b)" = "min(a, b)", each |a: T, b: T| if a < b || a.is_nan() { a } else { b };
    grad 0 "g · ([a < b] + [a = b] / 2)", |g: T, a: T, b: T| winner(g, a == b, a > b);
    grad 1 "g · ([b < a] + [a = b] / 2)", |g: T, a: T, b: T| winner(g, a == b, b > a);
    "Takes the smaller of the two cells that stand in the same place."
    "The smaller one gets the whole gradient, the larger one nothing; where both are equal each gets half."
    Example { inputs: &[(&[3], &[1.0, 5.0, 2.0]), (&[3], &[4.0, 3.0, 2.0])], output: (&[3], &[1.0, 3.0, 2.0]), grads: &[&[1.0, 0.0, 0.5], &[0.0, 1.0, 0.5]] }
}

elementwise! {
    /// `torch.clamp`: numbers beyond a limit become the limit. At the limits themselves the gradient is 0.
    /// An infinite limit is none.
    Clamp "clamp" (x) {
        /// The lower limit.
        min: "lo" = f64::NEG_INFINITY,
        /// The upper limit.
        max: "hi" = f64::INFINITY,
    }
    "y = min(max(x, lo), hi)" = "min(max(x, lo), hi)", each |x: T| {
        let x = if x < min { min } else { x };
        if x > max { max } else { x }
    };
    grad 0 "g · [lo < x < hi]", |g: T, x: T, _| if x > min && x < max { g } else { T::zero() };
    "Cuts off what is beyond a limit: such numbers become the limit itself."
    "Between the limits the gradient passes unchanged; elsewhere it stops."
    Example { inputs: &[(&[3], &[0.5, -2.0, 1.0])], output: (&[3], &[0.5, -1.0, 1.0]), grads: &[&[1.0, 0.0, 0.0]] }
}

elementwise! {
    /// `torch.gt`: 1 where a is larger than b, otherwise 0. It has no gradient.
    Gt "gt" (a, b)
    "y = [a > b]" = "[a > b]", each |a, b| if a > b { T::one() } else { T::zero() };
    grad 0 "0", |_: T, _, _| T::zero();
    grad 1 "0", |_: T, _, _| T::zero();
    "Compares two cells: 1 where the first is larger, otherwise 0."
    "A comparison jumps and is flat elsewhere, so no gradient passes."
    Example { inputs: &[(&[3], &[1.0, 5.0, 2.0]), (&[3], &[4.0, 3.0, 2.0])], output: (&[3], &[0.0, 1.0, 0.0]), grads: &[&[0.0; 3], &[0.0; 3]] }
}

elementwise! {
    /// `torch.lt`: 1 where a is smaller than b, otherwise 0. It has no gradient.
    Lt "lt" (a, b)
    "y = [a < b]" = "[a < b]", each |a, b| if a < b { T::one() } else { T::zero() };
    grad 0 "0", |_: T, _, _| T::zero();
    grad 1 "0", |_: T, _, _| T::zero();
    "Compares two cells: 1 where the first is smaller, otherwise 0."
    "A comparison jumps and is flat elsewhere, so no gradient passes."
    Example { inputs: &[(&[3], &[1.0, 5.0, 2.0]), (&[3], &[4.0, 3.0, 2.0])], output: (&[3], &[1.0, 0.0, 0.0]), grads: &[&[0.0; 3], &[0.0; 3]] }
}

elementwise! {
    /// `torch.eq`: 1 where a and b are equal, otherwise 0. It has no gradient.
    Eq "eq" (a, b)
    "y = [a = b]" = "[a = b]", each |a, b| if a == b { T::one() } else { T::zero() };
    grad 0 "0", |_: T, _, _| T::zero();
    grad 1 "0", |_: T, _, _| T::zero();
    "Compares two cells: 1 where they are equal, otherwise 0."
    "A comparison jumps and is flat elsewhere, so no gradient passes."
    Example { inputs: &[(&[3], &[1.0, 5.0, 2.0]), (&[3], &[4.0, 3.0, 2.0])], output: (&[3], &[0.0, 0.0, 1.0]), grads: &[&[0.0; 3], &[0.0; 3]] }
}

/// The gradient of one of two that compete. Not-a-number neither ties nor loses, as in PyTorch.
fn winner<T: Float>(g: T, tie: bool, loses: bool) -> T {
    if loses {
        T::zero()
    } else if tie {
        g / T::from_f64(2.0)
    } else {
        g
    }
}

/// `torch.where(c, a, b)`: a where c is not 0, otherwise b; all three are broadcast.
#[derive(Clone, Copy, Debug)]
pub struct Where;

impl<T: Float> Op<T> for Where {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "where",
            inputs: &["c", "a", "b"],
            formula: "y = a · [c ≠ 0] + b · [c = 0]",
            term: "a · [c ≠ 0] + b · [c = 0]",
            combine: Combine::Single,
            backward: &["0", "g · [c ≠ 0]", "g · [c = 0]"],
            sentence: "Takes the cell of a where the condition holds, which is where c is not 0, and that of b elsewhere.",
            backward_sentence: "The gradient goes to the cell that was taken; the other one and the condition get none.",
            example: Example {
                inputs: &[(&[3], &[1.0, 0.0, 1.0]), (&[3], &[2.0, 3.0, 4.0]), (&[], &[-1.0])],
                output: (&[3], &[2.0, -1.0, 4.0]),
                grads: &[&[0.0; 3], &[1.0, 0.0, 1.0], &[1.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        let both = elementwise::shape("where", &inputs[1..])?;
        elementwise::shape("where", &[inputs[0], &both])
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (c, a, b) = (reads.input(0), reads.input(1), reads.input(2));
        let cells = |index| reads.shape_of(index).cells_in(reads.shape);
        for (y, (c_cell, (a_cell, b_cell))) in y.iter_mut().zip(cells(0).zip(cells(1).zip(cells(2)))) {
            *y = if c[c_cell] == T::zero() { b[b_cell] } else { a[a_cell] };
        }
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let Sink { cells, .. } = into.adding();
        let c = reads.input(0);
        let places = reads.shape_of(0).cells_in(reads.shape).zip(reads.shape_of(index).cells_in(reads.shape));
        for (g, (c_cell, cell)) in g.iter().zip(places) {
            let taken = if c[c_cell] == T::zero() { 2 } else { 1 };
            if index == taken {
                cells[cell] += *g;
            }
        }
    }

    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        elementwise::links(inputs, output, cell)
    }
}
