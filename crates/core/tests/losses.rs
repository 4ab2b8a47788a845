//! Every loss of the registry: its worked example comes out; and what does not fit is refused with a message.

use chalkgrad::loss::{self, LOSSES, LossChoice};
use chalkgrad::options::Options;
use chalkgrad::{CrossEntropyLoss, Experiment, Graph, MSELoss, Stepper, Tape, Tensor, Unit};
use serde_json::{Map, Value, json};

#[test]
fn worked_examples_come_out() {
    for info in LOSSES {
        let options = Options::read(info.name, &Map::new(), info.args).expect("all arguments have defaults");
        let mut tape = Tape::<f64>::new();
        let leaf = |(dims, data): &(&[usize], &[f64])| {
            tape.leaf(&Tensor::new(dims, data.to_vec()).expect("a good example"), true)
        };
        let inputs: Vec<_> = info.example.inputs.iter().map(leaf).collect();
        assert_eq!(inputs.len(), info.inputs.len(), "{}: inputs", info.name);
        let loss = loss::build(&LossChoice { info, options }).record(&mut tape, &inputs).expect(info.name);
        tape.backward_from(loss).expect("a gradient");
        assert_close(tape.value(loss), info.example.output.1, &format!("{}: value", info.name));
        for (slot, expect) in info.example.grads.iter().enumerate() {
            let grad = tape.grad(inputs[slot]).expect("a gradient");
            assert_close(grad, expect, &format!("{}: gradient of {}", info.name, info.inputs[slot]));
        }
    }
}

fn assert_close(ours: &[f64], expect: &[f64], what: &str) {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9;
    assert!(ours.len() == expect.len() && ours.iter().zip(expect).all(close), "{what}: {ours:?}, not {expect:?}");
}

/// Three rows with two inputs.
fn experiment(outputs: usize, loss: &Value, y: &Value) -> String {
    let x = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    let model = json!([{"Linear": {"out_features": outputs}}]);
    json!({"version": 1, "data": {"x": x, "y": y}, "model": model, "loss": loss, "optimizer": "SGD", "epochs": 3})
        .to_string()
}

#[test]
fn targets_that_do_not_fit_say_what_would() {
    let check = |outputs: usize, loss: Value, y: Value, expect: &str| {
        let text = experiment(outputs, &loss, &y);
        let message = Experiment::from_json(&text).and_then(Stepper::<f32>::new).expect_err(&text).to_string();
        assert_eq!(message, expect);
    };
    check(
        3,
        json!("CrossEntropyLoss"),
        json!([0, 3, 1]),
        "`data.y[1]` is class 3; the model predicts 3 classes, so it must be from 0 to 2, or the one that `ignore_index` names (-100 itself only in the Rust API)",
    );
    check(
        3,
        json!("NLLLoss"),
        json!([[0], [1], [2]]),
        "NLLLoss takes one class for each example, a flat list of whole numbers such as [0, 2, 1]; `data.y` has rows of 1 numbers",
    );
    check(
        3,
        json!("CrossEntropyLoss"),
        json!([[0], [1], [2]]),
        "CrossEntropyLoss takes one class for each example, a flat list of whole numbers such as [0, 2, 1]; `data.y` has rows of 1 numbers",
    );
    check(
        1,
        json!("MSELoss"),
        json!([0, 1, 2]),
        "`data.y` is a flat list, which stands for classes; MSELoss takes a row of numbers for each example, such as [[1.7], [2.3]]",
    );
    check(3, json!("CrossEntropyLoss"), json!([0, 1.5, 1]), "`data.y[1]` is 1.5; a whole number is needed");
    check(1, json!("BCELoss"), json!([[0], [2], [1]]), "`data.y[1][0]` is 2; as a target of BCELoss it must fit 0 … 1");
    check(
        1,
        json!("SoftMarginLoss"),
        json!([[1], [-1], [0]]),
        "`data.y[2][0]` is 0; as a target of SoftMarginLoss it must fit -1, 1",
    );
    check(
        3,
        json!({"CrossEntropyLoss": {"weight": [1, 2]}}),
        json!([0, 1, 2]),
        "`loss.CrossEntropyLoss.weight` has 2 numbers, but the prediction has 3 columns; each needs one",
    );
    check(
        1,
        json!({"MSELoss": {"reduction": "none"}}),
        json!([[0], [1], [2]]),
        "`loss.MSELoss.reduction` is \"none\", but the backward pass starts at a single number; what fits: mean, sum",
    );
    check(
        1,
        json!("TripletMarginLoss"),
        json!([[0], [1], [2]]),
        "TripletMarginLoss takes anchor, positive, negative; an experiment has one prediction and one target, so this loss works only in the Rust API",
    );
    check(
        1,
        json!({"HuberLoss": {"delta": 0}}),
        json!([[0], [1], [2]]),
        "`loss.HuberLoss.delta` is 0; it must be from 0.000001 to 1000000",
    );
}

#[test]
fn an_experiment_with_a_loss_is_written_as_it_is_read() {
    let check = |outputs: usize, loss: Value, y: Value, line: &str| {
        let experiment = Experiment::from_json(&experiment(outputs, &loss, &y)).expect("a good experiment");
        let written = serde_json::to_value(&experiment).expect("an experiment is JSON");
        assert_eq!(written["data"]["y"], y);
        let again = Experiment::from_json(&written.to_string()).expect("what is written is read");
        assert_eq!(serde_json::to_value(&again).expect("an experiment is JSON"), written);
        let program = experiment.program_text();
        assert!(program.contains(&format!("\nloss_fn = torch.nn.{line}\n")), "{line}\n{program}");
    };
    check(1, json!("MSELoss"), json!([[0.5], [1.5], [2.5]]), "MSELoss()");
    check(1, json!({"MSELoss": {"reduction": "sum"}}), json!([[0.5], [1.5], [2.5]]), "MSELoss(reduction=\"sum\")");
    check(
        3,
        json!({"CrossEntropyLoss": {"weight": [1, 2, 0.5], "ignore_index": -1, "label_smoothing": 0.1}}),
        json!([0.0, -1.0, 2.0]),
        "CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 0.5]), ignore_index=-1, label_smoothing=0.1)",
    );
}

#[test]
fn classes_are_whole_numbers_in_the_program() {
    let text = experiment(3, &json!("CrossEntropyLoss"), &json!([0, 2, 1]));
    let program = Experiment::from_json(&text).expect("a good experiment").program_text();
    assert!(program.contains("\ny = torch.tensor([0, 2, 1])\n"), "{program}");
}

#[test]
fn a_step_of_cross_entropy_is_explained() {
    let text = experiment(3, &json!("CrossEntropyLoss"), &json!([0, 2, 1]));
    let mut stepper = Experiment::from_json(&text).and_then(Stepper::<f32>::new).expect("a good experiment");
    let mut ops = Vec::new();
    while ops.len() < 5 {
        stepper.step(Unit::Operation);
        ops.push(stepper.explain().op.unwrap_or_default());
    }
    assert_eq!(ops, ["linear", "add", "log_softmax", "nll_loss", "mean"]);
}

#[test]
fn a_probability_that_is_none_stops_the_training() {
    let text = experiment(1, &json!("BCELoss"), &json!([[0], [1], [1]]));
    let mut stepper = Experiment::from_json(&text).and_then(Stepper::<f32>::new).expect("a good experiment");
    stepper.step(Unit::Epoch);
    let stopped = stepper.moment().stopped.expect("3 · w + 4 · v + b is no probability");
    assert_eq!((stopped.op, stopped.value.as_str()), ("binary_cross_entropy", "nan"));
}

#[test]
fn the_mean_of_no_rows_is_not_a_number() {
    let graph = Graph::<f64>::new();
    let x = graph.parameter(Tensor::new(&[1, 2], vec![0.5, 1.0]).expect("two numbers"));
    let ignored = graph.tensor(Tensor::row(&[-100.0]));
    assert!(CrossEntropyLoss::default().forward(x, ignored).item().is_nan());
}

#[test]
#[should_panic(expected = "`target[0]` is class 2; the model predicts 2 classes, so it must be from 0 to 1")]
fn a_class_out_of_range_is_refused() {
    let graph = Graph::<f64>::new();
    let x = graph.parameter(Tensor::new(&[1, 2], vec![0.5, 1.0]).expect("two numbers"));
    let _ = CrossEntropyLoss::default().forward(x, graph.tensor(Tensor::row(&[2.0])));
}

#[test]
#[should_panic(expected = "MSELoss: the prediction has shape [2, 1], the target [2]; they must be equal")]
fn shapes_are_not_broadcast() {
    let graph = Graph::<f64>::new();
    let x = graph.parameter(Tensor::column(&[0.5, 1.0]));
    let _ = MSELoss::default().forward(x, graph.tensor(Tensor::row(&[2.0, 1.0])));
}
