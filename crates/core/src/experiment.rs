//! An experiment: everything that a user can choose, as plain data. One JSON schema for every door.

mod write;

use crate::data::{DATA_SETS, Data, Table, read_tensor};
use crate::error::{Error, Result};
use crate::layer::{LAYERS, LayerInfo};
use crate::loss::{LOSSES, Loss};
use crate::optim::{OPTIMIZERS, OptimizerInfo};
use crate::options::{Options, count, flag, list, names, object, quoted, wrong_type};
use crate::tensor::Tensor;
use serde_json::{Map, Value};

/// The longest text that is read as an experiment.
pub const MAX_BYTES: usize = 4 << 20;
/// The most epochs of one experiment.
pub const MAX_EPOCHS: u64 = 1_000_000;
/// The most training steps of one experiment.
pub const MAX_STEPS: u64 = 10_000_000;
/// The most numbers that the parameters of a model may have.
pub const MAX_PARAMETERS: u64 = 2_000_000;
/// The most numbers that one training step may compute.
pub const MAX_CELLS: u64 = 20_000_000;
/// The most layers.
pub const MAX_LAYERS: usize = 64;

/// A layer with its options.
#[derive(Clone, Debug)]
pub struct LayerChoice {
    /// Which layer.
    pub info: &'static LayerInfo,
    /// Its options, complete.
    pub options: Options,
}

/// An optimizer with its options.
#[derive(Clone, Debug)]
pub struct OptimizerChoice {
    /// Which optimizer.
    pub info: &'static OptimizerInfo,
    /// Its options, complete.
    pub options: Options,
}

/// Everything that decides what a training does. Equal experiments train equally, bit for bit.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Where all random numbers start.
    pub seed: u32,
    /// What is learned from.
    pub data: Data,
    /// The layers in order.
    pub model: Vec<LayerChoice>,
    /// How far predictions are from targets.
    pub loss: Loss,
    /// How parameters change.
    pub optimizer: OptimizerChoice,
    /// How many rows one training step takes; none: all.
    pub batch_size: Option<usize>,
    /// Whether the rows are put in a new random order before every epoch.
    pub shuffle: bool,
    /// How often all rows are gone through.
    pub epochs: u64,
    /// First values that replace the random ones, by `state_dict` name.
    pub parameters: Vec<(String, Tensor<f64>)>,
    /// Whether `optimizer.zero_grad()` is in the program.
    pub zero_grad: bool,
}

impl Experiment {
    /// The demo: the article's 15 points, one weight, one bias.
    pub fn article() -> Self {
        let text = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
            "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 100}"#;
        Self::from_json(text).expect("the demo is a valid experiment")
    }

    /// Reads an experiment from JSON text, the only way in from outside.
    ///
    /// # Errors
    /// Names the key, the value and what would fit.
    pub fn from_json(text: &str) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(Error::new("too_long", &[("value", &text.len()), ("max", &MAX_BYTES)]));
        }
        let value: Value = serde_json::from_str(text).map_err(|error| {
            // serde_json ends its message with the place, which stands in fields of its own here.
            let (message, place) = (error.to_string(), format!(" at line {} column {}", error.line(), error.column()));
            let problem = message.strip_suffix(place.as_str()).unwrap_or(&message);
            Error::new("json", &[("problem", &problem), ("line", &error.line()), ("column", &error.column())])
        })?;
        Self::from_value(&value)
    }

    fn from_value(value: &Value) -> Result<Self> {
        const KEYS: &[&str] = &[
            "version",
            "seed",
            "data",
            "split",
            "preprocess",
            "model",
            "loss",
            "optimizer",
            "scheduler",
            "batch_size",
            "shuffle",
            "epochs",
            "parameters",
            "zero_grad",
        ];
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
        if let Some((key, value)) = ["split", "scheduler"].iter().find_map(|key| Some((key, get(key)?))) {
            return Err(Error::new("unsupported", &[("key", key), ("value", &quoted(value)), ("fits", &"null")]));
        }
        if let Some(value) = get("preprocess").filter(|value| value.as_array().is_none_or(|list| !list.is_empty())) {
            return Err(Error::new(
                "unsupported",
                &[("key", &"preprocess"), ("value", &quoted(value)), ("fits", &"[]")],
            ));
        }
        let seed = get("seed").map_or(Ok(0), |value| count("seed", value, 0, u64::from(u32::MAX)))?;
        let data = read_data(required("data")?)?;
        let loss = read_loss(required("loss")?)?;
        let model = read_model(required("model")?, &data)?;
        let optimizer = read_optimizer(required("optimizer")?)?;
        let rows = data.x.rows();
        let batch_size = get("batch_size").map(|value| count("batch_size", value, 1, rows as u64)).transpose()?;
        let experiment = Self {
            seed: seed as u32,
            data,
            model,
            loss,
            optimizer,
            batch_size: batch_size.map(|size| size as usize).filter(|size| *size < rows),
            shuffle: get("shuffle").map_or(Ok(false), |value| flag("shuffle", value))?,
            epochs: count("epochs", required("epochs")?, 1, MAX_EPOCHS)?,
            parameters: get("parameters").map_or(Ok(Vec::new()), read_parameters)?,
            zero_grad: get("zero_grad").map_or(Ok(true), |value| flag("zero_grad", value))?,
        };
        experiment.check_size()?;
        Ok(experiment)
    }

    /// Refuses what would fill the memory or never end.
    fn check_size(&self) -> Result<()> {
        let steps = self.epochs * self.batches() as u64;
        if steps > MAX_STEPS {
            return Err(Error::new(
                "too_big",
                &[("what", &"epochs × batches"), ("value", &steps), ("max", &MAX_STEPS)],
            ));
        }
        let parameters: u64 = self.model.iter().map(|layer| (layer.info.parameters)(&layer.options) as u64).sum();
        if parameters > MAX_PARAMETERS {
            return Err(Error::new("too_big", &[("what", &"model"), ("value", &parameters), ("max", &MAX_PARAMETERS)]));
        }
        let mut columns = self.data.x.columns();
        let mut cells = 0;
        for layer in &self.model {
            columns = layer.options.count("out_features").unwrap_or(columns);
            cells += 2 * columns as u64 * self.batch_rows() as u64;
        }
        if cells > MAX_CELLS {
            return Err(Error::new(
                "too_big",
                &[("what", &"batch_size × layers"), ("value", &cells), ("max", &MAX_CELLS)],
            ));
        }
        Ok(())
    }

    /// How many rows a training step takes; the last one of an epoch may get fewer.
    pub fn batch_rows(&self) -> usize {
        self.batch_size.unwrap_or(self.data.x.rows())
    }

    /// How many training steps an epoch has.
    pub fn batches(&self) -> usize {
        self.data.x.rows().div_ceil(self.batch_rows())
    }
}

fn read_data(value: &Value) -> Result<Data> {
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
        Table::read(&name, written.get(key).ok_or_else(|| Error::new("missing", &[("key", &name)]))?)
    };
    let (x, y) = (table("x")?, table("y")?);
    if x.rows() != y.rows() {
        return Err(Error::new("data_rows", &[("x", &x.rows()), ("y", &y.rows())]));
    }
    Ok(Data { name: None, x, y })
}

fn read_model(value: &Value, data: &Data) -> Result<Vec<LayerChoice>> {
    let written = list("model", value)?;
    if written.len() > MAX_LAYERS {
        return Err(Error::new(
            "out_of_range",
            &[("key", &"model, layers"), ("value", &written.len()), ("min", &1), ("max", &MAX_LAYERS)],
        ));
    }
    let mut columns = data.x.columns();
    let mut model = Vec::new();
    for (index, value) in written.iter().enumerate() {
        let key = format!("model[{index}]");
        let (name, written) = choice(&key, value)?;
        let Some(info) = LAYERS.iter().find(|info| info.name == name) else {
            return Err(unknown_name(&key, &Value::from(name), LAYERS.iter().map(|info| info.name)));
        };
        let key = format!("{key}.{name}");
        let mut options = Options::read(&key, &written, info.args)?;
        columns = (info.columns)(&key, &mut options, columns)?;
        model.push(LayerChoice { info, options });
    }
    if model.iter().all(|layer| (layer.info.parameters)(&layer.options) == 0) {
        return Err(Error::new("model_linear_last", &[]));
    }
    if columns != data.y.columns() {
        return Err(Error::new("example_shape", &[("prediction", &columns), ("y", &data.y.columns())]));
    }
    Ok(model)
}

fn read_loss(value: &Value) -> Result<Loss> {
    let (name, written) = choice("loss", value)?;
    let Some(info) = LOSSES.iter().find(|info| info.name == name) else {
        return Err(unknown_name("loss", &Value::from(name), LOSSES.iter().map(|info| info.name)));
    };
    Options::read(&format!("loss.{name}"), &written, &[])?;
    Ok(info.loss)
}

fn read_optimizer(value: &Value) -> Result<OptimizerChoice> {
    let (name, written) = choice("optimizer", value)?;
    let Some(info) = OPTIMIZERS.iter().find(|info| info.name == name) else {
        return Err(unknown_name("optimizer", &Value::from(name), OPTIMIZERS.iter().map(|info| info.name)));
    };
    let key = format!("optimizer.{name}");
    let options = Options::read(&key, &written, info.args)?;
    if options.flag("nesterov") && (options.number("momentum") == 0.0 || options.number("dampening") != 0.0) {
        let fits = "false, or momentum above 0 with dampening 0,";
        return Err(Error::new(
            "unsupported",
            &[("key", &format!("{key}.nesterov")), ("value", &true), ("fits", &fits)],
        ));
    }
    Ok(OptimizerChoice { info, options })
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
        _ => Err(wrong_type(key, value, "a name, or an object with one name and its options,")),
    }
}

fn unknown_name<'n>(key: &str, value: &Value, fits: impl Iterator<Item = &'n str>) -> Error {
    Error::new("unknown_name", &[("key", &key), ("value", &quoted(value)), ("fits", &names(fits))])
}
