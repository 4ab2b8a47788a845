//! Any operation of the present training step, done or to come, and any cell of it.

use super::gradient::{Chain, Share};
use super::{Explanation, Focus, MOST_TERMS, Piece, Symbol};
use crate::float::Float;
use crate::op::{Cell, Role};
use crate::program::{Micro, Phase};
use crate::stepper::{Place, Stepper};
use crate::tape::NodeId;
use serde::Serialize;

/// What is asked about. Whatever is beyond the end means the last one that there is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// The operation of the training step, counted from 0.
    pub operation: usize,
    /// Which of [`Account::choices`].
    pub choice: usize,
    /// The cell of the tensor that was chosen.
    pub cell: usize,
    /// Whether long sums are shown with all their terms.
    pub all: bool,
}

/// Even opened sums have an end.
const MOST_OPEN: usize = 256;

/// An operation of the present training step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    /// Its place in the step, counted from 0.
    pub operation: usize,
    /// The position at which it has just been done.
    pub position: u64,
    /// Whether it is done.
    pub done: bool,
    /// The part of the step that it belongs to.
    pub phase: Phase,
    /// As in [`Explanation`].
    pub kind: &'static str,
    /// As in [`Explanation`].
    pub op: Option<&'static str>,
    /// As in [`Explanation`].
    pub target: Option<String>,
}

/// An operation explained for one cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Which operation it is.
    pub operation: Operation,
    /// Its formulas, with the numbers of the cell. Numbers that this step has yet to compute are question marks.
    pub explanation: Explanation,
    /// The tensors whose cells can be chosen: the output; the inputs that get a gradient; the parameters.
    pub choices: Vec<Symbol>,
    /// Which of them is shown.
    pub choice: usize,
    /// Which of its cells.
    pub cell: usize,
    /// The place of the cell in each dimension, counted from 1.
    pub index: Vec<usize>,
    /// How many terms the sum for this cell has.
    pub terms: usize,
    /// Whether some of them are left out.
    pub shortened: bool,
    /// Of a backward step: derivative, incoming gradient and product, term by term.
    pub chain: Option<Chain>,
    /// Of a backward step: the parts of a gradient that has several.
    pub shares: Vec<Share>,
    /// What they have come to up to now.
    pub gradient: Option<Piece>,
}

impl<T: Float> Stepper<T> {
    /// The operations of the present training step, in order.
    pub fn operations_of_step(&self) -> Vec<Operation> {
        (0..self.operations(self.place)).map(|operation| self.operation_of_step(operation)).collect()
    }

    /// Explains an operation of the present training step for one cell.
    ///
    /// An operation that is long done may have read numbers that others have written over since; to see
    /// them again, time is taken back to it, and then forward to where it was.
    pub fn explain_at(&mut self, asked: Asked) -> Account {
        let operation = asked.operation.min(self.operations(self.place).saturating_sub(1));
        let (here, there) = (self.position(), self.operation_of_step(operation).position);
        if there < here {
            self.seek(there);
        }
        let account = self.account(Asked { operation, ..asked });
        self.seek(here);
        account
    }

    /// The operation that comes next, explained as far as that can be done before it is done; none at the end.
    pub fn explain_next(&mut self, asked: Asked) -> Option<Account> {
        self.at_next(|stepper, operation| stepper.account(Asked { operation, ..asked }))
    }

    /// Looks at the operation that comes next, from within its training step.
    pub(crate) fn at_next<R>(&mut self, look: impl FnOnce(&Self, usize) -> R) -> Option<R> {
        if self.finished() || self.stopped().is_some() {
            return None;
        }
        let place = self.place;
        if place.done == self.operations(place) {
            self.place = self.next_batch(place);
        }
        let seen = look(self, self.place.done);
        self.place = place;
        Some(seen)
    }

    pub(crate) fn account(&self, asked: Asked) -> Account {
        let micro = self.micro_of_step(asked.operation);
        let slots = self.slots_of(micro);
        let choice = asked.choice.min(slots.len().saturating_sub(1));
        let slot = slots.get(choice).copied();
        let shape = slot.and_then(|slot| self.tensor_of(micro, slot)).map(|id| self.tape.node(id).shape());
        let cell = asked.cell.min(shape.map_or(1, crate::tensor::Shape::count).saturating_sub(1));
        let terms = self.terms_of(micro, slot.unwrap_or(0), cell);
        let most = if asked.all { MOST_OPEN } else { MOST_TERMS };
        let operation = self.operation_of_step(asked.operation);
        let focus = Focus { slot, cell, most, done: operation.done };
        let (chain, shares) = match (micro, slot) {
            (Micro::Backward(id), Some(slot)) => (Some(self.chain(id, slot, focus)), self.shares(id, slot, focus)),
            _ => (None, Vec::new()),
        };
        let summed = shares.iter().any(|share| share.from.as_ref().is_none_or(|from| from.done));
        let gradient = slot.filter(|_| summed).and_then(|slot| self.gradient(self.tensor_of(micro, slot)?, cell));
        let choice_of = |slot: &usize| Some(self.choice(micro, *slot, self.tensor_of(micro, *slot)?));
        Account {
            operation,
            explanation: self.explain_micro(micro, focus),
            choices: slots.iter().filter_map(choice_of).collect(),
            choice,
            cell,
            index: shape.map_or_else(Vec::new, |shape| shape.index_of(cell).iter().map(|place| place + 1).collect()),
            terms,
            shortened: terms > most,
            chain,
            shares,
            gradient,
        }
    }

    pub(crate) fn operation_of_step(&self, operation: usize) -> Operation {
        let micro = self.micro_of_step(operation);
        let (kind, op, target) = self.title(micro);
        Operation {
            operation,
            position: self.position_of(Place { done: operation + 1, ..self.place }),
            done: operation < self.place.done,
            phase: self.circuit().phase(micro),
            kind,
            op,
            target,
        }
    }

    /// The words of an operation's title: as in [`Explanation`].
    pub(crate) fn title(&self, micro: Micro) -> (&'static str, Option<&'static str>, Option<String>) {
        let name = |id| self.tape.node(id).op().map(|op| op.info().name);
        match micro {
            Micro::Edit => ("edit", None, None),
            Micro::Shuffle => ("shuffle", None, None),
            Micro::LoadBatch => ("load_batch", None, None),
            Micro::Draw(_) => ("draw", None, None),
            Micro::Track(_) => ("track", None, None),
            Micro::ZeroGrad => ("zero_grad", None, None),
            Micro::Forward(id) => ("forward", name(id), None),
            Micro::Backward(id) => ("backward", name(id), None),
            Micro::Clip => ("clip_grad", None, None),
            Micro::Update(index) => {
                ("update", Some(self.optimizer.rule().info().name), Some(self.names[index].clone()))
            }
            Micro::Schedule => ("schedule", self.scheduler.as_ref().map(|scheduler| scheduler.info().name), None),
        }
    }

    /// The numbers by which an operation knows its choices: slots of inputs, or indices of parameters.
    pub(crate) fn slots_of(&self, micro: Micro) -> Vec<usize> {
        match micro {
            Micro::Backward(id) => {
                let inputs = self.tape.node(id).inputs().enumerate();
                inputs.filter(|(_, input)| self.tape.node(*input).requires_grad()).map(|(slot, _)| slot).collect()
            }
            Micro::Clip => (0..self.names.len()).collect(),
            Micro::Forward(_) | Micro::Update(_) | Micro::Draw(_) | Micro::Track(_) => vec![0],
            Micro::Edit | Micro::Shuffle | Micro::LoadBatch | Micro::ZeroGrad | Micro::Schedule => Vec::new(),
        }
    }

    /// The tensor whose cell is explained.
    pub(crate) fn tensor_of(&self, micro: Micro, slot: usize) -> Option<NodeId> {
        match micro {
            Micro::Forward(id) => Some(id),
            Micro::Backward(id) => self.tape.node(id).inputs().nth(slot),
            Micro::Clip => self.optimizer.parameters().get(slot).copied(),
            Micro::Update(index) => Some(self.optimizer.parameters()[index]),
            Micro::Draw(index) | Micro::Track(index) => Some(self.circuit().effects[index].node()),
            Micro::Edit | Micro::Shuffle | Micro::LoadBatch | Micro::ZeroGrad | Micro::Schedule => None,
        }
    }

    fn choice(&self, micro: Micro, slot: usize, id: NodeId) -> Symbol {
        let letter = match micro {
            Micro::Backward(node) => self.tape.node(node).op().map_or("x", |op| op.info().inputs[slot]),
            Micro::Clip => "g",
            Micro::Update(_) => "w",
            Micro::Draw(_) => "m",
            _ => "y",
        };
        self.symbol(letter, id, if letter == "g" { Role::Grad } else { self.role(id) })
    }

    /// How many terms are added up for a cell.
    fn terms_of(&self, micro: Micro, slot: usize, cell: usize) -> usize {
        let (Micro::Forward(id) | Micro::Backward(id)) = micro else { return 0 };
        let node = self.tape.node(id);
        let shapes: Vec<_> = node.inputs().map(|input| self.tape.node(input).shape()).collect();
        let cell = if matches!(micro, Micro::Forward(_)) { Cell::Output(cell) } else { Cell::Input(slot, cell) };
        node.op().map_or(0, |op| op.links(&shapes, node.shape(), cell).len())
    }
}

/// What of this step is there already.
impl<T: Float> Stepper<T> {
    /// The place of an operation in the present step.
    pub(crate) fn index_of(&self, micro: Micro) -> Option<usize> {
        (0..self.operations(self.place)).find(|operation| self.micro_of_step(*operation) == micro)
    }

    fn is_done(&self, micro: Micro) -> bool {
        self.index_of(micro).is_some_and(|operation| operation < self.place.done)
    }

    /// Whether the numbers of a node are those of this step, or need not be computed in it.
    pub(crate) fn is_written(&self, id: NodeId) -> bool {
        let circuit = self.circuit();
        let drawn = circuit.effects.iter().position(|effect| effect.node() == id);
        match drawn {
            _ if self.tape.node(id).op().is_some() => self.is_done(Micro::Forward(id)),
            _ if id == circuit.x || id == circuit.y => {
                !circuit.program.contains(&Micro::LoadBatch) || self.is_done(Micro::LoadBatch)
            }
            Some(index) => self.is_done(Micro::Draw(index)),
            None => true,
        }
    }

    /// Whether the whole gradient of a node has arrived in this step: nothing more is added, and it is clipped.
    pub(crate) fn grad_arrived(&self, id: NodeId) -> bool {
        let circuit = self.circuit();
        if id == circuit.loss {
            return self.is_done(Micro::Backward(id));
        }
        let parameter = self.optimizer.parameters().contains(&id);
        let needed = |micro: &&Micro| match micro {
            Micro::Backward(reader) => self.tape.node(*reader).inputs().any(|input| input == id),
            Micro::Clip => parameter,
            _ => false,
        };
        let mut needed = circuit.program.iter().filter(needed).peekable();
        needed.peek().is_some() && needed.all(|micro| self.is_done(*micro))
    }
}
