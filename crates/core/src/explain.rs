//! Where a number came from: the formula of the operation that was just done, and the same with numbers.
//!
//! Everything here only reads. The formulas are those of the operation's own item; the numbers are
//! the cells that the engine wrote.

#[cfg(feature = "full")]
mod effect;
#[cfg(feature = "full")]
mod schedule;

use crate::float::Float;
use crate::op::{Cell, Combine, Link, OpInfo, Role};
use crate::optim::Substep;
use crate::plain::not_finite_word;
use crate::program::Micro;
use crate::stepper::Stepper;
use crate::tape::NodeId;
use crate::tensor::Shape;
use serde::Serialize;

/// What is said about the steps that are no operation: key and English sentence.
pub const STEP_SENTENCES: &[(&str, &str)] = &[
    ("ready", "Nothing has been computed yet: the weights are the random ones that the seed gives."),
    #[cfg(feature = "full")]
    (
        "edit",
        "You have changed this by hand. All that was computed before stays as it was; from here on the training goes on with it.",
    ),
    ("shuffle", "Puts the rows into a new random order, so that the batches of each epoch differ."),
    ("load_batch", "Takes the next rows of the data as x and y."),
    #[cfg(feature = "full")]
    ("draw", "Draws a new mask: which numbers are dropped this time, and by how much the others grow in return."),
    #[cfg(feature = "full")]
    (
        "track",
        "Moves the running statistics a little towards those of this batch; evaluation uses them, training does not.",
    ),
    #[cfg(feature = "full")]
    (
        "clip_norm",
        "Makes all gradients shorter by the same factor if together they are longer than the limit: the direction stays, the step gets smaller.",
    ),
    #[cfg(feature = "full")]
    ("clip_value", "Cuts every number of the gradients off at the limit, upwards and downwards."),
    (
        "zero_grad",
        "Forgets the gradients of the step before, where there was one. Without this line the new gradients would be added to the old ones.",
    ),
];

/// What the operation just done did, in formulas, numbers and one sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// `"ready"`, `"edit"`, `"shuffle"`, `"load_batch"`, `"draw"`, `"forward"`, `"track"`, `"backward"`, `"zero_grad"`, `"clip_grad"`, `"update"` or `"schedule"`.
    pub kind: &'static str,
    /// The operation, or the optimizer.
    pub op: Option<&'static str>,
    /// The parameter that an update changed.
    pub target: Option<String>,
    /// The formulas.
    pub formula: Vec<String>,
    /// What the letters of the formulas stand for.
    pub symbols: Vec<Symbol>,
    /// The formulas with the numbers of one cell each; long sums are shortened.
    pub equations: Vec<Vec<Piece>>,
    /// Why, in one English sentence.
    pub sentence: &'static str,
    /// The sentence's key, to say it in another language.
    pub sentence_key: String,
}

/// A letter of a formula and what it stands for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Symbol {
    /// The letter.
    pub symbol: &'static str,
    /// The tensor that it stands for: a parameter, `x`, `y`, or the operation that computed it.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// What kind of number it is.
    pub role: Role,
}

/// A part of an equation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Piece {
    /// What kind of part this is.
    pub role: Role,
    /// The text; of a number, its shortest exact form.
    pub text: String,
    /// The number, for showing it with fewer digits.
    pub value: Option<f64>,
}

impl Piece {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { role: Role::Text, text: text.into(), value: None }
    }

    pub(crate) fn number<T: Float>(role: Role, number: T) -> Self {
        // Non-finite numbers keep their word, so that no view has to invent one.
        let text = not_finite_word(number).map_or_else(|| number.to_string(), str::to_owned);
        Self { role, text, value: number.is_finite().then(|| number.as_f64()) }
    }
}

/// Sums of more terms than this are shown as first terms, "…", last term.
const MOST_TERMS: usize = 4;

impl<T: Float> Stepper<T> {
    /// Explains the operation that was just done.
    pub fn explain(&self) -> Explanation {
        match self.last_micro() {
            None => said("ready"),
            Some(Micro::Edit) => said("edit"),
            Some(Micro::Shuffle) => said("shuffle"),
            Some(Micro::LoadBatch) => said("load_batch"),
            Some(Micro::ZeroGrad) => said("zero_grad"),
            Some(Micro::Forward(id)) => self.explain_forward(id),
            #[cfg(feature = "full")]
            Some(Micro::Draw(index) | Micro::Track(index)) => self.explain_effect(index),
            #[cfg(not(feature = "full"))]
            Some(Micro::Draw(_) | Micro::Track(_)) => Explanation::default(),
            Some(Micro::Backward(id)) => self.explain_backward(id),
            Some(Micro::Update(index)) => self.explain_update(index),
            #[cfg(feature = "full")]
            Some(Micro::Clip) => self.explain_clipping(),
            #[cfg(feature = "full")]
            Some(Micro::Schedule) => self.explain_schedule(),
            #[cfg(not(feature = "full"))]
            Some(Micro::Clip | Micro::Schedule) => Explanation::default(),
        }
    }

    fn explain_forward(&self, id: NodeId) -> Explanation {
        let node = self.tape.node(id);
        let Some(op) = node.op() else { return Explanation::default() };
        let info = op.info();
        let inputs: Vec<_> = node.inputs().collect();
        let shapes: Vec<_> = inputs.iter().map(|id| self.tape.node(*id).shape()).collect();
        let links = op.links(&shapes, node.shape(), Cell::Output(0));
        let term = |link: &Link| {
            let letters = self.tape.letters(id, link);
            substitute(info.term, &|symbol| {
                if let Some((_, number)) = letters.iter().find(|(letter, _)| *letter == symbol) {
                    return Some(Piece::number(Role::Value, *number));
                }
                let slot = info.inputs.iter().position(|input| *input == symbol)?;
                Some(Piece::number(self.role(inputs[slot]), self.tape.value(inputs[slot])[link.inputs[slot]]))
            })
        };
        let mut equation = vec![Piece::text(format!("{} = ", with_index("y", node.shape(), 0)))];
        let sum = joined(&links, &term);
        match info.combine {
            Combine::Single | Combine::Sum => equation.extend(sum),
            Combine::Mean => {
                equation.push(Piece::text("("));
                equation.extend(sum);
                equation.push(Piece::text(format!(") / {}", links.len())));
            }
        }
        equation.push(Piece::text(" = "));
        equation.extend(self.tape.value(id).first().map(|y| Piece::number(Role::Value, *y)));
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

    fn explain_backward(&self, id: NodeId) -> Explanation {
        let node = self.tape.node(id);
        let Some(op) = node.op() else { return Explanation::default() };
        let info = op.info();
        let inputs: Vec<_> = node.inputs().collect();
        let shapes: Vec<_> = inputs.iter().map(|id| self.tape.node(*id).shape()).collect();
        let wanted = || (0..inputs.len()).filter(|slot| self.tape.node(inputs[*slot]).requires_grad());
        // Only a mean divides by the number of its terms.
        let n = if info.combine == Combine::Mean { shapes[0].count() } else { 1 };
        let g = self.tape.grad(id).unwrap_or_default();
        let equation = |slot: usize| {
            let links = op.links(&shapes, node.shape(), Cell::Input(slot, 0));
            let term = |link: &Link| {
                let letters = self.tape.letters(id, link);
                let letter = |symbol: &str| letters.iter().find(|(letter, _)| *letter == symbol);
                substitute(info.backward[slot], &|symbol| match symbol {
                    _ if letter(symbol).is_some() => {
                        letter(symbol).map(|(_, number)| Piece::number(Role::Value, *number))
                    }
                    "g" => g.get(link.output).map(|g| Piece::number(Role::Grad, *g)),
                    "y" => Some(Piece::number(Role::Value, self.tape.value(id)[link.output])),
                    "n" => Some(Piece::text(n.to_string())),
                    _ => {
                        let slot = info.inputs.iter().position(|input| *input == symbol)?;
                        Some(Piece::number(self.role(inputs[slot]), self.tape.value(inputs[slot])[link.inputs[slot]]))
                    }
                })
            };
            let name = format!("∂L/∂{}", with_index(info.inputs[slot], shapes[slot], 0));
            let contribution = self.tape.contribution(id, slot).first().map(|grad| Piece::number(Role::Grad, *grad));
            let mut equation = vec![Piece::text(format!("{name} = "))];
            equation.extend(joined(&links, &term));
            // A gradient that is passed on unchanged has no second side.
            if equation.get(1..) != Some(contribution.as_slice()) {
                equation.push(Piece::text(" = "));
                equation.extend(contribution);
            }
            equation
        };
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
            equations: wanted().map(equation).chain(self.accumulated(id, &inputs)).collect(),
            sentence: info.backward_sentence,
            sentence_key: format!("op.{}.backward", info.name),
            ..Explanation::default()
        }
    }

    /// Where the program does not forget gradients: the old gradient of a parameter, plus the new one.
    fn accumulated(&self, id: NodeId, inputs: &[NodeId]) -> Option<Vec<Piece>> {
        let old = self.before.first()?;
        let slot = inputs.iter().position(|input| self.optimizer.parameters().contains(input))?;
        let (new, sum) = (self.tape.contribution(id, slot), self.tape.grad(inputs[slot])?);
        let grad = |number: &T| Piece::number(Role::Grad, *number);
        let name = self.tape.node(id).op()?.info().inputs[slot];
        let mut equation = vec![Piece::text(format!("{name}.grad ← ")), grad(old), Piece::text(" + ")];
        equation.extend(in_brackets(vec![grad(new.first()?)], true));
        equation.extend([Piece::text(" = "), grad(sum.first()?)]);
        Some(equation)
    }

    fn explain_update(&self, index: usize) -> Explanation {
        let id = self.optimizer.parameters()[index];
        let rule = self.optimizer.rule();
        let cells = self.tape.value(id);
        let (names, shared) = (self.optimizer.state_names(index).len(), self.optimizer.shared_names(index).len());
        // Without what was there before the update there is nothing to show; see `Stepper::run_to`.
        let first = |start: usize| self.before.get(start).copied().unwrap_or_else(T::zero);
        // The first cell of each name, then what all cells share.
        let places = (0..names).map(|name| cells.len() * (name + 1));
        let state: Vec<_> = places.chain((0..shared).map(|name| cells.len() * (names + 1) + name)).map(first).collect();
        let grad = self.tape.grad(id).and_then(|grad| grad.first().copied()).unwrap_or_else(T::zero);
        let steps = rule.explain(first(0), grad, &state, self.optimizer.t(index));
        let shape = self.tape.node(id).shape();
        let last = steps.len().saturating_sub(1);
        let equation = |(position, step): (usize, &Substep<T>)| {
            let value = |symbol: &str| {
                let (_, role, number) = step.values.iter().find(|(known, ..)| *known == symbol)?;
                Some(Piece::number(*role, *number))
            };
            // The last line is the parameter itself: the number that the engine wrote.
            let result = if position == last { cells.first().copied().unwrap_or(step.result) } else { step.result };
            let mut equation = vec![Piece::text(format!("{} ← ", with_index(step.target, shape, 0)))];
            equation.extend(substitute(step.term, &value));
            equation.push(Piece::text(" = "));
            equation.push(Piece::number(if position == last { Role::Model } else { Role::Grad }, result));
            equation
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

    fn input_symbols(&self, info: &OpInfo, inputs: &[NodeId]) -> Vec<Symbol> {
        info.inputs.iter().zip(inputs).map(|(symbol, id)| self.symbol(symbol, *id, self.role(*id))).collect()
    }

    fn symbol(&self, symbol: &'static str, id: NodeId, role: Role) -> Symbol {
        let parameter = self.parameters().find(|(_, known)| *known == id).map(|(name, _)| name);
        let circuit = self.circuit();
        let name = match (parameter, self.tape.node(id).op()) {
            (Some(name), _) => name,
            (None, Some(op)) => op.info().name,
            (None, None) if id == circuit.x => "x",
            (None, None) if id == circuit.y => "y",
            (None, None) => self.leaf_name(id),
        };
        Symbol { symbol, name: name.to_owned(), shape: self.tape.node(id).shape().dims().to_vec(), role }
    }

    /// The name of a leaf that is neither data nor a parameter.
    fn leaf_name(&self, id: NodeId) -> &str {
        let buffer = self.buffers().find(|(_, known)| *known == id).map(|(name, _)| name);
        let drawn = self.circuit().effects.iter().any(|effect| effect.node() == id);
        let factors = self.circuit().penalty.iter().flat_map(|penalty| &penalty.factors);
        let factor = factors.into_iter().find(|(_, known)| *known == id).map(|(name, _)| *name);
        buffer.or(factor).unwrap_or(if drawn { "mask" } else { "constant" })
    }

    fn role(&self, id: NodeId) -> Role {
        let node = self.tape.node(id);
        match (node.op(), node.requires_grad()) {
            (Some(_), _) => Role::Value,
            (None, true) => Role::Model,
            (None, false) => Role::Data,
        }
    }
}

fn said(kind: &'static str) -> Explanation {
    let sentence = STEP_SENTENCES.iter().find(|(known, _)| *known == kind).map_or("", |(_, sentence)| sentence);
    Explanation { kind, sentence, sentence_key: format!("step.{kind}"), ..Explanation::default() }
}

/// The terms added up; first terms, "…" and the last one where there are many.
fn joined(links: &[Link], term: &dyn Fn(&Link) -> Vec<Piece>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, link) in links.iter().enumerate() {
        let skipped = links.len() > MOST_TERMS && (2..links.len() - 1).contains(&index);
        if skipped {
            if index == 2 {
                pieces.push(Piece::text(" + …"));
            }
            continue;
        }
        if index > 0 {
            pieces.push(Piece::text(" + "));
        }
        pieces.extend(in_brackets(term(link), index > 0));
    }
    pieces
}

/// Replaces the letters of a formula that stand for numbers; words such as `max` stay.
fn substitute(term: &str, number: &dyn Fn(&str) -> Option<Piece>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = term;
    while !rest.is_empty() {
        let letters = |c: char| c.is_ascii_alphabetic() || ('α'..='ω').contains(&c);
        let word = rest.find(|c| !letters(c)).unwrap_or(rest.len());
        let (word, after) =
            if word > 0 { rest.split_at(word) } else { rest.split_at(rest.find(letters).unwrap_or(rest.len())) };
        rest = after;
        match number(word) {
            Some(piece) => {
                let alone = pieces.is_empty() && !after.starts_with('²');
                pieces.extend(in_brackets(vec![piece], !alone));
            }
            None => pieces.push(Piece::text(word)),
        }
    }
    pieces
}

/// Puts a negative number into brackets where a sign would otherwise follow a sign.
fn in_brackets(mut pieces: Vec<Piece>, wanted: bool) -> Vec<Piece> {
    let negative = |piece: &Piece| piece.text.starts_with('-') && piece.role != Role::Text;
    if let ([piece], true) = (&pieces[..], wanted) {
        if negative(piece) {
            pieces.insert(0, Piece::text("("));
            pieces.push(Piece::text(")"));
        }
    } else if wanted && pieces.first().is_some_and(negative) {
        pieces.insert(1, Piece::text(")"));
        pieces.insert(0, Piece::text("("));
    }
    pieces
}

/// `y₂` for the second of several cells, `y` for an only one.
fn with_index(name: &str, shape: &Shape, cell: usize) -> String {
    let index = shape.index_of(cell);
    let digits = index.iter().zip(shape.dims()).filter(|(_, size)| **size > 1).map(|(place, _)| subscript(place + 1));
    format!("{name}{}", digits.collect::<Vec<_>>().join(","))
}

fn subscript(number: usize) -> String {
    number.to_string().chars().filter_map(|digit| char::from_u32('₀' as u32 + digit.to_digit(10)?)).collect()
}
