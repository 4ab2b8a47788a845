//! Losses cell by cell, of a prediction x and a target t, that in small steps would be unstable or hard to read.

use super::elementwise::{self, elementwise};
use super::numeric::sigmoid;
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;
use std::f64::consts::{LN_2, PI};

elementwise! {
    /// `torch.nn.functional.huber_loss`, cell by cell.
    HuberLoss "huber_loss" (x, t) {
        /// From which error on the loss grows along a straight line.
        delta: "δ" = 1.0,
    }
    "y = (x − t)² / 2 where |x − t| < δ, δ · (|x − t| − δ / 2) elsewhere"
        = "where(|x − t| < δ, (x − t)² / 2, δ · (|x − t| − δ / 2))", each |x: T, t: T| {
        let z = (x - t).abs();
        if z < delta { z * z / T::from_f64(2.0) } else { delta * (z - delta / T::from_f64(2.0)) }
    };
    grad 0 "g · clamp(x − t, −δ, δ)", |g: T, x: T, t: T| g * (x - t).max(-delta).min(delta);
    grad 1 "−g · clamp(x − t, −δ, δ)", |g: T, x: T, t: T| -g * (x - t).max(-delta).min(delta);
    "Half the squared error where the error is small; where it is larger than δ the loss grows along a straight line only."
    "The gradient grows with the error up to δ and stays there: an outlier pulls no harder."
    Example {
        inputs: &[(&[2], &[0.5, 5.0]), (&[2], &[0.0, 2.0])],
        output: (&[2], &[0.125, 2.5]),
        grads: &[&[0.5, 1.0], &[-0.5, -1.0]],
    }
}

elementwise! {
    /// `torch.nn.functional.smooth_l1_loss`, cell by cell; β is above 0.
    SmoothL1Loss "smooth_l1_loss" (x, t) {
        /// From which error on the loss is the absolute error.
        beta: "β" = 1.0,
    }
    "y = (x − t)² / (2β) where |x − t| < β, |x − t| − β / 2 elsewhere"
        = "where(|x − t| < β, (x − t)² / (2 · β), |x − t| − β / 2)", each |x: T, t: T| {
        let z = (x - t).abs();
        if z < beta { z * z / T::from_f64(2.0) / beta } else { z - beta / T::from_f64(2.0) }
    };
    grad 0 "g · clamp((x − t) / β, −1, 1)", |g: T, x: T, t: T| g * ((x - t) / beta).max(-T::one()).min(T::one());
    grad 1 "−g · clamp((x − t) / β, −1, 1)", |g: T, x: T, t: T| -g * ((x - t) / beta).max(-T::one()).min(T::one());
    "The absolute error, with its corner at 0 rounded off: below β it is a parabola."
    "Beyond β the gradient has size 1, as that of the absolute error; below it fades towards 0."
    Example {
        inputs: &[(&[2], &[0.5, 5.0]), (&[2], &[0.0, 2.0])],
        output: (&[2], &[0.125, 2.5]),
        grads: &[&[0.5, 1.0], &[-0.5, -1.0]],
    }
}

elementwise! {
    /// `torch.nn.functional.binary_cross_entropy`, cell by cell: x is a probability, t the target from 0 to 1.
    ///
    /// Logarithms end at −100, as in PyTorch: a probability of exactly 0 would cost infinitely much. What is no
    /// probability gives NaN, where PyTorch raises an error.
    BinaryCrossEntropy "binary_cross_entropy" (x, t)
    "y = −(t · max(ln x, −100) + (1 − t) · max(ln(1 − x), −100))"
        = "−(t · max(ln(x), −100) + (1 − t) · max(ln(1 − x), −100))", each |x: T, t: T| {
        if !(T::zero()..=T::one()).contains(&x) { return T::nan(); }
        let floor = T::from_f64(-100.0);
        (t - T::one()) * (-x).ln_1p().max(floor) - t * x.ln().max(floor)
    };
    // The smallest product keeps the quotient finite where x is 0 or 1.
    grad 0 "g · (x − t) / max((1 − x) · x, 10 ^ −12)", |g: T, x: T, t: T| {
        g * (x - t) / ((T::one() - x) * x).max(T::from_f64(1e-12))
    };
    grad 1 "g · (ln(1 − x) − ln(x))", |g: T, x: T, _| g * ((-x).ln_1p() - x.ln());
    "Compares each probability with its target, which is 0 or 1: the loss is −ln of the probability that was given to the target."
    "The surer a wrong prediction is, the stronger the gradient: it has the small probability below the line."
    Example {
        inputs: &[(&[2], &[0.5, 0.25]), (&[2], &[1.0, 0.0])],
        output: (&[2], &[LN_2, 0.287_682_072_451_780_9]),
        grads: &[&[-2.0, 1.333_333_333_333_333_3], &[0.0, 1.098_612_288_668_109_8]],
    }
}

elementwise! {
    /// `torch.nn.functional.kl_div`, cell by cell: x is the logarithm of a probability, t a probability. 0 · ln 0 is 0.
    KlDiv "kl_div" (x, t)
    "y = t · (ln t − x)" = "t · (ln(t) − x)", each |x: T, t: T| {
        (if t == T::zero() { t } else { t * t.ln() }) - t * x
    };
    grad 0 "−g · t", |g: T, _, t: T| -g * t;
    grad 1 "g · (ln(t) + 1 − x)", |g: T, x: T, t: T| g * (t.ln() + T::one() - x);
    "How much more surprise the prediction brings than the target's own probabilities would: 0 where both are equal."
    "The gradient is the target's probability with a minus: raising the prediction there lowers the loss."
    Example {
        inputs: &[(&[2], &[-1.0, 0.0]), (&[2], &[1.0, 0.5])],
        output: (&[2], &[1.0, -0.346_573_590_279_972_64]),
        grads: &[&[-1.0, -0.5], &[2.0, 0.306_852_819_440_054_7]],
    }
}

elementwise! {
    /// Stirling's approximation of ln t! as `torch.nn.PoissonNLLLoss(full=True)` adds it: 0 up to t = 1.
    Stirling "stirling" (t)
    "y = t · ln t − t + ln(2π · t) / 2 where t > 1, 0 elsewhere"
        = "where(t > 1, t · ln(t) − t + ln(2 · π · t) / 2, 0)", each |t: T| {
        if t > T::one() { t * t.ln() - t + (T::from_f64(2.0 * PI) * t).ln() / T::from_f64(2.0) } else { T::zero() }
    };
    grad 0 "g · where(t > 1, ln(t) + 1 / (2 · t), 0)", |g: T, t: T, _| {
        if t > T::one() { g * (t.ln() + (t + t).recip()) } else { T::zero() }
    };
    "What the count itself adds to −ln of its probability, nearly ln t!: it moves the loss, not the prediction."
    "Targets are data and rarely get a gradient; it would be nearly ln t."
    Example {
        inputs: &[(&[2], &[1.0, 2.0])],
        output: (&[2], &[0.0, 0.651_806_484_604_535_8]),
        grads: &[&[0.0, 0.943_147_180_559_945_3]],
    }
}

elementwise! {
    /// What `torch.nn.GaussianNLLLoss` does to the variance: at least ε, but the gradient passes all the same.
    VarianceFloor "variance_floor" (x) {
        /// The smallest variance.
        eps: "ε" = 1e-6,
    }
    "y = max(x, ε)" = "max(x, ε)", each |x: T| if x < eps { eps } else { x };
    grad 0 "g", |g: T, _, _| g;
    "Keeps the variance from falling below ε, so that nothing is divided by 0."
    "The gradient passes as if nothing had been cut off, as in PyTorch: so a variance that is too small still grows."
    Example { inputs: &[(&[2], &[0.5, 0.0])], output: (&[2], &[0.5, 1e-6]), grads: &[&[1.0, 1.0]] }
}

elementwise! {
    /// `torch.nn.functional.hinge_embedding_loss`, cell by cell: x is a distance, t is 1 or −1.
    HingeEmbeddingLoss "hinge_embedding_loss" (x, t) {
        /// How far apart is far enough.
        margin: "m" = 1.0,
    }
    "y = x where t = 1, max(0, m − x) where t = −1" = "where(t = 1, x, max(0, m − x))", each |x: T, t: T| {
        let close = if t == -T::one() { T::zero() } else { x };
        let apart = if t == T::one() { T::zero() } else { (margin - x).max(T::zero()) };
        close + apart
    };
    grad 0 "g · where(t = 1, 1, −[x < m])", |g: T, x: T, t: T| {
        let close = if t == -T::one() { T::zero() } else { g };
        let apart = if t == T::one() || x >= margin { T::zero() } else { g };
        close - apart
    };
    grad 1 "0", |_: T, _, _| T::zero();
    "A pair that belongs together, t = 1, pays its distance; one that does not, t = −1, pays what it is closer than the margin m."
    "Pairs that belong together are pulled, others are pushed until they are m apart."
    Example {
        inputs: &[(&[3], &[0.5, 0.25, 2.0]), (&[3], &[1.0, -1.0, -1.0])],
        output: (&[3], &[0.5, 0.75, 0.0]),
        grads: &[&[1.0, -1.0, 0.0], &[0.0, 0.0, 0.0]],
    }
}

elementwise! {
    /// `torch.nn.functional.soft_margin_loss`, cell by cell: t is 1 or −1.
    ///
    /// The exponential is only ever taken of a negative number, so that it cannot overflow.
    SoftMarginLoss "soft_margin_loss" (x, t)
    "y = ln(1 + e^(−t · x))" = "ln(1 + exp(−t · x))", each |x: T, t: T| {
        let z = -t * x;
        z.max(T::zero()) + (-z.abs()).exp().ln_1p()
    };
    grad 0 "−g · t · σ(−t · x)", |g: T, x: T, t: T| -g * t * sigmoid(-t * x);
    grad 1 "−g · x · σ(−t · x)", |g: T, x: T, t: T| -g * x * sigmoid(-t * x);
    "Small where the sign of the prediction is that of the target, and growing with every bit of the wrong sign."
    "The surer the prediction has the right sign, the smaller the gradient, without ever becoming exactly 0."
    Example {
        inputs: &[(&[2], &[0.0, 2.0]), (&[2], &[1.0, -1.0])],
        output: (&[2], &[LN_2, 2.126_928_011_042_972_6]),
        grads: &[&[-0.5, 0.880_797_077_977_882_3], &[0.0, -1.761_594_155_955_764_7]],
    }
}

elementwise! {
    /// The last step of `torch.nn.CosineEmbeddingLoss`: x is the cosine of an angle, t is 1 or −1.
    CosineHinge "cosine_hinge" (x, t) {
        /// The cosine that is small enough.
        margin: "m" = 0.0,
    }
    "y = 1 − x where t = 1, max(0, x − m) where t = −1" = "where(t = 1, 1 − x, max(0, x − m))", each |x: T, t: T| {
        if t == T::one() { T::one() - x } else if t == -T::one() { (x - margin).max(T::zero()) } else { T::zero() }
    };
    grad 0 "g · where(t = 1, −1, [x ≥ m])", |g: T, x: T, t: T| {
        if t == T::one() { -g } else if t == -T::one() && x >= margin { g } else { T::zero() }
    };
    grad 1 "0", |_: T, _, _| T::zero();
    "Two vectors that belong together, t = 1, should point the same way; two that do not, t = −1, should not be closer than the margin m allows."
    "Vectors that belong together are turned towards each other, others away from each other until the cosine is m."
    Example {
        inputs: &[(&[3], &[0.5, 0.25, -1.0]), (&[3], &[1.0, -1.0, -1.0])],
        output: (&[3], &[0.5, 0.25, 0.0]),
        grads: &[&[-1.0, 1.0, 0.0], &[0.0, 0.0, 0.0]],
    }
}
