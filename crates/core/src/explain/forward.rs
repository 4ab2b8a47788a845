//! One cell of a forward operation: its formula, with the numbers that it was made from.

use super::pieces::{combined, substitute, with_index};
use super::{Explanation, Focus, Piece};
use crate::float::Float;
use crate::op::{Cell, Link, Role};
use crate::stepper::Stepper;
use crate::tape::NodeId;

impl<T: Float> Stepper<T> {
    pub(super) fn explain_forward(&self, id: NodeId, focus: Focus) -> Explanation {
        let node = self.tape.node(id);
        let Some(op) = node.op() else { return Explanation::default() };
        let info = op.info();
        let inputs: Vec<_> = node.inputs().collect();
        let shapes: Vec<_> = inputs.iter().map(|id| self.tape.node(*id).shape()).collect();
        let links = op.links(&shapes, node.shape(), Cell::Output(focus.cell));
        let term = |link: &Link| {
            let letters = self.letters_of(id, link);
            substitute(info.term, &|symbol| {
                let letter = letters.iter().find(|(letter, _)| *letter == symbol);
                letter.map(|(_, piece)| piece.clone()).or_else(|| self.input_of(id, symbol, link))
            })
        };
        let mut equation = vec![Piece::text(format!("{} = ", with_index("y", node.shape(), focus.cell)))];
        equation.extend(combined(info.combine, &links, focus.most, &term));
        equation.push(Piece::text(" = "));
        equation.extend(self.value_of(id, focus.cell, Role::Value));
        let mut symbols = self.input_symbols(info, &inputs);
        symbols.push(self.symbol("y", id, Role::Value));
        Explanation {
            kind: "forward",
            op: Some(info.name),
            formula: vec![info.formula.to_owned()],
            symbols,
            equations: vec![equation],
            sentence: info.sentence,
            sentence_key: format!("op.{}.forward", info.name),
            ..Explanation::default()
        }
    }

    /// The number that a letter of a term stands for, where it is that of an input.
    pub(super) fn input_of(&self, id: NodeId, symbol: &str, link: &Link) -> Option<Piece> {
        let node = self.tape.node(id);
        let slot = node.op()?.info().inputs.iter().position(|input| *input == symbol)?;
        let input = node.inputs().nth(slot)?;
        self.value_of(input, *link.inputs.get(slot)?, self.role(input))
    }

    /// The further letters of a term: settings, and what several terms share.
    pub(super) fn letters_of(&self, id: NodeId, link: &Link) -> Vec<(&'static str, Piece)> {
        let letters = self.tape.letters(id, link).into_iter();
        letters.map(|(letter, number)| (letter, self.shared(id, number))).collect()
    }

    /// What several terms share comes from the inputs, so it is known when these are.
    fn shared(&self, id: NodeId, number: T) -> Piece {
        if self.tape.node(id).inputs().any(|input| !self.is_written(input)) {
            return Piece::unknown();
        }
        Piece::number(Role::Value, number)
    }
}
