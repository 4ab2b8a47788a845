//! Optimizers by themselves: each goes down the surfaces as the same rule does on a graph, and arrives.

mod reader;

use chalkgrad::descent::{Descent, GROUNDS, Ground, descent};
use chalkgrad::optim::{OPTIMIZERS, Optimizer, build};
use chalkgrad::options::Options;
use chalkgrad::{Graph, Tensor};
use reader::Reader;
use serde_json::{Map, Value, json};

fn shown(asked: &Value) -> Descent {
    descent(asked).unwrap_or_else(|error| panic!("{asked}: {error}"))
}

/// The same training in the public API, with an optimizer at work on a parameter of two numbers.
#[test]
fn every_path_is_the_optimizers_own() {
    for info in OPTIMIZERS {
        for ground in GROUNDS {
            let way = shown(&json!({ "runs": [{ "name": info.name }], "surface": ground.info().name, "steps": 30 }));
            let written: Map<String, Value> = way.runs[0]
                .options
                .iter()
                .map(|option| (option.name.to_owned(), serde_json::to_value(&option.value).expect("plain")))
                .collect();
            let options = Options::read(info.name, &written, info.args).expect("what was used can be read");
            let graph = Graph::<f64>::new();
            let both = graph.parameter(Tensor::new(&[1, 2], way.start.to_vec()).expect("two numbers"));
            let parameters = [("xy".to_owned(), both.id())];
            let mut optimizer = Optimizer::boxed(build(info, &options), &graph.tape(), &parameters);
            for (t, spot) in way.runs[0].path.iter().enumerate() {
                assert_eq!(both.value().data(), spot.place, "{} on {ground:?}, step {t}", info.name);
                let height = ground.record(both.slice(1, 0..1, 1), both.slice(1, 1..2, 1)).sum();
                assert_eq!(height.item(), spot.height, "{} on {ground:?}, step {t}", info.name);
                optimizer.zero_grad(&graph);
                height.backward().expect("a gradient");
                optimizer.step(&graph);
                graph.truncate_after(both);
            }
            assert_eq!(way.runs[0].path.len(), 31, "{} on {ground:?} blows up with the usual settings", info.name);
        }
    }
}

#[test]
fn with_the_usual_settings_each_comes_down() {
    for info in OPTIMIZERS {
        for ground in GROUNDS {
            let way = shown(&json!({ "runs": [{ "name": info.name }], "surface": ground.info().name }));
            let path = &way.runs[0].path;
            let (first, last) = (path[0].height - way.lowest[2], path[path.len() - 1].height - way.lowest[2]);
            assert!(last < 0.3 * first, "{} on {ground:?}: from {first} to {last} above the lowest point", info.name);
        }
    }
}

#[test]
fn the_lines_of_a_step_give_the_next_place() {
    for info in OPTIMIZERS {
        let way = shown(&json!({ "runs": [{ "name": info.name }], "at": 7 }));
        let run = &way.runs[0];
        for cell in [0, 1] {
            let lines = &run.lines[cell];
            let last = lines.last().and_then(|line| line.pieces.last()).expect("a line");
            assert_eq!(last.value, Some(run.path[7].place[cell]), "{}", info.name);
            assert!(run.memory.iter().all(|memory| memory.cells[cell].is_finite()));
        }
        let start = shown(&json!({ "runs": [{ "name": info.name }], "at": 0 }));
        assert!(start.runs[0].lines[0].is_empty() && start.runs[0].memory.iter().all(|each| each.cells == [0.0; 2]));
    }
}

/// The heights are those of the formula that stands beside the picture, and no point near the lowest is lower.
#[test]
fn surfaces_are_what_they_say() {
    for ground in GROUNDS {
        let [x, y, lowest] = ground.lowest();
        for (dx, dy) in [(0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01)] {
            assert!(ground.at([x + dx, y + dy]).0 > lowest, "{ground:?} is lower beside its lowest point");
        }
        let grid = ground.grid(24);
        assert!(grid.heights.iter().all(|height| f64::from(*height) >= lowest - 1e-6), "{ground:?}");
        if ground != Ground::Article {
            let formula = ground.info().formula.strip_prefix("f = ").expect("a formula");
            let height = Reader::read(formula, &[("x", 0.7), ("y", -1.3)]);
            assert!((ground.at([0.7, -1.3]).0 - height).abs() < 1e-12, "{ground:?}: {formula}");
        }
    }
}

#[test]
fn what_does_not_fit_is_answered_and_what_is_huge_ends() {
    for (asked, code) in [
        (json!({ "runs": [{ "name": "Adma" }] }), "unknown_name"),
        (json!({ "runs": [{ "name": "Adam", "options": { "betas": [2, 0] } }] }), "out_of_range"),
        (json!({ "runs": [{ "name": "SGD", "options": { "nesterov": true } }] }), "nesterov"),
        (json!({ "runs": [] }), "out_of_range"),
        (json!({ "runs": {} }), "wrong_type_list"),
        (json!({ "surface": "hill" }), "unknown_name"),
        (json!({ "steps": 2000 }), "out_of_range"),
        (json!({ "steps": 1.5 }), "wrong_type_count"),
        (json!({ "start": [1] }), "out_of_range"),
        (json!({ "start": [1, 1e300] }), "out_of_range"),
        (json!({ "speed": 1 }), "unknown_key"),
    ] {
        assert_eq!(descent(&asked).expect_err("it does not fit").code(), code, "{asked}");
    }
    let away = shown(
        &json!({ "runs": [{ "name": "SGD", "options": { "lr": 1e6 } }], "start": [1e6, -1e6], "steps": 1000, "at": 1000 }),
    );
    assert!(away.runs[0].path.len() < 200, "it has left all numbers behind");
    let lost = shown(&json!({ "runs": [{ "name": "SGD", "options": { "lr": 1, "momentum": 0.9 } }],
        "surface": "valley", "steps": 200, "at": 200 }));
    let run = &lost.runs[0];
    assert!(run.path.len() < 200 && run.memory[0].cells.iter().all(|cell| cell.is_nan()), "{:?}", run.memory);
    let near = descent(&json!({ "runs": [{ "name": "Adma" }] })).expect_err("unknown");
    assert!(near.fields()[2].1.starts_with("Adam"), "{near}");
}
