//! Repeating a recorded training step allocates nothing.

#![allow(unsafe_code)] // Counting allocations means being the allocator.

use chalkgrad::{Experiment, Stepper};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    work();
    COUNT.with(Cell::get) - before
}

#[test]
fn a_replayed_step_allocates_nothing() {
    assert_eq!(allocations(|| drop(vec![1])), 1, "the counter counts");
    for experiment in [
        r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
            "optimizer": {"SGD": {"lr": 0.01, "momentum": 0.9}}, "epochs": 200}"#,
        r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 8}}, "Tanh",
            {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}},
            "batch_size": 4, "shuffle": true, "epochs": 50}"#,
        r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 8}}, "Maxout", "PReLU",
            {"Softplus": {"beta": 2.0}}, "Softmin", {"Softmax": {"dim": 0}}, "LogSoftmax", "GLU", "GELU",
            {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 100}"#,
        r#"{"version": 1, "data": {"name": "spiral", "samples": 60, "classes": 3}, "model": [{"Linear": {"out_features": 16}},
            "ReLU", {"Linear": {"out_features": 3}}], "loss": "CrossEntropyLoss", "optimizer": {"Adam": {"lr": 0.01}},
            "batch_size": 16, "shuffle": true, "epochs": 40}"#,
        r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 4}}, "Tanh",
            {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"AdamW": {"lr": 0.01, "amsgrad": true}},
            "penalty": {"l1": 0.001, "l2": 0.01}, "clip_grad": {"norm": 1.0}, "zero_grad": false, "epochs": 100}"#,
    ] {
        let experiment = Experiment::from_json(experiment).expect("a valid experiment");
        let mut stepper = Stepper::<f32>::new(experiment).expect("a valid model");
        stepper.seek(u64::MAX);
        let all = stepper.position();
        stepper.seek(0);
        assert_eq!(
            allocations(|| {
                stepper.run_to(all);
            }),
            0,
            "200 training steps, done again"
        );
    }
}
