//! Options by name, as a user writes them, checked against what is declared beside the code.
//!
//! A layer, loss or optimizer declares its arguments once, with PyTorch's names and defaults. Reading,
//! range checks, error messages and the exported program all come from that declaration.

use crate::error::{Error, Result};
#[cfg(feature = "full")]
use crate::tensor::MAX_DIMS;
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// One argument of a layer, loss or optimizer.
#[derive(Debug)]
pub struct Arg {
    /// PyTorch's name.
    pub name: &'static str,
    /// What may be written.
    pub kind: Kind,
    /// What holds when nothing is written; `None`: it must be written, or follows from the layer before.
    pub default: Option<Setting>,
    /// What it does, in one sentence.
    pub sentence: &'static str,
}

/// What may be written for an argument.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A number from `min` to `max`.
    Number {
        /// The smallest number that fits.
        min: f64,
        /// The largest number that fits.
        max: f64,
    },
    /// A whole number from `min` to `max`.
    Count {
        /// The smallest number that fits.
        min: u64,
        /// The largest number that fits.
        max: u64,
    },
    /// A whole number from `min` to `max`, or `null`, which stands for "none".
    #[cfg(feature = "full")]
    OptionalCount {
        /// The smallest number that fits.
        min: u64,
        /// The largest number that fits.
        max: u64,
    },
    /// A list of whole numbers from `min` to `max`, at most [`MAX_NUMBERS`].
    #[cfg(feature = "full")]
    ManyCounts {
        /// The smallest number that fits.
        min: u64,
        /// The largest number that fits.
        max: u64,
    },
    /// `true` or `false`.
    Flag,
    /// A number or `null`, which stands for "none".
    #[cfg(feature = "full")]
    OptionalNumber {
        /// The smallest number that fits.
        min: f64,
        /// The largest number that fits.
        max: f64,
    },
    /// One of these names.
    Choice(&'static [&'static str]),
    /// A list of numbers, of `length` numbers where that is given; `null` for none, where it may be empty.
    #[cfg(feature = "full")]
    Numbers {
        /// The smallest number that fits.
        min: f64,
        /// The largest number that fits.
        max: f64,
        /// How many numbers there must be; none: as many as you like, at most [`MAX_NUMBERS`].
        length: Option<usize>,
    },
    /// A whole number from `min` to `max`, or a pair of such numbers: height and width.
    #[cfg(feature = "full")]
    Counts {
        /// The smallest number that fits.
        min: u64,
        /// The largest number that fits.
        max: u64,
    },
    /// The same, or one of these names.
    #[cfg(feature = "full")]
    CountsOrName {
        /// The smallest number that fits.
        min: u64,
        /// The largest number that fits.
        max: u64,
        /// The names that fit.
        names: &'static [&'static str],
    },
    /// A whole number from `min` to `max`, which may be negative: dimensions are counted from the end so.
    #[cfg(feature = "full")]
    Integer {
        /// The smallest number that fits.
        min: i64,
        /// The largest number that fits.
        max: i64,
    },
    /// A whole number from 1 to `max`, or a list of such numbers: a shape.
    #[cfg(feature = "full")]
    Sizes {
        /// The largest number that fits.
        max: u64,
    },
}

/// The most numbers that a list among the options may have.
pub const MAX_NUMBERS: usize = 1024;

/// A value of an argument.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A whole number.
    Count(u64),
    /// Yes or no.
    Flag(bool),
    /// None, in PyTorch `None`.
    Null,
    /// One of the names that fit.
    Choice(&'static str),
    /// Numbers in a row. Defaults are constants, hence both forms.
    Numbers(Cow<'static, [f64]>),
    /// A whole number that may be negative.
    Integer(i64),
    /// Whole numbers in a row.
    Counts(Cow<'static, [u64]>),
}

/// The arguments of one layer, loss or optimizer, complete and in range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options(Vec<(&'static str, Option<Setting>)>);

impl Options {
    /// Reads options by name; `key` is where they stand, for the messages.
    pub fn read(key: &str, written: &Map<String, Value>, args: &'static [Arg]) -> Result<Self> {
        let fits = names(args.iter().map(|arg| arg.name));
        if let Some(name) = written.keys().find(|name| args.iter().all(|arg| arg.name != *name)) {
            return Err(Error::new("unknown_key", &[("key", &format!("{key}.{name}")), ("fits", &fits)]));
        }
        let read = |arg: &'static Arg| {
            let key = format!("{key}.{}", arg.name);
            match written.get(arg.name) {
                None => Ok((arg.name, arg.default.clone())),
                Some(value) => Ok((arg.name, Some(read(&key, value, arg.kind)?))),
            }
        };
        Ok(Self(args.iter().map(read).collect::<Result<_>>()?))
    }

    /// The same where nothing follows from elsewhere: what has no default must be written.
    pub fn read_needed(key: &str, written: &Map<String, Value>, args: &'static [Arg]) -> Result<Self> {
        let options = Self::read(key, written, args)?;
        match args.iter().find(|arg| options.get(arg.name).is_none()) {
            Some(arg) => Err(Error::new("missing", &[("key", &format!("{key}.{}", arg.name))])),
            None => Ok(options),
        }
    }

    /// The value of an option, where there is one.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.0.iter().find(|(known, _)| *known == name).and_then(|(_, setting)| setting.as_ref())
    }

    /// A number; 0 where nothing is written and nothing is the default.
    pub fn number(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Setting::Number(number)) => *number,
            Some(Setting::Count(count)) => *count as f64,
            _ => 0.0,
        }
    }

    /// A whole number, where there is one.
    pub fn count(&self, name: &str) -> Option<usize> {
        match self.get(name) {
            Some(Setting::Count(count)) => usize::try_from(*count).ok(),
            _ => None,
        }
    }

    /// A flag; `false` where nothing is written and nothing is the default.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some(&Setting::Flag(true))
    }

    /// One of the names that fit; empty where nothing is written and nothing is the default.
    pub fn choice(&self, name: &str) -> &'static str {
        match self.get(name) {
            Some(Setting::Choice(choice)) => choice,
            _ => "",
        }
    }

    /// A list of numbers; none where it is `null` or not written.
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        match self.get(name) {
            Some(Setting::Numbers(numbers)) => Some(numbers),
            _ => None,
        }
    }

    /// A list of whole numbers, where there is one.
    #[cfg(feature = "full")]
    pub fn counts(&self, name: &str) -> Option<&[u64]> {
        match self.get(name) {
            Some(Setting::Counts(counts)) => Some(counts),
            _ => None,
        }
    }

    /// Height and width; one number counts for both.
    pub fn pair(&self, name: &str) -> Option<[usize; 2]> {
        let size = |count: &u64| usize::try_from(*count).unwrap_or(usize::MAX);
        match self.get(name) {
            Some(Setting::Count(count)) => Some([size(count); 2]),
            Some(Setting::Counts(counts)) => Some([size(counts.first()?), size(counts.last()?)]),
            _ => None,
        }
    }

    /// A whole number that may be negative; 0 where nothing is written and nothing is the default.
    #[cfg(feature = "full")]
    pub fn integer(&self, name: &str) -> i64 {
        match self.get(name) {
            Some(Setting::Integer(integer)) => *integer,
            _ => 0,
        }
    }

    /// A shape; one number is a shape of one dimension.
    #[cfg(feature = "full")]
    pub fn sizes(&self, name: &str) -> Option<Vec<usize>> {
        let size = |count: &u64| usize::try_from(*count).unwrap_or(usize::MAX);
        match self.get(name) {
            Some(Setting::Count(count)) => Some(vec![size(count)]),
            Some(Setting::Counts(counts)) => Some(counts.iter().map(size).collect()),
            _ => None,
        }
    }

    /// Fills in what follows from another option or from the layer before, where nothing is written.
    #[cfg(feature = "full")]
    pub fn default_to(&mut self, name: &'static str, setting: Setting) {
        if let Some(slot) = self.0.iter_mut().find(|(known, _)| *known == name) {
            slot.1.get_or_insert(setting);
        }
    }

    /// Fills in what follows from the layer before, or checks that it agrees.
    pub fn settle(&mut self, key: &str, name: &'static str, count: usize) -> Result<()> {
        if let Some(written) = self.count(name).filter(|written| *written != count) {
            let key = format!("{key}.{name}");
            return Err(Error::new("follows", &[("key", &key), ("value", &written), ("fits", &count)]));
        }
        if let Some(slot) = self.0.iter_mut().find(|(known, _)| *known == name) {
            slot.1 = Some(Setting::Count(count as u64));
        }
        Ok(())
    }

    /// Each option that has a value, in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Setting)> + '_ {
        self.0.iter().filter_map(|(name, setting)| Some((*name, setting.as_ref()?)))
    }
}

fn read(key: &str, value: &Value, kind: Kind) -> Result<Setting> {
    match kind {
        Kind::Number { min, max } => number(key, value, min, max).map(Setting::Number),
        Kind::Count { min, max } => count(key, value, min, max).map(Setting::Count),
        Kind::Flag => flag(key, value).map(Setting::Flag),
        #[cfg(feature = "full")]
        Kind::OptionalNumber { .. } if value.is_null() => Ok(Setting::Null),
        #[cfg(feature = "full")]
        Kind::OptionalNumber { min, max } => number(key, value, min, max).map(Setting::Number),
        Kind::Choice(fits) => choice(key, value, fits).map(Setting::Choice),
        #[cfg(feature = "full")]
        Kind::Numbers { length: None, .. } if value.is_null() => Ok(Setting::Null),
        #[cfg(feature = "full")]
        Kind::Numbers { min, max, length } => {
            let written = list(key, value)?;
            length_fits(key, written, length.unwrap_or(0), length.unwrap_or(MAX_NUMBERS))?;
            let cell = |(index, cell)| number(&format!("{key}[{index}]"), cell, min, max);
            Ok(Setting::Numbers(written.iter().enumerate().map(cell).collect::<Result<_>>()?))
        }
        #[cfg(feature = "full")]
        Kind::CountsOrName { names, .. } if value.is_string() => choice(key, value, names).map(Setting::Choice),
        #[cfg(feature = "full")]
        Kind::CountsOrName { min, max, .. } => read(key, value, Kind::Counts { min, max }),
        #[cfg(feature = "full")]
        Kind::Counts { min, max } if value.is_array() => {
            let written = list(key, value)?;
            length_fits(key, written, 2, 2)?;
            let cell = |(index, cell)| count(&format!("{key}[{index}]"), cell, min, max);
            Ok(Setting::Counts(written.iter().enumerate().map(cell).collect::<Result<_>>()?))
        }
        #[cfg(feature = "full")]
        Kind::Counts { min, max } => count(key, value, min, max).map(Setting::Count),
        #[cfg(feature = "full")]
        Kind::Integer { min, max } => integer(key, value, min, max).map(Setting::Integer),
        #[cfg(feature = "full")]
        Kind::Sizes { max } if value.is_array() => {
            let written = list(key, value)?;
            length_fits(key, written, 1, MAX_DIMS)?;
            let cell = |(index, cell)| count(&format!("{key}[{index}]"), cell, 1, max);
            Ok(Setting::Counts(written.iter().enumerate().map(cell).collect::<Result<_>>()?))
        }
        #[cfg(feature = "full")]
        Kind::Sizes { max } => count(key, value, 1, max).map(Setting::Count),
        #[cfg(feature = "full")]
        Kind::OptionalCount { .. } if value.is_null() => Ok(Setting::Null),
        #[cfg(feature = "full")]
        Kind::OptionalCount { min, max } => count(key, value, min, max).map(Setting::Count),
        #[cfg(feature = "full")]
        Kind::ManyCounts { min, max } => {
            let written = list(key, value)?;
            length_fits(key, written, 0, MAX_NUMBERS)?;
            let cell = |(index, cell)| count(&format!("{key}[{index}]"), cell, min, max);
            Ok(Setting::Counts(written.iter().enumerate().map(cell).collect::<Result<_>>()?))
        }
    }
}

#[cfg(feature = "full")]
fn length_fits(key: &str, written: &[Value], min: usize, max: usize) -> Result<()> {
    if (min..=max).contains(&written.len()) {
        return Ok(());
    }
    let key = format!("len({key})");
    Err(Error::new("out_of_range", &[("key", &key), ("value", &written.len()), ("min", &min), ("max", &max)]))
}

/// One of the names that fit.
pub fn choice(key: &str, value: &Value, fits: &'static [&'static str]) -> Result<&'static str> {
    let known = value.as_str().and_then(|name| fits.iter().find(|known| **known == name));
    let error = || {
        let fits = names(fits.iter().copied());
        Error::new("unknown_name", &[("key", &key), ("value", &quoted(value)), ("fits", &fits)])
    };
    known.copied().ok_or_else(error)
}

/// A number in a range.
pub fn number(key: &str, value: &Value, min: f64, max: f64) -> Result<f64> {
    let number = value.as_f64().ok_or_else(|| wrong_type("wrong_type_number", key, value))?;
    if !(min..=max).contains(&number) {
        return Err(Error::new(
            "out_of_range",
            &[("key", &key), ("value", &quoted(value)), ("min", &min), ("max", &max)],
        ));
    }
    Ok(number)
}

/// A whole number in a range; `3.0` counts as 3.
pub fn count(key: &str, value: &Value, min: u64, max: u64) -> Result<u64> {
    let number = value.as_f64().ok_or_else(|| wrong_type("wrong_type_count", key, value))?;
    if number.fract() != 0.0 {
        return Err(wrong_type("wrong_type_count", key, value));
    }
    if !(min as f64..=max as f64).contains(&number) {
        return Err(Error::new(
            "out_of_range",
            &[("key", &key), ("value", &quoted(value)), ("min", &min), ("max", &max)],
        ));
    }
    // In range, so neither negative nor beyond what a u64 holds.
    #[expect(clippy::cast_sign_loss)]
    Ok(number as u64)
}

/// A whole number in a range that may be negative.
pub fn integer(key: &str, value: &Value, min: i64, max: i64) -> Result<i64> {
    let whole = number(key, value, min as f64, max as f64)?;
    if whole.fract() == 0.0 { Ok(whole as i64) } else { Err(wrong_type("wrong_type_count", key, value)) }
}

/// `true` or `false`.
pub fn flag(key: &str, value: &Value) -> Result<bool> {
    value.as_bool().ok_or_else(|| wrong_type("wrong_type_flag", key, value))
}

/// An object `{…}`.
pub fn object<'v>(key: &str, value: &'v Value) -> Result<&'v Map<String, Value>> {
    value.as_object().ok_or_else(|| wrong_type("wrong_type_object", key, value))
}

/// A list `[…]`.
pub fn list<'v>(key: &str, value: &'v Value) -> Result<&'v Vec<Value>> {
    value.as_array().ok_or_else(|| wrong_type("wrong_type_list", key, value))
}

pub(crate) fn wrong_type(code: &'static str, key: &str, value: &Value) -> Error {
    Error::new(code, &[("key", &key), ("value", &quoted(value))])
}

/// A value as it was written, short enough for a message.
pub(crate) fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN).to_string(),
        Value::String(text) => format!("\"{text}\""),
        Value::Array(list) => format!("[… {}]", list.len()),
        Value::Object(map) => format!("{{{}}}", names(map.keys().map(String::as_str))),
    }
}

/// Names in a row, for messages and programs. (`join` of `&str` alone would be a kilobyte of the page's module.)
pub(crate) fn names<'n>(mut names: impl Iterator<Item = &'n str>) -> String {
    let first = names.next().unwrap_or("—").to_owned();
    names.fold(first, |all, name| all + ", " + name)
}
