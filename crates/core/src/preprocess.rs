//! Preprocessing: what is done to columns before training, fitted to the training rows and applied to all rows.

pub mod program;
pub mod step;

use crate::data::frame::{Column, Frame, Kind, MAX_CELLS, whole};
use crate::data::generated::GENERATED_SETS;
use crate::data::real::REAL_SETS;
use crate::data::split::{Part, Split};
use crate::data::{Data, MAX_COLUMNS, TARGETS};
use crate::error::{Error, Result};
use crate::options::list;
use serde::Serialize;
use serde_json::Value;
use step::{Fitted, STEPS, Step};

/// The most steps.
pub const MAX_STEPS: usize = 32;

/// What was done to the rows before they became the numbers of the training.
#[derive(Clone, Debug)]
pub struct Preparation {
    /// What stands under `data` in the experiment; none for rows that stand there themselves.
    pub written: Option<Value>,
    /// The rows before the first step.
    pub raw: Frame,
    /// The steps in order, each with the numbers that it was fitted to.
    pub steps: Vec<Step>,
    /// The names of the classes, where the target is a class.
    pub classes: Vec<String>,
    /// How the classes are written.
    pub targets: Option<&'static str>,
}

impl Preparation {
    /// Reads the key `preprocess`, does its steps, and gives the numbers to train on.
    ///
    /// # Errors
    /// Names the step, or the row and the column of a cell that is no number in the end.
    pub fn new(raw: Frame, steps: Option<&Value>, split: Option<&Split>, targets: &Wanted) -> Result<(Self, Data)> {
        let written = steps.map_or(Ok(&[][..]), |value| list("preprocess", value).map(Vec::as_slice))?;
        if written.len() > MAX_STEPS {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("key", &"len(preprocess)"), ("value", &written.len()), ("min", &0), ("max", &MAX_STEPS)];
            return Err(Error::new("out_of_range", fields));
        }
        let train: Vec<usize> = match split {
            Some(split) => split.rows(Part::Train).iter().map(|row| *row as usize).collect(),
            None => (0..raw.rows()).collect(),
        };
        let (mut frame, mut steps) = (raw.clone(), Vec::new());
        for (index, value) in written.iter().enumerate() {
            steps.push(Step::run(&format!("preprocess[{index}]"), value, &mut frame, &train)?);
        }
        let (targets, classes) = write_classes(&mut frame, targets)?;
        let (x, y) = frame.finish()?;
        Ok((Self { written: None, raw, steps, classes, targets }, Data { name: None, x, y }))
    }
}

/// What a step did, to be shown.
#[derive(Debug, Serialize)]
pub struct Done<'p> {
    /// The step.
    pub name: &'static str,
    /// Its formula.
    pub formula: &'static str,
    /// What it does, in one English sentence; the key of other languages is `preprocess.` and the name.
    pub sentence: &'static str,
    /// What it was fitted to, column by column.
    pub fitted: &'p [Fitted],
}

impl Preparation {
    /// The steps in order, with their formulas and the numbers that they were fitted to.
    pub fn done(&self) -> impl Iterator<Item = Done<'_>> {
        self.steps.iter().map(|Step { info, fitted, .. }| Done {
            name: info.name,
            formula: info.formula,
            sentence: info.sentence,
            fitted,
        })
    }
}

/// Which form of classes is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// What `data.targets` says.
    pub targets: Option<&'static str>,
    /// The loss, whose form is taken otherwise.
    pub loss: &'w str,
}

impl Wanted<'_> {
    /// The form for a number of classes: class numbers for the losses that take them; 0 and 1 for the binary
    /// cross-entropies; −1 and 1 for all others; where there are more than two classes, one column for each.
    fn form(&self, classes: usize) -> &'static str {
        let default = match self.loss {
            "CrossEntropyLoss" | "NLLLoss" | "MultiMarginLoss" => "classes",
            _ if classes > 2 => "one_hot",
            "BCELoss" | "BCEWithLogitsLoss" => "zero_one",
            "KLDivLoss" => "one_hot",
            _ => "plus_minus_one",
        };
        self.targets.unwrap_or(default)
    }
}

/// Writes a target of classes in the form that is wanted. Gives that form and the names of the classes.
fn write_classes(frame: &mut Frame, wanted: &Wanted) -> Result<(Option<&'static str>, Vec<String>)> {
    let target = frame.inputs;
    let Some(names) = class_names(frame, wanted) else {
        return match wanted.targets {
            Some(form) => Err(Error::new("targets_numbers", &[("value", &form)])),
            None => Ok((None, Vec::new())),
        };
    };
    frame.check_column(target, false)?;
    let form = wanted.form(names.len());
    debug_assert!(TARGETS.contains(&form));
    let column = frame.columns[target].clone();
    if form == "one_hot" && names.len() * column.cells.len() > MAX_CELLS {
        return Err(Error::new("preprocess_categories", &[("key", &form), ("column", &column.name)]));
    }
    let columns = match form {
        "zero_one" | "plus_minus_one" if names.len() > 2 => {
            return Err(Error::new("targets_classes", &[("value", &form), ("classes", &names.len())]));
        }
        "classes" => vec![Column { kind: Kind::Class(names.clone()), ..column }],
        "zero_one" => vec![Column { kind: Kind::Number, ..column }],
        "plus_minus_one" => {
            let signs = column.cells.iter().map(|class| 2.0 * class - 1.0).collect();
            vec![Column::numbers(column.name, signs)]
        }
        _ => {
            let of_class = |(class, word): (usize, &String)| {
                let cells = column.cells.iter().map(|cell| f64::from(*cell == class as f64)).collect();
                Column::numbers(column.name_of(word), cells)
            };
            names.iter().enumerate().map(of_class).collect()
        }
    };
    frame.columns.splice(target.., columns);
    Ok((Some(form), names))
}

/// The names of the classes, where the only target is a column of classes. Where class numbers are wanted, a
/// column of whole numbers is one, too.
fn class_names(frame: &Frame, wanted: &Wanted) -> Option<Vec<String>> {
    let [column] = &frame.columns[frame.inputs..] else { return None };
    match &column.kind {
        Kind::Class(names) => Some(names.clone()),
        Kind::Number if wanted.form(0) == "classes" => {
            let class = |cell: &f64| (0.0..MAX_COLUMNS as f64).contains(cell) && cell.fract() == 0.0;
            let largest = column.cells.iter().fold(0.0, |most: f64, cell| most.max(*cell));
            column.cells.iter().all(class).then(|| (0..=whole(largest)).map(|class| class.to_string()).collect())
        }
        Kind::Number | Kind::Text(_) => None,
    }
}

/// The English texts about data sets and preprocessing; options that several data sets share have one text.
pub fn texts() -> Vec<(String, &'static str)> {
    let mut texts: Vec<_> = REAL_SETS.iter().map(|set| (format!("data.{}", set.name), set.sentence)).collect();
    for set in GENERATED_SETS {
        texts.push((format!("data.{}", set.name), set.sentence));
        texts.extend(set.args.iter().map(|arg| (format!("arg.data.{}", arg.name), arg.sentence)));
    }
    for step in STEPS {
        texts.push((format!("preprocess.{}", step.name), step.sentence));
        texts.extend(step.args.iter().map(|arg| (format!("arg.{}.{}", step.name, arg.name), arg.sentence)));
    }
    texts.sort_unstable();
    texts.dedup();
    texts
}
