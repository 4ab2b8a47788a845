//! The gradient check: what backward says about one number, beside what two losses next to each other say.
//!
//! (L(w + h) − L(w − h)) / 2h comes near the slope as h shrinks: what is missing, the truncation error, falls with h².
//! But the losses are rounded, and this error is divided by h: it grows as h shrinks. In between lies the best h.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::scratch::Scratch;
use crate::stepper::Stepper;
use serde::Serialize;
use std::fmt::Display;

/// How many values of h there are: from 1 down to 1e-12, four in each decade.
const STEPS: i32 = 49;
/// Where the truncation error is measured: far from where rounding decides, near enough that it falls with h².
const MEASURED: f64 = 1e-2;

/// What two precisions say about the gradient of one number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// The parameter's `state_dict` name.
    pub name: String,
    /// Single precision, in which the page trains.
    pub f32: Column,
    /// Double precision.
    pub f64: Column,
}

/// The check in one precision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The number itself.
    pub value: f64,
    /// Its gradient by one backward pass.
    pub gradient: f64,
    /// The loss.
    pub loss: f64,
    /// For each h, from the largest.
    pub rows: Vec<Row>,
}

/// The check with one h.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Row {
    /// How far the number is moved.
    pub h: f64,
    /// L(w + h).
    pub above: f64,
    /// L(w − h).
    pub below: f64,
    /// (L(w + h) − L(w − h)) / 2h.
    pub slope: f64,
    /// How far this is from the gradient.
    pub error: f64,
    /// About how large the truncation error is: it falls with h².
    pub truncation: f64,
    /// About how large the rounding error is: the last digit of the losses, divided by h.
    pub rounding: f64,
}

impl<S: Float> Stepper<S> {
    /// Checks the gradient of a parameter's cell on the present batch, in both precisions.
    ///
    /// # Errors
    /// When there is no such parameter or cell.
    pub fn gradient_check(&self, parameter: usize, cell: usize) -> Result<Check> {
        let outside = |key: &str, value: usize, count: usize| {
            let fields: &[(_, &dyn Display)] =
                &[("key", &key), ("value", &value), ("min", &0), ("max", &count.saturating_sub(1))];
            Error::new("out_of_range", fields)
        };
        let count = self.parameters().count();
        let (name, id) = self.parameters().nth(parameter).ok_or_else(|| outside("parameter", parameter, count))?;
        let cells = self.tape().value(id).len();
        if cell >= cells {
            return Err(outside("cell", cell, cells));
        }
        let mut single = column(&mut Scratch::<f32>::of(self)?, parameter, cell)?;
        let mut double = column(&mut Scratch::<f64>::of(self)?, parameter, cell)?;
        let measured = double.rows.iter().find(|row| row.h <= MEASURED * 1.01);
        // What is no larger than the rounding error there is none: the loss is a parabola, and the slope exact.
        let third =
            measured.filter(|row| row.error > 100.0 * row.rounding).map_or(0.0, |row| row.error / row.h.powi(2));
        for row in single.rows.iter_mut().chain(&mut double.rows) {
            row.truncation = third * row.h.powi(2);
        }
        Ok(Check { name: name.to_owned(), f32: single, f64: double })
    }
}

fn column<T: Float>(scratch: &mut Scratch<T>, parameter: usize, cell: usize) -> Result<Column> {
    let gradient = scratch.grad(parameter, cell)?.map_or(0.0, T::as_f64);
    let loss = scratch.loss().as_f64();
    let value = scratch.cell(parameter, cell).map_or(T::zero(), |cell| *cell);
    let mut loss_at = |moved: T| {
        if let Some(cell) = scratch.cell(parameter, cell) {
            *cell = moved;
        }
        scratch.loss()
    };
    let row = |exponent: i32| {
        // Whole decades are written, not computed: 1e-3 is 0.001.
        let between = [1.0, 0.562_341_325_190_349, 0.316_227_766_016_838, 0.177_827_941_003_892];
        let h = between[(exponent % 4).unsigned_abs() as usize] / 10f64.powi(exponent / 4);
        let step = T::from_f64(h);
        let (above, below) = (loss_at(value + step), loss_at(value - step));
        let slope = ((above - below) / (step + step)).as_f64();
        let rounding = T::epsilon().as_f64() * above.as_f64().abs().max(below.as_f64().abs()) / (2.0 * h);
        let error = (slope - gradient).abs();
        Row { h, above: above.as_f64(), below: below.as_f64(), slope, error, truncation: 0.0, rounding }
    };
    Ok(Column { value: value.as_f64(), gradient, loss, rows: (0..STEPS).map(row).collect() })
}
