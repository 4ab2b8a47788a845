//! One cell of a backward step: what it sends to an input, and what was there before.

use super::pieces::{in_brackets, joined, substitute, with_index};
use super::{Explanation, Focus, Kind, Piece};
use crate::float::Float;
use crate::op::{Cell, Combine, Link, OpInfo, Role};
use crate::stepper::Stepper;
use crate::tape::NodeId;

impl<T: Float> Stepper<T> {
    pub(super) fn explain_backward(&self, id: NodeId, focus: Focus) -> Explanation {
        let node = self.tape.node(id);
        let Some(op) = node.op() else { return Explanation::default() };
        let info = op.info();
        let inputs: Vec<_> = node.inputs().collect();
        let wanted = || (0..inputs.len()).filter(|slot| self.tape.node(inputs[*slot]).requires_grad());
        let asked = wanted().filter(|slot| focus.slot.is_none_or(|asked| asked == *slot));
        let equation = |slot: usize| self.backward_equation(id, info, slot, focus);
        let shapes: Vec<_> = inputs.iter().map(|id| self.tape.node(*id).shape()).collect();
        let formula = |slot: usize| {
            let several = op.links(&shapes, node.shape(), Cell::Input(slot, 0)).len() > 1;
            format!("∂L/∂{} = {}{}", info.inputs[slot], if several { "Σ " } else { "" }, info.backward[slot])
        };
        let mut symbols = vec![self.symbol("g", id, Role::Grad)];
        if id == self.circuit().loss {
            // Here the backward pass starts: nothing stands above the loss.
            "start".clone_into(&mut symbols[0].name);
        }
        symbols.extend(self.input_symbols(info, &inputs));
        Explanation {
            kind: "backward",
            op: Some(info.name),
            formula: wanted().map(formula).collect(),
            symbols,
            equations: asked.map(equation).chain(self.accumulated(id, &inputs, focus)).collect(),
            sentence: info.backward_sentence,
            sentence_key: format!("op.{}.backward", info.name),
            ..Explanation::default()
        }
    }

    /// `∂L/∂x₁ = g₁ · w + … = -0.3`
    fn backward_equation(&self, id: NodeId, info: &OpInfo, slot: usize, focus: Focus) -> Vec<Piece> {
        let node = self.tape.node(id);
        let Some((op, input)) = node.op().zip(node.inputs().nth(slot)) else { return Vec::new() };
        let shapes: Vec<_> = node.inputs().map(|id| self.tape.node(id).shape()).collect();
        let links = op.links(&shapes, node.shape(), Cell::Input(slot, focus.cell));
        let term = |link: &Link| self.backward_term(id, info.backward[slot], link);
        let name = format!("∂L/∂{}", with_index(info.inputs[slot], shapes[slot], focus.cell));
        let mut equation = vec![Piece::text(format!("{name} = "))];
        equation.extend(joined(&links, focus.most, &term));
        let sent = self.sent(id, slot, input, focus);
        // A gradient that is passed on unchanged has no second side; nor has the 0 of a cell that nothing reads.
        let passed_on = equation.len() == 2 && sent.as_ref().is_some_and(|sent| sent.text == equation[1].text);
        if !passed_on && !links.is_empty() {
            equation.push(Piece::text(" = "));
        }
        if !passed_on {
            equation.extend(sent);
        }
        equation
    }

    /// One term of a backward formula with its numbers.
    pub(super) fn backward_term(&self, id: NodeId, formula: &str, link: &Link) -> Vec<Piece> {
        let node = self.tape.node(id);
        let letters = self.letters_of(id, link);
        // Only a mean divides by the number of its terms.
        let mean = node.op().is_some_and(|op| op.info().combine == Combine::Mean);
        let n = node.inputs().next().filter(|_| mean).map_or(1, |input| self.tape.node(input).shape().count());
        substitute(formula, &|symbol| {
            if let Some((_, piece)) = letters.iter().find(|(letter, _)| *letter == symbol) {
                return Some(piece.clone());
            }
            match symbol {
                "g" => self.arriving(id, link.output),
                "y" => self.value_of(id, link.output, Role::Value),
                "n" => Some(Piece::text(n.to_string())),
                _ => self.input_of(id, symbol, link),
            }
        })
    }

    /// The gradient that arrives at an operation from above.
    pub(super) fn arriving(&self, id: NodeId, cell: usize) -> Option<Piece> {
        if !self.grad_arrived(id) {
            return Some(Piece::unknown());
        }
        let number = self.tape.grad(id)?.get(cell)?;
        Some(Piece::number(Role::Grad, *number).at(id, cell, Kind::Grad))
    }

    /// What the operation sends to a cell of an input.
    fn sent(&self, id: NodeId, slot: usize, input: NodeId, focus: Focus) -> Option<Piece> {
        if !focus.done {
            return Some(Piece::unknown());
        }
        let sent = *self.tape.contribution(id, slot).get(focus.cell)?;
        let piece = Piece::number(Role::Grad, sent);
        // Where it is all that the input gets, it is the number that stands there.
        let whole = self.tape.grad(input).and_then(|grad| grad.get(focus.cell)) == Some(&sent);
        Some(if whole { piece.at(input, focus.cell, Kind::Grad) } else { piece })
    }

    /// Where the program does not forget gradients: the old gradient of a parameter, plus the new one.
    fn accumulated(&self, id: NodeId, inputs: &[NodeId], focus: Focus) -> Option<Vec<Piece>> {
        let slot = self.accumulates(inputs).filter(|slot| focus.slot.is_none_or(|asked| asked == *slot))?;
        let old = self.before.get(focus.cell).filter(|_| focus.done)?;
        let (new, sum) = (self.tape.contribution(id, slot), self.tape.grad(inputs[slot])?);
        let grad = |number: &T| Piece::number(Role::Grad, *number);
        let name = self.tape.node(id).op()?.info().inputs[slot];
        let mut equation = vec![Piece::text(format!("{name}.grad ← ")), grad(old), Piece::text(" + ")];
        equation.extend(in_brackets(vec![grad(new.get(focus.cell)?)], true));
        let sum = grad(sum.get(focus.cell)?).at(inputs[slot], focus.cell, Kind::Grad);
        equation.extend([Piece::text(" = "), sum]);
        Some(equation)
    }

    /// The input of a backward step whose older gradient was kept: a parameter that had one.
    pub(super) fn accumulates(&self, inputs: &[NodeId]) -> Option<usize> {
        self.before.first()?;
        inputs.iter().position(|input| self.optimizer.parameters().contains(input))
    }
}
