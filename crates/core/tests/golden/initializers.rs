//! Initializers: what each makes of two empty tensors in a row.

use crate::rng::normal;
use crate::{Findings, Tolerance, cases_in, dtype, list, size, text};
use chalkgrad::init::{self, Mode, Nonlinearity};
use chalkgrad::rng::Rng;
use chalkgrad::{Error, Float, Tensor};

#[test]
fn initializers_in_f32_are_pytorchs() {
    check_all::<f32>("initializers in f32");
}

#[test]
fn initializers_in_f64_are_pytorchs() {
    check_all::<f64>("initializers in f64");
}

fn check_all<T: Float>(family: &'static str) {
    let mut findings = Findings::new(family);
    for case in cases_in("initializers.json", dtype::<T>()) {
        findings.cases += 1;
        let (id, name) = (text(&case["id"]), text(&case["init"]));
        let mut rng = Rng::manual_seed(u32::try_from(size(&case["seed"])).expect("a seed has 32 bits"));
        let dims: Vec<_> = list(&case["shape"]).iter().map(size).collect();
        for theirs in list(&case["values"]) {
            let mut tensor = Tensor::<T>::zeros(&dims);
            fill(name, &mut tensor, &mut rng).unwrap_or_else(|error| panic!("{id}: {error}"));
            let tolerance = if name.contains("normal") { normal::<T>() } else { Tolerance::exact::<T>() };
            findings.check(id, tensor.data(), theirs, tolerance);
        }
    }
    findings.report();
}

fn fill<T: Float>(name: &str, tensor: &mut Tensor<T>, rng: &mut Rng) -> Result<(), Error> {
    let gain = |nonlinearity| init::calculate_gain(nonlinearity);
    match name {
        "uniform_" => init::uniform_(tensor, -0.25, 1.5, rng),
        "normal_" => init::normal_(tensor, 0.5, 2.0, rng),
        "constant_" => init::constant_(tensor, 0.3),
        "zeros_" => init::zeros_(tensor),
        "ones_" => init::ones_(tensor),
        "xavier_uniform_" => init::xavier_uniform_(tensor, 1.0, rng)?,
        "xavier_uniform_/tanh" => init::xavier_uniform_(tensor, gain(Nonlinearity::Tanh), rng)?,
        "xavier_normal_" => init::xavier_normal_(tensor, 1.0, rng)?,
        "xavier_normal_/relu" => init::xavier_normal_(tensor, gain(Nonlinearity::Relu), rng)?,
        "kaiming_uniform_" => init::kaiming_uniform_(tensor, Nonlinearity::LeakyRelu(0.0), Mode::FanIn, rng)?,
        "kaiming_uniform_/linear-layer" => {
            init::kaiming_uniform_(tensor, Nonlinearity::LeakyRelu(5.0_f64.sqrt()), Mode::FanIn, rng)?;
        }
        "kaiming_uniform_/fan_out-relu" => init::kaiming_uniform_(tensor, Nonlinearity::Relu, Mode::FanOut, rng)?,
        "kaiming_normal_" => init::kaiming_normal_(tensor, Nonlinearity::LeakyRelu(0.0), Mode::FanIn, rng)?,
        "kaiming_normal_/fan_out-selu" => init::kaiming_normal_(tensor, Nonlinearity::Selu, Mode::FanOut, rng)?,
        _ => panic!("the test does not know {name}"),
    }
    Ok(())
}
