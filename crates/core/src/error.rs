//! Errors that teach: each names the thing, the value, and what would fit.
//!
//! An error is a code plus fields, so that it can be said in any language. The English sentence
//! stands here, once, in [`MESSAGES`]; `Display` fills it in. Other languages fill in a sentence of
//! their own for the same code and the same fields.

use std::fmt;

/// The result of anything in this crate that can be asked for the impossible.
pub type Result<V, E = Error> = std::result::Result<V, E>;

/// Every code with its English sentence; `{name}` stands for the field of that name.
pub const MESSAGES: &[(&str, &str)] = &[
    ("data_columns", "row {row} of {key} has {value} columns, the rows before it have {fits}"),
    ("data_empty", "{key} has no rows; at least one row of numbers is needed"),
    ("data_rows", "x has {x} rows and y has {y}; they need one row each for every example"),
    (
        "example_shape",
        "the model predicts {prediction} numbers for each example, but y has {y}: give the last Linear layer out_features {y}",
    ),
    ("json", "this is not JSON: {problem} (line {line}, column {column})"),
    ("missing", "`{key}` is missing"),
    ("model_linear_last", "the loss has nothing to train: no layer of the model has parameters; add a Linear layer"),
    ("not_finite", "`{key}` is {value}: a finite number is needed, between -{max} and {max}"),
    ("not_scalar", "backward starts at a single number, but this has shape {shape}; take its mean or sum first"),
    ("no_grad", "backward has nothing to do: no parameter takes part in this computation"),
    ("out_of_range", "`{key}` is {value}; it must be from {min} to {max}"),
    ("parameter_name", "`{key}` names no parameter of this model; it has {fits}"),
    ("parameter_shape", "`{key}` has shape {value}; the model needs {fits}"),
    ("rank", "{op}: a tensor of shape {shape} has more than {max} dimensions"),
    (
        "shape_broadcast",
        "{op}: shapes {left} and {right} do not fit together; each dimension, counted from the last, must be equal or 1",
    ),
    ("shape_count", "a tensor of shape {shape} needs {fits} numbers, not {value}"),
    ("shape_linear", "{op}: x of shape {left} has {columns} columns, but the weight of shape {right} takes {fits}"),
    ("shape_loss", "{op}: the prediction has shape {left}, the target {right}; they must be equal"),
    (
        "shape_matmul",
        "{op}: shapes {left} and {right} do not fit: the first has {columns} columns, so the second needs {columns} rows",
    ),
    ("shape_transpose", "{op}: a tensor of shape {shape} is not a matrix; it needs 2 dimensions"),
    ("too_big", "{what} would take {value} numbers; at most {max} fit"),
    ("too_long", "the text has {value} bytes; at most {max} fit"),
    ("unknown_key", "`{key}` is not known here; what fits: {fits}"),
    ("unknown_name", "`{key}` is {value}, which is not known; what fits: {fits}"),
    ("unsupported", "`{key}` is {value}; so far only {fits} works here"),
    ("version", "`version` is {value}; this program reads version {fits}"),
    ("wrong_type", "`{key}` is {value}; {fits} is needed"),
];

/// What went wrong, as data: a code of [`MESSAGES`] and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: &'static str,
    fields: Vec<(&'static str, String)>,
}

impl Error {
    /// An error with a code of [`MESSAGES`] and a value for each of its fields.
    #[must_use]
    pub fn new(code: &'static str, fields: &[(&'static str, &dyn fmt::Display)]) -> Self {
        debug_assert!(MESSAGES.iter().any(|(known, _)| *known == code), "no message for {code}");
        let fields = fields.iter().map(|(name, value)| (*name, short(&value.to_string()))).collect();
        Self { code, fields }
    }

    /// The code: a key of [`MESSAGES`], the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The fields in the order in which the error names them.
    #[must_use]
    pub fn fields(&self) -> &[(&'static str, String)] {
        &self.fields
    }
}

/// Keeps a quoted value readable: somebody may have pasted a whole book.
fn short(value: &str) -> String {
    const MOST: usize = 200;
    if value.chars().count() <= MOST {
        return value.to_owned();
    }
    value.chars().take(MOST).chain(['…']).collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let template = MESSAGES.iter().find(|(code, _)| *code == self.code).map_or(self.code, |(_, text)| text);
        // Text and names alternate: "…{", "name}…". A value is never searched for names.
        for (index, part) in template.split('{').enumerate() {
            let (name, text) = if index == 0 { ("", part) } else { part.split_once('}').unwrap_or(("", part)) };
            if let Some((_, value)) = self.fields.iter().find(|(known, _)| *known == name) {
                f.write_str(value)?;
            }
            f.write_str(text)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_thing_value_and_what_fits() {
        let error = Error::new("out_of_range", &[("key", &"epochs"), ("value", &-1), ("min", &1), ("max", &10)]);
        assert_eq!(error.to_string(), "`epochs` is -1; it must be from 1 to 10");
    }

    #[test]
    fn a_long_value_is_shortened() {
        let error = Error::new("missing", &[("key", &"x".repeat(5000))]);
        assert!(error.to_string().len() < 300);
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(MESSAGES.windows(2).all(|pair| pair[0].0 < pair[1].0 || pair[0].0.starts_with("no")));
    }
}
