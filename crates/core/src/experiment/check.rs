//! Whether the parts of an experiment fit together, and whether it stays within what a page can bear.

use super::{Experiment, MAX_CELLS, MAX_PARAMETERS, MAX_PRODUCTS, MAX_STEPS};
use crate::error::{Error, Result};
use crate::layer::LayerPlace;
use crate::options::names;
use crate::schedule;
use crate::tensor::Shape;

/// Refuses what would fill the memory, never end, or has no place in the model.
pub(super) fn check(experiment: &Experiment) -> Result<()> {
    let steps = experiment.epochs * experiment.batches() as u64;
    if steps > MAX_STEPS {
        return Err(Error::new("too_many_steps", &[("value", &steps), ("max", &MAX_STEPS)]));
    }
    if let Some(scheduler) = experiment.scheduler() {
        schedule::check(scheduler.info, &scheduler.options, experiment.optimizer.info, experiment.epochs)?;
    }
    let rows = experiment.batch_rows() as f64;
    let mut numbers = 0_u64;
    for (index, layer) in experiment.model.iter().enumerate() {
        (layer.info.check)(&LayerPlace {
            key: &layer.key(),
            options: &layer.options,
            output: &layer.output,
            rows: experiment.smallest_batch(),
            data: (index == 0).then(|| experiment.data.x.cells()),
        })?;
        let parameters = (layer.info.parameters)(&layer.options);
        // Sizes that somebody writes may come to more than a usize holds.
        let product = |dims: &[usize]| dims.iter().fold(1_u64, |product, size| product.saturating_mul(*size as u64));
        let count: u64 = parameters.iter().map(|(_, dims)| product(dims)).sum();
        let products = rows * (layer.info.products)(&layer.options, &layer.output);
        if products > MAX_PRODUCTS as f64 {
            return Err(Error::new("too_much_work", &[("value", &products), ("max", &MAX_PRODUCTS)]));
        }
        numbers = count.saturating_add(numbers);
    }
    if numbers > MAX_PARAMETERS {
        return Err(Error::new("too_big", &[("what", &"model"), ("value", &numbers), ("max", &MAX_PARAMETERS)]));
    }
    let cells = rows * experiment.cells();
    if cells > MAX_CELLS as f64 {
        let what = "batch_size × layers";
        return Err(Error::new("too_big", &[("what", &what), ("value", &cells), ("max", &MAX_CELLS)]));
    }
    targets(experiment)?;
    parameters(experiment)
}

/// The model must predict as much as the targets have, in the form that the loss takes.
fn targets(experiment: &Experiment) -> Result<()> {
    if super::targets::are_classes(experiment)? {
        return Ok(());
    }
    let (y, name) = (&experiment.data.y, experiment.loss.info.name);
    if y.is_classes() {
        return Err(Error::new("target_rows", &[("key", &"data.y"), ("op", &name)]));
    }
    let output = experiment.model.last().map_or(&[][..], |layer| &layer.output);
    if output != [y.columns()] {
        let prediction = match output {
            [columns] => columns.to_string(),
            _ => Shape::new(output).to_string(),
        };
        return Err(Error::new("example_shape", &[("prediction", &prediction), ("y", &y.columns())]));
    }
    Ok(())
}

/// Given parameters must be parameters or buffers of the model.
fn parameters(experiment: &Experiment) -> Result<()> {
    let of_layer = |layer: &super::LayerChoice| {
        let path = layer.path();
        let state = [(layer.info.parameters)(&layer.options), (layer.info.buffers)(&layer.options)];
        state.into_iter().flatten().map(move |(name, dims)| (format!("{path}.{name}"), Shape::new(&dims)))
    };
    let known: Vec<_> = experiment.model.iter().flat_map(of_layer).collect();
    for (name, tensor) in &experiment.parameters {
        let key = format!("parameters.{name}");
        let Some((_, shape)) = known.iter().find(|(known, _)| known == name) else {
            let fits = names(known.iter().map(|(name, _)| name.as_str()));
            return Err(Error::new("parameter_name", &[("key", &key), ("fits", &fits)]));
        };
        if shape != tensor.shape() {
            return Err(Error::new("parameter_shape", &[("key", &key), ("value", tensor.shape()), ("fits", shape)]));
        }
    }
    Ok(())
}
