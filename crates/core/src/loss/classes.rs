//! Losses of classes: the prediction has a column for each class, the target says which one is right.

use super::declare::loss;
use super::{Criterion, MAX_WEIGHT, Reduction, constant, fits_columns, reduce, step, weigh};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};
use std::f64::consts::LN_2;

/// PyTorch's mark of rows that do not count.
pub const IGNORE_INDEX: i64 = -100;

loss! {
    /// `torch.nn.NLLLoss`: minus the logarithm of the probability of the right class. The prediction has
    /// logarithms of probabilities, as a log-softmax gives them: `[rows, classes]`; the target is a class for
    /// each row: `[rows]`.
    NLLLoss(prediction, target), Classes {
        weight: numbers(0.0, MAX_WEIGHT) = None, "How much each class counts.";
        ignore_index: integer(-100, 1023) = IGNORE_INDEX, "Rows of this class do not count.";
    }
    formula "L = −(Σᵢ wᵢ · xᵢ[yᵢ]) / Σᵢ wᵢ"
    derivative "−wᵢ / Σᵢ wᵢ for the right class, 0 for the others"
    "For classes, after a log-softmax: minus the logarithm of the probability that the right class got."
    Example {
        inputs: &[(&[2, 3], &[-0.5, -1.5, -2.5, -3.0, -0.25, -2.0]), (&[2], &[0.0, 2.0])],
        output: (&[], &[1.25]),
        grads: &[&[-0.5, 0.0, 0.0, 0.0, 0.0, -0.5]],
    }
}

impl<T: Float> Criterion<T> for NLLLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let op = ops::NllLoss { weight: self.weight.clone(), ignore_index: self.ignore_index, label_smoothing: 0.0 };
        of_classes(tape, "NLLLoss", op, inputs, self.reduction)
    }
}

loss! {
    /// `torch.nn.CrossEntropyLoss`: log-softmax and [`NLLLoss`] in one. The prediction has scores of any size:
    /// `[rows, classes]`; the target is a class for each row, `[rows]`, or a row of probabilities, `[rows, classes]`.
    CrossEntropyLoss(prediction, target), ClassesOrShares {
        weight: numbers(0.0, MAX_WEIGHT) = None, "How much each class counts.";
        ignore_index: integer(-100, 1023) = IGNORE_INDEX, "Rows of this class do not count.";
        label_smoothing: number(0.0, 1.0) = 0.0, "How much of the target is shared out among all classes.";
    }
    formula "L = −(Σᵢ wᵢ · ln softmax(xᵢ)[yᵢ]) / Σᵢ wᵢ"
    derivative "(softmax(xᵢ)ⱼ − [j = yᵢ]) / n"
    "For classes: the scores become probabilities, and the loss is −ln of the one that the right class got."
    Example {
        inputs: &[(&[1, 2], &[0.5, 0.5]), (&[1], &[1.0])],
        output: (&[], &[LN_2]),
        grads: &[&[0.5, -0.5]],
    }
}

impl<T: Float> Criterion<T> for CrossEntropyLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[x, t] = inputs else { unreachable!("this loss has two inputs") };
        if !(1..=2).contains(&tape.node(x).shape().dims().len()) {
            return Err(shapes("CrossEntropyLoss", tape, x, t));
        }
        let logarithms = step(tape, ops::LogSoftmax { dim: -1 }, &[x])?;
        if tape.node(x).shape() == tape.node(t).shape() {
            return self.of_probabilities(tape, logarithms, t);
        }
        let (weight, ignore_index, label_smoothing) = (self.weight.clone(), self.ignore_index, self.label_smoothing);
        let op = ops::NllLoss { weight, ignore_index, label_smoothing };
        of_classes(tape, "CrossEntropyLoss", op, &[logarithms, t], self.reduction)
    }
}

impl CrossEntropyLoss {
    /// −Σⱼ wⱼ · tⱼ · xⱼ for each row. The mean is over rows, whatever they weigh.
    fn of_probabilities<T: Float>(&self, tape: &mut Tape<T>, x: NodeId, mut t: NodeId) -> Result<NodeId> {
        if self.label_smoothing > 0.0 {
            let classes = tape.node(x).shape().dims().last().copied().unwrap_or(1);
            let own = constant(tape, 1.0 - self.label_smoothing);
            let shared = constant(tape, self.label_smoothing / classes as f64);
            t = step(tape, ops::Mul, &[t, own])?;
            t = step(tape, ops::Add, &[t, shared])?;
        }
        let product = step(tape, ops::Mul, &[x, t])?;
        let product = weigh(tape, "weight", product, self.weight.as_deref())?;
        let sum = step(tape, ops::SumDim { dims: vec![-1], keepdim: false }, &[product])?;
        let losses = step(tape, ops::Neg, &[sum])?;
        reduce(tape, self.reduction, losses, x)
    }
}

loss! {
    /// `torch.nn.MultiMarginLoss`: the score of the right class should be ahead of every other by a margin.
    MultiMarginLoss(prediction, target), Classes {
        p: count(1, 2) = 1, "The exponent: with 2 large gaps count more.";
        margin: number(-MAX_WEIGHT, MAX_WEIGHT) = 1.0, "How far ahead is far enough.";
        weight: numbers(0.0, MAX_WEIGHT) = None, "How much each class counts.";
    }
    formula "L = (Σᵢ lᵢ) / n, lᵢ = w · (Σⱼ max(0, m − xᵢ[yᵢ] + xᵢⱼ) ^ p) / C for all j ≠ yᵢ"
    derivative "w · p · max(0, m − xᵢ[yᵢ] + xᵢⱼ) ^ (p − 1) / C / n for wrong classes, minus their sum for the right one"
    "For classes: every wrong class costs what its score comes too close to that of the right class."
    Example {
        inputs: &[(&[1, 4], &[0.5, 1.0, -2.0, 0.25]), (&[1], &[1.0])],
        output: (&[], &[0.1875]),
        grads: &[&[0.25, -0.5, 0.0, 0.25]],
    }
}

impl<T: Float> Criterion<T> for MultiMarginLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[x, t] = inputs else { unreachable!("this loss has two inputs") };
        check(tape, "MultiMarginLoss", x, t, i64::MIN, self.weight.as_deref())?;
        let op = ops::MultiMarginLoss { p: self.p, margin: self.margin, weight: self.weight.clone() };
        let losses = step(tape, op, inputs)?;
        reduce(tape, self.reduction, losses, x)
    }
}

/// The loss of each row, and what becomes of them: the mean divides by what the rows weigh together.
fn of_classes<T: Float>(
    tape: &mut Tape<T>,
    name: &'static str,
    op: ops::NllLoss,
    inputs: &[NodeId],
    reduction: Reduction,
) -> Result<NodeId> {
    let &[x, t] = inputs else { unreachable!("these losses have two inputs") };
    let (weight, ignore_index) = (op.weight.clone(), op.ignore_index);
    check(tape, name, x, t, ignore_index, weight.as_deref())?;
    // PyTorch's usual mark of rows that do not count does not occur in an experiment, see experiment/targets.rs.
    let all_count = ignore_index == IGNORE_INDEX && !tape.value(t).contains(&T::from_f64(IGNORE_INDEX as f64));
    let losses = step(tape, op, inputs)?;
    if reduction != Reduction::Mean || (weight.is_none() && all_count) {
        return reduce(tape, reduction, losses, x);
    }
    let sum = step(tape, ops::Sum, &[losses])?;
    let weights = step(tape, ops::ClassWeight { weight, ignore_index }, &[t])?;
    let weights = step(tape, ops::Sum, &[weights])?;
    step(tape, ops::Div, &[sum, weights])
}

/// Whether the shapes fit, and the classes that are there now.
fn check<T: Float>(
    tape: &Tape<T>,
    name: &'static str,
    x: NodeId,
    t: NodeId,
    ignore_index: i64,
    weight: Option<&[f64]>,
) -> Result<()> {
    let columns = match tape.node(x).shape().dims() {
        [rows @ .., columns] if rows.len() < 2 && rows == tape.node(t).shape().dims() => *columns,
        _ => return Err(shapes(name, tape, x, t)),
    };
    fits_columns(tape, "weight", x, weight.unwrap_or(&vec![0.0; columns]))?;
    let classes = tape.value(t).iter().map(|t| t.as_f64()).enumerate();
    let wrong = |(_, class): &(usize, f64)| *class != ignore_index as f64 && !is_class(*class, columns);
    match { classes }.find(wrong) {
        None => Ok(()),
        Some((row, class)) => Err(class_range(&format!("target[{row}]"), class, columns)),
    }
}

/// Whether this is one of the classes that a prediction of so many columns knows.
pub(crate) fn is_class(class: f64, columns: usize) -> bool {
    class.fract() == 0.0 && (0.0..columns as f64).contains(&class)
}

/// The error for a class that it does not know.
pub(crate) fn class_range(key: &str, class: f64, columns: usize) -> Error {
    let last = columns.saturating_sub(1);
    Error::new("class_range", &[("key", &key), ("value", &class), ("columns", &columns), ("max", &last)])
}

fn shapes<T: Float>(name: &'static str, tape: &Tape<T>, x: NodeId, t: NodeId) -> Error {
    let (left, right) = (tape.node(x).shape(), tape.node(t).shape());
    Error::new("shape_classes", &[("op", &name), ("left", left), ("right", right)])
}
