//! Activations with a smooth bend, all made of powers of e.

use super::elementwise::{self, elementwise};
use super::numeric::sigmoid;
use super::special;
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI, FRAC_2_SQRT_PI, LN_2, PI};

elementwise! {
    /// `torch.nn.functional.elu`: negative numbers bend smoothly towards −α. At 0 the derivative is α.
    Elu "elu" (x) {
        /// The lowest value is −α.
        alpha: "α" = 1.0,
    }
    "y = max(0, x) + α · (exp(min(0, x)) − 1)" = "max(0, x) + α · (exp(min(0, x)) − 1)",
        each |x: T| if x > T::zero() { x } else { alpha * x.exp_m1() };
    grad 0 "g · ([x > 0] + α · exp(x) · [x ≤ 0])", |g: T, x: T, _| if x <= T::zero() { g * alpha * x.exp() } else { g };
    "Lets positive numbers pass; negative ones bend smoothly towards −α."
    "Where the number was positive the gradient passes unchanged; elsewhere it fades with eˣ but never stops quite."
    Example { inputs: &[(&[2], &[2.0, -1.0])], output: (&[2], &[2.0, -0.632_120_558_828_557_7]), grads: &[&[1.0, 0.367_879_441_171_442_33]] }
}

/// The two numbers of SELU, chosen by its authors so that mean 0 and variance 1 stay as they are.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

elementwise! {
    /// `torch.selu`: an ELU with two fixed numbers that keep mean 0 and variance 1 from layer to layer.
    Selu "selu" (x)
    "y = 1.0507 · (max(0, x) + 1.6733 · (exp(min(0, x)) − 1))" = "1.0507 · (max(0, x) + 1.6733 · (exp(min(0, x)) − 1))",
        each |x: T| if x > T::zero() { T::from_f64(SELU_SCALE) * x } else { T::from_f64(SELU_SCALE * SELU_ALPHA) * x.exp_m1() };
    grad 0 "g · 1.0507 · ([x > 0] + 1.6733 · exp(x) · [x ≤ 0])",
        |g: T, x: T, _| g * if x <= T::zero() { T::from_f64(SELU_SCALE * SELU_ALPHA) * x.exp() } else { T::from_f64(SELU_SCALE) };
    "An ELU with two numbers chosen so that a deep network keeps its numbers around mean 0 and variance 1 by itself."
    "A positive number passes the gradient on a little larger; a negative one fades it with eˣ."
    Example { inputs: &[(&[2], &[2.0, -1.0])], output: (&[2], &[2.101_401_974_710_961, -1.111_330_737_812_562_5]), grads: &[&[1.050_700_987_355_480_5, 0.646_768_603_034_814]] }
}

elementwise! {
    /// `torch.celu`: an ELU without a kink for every α. At 0 the derivative is 1.
    Celu "celu" (x) {
        /// The lowest value is −α.
        alpha: "α" = 1.0,
    }
    "y = max(0, x) + α · (exp(min(0, x) / α) − 1)" = "max(0, x) + α · (exp(min(0, x) / α) − 1)",
        each |x: T| if x > T::zero() { x } else { alpha * (x / alpha).exp_m1() };
    grad 0 "g · ([x > 0] + exp(x / α) · [x ≤ 0])", |g: T, x: T, _| if x <= T::zero() { g * (x / alpha).exp() } else { g };
    "Lets positive numbers pass; negative ones bend towards −α, and the two pieces meet without a kink."
    "Where the number was positive the gradient passes unchanged; elsewhere it fades with e to the power of x / α."
    Example { inputs: &[(&[2], &[2.0, -1.0])], output: (&[2], &[2.0, -0.632_120_558_828_557_7]), grads: &[&[1.0, 0.367_879_441_171_442_33]] }
}

elementwise! {
    /// `torch.nn.functional.gelu`: x times the probability that a normally distributed number is smaller than x.
    Gelu "gelu" (x)
    "y = x · (1 + erf(x / √2)) / 2" = "x · (1 + erf(x / √2)) / 2", each |x: T| x * normal_cdf(x);
    grad 0 "g · ((1 + erf(x / √2)) / 2 + x · exp(−x² / 2) / √(2 · π))", |g: T, x: T, _| {
        let density = (x * x * T::from_f64(-0.5)).exp() * T::from_f64(1.0 / (2.0 * PI).sqrt());
        g * (normal_cdf(x) + x * density)
    };
    "Multiplies each number with the probability that a normally distributed number is smaller: a smooth ReLU."
    "The derivative is that probability plus x times the density of the normal distribution."
    Example { inputs: &[(&[2], &[1.0, -1.0])], output: (&[2], &[0.841_344_746_068_543, -0.158_655_253_931_457_02]), grads: &[&[1.083_315_470_587_686_4, -0.083_315_470_587_686_35]] }
}

elementwise! {
    /// `torch.nn.functional.gelu(approximate="tanh")`: close to GELU, without the error function.
    GeluTanh "gelu_tanh" (x)
    "y = x · (1 + tanh(√(2 / π) · (x + 0.044715 · x³))) / 2" = "x · (1 + tanh(√(2 / π) · (x + 0.044715 · x · x · x))) / 2",
        each |x: T| T::from_f64(0.5) * x * (T::one() + gelu_tanh(x));
    grad 0 "g · (1 + t + x · (1 − t²) · √(2 / π) · (1 + 0.134145 · x²)) / 2, t = tanh(√(2 / π) · (x + 0.044715 · x · x · x))", |g: T, x: T, _| {
        let t = gelu_tanh(x);
        let inner = T::from_f64(FRAC_2_PI.sqrt()) * (T::one() + T::from_f64(3.0 * 0.044_715) * x * x);
        g * T::from_f64(0.5) * (T::one() + t + x * (T::one() - t * t) * inner)
    };
    "Nearly the same as GELU, with a tanh in place of the error function."
    "The product rule: the factor of x, plus x times the derivative of the tanh."
    Example { inputs: &[(&[2], &[1.0, -1.0])], output: (&[2], &[0.841_191_990_608_276_8, -0.158_808_009_391_723_24]), grads: &[&[1.082_964_083_845_782_6, -0.082_964_083_845_782_52]] }
}

elementwise! {
    /// `torch.nn.functional.silu`, also called swish: x times its sigmoid.
    Silu "silu" (x)
    "y = x · σ(x)" = "x · σ(x)", each |x: T| x * sigmoid(x);
    grad 0 "g · σ(x) · (1 + x · (1 − σ(x)))", |g: T, x: T, _| {
        let s = sigmoid(x);
        g * s * (T::one() + x * (T::one() - s))
    };
    "Multiplies each number with its own sigmoid: large numbers pass, very negative ones fade to 0."
    "The product rule: the sigmoid, plus x times the sigmoid's derivative."
    Example { inputs: &[(&[2], &[1.0, -1.0])], output: (&[2], &[0.731_058_578_630_004_9, -0.268_941_421_369_995_1]), grads: &[&[0.927_670_511_871_486_9, 0.072_329_488_128_513_25]] }
}

elementwise! {
    /// `torch.nn.functional.mish`: x times the tanh of its softplus.
    Mish "mish" (x)
    "y = x · tanh(ln(1 + exp(x)))" = "x · tanh(ln(1 + exp(x)))", each |x: T| x * softplus(x).tanh();
    grad 0 "g · (tanh(ln(1 + exp(x))) + x · σ(x) · (1 − tanh(ln(1 + exp(x)))²))", |g: T, x: T, _| {
        let t = softplus(x).tanh();
        g * (t + x * sigmoid(x) * (T::one() - t * t))
    };
    "Multiplies each number with the tanh of its softplus: much like SiLU, a little softer."
    "The product rule: the factor of x, plus x times the derivative of that factor."
    Example { inputs: &[(&[2], &[0.0, 1.0])], output: (&[2], &[0.0, 0.865_098_388_267_310_3]), grads: &[&[0.6, 1.049_036_220_099_792_2]] }
}

elementwise! {
    /// `torch.nn.functional.logsigmoid`: the logarithm of the sigmoid, exact even where the sigmoid rounds to 0.
    LogSigmoid "logsigmoid" (x)
    "y = ln(1 / (1 + e⁻ˣ))" = "min(0, x) − ln(1 + exp(−|x|))", each |x: T| -softplus(-x);
    grad 0 "g · σ(−x)", |g: T, x: T, _| g * sigmoid(-x);
    "Takes the logarithm of the sigmoid in one operation; in two, a sigmoid that rounds to 0 would give −∞."
    "The derivative is 1 − σ(x): a probability that is nearly 1 has little left to gain."
    Example { inputs: &[(&[2], &[0.0, 2.0])], output: (&[2], &[-LN_2, -0.126_928_011_042_972_5]), grads: &[&[0.5, 0.119_202_922_022_117_55]] }
}

elementwise! {
    /// `torch.nn.functional.softplus`: a smooth ReLU. Above the threshold it is x itself, as in PyTorch.
    Softplus "softplus" (x) {
        /// How sharp the bend is.
        beta: "β" = 1.0,
        /// Where β · x is above it, y is x.
        threshold: "θ" = 20.0,
    }
    "y = ln(1 + exp(β · x)) / β, and x where β · x > θ" = "[β · x ≤ θ] · ln(1 + exp(β · x)) / β + [β · x > θ] · x",
        each |x: T| if beta * x > threshold { x } else { softplus(beta * x) / beta };
    grad 0 "g · ([β · x ≤ θ] · σ(β · x) + [β · x > θ])", |g: T, x: T, _| if beta * x > threshold { g } else { g * sigmoid(beta * x) };
    "A ReLU with a round bend: always above 0, and almost x where x is large."
    "The derivative of the softplus is the sigmoid."
    Example { inputs: &[(&[2], &[0.0, -2.0])], output: (&[2], &[LN_2, 0.126_928_011_042_972_5]), grads: &[&[0.5, 0.119_202_922_022_117_55]] }
}

elementwise! {
    /// `torch.nn.functional.softsign`: squeezes any number into −1 … 1, more slowly than tanh.
    Softsign "softsign" (x)
    "y = x / (1 + |x|)" = "x / (1 + |x|)", each |x: T| x / (T::one() + x.abs());
    grad 0 "g · (1 − |y|) / (1 + |x|)", |g: T, x: T, y: T| g * (T::one() - y.abs()) / (T::one() + x.abs());
    "Squeezes any number into the range from −1 to 1, as tanh does, but approaches the ends more slowly."
    "The derivative falls off like 1 / x²: at the ends learning slows down but does not stall as with tanh."
    Example { inputs: &[(&[2], &[1.0, -3.0])], output: (&[2], &[0.5, -0.75]), grads: &[&[0.25, 0.0625]] }
}

elementwise! {
    /// `torch.nn.functional.tanhshrink`: what tanh takes away from x.
    Tanhshrink "tanhshrink" (x)
    "y = x − tanh(x)" = "x − tanh(x)", each |x: T| x - x.tanh();
    grad 0 "g · tanh(x)²", |g: T, x: T, _| g * (x.tanh() * x.tanh());
    "Subtracts the tanh from each number: small numbers become almost 0."
    "The derivative tanh² is 0 in the middle and almost 1 at both ends."
    Example { inputs: &[(&[2], &[0.0, 1.0])], output: (&[2], &[0.0, 0.238_405_844_044_235_15]), grads: &[&[0.0, 0.580_025_658_385_973_9]] }
}

elementwise! {
    /// `torch.erf`: the error function.
    Erf "erf" (x)
    "y = 2 / √π · ∫₀ˣ exp(−t²) dt" = "erf(x)", each |x: T| T::from_f64(special::erf(x.as_f64()));
    grad 0 "g · 2 / √π · exp(−x²)", |g: T, x: T, _| g * T::from_f64(FRAC_2_SQRT_PI) * (-x * x).exp();
    "The error function: the area under the bell curve between −x and x."
    "The derivative of the area is the height of the bell curve."
    Example { inputs: &[(&[2], &[0.0, 1.0])], output: (&[2], &[0.0, 0.842_700_792_949_714_9]), grads: &[&[FRAC_2_SQRT_PI, 0.415_107_497_420_594_7]] }
}

/// ln(1 + eˣ), with the exponential only ever taken of a negative number, so that it cannot overflow.
fn softplus<T: Float>(x: T) -> T {
    x.max(T::zero()) + (-x.abs()).exp().ln_1p()
}

/// The probability that a normally distributed number is smaller than x.
fn normal_cdf<T: Float>(x: T) -> T {
    T::from_f64(0.5) * (T::one() + T::from_f64(special::erf(x.as_f64() * FRAC_1_SQRT_2)))
}

fn gelu_tanh<T: Float>(x: T) -> T {
    (T::from_f64(FRAC_2_PI.sqrt()) * (x + T::from_f64(0.044_715) * x * x * x)).tanh()
}
