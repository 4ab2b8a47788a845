//! The loss as a landscape over a model's only two parameters: a line's weight and bias.

use crate::data::split::Part;
use crate::error::Result;
use crate::experiment::Experiment;
use crate::float::Float;
use crate::scratch::Scratch;
use crate::stepper::Stepper;

/// How far around the lowest point the landscape reaches at least, in units of a parameter.
const LEAST: f64 = 0.25;
/// How much farther than the start it reaches.
const ROOM: f64 = 1.3;

/// The loss at every corner of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// From which to which weight the grid reaches.
    pub weight: (f64, f64),
    /// From which to which bias.
    pub bias: (f64, f64),
    /// How many columns and rows there are.
    pub size: usize,
    /// The losses, row by row: a row for each bias, a column for each weight.
    pub losses: Vec<f32>,
    /// The lowest point: weight, bias, loss.
    pub lowest: (f64, f64, f64),
}

impl Surface {
    /// The weight of a column.
    pub fn weight_at(&self, column: usize) -> f64 {
        middle(self.weight, column, self.size)
    }

    /// The bias of a row.
    pub fn bias_at(&self, row: usize) -> f64 {
        middle(self.bias, row, self.size)
    }
}

/// A grid's points stand in the middle of its cells.
pub fn middle((low, high): (f64, f64), index: usize, size: usize) -> f64 {
    low + (high - low) * (index as f64 + 0.5) / size as f64
}

/// The place at a share of a picture's width or height, with so many decimals: what a reader can see.
pub fn place((low, high): (f64, f64), share: f64, decimals: i32) -> f64 {
    let (share, unit) = (if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }, 10_f64.powi(decimals));
    ((low + (high - low) * share) * unit).round() / unit
}

impl<T: Float> Stepper<T> {
    /// The landscape of the loss around its lowest point, wide enough that the start of the training lies on it, on a
    /// grid of `size` × `size` points: each is the loss of the training's own forward pass over its rows. None where
    /// the model is no straight line that is trained on all rows at once: there the lowest point is not known.
    pub fn surface(&self, size: usize) -> Result<Option<Surface>> {
        let experiment = self.experiment();
        let lowest = experiment.best_loss().and_then(|_| experiment.part(Part::Train).least_squares());
        let Some(lowest) = lowest.filter(|_| size > 0) else { return Ok(None) };
        // The seed's start decides how far it reaches, so that another start on it changes nothing.
        let first = |parameters| -> Result<Vec<T>> {
            let stepper = Stepper::<T>::new(Experiment { parameters, ..experiment.clone() })?;
            Ok(stepper.parameter_values())
        };
        let (drawn, given) = (first(vec![])?, first(experiment.parameters.clone())?);
        let around = |index: usize, center: f64| {
            let away = |start: &[T]| (start[index].as_f64() - center).abs();
            let usual = (away(&drawn) * ROOM).max(LEAST);
            let reach = if away(&given) < usual { usual } else { away(&given) * ROOM };
            (center - reach, center + reach)
        };
        let (weight, bias) = (around(0, lowest.0), around(1, lowest.1));
        let mut surface = Surface { weight, bias, size, losses: Vec::with_capacity(size * size), lowest };
        let mut scratch = Scratch::<T>::of(self)?;
        for index in 0..size * size {
            let (weight, bias) = (surface.weight_at(index % size), surface.bias_at(index / size));
            surface.losses.push(loss_at(&mut scratch, weight, bias).as_f64() as f32);
        }
        Ok(Some(surface))
    }

    /// The loss of the present batch with another weight and bias, for a model that has just these two.
    pub fn loss_at(&self, weight: f64, bias: f64) -> Result<T> {
        Ok(loss_at(&mut Scratch::<T>::of(self)?, weight, bias))
    }
}

fn loss_at<T: Float>(scratch: &mut Scratch<T>, weight: f64, bias: f64) -> T {
    for (parameter, value) in [weight, bias].into_iter().enumerate() {
        if let Some(cell) = scratch.cell(parameter, 0) {
            *cell = T::from_f64(value);
        }
    }
    scratch.loss()
}
