//! Going on from a moment of another training with something changed: what an edit makes.

use super::{Place, Stepper};
#[cfg(feature = "full")]
use crate::error::{Error, Result};
#[cfg(feature = "full")]
use crate::experiment::Experiment;
use crate::float::Float;
use crate::tape::NodeId;

/// Where a training begins that goes on from another one. Its first operation is the edit itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<T> {
    /// The training step that the edit stands before.
    pub place: Place,
    /// How many operations were done before it.
    pub position: u64,
    /// The training step before which the optimizer was made: it counts its updates from there.
    pub renewed: u64,
    /// The cell of a parameter that the edit writes.
    pub written: Option<Written<T>>,
}

/// A number in a parameter's cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<T> {
    /// The parameter.
    pub parameter: NodeId,
    /// Which of its numbers.
    pub cell: usize,
    /// What it becomes.
    pub value: T,
}

/// What becomes of the optimizer in an edit.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Keep {
    /// All that it remembers stays.
    All,
    /// It stays, but has another learning rate.
    ButRate(f64),
    /// It is a new one.
    Nothing,
}

/// Forking.
#[cfg(feature = "full")]
impl<T: Float> Stepper<T> {
    /// Goes to where an edit stands that is made at this position: at the end of a training step before the next
    /// one, in the middle of a step before that step, which then begins again.
    pub(crate) fn seek_edit(&mut self) {
        let stopped = self.stopped().is_some();
        let place = self.place_of(self.position - u64::from(stopped));
        let start = Place { done: self.edits(place).min(place.done), ..place };
        self.seek(self.position_of(start));
    }

    /// A training that goes on from here, where an edit stands, as another experiment says.
    pub(crate) fn fork(&self, experiment: Experiment, keep: Keep, written: Option<Written<T>>) -> Result<Self> {
        let place = Place { done: 0, ..self.place_of(self.position) };
        if place.epoch >= self.experiment.epochs {
            return Err(Error::new("edit_at_end", &[("epochs", &self.experiment.epochs)]));
        }
        let mut leg = Self::new(experiment)?;
        for (own, other) in leg.optimizer.parameters().iter().zip(self.optimizer.parameters()) {
            leg.tape.value_mut(*own).copy_from_slice(self.tape.value(*other));
            leg.tape.set_grad(*own, self.tape.grad(*other));
        }
        for ((_, own), (_, other)) in leg.buffers.iter().zip(&self.buffers) {
            leg.tape.value_mut(*own).copy_from_slice(self.tape.value(*other));
        }
        let step = self.step_of(place);
        let renewed = if keep == Keep::Nothing { step } else { self.renewed() };
        if keep != Keep::Nothing {
            leg.optimizer.restore(self.optimizer.state(), step - renewed);
            if let (Some(own), Some(other)) = (&mut leg.scheduler, &self.scheduler) {
                let mut rates = *other.rates();
                if let Keep::ButRate(lr) = keep {
                    rates.lr = lr;
                }
                own.restore(rates, &mut leg.optimizer);
            }
        }
        leg.rng.clone_from(&self.rng);
        leg.order.clone_from(&self.order);
        leg.losses.clear();
        leg.losses.extend_from_slice(&self.losses[..step as usize]);
        (leg.place, leg.position) = (place, self.position);
        leg.origin = Some(Origin { place, position: self.position, renewed, written });
        leg.set_epochs(self.experiment.epochs);
        leg.history.clear();
        leg.take_snapshot(step);
        Ok(leg)
    }

    /// Makes the training longer or shorter; it must not be beyond the new end.
    pub(crate) fn set_epochs(&mut self, epochs: u64) {
        self.experiment.epochs = epochs;
        self.total = self.position_of(Place { epoch: epochs, ..Place::default() });
    }

    /// About how many bytes this training takes: its numbers, its losses and its snapshots.
    pub(crate) fn bytes(&self) -> usize {
        self.tape.bytes() + self.losses.capacity() * size_of::<T>() + self.history.bytes()
    }
}

/// What an edit is to the training that it begins.
impl<T: Float> Stepper<T> {
    /// Where this training begins, if it goes on from another one. The small core has no edits, and the compiler
    /// sees it.
    pub(crate) fn origin(&self) -> Option<&Origin<T>> {
        self.origin.as_ref().filter(|_| cfg!(feature = "full"))
    }

    /// The training step before which the optimizer was made.
    pub(super) fn renewed(&self) -> u64 {
        self.origin().map_or(0, |origin| origin.renewed)
    }

    /// The edit itself, where it writes a number; everything else is in the experiment.
    pub(super) fn edit(&mut self) {
        if let Some(Written { parameter, cell, value }) = self.origin().and_then(|origin| origin.written)
            && let Some(cell) = self.tape.value_mut(parameter).get_mut(cell)
        {
            *cell = value;
        }
    }
}
