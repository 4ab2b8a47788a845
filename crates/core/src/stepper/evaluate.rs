//! How good the model is on a part of the rows, as it is now: nothing of the training changes.

use super::Stepper;
use crate::data::split::Part;
use crate::error::{Error, Result};
#[cfg(feature = "full")]
use crate::experiment::Experiment;
use crate::experiment::MAX_CELLS;
use crate::float::Float;
#[cfg(feature = "full")]
use crate::metric::{Metrics, Task};
use crate::tensor::Tensor;

/// What the model makes of a part of the rows, in evaluation mode (`model.eval()`).
///
/// Loss and predictions are in the units of the training: where preprocessing has scaled `y`, they are scaled, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation<T> {
    /// How many rows there are.
    pub rows: usize,
    /// The loss of all these rows at once.
    pub loss: T,
    /// What the model predicts, row by row.
    pub predictions: Vec<T>,
    /// What it should predict.
    pub targets: Vec<T>,
}

#[cfg(feature = "full")]
impl<T: Float> Evaluation<T> {
    /// How good the predictions are; none where the loss compares them with the targets in its own way. What the
    /// targets mean is read from all of the experiment's rows.
    pub fn metrics(&self, experiment: &Experiment) -> Option<Metrics> {
        let columns = self.predictions.len() / self.rows.max(1);
        let y = &experiment.data.y;
        let task = Task::of(experiment.loss.info.name, columns, y.columns(), y.cells())?;
        let plain = |cells: &[T]| cells.iter().map(|cell| cell.as_f64()).collect::<Vec<_>>();
        Some(Metrics::of(task, &plain(&self.predictions), &plain(&self.targets)))
    }
}

impl<T: Float> Stepper<T> {
    /// Loss and predictions for a part; none where it has no rows. Without a split all rows are for training.
    pub fn evaluate(&mut self, part: Part) -> Result<Option<Evaluation<T>>> {
        let data = self.experiment.part(part);
        let rows = data.x.rows();
        if rows == 0 {
            return Ok(None);
        }
        let output = self.experiment.model.last().map_or(&[][..], |layer| &layer.output);
        let dims: Vec<_> = std::iter::once(rows).chain(output.iter().copied()).collect();
        // The limits of an experiment are for its batches; the loss is computed over all rows at once.
        let numbers: u64 = dims.iter().map(|size| *size as u64).product();
        if numbers > MAX_CELLS {
            let what = "rows × columns of the prediction";
            return Err(Error::new("too_big", &[("what", &what), ("value", &numbers), ("max", &MAX_CELLS)]));
        }
        let x: Vec<T> = data.x.to_cells();
        let predictions = self.predict(&x)?;
        let targets: Vec<T> = data.y.to_cells();
        let len = self.tape.len();
        let prediction = self.tape.leaf(&Tensor::new(&dims, predictions.clone())?, false);
        let target = self.tape.leaf(&Tensor::new(&data.y.dims(rows), targets.clone())?, false);
        let loss = self.experiment.loss.record(&mut self.tape, prediction, target);
        let loss = loss.map(|id| self.tape.value(id)[0]);
        self.tape.truncate(len);
        Ok(Some(Evaluation { rows, loss: loss?, predictions, targets }))
    }
}
