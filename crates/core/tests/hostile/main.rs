//! Nothing that can be written into an experiment panics or hangs: it works, or it gets a message.

mod asked;
mod attempt;
mod dice;
mod generate;
mod values;

use attempt::attempt;
use chalkgrad::{Experiment, Rng, Stepper};
use dice::Dice;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Tries what the random bytes mean, and says what they meant where it goes wrong or takes long.
fn try_it(text: &str) -> Result<(), TestCaseError> {
    let start = Instant::now();
    let tried = std::panic::catch_unwind(|| attempt(text));
    prop_assert!(tried.is_ok(), "{text}");
    prop_assert!(start.elapsed() < LONGEST, "{:?}: {text}", start.elapsed());
    Ok(())
}

/// Far more than anything within the limits needs, also in a busy computer's unoptimized build.
const LONGEST: Duration = Duration::from_secs(20);

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_experiments_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        try_it(&generate::experiment(&mut Dice::new(&bytes)))?;
    }

    #[test]
    fn made_up_tables_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        try_it(&generate::table(&mut Dice::new(&bytes)))?;
    }

    #[test]
    fn whatever_is_asked_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for text in [asked::made(&mut Dice::new(&bytes)), text] {
            prop_assert!(std::panic::catch_unwind(|| asked::ask(&text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}") {
        try_it(&text)?;
    }
}

/// Among ten thousand answers there must be trainings, or the tests above test only messages.
#[test]
fn many_made_up_experiments_are_valid() {
    let mut rng = Rng::manual_seed(7);
    let bytes: Vec<Vec<u8>> = (0..1000).map(|_| (0..400).map(|_| rng.next_u32() as u8).collect()).collect();
    let texts: Vec<_> = bytes.iter().map(|bytes| generate::experiment(&mut Dice::new(bytes))).collect();
    let valid: Vec<_> = texts.iter().filter(|text| attempt(text)).collect();
    println!("{} of 1,000 made-up experiments train", valid.len());
    assert!(valid.len() > 300, "{} of 1000", valid.len());
    let layers = chalkgrad::layer::layers().map(|info| info.name);
    let losses = chalkgrad::loss::LOSSES.iter().filter(|info| info.target != chalkgrad::loss::Target::More);
    let optimizers = chalkgrad::optim::OPTIMIZERS.iter().map(|info| info.name);
    let schedulers = chalkgrad::schedule::SCHEDULERS.iter().map(|info| info.name);
    for name in layers.chain(losses.map(|info| info.name)).chain(optimizers).chain(schedulers) {
        let word = format!("\"{name}\"");
        assert!(valid.iter().any(|text| text.contains(&word)), "no valid experiment has {name}");
    }
    let tables = bytes.iter().filter(|bytes| attempt(&generate::table(&mut Dice::new(bytes)))).count();
    println!("{tables} of 1,000 made-up tables train");
    assert!(tables > 300, "{tables} of 1000 tables");
    let asked = bytes.iter().filter(|bytes| asked::ask(&asked::made(&mut Dice::new(bytes)))).count();
    println!("{asked} of 1,000 made-up questions have an answer");
    assert!(asked > 300, "{asked} of 1000 questions");
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
        "`loss` is \"MSE\", which is not known; what fits: MSELoss, L1Loss, BCEWithLogitsLoss, SmoothL1Loss, HuberLoss, BCELoss, NLLLoss, CrossEntropyLoss, MultiMarginLoss, KLDivLoss, PoissonNLLLoss, HingeEmbeddingLoss, SoftMarginLoss, GaussianNLLLoss, Margin…",
    );
    check("/optimizer/SGD/lr", json!("fast"), "`optimizer.SGD.lr` is \"fast\"; a number is needed");
    check(
        "/optimizer",
        json!({"SGD": {"rate": 1}}),
        "`optimizer.SGD.rate` is not known here; what fits: lr, momentum, dampening, weight_decay, nesterov, maximize",
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
