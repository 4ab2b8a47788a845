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

#[cfg(feature = "full")]
mod along;
#[cfg(feature = "full")]
mod convolution;
#[cfg(feature = "full")]
mod embedding;
#[cfg(feature = "full")]
mod pool;
#[cfg(feature = "full")]
mod power;
#[cfg(feature = "full")]
mod reduce_dim;
#[cfg(feature = "full")]
mod softmax;
#[cfg(feature = "full")]
mod strided;
#[cfg(feature = "full")]
mod view;
#[cfg(feature = "full")]
mod window;

#[cfg(feature = "full")]
pub use {
    convolution::Conv2d,
    embedding::Embedding,
    pool::{AvgPool2d, MaxPool2d},
    power::{Pow, Reciprocal, Rsqrt, Sqrt},
    reduce_dim::{MeanDim, SumDim},
    softmax::{LogSoftmax, Softmax},
    view::{Expand, Permute, Reshape, Slice, Squeeze, Unsqueeze},
    window::Window,
};

use crate::float::Float;
use crate::op::Op;
use std::sync::Arc;

/// The registry: every operation there is. Where one has settings, they are those of its worked example.
pub fn all<T: Float>() -> Vec<Arc<dyn Op<T>>> {
    let ops: Vec<Arc<dyn Op<T>>> = vec![
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
    ];
    #[cfg(feature = "full")]
    let ops = [ops, further()].concat();
    ops
}

/// What the demo does not need.
#[cfg(feature = "full")]
fn further<T: Float>() -> Vec<Arc<dyn Op<T>>> {
    vec![
        Arc::new(Sqrt),
        Arc::new(Rsqrt),
        Arc::new(Reciprocal),
        Arc::new(Pow),
        Arc::new(SumDim { dims: vec![-1], keepdim: false }),
        Arc::new(MeanDim { dims: vec![-1], keepdim: false }),
        Arc::new(Softmax { dim: -1 }),
        Arc::new(LogSoftmax { dim: -1 }),
        Arc::new(Reshape { shape: vec![3, -1] }),
        Arc::new(Permute { dims: vec![1, 0] }),
        Arc::new(Squeeze { dim: Some(1) }),
        Arc::new(Unsqueeze { dim: 1 }),
        Arc::new(Expand { shape: vec![3, 2] }),
        Arc::new(Conv2d { window: Window::new([2, 2]), groups: 1 }),
        Arc::new(MaxPool2d(Window { stride: [2, 2], ..Window::new([2, 2]) })),
        Arc::new(AvgPool2d { window: Window { stride: [2, 2], ..Window::new([2, 2]) }, count_include_pad: true }),
        Arc::new(Embedding::default()),
        Arc::new(Slice { dim: 0, start: 1, end: 4, step: 2 }),
    ]
}
