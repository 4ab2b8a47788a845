//! How gradients were clipped, and where a learning rate came from.

use super::pieces::{letter, line, with_index};
use super::{Explanation, Focus, Piece, STEP_SENTENCES, Symbol};
use crate::float::Float;
use crate::op::Role;
use crate::optim::{ClipGrad, Substep};
use crate::schedule::LETTERS;
use crate::stepper::Stepper;

impl<T: Float> Stepper<T> {
    /// The norm of all gradients, the factor, and one gradient with it; or one gradient cut off.
    pub(super) fn explain_clipping(&self, focus: Focus) -> Explanation {
        let Some(clip) = self.experiment.clip_grad() else { return Explanation::default() };
        let Some(id) = self.optimizer.parameters().get(focus.slot.unwrap_or(0)).copied() else {
            return Explanation::default();
        };
        let now = self.tape.grad(id).and_then(|grad| grad.get(focus.cell).copied()).unwrap_or_else(T::zero);
        let before = |index: usize| self.before.get(index).copied().unwrap_or_else(T::zero);
        // The gradients of all parameters were kept, one after the other.
        let others = self.optimizer.parameters().iter().take_while(|other| **other != id);
        let place = focus.cell + others.map(|other| self.tape.value(*other).len()).sum::<usize>();
        let most = |limit: f64| ("m", Role::Value, T::from_f64(limit));
        let step = |target, term, values: &[_], result| Substep { target, term, values: values.to_vec(), result };
        let (key, op, steps) = match clip {
            ClipGrad::Norm(limit) => {
                let (norm, factor) = (("n", Role::Value, before(0)), ("c", Role::Value, before(1)));
                let steps = vec![
                    step("n", "√(Σ g²)", &[], before(0)),
                    step("c", "min(m / (n + 10⁻⁶), 1)", &[most(limit), norm], before(1)),
                    step("g", "c · g", &[factor, ("g", Role::Grad, before(2 + place))], now),
                ];
                ("clip_norm", "clip_grad_norm_", steps)
            }
            ClipGrad::Value(limit) => {
                let values = [("g", Role::Grad, before(place)), most(limit)];
                ("clip_value", "clip_grad_value_", vec![step("g", "min(max(g, −m), m)", &values, now)])
            }
        };
        let mut symbols = vec![self.symbol("g", id, Role::Grad)];
        let names = [("n", "norm"), ("c", "factor"), ("m", if key == "clip_norm" { "max_norm" } else { "clip_value" })];
        symbols.extend(letters(&names, &steps));
        let shape = self.tape.node(id).shape();
        let name =
            |target: &'static str| if target == "g" { with_index("g", shape, focus.cell) } else { target.to_owned() };
        Explanation {
            kind: "clip_grad",
            op: Some(op),
            formula: formulas(&steps),
            symbols,
            equations: if focus.done {
                steps.iter().map(|step| equation(step, &name(step.target))).collect()
            } else {
                Vec::new()
            },
            sentence: STEP_SENTENCES.iter().find(|(known, _)| *known == key).map_or("", |(_, sentence)| sentence),
            sentence_key: format!("step.{key}"),
            ..Explanation::default()
        }
    }

    /// The formula of the scheduler with the numbers of this epoch.
    pub(super) fn explain_schedule(&self, focus: Focus) -> Explanation {
        let Some(scheduler) = &self.scheduler else { return Explanation::default() };
        let (info, loss) = (scheduler.info(), self.circuit().loss);
        let steps = match focus.done {
            true => scheduler.explain(),
            // Which formula it will be hangs on a loss that is not there yet.
            false if info.takes_loss && !self.is_written(loss) => Vec::new(),
            false => scheduler.preview(self.tape.value(loss)[0].as_f64()),
        };
        Explanation {
            kind: "schedule",
            op: Some(info.name),
            formula: formulas(&steps),
            symbols: letters(LETTERS, &steps).collect(),
            equations: if focus.done {
                steps.iter().map(|step| equation(step, step.target)).collect()
            } else {
                Vec::new()
            },
            sentence: info.sentence,
            sentence_key: format!("scheduler.{}", info.name),
            ..Explanation::default()
        }
    }
}

fn formulas<T>(steps: &[Substep<T>]) -> Vec<String> {
    steps.iter().map(|step| format!("{} ← {}", step.target, step.term)).collect()
}

/// A step with its numbers, and what it came to.
fn equation<T: Float>(step: &Substep<T>, target: &str) -> Vec<Piece> {
    let role = if step.target == "g" { Role::Grad } else { Role::Value };
    line(target, step.term, &|symbol| letter(step, symbol), Piece::number(role, step.result))
}

/// What the letters stand for that are used.
fn letters<'s, T: Float>(
    known: &'s [(&'static str, &'static str)],
    steps: &'s [Substep<T>],
) -> impl Iterator<Item = Symbol> + 's {
    let used = |letter: &str| {
        let in_values = |step: &Substep<T>| step.values.iter().any(|(known, ..)| *known == letter);
        steps.iter().any(|step| step.target == letter || in_values(step))
    };
    let symbol = |(symbol, name): &(&'static str, &'static str)| Symbol {
        symbol,
        name: (*name).to_owned(),
        shape: Vec::new(),
        role: Role::Value,
    };
    known.iter().filter(move |(letter, _)| used(letter)).map(symbol)
}
