//! The small core reads the demo's experiment, with any settings, and no other: the page asks the full one then.

use super::{Experiment, Files, LayerChoice, MAX_EPOCHS, OptimizerChoice};
use crate::data::Data;
use crate::error::{Error, Result};
use crate::layer::layers;
use crate::loss::Loss;
use crate::optim::{self, OPTIMIZERS};
use crate::options::{Options, count, object, quoted};
use crate::penalty::Penalty;
use serde_json::{Value, json};

/// Reads seed, epochs and the optimizer's options; everything else must be the demo's.
pub(super) fn experiment(value: &Value, _: Files) -> Result<Experiment> {
    const FIXED: [&str; 4] = ["version", "data", "model", "loss"];
    let written = object("experiment", value)?;
    let wanted = [json!(1), json!({"name": "article"}), json!([{"Linear": {"out_features": 1}}]), json!("MSELoss")];
    for (key, fits) in FIXED.iter().zip(&wanted) {
        if written.get(*key) != Some(fits) {
            let value = written.get(*key).unwrap_or(&Value::Null);
            return Err(Error::new("unsupported", &[("key", key), ("value", &quoted(value)), ("fits", fits)]));
        }
    }
    let settings = ["seed", "optimizer", "epochs"];
    if let Some(key) = written.keys().find(|key| !FIXED.contains(&key.as_str()) && !settings.contains(&key.as_str())) {
        return Err(Error::new("unsupported", &[("key", key), ("value", &"…"), ("fits", &"null")]));
    }
    let get = |value: &Value, key: &str| value.get(key).cloned().unwrap_or_default();
    let seed = count("seed", &written.get("seed").cloned().unwrap_or_else(|| json!(0)), 0, u64::from(u32::MAX))?;
    let sgd = get(&get(value, "optimizer"), "SGD");
    let optimizer = OPTIMIZERS[0];
    let options = Options::read("optimizer.SGD", object("optimizer.SGD", &sgd)?, optimizer.args)?;
    optim::check("optimizer.SGD", optimizer, &options)?;
    let mut model = Vec::new();
    for info in layers().take(1) {
        let mut options = Options::read("model[0]", object("model[0]", &json!({"out_features": 1}))?, info.args)?;
        let output = (info.shape)("model[0]", &mut options, &[1])?;
        model.push(LayerChoice { info, options, output });
    }
    Ok(Experiment {
        seed: seed as u32,
        data: Data::article(),
        split: None,
        model,
        loss: Loss::MSELoss,
        penalty: Penalty::default(),
        clip_grad: None,
        scheduler: None,
        optimizer: OptimizerChoice { info: optimizer, options },
        batch_size: None,
        shuffle: false,
        epochs: count("epochs", &get(value, "epochs"), 1, MAX_EPOCHS)?,
        parameters: Vec::new(),
        zero_grad: true,
    })
}
