//! Where a number came from and where it goes: the operation that wrote it last, and those that use it.

use crate::explain::{Kind, Piece};
use crate::float::Float;
use crate::op::Role;
use crate::program::{Circuit, Micro};
use crate::stepper::{Place, Stepper};
use crate::tape::NodeId;
use serde::Serialize;

/// A number of the tape, what it is, and what has to do with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    /// `"parameter"`, `"x"`, `"y"`, `"output"` or `"leaf"`.
    pub what: &'static str,
    /// Its `state_dict` name, `x`, `y`, the operation that computes it, or the name of a leaf.
    pub name: String,
    /// The place of the cell in each dimension, counted from 1; empty where there is one cell only.
    pub index: Vec<usize>,
    /// Whether it is the gradient.
    pub kind: Kind,
    /// The number; a question mark where this training step has yet to compute it.
    pub number: Piece,
    /// The row of the data that it belongs to, counted from 1.
    pub row: Option<usize>,
    /// The operation that wrote it; none for numbers that were there before the first one.
    pub written: Option<Visit>,
    /// Which of the written operation's choices the number is; see [`crate::explain::Asked`].
    pub choice: usize,
    /// The further operations that wrote parts of a gradient, before that one.
    pub parts: Vec<Visit>,
    /// The operations that use it, in order.
    pub readers: Vec<Visit>,
}

/// An operation of some training step, to go to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Visit {
    /// The position at which it has just been done.
    pub position: u64,
    /// Whether that is now or was before.
    pub done: bool,
    /// Its place in its training step, counted from 0.
    pub operation: usize,
    /// The epoch, counted from 1.
    pub epoch: u64,
    /// The batch, counted from 1.
    pub batch: u64,
    /// The words of its title, as in [`crate::explain::Explanation`].
    pub kind: &'static str,
    /// See `kind`.
    pub op: Option<&'static str>,
    /// See `kind`.
    pub target: Option<String>,
}

impl<T: Float> Stepper<T> {
    /// Where a number of the present training step came from and where it goes; none for a cell that is not there.
    pub fn trace(&self, node: usize, cell: usize, kind: Kind) -> Option<Trace> {
        let id = self.tape.ids().nth(node)?;
        self.tape.value(id).get(cell)?;
        let here = Some(Place { done: 0, ..self.place });
        let steps = match self.steps_of(id, kind) {
            Steps { read, .. } if read == here && kind == Kind::Value && self.is_edited(id, cell) => {
                Steps { written: here, read }
            }
            steps => steps,
        };
        let circuit = self.circuit();
        let is_parameter = self.optimizer.parameters().contains(&id);
        let what = match self.tape.node(id).op() {
            Some(_) => "output",
            None if is_parameter => "parameter",
            None if id == circuit.x => "x",
            None if id == circuit.y => "y",
            None => "leaf",
        };
        let mut written = self.visits(steps.written, |micro| self.writes(circuit, micro, id, kind));
        let last = written.pop();
        let choice = last.as_ref().and_then(|last| {
            let micro = self.micro_at(Place { done: last.operation, ..steps.written? });
            self.slots_of(micro).iter().position(|slot| self.tensor_of(micro, *slot) == Some(id))
        });
        let shape = self.tape.node(id).shape();
        let one = shape.count() == 1;
        Some(Trace {
            what,
            name: self.symbol("", id, Role::Value).name,
            index: if one { Vec::new() } else { shape.index_of(cell).iter().map(|place| place + 1).collect() },
            kind,
            number: self.number_at(id, cell, kind),
            row: matches!(what, "x" | "y").then(|| self.row_of(id, cell)).flatten(),
            written: last,
            choice: choice.unwrap_or(0),
            parts: written,
            readers: self.visits(steps.read, |micro| self.reads(micro, id, kind)),
        })
    }

    /// The loss of a training step, counted from 1, as a number to ask about.
    pub fn trace_loss(&self, step: u64) -> Option<Trace> {
        let loss = *self.all_losses().get(usize::try_from(step.checked_sub(1)?).ok()?)?;
        let batches = self.experiment.batches() as u64;
        let place = Place { epoch: (step - 1) / batches, batch: (step - 1) % batches, done: 0 };
        let id = self.circuits[self.circuit_of(place)].loss;
        let circuit = &self.circuits[self.circuit_of(place)];
        let mut written = self.visits(Some(place), |micro| self.writes(circuit, micro, id, Kind::Value));
        Some(Trace {
            what: "output",
            name: self.symbol("", id, Role::Value).name,
            index: Vec::new(),
            kind: Kind::Value,
            number: Piece::number(Role::Value, loss),
            row: None,
            written: written.pop(),
            choice: 0,
            parts: Vec::new(),
            readers: self.visits(Some(place), |micro| self.reads(micro, id, Kind::Value)),
        })
    }

    /// The node and the cell of a number that a view knows by name: `"loss"`, a row of `"x"` or `"y"`, a cell of a
    /// parameter. None where it is not part of the present batch.
    pub fn locate(&self, name: &str, place: usize) -> Option<(usize, usize)> {
        let circuit = self.circuit();
        let id = match name {
            "loss" => return Some((circuit.loss.index(), 0)),
            "x" => circuit.x,
            "y" => circuit.y,
            _ => {
                let (_, id) = self.parameters().find(|(known, _)| *known == name)?;
                return (place < self.tape.value(id).len()).then_some((id.index(), place));
            }
        };
        let cells = 0..self.tape.value(id).len();
        let found = cells.into_iter().find(|cell| self.row_of(id, *cell) == Some(place + 1))?;
        Some((id.index(), found))
    }

    fn number_at(&self, id: NodeId, cell: usize, kind: Kind) -> Piece {
        let number = match kind {
            Kind::Value => self.is_written(id).then(|| self.tape.value(id)[cell]),
            Kind::Grad => self.tape.grad(id).filter(|_| self.grad_begun(id)).map(|grad| grad[cell]),
        };
        let role = if kind == Kind::Grad { Role::Grad } else { self.role(id) };
        number.map_or_else(Piece::unknown, |number| Piece::number(role, number))
    }

    /// Whether what stands as a node's gradient is of this step, or a parameter's that was kept.
    fn grad_begun(&self, id: NodeId) -> bool {
        let loss = self.index_of(Micro::Backward(self.circuit().loss));
        self.tape.node(id).op().is_none() || loss.is_some_and(|loss| loss < self.place.done)
    }

    /// The training steps in which a number was written and will be read.
    fn steps_of(&self, id: NodeId, kind: Kind) -> Steps {
        let here = Some(Place { done: 0, ..self.place });
        let Some(index) = self.optimizer.parameters().iter().position(|known| *known == id) else {
            return Steps { written: here, read: here };
        };
        let done = |micro| self.index_of(micro).is_some_and(|operation| operation < self.place.done);
        match kind {
            // An updated parameter is read in the next step; until it is updated, it is that of the step before.
            Kind::Value if done(Micro::Update(index)) => Steps { written: here, read: self.step_after() },
            Kind::Value => Steps { written: self.step_before(), read: here },
            // A gradient stands until it is forgotten.
            Kind::Grad => {
                let begun =
                    self.circuit().program.iter().any(|micro| {
                        matches!(micro, Micro::Backward(node) if self.reads_node(*node, id)) && done(*micro)
                    });
                let old = self.tape.grad(id).is_some() && !begun;
                let step = if old { self.step_before() } else { here };
                Steps { written: step, read: step }
            }
        }
    }

    /// Whether an edit has written this number at the start of this step.
    fn is_edited(&self, id: NodeId, cell: usize) -> bool {
        let written = self.origin().and_then(|origin| origin.written);
        written.is_some_and(|written| (written.parameter, written.cell) == (id, cell))
            && self.edits(self.place) > 0
            && self.place.done > 0
    }

    fn step_before(&self) -> Option<Place> {
        let step = self.step_of(self.place).checked_sub(1)?;
        let batches = self.experiment.batches() as u64;
        Some(Place { epoch: step / batches, batch: step % batches, done: 0 })
    }

    fn step_after(&self) -> Option<Place> {
        Some(self.next_batch(self.place)).filter(|place| place.epoch < self.experiment.epochs)
    }

    /// The operations of a training step that something is true of.
    fn visits(&self, step: Option<Place>, wanted: impl Fn(Micro) -> bool) -> Vec<Visit> {
        let Some(step) = step else { return Vec::new() };
        let micros = (0..self.operations(step)).map(|done| (done, self.micro_at(Place { done, ..step })));
        micros
            .filter(|(_, micro)| wanted(*micro))
            .map(|(operation, micro)| self.visit(step, operation, micro))
            .collect()
    }

    fn visit(&self, step: Place, operation: usize, micro: Micro) -> Visit {
        let position = self.position_of(Place { done: operation + 1, ..step });
        let (kind, op, target) = self.title(micro);
        let done = position <= self.position();
        Visit { position, done, operation, epoch: step.epoch + 1, batch: step.batch + 1, kind, op, target }
    }

    fn reads_node(&self, reader: NodeId, id: NodeId) -> bool {
        self.tape.node(reader).inputs().any(|input| input == id)
    }

    fn is_parameter_update(&self, micro: Micro, id: NodeId) -> bool {
        matches!(micro, Micro::Update(index) if self.optimizer.parameters()[index] == id)
    }

    fn writes(&self, circuit: &Circuit, micro: Micro, id: NodeId, kind: Kind) -> bool {
        match (kind, micro) {
            (Kind::Value, Micro::Forward(node)) => node == id,
            (Kind::Value, Micro::LoadBatch) => id == circuit.x || id == circuit.y,
            (Kind::Value, Micro::Draw(index) | Micro::Track(index)) => circuit.effects[index].writes(id),
            (Kind::Value, Micro::Update(_)) => self.is_parameter_update(micro, id),
            (Kind::Value, Micro::Edit) => {
                self.origin().and_then(|origin| origin.written).is_some_and(|written| written.parameter == id)
            }
            // The backward pass starts by giving the loss its gradient.
            (Kind::Grad, Micro::Backward(node)) => {
                self.tape.node(id).requires_grad() && (self.reads_node(node, id) || (node == id && id == circuit.loss))
            }
            (Kind::Grad, Micro::Clip) => self.optimizer.parameters().contains(&id),
            _ => false,
        }
    }

    fn reads(&self, micro: Micro, id: NodeId, kind: Kind) -> bool {
        match (kind, micro) {
            (Kind::Value, Micro::Forward(node)) => self.reads_node(node, id),
            (Kind::Value, Micro::Backward(node)) => self.backward_reads(node, id),
            (Kind::Value, Micro::Track(index)) => self.circuit().effects[index].reads(id),
            (Kind::Grad, Micro::Backward(node)) => node == id,
            (Kind::Grad, Micro::Clip) => self.optimizer.parameters().contains(&id),
            (_, Micro::Update(_)) => self.is_parameter_update(micro, id),
            _ => false,
        }
    }

    /// Whether a backward formula that is wanted names this value: as an input or as the output.
    fn backward_reads(&self, reader: NodeId, id: NodeId) -> bool {
        let node = self.tape.node(reader);
        let Some(op) = node.op() else { return false };
        let info = op.info();
        let wanted = node.inputs().zip(info.backward).filter(|(input, _)| self.tape.node(*input).requires_grad());
        let formulas: Vec<_> = wanted.map(|(_, formula)| *formula).collect();
        let named = |letter: &str| {
            let words = |formula: &&str| formula.split(|c: char| !c.is_alphabetic()).any(|word| word == letter);
            formulas.iter().any(words)
        };
        let inputs = node.inputs().zip(info.inputs);
        (reader == id && named("y")) || inputs.filter(|(input, _)| *input == id).any(|(_, letter)| named(letter))
    }

    /// The row of the training data that a cell of x or y belongs to, counted from 1.
    fn row_of(&self, id: NodeId, cell: usize) -> Option<usize> {
        let rows = self.circuit().rows;
        let row = cell / (self.tape.value(id).len() / rows).max(1);
        let first = self.place.batch as usize * self.experiment.batch_rows();
        self.order.get(first + row).map(|row| *row as usize + 1)
    }
}

struct Steps {
    written: Option<Place>,
    read: Option<Place>,
}
