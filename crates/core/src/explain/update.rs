//! One cell of an update: each line of the optimizer's rule, with what the optimizer remembers.

use super::pieces::{letter, line, role_of, with_index};
use super::{Explanation, Focus, Kind, Piece, Symbol};
use crate::float::Float;
use crate::op::Role;
use crate::optim::Substep;
use crate::stepper::Stepper;
use crate::tape::NodeId;

impl<T: Float> Stepper<T> {
    pub(super) fn explain_update(&self, index: usize, focus: Focus) -> Explanation {
        let id = self.optimizer.parameters()[index];
        let rule = self.optimizer.rule();
        let steps = self.substeps(index, focus);
        let shape = self.tape.node(id).shape();
        let known = focus.done || self.grad_arrived(id);
        let equation = |(position, step): (usize, &Substep<T>)| {
            // What an earlier line gives is only known once the update is done.
            let given = |symbol: &str| steps[..position].iter().any(|earlier| earlier.target == symbol);
            let value = |symbol: &str| {
                let piece = letter(step, symbol)?;
                if !focus.done && (given(symbol) || (symbol == "g" && !known)) {
                    return Some(Piece::unknown());
                }
                let gradient = symbol == "g" && !given(symbol);
                Some(if gradient { piece.at(id, focus.cell, Kind::Grad) } else { piece })
            };
            let result = self.written(id, step, &steps[position + 1..], focus);
            line(&with_index(step.target, shape, focus.cell), step.term, &value, result)
        };
        Explanation {
            kind: "update",
            op: Some(rule.info().name),
            target: Some(self.names[index].clone()),
            formula: steps.iter().map(|step| format!("{} ← {}", step.target, step.term)).collect(),
            symbols: self.update_symbols(id, &steps),
            equations: steps.iter().enumerate().map(equation).collect(),
            sentence: rule.info().sentence,
            sentence_key: format!("optimizer.{}", rule.info().name),
        }
    }

    /// The lines of the rule for one cell, with the parameter and the state as they were before the update.
    fn substeps(&self, index: usize, focus: Focus) -> Vec<Substep<T>> {
        let id = self.optimizer.parameters()[index];
        let cells = self.tape.value(id).len();
        let (names, shared) = (self.optimizer.state_names(index).len(), self.optimizer.shared_names(index).len());
        // Without what was there before the update there is nothing to show; see `Stepper::run_to`.
        let number = |place: usize| {
            let before = if focus.done {
                self.before.get(place)
            } else {
                place
                    .checked_sub(cells)
                    .map_or_else(|| self.tape.value(id).get(place), |place| self.optimizer.state_of(index).get(place))
            };
            before.copied().unwrap_or_else(T::zero)
        };
        // The cell of each name, then what all cells share.
        let places = (0..names).map(|name| cells * (name + 1) + focus.cell);
        let state: Vec<_> = places.chain((0..shared).map(|name| cells * (names + 1) + name)).map(number).collect();
        let grad = self.tape.grad(id).and_then(|grad| grad.get(focus.cell).copied()).unwrap_or_else(T::zero);
        let t = self.optimizer.t(index) + u64::from(!focus.done);
        self.optimizer.rule().explain(number(focus.cell), grad, &state, t)
    }

    /// What the first of several lines will give, for a hint.
    #[cfg(feature = "full")]
    pub(crate) fn first_line(&self, index: usize, cell: usize) -> Option<Vec<Piece>> {
        let steps = self.substeps(index, Focus { slot: None, cell, most: 0, done: false });
        let (step, _) = steps.split_first().filter(|(_, rest)| !rest.is_empty())?;
        let name = format!("{} ← {} = ", step.target, step.term);
        Some(vec![Piece::text(name), Piece::number(Role::Value, step.result)])
    }

    /// The result of a line; that of the last one is the parameter itself: the number that the engine wrote.
    fn written(&self, id: NodeId, step: &Substep<T>, later: &[Substep<T>], focus: Focus) -> Piece {
        match self.tape.value(id).get(focus.cell).filter(|_| later.is_empty()) {
            _ if !focus.done => Piece::unknown(),
            Some(cell) => Piece::number(Role::Model, *cell).at(id, focus.cell, Kind::Value),
            None => Piece::number(role_of(step, later), step.result),
        }
    }

    /// The letters of an update: the parameter, its gradient, and the optimizer's own by name.
    fn update_symbols(&self, id: NodeId, steps: &[Substep<T>]) -> Vec<Symbol> {
        let mut symbols = vec![self.symbol("w", id, Role::Model), self.symbol("g", id, Role::Grad)];
        for (letter, name) in self.optimizer.rule().letters() {
            let used = steps.iter().flat_map(|step| &step.values).find(|(known, ..)| known == letter);
            if let Some((_, role, _)) = used {
                symbols.push(Symbol { symbol: letter, name: (*name).to_owned(), shape: Vec::new(), role: *role });
            }
        }
        symbols
    }
}
