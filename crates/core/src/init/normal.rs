//! Numbers of the normal distribution, draw for draw as PyTorch's CPU generator makes them.
//!
//! Both ways turn two even random numbers into two normal ones (Box and Muller). Which way PyTorch goes
//! depends on the size of the tensor, so it does here.

use crate::float::Float;
use crate::rng::Rng;
use crate::tensor::Tensor;
use std::f64::consts::TAU;

/// From this many cells on, PyTorch fills blocks of sixteen.
const BLOCK: usize = 16;

/// `torch.nn.init.normal_`: each cell from the normal distribution with this mean and standard deviation.
pub fn normal_<T: Float>(tensor: &mut Tensor<T>, mean: f64, std: f64, rng: &mut Rng) {
    let cells = tensor.data_mut();
    if cells.len() < BLOCK {
        for cell in cells {
            *cell = T::from_f64(one(rng) * std + mean);
        }
        return;
    }
    for cell in cells.iter_mut() {
        *cell = T::uniform(rng, T::zero(), T::one());
    }
    let (mean, std) = (T::from_f64(mean), T::from_f64(std));
    cells.chunks_exact_mut(BLOCK).for_each(|block| transform(block, mean, std));
    if !cells.len().is_multiple_of(BLOCK) {
        // The last sixteen are drawn again, also those that were finished already.
        let start = cells.len() - BLOCK;
        let block = &mut cells[start..];
        for cell in block.iter_mut() {
            *cell = T::uniform(rng, T::zero(), T::one());
        }
        transform(block, mean, std);
    }
}

/// One number with mean 0 and standard deviation 1: two are made at a time, and the second one waits in the
/// generator for the next call.
fn one(rng: &mut Rng) -> f64 {
    if let Some(waiting) = rng.take_normal() {
        return waiting;
    }
    let (u1, u2) = (f64::uniform(rng, 0.0, 1.0), f64::uniform(rng, 0.0, 1.0));
    let (radius, angle) = ((-2.0 * (-u2).ln_1p()).sqrt(), TAU * u1);
    rng.keep_normal(radius * angle.sin());
    radius * angle.cos()
}

/// Sixteen even numbers become sixteen normal ones: the first eight give the radius, the others the angle.
fn transform<T: Float>(block: &mut [T], mean: T, std: T) {
    let (radii, angles) = block.split_at_mut(BLOCK / 2);
    for (u1, u2) in radii.iter_mut().zip(angles) {
        // 1 − u lies above 0: its logarithm is finite.
        let radius = (T::from_f64(-2.0) * (T::one() - *u1).ln()).sqrt();
        let angle = T::from_f64(TAU) * *u2;
        *u1 = T::fused(radius * angle.cos(), std, mean);
        *u2 = T::fused(radius * angle.sin(), std, mean);
    }
}
