//! Watching the loss: a training that goes wrong should say so before its numbers are gone.

use crate::float::Float;
use serde::Serialize;

/// How many training steps are looked back.
const STEPS: usize = 20;
/// How many times the loss must have grown.
const TIMES: f64 = 10.0;

/// The loss grew tenfold within a few steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Growing {
    /// The lowest loss of the last steps.
    pub from: f64,
    /// The loss now.
    pub to: f64,
    /// How many training steps lie between.
    pub steps: usize,
}

/// The most batches over which a loss is averaged.
const BATCHES: usize = 64;

/// Compares the last loss with the lowest one of the 20 steps before it. Where an epoch has several
/// batches their losses differ anyhow; then averages over the last batches are compared.
pub fn growing<T: Float>(losses: &[T], batches: usize) -> Option<Growing> {
    let window = batches.clamp(1, BATCHES);
    let mean = |losses: &[T]| losses.iter().map(|loss| loss.as_f64()).sum::<f64>() / window as f64;
    let mut means = losses.rchunks_exact(window).take(STEPS + 1).map(mean);
    let to = means.next()?;
    let before: Vec<f64> = means.collect();
    let from = before.iter().copied().fold(f64::INFINITY, f64::min);
    let steps = (before.iter().position(|mean| *mean == from)? + 1) * window;
    (to.is_finite() && to >= TIMES * from && to > 0.0).then_some(Growing { from, to, steps })
}

/// A tenth of a learning rate: something to try when this one was too large.
pub fn smaller_rate(lr: f64) -> f64 {
    one_figure(lr / 10.0)
}

/// Rounded down to one figure: 0.0115 becomes 0.01.
pub fn one_figure(number: f64) -> f64 {
    let exponent = number.log10().floor();
    if !(-22.0..=22.0).contains(&exponent) {
        return number;
    }
    // Dividing two whole numbers rounds once, so that 0.003 is the number that one writes so.
    let scale = 10_f64.powi(exponent.abs() as i32);
    // A little is added, because a tenth of 0.03 is a little less than 0.003.
    let figure = |number: f64| (number + 1e-9).floor();
    if exponent < 0.0 { figure(number * scale) / scale } else { figure(number / scale) * scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenfold_within_twenty_steps_is_growing() {
        assert_eq!(growing(&[1.0_f32, 0.5, 5.0], 1), Some(Growing { from: 0.5, to: 5.0, steps: 1 }));
        assert_eq!(growing(&[1.0_f32, 0.5, 4.9], 1), None);
        assert_eq!(growing::<f32>(&[], 1), None);
        let mut slow = vec![1.0_f64];
        slow.extend([2.0; 20]);
        slow.push(10.0);
        assert_eq!(growing(&slow, 1), None, "the 1 is 21 steps back");
        let noisy: Vec<_> = (0..100).map(|step| if step % 4 == 0 { 20.0_f64 } else { 1.0 }).collect();
        assert_eq!(growing(&noisy[..97], 4), None, "one batch of each four is hard");
    }

    #[test]
    fn a_tenth_is_a_round_number() {
        assert_eq!((smaller_rate(0.03), smaller_rate(0.04), smaller_rate(1.0)), (0.003, 0.004, 0.1));
    }
}
