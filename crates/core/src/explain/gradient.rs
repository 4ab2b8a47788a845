//! The chain rule in parts: local derivative, incoming gradient, their product; and a gradient as the sum of
//! what each operation sent.

use super::asked::Operation;
use super::{Focus, Kind, Piece};
use crate::float::Float;
use crate::op::{Cell, Link, Role};
use crate::program::Micro;
use crate::stepper::Stepper;
use crate::tape::NodeId;
use serde::Serialize;

/// What one operation sends to one cell, term by term.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// The local derivative as a formula.
    pub derivative: String,
    /// The terms that are shown.
    pub terms: Vec<ChainTerm>,
    /// How many terms are left out, before the last one.
    pub left_out: usize,
    /// What they come to.
    pub sum: Piece,
}

/// One term of the chain rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChainTerm {
    /// The local derivative with its numbers.
    pub derivative: Vec<Piece>,
    /// What it comes to: how the output cell changes with the input cell.
    pub local: Piece,
    /// The gradient that arrives at the output cell.
    pub incoming: Piece,
    /// Both multiplied.
    pub product: Piece,
}

/// A part of a gradient: what one operation sent, or what was there before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The backward step that sends it; none for the gradient that was kept from before.
    pub from: Option<Operation>,
    /// How much it is.
    pub number: Piece,
}

impl<T: Float> Stepper<T> {
    pub(super) fn chain(&self, id: NodeId, slot: usize, focus: Focus) -> Chain {
        let node = self.tape.node(id);
        let shapes: Vec<_> = node.inputs().map(|input| self.tape.node(input).shape()).collect();
        let backward = node.op().map_or("0", |op| op.info().backward[slot]);
        let links =
            node.op().map_or_else(Vec::new, |op| op.links(&shapes, node.shape(), Cell::Input(slot, focus.cell)));
        let derivative = local_derivative(backward);
        let left_out = links.len().saturating_sub(focus.most);
        let shown = links
            .iter()
            .enumerate()
            .filter(|(index, _)| left_out == 0 || *index < focus.most - 1 || *index + 1 == links.len());
        let terms = shown.map(|(_, link)| self.chain_term(id, slot, &derivative, link, focus)).collect();
        let sent = || self.tape.contribution(id, slot).get(focus.cell).map(|sent| Piece::number(Role::Grad, *sent));
        let sum = focus.done.then(sent).flatten().unwrap_or_else(Piece::unknown);
        Chain { derivative, terms, left_out, sum }
    }

    fn chain_term(&self, id: NodeId, slot: usize, derivative: &str, link: &Link, focus: Focus) -> ChainTerm {
        let known = self.tape.node(id).inputs().all(|input| self.is_written(input)) && self.is_written(id);
        let local = self.tape.derivative(id, slot, link.output, focus.cell).filter(|_| known);
        let arriving = self.tape.grad(id).and_then(|grad| grad.get(link.output)).filter(|_| self.grad_arrived(id));
        let product = local.zip(arriving).filter(|_| focus.done).map(|(local, arriving)| local * *arriving);
        let number = |role, number: Option<T>| number.map_or_else(Piece::unknown, |number| Piece::number(role, number));
        ChainTerm {
            derivative: self.backward_term(id, derivative, link),
            local: number(Role::Value, local),
            incoming: self.arriving(id, link.output).unwrap_or_else(Piece::unknown),
            product: number(Role::Grad, product),
        }
    }

    /// The parts of the gradient that an operation sends to: all operations that read the value, in the order in
    /// which they send; or what a parameter had before, and what is added now. Nothing where there is one part.
    pub(super) fn shares(&self, id: NodeId, slot: usize, focus: Focus) -> Vec<Share> {
        let inputs: Vec<_> = self.tape.node(id).inputs().collect();
        let number = |number: T| Piece::number(Role::Grad, number);
        if focus.done && self.accumulates(&inputs) == Some(slot) && !self.circuit().program.contains(&Micro::ZeroGrad) {
            let before = self.before.get(focus.cell).map(|old| Share { from: None, number: number(*old) });
            return before.into_iter().chain(self.share(id, slot, focus.cell)).collect();
        }
        let backward = self.circuit().program.iter().filter_map(|micro| match micro {
            Micro::Backward(reader) => Some(*reader),
            _ => None,
        });
        let readers = backward.flat_map(|reader| {
            let slots = self.tape.node(reader).inputs().enumerate();
            slots.filter(|(_, input)| *input == inputs[slot]).map(move |(slot, _)| (reader, slot)).collect::<Vec<_>>()
        });
        let shares: Vec<_> = readers.filter_map(|(reader, slot)| self.share(reader, slot, focus.cell)).collect();
        if shares.len() > 1 { shares } else { Vec::new() }
    }

    fn share(&self, reader: NodeId, slot: usize, cell: usize) -> Option<Share> {
        let from = self.operation_of_step(self.index_of(Micro::Backward(reader))?);
        let sent = || self.tape.contribution(reader, slot).get(cell).map(|sent| Piece::number(Role::Grad, *sent));
        let number = from.done.then(sent).flatten().unwrap_or_else(Piece::unknown);
        Some(Share { from: Some(from), number })
    }

    /// The gradient of a cell as it stands, for the sum of its parts.
    pub(super) fn gradient(&self, id: NodeId, cell: usize) -> Option<Piece> {
        let number = *self.tape.grad(id)?.get(cell)?;
        Some(Piece::number(Role::Grad, number).at(id, cell, Kind::Grad))
    }
}

/// The local derivative: a backward formula without the gradient that it multiplies.
pub fn local_derivative(backward: &str) -> String {
    let (sign, rest) = backward.strip_prefix('−').map_or(("", backward), |rest| ("−", rest));
    match rest.strip_prefix('g') {
        Some("") => format!("{sign}1"),
        Some(rest) if rest.starts_with(" · ") => format!("{sign}{}", &rest[" · ".len()..]),
        Some(rest) => format!("{sign}1{rest}"),
        None => backward.to_owned(),
    }
}
