//! Looking beside the training: the loss as a landscape, the gradient check, the neurons, the path. What they say is
//! what the training itself computes, and none of them changes it.

use chalkgrad::experiment::Experiment;
use chalkgrad::runs::Path;
use chalkgrad::{Runs, Stepper, Tensor, Unit};
use proptest::prelude::*;

fn line(seed: u32, parameters: &str) -> Stepper<f32> {
    let text = format!(
        r#"{{"version": 1, "seed": {seed}, "data": {{"name": "article"}}, "model": [{{"Linear": {{"out_features": 1}}}}],
            "loss": "MSELoss", "optimizer": {{"SGD": {{"lr": 0.01}}}}, "epochs": 100{parameters}}}"#
    );
    Stepper::new(Experiment::from_json(&text).expect("valid")).expect("fits")
}

fn network(seed: u32, loss: &str, between: &str, batch: usize) -> Stepper<f32> {
    let text = format!(
        r#"{{"version": 1, "seed": {seed}, "data": {{"name": "moons", "samples": 40}}, "model": [
            {{"Linear": {{"out_features": 8}}}}, {between}, {{"Linear": {{"out_features": 8}}}}, "Tanh",
            {{"Linear": {{"out_features": 1}}}}], "loss": "{loss}", "optimizer": {{"Adam": {{"lr": 0.05}}}},
            "batch_size": {batch}, "shuffle": true, "epochs": 100}}"#
    );
    Stepper::new(Experiment::from_json(&text).expect("valid")).expect("fits")
}

fn loss_of_training_at(weight: f64, bias: f64) -> f32 {
    let given = format!(r#", "parameters": {{"0.weight": [[{weight}]], "0.bias": [{bias}]}}"#);
    let mut stepper = line(0, &given);
    stepper.step(Unit::Epoch);
    stepper.losses()[0]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_landscape_is_the_loss_of_the_training(seed in any::<u32>(), column in 0_usize..12, row in 0_usize..12) {
        let stepper = line(seed, "");
        let surface = stepper.surface(12).expect("fits").expect("a line");
        let (weight, bias) = (surface.weight_at(column), surface.bias_at(row));
        let expected = loss_of_training_at(weight, bias);
        prop_assert_eq!(surface.losses[row * 12 + column].to_bits(), expected.to_bits());
        prop_assert_eq!(stepper.loss_at(weight, bias).expect("fits").to_bits(), expected.to_bits());
        prop_assert!(f64::from(expected) >= surface.lowest.2 - 1e-6, "nothing lies below the lowest point");
    }

    #[test]
    fn the_landscape_holds_the_start(seed in any::<u32>(), weight in -50.0..50.0, bias in -50.0..50.0) {
        let given = format!(r#", "parameters": {{"0.weight": [[{weight}]], "0.bias": [{bias}]}}"#);
        for (stepper, start) in [(line(seed, ""), None), (line(seed, &given), Some([weight, bias]))] {
            let surface = stepper.surface(2).expect("fits").expect("a line");
            let start = start.unwrap_or_else(|| [0, 1].map(|index| f64::from(stepper.parameter_values()[index])));
            for (value, (low, high)) in start.into_iter().zip([surface.weight, surface.bias]) {
                prop_assert!(low < value && value < high, "{value} in {low}..{high}");
            }
        }
    }

    #[test]
    fn double_precision_agrees_with_backward_at_a_small_h(
        seed in any::<u32>(), cell in 0_usize..64, steps in 0_usize..40, loss in prop::sample::select(vec!["MSELoss", "BCEWithLogitsLoss"]),
        between in prop::sample::select(vec![r#""Tanh""#, r#""Sigmoid""#, r#"{"Dropout": {"p": 0.3}}"#, r#"{"BatchNorm1d": {}}"#]),
    ) {
        let mut stepper = network(seed, loss, between, 15);
        (0..steps).for_each(|_| stepper.step(Unit::Batch));
        let before = format!("{:?}", stepper.state());
        let parameter = stepper.parameters().position(|(name, _)| name == "2.weight").expect("the layer in the middle");
        let check = stepper.gradient_check(parameter, cell).expect("there is such a cell");
        let row = check.f64.rows.iter().find(|row| row.h == 1e-4).expect("whole decades are exact");
        prop_assert!(row.error < 1e-6, "{} at h = 1e-4: {row:?}", check.name);
        prop_assert!((check.f32.gradient - check.f64.gradient).abs() < 1e-4);
        prop_assert_eq!(before, format!("{:?}", stepper.state()), "nothing of the training changes");
    }

    #[test]
    fn a_path_is_the_parameters_of_the_training(seed in any::<u32>(), stops in prop::collection::vec(0_u64..1300, 1..6)) {
        let mut stepper = Runs::<f32>::new(line(seed, "").experiment().clone()).expect("fits");
        let mut path = Path::default();
        for stop in stops {
            stepper.seek(stop);
            let before = format!("{:?}", stepper.state());
            path.follow(&mut stepper);
            prop_assert_eq!(&before, &format!("{:?}", stepper.state()), "it comes back to where it was");
            prop_assert_eq!(path.points().len() as u64, 1 + stop / 13);
        }
        let mut plain = line(seed, "");
        for point in path.points() {
            prop_assert_eq!(&point.values, &plain.parameter_values(), "step {}", point.step);
            plain.step(Unit::Epoch);
        }
    }
}

#[test]
fn the_gradient_of_the_check_is_that_of_the_training() {
    let nested = r#"{"Sequential": [{"Linear": {"out_features": 4}}, {"BatchNorm1d": {}}]}"#;
    for between in [r#"{"Dropout": {"p": 0.5}}"#, nested] {
        let mut stepper = network(3, "BCEWithLogitsLoss", between, 40);
        stepper.step(Unit::Epoch);
        // To the end of the backward pass of the next epoch: its masks are drawn, nothing is updated yet.
        let updates = stepper.parameters().count() as u64;
        let end = stepper.total() / 100 * 2 - updates;
        stepper.run_to(end);
        let grad = |(_, id)| stepper.tape().grad(id).expect("reached")[0];
        let trained: Vec<_> = stepper.parameters().map(grad).collect();
        for (parameter, grad) in trained.into_iter().enumerate() {
            let check = stepper.gradient_check(parameter, 0).expect("there is such a cell");
            assert_eq!(check.f32.gradient as f32, grad, "{}", check.name);
        }
    }
}

#[test]
fn errors_fall_with_h_and_then_grow() {
    let mut stepper = network(0, "BCEWithLogitsLoss", r#""Tanh""#, 40);
    (0..5).for_each(|_| stepper.step(Unit::Batch));
    let check = stepper.gradient_check(0, 0).expect("there is such a cell");
    for (column, best) in [(&check.f32, 1e-4..1e-1), (&check.f64, 1e-7..1e-3)] {
        let least = column.rows.iter().min_by(|a, b| a.error.total_cmp(&b.error)).expect("there are rows");
        assert!(best.contains(&least.h), "the best h is {}", least.h);
        let (first, last) = (column.rows[0], column.rows[column.rows.len() - 1]);
        assert!(first.truncation > first.rounding && first.error > 10.0 * least.error);
        assert!(last.truncation < last.rounding && last.error > 10.0 * least.error);
    }
    // A line's squared error is a parabola: there is no truncation, only rounding.
    let check = line(0, "").gradient_check(0, 0).expect("there is such a cell");
    assert!(check.f64.rows.iter().all(|row| row.truncation == 0.0) && check.f64.rows[0].error < 1e-10);
}

#[test]
fn what_is_not_there_is_an_error() {
    let stepper = line(0, "");
    for (parameter, cell, key) in [(2, 0, "parameter"), (0, 1, "cell"), (usize::MAX, usize::MAX, "parameter")] {
        let error = stepper.gradient_check(parameter, cell).expect_err("not there");
        assert_eq!((error.code(), error.fields()[0].1.as_str()), ("out_of_range", key));
    }
    assert!(network(0, "MSELoss", r#""Tanh""#, 40).surface(8).expect("fits").is_none());
    // Other layers have a weight and a bias, too, and are no line for all that.
    for layer in ["BatchNorm1d", "LayerNorm", "Linear"] {
        let options = if layer == "Linear" { r#""out_features": 1"# } else { "" };
        let text = format!(
            r#"{{"version": 1, "data": {{"name": "article"}}, "model": [{{"{layer}": {{{options}}}}}], "loss": "MSELoss",
                "optimizer": "SGD", "epochs": 1}}"#
        );
        let stepper = Stepper::<f32>::new(Experiment::from_json(&text).expect("valid")).expect("fits");
        let found = (stepper.experiment().best_loss().is_some(), stepper.surface(2).expect("fits").is_some());
        assert_eq!(found, (layer == "Linear", layer == "Linear"), "{layer}");
    }
}

#[test]
fn neurons_are_the_layers_of_the_model() {
    let mut stepper = network(0, "BCEWithLogitsLoss", r#""Tanh""#, 40);
    stepper.step(Unit::Epoch);
    let x = [0.5, -0.25, 1.5, 0.75];
    let layers = stepper.neurons(&x).expect("fits");
    let sizes: Vec<_> = layers.iter().map(|layer| (layer.name.as_str(), layer.units, layer.weights.len())).collect();
    assert_eq!(sizes, [("0", 8, 16), ("2", 8, 64), ("4", 1, 8)]);
    assert_eq!(layers[2].activations, stepper.predict(&x).expect("fits"));
    let first = &layers[0];
    let sum = first.weights[0] * x[0] + first.weights[1] * x[1] + first.biases[0];
    assert!((first.activations[0] - sum.tanh()).abs() < 1e-6);
}

#[test]
fn a_path_goes_through_edits() {
    let mut runs = Runs::<f32>::new(line(0, "").experiment().clone()).expect("fits");
    let mut path = Path::default();
    (0..3).for_each(|_| runs.step(Unit::Epoch));
    path.follow(&mut runs);
    runs.edit(r#"{"parameter": {"name": "0.weight", "cell": 0, "value": 1.5}}"#).expect("an edit");
    (0..2).for_each(|_| runs.step(Unit::Epoch));
    path.follow(&mut runs);
    let steps: Vec<_> = path.points().iter().map(|point| point.step).collect();
    assert_eq!(steps, [0, 1, 2, 3, 4, 5]);
    for point in path.points() {
        runs.seek(point.position);
        assert_eq!(point.values, runs.parameter_values(), "step {}", point.step);
    }
}

#[test]
fn a_long_path_keeps_every_second_step() {
    let text = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
        "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 5000}"#;
    let mut stepper = Runs::<f32>::new(Experiment::from_json(text).expect("valid")).expect("fits");
    stepper.seek(u64::MAX);
    let mut path = Path::default();
    path.follow(&mut stepper);
    assert!((500..=1000).contains(&path.points().len()) && path.every() == 8, "{} points", path.points().len());
    assert_eq!(stepper.position(), stepper.total());
    let last = path.points().last().expect("points");
    assert_eq!((last.step, Tensor::column(&last.values)), (5000, Tensor::column(&stepper.parameter_values())));
}
