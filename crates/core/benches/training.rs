//! How long training, stepping, going back and explaining take on this computer: `cargo bench -p chalkgrad`.

#![allow(missing_docs)] // Criterion's macro makes a public function.

use chalkgrad::{Experiment, Stepper, Unit};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

/// The demo's network.
const LINE: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
    "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 1000000}"#;

/// A small network of tanh in batches of ten.
const SMALL: &str = r#"{"version": 1, "data": {"name": "circles", "samples": 500}, "model": [{"Linear": {"out_features": 8}},
    "Tanh", {"Linear": {"out_features": 8}}, "Tanh", {"Linear": {"out_features": 1}}, "Tanh"], "loss": "MSELoss",
    "optimizer": {"SGD": {"lr": 0.03}}, "batch_size": 10, "epochs": 20000}"#;

/// Images of digits, with Adam.
const DIGITS: &str = r#"{"version": 1, "data": {"name": "digits"}, "model": [{"Linear": {"out_features": 128}}, "ReLU",
    {"Linear": {"out_features": 64}}, "ReLU", {"Linear": {"out_features": 10}}], "loss": "CrossEntropyLoss",
    "optimizer": "Adam", "batch_size": 64, "epochs": 1000}"#;

fn stepper(experiment: &str) -> Stepper<f32> {
    let mut digits = |file: &str| {
        let path = format!("{}/../../www/data/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).ok()
    };
    let experiment = Experiment::from_json_with(experiment, &mut digits).expect("a valid experiment");
    Stepper::new(experiment).expect("a valid model")
}

/// A stepper in the middle of its training.
fn trained(experiment: &str) -> Stepper<f32> {
    let mut stepper = stepper(experiment);
    for _ in 0..500 {
        stepper.step(Unit::Batch);
    }
    stepper
}

/// The next step; an experiment has an end, the benchmark goes on.
fn go_on(stepper: &mut Stepper<f32>, unit: Unit) {
    if stepper.finished() {
        stepper.seek(0);
    }
    stepper.step(unit);
}

fn training(criterion: &mut Criterion) {
    for (name, experiment) in [("line", LINE), ("small", SMALL), ("digits", DIGITS)] {
        let mut group = criterion.benchmark_group(name);
        group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
        let mut training = trained(experiment);
        group.bench_function("a training step", |bench| bench.iter(|| go_on(&mut training, Unit::Batch)));
        let mut slow = trained(experiment);
        group.bench_function("one operation", |bench| bench.iter(|| go_on(&mut slow, Unit::Operation)));
        group.bench_function("one operation back", |bench| {
            bench.iter_batched_ref(
                || trained(experiment),
                |stepper| stepper.back(Unit::Operation),
                BatchSize::LargeInput,
            );
        });
        let mut far = trained(experiment);
        let (end, mut target) = (far.position(), far.position());
        group.bench_function("seek to the middle or the end", |bench| {
            bench.iter(|| {
                target = if target == end { end / 2 } else { end };
                far.seek(target);
            });
        });
        let still = trained(experiment);
        group.bench_function("explain", |bench| bench.iter(|| black_box(still.explain())));
        group.finish();
    }
}

criterion_group!(benches, training);
criterion_main!(benches);
