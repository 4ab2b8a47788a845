//! Activations: the bends between linear layers, without which many layers would be no more than one.

use super::elementwise::{self, elementwise};
use super::numeric::sigmoid;
use crate::error::Result;
use crate::float::{Float, Function, Kernel};
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Shows, Sink};
use crate::tensor::Shape;

elementwise! {
    /// `torch.relu`: negative numbers become 0. At 0 the derivative is taken as 0, as in PyTorch.
    Relu "relu" (x)
    "y = max(0, x)" = "max(0, x)", each |x: T| if x < T::zero() { T::zero() } else { x };
    grad 0 "g · [x > 0]", |g: T, x: T, _| if x <= T::zero() { T::zero() } else { g };
    function Relu;
    "Lets positive numbers pass and turns negative ones into 0."
    "Where the number was positive the gradient passes unchanged; elsewhere it stops."
    Example { inputs: &[(&[3], &[2.0, -1.0, 0.0])], output: (&[3], &[2.0, 0.0, 0.0]), grads: &[&[1.0, 0.0, 0.0]] }
}

elementwise! {
    /// `torch.sigmoid`: squeezes any number into 0 … 1.
    Sigmoid "sigmoid" (x)
    "y = 1 / (1 + e⁻ˣ)" = "σ(x)", each |x: T| sigmoid(x);
    grad 0 "g · y · (1 − y)", |g: T, _, y: T| g * y * (T::one() - y);
    shows Backward;
    "Squeezes any number into the range from 0 to 1, so that it can be read as a probability."
    "The derivative y · (1 − y) is largest in the middle and almost 0 at both ends: there, learning stalls."
    Example { inputs: &[(&[2], &[0.0, 2.0])], output: (&[2], &[0.5, 0.880_797_077_977_882_3]), grads: &[&[0.25, 0.104_993_585_403_506_5]] }
}

elementwise! {
    /// `torch.tanh`: squeezes any number into −1 … 1.
    Tanh "tanh" (x)
    "y = tanh x" = "tanh(x)", all |x, y| <T as Kernel>::tanh(x, y);
    grad 0 "g · (1 − y²)", |g: T, _, y: T| g * (T::one() - y * y);
    shows Backward;
    function Tanh;
    "Squeezes any number into the range from −1 to 1, with 0 staying 0."
    "The derivative 1 − y² is 1 in the middle and almost 0 at both ends."
    Example { inputs: &[(&[2], &[0.0, 1.0])], output: (&[2], &[0.0, 0.761_594_155_955_764_9]), grads: &[&[1.0, 0.419_974_341_614_026_1]] }
}
