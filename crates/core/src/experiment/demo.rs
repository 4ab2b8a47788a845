//! The small core reads the demo's experiment, with any settings, and no other: the page asks the full one then.

use super::{Experiment, Files, LayerChoice, MAX_EPOCHS, OptimizerChoice};
use crate::data::Data;
use crate::error::{Error, Result};
use crate::layer::layers;
use crate::loss::{LOSSES, LossChoice};
use crate::optim::{self, OPTIMIZERS};
use crate::options::{Options, count, object, quoted};
use crate::penalty::Penalty;
use serde_json::{Map, Value};

/// What cannot be chosen here, with the only value that fits.
const FIXED: [(&str, &str); 4] = [("version", "1"), ("data", "article"), ("model", "one Linear"), ("loss", "MSELoss")];

/// Reads seed, epochs and the optimizer's options; everything else must be the demo's.
pub(super) fn experiment(value: &Value, _: Files) -> Result<Experiment> {
    let written = object("experiment", value)?;
    if written.len() < FIXED.len() + 2 {
        return Err(Error::new("missing", &[("key", &"experiment")]));
    }
    for (key, value) in written {
        if !is_the_demos(key, value) {
            let fits = FIXED.iter().find(|(fixed, _)| fixed == key).map_or("null", |(_, fits)| fits);
            return Err(Error::new("unsupported", &[("key", key), ("value", &quoted(value)), ("fits", &fits)]));
        }
    }
    let none = Map::new();
    let sgd = written.get("optimizer").and_then(|optimizer| optimizer.get("SGD")).and_then(Value::as_object);
    let (info, loss) = (OPTIMIZERS[0], LOSSES[0]);
    let optimizer = Options::read("optimizer.SGD", sgd.unwrap_or(&none), info.args)?;
    optim::check("optimizer.SGD", info, &optimizer)?;
    let setting = |key: &str, min, max| written.get(key).map_or(Ok(min), |value| count(key, value, min, max));
    let mut model = Vec::new();
    for info in layers().take(1) {
        let mut options = Options::read("model[0]", &none, info.args)?;
        options.settle("model[0]", "out_features", 1)?;
        let output = (info.shape)("model[0]", &mut options, &[1])?;
        model.push(LayerChoice { info, options, output, place: vec![0] });
    }
    Ok(Experiment {
        seed: setting("seed", 0, u64::from(u32::MAX))? as u32,
        data: Data::article(),
        split: None,
        model,
        loss: LossChoice { info: loss, options: Options::read("loss", &none, loss.args)? },
        penalty: Penalty::default(),
        clip_grad: None,
        scheduler: None,
        optimizer: OptimizerChoice { info, options: optimizer },
        batch_size: None,
        shuffle: false,
        epochs: setting("epochs", 1, MAX_EPOCHS)?,
        parameters: Vec::new(),
        zero_grad: true,
    })
}

fn is_the_demos(key: &str, value: &Value) -> bool {
    match key {
        "version" => value.as_f64() == Some(1.0),
        "data" => value.as_object().is_some_and(|data| data.len() == 1) && value["name"] == "article",
        "model" => {
            let layer = value.as_array().filter(|layers| layers.len() == 1).and_then(|layers| layers[0].as_object());
            let linear = layer.filter(|layer| layer.len() == 1).and_then(|layer| layer.get("Linear")?.as_object());
            linear.is_some_and(|linear| {
                linear.len() == 1 && linear.get("out_features").and_then(Value::as_f64) == Some(1.0)
            })
        }
        "loss" => value == "MSELoss",
        "optimizer" => {
            let sgd = value.as_object().filter(|optimizer| optimizer.len() == 1);
            sgd.is_some_and(|optimizer| optimizer.get("SGD").is_some_and(Value::is_object))
        }
        _ => ["seed", "epochs"].contains(&key),
    }
}
