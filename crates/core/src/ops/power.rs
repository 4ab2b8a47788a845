//! Powers, roots and reciprocals.

use super::elementwise::{self, elementwise};
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;
use std::f64::consts::LN_2;

elementwise! {
    /// `torch.sqrt`: the square root.
    Sqrt "sqrt" (x)
    "y = √x" = "√x", each |x: T| x.sqrt();
    grad 0 "g / (2 · y)", |g: T, _, y| g / (y + y);
    "Takes the square root of each cell, which must not be negative."
    "The derivative is 1 / (2√x): the closer to 0, the steeper the root, and at 0 itself infinitely steep."
    Example { inputs: &[(&[2], &[4.0, 0.25])], output: (&[2], &[2.0, 0.5]), grads: &[&[0.25, 1.0]] }
}

elementwise! {
    /// `torch.rsqrt`: one divided by the square root.
    Rsqrt "rsqrt" (x)
    "y = 1 / √x" = "1 / √x", each |x: T| x.sqrt().recip();
    grad 0 "−g · y · y · y / 2", |g: T, _, y: T| g * y * y * y * T::from_f64(-0.5);
    "Divides 1 by the square root of each cell, as normalization does with the variance."
    "The derivative is −1 / (2x√x), which is −y³ / 2."
    Example { inputs: &[(&[2], &[4.0, 0.25])], output: (&[2], &[0.5, 2.0]), grads: &[&[-0.0625, -4.0]] }
}

elementwise! {
    /// `torch.reciprocal`: one divided by x.
    Reciprocal "reciprocal" (x)
    "y = 1 / x" = "1 / x", each |x: T| x.recip();
    grad 0 "−g · y²", |g: T, _, y: T| -g * (y * y);
    "Divides 1 by each cell."
    "The derivative of 1 / x is −1 / x², which is −y²."
    Example { inputs: &[(&[2], &[4.0, -0.5])], output: (&[2], &[0.25, -2.0]), grads: &[&[-0.0625, -4.0]] }
}

elementwise! {
    /// `torch.pow`: a to the power of b. Conventions at 0 are PyTorch's: a power of 0 has no slope, and
    /// 0 to a power that is not negative gives the exponent none.
    Pow "pow" (a, b)
    "y = aᵇ" = "a ^ b", each |a: T, b: T| a.powf(b);
    grad 0 "g · b · a ^ (b − 1)", |g: T, a: T, b: T| if b == T::zero() { T::zero() } else { g * (b * a.powf(b - T::one())) };
    grad 1 "g · a ^ b · ln(a)", |g: T, a: T, b: T| if a == T::zero() && b >= T::zero() { T::zero() } else { g * (a.powf(b) * a.ln()) };
    "Raises each cell to a power."
    "The power comes down as a factor and is one less: the derivative of a³ is 3a². The exponent gets y · ln a."
    Example { inputs: &[(&[2], &[2.0, 4.0]), (&[2], &[3.0, 0.5])], output: (&[2], &[8.0, 2.0]), grads: &[&[12.0, 0.25], &[8.0 * LN_2, 4.0 * LN_2]] }
}
