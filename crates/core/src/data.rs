//! Data sets: rows of inputs `x` and targets `y`.

#[cfg(feature = "full")]
mod circle;
#[cfg(feature = "full")]
pub mod csv;
#[cfg(feature = "full")]
pub mod frame;
#[cfg(feature = "full")]
pub mod generated;
#[cfg(feature = "full")]
pub mod real;
#[cfg(feature = "full")]
pub mod source;
pub mod split;

use crate::error::{Error, Result};
use crate::float::Float;
use crate::options::{integer, list, number, wrong_type};
#[cfg(feature = "full")]
use crate::tensor::Tensor;
use serde_json::Value;
use std::fmt::Display;

/// The 15 points of the article that this project starts from, as (x, y).
///
/// Their least-squares line is y = 0.2599899 x + 0.7476653 with a mean squared error of 0.1689153:
/// the loss of the demo does not go to 0.
pub const ARTICLE: [(f64, f64); 15] = [
    (3.3, 1.7),
    (4.4, 2.76),
    (5.5, 2.09),
    (6.71, 3.19),
    (6.93, 1.694),
    (4.168, 1.573),
    (9.779, 3.366),
    (6.182, 2.596),
    (7.59, 2.53),
    (2.167, 1.221),
    (7.042, 2.827),
    (10.791, 3.465),
    (5.313, 1.65),
    (7.997, 2.904),
    (3.1, 1.3),
];

/// The most rows that a data set may have.
pub const MAX_ROWS: usize = 50_000;
/// The most columns that inputs or targets may have.
pub const MAX_COLUMNS: usize = 1024;
/// The largest class: a prediction has a column for each, and at most [`MAX_COLUMNS`].
const MAX_CLASS: i64 = 1023;

/// Rows and columns of numbers, as they were written; or one class for each row, a whole number from 0.
///
/// Classes stand in a flat list, `[0, 2, 1]`, and their tensor has the shape `[rows]`, as PyTorch's losses of
/// classes want them. They are names, not amounts: nobody may scale or average them.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: usize,
    classes: bool,
    cells: Vec<f64>,
}

impl Table {
    /// A table of one column.
    pub fn column(cells: impl Iterator<Item = f64>) -> Self {
        Self { columns: 1, classes: false, cells: cells.collect() }
    }

    /// One class for each row.
    pub fn classes(cells: Vec<f64>) -> Self {
        Self { columns: 1, classes: true, cells }
    }

    /// Reads `[[1, 2], [3, 4]]`, or classes, `[0, 2, 1]`; `key` is where it stands, for the messages.
    pub fn read_targets(key: &str, value: &Value) -> Result<Self> {
        let rows = list(key, value)?;
        if !rows.first().is_some_and(Value::is_number) {
            return Self::read(key, value);
        }
        check_rows(key, rows)?;
        // −100 is PyTorch's mark of a row without a class. What else fits, the loss and the model know.
        let class = |(row, class)| integer(&format!("{key}[{row}]"), class, -100, MAX_CLASS);
        let classes = rows.iter().enumerate().map(class).collect::<Result<Vec<_>>>()?;
        Ok(Self::classes(classes.into_iter().map(|class| class as f64).collect()))
    }

    /// Reads `[[1, 2], [3, 4]]`; `key` is where it stands, for the messages.
    pub fn read(key: &str, value: &Value) -> Result<Self> {
        let rows = list(key, value)?;
        check_rows(key, rows)?;
        let mut table = Self { columns: 0, classes: false, cells: Vec::new() };
        for (index, row) in rows.iter().enumerate() {
            let key_of_row = || format!("{key}[{index}]");
            let row = row.as_array().ok_or_else(|| wrong_type("wrong_type_list", &key_of_row(), row))?;
            if index == 0 {
                table.columns = row.len();
                if !(1..=MAX_COLUMNS).contains(&row.len()) {
                    let key = format!("len({})", key_of_row());
                    let fields: &[(_, &dyn Display)] =
                        &[("key", &key), ("value", &row.len()), ("min", &1), ("max", &MAX_COLUMNS)];
                    return Err(Error::new("out_of_range", fields));
                }
            } else if row.len() != table.columns {
                let fields: &[(_, &dyn Display)] =
                    &[("key", &key_of_row()), ("value", &row.len()), ("fits", &table.columns)];
                return Err(Error::new("data_columns", fields));
            }
            for (column, cell) in row.iter().enumerate() {
                // The key is only written out where something is wrong: there may be a million cells.
                let fits = cell.as_f64().filter(|cell| cell.abs() <= f64::from(f32::MAX));
                let cell = fits.map_or_else(|| cell_number(&format!("{}[{column}]", key_of_row()), cell), Ok)?;
                table.cells.push(cell);
            }
        }
        Ok(table)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.cells.len() / self.columns.max(1)
    }

    /// The rows with these numbers, in this order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let start = |row: &u32| *row as usize * self.columns;
        let cells = rows.iter().flat_map(|row| &self.cells[start(row)..start(row) + self.columns]);
        Self { cells: cells.copied().collect(), ..*self }
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A row.
    #[cfg(feature = "full")]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// Replaces a row by one that is as long.
    #[cfg(feature = "full")]
    pub(crate) fn set_row(&mut self, row: usize, cells: &[f64]) {
        self.cells[row * self.columns..(row + 1) * self.columns].copy_from_slice(cells);
    }

    /// Whether these are classes, one for each row.
    pub fn is_classes(&self) -> bool {
        self.classes
    }

    /// The shape of the tensor that holds `rows` of the rows.
    pub fn dims(&self, rows: usize) -> Vec<usize> {
        if self.classes { vec![rows] } else { vec![rows, self.columns] }
    }

    /// The numbers, row by row.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The numbers in the precision of the training.
    pub fn to_cells<T: Float>(&self) -> Vec<T> {
        self.cells.iter().map(|cell| T::from_f64(*cell)).collect()
    }
}

/// There must be rows, and not too many.
fn check_rows(key: &str, rows: &[Value]) -> Result<()> {
    if rows.is_empty() {
        return Err(Error::new("data_empty", &[("key", &key)]));
    }
    if rows.len() > MAX_ROWS {
        return Err(Error::new(
            "out_of_range",
            &[("key", &format!("len({key})")), ("value", &rows.len()), ("min", &1), ("max", &MAX_ROWS)],
        ));
    }
    Ok(())
}

/// A number of a table or of a parameter: within what an f32 can hold, so that the data itself is never infinite.
pub(crate) fn cell_number(key: &str, value: &Value) -> Result<f64> {
    number(key, value, f64::from(f32::MIN), f64::from(f32::MAX))
}

/// Inputs and targets, one row each for every example.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// The name of a built-in data set; none for rows that a user wrote.
    pub name: Option<&'static str>,
    /// The inputs.
    pub x: Table,
    /// The targets.
    pub y: Table,
}

/// The registry of built-in data sets.
pub const DATA_SETS: &[&str] = &["article"];

/// How classes may be written as targets: their numbers 0, 1, 2 …; 0 and 1; −1 and 1; or a column for each
/// class that is 1 in its rows and 0 elsewhere.
pub const TARGETS: &[&str] = &["classes", "zero_one", "plus_minus_one", "one_hot"];

impl Data {
    /// The demo's 15 points.
    pub fn article() -> Self {
        let x = Table::column(ARTICLE.iter().map(|point| point.0));
        let y = Table::column(ARTICLE.iter().map(|point| point.1));
        Self { name: Some("article"), x, y }
    }

    /// The rows with these numbers, in this order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        Self { name: None, x: self.x.take(rows), y: self.y.take(rows) }
    }

    /// The straight line with the lowest mean squared error, for one input and one target: its
    /// weight, bias and that error.
    ///
    /// w = Σ(x−x̄)(y−ȳ) / Σ(x−x̄)², b = ȳ − w·x̄. None where all x are equal.
    pub fn least_squares(&self) -> Option<(f64, f64, f64)> {
        if self.x.columns != 1 || self.y.columns != 1 {
            return None;
        }
        let n = self.x.rows() as f64;
        let (x_mean, y_mean) = (self.x.cells.iter().sum::<f64>() / n, self.y.cells.iter().sum::<f64>() / n);
        let points = || self.x.cells.iter().zip(&self.y.cells);
        let spread: f64 = points().map(|(x, _)| (x - x_mean).powi(2)).sum();
        let together: f64 = points().map(|(x, y)| (x - x_mean) * (y - y_mean)).sum();
        let w = together / spread;
        let b = y_mean - w * x_mean;
        let error = points().map(|(x, y)| (w * x + b - y).powi(2)).sum::<f64>() / n;
        (w.is_finite() && error.is_finite()).then_some((w, b, error))
    }
}

/// Numbers of a parameter as they were written, nested lists for rows.
#[cfg(feature = "full")]
pub(crate) fn read_tensor(key: &str, value: &Value) -> Result<Tensor<f64>> {
    let (mut dims, mut cells) = (Vec::new(), Vec::new());
    let mut inner = value;
    while let Some(list) = inner.as_array() {
        dims.push(list.len());
        let Some(first) = list.first() else { break };
        inner = first;
    }
    flatten(key, value, &dims, &mut cells)?;
    Tensor::new(&dims, cells)
}

/// Collects nested lists; the depth is that of `dims`, which JSON's own nesting limit bounds.
#[cfg(feature = "full")]
fn flatten(key: &str, value: &Value, dims: &[usize], cells: &mut Vec<f64>) -> Result<()> {
    let Some((size, inner)) = dims.split_first() else {
        cells.push(cell_number(key, value)?);
        return Ok(());
    };
    let rows = list(key, value)?;
    if rows.len() != *size {
        return Err(Error::new("data_columns", &[("key", &key), ("value", &rows.len()), ("fits", size)]));
    }
    rows.iter().enumerate().try_for_each(|(index, row)| flatten(&format!("{key}[{index}]"), row, inner, cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_line_through_the_article_is_known() {
        let (w, b, error) = Data::article().least_squares().expect("a line");
        assert!((w - 0.259_989_9).abs() < 1e-7 && (b - 0.747_665_3).abs() < 1e-7 && (error - 0.168_915_3).abs() < 1e-7);
    }
}
