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
        self.edits(place) + self.shuffles(place) + self.circuits[0].program.len() + self.schedules(place)
    }

    /// 1 where a step begins with an edit, 0 elsewhere.
    pub(crate) fn edits(&self, place: Place) -> usize {
        usize::from(self.origin().is_some_and(|origin| self.step_of(origin.place) == self.step_of(place)))
    }

    /// 1 where a step begins with shuffling, or with shuffling after an edit, 0 elsewhere.
    pub(crate) fn shuffles(&self, place: Place) -> usize {
        usize::from(self.experiment.shuffle && place.batch == 0)
    }

    /// 1 where a step ends with the scheduler, 0 elsewhere.
    pub(super) fn schedules(&self, place: Place) -> usize {
        usize::from(self.scheduler.is_some() && place.batch + 1 == self.batches)
    }

    /// How many operations of the present step are done, edits, shuffling and scheduling not counted.
    pub(crate) fn done_in_program(&self) -> usize {
        let before = self.edits(self.place) + self.shuffles(self.place);
        self.place.done.saturating_sub(before).min(self.circuits[0].program.len())
    }

    pub(crate) fn circuit_of(&self, place: Place) -> usize {
        let last = place.batch + 1 == self.batches;
        if last { self.circuits.len() - 1 } else { 0 }
    }

    /// The circuit of the present step.
    pub(crate) fn circuit(&self) -> &Circuit {
        &self.circuits[self.circuit_of(self.place)]
    }

    pub(crate) fn micro_at(&self, place: Place) -> Micro {
        let circuit = &self.circuits[self.circuit_of(place)];
        let Some(done) = place.done.checked_sub(self.edits(place)) else { return Micro::Edit };
        let index = done.checked_sub(self.shuffles(place));
        index.map_or(Micro::Shuffle, |index| circuit.program.get(index).copied().unwrap_or(Micro::Schedule))
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

    pub(crate) fn next_batch(&self, place: Place) -> Place {
        if place.batch + 1 < self.batches {
            Place { batch: place.batch + 1, done: 0, ..place }
        } else {
            Place { epoch: place.epoch + 1, batch: 0, done: 0 }
        }
    }

    /// How many operations an epoch has, and how many of them are the shuffling at its start.
    fn of_epoch(&self) -> (u64, u64) {
        let (shuffle, schedule) = (u64::from(self.experiment.shuffle), u64::from(self.scheduler.is_some()));
        (self.batches * self.circuits[0].program.len() as u64 + shuffle + schedule, shuffle)
    }

    pub(crate) fn position_of(&self, place: Place) -> u64 {
        let Some(origin) = self.origin() else { return self.alone(place) };
        // The first step has one operation more, the edit.
        let edit = u64::from(self.step_of(place) > self.step_of(origin.place));
        // Where a place before the origin is asked for, the other training may have had fewer operations.
        (origin.position + self.alone(place) + edit).saturating_sub(self.alone(origin.place))
    }

    /// The position of a place if this training had not gone on from another one.
    fn alone(&self, place: Place) -> u64 {
        let operations = self.circuits[0].program.len() as u64;
        let (epoch, shuffle) = self.of_epoch();
        // Shuffling belongs to the first batch of its epoch, scheduling to the last.
        let shuffled = if place.batch == 0 { 0 } else { shuffle };
        place.epoch * epoch + shuffled + place.batch * operations + place.done as u64
    }

    /// The place at which the operation with this number begins.
    pub(crate) fn place_of(&self, position: u64) -> Place {
        let Some(origin) = self.origin() else { return self.place_alone(position) };
        let since = position.saturating_sub(origin.position);
        if since < self.operations(origin.place) as u64 {
            return Place { done: since as usize, ..origin.place };
        }
        self.place_alone(self.alone(origin.place) + since - 1)
    }

    fn place_alone(&self, position: u64) -> Place {
        let operations = self.circuits[0].program.len() as u64;
        let (epoch, shuffle) = self.of_epoch();
        let (epoch, within) = (position / epoch, position % epoch);
        if within < operations + shuffle || self.batches == 1 {
            return Place { epoch, batch: 0, done: within as usize };
        }
        let within = within - shuffle;
        let batch = (within / operations).min(self.batches - 1);
        Place { epoch, batch, done: (within - batch * operations) as usize }
    }
}
