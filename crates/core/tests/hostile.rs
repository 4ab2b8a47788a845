//! Nothing that can be written into an experiment panics or hangs: it works, or it gets a message.

use chalkgrad::{Experiment, Stepper, Unit};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The state as the text that is compared.
fn state(stepper: &Stepper<f32>) -> String {
    serde_json::to_string(&stepper.state()).expect("a state is JSON")
}

/// Values that somebody might put where something else belongs.
fn odd_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..20).prop_map(Value::from),
        prop::sample::select(vec![1e308, -1e308, 1e-320, 0.5, 4_294_967_296.0, 1e30]).prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "SGD",
            "Linear",
            "Tanh",
            "MSELoss",
            "article",
            "NaN",
            "训练",
            "\u{0}<b>{key}</b>"
        ])
        .prop_map(Value::from),
    ];
    let keys = || {
        prop::sample::select(vec![
            "name",
            "x",
            "y",
            "Linear",
            "SGD",
            "out_features",
            "in_features",
            "lr",
            "momentum",
            "nesterov",
            "bias",
            "🙂",
        ])
    };
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(keys(), inner, 0..4).prop_map(|map| map
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// A valid experiment in which a few places were changed.
fn bent_experiment() -> impl Strategy<Value = String> {
    let paths = prop::sample::select(vec![
        "/version",
        "/seed",
        "/data",
        "/data/x",
        "/data/y",
        "/data/x/0",
        "/data/x/1/0",
        "/data/y/2",
        "/model",
        "/model/0",
        "/model/1",
        "/model/0/Linear",
        "/model/0/Linear/out_features",
        "/model/0/Linear/bias",
        "/loss",
        "/optimizer",
        "/optimizer/SGD",
        "/optimizer/SGD/lr",
        "/optimizer/SGD/momentum",
        "/batch_size",
        "/shuffle",
        "/epochs",
        "/parameters",
        "/zero_grad",
        "/split",
    ]);
    prop::collection::vec((paths, odd_value()), 0..4).prop_map(|changes| {
        let mut experiment = json!({
            "version": 1, "seed": 1, "data": {"x": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "y": [[1.0], [0.0], [1.0]]},
            "split": null, "model": [{"Linear": {"out_features": 2, "bias": true}}, "Tanh", {"Linear": {"out_features": 1}}],
            "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.1, "momentum": 0.5}}, "batch_size": 2, "shuffle": true, "epochs": 2,
            "parameters": {"0.bias": [0.0, 1.0]}, "zero_grad": true
        });
        for (path, value) in changes {
            if let Some(place) = experiment.pointer_mut(path) {
                *place = value;
            }
        }
        experiment.to_string()
    })
}

/// Reads it, and where it is valid trains a little, looks at everything, and goes back.
fn try_it(text: &str) -> Result<(), TestCaseError> {
    let trained = Experiment::from_json(text).and_then(Stepper::<f32>::new);
    let mut stepper = match trained {
        Ok(stepper) => stepper,
        Err(error) => {
            let message = error.to_string();
            prop_assert!(!message.is_empty() && message.len() < 4000);
            return Ok(());
        }
    };
    for unit in [Unit::Operation, Unit::Batch, Unit::Operation, Unit::Epoch] {
        stepper.step(unit);
        let _ = (stepper.moment(), stepper.explain(), state(&stepper));
    }
    stepper.back(Unit::Batch);
    stepper.back(Unit::Epoch);
    // What is said to be the experiment is one.
    let again = Experiment::from_json(&serde_json::to_string(stepper.experiment()).expect("an experiment is JSON"));
    prop_assert!(again.is_ok(), "{again:?}");
    prop_assert!(!stepper.experiment().program_text().is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bent_experiments_are_answered(text in bent_experiment()) {
        try_it(&text)?;
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}") {
        try_it(&text)?;
    }
}

#[test]
fn hostile_classics_are_answered() {
    let deep = "[".repeat(100_000);
    let long = " ".repeat(chalkgrad::experiment::MAX_BYTES + 1);
    for text in [
        "",
        "null",
        "{}",
        "\u{feff}{}",
        "1e999",
        &deep,
        &long,
        "{\"version\": 1e999}",
        "[[[[[[",
        "{\"version\":1,\"version\":1}",
    ] {
        assert!(Experiment::from_json(text).is_err());
    }
}

#[test]
fn messages_name_the_key_the_value_and_what_fits() {
    let valid = serde_json::to_value(Experiment::article()).expect("an experiment is JSON");
    let check = |path: &str, value: Value, expect: &str| {
        let mut experiment = valid.clone();
        *experiment.pointer_mut(path).expect("a key of the experiment") = value;
        let message =
            Experiment::from_json(&experiment.to_string()).and_then(Stepper::<f32>::new).expect_err(path).to_string();
        assert_eq!(message, expect);
    };
    check("/epochs", json!(0), "`epochs` is 0; it must be from 1 to 1000000");
    check("/seed", json!(-1), "`seed` is -1; it must be from 0 to 4294967295");
    check("/seed", json!(1.5), "`seed` is 1.5; a whole number is needed");
    check(
        "/loss",
        json!("MSE"),
        "`loss` is \"MSE\", which is not known; what fits: MSELoss, L1Loss, BCEWithLogitsLoss",
    );
    check("/optimizer/SGD/lr", json!("fast"), "`optimizer.SGD.lr` is \"fast\"; a number is needed");
    check(
        "/optimizer",
        json!({"SGD": {"rate": 1}}),
        "`optimizer.SGD.rate` is not known here; what fits: lr, momentum, dampening, weight_decay, nesterov",
    );
    check(
        "/data",
        json!({"x": [[1], [2]], "y": [[1]]}),
        "x has 2 rows and y has 1; they need one row each for every example",
    );
    check("/data", json!({"x": [[1], [2, 3]], "y": [[1], [2]]}), "data.x[1] has 2 columns, the rows before it have 1");
    check(
        "/model",
        json!([{"Linear": {"out_features": 2}}]),
        "the model predicts 2 numbers for each example, but y has 1: give the last Linear layer out_features 1",
    );
    check(
        "/model",
        json!(["Tanh"]),
        "there is nothing to train: no layer of the model has parameters; add a Linear layer",
    );
    check(
        "/model",
        json!([{"Linear": {"in_features": 3, "out_features": 1}}]),
        "`model[0].Linear.in_features` is 3, but the layer before gives 1; it may be left out",
    );
    check("/parameters", json!({"0.weight": [1.0]}), "`parameters.0.weight` has shape [1]; the model needs [1, 1]");
    check(
        "/parameters",
        json!({"weight": [1.0]}),
        "`parameters.weight` names no parameter of this model; it has 0.weight, 0.bias",
    );
    check("/version", json!(2), "`version` is 2; this program reads version 1");
}
