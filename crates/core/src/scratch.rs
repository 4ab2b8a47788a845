//! The computation of the present batch on a tape of its own, in any precision: to ask what the loss would be with
//! other parameters, while nothing of the training changes.

use crate::error::Result;
use crate::float::Float;
use crate::layer::{Builder, Module};
use crate::rng::Rng;
use crate::stepper::{Stepper, layers, record};
use crate::tape::{NodeId, Tape};

/// A copy of the present batch's computation: parameters in, loss out.
#[derive(Debug)]
pub struct Scratch<T: Float> {
    tape: Tape<T>,
    parameters: Vec<NodeId>,
    nodes: Vec<NodeId>,
    loss: NodeId,
}

impl<T: Float> Scratch<T> {
    /// Records the computation of a training's present batch again, with its data, its parameters and its masks: what
    /// Dropout has dropped stays dropped.
    pub fn of<S: Float>(stepper: &Stepper<S>) -> Result<Self> {
        let experiment = stepper.experiment();
        let mut tape = Tape::new();
        // What it draws is replaced by the training's numbers.
        let mut builder = Builder { tape: &mut tape, rng: &mut Rng::manual_seed(0) };
        let model = layers(&experiment.model, 0, &mut builder);
        let circuit = record(&mut tape, &model, experiment, stepper.circuit().rows)?;
        // Built in the same way, it has the same parameters and buffers in the same order.
        let own = model.parameters().into_iter().chain(model.buffers());
        for ((name, theirs), (own, id)) in stepper.parameters().chain(stepper.buffers()).zip(own) {
            debug_assert_eq!(name, own, "the copy is the same model");
            copy(stepper.tape(), theirs, &mut tape, id);
        }
        // Recorded in the same way, the nodes stand in the same order.
        let nodes: Vec<_> = tape.ids().skip(circuit.nodes.start).collect();
        let theirs = stepper.tape().ids().skip(stepper.circuit().nodes.start);
        for (id, theirs) in nodes.iter().zip(theirs) {
            if tape.node(*id).op().is_none() {
                copy(stepper.tape(), theirs, &mut tape, *id);
            }
        }
        let parameters = model.parameters().into_iter().map(|(_, id)| id).collect();
        Ok(Self { tape, parameters, nodes, loss: circuit.loss })
    }

    /// A cell of a parameter, which may be changed.
    pub fn cell(&mut self, parameter: usize, cell: usize) -> Option<&mut T> {
        self.tape.value_mut(*self.parameters.get(parameter)?).get_mut(cell)
    }

    /// The loss with the parameters as they are here.
    pub fn loss(&mut self) -> T {
        for id in &self.nodes {
            self.tape.forward(*id);
        }
        self.tape.value(self.loss)[0]
    }

    /// The gradient of the loss with respect to a cell of a parameter, by one forward and one backward pass.
    pub fn grad(&mut self, parameter: usize, cell: usize) -> Result<Option<T>> {
        self.loss();
        for id in &self.parameters {
            self.tape.zero_grad(*id);
        }
        self.tape.backward_from(self.loss)?;
        let grad = self.parameters.get(parameter).and_then(|id| self.tape.grad(*id));
        Ok(grad.and_then(|grad| grad.get(cell)).copied())
    }
}

fn copy<S: Float, T: Float>(from: &Tape<S>, theirs: NodeId, to: &mut Tape<T>, own: NodeId) {
    let cells = to.value_mut(own).iter_mut();
    cells.zip(from.value(theirs)).for_each(|(cell, given)| *cell = T::from_f64(given.as_f64()));
}
