//! A training that stops says why, where the reason is a number that the loss cannot take.

use chalkgrad::{Experiment, Stepper, Unit};

fn reason(model: &str, y: &str, loss: &str) -> Option<String> {
    let text = format!(
        r#"{{"version": 1, "data": {{"x": [[1], [2]], "y": {y}}}, "model": [{model}], "loss": {loss},
            "parameters": {{"0.weight": [[-3]], "0.bias": [0]}}, "optimizer": "SGD", "epochs": 2}}"#
    );
    let mut stepper = Experiment::from_json(&text).and_then(Stepper::<f32>::new).expect("a valid experiment");
    stepper.step(Unit::Epoch);
    stepper.moment().stopped.expect("it cannot go on").reason.map(|reason| reason.to_string())
}

#[test]
fn a_loss_that_got_what_it_cannot_take_says_so() {
    let linear = r#"{"Linear": {"out_features": 1}}"#;
    assert_eq!(
        reason(linear, "[[1], [0]]", r#""BCELoss""#).as_deref(),
        Some(
            "BCELoss got -3 as a prediction; it takes probabilities from 0 to 1: put a Sigmoid at the end of the model, or take BCEWithLogitsLoss, which takes any number"
        )
    );
    let counts = reason(linear, "[[1], [0]]", r#"{"PoissonNLLLoss": {"log_input": false}}"#).expect("a reason");
    assert!(counts.starts_with("PoissonNLLLoss would take the logarithm of -3"), "{counts}");
    let shares = reason(linear, "[[-1], [0]]", r#""KLDivLoss""#).expect("a reason");
    assert!(shares.starts_with("KLDivLoss got -1 as a target"), "{shares}");
    let columns = r#"{"Linear": {"out_features": 1}}, {"Linear": {"out_features": 2}}"#;
    let ignored = reason(columns, "[1, 1]", r#"{"CrossEntropyLoss": {"ignore_index": 1}}"#).expect("a reason");
    assert!(ignored.starts_with("CrossEntropyLoss divides by 0: no row of this batch counts"), "{ignored}");
    // A number that only became too large has no other reason than that.
    assert_eq!(reason(linear, "[[1e38], [0]]", r#""MSELoss""#), None);
}
