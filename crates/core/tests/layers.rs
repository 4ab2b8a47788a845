//! Every layer of the registry: its worked example comes out, and what it says about itself is true.

use chalkgrad::layer::{Builder, LayerInfo, Module, Recorder, build, layers};
use chalkgrad::options::Options;
use chalkgrad::{Experiment, Rng, Shape, Stepper, Tape, Tensor};

/// The layer for examples of this shape, and the shape of what comes out for one.
fn built(
    info: &LayerInfo,
    options: &str,
    dims: &[usize],
    tape: &mut Tape<f64>,
) -> (Box<dyn Module<f64>>, Vec<usize>, Options) {
    let written = serde_json::from_str(options).expect("options are JSON");
    let mut options = Options::read(info.name, &written, info.args).expect(info.name);
    let output = (info.shape)(info.name, &mut options, dims).expect(info.name);
    let mut rng = Rng::manual_seed(0);
    (build(info, &options, &output, &mut Builder { tape, rng: &mut rng }), output, options)
}

#[test]
fn worked_examples_come_out() {
    for info in layers() {
        let Some(example) = info.example else { continue };
        let mut tape = Tape::new();
        let (layer, output, options) = built(info, example.options, &example.input.0[1..], &mut tape);
        let state = [(layer.parameters(), (info.parameters)(&options)), (layer.buffers(), (info.buffers)(&options))];
        for (own, said) in state {
            let own: Vec<_> = own.into_iter().map(|(name, id)| (name, tape.node(id).shape().clone())).collect();
            let said: Vec<_> = said.iter().map(|(name, dims)| ((*name).to_owned(), Shape::new(dims))).collect();
            assert_eq!(own, said, "{}: names and shapes", info.name);
        }
        for (name, cells) in example.parameters {
            let (_, id) = layer.parameters().into_iter().find(|(known, _)| known == name).expect("a parameter");
            tape.value_mut(id).copy_from_slice(cells);
        }
        let x = tape.leaf(&Tensor::new(example.input.0, example.input.1.to_vec()).expect("a good example"), false);
        let train = info.name != "Dropout";
        let y = layer.record(&mut Recorder::new(&mut tape, train), x).expect(info.name);
        assert_eq!(tape.node(y).shape().dims(), example.output.0, "{}: shape of the output", info.name);
        assert_eq!(tape.node(y).shape().dims()[1..], output, "{}: shape for one example", info.name);
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12;
        assert!(tape.value(y).iter().zip(example.output.1).all(close), "{}: {:?}", info.name, tape.value(y));
    }
}

/// How many numbers a layer says that it records for one example, and how many each of some examples more take.
fn recorded(info: &LayerInfo, options: &str, dims: &[usize]) -> (f64, f64) {
    let mut tape = Tape::new();
    let (layer, output, options) = built(info, options, dims, &mut tape);
    let mut cells = |rows: usize| -> usize {
        let x = tape.leaf(&Tensor::zeros(&[&[rows], dims].concat()), false);
        layer.record(&mut Recorder::new(&mut tape, true), x).expect(info.name);
        tape.ids().skip(x.index() + 1).map(|id| tape.node(id).shape().count()).sum()
    };
    let (few, many) = (cells(4), cells(20));
    ((info.cells)(&options, dims, &output), (many - few) as f64 / 16.0)
}

#[test]
fn each_layer_records_as_many_numbers_as_it_says() {
    let check = |info: &LayerInfo, options: &str, dims: &[usize]| {
        let (said, found) = recorded(info, options, dims);
        assert_eq!(said, found, "{} {options} of {dims:?}", info.name);
    };
    for info in layers() {
        match info.example {
            Some(example) => check(info, example.options, &example.input.0[1..]),
            None if info.name == "Threshold" => check(info, r#"{"threshold": 0, "value": 0}"#, &[4]),
            None => check(info, "{}", &[4]),
        }
    }
    for (name, options, dims) in [
        ("Linear", r#"{"out_features": 3, "bias": false}"#, &[5][..]),
        ("Linear", r#"{"out_features": 3}"#, &[2, 4, 5]),
        ("BatchNorm1d", "{}", &[3, 4]),
        ("LayerNorm", r#"{"normalized_shape": [1]}"#, &[3, 1]),
        ("LayerNorm", r#"{"normalized_shape": [3, 4]}"#, &[2, 3, 4]),
        ("Embedding", r#"{"num_embeddings": 2, "embedding_dim": 7}"#, &[3, 2]),
        ("PReLU", r#"{"num_parameters": 3}"#, &[3, 2, 2]),
        ("GLU", r#"{"dim": 1}"#, &[6, 5]),
        ("Maxout", r#"{"num_pieces": 4}"#, &[2, 8]),
        ("Softmin", r#"{"dim": 0}"#, &[3, 2]),
        ("Conv2d", r#"{"out_channels": 3, "kernel_size": 3, "padding": 1}"#, &[2, 5, 4]),
        ("Conv2d", r#"{"out_channels": 2, "kernel_size": 2, "padding": "same", "bias": false}"#, &[1, 4, 4]),
        (
            "Conv2d",
            r#"{"out_channels": 1, "kernel_size": 1, "stride": 9, "padding": [7, 8], "padding_mode": "replicate"}"#,
            &[3, 1, 1],
        ),
    ] {
        let info = layers().find(|info| info.name == name).expect("a layer of the registry");
        check(info, options, dims);
    }
}

/// Whether a layer says that each row goes its own way in evaluation, and whether all rows together come to the same
/// as one by one.
fn goes_by_rows(info: &LayerInfo, options: &str, dims: &[usize]) -> (bool, bool) {
    let mut tape = Tape::new();
    let (layer, output, options) = built(info, options, dims, &mut tape);
    let count: usize = dims.iter().product();
    // Whole numbers for an embedding, none the same in all rows.
    let cells: Vec<f64> = (0..4 * count).map(|cell| ((cell * 7 + cell / count) % 5) as f64).collect();
    let mut made = |rows: usize, cells: &[f64]| {
        let x = tape.leaf(&Tensor::new(&[&[rows], dims].concat(), cells.to_vec()).expect("fits"), false);
        let y = layer.record(&mut Recorder::new(&mut tape, false), x).expect(info.name);
        tape.value(y).to_vec()
    };
    let single: Vec<f64> = cells.chunks(count).flat_map(|row| made(1, row)).collect();
    ((info.by_rows)(&options, &output), made(4, &cells) == single)
}

#[test]
fn each_layer_knows_whether_rows_need_each_other() {
    let check = |info: &LayerInfo, options: &str, dims: &[usize]| {
        let (said, found) = goes_by_rows(info, options, dims);
        assert_eq!(said, found, "{} {options} of {dims:?}", info.name);
        found
    };
    let apart = layers().filter(|info| {
        let options = match info.name {
            "Threshold" => r#"{"threshold": 0, "value": 0}"#,
            "Embedding" => r#"{"num_embeddings": 5, "embedding_dim": 2}"#,
            _ => info.example.map_or("{}", |example| example.options),
        };
        check(info, options, info.example.map_or(&[4][..], |example| &example.input.0[1..]))
    });
    assert_eq!(apart.count(), layers().count(), "with their defaults all layers");
    let one = |name: &str, options: &str, dims: &[usize]| {
        check(layers().find(|info| info.name == name).expect("a layer of the registry"), options, dims)
    };
    assert!(!one("BatchNorm1d", r#"{"track_running_stats": false}"#, &[3]));
    for name in ["Softmax", "LogSoftmax", "Softmin"] {
        for (dim, rank) in [(0, 1), (-2, 1), (0, 2), (-3, 2)] {
            assert!(!one(name, &format!(r#"{{"dim": {dim}}}"#), &[3; 2][..rank]), "{name} {dim}");
        }
        assert!(one(name, r#"{"dim": -2}"#, &[3, 3]), "{name}");
    }
}

#[test]
fn a_margin_counts_among_the_numbers_of_a_step() {
    let row = format!("[{}]", ["0"; 1024].join(","));
    let rows = vec![row; 100].join(",");
    let text = format!(
        r#"{{"version": 1, "data": {{"x": [{rows}], "y": [{}]}}, "model": [
            {{"Unflatten": {{"dim": 1, "unflattened_size": [1024, 1, 1]}}}}, {{"Conv2d": {{"out_channels": 1,
            "kernel_size": 1, "stride": 64, "padding": 64, "padding_mode": "replicate"}}}}, "Flatten",
            {{"Linear": {{"out_features": 1}}}}], "loss": "MSELoss", "optimizer": "SGD", "epochs": 1}}"#,
        ["[0]"; 100].join(",")
    );
    let error = Experiment::from_json(&text).expect_err("1.7 thousand million numbers");
    assert_eq!(error.code(), "too_big");
}

/// What a layer has not of its own, its only operation has.
#[test]
fn each_layer_has_formula_derivative_sentence_and_example() {
    for info in layers() {
        assert!(!info.formula.is_empty() && !info.sentence.is_empty(), "{}", info.name);
        if info.example.is_some() && !info.derivative.is_empty() {
            continue;
        }
        let mut tape = Tape::new();
        let options = if info.name == "Threshold" { r#"{"threshold": 0, "value": 0}"# } else { "{}" };
        let (layer, ..) = built(info, options, &[4], &mut tape);
        let x = tape.leaf(&Tensor::zeros(&[2, 4]), false);
        let first = tape.len();
        layer.record(&mut Recorder::new(&mut tape, true), x).expect(info.name);
        assert_eq!(tape.len(), first + 1, "{} is more than one operation", info.name);
    }
}

#[test]
fn a_sequential_within_the_model_has_pytorchs_names() {
    let inner = r#"{"Sequential": [{"Linear": {"out_features": 3}}, {"Sequential": ["Tanh", {"BatchNorm1d": {}}]}]}"#;
    let linear = r#"{"Linear": {"out_features": 1}}"#;
    let stepper = model(&format!("{inner}, {linear}")).expect_err("the last batch has one row");
    assert!(stepper.to_string().starts_with("`model[0].Sequential[1].Sequential[1].BatchNorm1d`"), "{stepper}");
    let stepper = model(&format!("{}, {linear}", inner.replace("BatchNorm1d", "LayerNorm"))).expect("a model");
    let names: Vec<_> = stepper.parameters().map(|(name, _)| name).collect();
    assert_eq!(names, ["0.0.weight", "0.0.bias", "0.1.1.weight", "0.1.1.bias", "1.weight", "1.bias"]);
    let program = stepper.experiment().program_text();
    assert!(program.contains("\n        torch.nn.Sequential(\n            torch.nn.Tanh(),\n"), "{program}");
    assert!(model(&format!(r#"{{"Sequential": []}}, {linear}"#)).is_err());
}

/// A model for six rows of four numbers, with one number to predict.
fn model(layers: &str) -> Result<Stepper<f64>, chalkgrad::Error> {
    let rows = "[[0, 1, 2, 3], [1, 1, 0, 2], [3, 2, 1, 0], [2, 0, 2, 1], [1, 3, 3, 1], [0, 0, 1, 2]]";
    let text = format!(
        r#"{{"version": 1, "data": {{"x": {rows}, "y": [[1], [0], [2], [1], [0], [1]]}}, "model": [{layers}],
            "loss": "MSELoss", "optimizer": {{"SGD": {{"lr": 0.01}}}}, "batch_size": 5, "epochs": 2}}"#
    );
    Experiment::from_json(&text).and_then(Stepper::new)
}

#[test]
fn what_cannot_work_is_explained_before_the_training() {
    let check = |layers: &str, expect: &str| {
        let error = model(&format!(r#"{layers}, {{"Linear": {{"out_features": 1}}}}"#)).expect_err(layers);
        assert_eq!(error.to_string(), expect, "{layers}");
    };
    let image = r#"{"Unflatten": {"dim": 1, "unflattened_size": [1, 2, 2]}}"#;
    check(
        r#"{"BatchNorm1d": {}}"#,
        "`model[0].BatchNorm1d` gets batches of a single row, and one number has no variance: choose another `batch_size`, one that leaves more than one row for the last batch",
    );
    check(
        r#"{"BatchNorm1d": {"num_features": 3}}"#,
        "`model[0].BatchNorm1d.num_features` is 3, but the layer before gives 4; it may be left out",
    );
    check(
        r#"{"LayerNorm": {"normalized_shape": [2, 4]}}"#,
        "`model[0].LayerNorm.normalized_shape` is [2, 4], but the layer before gives [4]; it may be left out",
    );
    check(
        r#"{"Conv2d": {"out_channels": 2, "kernel_size": 3}}"#,
        "`model[0].Conv2d` gets examples of shape [4], but takes images [channels, height, width]; an Unflatten layer before it makes them",
    );
    check(
        &format!(r#"{image}, {{"Conv2d": {{"out_channels": 2, "kernel_size": 3}}}}"#),
        "conv2d: a window that reaches over 3 cells does not fit into images of shape [1, 1, 2, 2], which with their padding have 2",
    );
    check(
        &format!(r#"{image}, {{"MaxPool2d": {{"kernel_size": 2, "padding": 2}}}}"#),
        "max_pool2d: padding is 2; half of the window, 1, is the most",
    );
    check(
        &format!(r#"{image}, {{"Conv2d": {{"out_channels": 2, "kernel_size": 2, "padding": "same", "stride": 2}}}}"#),
        "`model[1].Conv2d.padding` is \"same\", which needs a stride of 1; give `padding` as a number",
    );
    check(
        &format!(
            r#"{image}, {{"Conv2d": {{"out_channels": 2, "kernel_size": 2, "padding": 2, "padding_mode": "reflect"}}}}"#
        ),
        "an image of shape [1, 1, 2, 2] cannot get a margin of 2; with this `padding_mode` at most 1 fits",
    );
    check(
        r#"{"Unflatten": {"dim": 1, "unflattened_size": [3, 2]}}"#,
        "`model[0].Unflatten.unflattened_size` is [3, 2]; the product of these sizes must be 4, which is what the dimension has",
    );
    check(r#"{"Flatten": {"start_dim": 0}}"#, "`model[0].Flatten.start_dim` is 0; it must be from 1 to 1");
    check(
        r#"{"Embedding": {"num_embeddings": 3, "embedding_dim": 2}}, "Flatten""#,
        "`model[0].Embedding` looks up 3, but its table has the rows 0 to 2: x must be whole numbers, and num_embeddings larger than the largest",
    );
    check(
        r#""Tanh", {"Embedding": {"num_embeddings": 4, "embedding_dim": 2}}, "Flatten""#,
        "`model[1].Embedding` must be the first layer: it takes whole numbers, which only the data has",
    );
}
