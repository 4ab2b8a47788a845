//! Everything that decides how a training goes on, as plain data.
//!
//! Equal states have an equal future, and the same position has the same state whatever the way there.

use crate::experiment::Experiment;
use crate::float::Float;
use crate::moment::{Moment, Stopped};
use crate::plain::{Flat, Named, Nested, Number};
use crate::program::{Micro, Phase};
#[cfg(feature = "full")]
use crate::schedule::{Rates, Scheduler};
use crate::stepper::Stepper;
use crate::tape::NodeId;
use serde::Serialize;

/// The whole state at a position.
#[derive(Debug, Serialize)]
pub struct State<'s, T: Float> {
    /// How many operations are done.
    pub position: u64,
    /// The part of the loop that the last operation belongs to.
    pub phase: Phase,
    /// The epoch of the last operation, from 1.
    pub epoch: u64,
    /// Its batch, from 1.
    pub batch: u64,
    /// Its place in the training step, from 1.
    pub operation: usize,
    /// The loss that was computed last.
    pub loss: Option<Number<T>>,
    /// The parameters by `state_dict` name.
    pub parameters: Named<&'s str, ParameterState<'s, T>>,
    /// Running statistics by `state_dict` name, where a layer keeps some.
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "no_names")]
    pub buffers: Named<&'s str, Nested<'s, T>>,
    /// What the optimizer remembers about each.
    pub optimizer: Named<&'s str, Named<&'static str, Option<Remembered<'s, T>>>>,
    /// What the scheduler has decided, where there is one.
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduler: Option<&'s Rates>,
    /// What was computed so far in this training step.
    pub nodes: Vec<NodeState<'s, T>>,
    /// The random generator.
    pub generator: Generator,
    /// The order of the rows; none where nothing is shuffled.
    pub order: Option<&'s [u32]>,
    /// The number that stopped the training.
    pub stopped: Option<Stopped>,
    /// What is being trained, and how.
    pub experiment: &'s Experiment,
}

#[cfg(feature = "full")]
fn no_names<N, V>(named: &Named<N, V>) -> bool {
    named.0.is_empty()
}

/// A parameter: its numbers in row-major order, and their gradients, none as in PyTorch's `grad`.
#[derive(Debug, Serialize)]
pub struct ParameterState<'s, T: Float> {
    /// The sizes.
    pub shape: &'s [usize],
    /// The numbers.
    pub data: Flat<'s, T>,
    /// The gradients.
    pub grad: Option<Flat<'s, T>>,
}

/// Something that an optimizer remembers about a parameter.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Remembered<'s, T: Float> {
    /// How often it was updated.
    Step(u64),
    /// A number for each of its cells.
    Cells(Flat<'s, T>),
}

/// The output of an operation, and its gradient once the backward pass has reached it.
#[derive(Debug, Serialize)]
pub struct NodeState<'s, T: Float> {
    /// The operation.
    pub op: &'static str,
    /// The numbers; none where this step has not come to them yet.
    pub value: Option<Flat<'s, T>>,
    /// Their gradients.
    pub grad: Option<Flat<'s, T>>,
}

/// PyTorch's generator: a seed, and how many 32-bit numbers were drawn.
#[derive(Debug, Serialize)]
pub struct Generator {
    /// The seed.
    pub seed: u32,
    /// The draws.
    pub draws: u64,
}

impl<T: Float> Stepper<T> {
    /// The whole state at this position.
    pub fn state(&self) -> State<'_, T> {
        let Moment { position, phase, epoch, batch, operation, stopped, .. } = self.moment();
        let parameter = |(name, id)| {
            let grad = self.tape.grad(id).map(Flat);
            (name, ParameterState { shape: self.tape.node(id).shape().dims(), data: Flat(self.tape.value(id)), grad })
        };
        let remembered = self.names.iter().enumerate().map(|(index, name)| (name.as_str(), self.remembered(index)));
        State {
            position,
            phase,
            epoch,
            batch,
            operation,
            loss: self.losses().last().map(|loss| Number(*loss)),
            parameters: Named(self.parameters().map(parameter).collect()),
            #[cfg(feature = "full")]
            buffers: Named(self.buffers().map(|(name, id)| (name, self.nested(id))).collect()),
            optimizer: Named(remembered.collect()),
            #[cfg(feature = "full")]
            scheduler: self.scheduler.as_ref().map(Scheduler::rates),
            nodes: self.circuit().nodes.clone().filter_map(|node| self.node_state(node)).collect(),
            generator: Generator { seed: self.rng.seed(), draws: self.rng.draws() },
            order: self.experiment.shuffle.then_some(&self.order),
            stopped,
            experiment: &self.experiment,
        }
    }

    /// Parameters and buffers by name as nested lists, as `{name: tensor.tolist()}` in PyTorch.
    pub fn parameters_by_name(&self) -> Named<&str, Nested<'_, T>> {
        Named(self.parameters().chain(self.buffers()).map(|(name, id)| (name, self.nested(id))).collect())
    }

    fn nested(&self, id: NodeId) -> Nested<'_, T> {
        Nested { dims: self.tape.node(id).shape().dims(), cells: self.tape.value(id) }
    }

    fn remembered(&self, index: usize) -> Named<&'static str, Option<Remembered<'_, T>>> {
        let (names, shared) = (self.optimizer.state_names(index), self.optimizer.shared_names(index));
        let (t, cells) = (self.optimizer.t(index), self.optimizer.state_of(index));
        let (cells, scalars) = cells.split_at(cells.len() - shared.len());
        let width = cells.len().checked_div(names.len()).unwrap_or(0).max(1);
        let of_name = |(name, cells): (&&'static str, _)| (*name, (t > 0).then_some(Remembered::Cells(Flat(cells))));
        let step = ("step", Some(Remembered::Step(t)));
        let cells = names.iter().zip(cells.chunks(width)).chain(shared.iter().zip(scalars.chunks(1)));
        Named(std::iter::once(step).chain(cells.map(of_name)).collect())
    }

    fn node_state(&self, node: usize) -> Option<NodeState<'_, T>> {
        let id = NodeId(node as u32);
        let op = self.tape.node(id).op()?.info().name;
        let done = &self.circuit().program[..self.done_in_program()];
        // What this step has not written yet still holds numbers of another step.
        let computed = done.contains(&Micro::Forward(id));
        let backward = done.iter().any(|micro| matches!(micro, Micro::Backward(_)));
        Some(NodeState {
            op,
            value: computed.then(|| Flat(self.tape.value(id))),
            grad: self.tape.grad(id).filter(|_| backward).map(Flat),
        })
    }
}
