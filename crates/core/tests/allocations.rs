//! Repeating a recorded training step allocates nothing, and looking at it little.

#![allow(unsafe_code)] // Counting allocations means being the allocator.

use chalkgrad::op::{Cell as Asked, Op};
use chalkgrad::tensor::Shape;
use chalkgrad::{Experiment, Stepper, ops};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        BYTES.with(|bytes| bytes.set(bytes.get() + layout.size()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        BYTES.with(|bytes| bytes.set(bytes.get() + size));
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

fn bytes(work: impl FnOnce()) -> usize {
    let before = BYTES.with(Cell::get);
    work();
    BYTES.with(Cell::get) - before
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

/// A page looks at the training with every frame.
#[test]
fn a_moment_copies_no_data() {
    for model in
        [r#"{"Linear": {"out_features": 1}}"#, r#"{"Linear": {"out_features": 3}}, {"Linear": {"out_features": 1}}"#]
    {
        let rows = serde_json::to_string(&vec![[1.0]; 10_000]).expect("rows");
        let experiment = format!(
            r#"{{"version": 1, "data": {{"x": {rows}, "y": {rows}}}, "model": [{model}], "loss": "MSELoss",
                "optimizer": {{"SGD": {{"lr": 0.01}}}}, "epochs": 10}}"#
        );
        let experiment = Experiment::from_json(&experiment).expect("a valid experiment");
        let mut stepper = Stepper::<f32>::new(experiment).expect("a valid model");
        stepper.seek(u64::MAX);
        assert!(stepper.moment().growing.is_none());
        let bytes = bytes(|| drop(stepper.moment()));
        assert!(bytes < 10_000, "{bytes} bytes");
    }
}

#[test]
fn a_cell_of_a_product_is_asked_for_its_own_terms() {
    let [m, k, n] = [50, 60, 70];
    let check = |op: &dyn Op<f32>, right: [usize; 2], batch: &[usize]| {
        let shape = |last: [usize; 2]| Shape::new(&[batch, &last[..]].concat());
        let (left, right, output) = (shape([m, k]), shape(right), shape([m, n]));
        for (cell, terms) in [(Asked::Output(7), k), (Asked::Input(0, 7), n), (Asked::Input(1, 7), m)] {
            let mut found = 0;
            let count = allocations(|| found = op.links(&[&left, &right], &output, cell).len());
            assert_eq!(found, terms, "{:?}: terms of {cell:?}", op.info().name);
            assert!(count < 3 * terms, "{}: {count} allocations for {cell:?}", op.info().name);
        }
    };
    check(&ops::Linear, [n, k], &[]);
    check(&ops::MatMul, [k, n], &[]);
    check(&ops::BatchMatMul, [k, n], &[2]);
}
