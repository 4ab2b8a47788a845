//! A training step with everything looked up beforehand: the loops of the kernel, and what is between them.
//!
//! It does what the operations of the program do, in the same order, with the same numbers to the last
//! bit; only no operation can be stopped at. It looks for numbers that are not finite only where no
//! later operation need show them.

use super::{Circuit, Micro, Plan};
use crate::float::Float;
use crate::op::{Op, Shows};
use crate::tape::{Node, NodeId, Tape};
use chalkgrad_kernel::{Action, Function, Instruction, List, Span};
use std::ops::Range;

/// The middle of a training step, from the first forward operation to the last backward one. What is before it
/// and after it, loading and updating, is done operation by operation.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// What to do, in order.
    pub list: List,
    /// For each instruction, what it is a part of.
    pub parts: Vec<Part>,
    /// Which operations of the program the list stands for.
    pub operations: Range<usize>,
}

/// What an instruction is a part of.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// A whole operation of the program.
    Whole(Micro),
    /// What a node contributes to the gradient of one of its inputs: which input.
    Contribution(NodeId, usize),
}

impl Circuit {
    /// Looks everything up.
    pub(super) fn compile<T: Float>(&self, tape: &Tape<T>, plan: Plan) -> Compiled {
        let mut list = Vec::new();
        let mut parts = Vec::new();
        let mut push = |instruction, part| {
            list.push(instruction);
            parts.push(part);
        };
        let mut reached = vec![false; tape.len()];
        reached[self.loss.index()] = true;
        let listed = |micro: &Micro| !matches!(micro, Micro::LoadBatch | Micro::Clip | Micro::Update(_));
        let start = self.program.iter().position(listed).unwrap_or(0);
        let end = self.program.iter().rposition(listed).map_or(start, |last| last + 1);
        for micro in &self.program[start..end] {
            match *micro {
                Micro::Forward(id) => {
                    let look = self.may_get_lost(tape, id);
                    let action = function(tape, id).map_or(Action::Other, Action::Forward);
                    push(instruction(tape.node(id), tape, action, false, look), Part::Whole(*micro));
                }
                Micro::Backward(id) if reached[id.index()] => {
                    for (slot, input) in tape.node(id).inputs().enumerate() {
                        let node = tape.node(input);
                        if !node.requires_grad() {
                            continue;
                        }
                        let parameter = node.op().is_none();
                        let add =
                            std::mem::replace(&mut reached[input.index()], true) || (parameter && !plan.zero_grad);
                        let look = match node.op() {
                            Some(op) => op.shows_infinity() == Shows::Nowhere,
                            None => !plan.shows_infinity,
                        };
                        let action = if slot == 0 { Action::ToFirst } else { Action::ToSecond };
                        // What is added to a parameter's gradient has to be complete first: the loops add term by term.
                        let function = function(tape, id).filter(|_| !(add && parameter));
                        let action = function.map_or(Action::Other, action);
                        push(instruction(tape.node(id), tape, action, add, look), Part::Contribution(id, slot));
                    }
                }
                // Nothing has arrived there; and what is written first replaces what was there.
                Micro::Backward(_) | Micro::ZeroGrad => {}
                _ => push(OTHER, Part::Whole(*micro)),
            }
        }
        Compiled { list: List::new(&list), parts, operations: start..end }
    }

    /// Whether a number of this node that is not finite may get lost: if it is read where it need not show, or
    /// not at all.
    fn may_get_lost<T: Float>(&self, tape: &Tape<T>, id: NodeId) -> bool {
        let nodes = self.nodes.clone().map(|index| tape.node(NodeId(index as u32)));
        let mut readers = nodes.filter(|node| node.inputs().any(|input| input == id)).peekable();
        let shows = |reader: &Node<T>| reader.op().map(Op::shows_infinity);
        readers.peek().is_none() || readers.any(|reader| shows(reader) != Some(Shows::Always))
    }
}

/// The forward pass of recorded nodes as loops, where each of `rows` rows goes its own way through all of them.
pub(crate) fn forward_list<T: Float>(tape: &Tape<T>, nodes: Range<usize>, rows: usize) -> Option<List> {
    let loops = nodes.map(|index| {
        let id = NodeId(index as u32);
        let function = function(tape, id)?;
        let by_rows = matches!(function, Function::Linear | Function::Add | Function::Relu | Function::Tanh)
            && tape.node(id).shape().dims().first() == Some(&rows);
        by_rows.then(|| instruction(tape.node(id), tape, Action::Forward(function), false, false))
    });
    Some(List::new(&loops.collect::<Option<Vec<_>>>()?))
}

/// For an operation that is no loop: it looks at what it writes by itself.
const OTHER: Instruction = {
    let nothing = Span { start: 0, count: 0 };
    Instruction {
        action: Action::Other,
        a: nothing,
        b: nothing,
        y: nothing,
        terms: 0,
        columns: 0,
        add: false,
        look: true,
    }
};

fn instruction<T: Float>(node: &Node<T>, tape: &Tape<T>, action: Action, add: bool, look: bool) -> Instruction {
    let span = |node: &Node<T>| Span { start: node.start as u32, count: node.count as u32 };
    let mut inputs = node.inputs().map(|input| span(tape.node(input)));
    let a = inputs.next().unwrap_or_default();
    let columns = |node: &Node<T>| node.shape().dims().last().map_or(1, |columns| *columns as u32);
    let terms = node.inputs().next().map_or(1, |input| columns(tape.node(input)));
    let columns = columns(node);
    Instruction { action, a, b: inputs.next().unwrap_or(a), y: span(node), terms, columns, add, look }
}

/// The loop of the kernel for a node, where there is one that fits its shapes.
fn function<T: Float>(tape: &Tape<T>, id: NodeId) -> Option<Function> {
    let node = tape.node(id);
    let function = node.op()?.function()?;
    let mut inputs = node.inputs().map(|input| tape.node(input));
    let same = |other: &Node<T>| other.shape().count() == node.shape().count();
    let fits = match function {
        Function::Add => {
            same(inputs.next()?) && inputs.next().is_some_and(|b| same(b) || b.shape().repeats_in(node.shape()))
        }
        Function::Sub | Function::Mul => inputs.all(same),
        Function::Linear | Function::Square | Function::Relu | Function::Tanh | Function::Mean => true,
    };
    fits.then_some(function)
}
