//! What every neuron makes of some inputs: the model's layers, looked at between their first and their last.

use super::Stepper;
use crate::error::Result;
use crate::float::Float;
use crate::layer::Recorder;
use crate::tape::NodeId;
use crate::tensor::Tensor;

/// One column of neurons: a Linear layer together with what follows it up to the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Neurons<T> {
    /// The Linear layer's name in `state_dict`.
    pub name: String,
    /// How many neurons there are.
    pub units: usize,
    /// For each neuron a weight for each number of the layer before.
    pub weights: Vec<T>,
    /// For each neuron its bias; empty where the layer has none.
    pub biases: Vec<T>,
    /// For each row of the inputs what each neuron makes of it.
    pub activations: Vec<T>,
}

impl<T: Float> Stepper<T> {
    /// What every neuron makes of rows of inputs, in evaluation mode, with the parameters as they are now. Empty where
    /// a layer between does not give one number for each neuron.
    pub fn neurons(&mut self, x: &[T]) -> Result<Vec<Neurons<T>>> {
        let columns = self.experiment.data.x.columns().max(1);
        let mut all: Vec<Neurons<T>> = Vec::new();
        for x in x.chunks(self.piece(x.len() / columns)? * columns) {
            let layers = self.neurons_of(x, columns)?;
            for (layer, more) in all.iter_mut().zip(&layers) {
                layer.activations.extend_from_slice(&more.activations);
            }
            if all.is_empty() {
                all = layers;
            }
        }
        Ok(all)
    }

    /// What they make of rows that go through at once.
    fn neurons_of(&mut self, x: &[T], columns: usize) -> Result<Vec<Neurons<T>>> {
        let rows = x.len() / columns;
        let len = self.tape.len();
        let x = self.tape.leaf(&Tensor::new(&[rows, columns], x.to_vec())?, false);
        let outputs = self.model.record_each(&mut Recorder::new(&mut self.tape, false), x);
        let layers = outputs.map(|outputs| self.columns(&outputs, rows));
        self.tape.truncate(len);
        layers
    }

    fn columns(&self, outputs: &[NodeId], rows: usize) -> Vec<Neurons<T>> {
        let linear = |index: &usize| self.experiment.model[*index].info.name == "Linear";
        let starts: Vec<_> = (0..outputs.len()).filter(linear).collect();
        let ends = starts.iter().skip(1).copied().chain([outputs.len()]);
        let layers = starts.iter().zip(ends).map(|(start, end)| {
            let cells = |part: &str| {
                let name = format!("{start}.{part}");
                let found = self.parameters().find(|(known, _)| *known == name);
                found.map_or_else(Vec::new, |(_, id)| self.tape.value(id).to_vec())
            };
            let (biases, weights) = (cells("bias"), cells("weight"));
            let dims = self.tape.node(outputs[*start]).shape().dims();
            let units = dims.last().copied().unwrap_or(0);
            let activations = self.tape.value(outputs[end - 1]).to_vec();
            Neurons { name: start.to_string(), units, weights, biases, activations }
        });
        let layers: Vec<_> = layers.collect();
        let plain = layers.iter().all(|layer| layer.activations.len() == rows * layer.units);
        if plain { layers } else { Vec::new() }
    }
}
