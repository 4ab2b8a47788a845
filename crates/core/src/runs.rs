//! Runs: a training that was edited, with all the futures that it had.
//!
//! A run is a path of *legs*. The first leg is a training from its start; each further one goes on from a training
//! step of the leg before, with one edit. So the past of an edit stays what it was, and an edit that is made in the
//! past leaves the old future where it is: as another run, which can be shown beside the new one, or gone back to.

mod change;
mod edit;
mod path;
mod program;
mod walk;

pub use change::{Change, Said};
pub use edit::{Edit, MAX_EDIT_BYTES};
pub use path::{Path, Point};

use crate::error::{Error, Result};
use crate::experiment::Experiment;
use crate::float::Float;
use crate::stepper::Stepper;
use serde::Serialize;
use std::ops::{Deref, DerefMut};

/// The most legs that are kept.
pub const MAX_LEGS: usize = 32;
/// How many bytes all legs may take when a further one begins.
pub const MAX_BYTES: usize = 256 << 20;

/// A part of a run: from its edit to the next one.
#[derive(Debug)]
struct Leg<T: Float> {
    id: u64,
    stepper: Stepper<T>,
    /// What it goes on from; none for the first one.
    start: Option<Start>,
}

/// Where a leg begins.
#[derive(Clone, Debug)]
struct Start {
    /// The leg that it goes on from.
    parent: u64,
    edit: Edit,
    change: Change,
    /// What was there before the edit, to undo it; none when that is no longer known.
    before: Option<View>,
}

/// What is looked at: a run, given by its last leg, where in it, and the run beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct View {
    run: u64,
    position: u64,
    other: Option<u64>,
}

/// A training that can be edited. It reads like its [`Stepper`] at the present moment.
#[derive(Debug)]
pub struct Runs<T: Float> {
    legs: Vec<Leg<T>>,
    /// The leg of the present moment.
    at: u64,
    /// The last leg of the present run.
    run: u64,
    /// The last leg of the run that is shown beside it.
    other: Option<u64>,
    redo: Vec<View>,
    next: u64,
}

/// A run as the page lists it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunView {
    /// Its number.
    pub id: u64,
    /// Its edits in order.
    pub edits: Vec<Change>,
    /// How many training steps of it are known.
    pub steps: usize,
    /// The last loss that is known.
    pub loss: Option<f64>,
}

/// The runs that can be seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunsView {
    /// The present run.
    pub run: RunView,
    /// The one beside it.
    pub other: Option<RunView>,
    /// The training step, from 0, before which the two part.
    pub fork: Option<u64>,
    /// Whether there is an edit to undo.
    pub can_undo: bool,
    /// Whether there is one to do again.
    pub can_redo: bool,
    /// How many bytes all kept legs take.
    pub bytes: usize,
}

impl<T: Float> Runs<T> {
    /// Prepares a training; see [`Stepper::new`].
    ///
    /// # Errors
    /// When the experiment was put together by hand and its parts do not fit.
    pub fn new(experiment: Experiment) -> Result<Self> {
        let first = Leg { id: 0, stepper: Stepper::new(experiment)?, start: None };
        Ok(Self { legs: vec![first], at: 0, run: 0, other: None, redo: Vec::new(), next: 1 })
    }

    /// Makes an edit at this moment, and goes to right after it. Whether it changes anything: otherwise nothing
    /// happens. The future that the run had stays beside the new one.
    ///
    /// # Errors
    /// When the edit cannot be made; then all is as it was.
    pub fn edit(&mut self, text: &str) -> Result<bool> {
        let edit = Edit::from_json(text, self)?;
        let before = View { run: self.run, position: self.position(), other: self.other };
        self.leg_mut(self.at).stepper.seek_edit();
        let made = self.begin(edit, before);
        if !matches!(made, Ok(Some(_))) {
            self.seek(before.position);
        }
        let Some((stepper, start, again)) = made? else { return Ok(false) };
        if again && start.change.from == start.change.to && self.undo() {
            // Dragged back to where it was.
            self.redo.clear();
            self.forget();
            return Ok(true);
        }
        let id = self.next;
        self.next += 1;
        // A run that ended here has no future to compare with: then the one that was beside it stays.
        let future = self.all_losses().len() as u64 > start.change.step + 1;
        if !again && (future || self.other.is_none()) {
            self.other = Some(self.run);
        }
        self.legs.push(Leg { id, stepper, start: Some(start) });
        self.redo.clear();
        (self.at, self.run) = (id, id);
        self.make_room();
        Ok(true)
    }

    /// The leg that an edit begins where this moment is, right after the edit; and whether it replaces the last one,
    /// because a point that is dragged on and on at the same moment is one edit. None if it changes nothing.
    fn begin(&mut self, edit: Edit, before: View) -> Result<Option<(Stepper<T>, Start, bool)>> {
        let last = self.leg(self.at).start.as_ref().filter(|start| {
            self.at == self.run && self.position() == start.change.position && edit.same_target(&start.edit)
        });
        let (parent, edit, before, again) = match last.cloned() {
            Some(start) => {
                let stepper = &mut self.leg_mut(start.parent).stepper;
                stepper.seek(start.change.position - 1);
                (start.parent, edit.after(&start.edit), start.before, true)
            }
            None => (self.at, edit, Some(before), false),
        };
        let stepper = &self.leg(parent).stepper;
        let edited = edit.apply(&stepper.experiment)?;
        let change = Change::new(self.next, &edit, stepper, &edited);
        if change.from == change.to && !again {
            return Ok(None);
        }
        let mut leg = stepper.fork(edited, edit.keep(), edit.written(stepper))?;
        leg.run_to(change.position);
        self.has_room(parent, leg.bytes())?;
        Ok(Some((leg, Start { parent, edit, change, before }, again)))
    }

    /// Takes the last edit of this run back. Whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.leg(self.run).start.as_ref().and_then(|start| start.before) else { return false };
        self.redo.push(View { run: self.run, position: self.position(), other: self.other });
        self.look(before);
        true
    }

    /// Makes the edit again that was undone last. Whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(view) = self.redo.pop() else { return false };
        self.look(view);
        true
    }

    /// Goes to the run beside this one, which then is beside it: to the same training step, as far as that is known.
    pub fn switch(&mut self) -> bool {
        let Some(other) = self.other else { return false };
        let fork = self.fork(other).unwrap_or(u64::MAX);
        let place = self.place_of(self.position());
        let step = self.step_of(place) + u64::from(place.done > (**self).edits(place));
        let mut view = View { run: other, position: self.position(), other: Some(self.run) };
        // Before the fork both are the same.
        if step > fork || place.done > 0 {
            let known = self.leg(other).stepper.all_losses().len() as u64;
            view.position = self.position_of_step(other, step.min(known));
        }
        self.redo.clear();
        self.look(view);
        true
    }

    /// Forgets the run beside this one.
    pub fn drop_other(&mut self) -> bool {
        let dropped = self.other.take().is_some();
        self.redo.iter_mut().for_each(|view| view.other = None);
        self.forget();
        dropped
    }

    /// Gives the training another number of epochs; what was done stays.
    ///
    /// # Errors
    /// When an experiment cannot have so many.
    pub fn set_epochs(&mut self, epochs: u64) -> Result<()> {
        for leg in &self.legs {
            Experiment { epochs, ..leg.stepper.experiment.clone() }.check()?;
        }
        let place = self.place_of(self.position());
        if place.epoch >= epochs {
            let target = self.position_of_step(self.run, epochs * self.experiment.batches() as u64);
            self.seek(target);
        }
        self.legs.iter_mut().for_each(|leg| leg.stepper.set_epochs(epochs));
        Ok(())
    }

    /// Which leg the present moment belongs to: another one has another experiment.
    pub fn leg_id(&self) -> u64 {
        self.at
    }

    /// The runs that can be seen.
    pub fn view(&self) -> RunsView {
        let run = |id: u64| {
            let losses = self.leg(id).stepper.all_losses();
            let loss = losses.last().map(|loss| loss.as_f64());
            RunView { id, edits: self.changes(id).cloned().collect(), steps: losses.len(), loss }
        };
        RunsView {
            run: run(self.run),
            other: self.other.map(run),
            fork: self.other.and_then(|other| self.fork(other)),
            can_undo: self.leg(self.run).start.as_ref().is_some_and(|start| start.before.is_some()),
            can_redo: !self.redo.is_empty(),
            bytes: self.bytes(),
        }
    }

    /// The edits of the present run in order.
    pub fn edits(&self) -> impl Iterator<Item = &Change> {
        self.changes(self.run)
    }

    /// The losses of the run beside this one, from its start, as far as they are known.
    pub fn other_losses(&self) -> &[T] {
        self.other.map_or(&[], |other| self.leg(other).stepper.all_losses())
    }

    /// The training of the run beside this one, at the end of the training step of the present moment or, where it
    /// has not come so far, of its last known one; none where there is none, or where both are still the same.
    pub fn other_now(&mut self) -> Option<&mut Stepper<T>> {
        let other = self.other?;
        let known = self.leg(other).stepper.all_losses().len() as u64;
        let step = self.step_of(self.place_of(self.position())).min(known);
        if step <= self.fork(other)? {
            return None;
        }
        let target = self.position_of_step(other, step);
        let leg = self.owner(other, target);
        let stepper = &mut self.leg_mut(leg).stepper;
        stepper.seek(target);
        Some(stepper)
    }

    /// How many bytes all legs take.
    pub fn bytes(&self) -> usize {
        self.legs.iter().map(|leg| leg.stepper.bytes()).sum()
    }

    fn changes(&self, run: u64) -> impl Iterator<Item = &Change> {
        self.path(run).into_iter().filter_map(|id| Some(&self.leg(id).start.as_ref()?.change))
    }

    /// Whether a further leg fits beside what cannot be forgotten: the run itself.
    fn has_room(&self, parent: u64, bytes: usize) -> Result<()> {
        let path = self.path(parent);
        let needed = bytes + path.iter().map(|id| self.leg(*id).stepper.bytes()).sum::<usize>();
        if path.len() >= MAX_LEGS {
            return Err(Error::new("too_many_edits", &[("max", &(MAX_LEGS - 1))]));
        }
        if needed > MAX_BYTES {
            let fields: &[(_, &dyn std::fmt::Display)] = &[("value", &(needed >> 20)), ("max", &(MAX_BYTES >> 20))];
            return Err(Error::new("edits_too_big", fields));
        }
        Ok(())
    }

    /// Forgets the oldest that can be forgotten until the rest fits: first how edits are undone, then the other run.
    fn make_room(&mut self) {
        self.forget();
        while self.legs.len() > MAX_LEGS || self.bytes() > MAX_BYTES {
            // The edits that can be undone one after the other, the last one first.
            let undone = |id: &u64| Some(self.leg(*id).start.as_ref()?.before?.run);
            let chain = std::iter::successors(Some(self.run), undone);
            let keeps = |id: &u64| {
                let start = self.leg(*id).start.as_ref();
                start.is_some_and(|start| start.before.is_some_and(|before| before.run != start.parent))
            };
            match chain.filter(keeps).last() {
                Some(id) => {
                    if let Some(start) = &mut self.leg_mut(id).start {
                        start.before = None;
                    }
                }
                None if self.other.is_some() => self.other = None,
                None => break,
            }
            self.forget();
        }
    }

    /// Drops the legs that nothing leads to any more.
    fn forget(&mut self) {
        let mut needed = Vec::new();
        let mut open: Vec<u64> = [self.run].into_iter().chain(self.other).collect();
        open.extend(self.redo.iter().flat_map(|view| [view.run].into_iter().chain(view.other)));
        while let Some(id) = open.pop() {
            if !needed.contains(&id) {
                needed.push(id);
                let start = self.leg(id).start.as_ref();
                open.extend(start.map(|start| start.parent));
                open.extend(start.and_then(|start| Some(start.before?.run)));
            }
        }
        self.legs.retain(|leg| needed.contains(&leg.id));
    }

    fn leg(&self, id: u64) -> &Leg<T> {
        let index = self.legs.partition_point(|leg| leg.id < id);
        &self.legs[index]
    }

    fn leg_mut(&mut self, id: u64) -> &mut Leg<T> {
        let index = self.legs.partition_point(|leg| leg.id < id);
        &mut self.legs[index]
    }

    fn known(&self, id: u64) -> bool {
        self.legs.binary_search_by_key(&id, |leg| leg.id).is_ok()
    }
}

impl<T: Float> Deref for Runs<T> {
    type Target = Stepper<T>;

    fn deref(&self) -> &Stepper<T> {
        &self.leg(self.at).stepper
    }
}

impl<T: Float> DerefMut for Runs<T> {
    fn deref_mut(&mut self) -> &mut Stepper<T> {
        &mut self.leg_mut(self.at).stepper
    }
}
