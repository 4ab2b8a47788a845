//! Neural networks that you can step through: PyTorch's numbers, one operation at a time,
//! forwards and backwards in time.
//!
//! # A tour
//!
//! Write a formula, and it is computed and recorded. `backward` then finds the gradients:
//!
//! ```
//! use chalkgrad::Graph;
//!
//! let graph = Graph::<f32>::new();
//! let (w, b) = (graph.parameter(3.0), graph.parameter(1.0));
//! let (x, target) = (graph.tensor(2.0), graph.tensor(9.0));
//!
//! let loss = (w * x + b - target).square();
//! assert_eq!(loss.item(), 4.0); // (3 · 2 + 1 − 9)²
//!
//! loss.backward()?;
//! assert_eq!(w.grad().unwrap().data(), [-8.0]);
//! assert_eq!(b.grad().unwrap().data(), [-4.0]);
//! # Ok::<(), chalkgrad::Error>(())
//! ```
//!
//! Layers, losses and optimizers have PyTorch's names and do what PyTorch's do. Fifteen points, one
//! weight and one bias; the same seed as in PyTorch gives the same numbers:
//!
//! ```
//! use chalkgrad::{Graph, Linear, MSELoss, Module, Optimizer, Rng, SGD, Tensor, data::ARTICLE};
//!
//! let graph = Graph::<f32>::new();
//! let x = graph.tensor(Tensor::column(&ARTICLE.map(|(x, _)| x as f32)));
//! let y = graph.tensor(Tensor::column(&ARTICLE.map(|(_, y)| y as f32)));
//!
//! let mut rng = Rng::manual_seed(0);
//! let model = Linear::new(&graph, 1, 1, &mut rng);
//! let mut optimizer = Optimizer::new(SGD { lr: 0.01, ..SGD::default() }, &graph.tape(), &model.parameters());
//! let kept = graph.var(model.parameters()[1].1);
//!
//! let mut log = Vec::new();
//! for epoch in 0..100 {
//!     let prediction = model.forward(x);
//!     let loss = MSELoss::default().forward(prediction, y);
//!     optimizer.zero_grad(&graph);
//!     loss.backward()?;
//!     optimizer.step(&graph);
//!     log.push(format!("[{}/100] loss:{:.4}", epoch + 1, loss.item()));
//!     graph.truncate_after(kept);
//! }
//! assert_eq!(log[0], "[1/100] loss:3.9270");
//! assert_eq!(log[99], "[100/100] loss:0.1712");
//! # Ok::<(), chalkgrad::Error>(())
//! ```
//!
//! A [`Stepper`] runs the same training from an [`Experiment`], and can stop after any operation,
//! explain it, and go back:
//!
//! ```
//! use chalkgrad::{Experiment, Stepper, Unit};
//!
//! let mut stepper = Stepper::<f32>::new(Experiment::article())?;
//! stepper.step(Unit::Epoch);
//! assert_eq!(stepper.log_line(1).unwrap(), "[1/100] loss:3.9270");
//!
//! stepper.back(Unit::Operation); // before the last update
//! stepper.step(Unit::Operation); // and again: the same, bit for bit
//! assert_eq!(stepper.explain().formula, ["w ← w − lr · g"]);
//! # Ok::<(), chalkgrad::Error>(())
//! ```
//!
//! # How it is built
//!
//! Each module uses only those above it: [`error`], [`rng`], [`float`], [`plain`], [`tensor`], [`mod@print`], [`op`], [`ops`],
//! [`tape`], [`effect`], [`graph`], [`options`], [`init`], [`layer`], [`loss`], [`penalty`], [`optim`], [`schedule`], [`data`],
//! [`metric`], [`preprocess`], [`experiment`],
//! [`history`], [`program`], [`stepper`], [`scratch`], [`surface`], [`gradcheck`], [`watch`], [`moment`], [`state`],
//! [`explain`], [`trace`], [`predict`], [`export`], [`mod@diagram`], [`runs`], [`mod@lesson`], [`mod@descent`].

pub mod data;
#[cfg(feature = "full")]
pub mod descent;
#[cfg(feature = "full")]
pub mod diagram;
pub mod effect;
pub mod error;
pub mod experiment;
pub mod explain;
pub mod export;
pub mod float;
#[cfg(feature = "full")]
pub mod gradcheck;
pub mod graph;
pub mod history;
pub mod init;
pub mod layer;
#[cfg(feature = "full")]
pub mod lesson;
pub mod loss;
#[cfg(feature = "full")]
pub mod metric;
pub mod moment;
pub mod op;
pub mod ops;
pub mod optim;
pub mod options;
pub mod penalty;
pub mod plain;
#[cfg(feature = "full")]
pub mod predict;
#[cfg(feature = "full")]
pub mod preprocess;
#[cfg(feature = "full")]
pub mod print;
pub mod program;
pub mod rng;
#[cfg(feature = "full")]
pub mod runs;
pub mod schedule;
#[cfg(feature = "full")]
pub mod scratch;
pub mod state;
pub mod stepper;
#[cfg(feature = "full")]
pub mod surface;
pub mod tape;
pub mod tensor;
#[cfg(feature = "full")]
pub mod trace;
pub mod watch;

pub use error::{Error, Result};
pub use experiment::Experiment;
pub use float::Float;
pub use graph::{Graph, Var};
pub use layer::{Linear, Module, Sequential};
pub use loss::MSELoss;
#[cfg(feature = "full")]
pub use loss::{
    BCELoss, CosineEmbeddingLoss, CrossEntropyLoss, GaussianNLLLoss, HingeEmbeddingLoss, HuberLoss, KLDivLoss,
    MarginRankingLoss, MultiMarginLoss, NLLLoss, PoissonNLLLoss, SmoothL1Loss, SoftMarginLoss, TripletMarginLoss,
};
#[cfg(feature = "full")]
pub use loss::{BCEWithLogitsLoss, L1Loss};
pub use optim::{Optimizer, SGD};
pub use rng::Rng;
#[cfg(feature = "full")]
pub use runs::Runs;
pub use stepper::{Stepper, Unit};
pub use tape::Tape;
pub use tensor::{Shape, Tensor};

/// Every English text of this crate that a reader may meet, with its key: what a translation has to cover.
pub fn texts() -> Vec<(String, &'static str)> {
    let ops = ops::all::<f32>().into_iter().flat_map(|op| {
        let info = op.info();
        [
            (format!("op.{}.forward", info.name), info.sentence),
            (format!("op.{}.backward", info.name), info.backward_sentence),
        ]
    });
    let optimizers = optim::OPTIMIZERS.iter().map(|info| (format!("optimizer.{}", info.name), info.sentence));
    let schedulers = schedule::SCHEDULERS.iter().map(|info| (format!("scheduler.{}", info.name), info.sentence));
    let scheduler_args = schedule::SCHEDULERS.iter().map(|info| (info.name, info.args));
    let steps = explain::STEP_SENTENCES.iter().map(|(key, sentence)| (format!("step.{key}"), *sentence));
    let errors = error::MESSAGES.iter().map(|(code, message)| (format!("error.{code}"), *message));
    let layers = layer::layers().map(|info| (format!("layer.{}", info.name), info.sentence));
    let losses = loss::LOSSES.iter().map(|info| (format!("loss.{}", info.name), info.sentence));
    let optimizer_args = optim::OPTIMIZERS.iter().map(|info| (info.name, info.args));
    let loss_args = loss::LOSSES.iter().map(|info| (info.name, info.args));
    let layer_args = layer::layers().map(|info| (info.name, info.args));
    let args = layer_args.chain(loss_args).chain(optimizer_args).chain(scheduler_args);
    let args =
        args.flat_map(|(name, args)| args.iter().map(move |arg| (format!("arg.{name}.{}", arg.name), arg.sentence)));
    #[cfg(feature = "full")]
    let errors = errors.chain(preprocess::texts());
    ops.chain(optimizers).chain(schedulers).chain(layers).chain(losses).chain(args).chain(steps).chain(errors).collect()
}
