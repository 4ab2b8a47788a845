//! Errors that teach: each names the thing, the value, and what would fit.
//!
//! An error is a code plus fields, so that it can be said in any language. The English sentence
//! stands here, once, in [`MESSAGES`]; `Display` fills it in. Other languages fill in a sentence of
//! their own for the same code and the same fields.

#[cfg(feature = "full")]
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;

/// The result of anything in this crate that can be asked for the impossible.
pub type Result<V, E = Error> = std::result::Result<V, E>;

/// Every code with its English sentence; `{name}` stands for the field of that name. The small core has those that
/// the settings of its demo can come to.
pub const MESSAGES: &[(&str, &str)] = &[
    #[cfg(feature = "full")]
    (
        "batch_norm_rows",
        "`{key}` gets batches of a single row, and one number has no variance: choose another `batch_size`, one that leaves more than one row for the last batch",
    ),
    #[cfg(feature = "full")]
    (
        "cannot_split",
        "`{key}` gets {value} columns, which cannot be split into groups of {fits}; give the layer before a multiple of {fits}",
    ),
    #[cfg(feature = "full")]
    (
        "class_range",
        "`{key}` is class {value}; the model predicts {columns} classes, so it must be from 0 to {max}, or the one that `ignore_index` names (-100 itself only in the Rust API)",
    ),
    #[cfg(feature = "full")]
    (
        "class_shape",
        "{op} takes a row of scores for each example, one for each class; the model gives examples of shape {shape}: put a Flatten and a Linear layer at its end",
    ),
    #[cfg(feature = "full")]
    ("clip_grad", "`clip_grad` is {value}; it must have one key, norm or value, with a number"),
    #[cfg(feature = "full")]
    ("csv", "this is not a table of comma-separated values: {problem}"),
    #[cfg(feature = "full")]
    (
        "cycle_momentum",
        "`{key}` is true, but {optimizer} has neither momentum nor betas; write false, or choose another optimizer",
    ),
    #[cfg(feature = "full")]
    ("data_column", "`{key}` names the column {value}, which is not there; what fits: {fits}"),
    #[cfg(feature = "full")]
    ("data_column_twice", "the column `{column}` is there twice"),
    #[cfg(feature = "full")]
    ("data_columns", "{key} has {value} columns, the rows before it have {fits}"),
    #[cfg(feature = "full")]
    ("data_comma", "row {row}, column `{column}`: `{value}` has a decimal comma; write {fits}"),
    #[cfg(feature = "full")]
    ("data_empty", "{key} has no rows; at least one row of numbers is needed"),
    #[cfg(feature = "full")]
    ("data_file", "the rows of this data set are in the file {file}, which could not be read"),
    #[cfg(feature = "full")]
    ("data_file_name", "`{key}` is {value}; the name of a file in the same folder is needed"),
    #[cfg(feature = "full")]
    ("data_full_width", "row {row}, column `{column}`: `{value}` is written with full-width characters; write {fits}"),
    #[cfg(feature = "full")]
    (
        "data_missing",
        "row {row}, column `{column}`: the cell is empty; add Impute to `preprocess`, or leave the row out",
    ),
    #[cfg(feature = "full")]
    (
        "data_not_finite",
        "row {row}, column `{column}`: `{value}` is not a number to train on; leave the cell empty where a number is missing",
    ),
    #[cfg(feature = "full")]
    ("data_ragged", "row {row} has {value} cells, the rows before it have {fits}"),
    #[cfg(feature = "full")]
    ("data_rows", "x has {x} rows and y has {y}; they need one row each for every example"),
    #[cfg(feature = "full")]
    (
        "data_text",
        "row {row}, column `{column}`: `{value}` is not a number; correct it, or add OneHot or LabelEncode for this column to `preprocess`",
    ),
    #[cfg(feature = "full")]
    (
        "data_unseen",
        "row {row}, column `{column}`: `{value}` does not occur among the training rows; take another split or seed",
    ),
    #[cfg(feature = "full")]
    ("dim_count", "{op}: {value} dimensions are named, but shape {shape} has {fits}"),
    #[cfg(feature = "full")]
    ("dim_range", "{op}: dimension {value} is not there in shape {shape}; it must be from {min} to {max}"),
    #[cfg(feature = "full")]
    ("dim_twice", "{op}: dimension {value} is named twice; each may be named once"),
    #[cfg(feature = "full")]
    (
        "edit_at_end",
        "the training has ended after {epochs} epochs, so no step is left that an edit could apply to: choose more epochs, or go back first",
    ),
    #[cfg(feature = "full")]
    (
        "edits_too_big",
        "with one more edit this run would take {value} MB of memory; at most {max} MB are used: undo an edit, or start again",
    ),
    #[cfg(feature = "full")]
    ("embedding_first", "`{key}` must be the first layer: it takes whole numbers, which only the data has"),
    #[cfg(feature = "full")]
    (
        "embedding_range",
        "`{key}` looks up {value}, but its table has the rows 0 to {max}: x must be whole numbers, and num_embeddings larger than the largest",
    ),
    #[cfg(feature = "full")]
    ("empty_max", "{op}: dimension {value} of shape {shape} has size 0, and there is no largest of no numbers"),
    #[cfg(feature = "full")]
    ("etas", "`{key}` is {value}; the first number must lie between 0 and 1, the second above 1"),
    #[cfg(feature = "full")]
    (
        "example_shape",
        "the model predicts {prediction} numbers for each example, but y has {y}: give the last Linear layer out_features {y}",
    ),
    #[cfg(feature = "full")]
    ("follows", "`{key}` is {value}, but the layer before gives {fits}; it may be left out"),
    #[cfg(feature = "full")]
    ("index_range", "{op}: {value} names no place; there are {count}, and the first one is 0"),
    #[cfg(feature = "full")]
    ("init_rank", "a tensor of shape {shape} has no inputs and outputs to count; at least 2 dimensions are needed"),
    ("json", "this is not JSON: {problem} (line {line}, column {column})"),
    #[cfg(feature = "full")]
    (
        "layer_image",
        "`{key}` gets examples of shape {shape}, but takes images [channels, height, width]; an Unflatten layer before it makes them",
    ),
    #[cfg(feature = "full")]
    ("layer_shape", "`{key}` gets examples of shape {shape}, which it cannot take"),
    #[cfg(feature = "full")]
    (
        "lbfgs",
        "`optimizer` is LBFGS, which computes the loss several times in every step, so it has no place in a program of one forward and one backward pass; it works from Rust. What fits here: {fits}",
    ),
    #[cfg(feature = "full")]
    ("limits", "`{key}` is {value}; it must be above {lower}, which is {min}"),
    #[cfg(feature = "full")]
    (
        "loss_inputs",
        "{op} takes {inputs}; an experiment has one prediction and one target, so this loss works only in the Rust API",
    ),
    #[cfg(feature = "full")]
    ("loss_none", "`{key}` is \"none\", but the backward pass starts at a single number; what fits: {fits}"),
    #[cfg(feature = "full")]
    ("loss_weight", "`{key}` has {value} numbers, but the prediction has {fits} columns; each needs one"),
    ("missing", "`{key}` is missing"),
    ("nesterov", "`{key}` is true; PyTorch allows that only with momentum above 0 and dampening 0"),
    #[cfg(feature = "full")]
    ("no_grad", "backward has nothing to do: no parameter takes part in this computation"),
    #[cfg(feature = "full")]
    ("no_parameters", "there is nothing to train: no layer of the model has parameters; add a Linear layer"),
    #[cfg(feature = "full")]
    ("not_scalar", "backward starts at a single number, but this has shape {shape}; take its mean or sum first"),
    #[cfg(feature = "full")]
    (
        "one_cycle_empty",
        "`{key}` is {value}; with {steps} steps one part of the cycle would have no length, and PyTorch would divide by 0. Try another value",
    ),
    #[cfg(feature = "full")]
    (
        "one_cycle_short",
        "`{key}` is made for {value} steps, but is stepped once in each of {fits} epochs: write total_steps {fits}",
    ),
    #[cfg(feature = "full")]
    ("one_cycle_steps", "`{key}` needs total_steps, or epochs and steps_per_epoch"),
    #[cfg(feature = "full")]
    (
        "one_edit",
        "an edit is an object with one key, such as parameter, data, lr, optimizer, loss or zero_grad; this has {value}",
    ),
    ("out_of_range", "`{key}` is {value}; it must be from {min} to {max}"),
    #[cfg(feature = "full")]
    (
        "pad_size",
        "an image of shape {shape} cannot get a margin of {value}; with this `padding_mode` at most {max} fits",
    ),
    #[cfg(feature = "full")]
    ("parameter_name", "`{key}` names no parameter of this model; it has {fits}"),
    #[cfg(feature = "full")]
    ("parameter_shape", "`{key}` has shape {value}; the model needs {fits}"),
    #[cfg(feature = "full")]
    ("pool_padding", "{op}: padding is {value}; half of the window, {max}, is the most"),
    #[cfg(feature = "full")]
    ("preprocess_categories", "`{key}`: the column `{column}` has too many different values to be categories"),
    #[cfg(feature = "full")]
    ("preprocess_classes", "`{key}`: the column `{column}` holds classes, not quantities"),
    #[cfg(feature = "full")]
    ("preprocess_empty", "`{key}`: the column `{column}` has no number among the training rows"),
    #[cfg(feature = "full")]
    ("preprocess_range", "`{key}`: the second number of feature_range must be larger than the first"),
    #[cfg(feature = "full")]
    ("preprocess_text", "`{key}`: the column `{column}` holds text, where only the strategy most_frequent works"),
    #[cfg(feature = "full")]
    ("rank", "{op}: a tensor of shape {shape} has more than {max} dimensions"),
    #[cfg(feature = "full")]
    ("same_stride", "`{key}` is \"same\", which needs a stride of 1; give `padding` as a number"),
    #[cfg(feature = "full")]
    ("shape_batch_norm", "{op}: shape {shape} does not fit; [rows, features] or [rows, channels, length] is needed"),
    #[cfg(feature = "full")]
    (
        "shape_bmm",
        "{op}: shapes {left} and {right} do not fit: the last size of the first must be the second-last of the second, and the sizes in front must be equal or 1",
    ),
    #[cfg(feature = "full")]
    (
        "shape_broadcast",
        "{op}: shapes {left} and {right} do not fit together; each dimension, counted from the last, must be equal or 1",
    ),
    #[cfg(feature = "full")]
    (
        "shape_cat",
        "{op}: shapes {left} and {right} cannot be joined along dimension {dim}; all other sizes must be equal",
    ),
    #[cfg(feature = "full")]
    (
        "shape_classes",
        "{op}: the prediction has shape {left}, the target {right}; a row of scores is needed for each class of the target",
    ),
    #[cfg(feature = "full")]
    (
        "shape_conv",
        "{op}: images of shape {left} and a weight of shape {right} do not fit in {groups} groups; the weight needs as many inputs as the images have channels in each group",
    ),
    #[cfg(feature = "full")]
    ("shape_count", "a tensor of shape {shape} needs {fits} numbers, not {value}"),
    #[cfg(feature = "full")]
    (
        "shape_expand",
        "{op}: shape {shape} cannot be repeated to {value}; only sizes of 1, and new dimensions in front, can grow",
    ),
    #[cfg(feature = "full")]
    (
        "shape_gather",
        "{op}: an index of shape {right} does not fit shape {left}; it needs as many dimensions, and apart from dimension {dim} no size may be larger",
    ),
    #[cfg(feature = "full")]
    ("shape_image", "{op}: {shape} is not the shape of images; [rows, channels, height, width] is needed"),
    #[cfg(feature = "full")]
    ("shape_linear", "{op}: x of shape {left} has {columns} columns, but the weight of shape {right} takes {fits}"),
    #[cfg(feature = "full")]
    ("shape_loss", "{op}: the prediction has shape {left}, the target {right}; they must be equal"),
    #[cfg(feature = "full")]
    (
        "shape_matmul",
        "{op}: shapes {left} and {right} do not fit: the first has {columns} columns, so the second must be a matrix of {columns} rows",
    ),
    #[cfg(feature = "full")]
    (
        "shape_reshape",
        "{op}: shape {shape} holds {count} numbers, which do not fill {value}; the sizes must multiply to {count}, and one of them may be -1",
    ),
    #[cfg(feature = "full")]
    ("shape_table", "{op}: a tensor of shape {shape} is not a table; it needs 2 dimensions"),
    #[cfg(feature = "full")]
    ("shape_transpose", "{op}: a tensor of shape {shape} is not a matrix; it needs 2 dimensions"),
    #[cfg(feature = "full")]
    (
        "slice_range",
        "{op}: {value} does not fit dimension {dim} of shape {shape}; from and to must lie between 0 and {max}, the step must be at least 1",
    ),
    #[cfg(feature = "full")]
    ("split_empty", "`split` leaves none of {rows} rows to train on; give `train` a larger fraction"),
    #[cfg(feature = "full")]
    ("split_sum", "the fractions in `split` add up to {value}; they must add up to 1"),
    #[cfg(feature = "full")]
    (
        "stopped_log",
        "{op} would take the logarithm of {value}, which has none; the model must predict numbers above 0, as a Softplus at its end gives them",
    ),
    #[cfg(feature = "full")]
    (
        "stopped_nothing",
        "{op} divides by {value}: no row of this batch counts, as `ignore_index` or `weight` leaves none; larger batches help",
    ),
    #[cfg(feature = "full")]
    (
        "stopped_probability",
        "{op} got {value} as a prediction; it takes probabilities from 0 to 1: put a Sigmoid at the end of the model, or take BCEWithLogitsLoss, which takes any number",
    ),
    #[cfg(feature = "full")]
    ("stopped_share", "{op} got {value} as a target; it takes probabilities from 0, or logarithms with log_target"),
    #[cfg(feature = "full")]
    (
        "target_classes",
        "{op} takes one class for each example, a flat list of whole numbers such as [0, 2, 1]; `data.y` has rows of {columns} numbers",
    ),
    #[cfg(feature = "full")]
    ("target_range", "`{key}` is {value}; as a target of {op} it must fit {fits}"),
    #[cfg(feature = "full")]
    (
        "target_rows",
        "`{key}` is a flat list, which stands for classes; {op} takes a row of numbers for each example, such as [[1.7], [2.3]]",
    ),
    #[cfg(feature = "full")]
    ("targets_classes", "`data.targets` is {value}, but there are {classes} classes: classes or one_hot fits"),
    #[cfg(feature = "full")]
    (
        "targets_numbers",
        "`data.targets` is {value}, but y is not one column of classes: leave `targets` out, or add LabelEncode for y to `preprocess`",
    ),
    #[cfg(feature = "full")]
    ("too_big", "{what} comes to {value} numbers; at most {max} fit"),
    ("too_long", "the text has {value} bytes; at most {max} fit"),
    #[cfg(feature = "full")]
    ("too_many_edits", "a run can have {max} edits, and this one has them all: undo one, or start again"),
    #[cfg(feature = "full")]
    ("too_many_steps", "epochs × batches comes to {value} training steps; at most {max} fit"),
    #[cfg(feature = "full")]
    ("too_much_work", "one layer computes {value} products in one training step; at most {max} fit"),
    #[cfg(feature = "full")]
    ("unflatten", "`{key}` is {value}; the product of these sizes must be {fits}, which is what the dimension has"),
    ("unknown_key", "`{key}` is not known here; what fits: {fits}"),
    ("unknown_name", "`{key}` is {value}, which is not known; what fits: {fits}"),
    ("unsupported", "`{key}` is {value}; so far only {fits} works here"),
    #[cfg(feature = "full")]
    ("variance", "GaussianNLLLoss: the variance {value} is negative; a variance is a square"),
    #[cfg(feature = "full")]
    ("version", "`version` is {value}; this program reads version {fits}"),
    #[cfg(feature = "full")]
    (
        "window_size",
        "{op}: a window that reaches over {value} cells does not fit into images of shape {shape}, which with their padding have {fits}",
    ),
    #[cfg(feature = "full")]
    ("wrong_type_choice", "`{key}` is {value}; a name is needed, or an object with one name and its options"),
    #[cfg(feature = "full")]
    (
        "wrong_type_column",
        "`{key}` is {value}; the name of a column is needed, its place counted from 0, or a list of these",
    ),
    ("wrong_type_count", "`{key}` is {value}; a whole number is needed"),
    ("wrong_type_flag", "`{key}` is {value}; true or false is needed"),
    #[cfg(feature = "full")]
    ("wrong_type_list", "`{key}` is {value}; a list […] is needed"),
    ("wrong_type_number", "`{key}` is {value}; a number is needed"),
    ("wrong_type_object", "`{key}` is {value}; an object with named values is needed"),
    #[cfg(feature = "full")]
    ("wrong_type_text", "`{key}` is {value}; a text is needed"),
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

    /// What is wrong with a text that is not JSON.
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        // serde_json ends its message with the place, which stands in fields of its own here.
        let (message, place) = (error.to_string(), format!(" at line {} column {}", error.line(), error.column()));
        let problem = message.strip_suffix(place.as_str()).unwrap_or(&message);
        Self::new("json", &[("problem", &problem), ("line", &error.line()), ("column", &error.column())])
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

/// For views: the code, the English sentence, and the fields by name, as JavaScript finds them on an error.
#[cfg(feature = "full")]
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        struct Fields<'e>(&'e Error);
        impl Serialize for Fields<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                let mut fields = serializer.serialize_struct("fields", self.0.fields.len())?;
                for (name, value) in &self.0.fields {
                    fields.serialize_field(name, value)?;
                }
                fields.end()
            }
        }
        let mut error = serializer.serialize_struct("error", 3)?;
        error.serialize_field("code", self.code)?;
        error.serialize_field("message", &self.to_string())?;
        error.serialize_field("fields", &Fields(self))?;
        error.end()
    }
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
        assert!(MESSAGES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
