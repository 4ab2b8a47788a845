//! Positions: a number on one side; epoch, batch and operation on the other.

use super::Stepper;
use crate::float::Float;
use crate::program::{Circuit, Micro};

/// Where a position lies: which step of the training, and how many of its operations are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The epoch, counted from 0.
    pub epoch: u64,
    /// The batch within the epoch, counted from 0.
    pub batch: u64,
    /// How many operations of this training step are done.
    pub done: usize,
}

/// Where positions lie.
impl<T: Float> Stepper<T> {
    /// Which step of the whole training a place belongs to, counted from 0.
    pub(crate) fn step_of(&self, place: Place) -> u64 {
        place.epoch * self.batches + place.batch
    }

    /// How many operations the training step at this place has.
    pub(crate) fn operations(&self, place: Place) -> usize {
        self.circuits[0].program.len() + self.shuffles(place)
    }

    /// 1 where a step begins with shuffling, 0 elsewhere.
    pub(super) fn shuffles(&self, place: Place) -> usize {
        usize::from(self.experiment.shuffle && place.batch == 0)
    }

    /// How many operations of the present step are done, shuffling not counted.
    pub(crate) fn done_in_program(&self) -> usize {
        self.place.done.saturating_sub(self.shuffles(self.place))
    }

    pub(super) fn circuit_of(&self, place: Place) -> usize {
        let last = place.batch + 1 == self.batches;
        if last { self.circuits.len() - 1 } else { 0 }
    }

    /// The circuit of the present step.
    pub(crate) fn circuit(&self) -> &Circuit {
        &self.circuits[self.circuit_of(self.place)]
    }

    pub(super) fn micro_at(&self, place: Place) -> Micro {
        let circuit = &self.circuits[self.circuit_of(place)];
        place.done.checked_sub(self.shuffles(place)).map_or(Micro::Shuffle, |index| circuit.program[index])
    }

    /// An operation of the present step, counted from 0.
    pub(crate) fn micro_of_step(&self, done: usize) -> Micro {
        self.micro_at(Place { done, ..self.place })
    }

    /// The operation that was just done; none at the start.
    pub fn last_micro(&self) -> Option<Micro> {
        let done = self.place.done.checked_sub(1)?;
        Some(self.micro_of_step(done))
    }

    pub(super) fn next_batch(&self, place: Place) -> Place {
        if place.batch + 1 < self.batches {
            Place { batch: place.batch + 1, done: 0, ..place }
        } else {
            Place { epoch: place.epoch + 1, batch: 0, done: 0 }
        }
    }

    pub(super) fn position_of(&self, place: Place) -> u64 {
        let operations = self.circuits[0].program.len() as u64;
        let shuffle = u64::from(self.experiment.shuffle);
        let epoch = self.batches * operations + shuffle;
        // Shuffling belongs to the first batch of its epoch.
        let shuffled = if place.batch == 0 { 0 } else { shuffle };
        place.epoch * epoch + shuffled + place.batch * operations + place.done as u64
    }

    /// The place at which the operation with this number begins.
    pub(super) fn place_of(&self, position: u64) -> Place {
        let operations = self.circuits[0].program.len() as u64;
        let shuffle = u64::from(self.experiment.shuffle);
        let epoch = self.batches * operations + shuffle;
        let (epoch, within) = (position / epoch, position % epoch);
        if within < operations + shuffle {
            return Place { epoch, batch: 0, done: within as usize };
        }
        let within = within - shuffle;
        Place { epoch, batch: within / operations, done: (within % operations) as usize }
    }
}
