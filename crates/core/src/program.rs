//! A training step as a straight-line program: the tape, read forwards, then backwards.

mod compiled;

pub(crate) use compiled::forward_list;
pub use compiled::{Compiled, Part};

use crate::effect::Effect;
use crate::float::Float;
use crate::tape::{NodeId, Tape};
use serde::Serialize;
use std::ops::Range;

/// Whether whole training steps run as lists of loops. The demo's module does without: it is quick enough.
pub(crate) const LISTS: bool = cfg!(feature = "full");

/// The smallest step that can be taken: one operation of the training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Micro {
    /// The reader changes something by hand, before everything else of a step.
    Edit,
    /// A new random order of the rows, before an epoch.
    Shuffle,
    /// The rows of the next batch are put into x and y.
    LoadBatch,
    /// One operation is computed.
    Forward(NodeId),
    /// A mask is drawn: which effect of the circuit, counted from 0.
    Draw(usize),
    /// Running statistics move towards those of the batch: which effect of the circuit, counted from 0.
    Track(usize),
    /// The gradients of the last step are forgotten.
    ZeroGrad,
    /// One operation sends its gradient back to its inputs.
    Backward(NodeId),
    /// Gradients that are too large are made smaller.
    Clip,
    /// One parameter is changed by the optimizer; counted from 0.
    Update(usize),
    /// The scheduler sets the learning rate for the next epoch, after an epoch.
    Schedule,
}

/// The part of the training loop that an operation belongs to: a line of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing has happened yet.
    Ready,
    /// A change by hand.
    Edit,
    /// A new order of the rows.
    Shuffle,
    /// The next batch.
    LoadBatch,
    /// `prediction = model(x)`.
    Forward,
    /// `loss = loss_fn(prediction, y)`.
    Loss,
    /// `optimizer.zero_grad()`.
    ZeroGrad,
    /// `loss.backward()`.
    Backward,
    /// `clip_grad_norm_(…)` or `clip_grad_value_(…)`.
    ClipGrad,
    /// `optimizer.step()`.
    Update,
    /// `scheduler.step()`.
    Schedule,
}

/// Where on the tape a penalty stands.
#[derive(Clone, Debug)]
pub struct Penalties {
    /// The penalty itself.
    pub node: NodeId,
    /// Its factors, with their names.
    pub factors: Vec<(&'static str, NodeId)>,
}

/// The recorded computation for one size of batch, and the program that trains on it.
#[derive(Clone, Debug)]
pub struct Circuit {
    /// How many rows the batch has.
    pub rows: usize,
    /// Where the inputs go.
    pub x: NodeId,
    /// Where the targets go.
    pub y: NodeId,
    /// What the model makes of the inputs.
    pub prediction: NodeId,
    /// How far the prediction is from the target.
    pub data_loss: NodeId,
    /// The penalty on the parameters, where there is one.
    pub penalty: Option<Penalties>,
    /// The loss: both together.
    pub loss: NodeId,
    /// All nodes of this circuit.
    pub nodes: Range<usize>,
    /// Where on the tape each layer of the model ends.
    #[cfg(feature = "full")]
    pub layers: Vec<usize>,
    /// What its layers do besides computing.
    pub effects: Vec<Effect>,
    /// One training step.
    pub program: Vec<Micro>,
    /// The same step, ready to be run as a whole.
    pub compiled: Compiled,
    /// Whether it was done once, operation by operation, so that all gradients are there.
    pub ready: bool,
    /// Where in the program the loss is computed.
    pub loss_index: usize,
}

/// What is in the program besides the operations themselves.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a line of the program that may be there or not")]
pub struct Plan {
    /// Whether the batch has to be loaded: not where there is only one and its order never changes.
    pub load_batch: bool,
    /// Whether gradients are forgotten before the backward pass.
    pub zero_grad: bool,
    /// Whether gradients are clipped.
    pub clip_grad: bool,
    /// How many parameters are updated.
    pub parameters: usize,
    /// Whether a gradient that is not finite always shows in the updated parameter.
    pub shows_infinity: bool,
}

impl Circuit {
    /// Derives the program from what was recorded.
    pub fn derive<T: Float>(&mut self, tape: &Tape<T>, plan: Plan) {
        let recorded =
            || self.nodes.clone().map(|index| NodeId(index as u32)).filter(|id| tape.node(*id).op().is_some());
        let load = plan.load_batch.then_some(Micro::LoadBatch);
        let zero = plan.zero_grad.then_some(Micro::ZeroGrad);
        let backward = recorded().rev().filter(|id| tape.node(*id).requires_grad());
        self.program = (load.into_iter())
            .chain(self.forward(tape))
            .chain(zero)
            .chain(backward.map(Micro::Backward))
            .chain(plan.clip_grad.then_some(Micro::Clip))
            .chain((0..plan.parameters).map(Micro::Update))
            .collect();
        self.loss_index = self.program.iter().position(|micro| *micro == Micro::Forward(self.loss)).unwrap_or(0);
        self.compiled = if LISTS { self.compile(tape, plan) } else { Compiled::default() };
    }

    /// The forward pass: all operations, and the effects each at its node.
    fn forward<T: Float>(&self, tape: &Tape<T>) -> impl Iterator<Item = Micro> {
        let of_node = move |id: NodeId| {
            let computed = tape.node(id).op().is_some().then_some(Micro::Forward(id));
            let effects = self.effects.iter().enumerate().filter(move |(_, effect)| effect.node() == id);
            computed.into_iter().chain(effects.map(|(index, effect)| match effect {
                Effect::Draw { .. } => Micro::Draw(index),
                Effect::Track(_) => Micro::Track(index),
            }))
        };
        self.nodes.clone().map(|index| NodeId(index as u32)).flat_map(of_node)
    }

    /// The phase that an operation of this circuit belongs to.
    pub fn phase(&self, micro: Micro) -> Phase {
        match micro {
            Micro::Edit => Phase::Edit,
            Micro::Shuffle => Phase::Shuffle,
            Micro::LoadBatch => Phase::LoadBatch,
            Micro::Forward(id) if id > self.prediction => Phase::Loss,
            Micro::Forward(_) | Micro::Draw(_) | Micro::Track(_) => Phase::Forward,
            Micro::ZeroGrad => Phase::ZeroGrad,
            Micro::Backward(_) => Phase::Backward,
            Micro::Clip => Phase::ClipGrad,
            Micro::Update(_) => Phase::Update,
            Micro::Schedule => Phase::Schedule,
        }
    }
}
