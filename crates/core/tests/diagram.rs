//! The picture of a training step: its structure, and at every position what is done and what the numbers are.

use chalkgrad::diagram::{Arrived, Diagram, DiagramState, Grid, Kind, Progress};
use chalkgrad::program::Micro;
use chalkgrad::{Experiment, Stepper};
use proptest::prelude::*;

const DEMO: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
    "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 20}"#;

/// A penalty, two sizes of batches, a new order in every epoch.
const PENALTY: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 3}}, "Tanh",
    {"Linear": {"out_features": 1}}], "loss": "L1Loss", "batch_size": 4, "shuffle": true, "epochs": 6,
    "optimizer": {"Adam": {"lr": 0.05}}, "clip_grad": {"norm": 0.5}, "penalty": {"l1": 0.01, "l2": 0.01},
    "scheduler": {"ExponentialLR": {"gamma": 0.9}}}"#;

/// Masks and running statistics; gradients that are not forgotten.
const EFFECTS: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 20}}, {"BatchNorm1d": {}},
    "Tanh", {"Dropout": {"p": 0.4}}, {"Linear": {"out_features": 1}}], "loss": "MSELoss", "zero_grad": false,
    "optimizer": {"SGD": {"lr": 0.01}}, "batch_size": 8, "epochs": 6}"#;

const EXPERIMENTS: [&str; 3] = [DEMO, PENALTY, EFFECTS];

fn stepper(experiment: &str) -> Stepper<f32> {
    Stepper::new(Experiment::from_json(experiment).expect("a valid experiment")).expect("a valid model")
}

fn names(diagram: &Diagram) -> Vec<&str> {
    diagram.vertices.iter().map(|vertex| vertex.name.as_str()).collect()
}

fn block_names(diagram: &Diagram) -> Vec<&str> {
    diagram.blocks.iter().map(|block| block.name.as_str()).collect()
}

#[test]
fn layers_within_a_sequential_have_blocks_of_their_own() {
    let nested = DEMO.replace(
        r#"[{"Linear": {"out_features": 1}}]"#,
        r#"[{"Sequential": [{"Linear": {"out_features": 2}}, "Tanh"]}, {"Linear": {"out_features": 1}}]"#,
    );
    let diagram = stepper(&nested).diagram();
    assert_eq!(block_names(&diagram), ["0.0: Linear(1, 2)", "0.1: Tanh()", "1: Linear(2, 1)", "MSELoss()"]);
    let block = |name: &str| diagram.vertices.iter().find(|vertex| vertex.name == name).and_then(|vertex| vertex.block);
    assert_eq!((block("0.0.weight"), block("tanh"), block("1.bias")), (Some(0), Some(1), Some(2)));
}

#[test]
fn the_demo_has_a_layer_and_a_loss() {
    let diagram = stepper(DEMO).diagram();
    assert_eq!(names(&diagram), ["0.weight", "0.bias", "x", "y", "linear", "add", "sub", "square", "mean"]);
    assert_eq!(block_names(&diagram), ["0: Linear(1, 1)", "MSELoss()"]);
    let blocks: Vec<_> = diagram.vertices.iter().map(|vertex| vertex.block).collect();
    assert_eq!(blocks, [Some(0), Some(0), None, None, Some(0), Some(0), Some(1), Some(1), Some(1)]);
    let [weight, bias, x, y, linear, add, sub, square, mean] = &diagram.vertices[..] else { panic!("nine vertices") };
    let read = |vertex: &chalkgrad::diagram::Vertex| {
        vertex.inputs.iter().map(|edge| (edge.node, edge.letter)).collect::<Vec<_>>()
    };
    assert_eq!(read(linear), [(x.node, "x"), (weight.node, "w")]);
    assert_eq!(read(add), [(linear.node, "a"), (bias.node, "b")]);
    assert_eq!(read(sub), [(add.node, "a"), (y.node, "b")]);
    assert_eq!((read(square)[0].0, read(mean)[0].0), (sub.node, square.node));
    assert_eq!((weight.kind, x.kind, mean.kind), (Kind::Parameter, Kind::Data, Kind::Operation));
    // forward ×5, zero_grad, backward ×5, update ×2
    assert_eq!((x.forward, linear.forward, mean.forward), (None, Some(0), Some(4)));
    assert_eq!((mean.backward, linear.backward, weight.backward), (Some(6), Some(10), None));
    assert_eq!((weight.update, bias.update, mean.update), (Some(11), Some(12), None));
    assert_eq!((add.shape.as_slice(), add.grid), (&[15, 1][..], Grid { rows: 15, columns: 1, more: false }));
    assert_eq!((diagram.loss, mean.shape.len()), (mean.node, 0));
}

#[test]
fn a_penalty_is_a_block_of_its_own() {
    let diagram = stepper(PENALTY).diagram();
    assert_eq!(block_names(&diagram), ["0: Linear(1, 3)", "1: Tanh()", "2: Linear(3, 1)", "L1Loss()", "penalty"]);
    let last = diagram.vertices.last().expect("a loss");
    assert_eq!((last.name.as_str(), last.block, last.node), ("add", None, diagram.loss));
    let factors = diagram.vertices.iter().filter(|vertex| vertex.kind == Kind::Constant);
    assert_eq!(factors.map(|vertex| vertex.name.as_str()).collect::<Vec<_>>(), ["l1", "l2"]);
    let outputs: Vec<_> = last.inputs.iter().map(|edge| edge.node).collect();
    assert_eq!(outputs, [diagram.blocks[3].output, diagram.blocks[4].output]);
}

#[test]
fn masks_and_running_statistics_have_their_place() {
    let mut stepper = stepper(EFFECTS);
    let diagram = stepper.diagram();
    let calls =
        ["0: Linear(1, 20)", "1: BatchNorm1d(20)", "2: Tanh()", "3: Dropout(p=0.4)", "4: Linear(20, 1)", "MSELoss()"];
    assert_eq!(block_names(&diagram), calls);
    let mask = diagram.vertices.iter().find(|vertex| vertex.name == "mask").expect("a mask");
    assert_eq!((mask.kind, mask.block), (Kind::Constant, Some(3)));
    assert_eq!(mask.grid, Grid { rows: 8, columns: 16, more: true });
    let drawn = mask.forward.expect("it is drawn") as u64;
    let followed = diagram.vertices.iter().find_map(|vertex| vertex.tracked.as_ref()).expect("statistics");
    assert_eq!(followed.names, ["1.running_mean", "1.running_var", "1.num_batches_tracked"]);
    let index = diagram.vertices.iter().position(|vertex| vertex.name == "mask").expect("a mask");
    for (done, expected) in [(drawn, None), (drawn + 1, Some(Progress::Current)), (drawn + 2, Some(Progress::Done))] {
        stepper.seek(done);
        let state = stepper.diagram_state();
        assert_eq!(state.vertices[index].value.is_some(), expected.is_some(), "position {done}");
        assert_eq!(state.vertices[index].forward, expected.or(Some(Progress::ToCome)), "position {done}");
    }
}

/// A smaller last batch is another circuit, with the same picture.
#[test]
fn two_sizes_of_batches_have_one_picture() {
    let mut stepper = stepper(PENALTY);
    let large = stepper.diagram();
    let steps = stepper.moment().batches;
    while stepper.moment().batch < steps {
        stepper.step(chalkgrad::Unit::Operation);
    }
    let small = stepper.diagram();
    assert_ne!(large.circuit, small.circuit);
    assert_eq!(names(&large), names(&small));
    for (large, small) in large.vertices.iter().zip(&small.vertices) {
        assert_eq!((large.grid, large.block), (small.room, small.block));
        assert_eq!((large.forward, large.backward, large.update), (small.forward, small.backward, small.update));
    }
    assert_eq!((large.vertices[4].shape[0], small.vertices[4].shape[0]), (4, 3));
}

#[test]
fn a_node_that_is_not_there_is_an_answer() {
    let stepper = stepper(DEMO);
    assert_eq!(stepper.node_cells(999, false, 0, 10).map_err(|error| error.code()), Err("out_of_range"));
    assert_eq!(stepper.node_cells(2, false, 14, usize::MAX), Ok(&[3.1][..]));
    assert_eq!(stepper.node_cells(2, false, usize::MAX, 5), Ok(&[][..]));
}

/// What the state says beside what the program and the tape say.
fn check(stepper: &Stepper<f32>) -> Result<(), TestCaseError> {
    let (diagram, state) = (stepper.diagram(), stepper.diagram_state());
    let moment = stepper.moment();
    prop_assert_eq!(state.vertices.len(), diagram.vertices.len());
    prop_assert_eq!(state.circuit, diagram.circuit);
    // Where the step began, and how many operations of its program are done.
    let done = (stepper.position() - state.start.min(stepper.position())) as usize;
    let last = stepper.last_micro();
    let in_program = !matches!(last, None | Some(Micro::Shuffle | Micro::Schedule));
    let expected = |at: Option<usize>| {
        at.map(|at| {
            if at + 1 == done && in_program {
                Progress::Current
            } else if at < done {
                Progress::Done
            } else {
                Progress::ToCome
            }
        })
    };
    for (vertex, now) in diagram.vertices.iter().zip(&state.vertices) {
        prop_assert_eq!(now.forward, expected(vertex.forward), "{} at {}", &vertex.name, moment.position);
        prop_assert_eq!(now.backward, expected(vertex.backward), "{} at {}", &vertex.name, moment.position);
        prop_assert_eq!(now.update, expected(vertex.update), "{} at {}", &vertex.name, moment.position);
        prop_assert_eq!(now.tracked, expected(vertex.tracked.as_ref().map(|tracked| tracked.at)));
        prop_assert_eq!(now.value.is_some(), now.forward != Some(Progress::ToCome));
        check_gradient(&diagram, &state, vertex.node, done)?;
        check_cells(stepper, vertex, now, &state)?;
    }
    Ok(())
}

/// A gradient is there as far as those that read the node have sent it.
fn check_gradient(diagram: &Diagram, state: &DiagramState<f32>, node: usize, done: usize) -> Result<(), TestCaseError> {
    let index = diagram.vertices.iter().position(|vertex| vertex.node == node).expect("it is there");
    let readers = diagram
        .vertices
        .iter()
        .flat_map(|vertex| vertex.inputs.iter().filter(|edge| edge.node == node).filter_map(|_| vertex.backward));
    let (sent, waiting): (Vec<_>, Vec<_>) = readers.partition(|at| *at < done);
    let arrived = state.vertices[index].grad.as_ref().map(|grad| grad.arrived);
    let vertex = &diagram.vertices[index];
    let wanted = vertex.kind == Kind::Parameter || vertex.backward.is_some();
    let expected = match (sent.len(), waiting.len()) {
        _ if !wanted => None,
        _ if node == diagram.loss => vertex.backward.filter(|at| *at < done).map(|_| Arrived::All),
        // What a parameter has from the step before depends on the program; no other node has anything.
        (0, _) if vertex.kind == Kind::Parameter => arrived.map(|_| Arrived::Before),
        (0, _) => None,
        (_, 0) => Some(Arrived::All),
        _ => Some(Arrived::Part),
    };
    prop_assert_eq!(arrived, expected, "{}", &vertex.name);
    Ok(())
}

/// The digest holds cells of the tape, and its ends are the smallest and the largest of all.
fn check_cells(
    stepper: &Stepper<f32>,
    vertex: &chalkgrad::diagram::Vertex,
    now: &chalkgrad::diagram::VertexState<f32>,
    state: &DiagramState<f32>,
) -> Result<(), TestCaseError> {
    let id = stepper.tape().ids().nth(vertex.node).expect("a node");
    let (value, grad) = (stepper.tape().value(id), stepper.tape().grad(id).unwrap_or_default());
    let width = vertex.shape.last().copied().unwrap_or(1);
    let count = vertex.grid.rows * vertex.grid.columns;
    let digests = [now.value.as_ref(), now.grad.as_ref().map(|grad| &grad.digest)];
    for (part, (digest, cells)) in digests.into_iter().zip([value, grad]).enumerate() {
        let shown = &state.cells[vertex.first + part * count..][..count];
        let listed = stepper.node_cells(vertex.node, part == 1, 0, usize::MAX).expect("a node");
        let Some(digest) = digest else {
            prop_assert!(shown.iter().all(|cell| cell.is_nan()) && listed.is_empty());
            continue;
        };
        prop_assert_eq!(listed, cells);
        for (index, cell) in shown.iter().enumerate() {
            let (row, column) = (index / vertex.grid.columns, index % vertex.grid.columns);
            prop_assert_eq!(*cell, cells[row * width + column]);
        }
        let finite = || cells.iter().copied().filter(|cell| cell.is_finite());
        prop_assert_eq!(digest.low.map(|low| low.0), finite().reduce(f32::min));
        prop_assert_eq!(digest.high.map(|high| high.0), finite().reduce(f32::max));
        prop_assert_eq!(digest.odd.is_some(), finite().count() < cells.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_walk_shows_this_step_and_no_other(index in 0..EXPERIMENTS.len(), stops in prop::collection::vec(0..1000_u64, 1..12)) {
        let mut stepper = stepper(EXPERIMENTS[index]);
        check(&stepper)?;
        for part in stops {
            stepper.seek(stepper.total() * part / 1000);
            check(&stepper)?;
            for _ in 0..3 {
                stepper.step(chalkgrad::Unit::Operation);
                check(&stepper)?;
            }
            stepper.back(chalkgrad::Unit::Operation);
            check(&stepper)?;
        }
    }
}
