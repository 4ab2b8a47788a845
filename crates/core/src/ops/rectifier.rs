//! Activations made of straight pieces: cheap, and with kinks where the pieces meet.

use super::elementwise::{self, elementwise};
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

elementwise! {
    /// `torch.nn.functional.leaky_relu`: a negative number keeps a small part of itself. At 0 the derivative is α.
    LeakyRelu "leaky_relu" (x) {
        /// The slope α for negative numbers.
        negative_slope: "α" = 0.01,
    }
    "y = max(0, x) + α · min(0, x)" = "max(0, x) + α · min(0, x)",
        each |x: T| if x > T::zero() { x } else { x * negative_slope };
    grad 0 "g · ([x > 0] + α · [x ≤ 0])", |g: T, x: T, _| if x > T::zero() { g } else { g * negative_slope };
    "Lets positive numbers pass and makes negative ones small instead of 0, so that a unit can never die."
    "Where the number was positive the gradient passes unchanged; elsewhere a small part α of it passes."
    Example { inputs: &[(&[2], &[2.0, -1.0])], output: (&[2], &[2.0, -0.01]), grads: &[&[1.0, 0.01]] }
}

elementwise! {
    /// `torch.prelu`: as leaky ReLU, with a slope w that is learned, one for all or one for each column.
    /// At 0 the derivative is w.
    Prelu "prelu" (x, w)
    "y = max(0, x) + w · min(0, x)" = "max(0, x) + w · min(0, x)",
        each |x: T, w: T| if x > T::zero() { x } else { w * x };
    grad 0 "g · ([x > 0] + w · [x ≤ 0])", |g: T, x: T, w: T| if x > T::zero() { g } else { g * w };
    grad 1 "g · min(0, x)", |g: T, x: T, _| if x > T::zero() { T::zero() } else { g * x };
    "Lets positive numbers pass and multiplies negative ones with a slope that is learned."
    "The input gets the gradient times the slope of its side; the slope gets the gradient times each negative number that it was multiplied with."
    Example { inputs: &[(&[2], &[2.0, -4.0]), (&[1], &[0.25])], output: (&[2], &[2.0, -1.0]), grads: &[&[1.0, 0.25], &[-4.0]] }
}

elementwise! {
    /// `torch.nn.functional.relu6`: from 0 to 6 a number passes, beyond it stays there. At both ends the derivative is 0.
    Relu6 "relu6" (x)
    "y = min(max(0, x), 6)" = "min(max(0, x), 6)", each |x: T| between(x, T::zero(), T::from_f64(6.0));
    grad 0 "g · [0 < x < 6]", |g: T, x: T, _| inside(g, x, T::zero(), T::from_f64(6.0));
    "Lets numbers from 0 to 6 pass; smaller ones become 0, larger ones 6."
    "Between 0 and 6 the gradient passes unchanged; elsewhere it stops."
    Example { inputs: &[(&[3], &[2.0, -1.0, 8.0])], output: (&[3], &[2.0, 0.0, 6.0]), grads: &[&[1.0, 0.0, 0.0]] }
}

elementwise! {
    /// `torch.nn.functional.hardtanh`: numbers between two limits pass. At both limits the derivative is 0.
    Hardtanh "hardtanh" (x) {
        /// The lower limit.
        min_val: "lo" = -1.0,
        /// The upper limit.
        max_val: "hi" = 1.0,
    }
    "y = min(max(x, lo), hi)" = "min(max(x, lo), hi)", each |x: T| between(x, min_val, max_val);
    grad 0 "g · [lo < x < hi]", |g: T, x: T, _| inside(g, x, min_val, max_val);
    "Lets numbers between two limits pass and cuts off the rest: a tanh of straight pieces."
    "Between the limits the gradient passes unchanged; elsewhere it stops."
    Example { inputs: &[(&[3], &[0.5, -2.0, 3.0])], output: (&[3], &[0.5, -1.0, 1.0]), grads: &[&[1.0, 0.0, 0.0]] }
}

elementwise! {
    /// `torch.nn.functional.hardsigmoid`: a sigmoid of straight pieces. At ±3 the derivative is 0.
    Hardsigmoid "hardsigmoid" (x)
    "y = min(max(x + 3, 0), 6) / 6" = "min(max(x + 3, 0), 6) / 6", each |x: T| shifted(x) / T::from_f64(6.0);
    grad 0 "g · [−3 < x < 3] / 6",
        |g: T, x: T, _| if x.abs() < T::from_f64(3.0) { g / T::from_f64(6.0) } else { T::zero() };
    "A sigmoid of three straight pieces: 0 up to −3, 1 from 3 on, and a line between them."
    "On the line the gradient is divided by 6; at both ends it stops."
    Example { inputs: &[(&[3], &[0.0, -4.0, 1.5])], output: (&[3], &[0.5, 0.0, 0.75]), grads: &[&[1.0 / 6.0, 0.0, 1.0 / 6.0]] }
}

elementwise! {
    /// `torch.nn.functional.hardswish`: x times its hard sigmoid. At −3 the derivative is 0, at 3 it is 1.
    Hardswish "hardswish" (x)
    "y = x · min(max(x + 3, 0), 6) / 6" = "x · min(max(x + 3, 0), 6) / 6", each |x: T| x * shifted(x) / T::from_f64(6.0);
    grad 0 "g · ((x / 3 + 1 / 2) · [−3 < x < 3] + [x ≥ 3])", |g: T, x: T, _| {
        if x <= T::from_f64(-3.0) {
            T::zero()
        } else if x < T::from_f64(3.0) {
            g * (x / T::from_f64(3.0) + T::from_f64(0.5))
        } else {
            g
        }
    };
    "Multiplies each number with its hard sigmoid: large numbers pass, very negative ones become 0."
    "Up to −3 the gradient stops, from 3 on it passes; between them its share grows in a straight line."
    Example { inputs: &[(&[3], &[1.5, -6.0, 4.0])], output: (&[3], &[1.125, 0.0, 4.0]), grads: &[&[1.0, 0.0, 1.0]] }
}

elementwise! {
    /// `torch.nn.functional.threshold`: what is not above the threshold is replaced. At it the derivative is 0.
    Threshold "threshold" (x) {
        /// Numbers above it pass.
        threshold: "θ" = 0.0,
        /// What the others become.
        value: "v" = 0.0,
    }
    "y = x · [x > θ] + v · [x ≤ θ]" = "x · [x > θ] + v · [x ≤ θ]", each |x: T| if x <= threshold { value } else { x };
    grad 0 "g · [x > θ]", |g: T, x: T, _| if x <= threshold { T::zero() } else { g };
    "Lets numbers above a threshold pass and replaces all others by one value."
    "Above the threshold the gradient passes unchanged; elsewhere it stops."
    Example { inputs: &[(&[2], &[2.0, -1.0])], output: (&[2], &[2.0, 0.0]), grads: &[&[1.0, 0.0]] }
}

elementwise! {
    /// `torch.nn.functional.softshrink`: everything moves λ towards 0. At ±λ the derivative is 0.
    Softshrink "softshrink" (x) {
        /// How far numbers move.
        lambd: "λ" = 0.5,
    }
    "y = sign(x) · max(|x| − λ, 0)" = "sign(x) · max(|x| − λ, 0)", each |x: T| {
        if x > lambd { x - lambd } else if x < -lambd { x + lambd } else { x * T::zero() }
    };
    grad 0 "g · [|x| > λ]", |g: T, x: T, _| if x >= -lambd && x <= lambd { T::zero() } else { g };
    "Moves each number by λ towards 0; what is closer than that becomes 0."
    "Where the result is not 0 the gradient passes unchanged; elsewhere it stops."
    Example { inputs: &[(&[3], &[2.0, -1.0, 0.25])], output: (&[3], &[1.5, -0.5, 0.0]), grads: &[&[1.0, 1.0, 0.0]] }
}

elementwise! {
    /// `torch.nn.functional.hardshrink`: numbers close to 0 become 0. At ±λ the derivative is 0.
    Hardshrink "hardshrink" (x) {
        /// How close to 0 is close.
        lambd: "λ" = 0.5,
    }
    "y = x · [|x| > λ]" = "x · [|x| > λ]", each |x: T| if x >= -lambd && x <= lambd { T::zero() } else { x };
    grad 0 "g · [|x| > λ]", |g: T, x: T, _| if x >= -lambd && x <= lambd { T::zero() } else { g };
    "Turns numbers between −λ and λ into 0; all others pass."
    "Where the number passed the gradient passes, too; elsewhere it stops."
    Example { inputs: &[(&[3], &[2.0, -1.0, 0.25])], output: (&[3], &[2.0, -1.0, 0.0]), grads: &[&[1.0, 1.0, 0.0]] }
}

/// x, cut off at both limits. NaN stays NaN.
fn between<T: Float>(x: T, min: T, max: T) -> T {
    if x < min {
        min
    } else if x > max {
        max
    } else {
        x
    }
}

/// `min(max(x + 3, 0), 6)`
fn shifted<T: Float>(x: T) -> T {
    between(x + T::from_f64(3.0), T::zero(), T::from_f64(6.0))
}

/// The gradient where x lies between the limits, otherwise 0.
fn inside<T: Float>(g: T, x: T, min: T, max: T) -> T {
    if x <= min || x >= max { T::zero() } else { g }
}
