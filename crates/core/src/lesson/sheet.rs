//! The tape of one lesson: its inputs, what is computed from them, and what comes out.

use super::subject::Subject;
use super::{Cells, Input};
use crate::error::Result;
use crate::op::{Op, OpInfo};
use crate::ops;
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) tape: Tape<f64>,
    pub(super) inputs: Vec<NodeId>,
    pub(super) output: NodeId,
    /// The last node of the lesson itself.
    end: usize,
}

impl Sheet {
    pub(super) fn record(subject: &Subject, inputs: &[Tensor<f64>]) -> Result<Self> {
        let mut tape = Tape::new();
        let leaf = |(slot, tensor)| tape.leaf(tensor, subject.has_gradient(slot));
        let inputs: Vec<_> = inputs.iter().enumerate().map(leaf).collect();
        let output = subject.record(&mut tape, &inputs)?;
        let end = tape.len();
        Ok(Self { tape, inputs, output, end })
    }

    /// The computed nodes, in order.
    pub(super) fn computed(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.tape.ids().take(self.end).filter(|id| self.tape.node(*id).op().is_some())
    }

    /// What is to be said about the operation, where there is only one.
    pub(super) fn only_op(&self) -> Option<&'static OpInfo> {
        let mut ops = self.computed().filter_map(|id| self.tape.node(id).op().map(Op::info));
        let first = ops.next()?;
        ops.next().is_none().then_some(first)
    }

    /// Moves one number; gives the output and how it changes with that number.
    pub(super) fn at(&mut self, (slot, cell): (usize, usize), x: f64) -> (f64, f64) {
        let input = self.inputs[slot];
        self.tape.value_mut(input)[cell] = x;
        let computed: Vec<_> = self.computed().collect();
        for id in computed {
            self.tape.forward(id);
        }
        let y = self.tape.value(self.output)[0];
        let leaves: Vec<_> = self.tape.ids().filter(|id| self.tape.node(*id).op().is_none()).collect();
        for id in leaves {
            self.tape.zero_grad(id);
        }
        let slope =
            self.tape.backward_from(self.output).ok().and_then(|()| self.tape.grad(input)).map(|grad| grad[cell]);
        (y, slope.unwrap_or(0.0))
    }

    /// The gradients of the sum of all that comes out: of the output itself, where it is one number.
    pub(super) fn backward(&mut self, subject: &Subject) -> Result<()> {
        let one = self.tape.node(self.output).shape().count() == 1;
        let root = if one { self.output } else { self.tape.apply(Arc::new(ops::Sum), &[self.output])? };
        if (0..self.inputs.len()).any(|slot| subject.has_gradient(slot)) {
            self.tape.backward_from(root)
        } else {
            Ok(())
        }
    }

    pub(super) fn inputs(&self, subject: &Subject) -> Vec<Input> {
        let named = subject.input_names().into_iter().zip(&self.inputs).enumerate();
        let input = |(slot, ((name, letter), id)): (usize, (_, &NodeId))| Input {
            name,
            letter,
            shape: self.tape.node(*id).shape().dims().to_vec(),
            cells: self.tape.value(*id).to_vec(),
            grad: self.tape.grad(*id).filter(|_| subject.has_gradient(slot)).map(<[f64]>::to_vec),
        };
        named.map(input).collect()
    }

    pub(super) fn output(&self) -> Cells {
        let id = self.output;
        Cells { shape: self.tape.node(id).shape().dims().to_vec(), cells: self.tape.value(id).to_vec() }
    }
}
