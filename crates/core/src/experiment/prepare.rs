//! Reading what is trained on: the rows, how they are split, and what is done to them first.

use super::{Files, read};
use crate::data::Data;
use crate::data::frame::Frame;
use crate::data::source::Source;
use crate::data::split::Split;
use crate::error::Result;
use crate::options::object;
use crate::preprocess::{Preparation, Wanted};
use serde_json::{Map, Value};

/// The numbers of the training, the parts of their rows, and where they came from if not from the experiment itself.
pub(super) type Prepared = (Data, Option<Split>, Option<Preparation>);

/// Reads the keys `data`, `split` and `preprocess` of an experiment.
pub(super) fn prepare(experiment: &Map<String, Value>, data: &Value, seed: u32, files: Files) -> Result<Prepared> {
    let get = |key: &str| experiment.get(key).filter(|value| !value.is_null());
    let split = |rows| match get("split") {
        None | Some(Value::Bool(false)) => Ok(None),
        Some(value) => Split::read(value, rows, seed).map(Some),
    };
    let steps = get("preprocess").filter(|value| value.as_array().is_none_or(|steps| !steps.is_empty()));
    let loss = experiment.get("loss").and_then(|loss| match loss {
        Value::Object(choice) => choice.keys().next().map(String::as_str),
        loss => loss.as_str(),
    });
    let mut wanted = Wanted { targets: None, loss: loss.unwrap_or_default() };
    let Some(source) = Source::read(object("data", data)?, files)? else {
        let rows = read::read_data(data)?;
        let split = split(rows.x.rows())?;
        if steps.is_none() {
            return Ok((rows, split, None));
        }
        // Classes that stand there as such are meant so, whatever the loss.
        wanted.targets = rows.y.is_classes().then_some("classes");
        let (preparation, prepared) = Preparation::new(Frame::of(&rows)?, steps, split.as_ref(), &wanted)?;
        return Ok((prepared, split, Some(Preparation { written: Some(data.clone()), ..preparation })));
    };
    wanted.targets = source.targets;
    let split = split(source.frame.rows())?;
    let (preparation, prepared) = Preparation::new(source.frame, steps, split.as_ref(), &wanted)?;
    Ok((prepared, split, Some(Preparation { written: Some(source.written), ..preparation })))
}
