//! Printed tensors: the same text, letter by letter.

use crate::{Findings, cases_in, dtype, list, numbers, size, text};
use chalkgrad::float::Float;
use chalkgrad::tensor::Tensor;

#[test]
fn tensors_are_printed_as_pytorch_prints_them() {
    check::<f32>();
    check::<f64>();
}

fn check<T: Float>() {
    let mut findings = Findings::new(format!("printed tensors in {}", dtype::<T>()));
    for case in cases_in("printing.json", dtype::<T>()) {
        findings.cases += 1;
        findings.numbers += 1;
        let dims: Vec<_> = list(&case["tensor"]["shape"]).iter().map(size).collect();
        let cells = numbers(&case["tensor"]["data"]).into_iter().map(T::from_f64).collect();
        let tensor = Tensor::new(&dims, cells).expect("the count fits");
        findings.check_equal(text(&case["id"]), &tensor.to_string().as_str(), &text(&case["text"]));
    }
    findings.report();
}
