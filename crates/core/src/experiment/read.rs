//! Reading an experiment: each key is checked for its type and its range, and named where it is wrong.

use super::Files;
use super::{Experiment, LayerChoice, MAX_EPOCHS, MAX_LAYERS, OptimizerChoice, SchedulerChoice};
use crate::data::split::{Part, Split};
use crate::data::{DATA_SETS, Data, MAX_ROWS, Table, read_tensor};
use crate::error::{Error, Result};
use crate::layer::layers;
use crate::loss::{LOSSES, LossChoice};
use crate::optim::{self, ClipGrad, OPTIMIZERS};
use crate::options::{Options, count, flag, list, names, object, quoted, wrong_type};
use crate::penalty::Penalty;
use crate::schedule;
use crate::tensor::Tensor;
use serde_json::{Map, Value};

/// Reads an experiment; whether its parts fit together is checked elsewhere. `files` gives the texts of data files.
pub(super) fn experiment(value: &Value, files: Files) -> Result<Experiment> {
    const KEYS: &[&str] = &[
        "version",
        "seed",
        "data",
        "split",
        "preprocess",
        "model",
        "loss",
        "penalty",
        "optimizer",
        "clip_grad",
        "scheduler",
        "batch_size",
        "shuffle",
        "epochs",
        "parameters",
        "zero_grad",
    ];
    /// What the small core leaves out.
    const UNSUPPORTED: &[&str] = if cfg!(feature = "full") { &[] } else { &["scheduler", "penalty", "clip_grad"] };
    let written = object("experiment", value)?;
    if let Some(key) = written.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(Error::new("unknown_key", &[("key", key), ("fits", &names(KEYS.iter().copied()))]));
    }
    // A key with the value null counts as not written.
    let get = |key: &str| written.get(key).filter(|value| !value.is_null());
    let required = |key: &str| get(key).ok_or_else(|| Error::new("missing", &[("key", &key)]));

    let version = required("version")?;
    if version.as_f64() != Some(1.0) {
        return Err(Error::new("version", &[("value", &quoted(version)), ("fits", &1)]));
    }
    if let Some((key, value)) = UNSUPPORTED.iter().find_map(|key| Some((key, get(key)?))) {
        return Err(Error::new("unsupported", &[("key", key), ("value", &quoted(value)), ("fits", &"null")]));
    }
    let seed = get("seed").map_or(Ok(0), |value| count("seed", value, 0, u64::from(u32::MAX)))?;
    #[cfg(feature = "full")]
    let (data, split, preparation) = super::prepare::prepare(written, required("data")?, seed as u32, files)?;
    #[cfg(not(feature = "full"))]
    let (data, split) = (read_alone(required("data")?, &get, files)?, None);
    let loss = read_loss(required("loss")?)?;
    let model = read_model(required("model")?, &data)?;
    let optimizer = read_optimizer(required("optimizer")?)?;
    let rows = split.as_ref().map_or(data.x.rows(), |split: &Split| split.rows(Part::Train).len());
    let batch_size = get("batch_size").map(|value| count("batch_size", value, 1, MAX_ROWS as u64)).transpose()?;
    Ok(Experiment {
        seed: seed as u32,
        data,
        split,
        #[cfg(feature = "full")]
        preparation,
        model,
        loss,
        penalty: get("penalty").map_or(Ok(Penalty::default()), Penalty::read)?,
        clip_grad: get("clip_grad").map(ClipGrad::read).transpose()?,
        scheduler: get("scheduler").map(read_scheduler).transpose()?,
        optimizer,
        batch_size: batch_size.map(|size| size as usize).filter(|size| *size < rows),
        shuffle: get("shuffle").map_or(Ok(false), |value| flag("shuffle", value))?,
        epochs: count("epochs", required("epochs")?, 1, MAX_EPOCHS)?,
        parameters: get("parameters").map_or(Ok(Vec::new()), read_parameters)?,
        zero_grad: get("zero_grad").map_or(Ok(true), |value| flag("zero_grad", value))?,
    })
}

/// The small core reads no more than the rows.
#[cfg(not(feature = "full"))]
fn read_alone<'v>(value: &Value, get: &dyn Fn(&str) -> Option<&'v Value>, _: Files) -> Result<Data> {
    let given = |key: &&str| get(key).is_some_and(|value| value.as_array().is_none_or(|steps| !steps.is_empty()));
    if let Some(key) = ["split", "preprocess"].into_iter().find(given) {
        return Err(Error::new("unsupported", &[("key", &key), ("value", &"…"), ("fits", &"null")]));
    }
    read_data(value)
}

/// Rows that stand in the experiment itself.
pub(super) fn read_data(value: &Value) -> Result<Data> {
    let written = object("data", value)?;
    let fits = "name, or x and y";
    if let Some(name) = written.get("name") {
        if let Some(key) = written.keys().find(|key| *key != "name") {
            return Err(Error::new("unknown_key", &[("key", &format!("data.{key}")), ("fits", &"name")]));
        }
        return match name.as_str() {
            Some("article") => Ok(Data::article()),
            _ => Err(unknown_name("data.name", name, DATA_SETS.iter().copied())),
        };
    }
    if let Some(key) = written.keys().find(|key| !["x", "y"].contains(&key.as_str())) {
        return Err(Error::new("unknown_key", &[("key", &format!("data.{key}")), ("fits", &fits)]));
    }
    let table = |key: &str| {
        let name = format!("data.{key}");
        let value = written.get(key).ok_or_else(|| Error::new("missing", &[("key", &name)]))?;
        if key == "y" { Table::read_targets(&name, value) } else { Table::read(&name, value) }
    };
    let (x, y) = (table("x")?, table("y")?);
    if x.rows() != y.rows() {
        return Err(Error::new("data_rows", &[("x", &x.rows()), ("y", &y.rows())]));
    }
    Ok(Data { name: None, x, y })
}

fn read_model(value: &Value, data: &Data) -> Result<Vec<LayerChoice>> {
    let mut dims = vec![data.x.columns()];
    let mut model = Vec::new();
    read_layers("model", value, &mut Vec::new(), &mut dims, &mut model)?;
    if model.iter().all(|layer| (layer.info.parameters)(&layer.options).is_empty()) {
        return Err(Error::new("no_parameters", &[]));
    }
    Ok(model)
}

/// The layers of the model or of a `Sequential` in it, one after the other; `dims` is the shape of one example.
fn read_layers(
    key: &str,
    value: &Value,
    place: &mut Vec<usize>,
    dims: &mut Vec<usize>,
    model: &mut Vec<LayerChoice>,
) -> Result<()> {
    let written = list(key, value)?;
    let count = model.len() + written.len();
    // PyTorch allows a Sequential without layers; it would do nothing.
    if count > MAX_LAYERS || (written.is_empty() && !place.is_empty()) {
        let key = format!("len({key})");
        return Err(Error::new("out_of_range", &[("key", &key), ("value", &count), ("min", &1), ("max", &MAX_LAYERS)]));
    }
    for (index, value) in written.iter().enumerate() {
        let key = format!("{key}[{index}]");
        place.push(index);
        let within = value.as_object().filter(|choice| choice.len() == 1).and_then(|choice| choice.get(SEQUENTIAL));
        if let Some(within) = within {
            read_layers(&format!("{key}.{SEQUENTIAL}"), within, place, dims, model)?;
        } else {
            let (name, written) = choice(&key, value)?;
            let Some(info) = layers().find(|info| info.name == name) else {
                let fits = layers().map(|info| info.name).chain([SEQUENTIAL]);
                return Err(unknown_name(&key, &Value::from(name), fits));
            };
            let key = format!("{key}.{name}");
            let mut options = Options::read(&key, &written, info.args)?;
            *dims = (info.shape)(&key, &mut options, dims)?;
            model.push(LayerChoice { info, options, output: dims.clone(), place: place.clone() });
        }
        place.pop();
    }
    Ok(())
}

/// A list of layers in place of a layer.
const SEQUENTIAL: &str = "Sequential";

pub(crate) fn read_loss(value: &Value) -> Result<LossChoice> {
    let (name, written) = choice("loss", value)?;
    let Some(&info) = LOSSES.iter().find(|info| info.name == name) else {
        return Err(unknown_name("loss", &Value::from(name), LOSSES.iter().map(|info| info.name)));
    };
    let key = format!("loss.{name}");
    if written.get("reduction").is_some_and(|reduction| reduction == "none") {
        return Err(Error::new("loss_none", &[("key", &format!("{key}.reduction")), ("fits", &"mean, sum")]));
    }
    Ok(LossChoice { info, options: Options::read(&key, &written, info.args)? })
}

pub(crate) fn read_optimizer(value: &Value) -> Result<OptimizerChoice> {
    let (name, written) = choice("optimizer", value)?;
    let Some(info) = OPTIMIZERS.iter().find(|info| info.name == name) else {
        let fits = OPTIMIZERS.iter().map(|info| info.name);
        #[cfg(feature = "full")]
        if name == "LBFGS" {
            return Err(Error::new("lbfgs", &[("fits", &names(fits))]));
        }
        return Err(unknown_name("optimizer", &Value::from(name), fits));
    };
    let key = format!("optimizer.{name}");
    let options = Options::read(&key, &written, info.args)?;
    optim::check(&key, info, &options)?;
    Ok(OptimizerChoice { info, options })
}

fn read_scheduler(value: &Value) -> Result<SchedulerChoice> {
    let (name, written) = choice("scheduler", value)?;
    let info = schedule::find(&name)?;
    let options = Options::read_needed(&format!("scheduler.{name}"), &written, info.args)?;
    Ok(SchedulerChoice { info, options })
}

fn read_parameters(value: &Value) -> Result<Vec<(String, Tensor<f64>)>> {
    let written = object("parameters", value)?;
    written.iter().map(|(name, value)| Ok((name.clone(), read_tensor(&format!("parameters.{name}"), value)?))).collect()
}

/// `"Tanh"` or `{"Linear": {"out_features": 8}}`: a name and its options.
fn choice(key: &str, value: &Value) -> Result<(String, Map<String, Value>)> {
    match value {
        Value::String(name) => Ok((name.clone(), Map::new())),
        Value::Object(written) if written.len() == 1 => {
            let (name, options) = written.iter().next().ok_or_else(|| Error::new("missing", &[("key", &key)]))?;
            Ok((name.clone(), object(&format!("{key}.{name}"), options)?.clone()))
        }
        _ => Err(wrong_type("wrong_type_choice", key, value)),
    }
}

fn unknown_name<'n>(key: &str, value: &Value, fits: impl Iterator<Item = &'n str>) -> Error {
    Error::new("unknown_name", &[("key", &key), ("value", &quoted(value)), ("fits", &names(fits))])
}
