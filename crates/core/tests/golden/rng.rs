//! Random numbers, draw for draw: even ones are not close to PyTorch's but the same.

use crate::{Findings, Tolerance, cases_in, dtype, list, number, size, text};
use chalkgrad::float::Float;
use chalkgrad::graph::Graph;
use chalkgrad::init;
use chalkgrad::layer::{Linear, Module};
use chalkgrad::rng::Rng;
use chalkgrad::tensor::Tensor;
use serde_json::Value;

#[test]
fn draws_in_f32_are_pytorchs() {
    check_all::<f32>("random numbers in f32");
}

#[test]
fn draws_in_f64_are_pytorchs() {
    check_all::<f64>("random numbers in f64");
}

/// Normal numbers go through ln, cos and sin, whose last bit depends on who computes them.
pub(crate) fn normal<T: Float>() -> Tolerance {
    if dtype::<T>() == "f64" { Tolerance::new(1e-15, 1e-14) } else { Tolerance::new(1e-6, 1e-6) }
}

fn check_all<T: Float>(family: &'static str) {
    let mut findings = Findings::new(family);
    for case in cases_in("rng.json", dtype::<T>()) {
        findings.cases += 1;
        check_case::<T>(&case, &mut findings);
    }
    findings.report();
}

/// Makes the calls of one case in order, from its seed, and compares what each draws.
fn check_case<T: Float>(case: &Value, findings: &mut Findings) {
    let id = text(&case["id"]);
    let mut rng = Rng::manual_seed(u32::try_from(size(&case["seed"])).expect("a seed has 32 bits"));
    for (place, call) in list(&case["calls"]).iter().enumerate() {
        let name = text(&call["call"]);
        let what = format!("{id} call {place}, {name}");
        match name {
            "rand" => {
                let ours = init::uniform::<T>(&[size(&call["n"])], 0.0, 1.0, &mut rng);
                findings.check(&what, ours.data(), &call["values"], Tolerance::exact::<T>());
            }
            "uniform" => {
                let (low, high) = (number(&call["low"]), number(&call["high"]));
                let ours = init::uniform::<T>(&[size(&call["n"])], low, high, &mut rng);
                findings.check(&what, ours.data(), &call["values"], Tolerance::exact::<T>());
            }
            "normal" => {
                let mut ours = Tensor::<T>::zeros(&[size(&call["n"])]);
                init::normal_(&mut ours, 0.0, 1.0, &mut rng);
                findings.check(&what, ours.data(), &call["values"], normal::<T>());
            }
            "randperm" => {
                let mut order = vec![0; size(&call["n"])];
                rng.randperm(&mut order);
                let ours: Vec<_> = order.iter().map(|index| f64::from(*index)).collect();
                findings.check(&what, &ours, &call["values"], Tolerance::exact::<T>());
            }
            "linear" => {
                let graph = Graph::<T>::new();
                let layer = Linear::new(&graph, size(&call["in_features"]), size(&call["out_features"]), &mut rng);
                for (parameter, node) in Module::<T>::parameters(&layer) {
                    let ours = graph.var(node).value();
                    findings.check(
                        &format!("{what} {parameter}"),
                        ours.data(),
                        &call[parameter],
                        Tolerance::exact::<T>(),
                    );
                }
            }
            _ => panic!("{what}: the test does not know this call"),
        }
    }
}
