//! Where rows come from, other than from the experiment itself: a recipe, a text, a file.

use super::csv;
use super::frame::Frame;
use super::generated::GENERATED_SETS;
use super::real::{REAL_SETS, RealSet};
use super::{DATA_SETS, TARGETS};
use crate::error::{Error, Result};
use crate::options::{Options, choice, flag, names, quoted, wrong_type};
use serde_json::{Map, Value};

/// The longest text of rows.
pub const MAX_BYTES: usize = 8 << 20;

/// Rows as they came, with what was written about them.
#[derive(Clone, Debug)]
pub struct Source {
    /// What stands in the experiment, with defaults filled in.
    pub written: Value,
    /// The rows.
    pub frame: Frame,
    /// How classes are to be written; none: as the loss takes them.
    pub targets: Option<&'static str>,
}

impl Source {
    /// Reads the key `data`; none where the rows stand in the experiment itself.
    ///
    /// # Errors
    /// Names the key, or the row and the column. `data_file` where a file is wanted that `files` has not.
    pub fn read(written: &Map<String, Value>, files: &mut dyn FnMut(&str) -> Option<String>) -> Result<Option<Self>> {
        let kinds = ["name", "csv", "file"];
        let Some(kind) = kinds.into_iter().find(|kind| written.contains_key(*kind)) else { return Ok(None) };
        let value = &written[kind];
        let key = format!("data.{kind}");
        let name = value.as_str().ok_or_else(|| wrong_type("wrong_type_text", &key, value))?;
        if kind == "csv" {
            return Self::table(written, kind, name, None).map(Some);
        }
        if kind == "file" {
            let odd = |c: char| !(c.is_alphanumeric() || ['_', '-', '.', ' '].contains(&c));
            if name.contains(odd) || name.starts_with(['.', ' ']) || name.is_empty() {
                return Err(Error::new("data_file_name", &[("key", &key), ("value", &quoted(value))]));
            }
            return Self::table(written, kind, &text(name, files)?, None).map(Some);
        }
        if let Some(set) = REAL_SETS.iter().find(|set| set.name == name) {
            return Self::table(written, kind, &text(set.file, files)?, Some(set)).map(Some);
        }
        let Some(set) = GENERATED_SETS.iter().find(|set| set.name == name) else {
            if DATA_SETS.contains(&name) {
                return Ok(None);
            }
            let fits = names(data_sets());
            return Err(Error::new("unknown_name", &[("key", &key), ("value", &quoted(value)), ("fits", &fits)]));
        };
        let mut rest = written.clone();
        rest.remove(kind);
        let options = Options::read("data", &rest, set.args)?;
        let mut written = Map::from_iter([(kind.to_owned(), Value::from(name))]);
        for (name, setting) in options.iter() {
            written.insert(name.to_owned(), serde_json::to_value(setting).unwrap_or_default());
        }
        let targets = Some(options.choice("targets")).filter(|targets| !targets.is_empty());
        Ok(Some(Self { written: Value::Object(written), frame: set.frame(&options)?, targets }))
    }

    /// Rows from a text, with the columns that were chosen.
    fn table(written: &Map<String, Value>, kind: &str, text: &str, set: Option<&RealSet>) -> Result<Self> {
        let known = [kind, "x", "y", "targets", "header"];
        let known = if set.is_some() { &known[..4] } else { &known };
        if let Some(key) = written.keys().find(|key| !known.contains(&key.as_str())) {
            let fits = names(known.iter().copied());
            return Err(Error::new("unknown_key", &[("key", &format!("data.{key}")), ("fits", &fits)]));
        }
        if text.len() > MAX_BYTES {
            return Err(Error::new("too_long", &[("value", &text.len()), ("max", &MAX_BYTES)]));
        }
        let get = |key: &str| written.get(key).filter(|value| !value.is_null());
        let header = get("header").map(|value| flag("data.header", value)).transpose()?;
        let targets = get("targets").map(|value| choice("data.targets", value, TARGETS)).transpose()?;
        let (x, y) = set.map_or((None, None), |set| (set.x.map(Value::from), Some(Value::from(set.y))));
        let classes = get("y").is_none();
        let mut frame = csv::read(text, header)?.frame(get("x").or(x.as_ref()), get("y").or(y.as_ref()))?;
        if let (Some(_), Some(target), true) = (set, frame.columns.get_mut(frame.inputs), classes) {
            target.classify();
        }
        Ok(Self { written: Value::Object(written.clone()), frame, targets })
    }
}

/// The text of a file, or the error by which a page learns that it has to fetch it.
fn text(file: &str, files: &mut dyn FnMut(&str) -> Option<String>) -> Result<String> {
    files(file).ok_or_else(|| Error::new("data_file", &[("file", &file)]))
}

/// The names of all data sets.
pub fn data_sets() -> impl Iterator<Item = &'static str> {
    let (generated, real) = (GENERATED_SETS.iter().map(|set| set.name), REAL_SETS.iter().map(|set| set.name));
    DATA_SETS.iter().copied().chain(generated).chain(real)
}
