//! Every operation, one item each. To add one, write its item and name it in [`all`].
//!
//! An item holds the rule forward, the rule backward, the formulas, the sentences and a worked
//! example within one screen. Tests go through [`all`]: a new operation is checked the moment it
//! is named there.

mod activation;
mod arithmetic;
mod elementwise;
mod linear;
mod loss;
mod numeric;
mod reduce;
mod shape;

pub use activation::{Relu, Sigmoid, Tanh};
pub use arithmetic::{Abs, Add, Div, Exp, Log, Mul, Neg, Square, Sub};
pub use linear::{Linear, MatMul};
pub use loss::BinaryCrossEntropyWithLogits;
pub use reduce::{Mean, Sum};
pub use shape::Transpose;

use crate::float::Float;
use crate::op::Op;
use std::sync::Arc;

/// The registry: every operation there is.
pub fn all<T: Float>() -> Vec<Arc<dyn Op<T>>> {
    vec![
        Arc::new(Add),
        Arc::new(Sub),
        Arc::new(Mul),
        Arc::new(Div),
        Arc::new(Neg),
        Arc::new(Square),
        Arc::new(Abs),
        Arc::new(Exp),
        Arc::new(Log),
        Arc::new(MatMul),
        Arc::new(Linear),
        Arc::new(Transpose),
        Arc::new(Sum),
        Arc::new(Mean),
        Arc::new(Relu),
        Arc::new(Sigmoid),
        Arc::new(Tanh),
        Arc::new(BinaryCrossEntropyWithLogits),
    ]
}
