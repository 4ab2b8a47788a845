//! The stepper: the only code that changes a number during training, one operation at a time.
//!
//! Training fast and stepping slowly are the same loop with another place to stop. A position is
//! the number of operations done since the start; from a position the training always goes on in the
//! same way, so going back is: restore an earlier snapshot and train up to the position.

mod build;
mod evaluate;
mod fork;
#[cfg(feature = "full")]
mod neurons;
mod place;
mod predict;
mod run;
mod schedule;

#[cfg(feature = "full")]
pub(crate) use build::{layers, record};
pub use evaluate::Evaluation;
pub(crate) use fork::Origin;
#[cfg(feature = "full")]
pub(crate) use fork::{Keep, Written};
#[cfg(feature = "full")]
pub use neurons::Neurons;
pub use place::Place;

use crate::data::split::Part;
use crate::effect::Effect;
use crate::error::Result;
use crate::experiment::Experiment;
use crate::float::Float;
use crate::history::History;
use crate::layer::{Builder, Module, Sequential};
use crate::optim::{self, Optimizer};
use crate::program::{Circuit, LISTS, Micro, Plan};
use crate::rng::Rng;
use crate::schedule::Scheduler;
use crate::tape::{NodeId, Tape};

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// One operation.
    Operation,
    /// One training step: forward, loss, backward, update.
    Batch,
    /// All batches once.
    Epoch,
}

/// The first number that was not finite: training cannot go on from here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NonFinite {
    /// The position right after the operation that wrote it.
    pub position: u64,
    /// The operation.
    pub micro: Micro,
    /// The number: infinite or NaN.
    pub value: f64,
}

/// A training that can be run, stepped through, and rewound.
#[derive(Debug)]
pub struct Stepper<T: Float> {
    pub(crate) experiment: Experiment,
    pub(crate) tape: Tape<T>,
    pub(crate) model: Sequential<T>,
    pub(crate) names: Vec<String>,
    pub(crate) buffers: Vec<(String, NodeId)>,
    pub(crate) circuits: Vec<Circuit>,
    pub(crate) optimizer: Optimizer<T>,
    pub(crate) scheduler: Option<Scheduler>,
    pub(crate) rng: Rng,
    pub(crate) order: Vec<u32>,
    pub(crate) place: Place,
    pub(crate) losses: Vec<T>,
    /// What the last operation overwrote: an update's parameter, then the optimizer's state for it; a
    /// backward step's older gradient of a parameter. Kept only for the operation that is stopped at.
    pub(crate) before: Vec<T>,
    position: u64,
    total: u64,
    batches: u64,
    stop: Option<NonFinite>,
    x: Vec<T>,
    y: Vec<T>,
    parameter_cells: usize,
    history: History<T>,
    blocks: predict::Blocks,
    /// Where it begins, if it goes on from another training.
    origin: Option<Origin<T>>,
}

impl<T: Float> Stepper<T> {
    /// Prepares a training: draws the parameters, records the computation. Nothing is trained yet.
    ///
    /// # Errors
    /// When the experiment was put together by hand and its parts do not fit.
    pub fn new(experiment: Experiment) -> Result<Self> {
        experiment.check()?;
        let mut rng = experiment.generator();
        let mut tape = Tape::new();
        let mut builder = Builder { tape: &mut tape, rng: &mut rng };
        let model = build::layers(&experiment.model, 0, &mut builder);
        let parameters = model.parameters();
        let buffers = model.buffers();
        build::set_parameters(&mut tape, &parameters.iter().chain(&buffers), &experiment.parameters);
        let buffer_cells: usize = buffers.iter().map(|(_, id)| tape.value(*id).len()).sum();
        let parameter_cells: usize = parameters.iter().map(|(_, id)| tape.node(*id).shape().count()).sum();
        let rule = optim::build(experiment.optimizer.info, &experiment.optimizer.options);
        let mut optimizer = Optimizer::boxed(rule, &tape, &parameters);
        let scheduler =
            experiment.scheduler().map(|choice| Scheduler::new(choice.info, choice.options.clone(), &mut optimizer));

        let plan = Plan {
            load_batch: experiment.shuffle || experiment.batches() > 1,
            zero_grad: experiment.zero_grad,
            clip_grad: experiment.clip_grad().is_some(),
            parameters: parameters.len(),
            // Clipped to a value, an infinite gradient would look like a large one.
            shows_infinity: optimizer.shows_infinity()
                && !matches!(experiment.clip_grad(), Some(optim::ClipGrad::Value(_))),
        };
        let rows = experiment.rows();
        let last = experiment.smallest_batch();
        let mut circuits = Vec::new();
        for rows in
            [Some(experiment.batch_rows()), (last < experiment.batch_rows()).then_some(last)].into_iter().flatten()
        {
            let mut circuit = build::record(&mut tape, &model, &experiment, rows)?;
            circuit.derive(&tape, plan);
            circuits.push(circuit);
        }
        let largest = (0..parameters.len())
            .map(|index| tape.value(parameters[index].1).len() + optimizer.state_of(index).len())
            .max()
            .unwrap_or(0)
            .max(if plan.clip_grad { 2 + parameter_cells } else { 0 });
        let history_rows = if experiment.shuffle { rows } else { 0 };
        let draws = circuits[0].effects.iter().any(|effect| matches!(effect, Effect::Draw { .. }));
        let training = experiment.part(Part::Train);
        let mut stepper = Self {
            x: training.x.to_cells(),
            y: training.y.to_cells(),
            buffers,
            names: parameters.into_iter().map(|(name, _)| name).collect(),
            order: (0..rows as u32).collect(),
            place: Place::default(),
            // Enough that the usual training never has to grow it.
            losses: Vec::with_capacity((experiment.epochs * experiment.batches() as u64).min(1 << 17) as usize),
            before: Vec::with_capacity(largest),
            position: 0,
            total: 0,
            batches: experiment.batches() as u64,
            stop: None,
            history: History::new(
                2 * parameter_cells + optimizer.state().len() + buffer_cells,
                history_rows,
                draws || experiment.shuffle,
            ),
            blocks: predict::Blocks::default(),
            parameter_cells,
            origin: None,
            experiment,
            tape,
            model,
            circuits,
            optimizer,
            scheduler,
            rng,
        };
        stepper.total = stepper.position_of(Place { epoch: stepper.experiment.epochs, ..Place::default() });
        stepper.load_batch();
        stepper.remember();
        Ok(stepper)
    }

    /// What is being trained.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// How many operations are done.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How many operations the whole training has.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether the last epoch is done.
    pub fn finished(&self) -> bool {
        self.position == self.total
    }

    /// The number that stopped the training, when it is the present operation that wrote it.
    pub fn stopped(&self) -> Option<NonFinite> {
        self.stop.filter(|stop| stop.position == self.position)
    }

    /// The names of the parameters, as in `state_dict`, with their nodes.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, NodeId)> {
        self.names.iter().map(String::as_str).zip(self.optimizer.parameters().iter().copied())
    }

    /// The names of the buffers, as in `state_dict`, with their nodes: running statistics.
    pub fn buffers(&self) -> impl Iterator<Item = (&str, NodeId)> {
        self.buffers.iter().map(|(name, id)| (name.as_str(), *id))
    }

    /// How many bytes a snapshot of the training takes: what going back costs in memory.
    #[doc(hidden)]
    pub fn snapshot_bytes(&self) -> usize {
        self.history.snapshot_bytes()
    }

    /// The tape, to look at.
    pub fn tape(&self) -> &Tape<T> {
        &self.tape
    }

    /// The loss of each training step up to now.
    pub fn losses(&self) -> &[T] {
        let step = self.step_of(self.place);
        let in_this = self.done_in_program() > self.circuit().loss_index;
        &self.losses[..(step + u64::from(in_this)) as usize]
    }

    /// The loss of each training step, also of those that were gone back over.
    pub fn all_losses(&self) -> &[T] {
        &self.losses
    }

    /// Goes on to the end of this operation, batch or epoch.
    pub fn step(&mut self, unit: Unit) {
        // At the end of a batch the next one is meant.
        let place = self.place_of(self.position);
        let target = match unit {
            Unit::Operation => self.position + 1,
            Unit::Batch => self.position_of(self.next_batch(place)),
            Unit::Epoch => self.position_of(Place { epoch: place.epoch + 1, ..Place::default() }),
        };
        self.run_to(target);
    }

    /// Goes back to the previous operation, or to where a batch or an epoch began.
    pub fn back(&mut self, unit: Unit) {
        let Some(before) = self.position.checked_sub(1) else { return };
        let place = self.place_of(before);
        let target = match unit {
            Unit::Operation => before,
            Unit::Batch => self.position_of(Place { done: 0, ..place }),
            Unit::Epoch => self.position_of(Place { epoch: place.epoch, ..Place::default() }),
        };
        self.seek(target);
    }

    /// Goes to a position, forwards or backwards; beyond the end means to the end.
    pub fn seek(&mut self, target: u64) {
        let target = target.min(self.total).min(self.stop.map_or(u64::MAX, |stop| stop.position));
        // At the end of a step its numbers are still to be seen, so the step itself is done again:
        // the snapshot must lie before the target, not on it.
        let step = self.step_of(self.place_of(target.saturating_sub(1)));
        let snapshot = self.history.at_or_before(step);
        let ahead = snapshot.is_some_and(|snapshot| snapshot.step > self.step_of(self.place));
        if target < self.position || ahead {
            self.restore(step);
        }
        self.run_to(target);
    }

    fn load_batch(&mut self) {
        let circuit = &self.circuits[self.circuit_of(self.place)];
        let first = self.place.batch as usize * self.experiment.batch_rows();
        let rows = &self.order[first..first + circuit.rows];
        for (id, cells) in [(circuit.x, &self.x), (circuit.y, &self.y)] {
            let batch = self.tape.value_mut(id);
            let columns = batch.len() / circuit.rows;
            if self.experiment.shuffle || !LISTS {
                T::gather(cells, rows, columns, batch);
            } else {
                T::copy(&cells[first * columns..], batch);
            }
        }
    }

    /// Takes a snapshot at the start of a step, if one is due.
    fn remember(&mut self) {
        let step = if self.position == 0 { 0 } else { self.step_of(self.place) + 1 };
        if self.history.wants(step) {
            self.take_snapshot(step);
        }
    }

    fn take_snapshot(&mut self, step: u64) {
        let parts = self.optimizer.parameters().iter();
        let values = parts.clone().map(|id| self.tape.value(*id));
        // Before the first step there are no gradients; zeros hold their place.
        let grads = parts.map(|id| self.tape.grad_cells(*id));
        let buffers = self.buffers.iter().map(|(_, id)| self.tape.value(*id));
        let numbers = values.chain(grads).chain([self.optimizer.state()]).chain(buffers);
        let rates = self.scheduler.as_ref().map(Scheduler::rates);
        self.history.push(step, numbers, &self.order, &self.rng, rates);
    }

    /// Puts the training back to the last snapshot at or before the start of a step.
    fn restore(&mut self, step: u64) {
        let Some(snapshot) = self.history.at_or_before(step) else { return };
        let (values, rest) = snapshot.numbers.split_at(self.parameter_cells);
        let (grads, rest) = rest.split_at(self.parameter_cells);
        let (state, mut buffers) = rest.split_at(self.optimizer.state().len());
        let mut start = 0;
        for id in self.optimizer.parameters() {
            let count = self.tape.value(*id).len();
            self.tape.value_mut(*id).copy_from_slice(&values[start..start + count]);
            // Every parameter of a Sequential takes part, so each has its gradient after the first step.
            self.tape.set_grad(*id, (snapshot.step > 0).then_some(&grads[start..start + count]));
            start += count;
        }
        self.optimizer.restore(state, snapshot.step - self.renewed());
        for (_, id) in &self.buffers {
            let cells = self.tape.value_mut(*id);
            let (own, others) = buffers.split_at(cells.len());
            cells.copy_from_slice(own);
            buffers = others;
        }
        if let Some(rng) = snapshot.rng {
            self.rng.clone_from(rng);
        }
        if self.experiment.shuffle {
            self.order.copy_from_slice(snapshot.order);
        }
        if let (Some(scheduler), Some(rates)) = (&mut self.scheduler, snapshot.rates) {
            scheduler.restore(*rates, &mut self.optimizer);
        }
        self.place = Place { epoch: snapshot.step / self.batches, batch: snapshot.step % self.batches, done: 0 };
        self.position = self.position_of(self.place);
        self.before.clear();
        // A step that was left in the middle has not all its gradients.
        self.circuits.iter_mut().for_each(|circuit| circuit.ready = false);
    }
}
