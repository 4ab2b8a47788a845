//! Where a number came from: the formula of the operation that was just done, and the same with numbers.
//!
//! Everything here only reads. The formulas are those of the operation's own item; the numbers are
//! the cells that the engine wrote.

#[cfg(feature = "full")]
mod asked;
mod backward;
#[cfg(feature = "full")]
mod effect;
mod forward;
#[cfg(feature = "full")]
mod gradient;
mod pieces;
#[cfg(feature = "full")]
mod schedule;
mod update;

#[cfg(feature = "full")]
pub use asked::{Account, Asked, Operation};
#[cfg(feature = "full")]
pub use gradient::{Chain, ChainTerm, Share, local_derivative};
#[cfg(feature = "full")]
pub(crate) use pieces::{combined, letter, line, role_of, substitute, with_index};

use crate::float::Float;
use crate::op::{OpInfo, Role};
use crate::plain::not_finite_word;
use crate::program::Micro;
use crate::stepper::Stepper;
use crate::tape::NodeId;
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
    /// The cell of the tape that holds the number now, to ask about it.
    #[cfg(feature = "full")]
    pub source: Option<Source>,
}

/// A number on the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The node's place on the tape.
    pub node: usize,
    /// Its cell.
    pub cell: usize,
    /// Its value or its gradient.
    pub kind: Kind,
}

/// The two numbers that each cell of a node has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What was put in or computed.
    Value,
    /// How the loss changes with it.
    Grad,
}

impl Piece {
    fn new(role: Role, text: String, value: Option<f64>) -> Self {
        Self {
            role,
            text,
            value,
            #[cfg(feature = "full")]
            source: None,
        }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Role::Text, text.into(), None)
    }

    pub(crate) fn number<T: Float>(role: Role, number: T) -> Self {
        // Non-finite numbers keep their word, so that no view has to invent one.
        let text = not_finite_word(number).map_or_else(|| number.to_string(), str::to_owned);
        Self::new(role, text, number.is_finite().then(|| number.as_f64()))
    }

    /// A number that this step has yet to compute.
    pub(crate) fn unknown() -> Self {
        Self::text("?")
    }

    #[cfg(feature = "full")]
    fn at(mut self, id: NodeId, cell: usize, kind: Kind) -> Self {
        self.source = Some(Source { node: id.index(), cell, kind });
        self
    }

    /// The small module is not asked where its numbers are.
    #[cfg(not(feature = "full"))]
    fn at(self, _id: NodeId, _cell: usize, _kind: Kind) -> Self {
        self
    }
}

/// Sums of more terms than this are shown as first terms, "…", last term.
pub(crate) const MOST_TERMS: usize = 4;

/// What of an operation is explained: which cell, how much of long sums, and whether its result is there.
#[derive(Clone, Copy, Debug)]
struct Focus {
    /// Only this input of a backward step, or this parameter of a clipping; otherwise each.
    slot: Option<usize>,
    cell: usize,
    most: usize,
    done: bool,
}

/// The operation just done: its first cell, in short.
const JUST_DONE: Focus = Focus { slot: None, cell: 0, most: MOST_TERMS, done: true };

impl<T: Float> Stepper<T> {
    /// Explains the operation that was just done.
    pub fn explain(&self) -> Explanation {
        self.last_micro().map_or_else(|| said("ready"), |micro| self.explain_micro(micro, JUST_DONE))
    }

    fn explain_micro(&self, micro: Micro, focus: Focus) -> Explanation {
        match micro {
            Micro::Edit => said("edit"),
            Micro::Shuffle => said("shuffle"),
            Micro::LoadBatch => said("load_batch"),
            Micro::ZeroGrad => said("zero_grad"),
            Micro::Forward(id) => self.explain_forward(id, focus),
            Micro::Backward(id) => self.explain_backward(id, focus),
            Micro::Update(index) => self.explain_update(index, focus),
            #[cfg(feature = "full")]
            Micro::Draw(index) | Micro::Track(index) => self.explain_effect(index, focus),
            #[cfg(feature = "full")]
            Micro::Clip => self.explain_clipping(focus),
            #[cfg(feature = "full")]
            Micro::Schedule => self.explain_schedule(focus),
            #[cfg(not(feature = "full"))]
            Micro::Draw(_) | Micro::Track(_) | Micro::Clip | Micro::Schedule => Explanation::default(),
        }
    }

    /// A value as part of an equation; a question mark where this step has yet to compute it.
    fn value_of(&self, id: NodeId, cell: usize, role: Role) -> Option<Piece> {
        if !self.is_written(id) {
            return Some(Piece::unknown());
        }
        let number = self.tape.value(id).get(cell)?;
        Some(Piece::number(role, *number).at(id, cell, Kind::Value))
    }

    fn input_symbols(&self, info: &OpInfo, inputs: &[NodeId]) -> Vec<Symbol> {
        info.inputs.iter().zip(inputs).map(|(symbol, id)| self.symbol(symbol, *id, self.role(*id))).collect()
    }

    pub(crate) fn symbol(&self, symbol: &'static str, id: NodeId, role: Role) -> Symbol {
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
    pub(crate) fn leaf_name(&self, id: NodeId) -> &str {
        let buffer = self.buffers().find(|(_, known)| *known == id).map(|(name, _)| name);
        let drawn = self.circuit().effects.iter().any(|effect| effect.node() == id);
        let factors = self.circuit().penalty.iter().flat_map(|penalty| &penalty.factors);
        let factor = factors.into_iter().find(|(_, known)| *known == id).map(|(name, _)| *name);
        buffer.or(factor).unwrap_or(if drawn { "mask" } else { "constant" })
    }

    pub(crate) fn role(&self, id: NodeId) -> Role {
        let node = self.tape.node(id);
        match (node.op(), node.requires_grad()) {
            (Some(_), _) => Role::Value,
            (None, true) => Role::Model,
            (None, false) => Role::Data,
        }
    }
}

/// In the small module only what is done is explained.
#[cfg(not(feature = "full"))]
impl<T: Float> Stepper<T> {
    fn is_written(&self, _id: NodeId) -> bool {
        true
    }

    fn grad_arrived(&self, _id: NodeId) -> bool {
        true
    }
}

fn said(kind: &'static str) -> Explanation {
    let sentence = STEP_SENTENCES.iter().find(|(known, _)| *known == kind).map_or("", |(_, sentence)| sentence);
    Explanation { kind, sentence, sentence_key: format!("step.{kind}"), ..Explanation::default() }
}
