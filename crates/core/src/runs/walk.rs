//! Walking along a run: the same as along a training, from leg to leg.

use super::{Runs, View};
use crate::explain::{Asked, Explanation};
use crate::export::Line;
use crate::float::Float;
use crate::moment::Moment;
use crate::predict::{Hint, Question, Verdict};
use crate::program::Micro;
use crate::stepper::{Place, Stepper, Unit};
use crate::trace::Trace;

impl<T: Float> Runs<T> {
    /// Goes on to the end of this operation, batch or epoch.
    pub fn step(&mut self, unit: Unit) {
        let position = self.position();
        if unit == Unit::Operation {
            self.run_to(position + 1);
            return;
        }
        // At the end of a batch the next one is meant.
        let stepper = &self.leg(self.owner(self.run, position + 1)).stepper;
        let place = stepper.place_of(position);
        let step = match unit {
            Unit::Epoch => (place.epoch + 1) * stepper.experiment.batches() as u64,
            _ => stepper.step_of(stepper.next_batch(place)),
        };
        self.run_to(self.position_of_step(self.run, step));
    }

    /// Goes back to the previous operation, or to where a batch or an epoch began.
    pub fn back(&mut self, unit: Unit) {
        let Some(before) = self.position().checked_sub(1) else { return };
        let stepper = &self.leg(self.at).stepper;
        let place = stepper.place_of(before);
        let target = match unit {
            Unit::Operation => before,
            Unit::Batch => stepper.position_of(Place { done: 0, ..place }),
            Unit::Epoch => {
                let start = place.epoch * stepper.experiment.batches() as u64;
                // Where an edit stands before the epoch, it comes first, as before a batch.
                let own = stepper.origin().is_some_and(|origin| stepper.step_of(origin.place) == start);
                if own {
                    stepper.position_of(Place { epoch: place.epoch, ..Place::default() })
                } else {
                    self.position_of_step(self.run, start)
                }
            }
        };
        self.seek(target);
    }

    /// Trains until a position is reached, or a number is not finite. Gives the number of operations done.
    pub fn run_to(&mut self, target: u64) -> u64 {
        let start = self.position();
        loop {
            let next = self.after(self.at);
            let end = next.map_or(u64::MAX, |(_, origin)| origin);
            self.leg_mut(self.at).stepper.run_to(target.min(end));
            match next {
                Some((leg, origin)) if target > end && self.position() == end => {
                    self.at = leg;
                    self.leg_mut(leg).stepper.seek(origin + 1);
                }
                _ => break,
            }
        }
        self.position() - start
    }

    /// Goes to a position, forwards or backwards; beyond the end means to the end.
    pub fn seek(&mut self, target: u64) {
        let target = target.min(self.total());
        self.at = self.owner(self.run, target);
        self.leg_mut(self.at).stepper.seek(target);
    }

    /// Where the loss of a training step, counted from 1, comes from and where it goes.
    pub fn trace_loss(&self, step: u64) -> Option<Trace> {
        self.leg(self.leg_of_step(self.run, step)).stepper.trace_loss(step)
    }

    /// The position at which a training step of this run begins, counted from 0.
    pub fn step_position(&self, step: u64) -> u64 {
        self.position_of_step(self.run, step)
    }

    /// How many operations the whole run has. It may end before its last edits.
    pub fn total(&self) -> u64 {
        let experiment = &self.leg(self.run).stepper.experiment;
        self.position_of_step(self.run, experiment.epochs * experiment.batches() as u64)
    }

    /// Whether the last epoch is done.
    pub fn finished(&self) -> bool {
        self.position() == self.total()
    }

    /// The loss of each training step of the run, also of those that were gone back over.
    pub fn all_losses(&self) -> &[T] {
        self.leg(self.run).stepper.all_losses()
    }

    /// The line that the program prints after an epoch, counted from 1.
    pub fn log_line(&self, epoch: u64) -> Option<String> {
        self.leg(self.run).stepper.log_line(epoch)
    }

    /// What there is to see at this position.
    pub fn moment(&self) -> Moment {
        let total = self.total();
        Moment { total, finished: self.position() == total, ..self.leg(self.at).stepper.moment() }
    }

    /// Explains what was just done.
    pub fn explain(&self) -> Explanation {
        let leg = self.leg(self.at);
        let explanation = leg.stepper.explain();
        match (&leg.start, leg.stepper.last_micro()) {
            (Some(start), Some(Micro::Edit)) => start.change.explain(explanation),
            _ => explanation,
        }
    }

    /// Asks about a cell of what the next operation gives; see [`Stepper::question`].
    pub fn question(&mut self, asked: Asked) -> Option<Question> {
        self.ahead().question(asked)
    }

    /// One factor of the chain rule, or one line of the update; see [`Stepper::hint`].
    pub fn hint(&mut self, asked: Asked) -> Option<Hint> {
        self.ahead().hint(asked)
    }

    /// Compares an answer with what the next operation will write; see [`Stepper::judge`].
    pub fn judge(&mut self, asked: Asked, answer: &str) -> Option<Verdict> {
        self.ahead().judge(asked, answer)
    }

    /// The training that does the next operation: where that is an edit, the one that begins with it.
    fn ahead(&mut self) -> &mut Stepper<T> {
        match self.after(self.at).filter(|(_, origin)| *origin == self.position()) {
            Some((leg, origin)) => {
                let stepper = &mut self.leg_mut(leg).stepper;
                stepper.seek(origin);
                stepper
            }
            None => self,
        }
    }

    /// The run as a PyTorch program that prints the same log: the edits stand at their epochs.
    pub fn program(&self) -> Vec<Line> {
        let legs: Vec<_> = self.path(self.run).into_iter().map(|id| self.leg(id)).collect();
        let edits: Vec<_> = legs
            .iter()
            .filter_map(|leg| leg.start.as_ref().map(|start| (&start.edit, &start.change, &leg.stepper.experiment)))
            .collect();
        legs[0].stepper.experiment.program_with(&edits)
    }

    /// Looks at something else.
    pub(super) fn look(&mut self, View { run, position, other }: View) {
        self.run = run;
        self.other = other.filter(|other| self.known(*other) && *other != run);
        self.seek(position);
    }

    /// The legs of a run, first to last.
    pub(super) fn path(&self, run: u64) -> Vec<u64> {
        let mut path = vec![run];
        let mut id = run;
        while let Some(start) = &self.leg(id).start {
            id = start.parent;
            path.push(id);
        }
        path.reverse();
        path
    }

    /// The leg of the present run that goes on from this one, and at which position.
    fn after(&self, leg: u64) -> Option<(u64, u64)> {
        let path = self.path(self.run);
        let next = *path.get(path.iter().position(|id| *id == leg)? + 1)?;
        Some((next, self.leg(next).stepper.origin()?.position))
    }

    /// The leg of a run that a position belongs to: that of the operation just done there.
    pub(super) fn owner(&self, run: u64, position: u64) -> u64 {
        let begun = |id: &u64| self.leg(*id).stepper.origin().is_none_or(|origin| origin.position < position);
        self.path(run).into_iter().rev().find(begun).unwrap_or_default()
    }

    /// The position in a run at which a training step begins, counted from 0: before an edit that stands there.
    pub(super) fn position_of_step(&self, run: u64, step: u64) -> u64 {
        let stepper = &self.leg(self.leg_of_step(run, step)).stepper;
        let batches = stepper.experiment.batches() as u64;
        stepper.position_of(Place { epoch: step / batches, batch: step % batches, done: 0 })
    }

    /// The leg of a run in which so many training steps come to be done.
    fn leg_of_step(&self, run: u64, step: u64) -> u64 {
        let before = |id: &u64| {
            let stepper = &self.leg(*id).stepper;
            stepper.origin().is_none_or(|origin| stepper.step_of(origin.place) < step)
        };
        self.path(run).into_iter().rev().find(before).unwrap_or_default()
    }

    /// The training step before which this run and another one part.
    pub(super) fn fork(&self, other: u64) -> Option<u64> {
        let (own, other) = (self.path(self.run), self.path(other));
        let common = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
        let first = [own.get(common), other.get(common)].into_iter().flatten();
        first.filter_map(|id| Some(self.leg(*id).start.as_ref()?.change.step)).min()
    }
}
