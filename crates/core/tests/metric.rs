//! Metrics, each against numbers worked out by hand.
#![cfg(feature = "full")]

use chalkgrad::data::split::Part;
use chalkgrad::metric::{
    Metrics, Scores, Task, accuracy, confusion_matrix, mean_absolute_error, mean_squared_error, r2_score,
};
use chalkgrad::{Experiment, Stepper};
use serde_json::json;

fn near(found: f64, expect: f64, what: &str) {
    assert!((found - expect).abs() < 1e-12, "{what}: {found}, not {expect}");
}

#[test]
fn classes_are_counted() {
    // predicted, actual, number of classes; accuracy, confusion matrix, [precision, recall, F1] of all classes
    type Case = (&'static [usize], &'static [usize], usize, f64, &'static [&'static [u64]], [f64; 3]);
    let cases: [Case; 6] = [
        (&[1, 0, 1, 1], &[1, 0, 0, 1], 2, 0.75, &[&[1, 1], &[0, 2]], [2.0 / 3.0, 1.0, 0.8]),
        (&[0, 0], &[1, 0], 2, 0.5, &[&[1, 0], &[1, 0]], [0.0, 0.0, 0.0]),
        (&[0, 0], &[0, 0], 2, 1.0, &[&[2, 0], &[0, 0]], [0.0, 0.0, 0.0]),
        // Class 0: 1, 1/2, 2/3; class 1: 1/2, 1, 2/3; class 2: 1, 1, 1.
        (
            &[0, 1, 1, 2],
            &[0, 0, 1, 2],
            3,
            0.75,
            &[&[1, 1, 0], &[0, 1, 0], &[0, 0, 1]],
            [5.0 / 6.0, 5.0 / 6.0, 7.0 / 9.0],
        ),
        // A class that no row has or got does not lower the mean.
        (&[0, 2], &[0, 2], 3, 1.0, &[&[1, 0, 0], &[0, 0, 0], &[0, 0, 1]], [1.0, 1.0, 1.0]),
        (&[], &[], 3, 0.0, &[&[0, 0, 0], &[0, 0, 0], &[0, 0, 0]], [0.0, 0.0, 0.0]),
    ];
    for (predicted, actual, classes, right, confusion, [precision, recall, f1]) in cases {
        let what = format!("{predicted:?} for {actual:?}");
        near(accuracy(predicted, actual), right, &what);
        let found = confusion_matrix(predicted, actual, classes);
        assert_eq!(found, confusion, "{what}");
        let all = Scores::of_all(&found);
        near(all.precision, precision, &what);
        near(all.recall, recall, &what);
        near(all.f1, f1, &what);
        assert_eq!(Scores::of_classes(&found).len(), classes, "{what}");
    }
    assert_eq!(confusion_matrix(&[0, 7], &[9, 0], 1), [[0]]);
}

#[test]
fn numbers_are_measured() {
    // predictions, targets, columns; R², mean absolute error, mean squared error
    type Case = (&'static [f64], &'static [f64], usize, [f64; 3]);
    let cases: [Case; 7] = [
        (&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], 1, [1.0 - 1.5 / 29.1875, 0.5, 0.375]),
        (&[2.0, 2.0, 2.0], &[1.0, 2.0, 3.0], 1, [0.0, 2.0 / 3.0, 2.0 / 3.0]),
        (&[3.0, 2.0, 1.0], &[1.0, 2.0, 3.0], 1, [-3.0, 4.0 / 3.0, 8.0 / 3.0]),
        (&[0.1, 0.1, 0.1], &[0.1, 0.1, 0.1], 1, [1.0, 0.0, 0.0]),
        (&[0.1, 0.1, 1.1], &[0.1, 0.1, 0.1], 1, [0.0, 1.0 / 3.0, 1.0 / 3.0]),
        // The first column is perfect; the second has 1 − 2/2.
        (&[1.0, 5.0, 3.0, 5.0], &[1.0, 4.0, 3.0, 6.0], 2, [0.5, 0.5, 0.5]),
        (&[], &[], 1, [1.0, 0.0, 0.0]),
    ];
    for (predictions, targets, columns, [r2, mae, mse]) in cases {
        let what = format!("{predictions:?} for {targets:?}");
        near(r2_score(predictions, targets, columns), r2, &what);
        near(mean_absolute_error(predictions, targets), mae, &what);
        near(mean_squared_error(predictions, targets), mse, &what);
    }
}

#[test]
fn loss_and_targets_say_what_is_meant() {
    let check = |loss: &str, columns: usize, target_columns: usize, targets: &[f64], expect: Option<Task>| {
        assert_eq!(Task::of(loss, columns, target_columns, targets), expect, "{loss} {targets:?}");
    };
    let binary = |prediction, target| Some(Task::Binary { prediction, target });
    check("CrossEntropyLoss", 3, 1, &[0.0, 2.0], Some(Task::Classes { columns: 3 }));
    check("CrossEntropyLoss", 2, 2, &[0.25, 0.75], Some(Task::Rows { columns: 2 }));
    check("NLLLoss", 2, 1, &[0.0, 1.0], Some(Task::Classes { columns: 2 }));
    check("BCEWithLogitsLoss", 1, 1, &[1.0, 1.0], binary(0.0, 0.5));
    check("BCEWithLogitsLoss", 2, 2, &[1.0, 0.0, 0.0, 1.0], Some(Task::Rows { columns: 2 }));
    check("BCEWithLogitsLoss", 2, 2, &[1.0, 1.0, 0.0, 1.0], binary(0.0, 0.5));
    check("BCELoss", 1, 1, &[0.0, 0.5], binary(0.5, 0.5));
    check("SoftMarginLoss", 1, 1, &[1.0], binary(0.0, 0.0));
    check("MSELoss", 1, 1, &[-1.0, 1.0, 1.0], binary(0.0, 0.0));
    check("MSELoss", 1, 1, &[0.0, 1.0, 1.0], binary(0.5, 0.5));
    check("MSELoss", 1, 1, &[1.0, 1.0], Some(Task::Numbers { columns: 1 }));
    check("L1Loss", 1, 1, &[0.0, 1.0, 2.0], Some(Task::Numbers { columns: 1 }));
    check("PoissonNLLLoss", 1, 1, &[0.0, 1.0], None);
    check("HingeEmbeddingLoss", 1, 1, &[-1.0, 1.0], None);
}

#[test]
fn predictions_are_judged_by_the_task() {
    let right =
        |task: Task, predictions: &[f64], targets: &[f64], expect: f64| match Metrics::of(task, predictions, targets) {
            Metrics::Classification { accuracy, .. } => near(accuracy, expect, &format!("{task:?}")),
            other @ Metrics::Regression { .. } => panic!("{task:?}: {other:?}"),
        };
    // Of equal scores the first counts; the row of class −100 does not.
    let scores = [0.5, 0.5, 0.1, 0.9, 0.0, 1.0];
    right(Task::Classes { columns: 2 }, &scores, &[0.0, 0.0, -100.0], 0.5);
    right(Task::Rows { columns: 2 }, &scores, &[1.0, 0.0, 0.0, 1.0, 0.4, 0.6], 1.0);
    right(Task::Binary { prediction: 0.0, target: 0.5 }, &[0.0, 0.1, -2.0, 3.0], &[0.0, 1.0, 1.0, 1.0], 0.75);
    let regression = Metrics::of(Task::Numbers { columns: 1 }, &[1e200, 0.0], &[0.0, 1.0]);
    let written = serde_json::to_value(regression).expect("JSON");
    assert_eq!(written, json!({"task": "regression", "r2": "-inf", "mae": 5e199, "mse": "inf"}));
}

#[test]
fn a_stepper_judges_its_model() {
    // y = x as a model, so that the predictions are the inputs.
    let judge = |loss: &str, y: &[f64]| {
        let y: Vec<_> = y.iter().map(|y| [y]).collect();
        let text = json!({"version": 1, "data": {"x": [[-1.0], [2.0], [-3.0], [4.0]], "y": y},
            "model": [{"Linear": {"out_features": 1}}], "loss": loss, "optimizer": "SGD", "epochs": 1,
            "parameters": {"0.weight": [[1.0]], "0.bias": [0.0]}});
        let experiment = Experiment::from_json(&text.to_string()).unwrap_or_else(|error| panic!("{error}"));
        let mut stepper = Stepper::<f32>::new(experiment).expect("a training");
        let judged = stepper.evaluate(Part::Train).expect("it fits").expect("rows");
        serde_json::to_value(judged.metrics(stepper.experiment())).expect("JSON")
    };
    let scores = |precision: f64, recall: f64, f1: f64| json!({"precision": precision, "recall": recall, "f1": f1});
    let expect = json!({"task": "classification", "accuracy": 0.75, "precision": 0.5, "recall": 1.0, "f1": 2.0 / 3.0,
        "classes": [scores(1.0, 2.0 / 3.0, 0.8), scores(0.5, 1.0, 2.0 / 3.0)], "confusion": [[2, 1], [0, 1]]});
    assert_eq!(judge("MSELoss", &[-1.0, 1.0, -1.0, -1.0]), expect);
    let expect = json!({"task": "regression", "r2": 1.0 - 4.0 / 18.0, "mae": 0.5, "mse": 1.0});
    assert_eq!(judge("MSELoss", &[-1.0, 2.0, -3.0, 2.0]), expect);
}

#[test]
fn more_predictions_than_fit_are_refused() {
    // Trained row by row this is small; judged, all rows have a place at once.
    let text = json!({"version": 1, "data": {"name": "moons", "samples": 20_000}, "batch_size": 1,
        "model": [{"Linear": {"out_features": 1024}}], "loss": "CrossEntropyLoss", "optimizer": "SGD", "epochs": 1});
    let experiment = Experiment::from_json(&text.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let judged = Stepper::<f32>::new(experiment).expect("a training").evaluate(Part::Train);
    let error = judged.expect_err("20 million numbers are too many").to_string();
    assert_eq!(error, "rows × columns of the prediction comes to 20480000 numbers; at most 20000000 fit");
}
