//! What is recorded before a training begins.

use crate::error::Result;
use crate::experiment::{Experiment, LayerChoice};
use crate::float::Float;
use crate::layer::{self, Builder, Module, Recorder, Sequential};
use crate::ops;
use crate::program::{Circuit, Compiled};
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use std::sync::Arc;

/// Builds the layers, and draws their parameters in order; those that stand in a `Sequential` share their first
/// `depth + 1` places.
pub(crate) fn layers<T: Float>(choices: &[LayerChoice], depth: usize, on: &mut Builder<T>) -> Sequential<T> {
    let together = |a: &LayerChoice, b: &LayerChoice| a.place[depth] == b.place[depth];
    let module = |choices: &[LayerChoice]| -> Box<dyn Module<T>> {
        match choices {
            [choice] if choice.place.len() == depth + 1 || !cfg!(feature = "full") => {
                layer::build(choice.info, &choice.options, &choice.output, on)
            }
            within => Box::new(layers(within, depth + 1, on)),
        }
    };
    Sequential::new(choices.chunk_by(together).map(module).collect())
}

/// Records the computation of one batch of `rows` rows.
pub(crate) fn record<T: Float>(
    tape: &mut Tape<T>,
    model: &Sequential<T>,
    experiment: &Experiment,
    rows: usize,
) -> Result<Circuit> {
    let first = tape.len();
    let x = tape.leaf(&Tensor::zeros(&[rows, experiment.data.x.columns()]), false);
    let y = tape.leaf(&Tensor::zeros(&experiment.data.y.dims(rows)), false);
    let mut recorder = Recorder::new(tape, true);
    let prediction = model.record(&mut recorder, x)?;
    #[cfg(feature = "full")]
    let layers = recorder.ends;
    let effects = recorder.effects;
    let data_loss = experiment.loss.record(tape, prediction, y)?;
    let penalty = if cfg!(feature = "full") {
        let parameters: Vec<_> = model.parameters().into_iter().map(|(_, id)| id).collect();
        experiment.penalty().record(tape, &parameters)?
    } else {
        None
    };
    let loss = match &penalty {
        Some(penalty) => tape.apply(Arc::new(ops::Add), &[data_loss, penalty.node])?,
        None => data_loss,
    };
    Ok(Circuit {
        rows,
        x,
        y,
        prediction,
        data_loss,
        penalty,
        loss,
        nodes: first..tape.len(),
        #[cfg(feature = "full")]
        layers,
        effects,
        program: Vec::new(),
        compiled: Compiled::default(),
        ready: false,
        loss_index: 0,
    })
}

/// Replaces first values of parameters and buffers by given ones; that they fit was checked with the experiment.
pub(super) fn set_parameters<'p, T: Float>(
    tape: &mut Tape<T>,
    parameters: &(impl Iterator<Item = &'p (String, NodeId)> + Clone),
    given: &[(String, Tensor<f64>)],
) {
    for (name, tensor) in given {
        if let Some((_, id)) = parameters.clone().find(|(known, _)| known == name) {
            let cells = tape.value_mut(*id).iter_mut();
            cells.zip(tensor.data()).for_each(|(cell, given)| *cell = T::from_f64(*given));
        }
    }
}
