//! Sums, differences, products, quotients, and functions of one number.

use super::elementwise::{self, elementwise};
use crate::error::Result;
use crate::float::{Float, Function};
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Shows, Sink};
use crate::tensor::Shape;
use std::f64::consts::{E, LN_2};

elementwise! {
    /// `torch.add`: the sum, cell by cell.
    Add "add" (a, b)
    "y = a + b" = "a + b", each |a, b| a + b, row |x, row, y| T::add_row(x, row, y);
    grad 0 "g", |g, _, _| g, row |g, whole| T::sum_rows(g, whole);
    grad 1 "g", |g, _, _| g, row |g, row| T::sum_rows(g, row);
    shows Always;
    function Add;
    "Adds the two cells that stand in the same place; a smaller tensor, such as a bias, is added to every row."
    "A sum passes the gradient on unchanged to both sides; a number that was added in many places gets the sum of their gradients."
    Example { inputs: &[(&[2, 1], &[2.0, 3.0]), (&[1], &[0.5])], output: (&[2, 1], &[2.5, 3.5]), grads: &[&[1.0, 1.0], &[2.0]] }
}

elementwise! {
    /// `torch.sub`: the difference, cell by cell.
    Sub "sub" (a, b)
    "y = a − b" = "a − b", each |a, b| a - b;
    grad 0 "g", |g, _, _| g;
    grad 1 "−g", |g: T, _, _| -g;
    shows Always;
    function Sub;
    "Subtracts the second cell from the first: prediction minus target is the error."
    "The first side gets the gradient unchanged, the second gets it with the opposite sign."
    Example { inputs: &[(&[2], &[2.0, 3.0]), (&[2], &[0.5, 5.0])], output: (&[2], &[1.5, -2.0]), grads: &[&[1.0, 1.0], &[-1.0, -1.0]] }
}

elementwise! {
    /// `torch.mul`: the product, cell by cell.
    Mul "mul" (a, b)
    "y = a · b" = "a · b", each |a, b| a * b;
    grad 0 "g · b", |g: T, _, b| g * b;
    grad 1 "g · a", |g: T, a, _| g * a;
    shows Always;
    function Mul;
    "Multiplies the two cells that stand in the same place."
    "Each factor gets the gradient times the other factor."
    Example { inputs: &[(&[2], &[2.0, 3.0]), (&[2], &[4.0, -1.0])], output: (&[2], &[8.0, -3.0]), grads: &[&[4.0, -1.0], &[2.0, 3.0]] }
}

elementwise! {
    /// `torch.div`: the quotient, cell by cell.
    Div "div" (a, b)
    "y = a / b" = "a / b", each |a, b| a / b;
    grad 0 "g / b", |g: T, _, b| g / b;
    grad 1 "−g · a / b²", |g: T, a: T, b: T| -g * ((a / b) / b);
    "Divides the first cell by the second."
    "The dividend gets the gradient divided by the divisor; the divisor gets it times −a / b²."
    Example { inputs: &[(&[2], &[2.0, 3.0]), (&[2], &[4.0, -1.0])], output: (&[2], &[0.5, -3.0]), grads: &[&[0.25, -1.0], &[-0.125, -3.0]] }
}

elementwise! {
    /// `torch.neg`: the opposite sign.
    Neg "neg" (x)
    "y = −x" = "−x", each |x: T| -x;
    grad 0 "−g", |g: T, _, _| -g;
    shows Always;
    "Turns the sign around."
    "The gradient turns its sign around, too."
    Example { inputs: &[(&[2], &[2.0, -3.0])], output: (&[2], &[-2.0, 3.0]), grads: &[&[-1.0, -1.0]] }
}

elementwise! {
    /// `torch.square`: the square.
    Square "square" (x)
    "y = x²" = "x²", each |x: T| x * x;
    grad 0 "g · 2 · x", |g: T, x: T, _| g * (x + x);
    shows Always;
    function Square;
    "Squares each cell: errors of both signs count, and large ones count more."
    "The derivative of x² is 2x: a large error pulls harder than a small one."
    Example { inputs: &[(&[2], &[3.0, -0.5])], output: (&[2], &[9.0, 0.25]), grads: &[&[6.0, -1.0]] }
}

elementwise! {
    /// `torch.abs`: the distance from zero. At 0 the derivative is taken as 0, as in PyTorch.
    Abs "abs" (x)
    "y = |x|" = "|x|", each |x: T| x.abs();
    grad 0 "g · sign(x)", |g: T, x: T, _| if x == T::zero() { T::zero() } else { g * x.signum() };
    "Drops the sign: what is left is the distance from zero."
    "The gradient keeps its size and takes the sign of x; where x is 0 it is 0."
    Example { inputs: &[(&[3], &[3.0, -0.5, 0.0])], output: (&[3], &[3.0, 0.5, 0.0]), grads: &[&[1.0, -1.0, 0.0]] }
}

elementwise! {
    /// `torch.exp`: e to the power of x.
    Exp "exp" (x)
    "y = eˣ" = "exp(x)", each |x: T| x.exp();
    grad 0 "g · y", |g: T, _, y| g * y;
    "Raises e to the power of each cell; the result is always positive and grows fast."
    "The exponential is its own derivative: the gradient is multiplied by the output."
    Example { inputs: &[(&[2], &[0.0, 1.0])], output: (&[2], &[1.0, E]), grads: &[&[1.0, E]] }
}

elementwise! {
    /// `torch.log`: the natural logarithm.
    Log "log" (x)
    "y = ln x" = "ln(x)", each |x: T| x.ln();
    grad 0 "g / x", |g: T, x, _| g / x;
    "Takes the natural logarithm of each cell, which must be positive."
    "The derivative of ln x is 1 / x: the smaller x, the stronger the gradient."
    Example { inputs: &[(&[2], &[1.0, 2.0])], output: (&[2], &[0.0, LN_2]), grads: &[&[1.0, 0.5]] }
}
