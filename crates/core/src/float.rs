//! The two kinds of numbers that training runs on: f32, PyTorch's default, and f64 for checking gradients.

use crate::rng::Rng;
pub use chalkgrad_kernel::{Function, Kernel};
use std::fmt::{Debug, Display};
use std::iter::Sum;
use std::ops::AddAssign;

/// A number that tensors are made of: `f32` (what the page and PyTorch use) or `f64`.
pub trait Float:
    num_traits::Float + Kernel + AddAssign + Sum + Debug + Display + Default + Send + Sync + 'static
{
    /// PyTorch's name of the type.
    const NAME: &'static str;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;

    /// The same number as f64; nothing is lost.
    fn as_f64(self) -> f64;

    /// `tensor.uniform_(low, high)`: one draw, as PyTorch's CPU generator does it.
    fn uniform(rng: &mut Rng, low: Self, high: Self) -> Self;
}

impl Float for f32 {
    const NAME: &'static str = "float32";

    fn from_f64(value: f64) -> Self {
        value as f32
    }

    fn as_f64(self) -> f64 {
        f64::from(self)
    }

    fn uniform(rng: &mut Rng, low: Self, high: Self) -> Self {
        // 24 random bits are as many as an f32 can hold.
        let unit = (rng.next_u32() & ((1 << 24) - 1)) as f32 * (1.0 / (1 << 24) as f32);
        Self::fused(unit, high - low, low)
    }
}

impl Float for f64 {
    const NAME: &'static str = "float64";

    fn from_f64(value: f64) -> Self {
        value
    }

    fn as_f64(self) -> f64 {
        self
    }

    fn uniform(rng: &mut Rng, low: Self, high: Self) -> Self {
        let unit = (rng.next_u64() & ((1 << 53) - 1)) as f64 * (1.0 / (1_u64 << 53) as f64);
        Self::fused(unit, high - low, low)
    }
}
