//! An edit: something that the reader changes by hand between two training steps, as plain data.

use crate::data::{Table, cell_number};
use crate::error::{Error, Result};
use crate::experiment::{Experiment, OptimizerChoice, read_loss, read_optimizer};
use crate::float::Float;
use crate::loss::LossChoice;
use crate::optim;
use crate::options::{Options, count, flag, list, names, object};
use crate::stepper::{Keep, Stepper, Written};
use serde_json::{Map, Value, json};

/// The longest text that is read as an edit.
pub const MAX_EDIT_BYTES: usize = 1 << 16;

/// What can be changed.
#[derive(Clone, Debug)]
pub enum Edit {
    /// One number of a parameter.
    Parameter {
        /// Which parameter, counted from 0.
        index: usize,
        /// Which of its numbers, in row-major order.
        cell: usize,
        /// What it becomes.
        value: f64,
    },
    /// A row of the data, as it is trained on.
    Data {
        /// Which row, counted from 0.
        row: usize,
        /// Its inputs, where they change.
        x: Option<Vec<f64>>,
        /// Its targets, where they change.
        y: Option<Vec<f64>>,
    },
    /// The learning rate of the optimizer, which goes on.
    Lr(f64),
    /// Another optimizer, which begins afresh.
    Optimizer(OptimizerChoice),
    /// Another loss.
    Loss(LossChoice),
    /// Whether `optimizer.zero_grad()` is in the program.
    ZeroGrad(bool),
}

impl Edit {
    /// Reads an edit of a training from JSON text: an object with one key, such as `{"lr": 0.02}`,
    /// `{"parameter": {"name": "0.weight", "cell": 0, "value": 0.5}}`, `{"data": {"row": 3, "x": [4.4], "y": [2.0]}}`,
    /// `{"optimizer": {"Adam": {"lr": 0.1}}}`, `{"loss": "L1Loss"}` or `{"zero_grad": false}`.
    ///
    /// # Errors
    /// Names the key, the value and what would fit.
    pub fn from_json<T: Float>(text: &str, stepper: &Stepper<T>) -> Result<Self> {
        if text.len() > MAX_EDIT_BYTES {
            return Err(Error::new("too_long", &[("value", &text.len()), ("max", &MAX_EDIT_BYTES)]));
        }
        let value: Value = serde_json::from_str(text).map_err(|error| Error::json(&error))?;
        let written = object("edit", &value)?;
        let mut keys = written.iter();
        let (Some((key, value)), None) = (keys.next(), keys.next()) else {
            return Err(Error::new("one_edit", &[("value", &written.len())]));
        };
        match key.as_str() {
            "parameter" => parameter(object(key, value)?, stepper),
            "data" => data(object(key, value)?, &stepper.experiment),
            "lr" => {
                let optimizer = &stepper.experiment.optimizer;
                Ok(Self::Lr(with_rate(optimizer, value)?.options.number("lr")))
            }
            "optimizer" => Ok(Self::Optimizer(read_optimizer(value)?)),
            "loss" => Ok(Self::Loss(read_loss(value)?)),
            "zero_grad" => Ok(Self::ZeroGrad(flag(key, value)?)),
            _ => {
                let fits = names(["parameter", "data", "lr", "optimizer", "loss", "zero_grad"].into_iter());
                Err(Error::new("unknown_key", &[("key", &format!("edit.{key}")), ("fits", &fits)]))
            }
        }
    }

    /// The edit of a training as JSON text, which [`Edit::from_json`] reads as the same edit.
    pub(super) fn to_json<T: Float>(&self, stepper: &Stepper<T>) -> String {
        let choice = |name: &str, options: &Options| json!({ name: map_of(options) });
        let edit = match self {
            Self::Parameter { index, cell, value } => {
                let name = stepper.parameters().nth(*index).map(|(name, _)| name);
                json!({"parameter": {"name": name, "cell": cell, "value": value}})
            }
            Self::Data { row, x, y } => {
                let cells = [("x", x), ("y", y)].into_iter().filter_map(|(key, cells)| Some((key, cells.as_ref()?)));
                let mut written: Map<_, _> =
                    cells.map(|(key, cells)| (key.to_owned(), Value::from(cells.clone()))).collect();
                written.insert("row".to_owned(), Value::from(*row));
                json!({"data": written})
            }
            Self::Lr(lr) => json!({"lr": lr}),
            Self::Optimizer(optimizer) => json!({"optimizer": choice(optimizer.info.name, &optimizer.options)}),
            Self::Loss(loss) => json!({"loss": choice(loss.info.name, &loss.options)}),
            Self::ZeroGrad(zero_grad) => json!({"zero_grad": zero_grad}),
        };
        edit.to_string()
    }

    /// The experiment with this edit.
    ///
    /// # Errors
    /// When the parts do not fit together any more.
    pub(super) fn apply(&self, experiment: &Experiment) -> Result<Experiment> {
        let mut edited = experiment.clone();
        match self {
            Self::Parameter { .. } => {}
            Self::Data { row, x, y } => {
                // What the rows were made from says nothing about this one.
                (edited.data.name, edited.preparation) = (None, None);
                for (table, cells) in [(&mut edited.data.x, x), (&mut edited.data.y, y)] {
                    if let Some(cells) = cells {
                        table.set_row(*row, cells);
                    }
                }
            }
            Self::Lr(lr) => edited.optimizer = with_rate(&experiment.optimizer, &Value::from(*lr))?,
            Self::Optimizer(choice) => edited.optimizer = choice.clone(),
            Self::Loss(choice) => edited.loss = choice.clone(),
            Self::ZeroGrad(zero_grad) => edited.zero_grad = *zero_grad,
        }
        edited.check()?;
        Ok(edited)
    }

    /// What becomes of the optimizer.
    pub(super) fn keep(&self) -> Keep {
        match self {
            Self::Lr(lr) => Keep::ButRate(*lr),
            Self::Optimizer(_) => Keep::Nothing,
            _ => Keep::All,
        }
    }

    /// The number that it writes into a parameter.
    pub(super) fn written<T: Float>(&self, stepper: &Stepper<T>) -> Option<Written<T>> {
        let Self::Parameter { index, cell, value } = self else { return None };
        let (_, parameter) = stepper.parameters().nth(*index)?;
        Some(Written { parameter, cell: *cell, value: T::from_f64(*value) })
    }

    /// Whether both change the same thing, so that made at the same moment they are one edit.
    pub(super) fn same_target(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Parameter { index, cell, .. }, Self::Parameter { index: known, cell: place, .. }) => {
                (index, cell) == (known, place)
            }
            (Self::Data { row, .. }, Self::Data { row: known, .. }) => row == known,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// This edit after an earlier one of the same thing, as one edit.
    pub(super) fn after(self, earlier: &Self) -> Self {
        match (self, earlier) {
            (Self::Data { row, x, y }, Self::Data { x: before_x, y: before_y, .. }) => {
                Self::Data { row, x: x.or_else(|| before_x.clone()), y: y.or_else(|| before_y.clone()) }
            }
            (edit, _) => edit,
        }
    }
}

fn parameter<T: Float>(written: &Map<String, Value>, stepper: &Stepper<T>) -> Result<Edit> {
    only(written, "parameter", &["name", "cell", "value"])?;
    let name = needed(written, "parameter", "name")?;
    let found = stepper.parameters().position(|(known, _)| name.as_str() == Some(known));
    let Some((index, (_, id))) = found.and_then(|index| Some((index, stepper.parameters().nth(index)?))) else {
        let fits = names(stepper.parameters().map(|(name, _)| name));
        return Err(Error::new("parameter_name", &[("key", &format!("parameter.{name}")), ("fits", &fits)]));
    };
    let last = stepper.tape.value(id).len().saturating_sub(1) as u64;
    let cell = written.get("cell").map_or(Ok(0), |cell| count("parameter.cell", cell, 0, last))? as usize;
    let value = cell_number("parameter.value", needed(written, "parameter", "value")?)?;
    Ok(Edit::Parameter { index, cell, value })
}

fn data(written: &Map<String, Value>, experiment: &Experiment) -> Result<Edit> {
    only(written, "data", &["row", "x", "y"])?;
    let rows = experiment.data.x.rows() as u64;
    let row = count("data.row", needed(written, "data", "row")?, 0, rows.saturating_sub(1))? as usize;
    let cells = |key: &str, table: &Table| {
        let Some(value) = written.get(key) else { return Ok(None) };
        let key = format!("data.{key}");
        let row = list(&key, value)?;
        if row.len() != table.columns() {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("key", &key), ("value", &row.len()), ("fits", &table.columns())];
            return Err(Error::new("data_columns", fields));
        }
        let cell = |(column, cell)| cell_number(&format!("{key}[{column}]"), cell);
        row.iter().enumerate().map(cell).collect::<Result<Vec<_>>>().map(Some)
    };
    let (x, y) = (cells("x", &experiment.data.x)?, cells("y", &experiment.data.y)?);
    if x.is_none() && y.is_none() {
        return Err(Error::new("missing", &[("key", &"data.y")]));
    }
    Ok(Edit::Data { row, x, y })
}

/// The same optimizer with another learning rate.
fn with_rate(optimizer: &OptimizerChoice, rate: &Value) -> Result<OptimizerChoice> {
    let info = optimizer.info;
    let key = format!("optimizer.{}", info.name);
    let mut written = map_of(&optimizer.options);
    written.insert("lr".to_owned(), rate.clone());
    let options = Options::read(&key, &written, info.args)?;
    optim::check(&key, info, &options)?;
    Ok(OptimizerChoice { info, options })
}

/// Options as they are written.
fn map_of(options: &Options) -> Map<String, Value> {
    options.iter().map(|(name, setting)| (name.to_owned(), serde_json::to_value(setting).unwrap_or_default())).collect()
}

fn needed<'v>(written: &'v Map<String, Value>, key: &str, name: &str) -> Result<&'v Value> {
    written.get(name).ok_or_else(|| Error::new("missing", &[("key", &format!("{key}.{name}"))]))
}

fn only(written: &Map<String, Value>, key: &str, fits: &[&'static str]) -> Result<()> {
    match written.keys().find(|name| !fits.contains(&name.as_str())) {
        Some(name) => {
            let fits = names(fits.iter().copied());
            Err(Error::new("unknown_key", &[("key", &format!("{key}.{name}")), ("fits", &fits)]))
        }
        None => Ok(()),
    }
}
