//! The training step as a picture: which operation reads what, which are done, and what they have computed.
//!
//! Everything here only reads. The structure is asked for once; the state is small enough for every frame.

mod digest;
mod state;

pub use digest::{Digest, Grid};
pub use state::{Arrived, DiagramState, Gradient, Progress, VertexState};

use crate::effect::Effect;
use crate::float::Float;
use crate::program::Micro;
use crate::stepper::Stepper;
use crate::tape::NodeId;
use serde::Serialize;

/// The structure of a training step: nodes with their inputs, in the order of computation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagram {
    /// Which of the recorded circuits this is: a smaller last batch has one of its own.
    pub circuit: usize,
    /// What takes part, each after all that it reads.
    pub vertices: Vec<Vertex>,
    /// What belongs together: each layer, the loss, the penalty.
    pub blocks: Vec<Block>,
    /// The node that the backward pass starts from.
    pub loss: usize,
}

/// A node of the tape in the picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vertex {
    /// Its place on the tape.
    pub node: usize,
    /// What it is.
    pub kind: Kind,
    /// `x`, `y`, a `state_dict` name, PyTorch's name of the operation, or what a constant is for.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// The block it belongs to, counted from 0.
    pub block: Option<usize>,
    /// What the operation reads, in order.
    pub inputs: Vec<Edge>,
    /// Where in the step's program its numbers are written: computed, loaded, drawn. None: they are there before.
    pub forward: Option<usize>,
    /// Where it sends its gradient to its inputs.
    pub backward: Option<usize>,
    /// Where the optimizer changes it.
    pub update: Option<usize>,
    /// Running statistics that follow it: where, and their `state_dict` names.
    pub tracked: Option<Tracked>,
    /// How many of its numbers a picture shows.
    pub grid: Grid,
    /// The same in the largest batch, so that smaller ones fit into the same picture.
    pub room: Grid,
    /// Where its numbers start in [`DiagramState::cells`]; those of its gradient follow them.
    pub first: usize,
}

/// What a vertex is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Inputs or targets.
    Data,
    /// A parameter.
    Parameter,
    /// A number that is neither: a mask, a factor.
    Constant,
    /// The result of an operation.
    Operation,
}

/// One input of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edge {
    /// The node that is read.
    pub node: usize,
    /// Its letter in the operation's formulas.
    pub letter: &'static str,
}

/// Running statistics and the node that they follow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tracked {
    /// Where in the step's program they move.
    pub at: usize,
    /// Their names.
    pub names: Vec<String>,
}

/// Nodes that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    /// `"0: Linear(2, 8)"`, `"MSELoss()"` or `"penalty"`.
    pub name: String,
    /// The node that the next block reads.
    pub output: usize,
}

impl<T: Float> Stepper<T> {
    /// The structure of the present training step.
    pub fn diagram(&self) -> Diagram {
        let circuit = self.circuit();
        let blocks = self.blocks();
        let at = |wanted: Micro| circuit.program.iter().position(|micro| *micro == wanted);
        let mut first = 0;
        let vertex = |(id, twin): (NodeId, NodeId)| {
            let node = self.tape.node(id);
            let parameter = self.parameters().position(|(_, known)| known == id);
            let is_data = id == circuit.x || id == circuit.y;
            let letters = node.op().map_or(&[][..], |op| op.info().inputs);
            let edge = |(slot, input): (usize, NodeId)| Edge {
                node: input.index(),
                letter: letters.get(slot).copied().unwrap_or_default(),
            };
            let grid = Grid::of(node.shape().dims());
            let start = first;
            first += 2 * grid.count();
            let (kind, name) = match (node.op(), parameter) {
                (Some(op), _) => (Kind::Operation, op.info().name),
                (None, Some(index)) => (Kind::Parameter, self.names[index].as_str()),
                (None, None) if is_data => (Kind::Data, if id == circuit.x { "x" } else { "y" }),
                (None, None) => (Kind::Constant, self.leaf_name(id)),
            };
            Vertex {
                node: id.index(),
                kind,
                name: name.to_owned(),
                shape: node.shape().dims().to_vec(),
                block: self.block_of(id, &blocks),
                inputs: node.inputs().enumerate().map(edge).collect(),
                forward: self.written_by(id).and_then(at),
                backward: at(Micro::Backward(id)),
                update: parameter.and_then(|index| at(Micro::Update(index))),
                tracked: self.tracked(id),
                grid,
                room: Grid::of(self.tape.node(twin).shape().dims()),
                first: start,
            }
        };
        let vertices = self.vertices().map(vertex).collect();
        let blocks = blocks.into_iter().map(|(name, _, output)| Block { name, output }).collect();
        Diagram { circuit: self.circuit_of(self.place), vertices, blocks, loss: circuit.loss.index() }
    }

    /// The nodes of the picture in order: what is read from before the circuit, then the circuit; each with the
    /// node that does the same in the circuit of the largest batch.
    fn vertices(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        let (own, largest) = (&self.circuit().nodes, &self.circuits[0].nodes);
        let mut before: Vec<_> = (own.clone())
            .flat_map(|index| self.tape.node(NodeId(index as u32)).inputs())
            .filter(|input| input.index() < own.start)
            .collect();
        before.sort_unstable();
        before.dedup();
        let pairs = own.clone().zip(largest.clone()).map(|(own, twin)| (NodeId(own as u32), NodeId(twin as u32)));
        before.into_iter().map(|id| (id, id)).chain(pairs)
    }

    /// Name, last node and output of each block that computes something, in order.
    fn blocks(&self) -> Vec<(String, usize, usize)> {
        let circuit = self.circuit();
        let mut start = circuit.nodes.start;
        let mut blocks = Vec::new();
        let (layers, loss) = self.experiment.calls();
        for ((place, layer), end) in layers.zip(&circuit.layers) {
            if (start..*end).any(|index| self.tape.node(NodeId(index as u32)).op().is_some()) {
                blocks.push((format!("{place}: {layer}"), *end, end - 1));
            }
            start = *end;
        }
        let loss = (loss, circuit.data_loss);
        let penalty = circuit.penalty.as_ref().map(|penalty| ("penalty".to_owned(), penalty.node));
        let parts = std::iter::once(loss).chain(penalty);
        blocks.extend(parts.map(|(name, output)| (name, output.index() + 1, output.index())));
        blocks
    }

    /// Parameters belong to the layer of their name, what was recorded to the block that recorded it.
    fn block_of(&self, id: NodeId, blocks: &[(String, usize, usize)]) -> Option<usize> {
        let circuit = self.circuit();
        if id == circuit.x || id == circuit.y {
            return None;
        }
        if id.index() < circuit.nodes.start {
            let (name, _) = self.parameters().chain(self.buffers()).find(|(_, known)| *known == id)?;
            let (layer, _) = name.rsplit_once('.')?;
            return blocks.iter().position(|(name, ..)| name.split(':').next() == Some(layer));
        }
        blocks.iter().position(|(_, end, _)| id.index() < *end)
    }

    /// The operation of the step's program that writes a node's numbers, if it is there.
    fn written_by(&self, id: NodeId) -> Option<Micro> {
        let circuit = self.circuit();
        match self.effect_at(id) {
            Some((index, Effect::Draw { .. })) => Some(Micro::Draw(index)),
            _ if id == circuit.x || id == circuit.y => Some(Micro::LoadBatch),
            _ => self.tape.node(id).op().map(|_| Micro::Forward(id)),
        }
    }

    /// The effect that belongs to a node, with its place on the circuit's list.
    fn effect_at(&self, id: NodeId) -> Option<(usize, &Effect)> {
        self.circuit().effects.iter().enumerate().find(|(_, effect)| effect.node() == id)
    }

    fn tracked(&self, id: NodeId) -> Option<Tracked> {
        let (index, Effect::Track(track)) = self.effect_at(id)? else { return None };
        let moved = [track.running_mean, track.running_var, track.num_batches_tracked];
        let names = self.buffers().filter(|(_, id)| moved.contains(id)).map(|(name, _)| name.to_owned()).collect();
        let at = self.circuit().program.iter().position(|micro| *micro == Micro::Track(index))?;
        Some(Tracked { at, names })
    }
}
