//! Everything that can be learned about by itself: each name of the registries gives a curve or a worked example, with
//! derivatives that central differences agree with.

use chalkgrad::layer::layers;
use chalkgrad::lesson::{Lesson, lesson, names};
use chalkgrad::loss::LOSSES;
use chalkgrad::ops;
use serde_json::{Value, json};

const EPS: f64 = 1e-6;

fn shown(asked: &Value) -> Lesson {
    lesson(asked).unwrap_or_else(|error| panic!("{asked}: {error}"))
}

#[test]
fn every_name_of_the_registries_is_a_lesson() {
    let all = names();
    let wanted = ops::all::<f64>().len() + layers().count() + LOSSES.len();
    assert_eq!(all.len(), wanted);
    let mut curves = 0;
    for name in all {
        let lesson = shown(&json!({ "name": name }));
        assert_eq!(lesson.name, name);
        assert!(!lesson.sentence.is_empty() && !lesson.formula.is_empty(), "{name} says nothing");
        assert!(!lesson.derivatives.is_empty(), "{name} has no derivative");
        assert!(!lesson.output.cells.is_empty() && lesson.output.cells.iter().all(|y| y.is_finite()), "{name}");
        let says = lesson.equations.iter().all(|equation| equation.pieces.len() > 2);
        // Two let everything pass, Dropout at least outside training: there is no operation to show.
        let passes = ["Identity", "Dropout"].contains(&name);
        assert!(says && lesson.equations.is_empty() == passes, "{name}: {:?}", lesson.equations);
        let Some(curve) = lesson.curve else { continue };
        curves += 1;
        let finite = |samples: &[chalkgrad::lesson::Sample]| samples.iter().all(|s| (s.x + s.y + s.slope).is_finite());
        assert!(finite(&curve.samples) && finite(&[curve.point]), "{name}: a hole in the usual range");
        assert!(curve.samples.len() > 200 && curve.rows.len() > 10, "{name}");
        assert!((curve.from..=curve.to).contains(&curve.point.x), "{name}: the point is outside");
    }
    assert!(curves > 60, "only {curves} curves");
}

/// All that a loss, an activation or a cell-by-cell operation has is one number after another: a curve.
#[test]
fn what_has_a_curve_shows_it() {
    let curved = |name: &str| shown(&json!({ "name": name })).curve.is_some();
    for info in LOSSES {
        assert!(curved(info.name), "{} has no curve", info.name);
    }
    for name in ["tanh", "GELU", "mul", "pow", "maximum", "LeakyReLU", "PReLU", "Identity", "Threshold", "gt", "prelu"]
    {
        assert!(curved(name), "{name} has no curve");
    }
    for name in
        ["matmul", "softmax", "Softmax", "reshape", "cat", "Linear", "sum", "class_weight", "GLU", "BatchNorm1d"]
    {
        assert!(!curved(name), "{name} is no curve");
    }
}

#[test]
fn a_derivative_is_the_slope_between_two_points_next_to_each_other() {
    let mut compared = 0;
    for name in names() {
        let Some(curve) = shown(&json!({ "name": name })).curve else { continue };
        for share in 1..20 {
            let x = curve.from + (curve.to - curve.from) * (f64::from(share) + 0.37) / 21.0;
            let at = |x: f64| shown(&json!({ "name": name, "at": x })).curve.expect("a curve").point;
            let slope = (at(x + EPS).y - at(x - EPS).y) / (2.0 * EPS);
            let ours = at(x).slope;
            // PyTorch raises a variance that is too small without telling the gradient.
            if name == "variance_floor" && x < 0.0 {
                continue;
            }
            assert!((ours - slope).abs() <= 1e-5 + 1e-4 * slope.abs(), "{name} at {x}: {ours}, not {slope}");
            compared += 1;
        }
    }
    assert!(compared > 1000);
}

#[test]
fn numbers_of_the_readers_own_are_used() {
    let leaky = shown(&json!({ "name": "LeakyReLU", "options": { "negative_slope": 0.2 }, "at": -2 }));
    let point = leaky.curve.expect("a curve").point;
    assert!((point.y + 0.4).abs() < 1e-12 && (point.slope - 0.2).abs() < 1e-12);
    let mul = shown(&json!({ "name": "mul", "inputs": { "b": 5 }, "at": 3 }));
    assert_eq!((mul.output.cells[0], mul.curve.expect("a curve").point.slope), (15.0, 5.0));
    let pow = shown(&json!({ "name": "pow", "over": "b", "inputs": { "a": 2 }, "at": 3, "to": 4 }));
    let point = pow.curve.expect("a curve").point;
    assert!((point.y - 8.0).abs() < 1e-12 && (point.slope - 8.0 * 2_f64.ln()).abs() < 1e-12);
    let cross = shown(&json!({ "name": "CrossEntropyLoss", "inputs": { "prediction": [0.5, 0.5], "target": 0 } }));
    assert!((cross.output.cells[0] - 2_f64.ln()).abs() < 1e-12);
    assert_eq!(cross.curve.expect("a curve").letter, "x₁");
    assert_eq!(shown(&json!({ "name": "GELU" })).kind, "layer");
    assert_eq!(shown(&json!({ "name": "gelu" })).kind, "op");
    assert_eq!(shown(&json!({ "name": "crossentropyloss" })).name, "CrossEntropyLoss");
}

#[test]
fn a_share_of_the_picture_is_a_place_of_few_digits() {
    let at = |share: f64| shown(&json!({ "name": "tanh", "share": share })).curve.expect("a curve").point.x;
    assert_eq!((at(0.0), at(0.5), at(1.0)), (-4.0, 0.0, 4.0));
    assert_eq!(at(0.7035).to_string(), "1.65");
}

#[test]
fn what_does_not_fit_is_answered() {
    let answer = |asked: Value| lesson(&asked).expect_err("it does not fit");
    let unknown = answer(json!({ "name": "thanh" }));
    assert_eq!((unknown.code(), &unknown.fields()[2].1[..4]), ("unknown_name", "tanh"));
    for (asked, code) in [
        (json!({ "name": "tanh", "options": { "slope": 1 } }), "unknown_key"),
        (json!({ "name": "LeakyReLU", "options": { "negative_slope": "steep" } }), "wrong_type_number"),
        (json!({ "name": "tanh", "from": 3, "to": 3 }), "limits"),
        (json!({ "name": "tanh", "from": 1e300 }), "out_of_range"),
        (json!({ "name": "mul", "over": "c" }), "unknown_name"),
        (json!({ "name": "mul", "inputs": { "c": 1 } }), "unknown_key"),
        (json!({ "name": "mul", "inputs": { "b": [1, 2] } }), "shape_count"),
        (json!({ "name": "CrossEntropyLoss", "inputs": { "target": 7 } }), "class_range"),
        (json!({ "name": "GaussianNLLLoss", "inputs": { "var": -1 } }), "variance"),
        (json!({ "name": "matmul", "options": { "dim": 1 } }), "unknown_key"),
        (json!([]), "wrong_type_object"),
        (json!({ "names": "tanh" }), "unknown_key"),
        (json!({ "name": 7 }), "wrong_type_text"),
    ] {
        assert_eq!(answer(asked.clone()).code(), code, "{asked}");
    }
}

/// Whatever stands there: an answer or a lesson, and never a panic.
#[test]
fn hostile_numbers_do_no_harm() {
    let values = [
        json!(null),
        json!(-1e6),
        json!(1e6),
        json!(1e-300),
        json!(-0.0),
        json!([]),
        json!([1, 2, 3]),
        json!("∞"),
        json!(true),
        json!({}),
        json!(1e308),
        json!(0.5),
        json!(2),
    ];
    let mut answers = 0;
    for name in names() {
        let plain = shown(&json!({ "name": name }));
        for value in &values {
            let mut asked = vec![
                json!({ "name": name, "at": value }),
                json!({ "name": name, "from": value, "to": 1e6 }),
                json!({ "name": name, "to": value, "from": -1e6, "share": 1 }),
                json!({ "name": name, "share": value }),
                json!({ "name": name, "over": value }),
                json!({ "name": name, "options": value }),
                json!({ "name": name, "inputs": value }),
            ];
            let inputs = plain.inputs.iter().map(|input| json!({ "name": name, "inputs": { input.name: value } }));
            asked.extend(inputs);
            let args =
                layers().map(|info| (info.name, info.args)).chain(LOSSES.iter().map(|info| (info.name, info.args)));
            for (_, args) in args.filter(|(owner, _)| *owner == name) {
                asked.extend(args.iter().map(|arg| json!({ "name": name, "options": { arg.name: value } })));
            }
            answers += asked.iter().filter(|asked| lesson(asked).is_err()).count();
        }
    }
    assert!(answers > 1000);
}
