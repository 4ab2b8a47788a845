//! The steps: what each is fitted to, and what it makes of a column.

use crate::data::csv::place;
use crate::data::frame::{Column, Frame, Kind, MAX_CELLS, place_among, whole};
use crate::error::{Error, Result};
use crate::options::{self, Arg, Options, Setting, names, object, quoted, wrong_type};
use serde::Serialize;
use serde_json::{Map, Value};

/// What there is to know about a step.
#[derive(Debug)]
pub struct StepInfo {
    /// Its name in an experiment.
    pub name: &'static str,
    /// Its options, apart from `columns`.
    pub args: &'static [Arg],
    /// The formula as a reader meets it.
    pub formula: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    fit: fn(&Task) -> Result<Done>,
}

/// What a step was fitted to, for one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fitted {
    /// The column.
    pub column: String,
    /// The numbers with their names: mean and std, min and max, or what empty cells are filled with.
    pub numbers: Vec<(&'static str, f64)>,
    /// The categories in the order of their numbers or columns.
    pub categories: Vec<String>,
}

/// What was learned from a column, and the columns that take its place.
type Done = (Fitted, Vec<Column>);

/// A step that was done.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which step.
    pub info: &'static StepInfo,
    /// Its options, complete.
    pub options: Options,
    /// What was written for `columns`.
    pub columns: Value,
    /// Where these columns stood when the step began, and whether they are inputs.
    pub places: Vec<usize>,
    /// How many inputs there were when it began, and how many targets.
    pub sizes: [usize; 2],
    /// What it was fitted to, column by column.
    pub fitted: Vec<Fitted>,
}

/// One column to be fitted and changed.
struct Task<'t> {
    key: &'t str,
    options: &'t Options,
    frame: &'t Frame,
    index: usize,
    train: &'t [usize],
}

impl Task<'_> {
    fn column(&self) -> &Column {
        &self.frame.columns[self.index]
    }

    /// The training rows of the column, without missing cells.
    fn seen(&self) -> Vec<f64> {
        self.train.iter().map(|row| self.column().cells[*row]).filter(|cell| !cell.is_nan()).collect()
    }

    fn unfit(&self, code: &'static str) -> Error {
        Error::new(code, &[("key", &self.key), ("column", &self.column().name)])
    }

    /// The training rows of a column of numbers without gaps.
    fn numbers(&self) -> Result<Vec<f64>> {
        if let Kind::Class(_) = self.column().kind {
            return Err(self.unfit("preprocess_classes"));
        }
        self.frame.check_column(self.index, true)?;
        Ok(self.seen())
    }

    /// The same column with other numbers.
    fn with(&self, numbers: Vec<(&'static str, f64)>, change: impl Fn(f64) -> f64) -> Done {
        let column = self.column();
        let cells = column.cells.iter().map(|cell| change(*cell)).collect();
        let fitted = Fitted { column: column.name.clone(), numbers, ..Fitted::default() };
        (fitted, vec![Column { cells, ..column.clone() }])
    }

    /// The different values among the training rows, which must be all there are, and their words.
    fn categories(&self) -> Result<(Vec<f64>, Vec<String>)> {
        let column = self.column();
        self.frame.check_column(self.index, false)?;
        let seen = column.different(self.train.iter().copied());
        if seen.len() > MAX_CATEGORIES || seen.len() * column.cells.len() > MAX_CELLS {
            return Err(self.unfit("preprocess_categories"));
        }
        if let Some(row) = column.cells.iter().position(|cell| place_among(&seen, *cell).is_none()) {
            return Err(self.frame.cell_error("data_unseen", row, self.index));
        }
        let words = seen.iter().filter_map(|cell| {
            let row = column.cells.iter().position(|known| known == cell)?;
            Some(column.word(row))
        });
        let words = words.collect();
        Ok((seen, words))
    }
}

/// The most categories of a column.
const MAX_CATEGORIES: usize = 1024;

const WIDEST: f64 = 1e9;

/// The registry of steps.
pub const STEPS: &[StepInfo] = &[
    StepInfo {
        name: "Standardize",
        args: &[],
        formula: "x ← (x − mean) / std",
        sentence: "Moves a column to mean 0 and standard deviation 1 (that of the whole population, divided by n); a constant column becomes 0.",
        fit: |task| {
            let seen = task.numbers()?;
            let n = seen.len() as f64;
            let mean = seen.iter().sum::<f64>() / n;
            let constant = seen.iter().all(|cell| *cell == seen[0]);
            let (mean, variance) = if constant {
                (seen[0], 0.0)
            } else {
                (mean, seen.iter().map(|cell| (cell - mean).powi(2)).sum::<f64>() / n)
            };
            let std = variance.sqrt();
            let scale = if std > 0.0 { std } else { 1.0 };
            Ok(task.with(vec![("mean", mean), ("std", std)], |cell| (cell - mean) / scale))
        },
    },
    StepInfo {
        name: "MinMax",
        args: &[Arg {
            name: "feature_range",
            kind: options::Kind::Numbers { min: -WIDEST, max: WIDEST, length: Some(2) },
            default: Some(Setting::Numbers(std::borrow::Cow::Borrowed(&[0.0, 1.0]))),
            sentence: "Where the smallest and the largest number of the training rows come to lie.",
        }],
        formula: "x ← (x − min) / (max − min) · (b − a) + a",
        sentence: "Stretches a column so that its training rows reach from a to b, 0 and 1 by default; a constant column becomes a.",
        fit: |task| {
            let seen = task.numbers()?;
            let (min, max) = seen.iter().fold((seen[0], seen[0]), |(min, max), cell| (min.min(*cell), max.max(*cell)));
            let (a, b) = match task.options.numbers("feature_range") {
                Some([a, b]) => (*a, *b),
                _ => (0.0, 1.0),
            };
            if a >= b {
                return Err(task.unfit("preprocess_range"));
            }
            let width = if max > min { max - min } else { 1.0 };
            Ok(task.with(vec![("min", min), ("max", max)], |cell| (cell - min) / width * (b - a) + a))
        },
    },
    StepInfo {
        name: "Impute",
        args: &[
            Arg {
                name: "strategy",
                kind: options::Kind::Choice(&["mean", "median", "most_frequent", "constant"]),
                default: Some(Setting::Choice("mean")),
                sentence: "What empty cells are filled with; a column of text takes most_frequent only.",
            },
            Arg {
                name: "fill_value",
                kind: options::Kind::Number { min: -WIDEST, max: WIDEST },
                default: Some(Setting::Number(0.0)),
                sentence: "The number for the strategy constant.",
            },
        ],
        formula: "x ← fill, where x is missing",
        sentence: "Fills empty cells with a number that the training rows suggest: their mean, median or most frequent value.",
        fit: |task| {
            let (mut seen, strategy) = (task.seen(), task.options.choice("strategy"));
            if task.column().kind != Kind::Number && strategy != "most_frequent" {
                return Err(task.unfit("preprocess_text"));
            }
            if seen.is_empty() && strategy != "constant" {
                return Err(task.unfit("preprocess_empty"));
            }
            seen.sort_by(f64::total_cmp);
            let fill = match strategy {
                "mean" => seen.iter().sum::<f64>() / seen.len() as f64,
                "median" => f64::midpoint(seen[(seen.len() - 1) / 2], seen[seen.len() / 2]),
                "most_frequent" => most_frequent(&seen),
                _ => task.options.number("fill_value"),
            };
            let (mut fitted, columns) = task.with(vec![("fill", fill)], |cell| if cell.is_nan() { fill } else { cell });
            if let Kind::Text(words) | Kind::Class(words) = &task.column().kind {
                fitted.numbers.clear();
                fitted.categories = words.get(whole(fill)).cloned().into_iter().collect();
            }
            Ok((fitted, columns))
        },
    },
    StepInfo {
        name: "OneHot",
        args: &[],
        formula: "xₖ ← 1 where x is category k, else 0",
        sentence: "Replaces a column of categories by one column for each, which is 1 in its rows and 0 elsewhere.",
        fit: |task| {
            let (seen, categories) = task.categories()?;
            let column = task.column();
            let of_category = |(category, word): (&f64, &String)| {
                let cells = column.cells.iter().map(|cell| f64::from(cell == category)).collect();
                Column::numbers(column.name_of(word), cells)
            };
            let columns = seen.iter().zip(&categories).map(of_category).collect();
            Ok((Fitted { column: column.name.clone(), categories, ..Fitted::default() }, columns))
        },
    },
    StepInfo {
        name: "LabelEncode",
        args: &[],
        formula: "x ← k where x is category k",
        sentence: "Replaces categories by their numbers 0, 1, 2 … in ascending order; a target of classes is then written as the loss takes it.",
        fit: |task| {
            let (seen, categories) = task.categories()?;
            let code = |cell: f64| place_among(&seen, cell).unwrap_or(f64::NAN);
            let (mut fitted, mut columns) = task.with(Vec::new(), code);
            let target = task.index >= task.frame.inputs;
            columns[0].kind = if target { Kind::Class(categories.clone()) } else { Kind::Number };
            fitted.categories = categories;
            Ok((fitted, columns))
        },
    },
];

/// The most frequent of ascending numbers; the smallest of those that are equally frequent.
fn most_frequent(ascending: &[f64]) -> f64 {
    let runs = ascending.chunk_by(|a, b| a == b);
    // Of equals, `max_by_key` takes the last.
    runs.rev().max_by_key(|run| run.len()).map_or(0.0, |run| run[0])
}

impl Step {
    /// Reads a step, fits it to the training rows and does it to all rows.
    pub fn run(key: &str, value: &Value, frame: &mut Frame, train: &[usize]) -> Result<Self> {
        let (name, mut written) = match value {
            Value::String(name) => (name, Map::new()),
            Value::Object(map) if map.len() == 1 => {
                let (name, options) = map.iter().next().ok_or_else(|| wrong_type("wrong_type_choice", key, value))?;
                (name, object(&format!("{key}.{name}"), options)?.clone())
            }
            _ => return Err(wrong_type("wrong_type_choice", key, value)),
        };
        let Some(info) = STEPS.iter().find(|info| info.name == name) else {
            let fits = names(STEPS.iter().map(|info| info.name));
            let value = quoted(&Value::from(name.as_str()));
            return Err(Error::new("unknown_name", &[("key", &key), ("value", &value), ("fits", &fits)]));
        };
        let key = format!("{key}.{name}");
        let columns = written.remove("columns").unwrap_or_else(|| Value::from("x"));
        let options = Options::read(&key, &written, info.args)?;
        let places = choose(&format!("{key}.columns"), &columns, frame)?;
        let sizes = [frame.inputs, frame.columns.len() - frame.inputs];
        let mut fitted = Vec::new();
        // From the last to the first, so that new columns move none that is still to come.
        for index in places.iter().rev() {
            let task = Task { key: &key, options: &options, frame, index: *index, train };
            let (fit, columns) = (info.fit)(&task)?;
            if *index < frame.inputs {
                frame.inputs = frame.inputs + columns.len() - 1;
            }
            frame.columns.splice(*index..=*index, columns);
            fitted.push(fit);
            frame.check()?;
        }
        fitted.reverse();
        Ok(Self { info, options, columns, places, sizes, fitted })
    }

    /// The step as it is written in an experiment.
    pub fn written(&self) -> Value {
        let option =
            |(name, setting): (&str, &Setting)| (name.to_owned(), serde_json::to_value(setting).unwrap_or_default());
        let mut options: Map<String, Value> = self.options.iter().map(option).collect();
        options.insert("columns".to_owned(), self.columns.clone());
        Value::Object(Map::from_iter([(self.info.name.to_owned(), Value::Object(options))]))
    }
}

/// `"x"` and `"y"` stand for all inputs and all targets; else a column by name or place, or a list of these.
fn choose(key: &str, value: &Value, frame: &Frame) -> Result<Vec<usize>> {
    match value.as_str() {
        Some("x") => return Ok((0..frame.inputs).collect()),
        Some("y") => return Ok((frame.inputs..frame.columns.len()).collect()),
        _ => {}
    }
    let written = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    // Each is looked for among all names, and a text has room for millions of places.
    let (count, most) = (written.len(), frame.columns.len());
    if count > most {
        let key = format!("len({key})");
        return Err(Error::new("out_of_range", &[("key", &key), ("value", &count), ("min", &0), ("max", &most)]));
    }
    let known = || frame.columns.iter().map(|column| column.name.as_str());
    let mut places: Vec<_> = written.iter().map(|value| place(key, value, known())).collect::<Result<_>>()?;
    places.sort_unstable();
    places.dedup();
    Ok(places)
}
