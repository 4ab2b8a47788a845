//! Reading what is asked for: a small object, checked key by key.

use crate::error::{Error, Result};
use crate::options::{names, number, object, wrong_type};
use serde_json::{Map, Value};

/// The largest number that may be asked for: beyond it a picture shows nothing.
const MOST: f64 = 1e6;
/// The most numbers in a row.
const LONGEST: usize = 16;

/// An object whose keys are known.
#[derive(Debug)]
pub(crate) struct Ask<'v>(&'v Map<String, Value>);

impl<'v> Ask<'v> {
    pub(crate) fn read(value: &'v Value, keys: &'static [&'static str]) -> Result<Self> {
        let map = object("lesson", value)?;
        if let Some(key) = map.keys().find(|key| !keys.contains(&key.as_str())) {
            return Err(Error::new("unknown_key", &[("key", key), ("fits", &names(keys.iter().copied()))]));
        }
        Ok(Self(map))
    }

    /// What is written under a key; `null` counts as nothing.
    pub(crate) fn get(&self, key: &str) -> Option<&'v Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, key: &str) -> Result<Option<&'v str>> {
        let text = |value: &'v Value| value.as_str().ok_or_else(|| wrong_type("wrong_type_text", key, value));
        self.get(key).map(text).transpose()
    }

    /// The name, or the one that stands in for it.
    pub(crate) fn name(&self, default: &str) -> Result<String> {
        Ok(self.text("name")?.unwrap_or(default).trim().to_owned())
    }

    pub(crate) fn number(&self, key: &str) -> Result<Option<f64>> {
        self.within(key, -MOST, MOST)
    }

    pub(crate) fn within(&self, key: &str, min: f64, max: f64) -> Result<Option<f64>> {
        self.get(key).map(|value| number(key, value, min, max)).transpose()
    }

    pub(crate) fn object(&self, key: &str) -> Result<Option<&'v Map<String, Value>>> {
        self.get(key).map(|value| object(key, value)).transpose()
    }

    /// Numbers in a row; a single one may stand by itself.
    pub(crate) fn numbers(&self, key: &str) -> Result<Option<Vec<f64>>> {
        self.get(key).map(|value| row(key, value)).transpose()
    }
}

/// So many numbers, or one by itself.
pub(super) fn row(key: &str, value: &Value) -> Result<Vec<f64>> {
    let Some(list) = value.as_array() else { return Ok(vec![number(key, value, -MOST, MOST)?]) };
    if list.is_empty() || list.len() > LONGEST {
        let key = format!("len({key})");
        return Err(Error::new(
            "out_of_range",
            &[("key", &key), ("value", &list.len()), ("min", &1), ("max", &LONGEST)],
        ));
    }
    list.iter().enumerate().map(|(index, cell)| number(&format!("{key}[{index}]"), cell, -MOST, MOST)).collect()
}
