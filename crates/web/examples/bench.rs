//! Chalkgrad as one engine of the benchmark: the real tape and stepper in fast mode, one training step
//! per call, the loss read at every step. `cargo xtask bench` builds it; see tests/bench.

use chalkgrad::data::Table;
use chalkgrad::{Error, Experiment, Stepper, Tensor};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A training of one workload, or a forward pass over its grid.
#[wasm_bindgen]
pub struct Eng {
    stepper: Stepper<f32>,
    /// Operations of one training step.
    operations: u64,
    grid: Vec<f32>,
}

#[wasm_bindgen]
impl Eng {
    /// Sets up a workload as tests/bench/lib/workloads.mjs describes it; `blob` holds, for each layer,
    /// weights (one row for each input) and biases, then inputs, targets, and the grid.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, blob: &[f32]) -> Result<Eng, JsValue> {
        let spec: Value = serde_json::from_str(spec).map_err(|error| error.to_string())?;
        set_up(&spec, blob).map_err(|error| error.to_string().into())
    }

    /// One training step on the next batch; the loss of that batch.
    pub fn step(&mut self) -> f32 {
        if self.stepper.finished() {
            // An experiment has an end; the benchmark goes on.
            self.stepper.seek(0);
        }
        self.stepper.run_to(self.stepper.position() + self.operations);
        self.stepper.losses().last().copied().unwrap_or(f32::NAN)
    }

    /// What the model makes of the grid.
    pub fn predict(&mut self) -> Vec<f32> {
        self.stepper.predict(&self.grid).unwrap_or_default()
    }
}

fn set_up(spec: &Value, blob: &[f32]) -> Result<Eng, Error> {
    let size = |key: &str| spec[key].as_u64().unwrap_or(0) as usize;
    let sizes: Vec<usize> =
        spec["sizes"].as_array().into_iter().flatten().map(|size| size.as_u64().unwrap_or(0) as usize).collect();
    let (inputs, outputs) = (sizes[0], sizes[sizes.len() - 1]);
    let mut rest = blob;
    let mut take = |count: usize| {
        let (part, left) = rest.split_at(count);
        rest = left;
        part
    };

    let mut model = Vec::new();
    let mut parameters = Vec::new();
    for (layer, pair) in sizes.windows(2).enumerate() {
        let last = layer + 2 == sizes.len();
        let (fan_in, fan_out) = (pair[0], pair[1]);
        let weight = take(fan_in * fan_out);
        let turned = (0..fan_out).flat_map(|to| (0..fan_in).map(move |from| f64::from(weight[from * fan_out + to])));
        let bias = take(fan_out).iter().map(|cell| f64::from(*cell)).collect();
        let index = model.len();
        parameters.push((format!("{index}.weight"), Tensor::new(&[fan_out, fan_in], turned.collect())?));
        parameters.push((format!("{index}.bias"), Tensor::new(&[fan_out], bias)?));
        model.push(json!({"Linear": {"out_features": fan_out}}));
        match spec[if last { "out_act" } else { "act" }].as_str() {
            Some("tanh") => model.push(json!("Tanh")),
            Some("relu") => model.push(json!("ReLU")),
            _ => {}
        }
    }

    let rows = size("batch") * size("n_batches");
    let classes = spec["loss"] != "mse";
    let table = |key, cells: &[f32], columns| {
        Table::read(key, &cells.chunks(columns).map(|row| json!(row)).collect::<Vec<_>>().into())
    };
    let x = table("data.x", take(rows * inputs), inputs)?;
    let y = take(if classes { rows } else { rows * outputs });
    let y = if classes {
        Table::classes(y.iter().map(|class| f64::from(*class)).collect())
    } else {
        table("data.y", y, outputs)?
    };
    let grid = take(size("grid") * inputs).to_vec();

    // The text is read with one row; all rows as text would be too long for an experiment file.
    let (optimizer, lr) = (if spec["opt"] == "adam" { "Adam" } else { "SGD" }, &spec["lr"]);
    let text = json!({
        "version": 1,
        "data": {"x": [vec![0; inputs]], "y": [if classes { json!(0) } else { json!(vec![0; outputs]) }]},
        "model": model,
        "loss": if classes { "CrossEntropyLoss" } else { "MSELoss" },
        "optimizer": {optimizer: {"lr": lr}},
        "epochs": 1_000_000 / size("n_batches"),
    });
    let mut experiment = Experiment::from_json(&text.to_string())?;
    (experiment.data.x, experiment.data.y) = (x, y);
    experiment.batch_size = Some(size("batch"));
    experiment.parameters = parameters;
    let steps = experiment.epochs * experiment.batches() as u64;
    let stepper = Stepper::new(experiment)?;
    Ok(Eng { operations: stepper.total() / steps, stepper, grid })
}
