//! micrograd's README expression through the crate's public interface, compiled to WebAssembly: for a test in the browser.

use chalkgrad::Graph;
use wasm_bindgen::prelude::wasm_bindgen;

/// `g`, and its gradients with respect to `a` and `b`, as micrograd's README prints them: 24.7041, 138.8338, 645.5773.
///
/// # Panics
/// Never: `g` is a single number.
#[wasm_bindgen]
pub fn micrograd() -> Vec<f64> {
    let graph = Graph::<f64>::new();
    let number = |value: f64| graph.tensor(value);
    let (a, b) = (graph.parameter(-4.0), graph.parameter(2.0));
    let mut c = a + b;
    let mut d = a * b + b.powf(3.0);
    c = c + (c + number(1.0));
    c = c + (number(1.0) + c + (-a));
    d = d + (d * number(2.0) + (b + a).relu());
    d = d + (number(3.0) * d + (b - a).relu());
    let e = c - d;
    let f = e.square();
    let mut g = f / number(2.0);
    g = g + number(10.0) / f;
    g.backward().expect("g is a single number");
    let grad = |of: chalkgrad::Var<'_, f64>| of.grad().map_or(f64::NAN, |grad| grad.data()[0]);
    vec![g.item(), grad(a), grad(b)]
}
