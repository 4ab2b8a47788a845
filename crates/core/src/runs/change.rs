//! What an edit has changed, from what to what and when: for the page, the explanation and the program.

use super::edit::Edit;
use crate::experiment::Experiment;
use crate::explain::{Explanation, Piece};
use crate::export;
use crate::float::Float;
use crate::op::Role;
use crate::stepper::Stepper;
use serde::Serialize;

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Its number: no two edits of a training have the same.
    pub id: u64,
    /// `"parameter"`, `"data"`, `"lr"`, `"optimizer"`, `"loss"` or `"zero_grad"`.
    pub kind: &'static str,
    /// The parameter's name in `state_dict`.
    pub name: Option<String>,
    /// The place of the number in the parameter, an index for each dimension.
    pub cell: Vec<usize>,
    /// The row of the data, counted from 0.
    pub row: Option<usize>,
    /// What it was.
    pub from: Said,
    /// What it is now.
    pub to: Said,
    /// The epoch from which on it holds, from 1.
    pub epoch: u64,
    /// The batch from which on it holds, from 1.
    pub batch: u64,
    /// The training step from which on it holds, from 0.
    pub step: u64,
    /// The position at which it has been made: that of the edit among the operations.
    pub position: u64,
    /// The edit as JSON text: made at the position before, it is the same again.
    pub written: String,
}

/// Something before or after an edit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Said {
    /// A number.
    Number(f64),
    /// A row of the data.
    Row {
        /// Its inputs.
        x: Vec<f64>,
        /// Its targets.
        y: Vec<f64>,
    },
    /// An optimizer or a loss, as Python writes it.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

impl Change {
    /// What an edit changes here, where it stands.
    pub(super) fn new<T: Float>(id: u64, edit: &Edit, stepper: &Stepper<T>, edited: &Experiment) -> Self {
        let experiment = &stepper.experiment;
        let place = stepper.place_of(stepper.position());
        let (kind, from, to) = match edit {
            Edit::Parameter { index, cell, value } => {
                let before = stepper.parameters().nth(*index).map(|(_, id)| stepper.tape.value(id)[*cell].as_f64());
                let value = T::from_f64(*value).as_f64();
                ("parameter", Said::Number(before.unwrap_or_default()), Said::Number(value))
            }
            Edit::Data { row, .. } => {
                let said = |experiment: &Experiment| {
                    let (x, y) = (&experiment.data.x, &experiment.data.y);
                    Said::Row { x: x.row(*row).to_vec(), y: y.row(*row).to_vec() }
                };
                ("data", said(experiment), said(edited))
            }
            Edit::Lr(lr) => ("lr", Said::Number(stepper.optimizer.rule().lr()), Said::Number(*lr)),
            Edit::Optimizer(_) => {
                let said = |experiment: &Experiment| Said::Text(export::optimizer(&experiment.optimizer));
                ("optimizer", said(experiment), said(edited))
            }
            Edit::Loss(_) => {
                let said = |experiment: &Experiment| Said::Text(export::loss(&experiment.loss));
                ("loss", said(experiment), said(edited))
            }
            Edit::ZeroGrad(on) => ("zero_grad", Said::Flag(experiment.zero_grad), Said::Flag(*on)),
        };
        let (name, cell) = match edit {
            Edit::Parameter { index, cell, .. } => {
                let known = stepper.parameters().nth(*index);
                let index = known.map(|(_, id)| stepper.tape.node(id).shape().index_of(*cell));
                (known.map(|(name, _)| name.to_owned()), index.unwrap_or_default())
            }
            _ => (None, Vec::new()),
        };
        let row = if let Edit::Data { row, .. } = edit { Some(*row) } else { None };
        Self {
            id,
            kind,
            name,
            cell,
            row,
            from,
            to,
            epoch: place.epoch + 1,
            batch: place.batch + 1,
            step: stepper.step_of(place),
            position: stepper.position() + 1,
            written: edit.to_json(stepper),
        }
    }

    /// The edit as something that has just been done: what was and what is.
    pub(super) fn explain(&self, said: Explanation) -> Explanation {
        let name = match (&self.name, self.kind) {
            (Some(name), _) => format!("{}{:?}", name.rsplit('.').next().unwrap_or_default(), self.cell),
            (None, "zero_grad") => "optimizer.zero_grad()".to_owned(),
            (None, kind) => kind.to_owned(),
        };
        let role = if self.kind == "parameter" { Role::Model } else { Role::Value };
        let line =
            |name: &str, from: Piece, to: Piece| vec![Piece::text(format!("{name}: ")), from, Piece::text(" → "), to];
        let equations = match (&self.from, &self.to) {
            (Said::Row { x, y }, Said::Row { x: new_x, y: new_y }) => {
                let row = self.row.unwrap_or_default();
                let table = |name: &'static str, from: &[f64], to: &[f64]| -> Vec<Vec<Piece>> {
                    let cell = |(column, (from, to)): (usize, (&f64, &f64))| {
                        let [from, to] = [from, to].map(|number| Piece::number(Role::Data, *number));
                        (from != to).then(|| line(&format!("{name}[{row}, {column}]"), from, to))
                    };
                    from.iter().zip(to).enumerate().filter_map(cell).collect()
                };
                table("x", x, new_x).into_iter().chain(table("y", y, new_y)).collect()
            }
            (Said::Number(from), Said::Number(to)) => {
                vec![line(&name, Piece::number(role, *from), Piece::number(role, *to))]
            }
            (Said::Text(from), Said::Text(to)) => {
                vec![line(&name, Piece::text(from.as_str()), Piece::text(to.as_str()))]
            }
            (from, _) => {
                let [off, on] = ["—", "✓"];
                let words = if *from == Said::Flag(true) { [on, off] } else { [off, on] };
                let [from, to] = words.map(Piece::text);
                vec![line(&name, from, to)]
            }
        };
        Explanation { equations, target: self.name.clone(), ..said }
    }
}
