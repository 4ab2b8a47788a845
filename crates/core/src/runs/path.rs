//! The way that the parameters have gone: their values at the start and after every training step.
//!
//! The stepper keeps snapshots, not a list of every step; the way between them is trained again, which gives the
//! same numbers to the last bit. A path that is followed while training goes on only looks at what is new.

use super::Runs;
use crate::float::Float;
use crate::stepper::Stepper;

/// The most points that a path has; a longer one keeps every second, every fourth … step.
const MOST: usize = 1000;

/// The parameters at the start and after each training step, or each second, fourth, … of a long training.
#[derive(Clone, Debug)]
pub struct Path<T> {
    every: u64,
    points: Vec<Point<T>>,
}

/// The parameters at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Point<T> {
    /// How many training steps were done.
    pub step: u64,
    /// The position.
    pub position: u64,
    /// All parameters, one after the other.
    pub values: Vec<T>,
}

impl<T> Default for Path<T> {
    fn default() -> Self {
        Self { every: 1, points: Vec::new() }
    }
}

impl<T: Float> Path<T> {
    /// The points so far; the present moment, if it lies between two of them, is not among them.
    pub fn points(&self) -> &[Point<T>] {
        &self.points
    }

    /// How many training steps lie between two points.
    pub fn every(&self) -> u64 {
        self.every
    }

    /// Brings the path up to the present moment of a training: forwards, backwards, or anew if it is another one.
    pub fn follow(&mut self, runs: &mut Runs<T>) {
        let here = runs.position();
        self.points.retain(|point| point.position <= here);
        if let Some(last) = self.points.last() {
            runs.seek(last.position);
            if runs.parameter_values() != last.values {
                *self = Self::default(); // Something was changed in the past.
            }
        }
        if self.points.is_empty() {
            runs.seek(0);
            self.points.push(Point { step: 0, position: 0, values: runs.parameter_values() });
        }
        let mut step = self.points.last().map_or(0, |last| last.step);
        loop {
            step += 1;
            let end = runs.step_position(step);
            if end > here.min(runs.total()) {
                break;
            }
            runs.run_to(end);
            if runs.position() < end {
                break; // It has come to a number that is not finite.
            }
            self.note(step, runs);
        }
        runs.seek(here);
    }

    fn note(&mut self, step: u64, runs: &Runs<T>) {
        if step.is_multiple_of(self.every) {
            self.points.push(Point { step, position: runs.position(), values: runs.parameter_values() });
        }
        if self.points.len() > MOST {
            self.every *= 2;
            self.points.retain(|point| point.step.is_multiple_of(self.every));
        }
    }
}

impl<T: Float> Stepper<T> {
    /// All parameters as they are now, one after the other.
    pub fn parameter_values(&self) -> Vec<T> {
        self.parameters().flat_map(|(_, id)| self.tape.value(id)).copied().collect()
    }
}
