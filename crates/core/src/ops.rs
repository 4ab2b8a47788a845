//! Every operation, one item each. To add one, write its item and name it in [`all`].
//!
//! An item holds the rule forward, the rule backward, the formulas, the sentences and a worked
//! example within one screen. Tests go through [`all`]: a new operation is checked the moment it
//! is named there.

mod arithmetic;
mod elementwise;
mod linear;
mod loss;
mod numeric;
mod reduce;
mod shape;

pub use arithmetic::{Abs, Add, Div, Exp, Log, Mul, Neg, Square, Sub};
pub use linear::{Linear, MatMul};
pub use loss::BinaryCrossEntropyWithLogits;
pub use reduce::{Mean, Sum};
pub use shape::Transpose;

#[cfg(feature = "full")]
mod activation;
#[cfg(feature = "full")]
mod along;
#[cfg(feature = "full")]
mod bmm;
#[cfg(feature = "full")]
mod choose;
#[cfg(feature = "full")]
mod convolution;
#[cfg(feature = "full")]
mod embedding;
#[cfg(feature = "full")]
mod extreme;
#[cfg(feature = "full")]
mod join;
#[cfg(feature = "full")]
mod loss_cells;
#[cfg(feature = "full")]
mod loss_classes;
#[cfg(feature = "full")]
mod pad;
#[cfg(feature = "full")]
mod pick;
#[cfg(feature = "full")]
mod pool;
#[cfg(feature = "full")]
mod power;
#[cfg(feature = "full")]
mod rectifier;
#[cfg(feature = "full")]
mod reduce_dim;
#[cfg(feature = "full")]
mod smooth;
#[cfg(feature = "full")]
mod softmax;
#[cfg(feature = "full")]
mod special;
#[cfg(feature = "full")]
mod strided;
#[cfg(feature = "full")]
mod view;
#[cfg(feature = "full")]
mod window;

#[cfg(feature = "full")]
pub use {
    activation::{Relu, Sigmoid, Tanh},
    bmm::BatchMatMul,
    choose::{Clamp, Eq, Gt, Lt, Maximum, Minimum, Where},
    convolution::Conv2d,
    embedding::Embedding,
    extreme::{Amax, Argmax, Max},
    join::Cat,
    loss_cells::{
        BinaryCrossEntropy, CosineHinge, HingeEmbeddingLoss, HuberLoss, KlDiv, SmoothL1Loss, SoftMarginLoss, Stirling,
        VarianceFloor,
    },
    loss_classes::{ClassWeight, MultiMarginLoss, NllLoss},
    pad::{Pad, PadMode},
    pick::{Gather, OneHot},
    pool::{AvgPool2d, MaxPool2d},
    power::{Pow, Reciprocal, Rsqrt, Sqrt},
    rectifier::{Hardshrink, Hardsigmoid, Hardswish, Hardtanh, LeakyRelu, Prelu, Relu6, Softshrink, Threshold},
    reduce_dim::{MeanDim, SumDim},
    smooth::{Celu, Elu, Erf, Gelu, GeluTanh, LogSigmoid, Mish, Selu, Silu, Softplus, Softsign, Tanhshrink},
    softmax::{LogSoftmax, Softmax},
    view::{Expand, Permute, Reshape, Slice, Squeeze, Unsqueeze},
    window::Window,
};

use crate::float::Float;
use crate::op::Op;
use std::sync::Arc;

/// The registry: every operation there is. Where one has settings, they are those of its worked example.
pub fn all<T: Float>() -> Vec<Arc<dyn Op<T>>> {
    let ops: Vec<Arc<dyn Op<T>>> =
        vec![Arc::new(Add), Arc::new(Sub), Arc::new(Square), Arc::new(Linear), Arc::new(Mean)];
    #[cfg(feature = "full")]
    let ops = [ops, further()].concat();
    ops
}

/// What the demo does not need.
#[cfg(feature = "full")]
fn further<T: Float>() -> Vec<Arc<dyn Op<T>>> {
    vec![
        Arc::new(Mul),
        Arc::new(Div),
        Arc::new(Neg),
        Arc::new(Abs),
        Arc::new(Exp),
        Arc::new(Log),
        Arc::new(MatMul),
        Arc::new(Transpose),
        Arc::new(Sum),
        Arc::new(BinaryCrossEntropyWithLogits),
        Arc::new(Relu),
        Arc::new(Sigmoid),
        Arc::new(Tanh),
        Arc::new(Sqrt),
        Arc::new(Rsqrt),
        Arc::new(Reciprocal),
        Arc::new(Pow),
        Arc::new(Erf),
        Arc::new(Maximum),
        Arc::new(Minimum),
        Arc::new(Clamp { min: -1.0, max: 1.0 }),
        Arc::new(Gt),
        Arc::new(Lt),
        Arc::new(Eq),
        Arc::new(Where),
        Arc::new(SumDim { dims: vec![-1], keepdim: false }),
        Arc::new(MeanDim { dims: vec![-1], keepdim: false }),
        Arc::new(Amax { dim: -1, keepdim: false }),
        Arc::new(Max { dim: -1, keepdim: false }),
        Arc::new(Argmax { dim: -1, keepdim: false }),
        Arc::new(BatchMatMul),
        Arc::new(Softmax { dim: -1 }),
        Arc::new(LogSoftmax { dim: -1 }),
        Arc::new(Reshape { shape: vec![3, -1] }),
        Arc::new(Permute { dims: vec![1, 0] }),
        Arc::new(Squeeze { dim: Some(1) }),
        Arc::new(Unsqueeze { dim: 1 }),
        Arc::new(Expand { shape: vec![3, 2] }),
        Arc::new(Conv2d { window: Window::new([2, 2]), groups: 1 }),
        Arc::new(MaxPool2d(Window { stride: [2, 2], ..Window::new([2, 2]) })),
        Arc::new(AvgPool2d {
            window: Window { stride: [2, 2], ..Window::new([2, 2]) },
            count_include_pad: true,
            divisor_override: None,
        }),
        Arc::new(Pad { height: [0, 0], width: [1, 2], mode: PadMode::Reflect }),
        Arc::new(Embedding::default()),
        Arc::new(Slice { dim: 0, start: 1, end: 4, step: 2 }),
        Arc::new(Cat { dim: 1 }),
        Arc::new(Gather { dim: 1 }),
        Arc::new(OneHot { num_classes: 3 }),
        Arc::new(LeakyRelu::default()),
        Arc::new(Prelu),
        Arc::new(Relu6),
        Arc::new(Elu::default()),
        Arc::new(Selu),
        Arc::new(Celu::default()),
        Arc::new(Gelu),
        Arc::new(GeluTanh),
        Arc::new(Silu),
        Arc::new(Mish),
        Arc::new(LogSigmoid),
        Arc::new(Softplus::default()),
        Arc::new(Softsign),
        Arc::new(Hardtanh::default()),
        Arc::new(Hardsigmoid),
        Arc::new(Hardswish),
        Arc::new(Threshold::default()),
        Arc::new(Tanhshrink),
        Arc::new(Softshrink::default()),
        Arc::new(Hardshrink::default()),
        Arc::new(HuberLoss::default()),
        Arc::new(SmoothL1Loss::default()),
        Arc::new(BinaryCrossEntropy),
        Arc::new(KlDiv),
        Arc::new(Stirling),
        Arc::new(VarianceFloor::default()),
        Arc::new(HingeEmbeddingLoss::default()),
        Arc::new(SoftMarginLoss),
        Arc::new(CosineHinge::default()),
        Arc::new(NllLoss::default()),
        Arc::new(ClassWeight { weight: Some(vec![0.5, 1.0, 4.0]), ignore_index: -100 }),
        Arc::new(MultiMarginLoss::default()),
    ]
}
