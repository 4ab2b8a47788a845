//! What is asked about the next operation, and how answers are judged.

use chalkgrad::explain::Asked;
use chalkgrad::predict::{Verdict, read};
use chalkgrad::{Experiment, Stepper, Unit};

const DEMO: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
    "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 2}"#;

const NET: &str = r#"{"version": 1, "data": {"name": "moons", "samples": 20}, "model": [{"Linear": {"out_features": 4}},
    "Tanh", {"Linear": {"out_features": 1}}], "loss": "BCEWithLogitsLoss", "optimizer": {"Adam": {"lr": 0.01}},
    "epochs": 3, "batch_size": 8, "shuffle": true, "penalty": {"l2": 0.01}}"#;

fn stepper(text: &str) -> Stepper<f32> {
    Stepper::new(Experiment::from_json(text).expect("a valid experiment")).expect("a valid model")
}

/// What is peeked at is what is then written, to the last bit; at the end of a step, too.
#[test]
fn the_expected_answer_is_what_the_engine_then_writes() {
    let mut asked_about = 0;
    for text in [DEMO, NET] {
        let mut stepper = stepper(text);
        while !stepper.finished() && asked_about < 2000 {
            for (choice, cell) in [(0, 0), (0, 3), (1, 2)] {
                let asked = Asked { choice, cell, ..Asked::default() };
                let before = serde_json::to_string(&stepper.state()).expect("a state is JSON");
                let question = stepper.question(asked).expect("it is not over");
                let expected = stepper.peek(asked);
                assert_eq!(expected.is_some(), question.asks != "nothing");
                assert_eq!(serde_json::to_string(&stepper.state()).expect("a state is JSON"), before);
                let Some(expected) = expected else { continue };
                stepper.step(Unit::Operation);
                let operation = stepper.moment().operation - 1;
                let account = stepper.explain_at(Asked { operation, ..asked });
                let line = if question.asks == "parameter" { account.explanation.equations.len() - 1 } else { 0 };
                let written = account.explanation.equations[line].last().and_then(|piece| piece.value);
                assert_eq!(written, Some(f64::from(expected)), "{:?} {asked:?}", account.operation);
                assert_eq!((account.choice, account.cell), (question.account.choice, question.account.cell));
                stepper.back(Unit::Operation);
                asked_about += 1;
            }
            stepper.step(Unit::Operation);
        }
        stepper.seek(u64::MAX);
        assert_eq!((stepper.question(Asked::default()), stepper.peek(Asked::default())), (None, None));
    }
    assert!(asked_about > 300, "{asked_about} questions");
}

#[test]
fn numbers_as_people_type_them() {
    let check = |text: &str, expect: Result<f64, &str>| assert_eq!(read(text), expect, "{text}");
    let right = [
        ("1/3", 1.0 / 3.0),
        (" -3 / 4 ", -0.75),
        ("0,25", 0.25),
        ("−0.5", -0.5),
        ("１．５", 1.5),
        ("－２／３", -2.0 / 3.0),
        ("1,5/2,5", 0.6),
        (".5", 0.5),
        ("5.", 5.0),
        ("+7", 7.0),
        ("2e-3", 0.002),
        ("2E3", 2000.0),
        ("2×10⁻³", 0.002),
        ("−1.5 × 10^−7", -1.5e-7),
        ("１／－４", -0.25),
    ];
    for (text, expect) in right {
        check(text, Ok(expect));
    }
    for text in ["", "   ", "\u{3000}"] {
        check(text, Err("empty"));
    }
    for text in [
        "abc",
        "NaN",
        "nan",
        "inf",
        "infinity",
        "1/2/3",
        "1..5",
        "1,000,000",
        "/3",
        "3/",
        "−",
        "1 / x",
        &"9".repeat(65),
    ] {
        check(text, Err("unreadable"));
    }
    for text in ["1/0", "0/0", "1e999", "-1e999"] {
        check(text, Err("infinite"));
    }
}

/// The first operation of the demo: y₁ = 3.3 · (−0.00748682) = −0.0247065.
#[test]
fn an_answer_is_right_within_one_percent() {
    let mut stepper = stepper(DEMO);
    let mut judge = |answer: &str| stepper.judge(Asked::default(), answer).expect("there is a next operation");
    let kinds =
        [("−0.0247", "right"), ("-0.02449", "right"), ("-0.0244", "off"), ("0.0247", "off"), ("x", "unreadable")];
    for (answer, kind) in kinds {
        assert_eq!(judge(answer).kind, kind, "{answer}");
    }
    let Verdict { said, off, percent, .. } = judge("-0,05");
    let (off, percent) = (off.expect("a number"), percent.expect("a number"));
    assert_eq!((said, (off * 1e4).round(), percent.round()), (Some(-0.05), 253.0, 102.0));
}

/// A hint gives one factor: for backward through mean the 1 that it begins with, and 1/15.
#[test]
fn a_hint_is_one_factor_of_the_chain_rule() {
    let mut stepper = stepper(DEMO);
    stepper.seek(6);
    let hint = stepper.hint(Asked::default()).expect("there is a next operation");
    let term = hint.term.expect("backward through mean");
    assert_eq!((term.incoming.value, term.local.text.as_str(), term.product.value), (Some(1.0), "0.06666667", None));
    assert_eq!((hint.terms, hint.line), (1, None));
}
