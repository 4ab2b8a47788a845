//! Columns with names: what data are before every cell is a number to train on.
//!
//! A cell may be missing, and a column may hold words. Preprocessing changes that, see
//! [`crate::preprocess`]; [`Frame::finish`] refuses what is left of it.

use super::{Data, MAX_COLUMNS, MAX_ROWS, Table};
use crate::error::{Error, Result};
use std::fmt::Display;

/// The most cells that a table may have before and after preprocessing.
pub const MAX_CELLS: usize = 4_000_000;

/// What the cells of a column are.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Places in this sorted list of words: a column of text.
    Text(Vec<String>),
    /// Places in this sorted list of words, as numbers that stand for classes.
    Class(Vec<String>),
}

/// A column: its name and a cell for each row. A missing cell is NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What the cells are.
    pub kind: Kind,
    /// The numbers, or the places of the words.
    pub cells: Vec<f64>,
}

impl Column {
    /// A column of numbers.
    pub fn numbers(name: impl Into<String>, cells: Vec<f64>) -> Self {
        Self { name: name.into(), kind: Kind::Number, cells }
    }

    /// A column of classes 0, 1, 2 …
    pub fn classes(name: impl Into<String>, cells: Vec<f64>, classes: usize) -> Self {
        Self { name: name.into(), kind: Kind::Class((0..classes).map(|class| class.to_string()).collect()), cells }
    }

    /// A cell as a reader would write it.
    pub fn word(&self, row: usize) -> String {
        let cell = self.cells[row];
        match &self.kind {
            Kind::Text(words) | Kind::Class(words) => words.get(whole(cell)).cloned().unwrap_or_default(),
            Kind::Number => cell.to_string(),
        }
    }

    /// What a column is called that is 1 where this one has a certain value. Long names stay readable.
    pub(crate) fn name_of(&self, value: &str) -> String {
        let short = |text: &str| text.chars().take(60).collect::<String>();
        format!("{} = {}", short(&self.name), short(value))
    }

    /// Makes the values classes, numbered in ascending order.
    pub fn classify(&mut self) {
        let different = self.different(0..self.cells.len());
        if let Kind::Number = self.kind {
            self.kind = Kind::Class(different.iter().map(f64::to_string).collect());
            self.cells.iter_mut().for_each(|cell| *cell = place_among(&different, *cell).unwrap_or(f64::NAN));
        } else if let Kind::Text(words) = &mut self.kind {
            self.kind = Kind::Class(std::mem::take(words));
        }
    }

    /// The different values of some rows, in ascending order; missing cells do not count.
    pub fn different(&self, rows: impl Iterator<Item = usize>) -> Vec<f64> {
        let mut values: Vec<_> = rows.map(|row| self.cells[row]).filter(|cell| !cell.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }
}

/// Columns of equal length: the inputs first, then the targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The columns.
    pub columns: Vec<Column>,
    /// How many of them are inputs.
    pub inputs: usize,
    /// The line of each row in the text it came from; empty where rows just count from 1.
    pub lines: Vec<u64>,
}

impl Frame {
    /// Rows that were written as plain numbers; columns are called x and y, or x1, x2 … where there are more.
    pub fn of(data: &Data) -> Result<Self> {
        let columns = |name: &str, table: &Table| {
            let column = |index: usize| {
                let cells = table.cells.iter().skip(index).step_by(table.columns).copied().collect();
                let name = if table.columns == 1 { name.to_owned() } else { format!("{name}{}", index + 1) };
                let largest = table.cells.iter().fold(0.0, |most: f64, cell| most.max(*cell));
                if table.classes {
                    Column::classes(name, cells, whole(largest) + 1)
                } else {
                    Column::numbers(name, cells)
                }
            };
            (0..table.columns).map(column).collect()
        };
        Self::new(columns("x", &data.x), columns("y", &data.y), Vec::new())
    }

    /// Inputs and targets, checked for their number.
    ///
    /// # Errors
    /// Where there are too few or too many rows, columns or cells.
    pub fn new(inputs: Vec<Column>, targets: Vec<Column>, lines: Vec<u64>) -> Result<Self> {
        let count = inputs.len();
        let frame = Self { columns: inputs.into_iter().chain(targets).collect(), inputs: count, lines };
        frame.check()?;
        Ok(frame)
    }

    /// Whether it stays within the limits; preprocessing may add columns.
    pub fn check(&self) -> Result<()> {
        let sizes = [
            ("rows", self.rows(), MAX_ROWS),
            ("columns of x", self.inputs, MAX_COLUMNS),
            ("columns of y", self.columns.len() - self.inputs, MAX_COLUMNS),
            ("rows × columns", self.rows() * self.columns.len(), MAX_CELLS),
        ];
        match sizes.iter().find(|(_, size, most)| !(1..=*most).contains(size)) {
            None => Ok(()),
            Some((what, value, most)) => {
                Err(Error::new("out_of_range", &[("key", what), ("value", value), ("min", &1), ("max", most)]))
            }
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// An error about one cell: it names row, column and what stands there.
    pub fn cell_error(&self, code: &'static str, row: usize, column: usize) -> Error {
        let column = &self.columns[column];
        let line = self.lines.get(row).copied().unwrap_or(row as u64 + 1);
        let fields: &[(_, &dyn Display)] = &[("row", &line), ("column", &column.name), ("value", &column.word(row))];
        let shown = if code == "data_missing" { &fields[..2] } else { fields };
        Error::new(code, shown)
    }

    /// Refuses a missing cell or, where only numbers fit, a column of text.
    pub fn check_column(&self, index: usize, numbers: bool) -> Result<()> {
        let column = &self.columns[index];
        if let Some(row) = column.cells.iter().position(|cell| cell.is_nan()) {
            return Err(self.cell_error("data_missing", row, index));
        }
        if !numbers || matches!(column.kind, Kind::Number) {
            return Ok(());
        }
        // The first word is most likely to surprise: a column of numbers with one slip is a column of text.
        let word = |row: &usize| column.word(*row).parse::<f64>().is_err();
        let row = (0..column.cells.len()).find(word).unwrap_or(0);
        Err(self.cell_error("data_text", row, index))
    }

    /// Inputs and targets as plain tables of numbers.
    ///
    /// # Errors
    /// Names the row and the column of a missing cell, of a word, or of a number beyond an f32.
    pub fn finish(&self) -> Result<(Table, Table)> {
        self.check()?;
        for (index, column) in self.columns.iter().enumerate() {
            self.check_column(index, !matches!(column.kind, Kind::Class(_)))?;
            if let Some(row) = column.cells.iter().position(|cell| cell.abs() > f64::from(f32::MAX)) {
                return Err(self.cell_error("data_not_finite", row, index));
            }
        }
        let (inputs, targets) = self.columns.split_at(self.inputs);
        let classes = matches!(targets, [Column { kind: Kind::Class(_), .. }]);
        Ok((table(inputs, false), table(targets, classes)))
    }

    /// Inputs and targets as they are, with NaN for what is missing, and places for words.
    pub fn tables(&self) -> (Table, Table) {
        let (inputs, targets) = self.columns.split_at(self.inputs);
        (table(inputs, false), table(targets, false))
    }
}

/// The place of a number among ascending ones.
pub(crate) fn place_among(ascending: &[f64], cell: f64) -> Option<f64> {
    let place = ascending.partition_point(|known| *known < cell);
    (ascending.get(place) == Some(&cell)).then_some(place as f64)
}

/// A cell that is a place in a list; what is negative or missing counts as 0.
#[expect(clippy::cast_sign_loss)]
pub(crate) fn whole(cell: f64) -> usize {
    cell as usize
}

/// Columns side by side, row by row.
fn table(columns: &[Column], classes: bool) -> Table {
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let cells = (0..rows).flat_map(|row| columns.iter().map(move |column| column.cells[row]));
    Table { columns: columns.len(), classes, cells: cells.collect() }
}
