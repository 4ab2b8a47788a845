//! Tables as text: CSV with its separators, quotes, headers and cells.
#![no_main]

#[path = "../../crates/core/tests/hostile/attempt.rs"]
mod attempt;

use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let experiment = json!({
        "version": 1, "data": {"csv": text}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": "SGD", "epochs": 2, "batch_size": 3
    });
    attempt::attempt(&experiment.to_string());
});
