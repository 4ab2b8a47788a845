//! Losses of classes: each row of x has a score for every class, and t says which class is right.
//!
//! A class is a whole number in a cell of the tape. One that is out of range gives NaN, never a wrong number.

use super::elementwise;
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// The class of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    /// One of the columns.
    Column(usize),
    /// The row does not count.
    Ignored,
    /// None of the columns.
    Unknown,
}

fn class<T: Float>(t: T, columns: usize, ignore_index: i64) -> Class {
    let class = t.as_f64().round() as i64;
    match usize::try_from(class) {
        _ if t.is_nan() => Class::Unknown,
        _ if class == ignore_index => Class::Ignored,
        Ok(column) if column < columns => Class::Column(column),
        _ => Class::Unknown,
    }
}

/// The weight of a class; 1 where there are no weights.
fn weight_of<T: Float>(weight: Option<&[f64]>, class: usize) -> T {
    weight.map_or_else(T::one, |weight| weight.get(class).map_or_else(T::nan, |weight| T::from_f64(*weight)))
}

/// 0, unless something is not a number.
fn nothing<T: Float>(x: T) -> T {
    if x.is_nan() { x } else { T::zero() }
}

/// A row of scores for each class of `t`; a single row has no dimension for rows.
fn shape(op: &'static str, inputs: &[&Shape]) -> Result<Shape> {
    match inputs[0].dims() {
        [rows @ .., columns] if rows.len() < 2 && *columns > 0 && rows == inputs[1].dims() => Ok(inputs[1].clone()),
        _ => Err(Error::new("shape_classes", &[("op", &op), ("left", inputs[0]), ("right", inputs[1])])),
    }
}

fn columns(x: &Shape) -> usize {
    x.dims().last().copied().unwrap_or(1)
}

/// Each row of x goes with one class and one output.
fn links(inputs: &[&Shape], cell: Cell) -> Vec<Link> {
    let columns = columns(inputs[0]);
    let cells = match cell {
        Cell::Output(row) | Cell::Input(1, row) => row * columns..(row + 1) * columns,
        Cell::Input(_, cell) => cell..cell + 1,
    };
    cells.map(|cell| Link { output: cell / columns, inputs: vec![cell, cell / columns] }).collect()
}

/// `torch.nn.functional.nll_loss`, row by row: minus the logarithm of the probability of the right class.
///
/// With label smoothing ε, as `torch.nn.functional.cross_entropy` has it, the right class counts 1 − ε, and
/// ε is shared out among all C classes: kⱼ = wⱼ · ((1 − ε) · \[j = t\] + ε / C).
#[derive(Clone, Debug)]
pub struct NllLoss {
    /// A weight for each class.
    pub weight: Option<Vec<f64>>,
    /// The class of rows that do not count.
    pub ignore_index: i64,
    /// How much of the target is shared out among all classes, from 0 to 1.
    pub label_smoothing: f64,
}

impl Default for NllLoss {
    fn default() -> Self {
        Self { weight: None, ignore_index: -100, label_smoothing: 0.0 }
    }
}

impl NllLoss {
    /// How much a column counts in a row of this class.
    fn share<T: Float>(&self, class: Class, column: usize, columns: usize) -> T {
        let right = match class {
            Class::Ignored => return T::zero(),
            Class::Unknown => return T::nan(),
            Class::Column(right) => right,
        };
        let own = if right == column { 1.0 - self.label_smoothing } else { 0.0 };
        weight_of::<T>(self.weight.as_deref(), column) * T::from_f64(own + self.label_smoothing / columns as f64)
    }

    /// The share of each column of a row.
    fn shares<T: Float>(&self, t: T, columns: usize) -> impl Iterator<Item = T> {
        let class = class(t, columns, self.ignore_index);
        (0..columns).map(move |column| self.share(class, column, columns))
    }
}

impl<T: Float> Op<T> for NllLoss {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "nll_loss",
            inputs: &["x", "t"],
            formula: "yᵢ = Σⱼ −kᵢⱼ · xᵢⱼ, kᵢⱼ = 1 where j = tᵢ, 0 elsewhere",
            term: "−k · x",
            combine: Combine::Sum,
            backward: &["−g · k", "0"],
            sentence: "Takes from each row the logarithm of the probability that the right class t got, with a minus: the less probable, the larger the loss.",
            backward_sentence: "Only the right class gets a gradient: raising its probability lowers the loss. Class weights and label smoothing change the shares k.",
            example: Example {
                inputs: &[(&[2, 3], &[-0.5, -1.5, -2.5, -3.0, -0.25, -2.0]), (&[2], &[0.0, 2.0])],
                output: (&[2], &[0.5, 2.0]),
                grads: &[&[-1.0, 0.0, 0.0, 0.0, 0.0, -1.0], &[0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        shape("nll_loss", inputs)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let columns = columns(reads.shape_of(0));
        let rows = reads.input(0).chunks_exact(columns).zip(reads.input(1));
        for (y, (x, t)) in y.iter_mut().zip(rows) {
            // A class without a share does not count, even where its logarithm is infinite.
            let terms = self.shares(*t, columns).zip(x).filter(|(k, _)| *k != T::zero());
            *y = terms.fold(T::zero(), |sum, (k, x)| sum - k * *x);
        }
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let columns = columns(reads.shape_of(0));
        if index == 0 {
            let rows = reads.input(1).iter().zip(g);
            into.each(rows.flat_map(|(t, g)| self.shares(*t, columns).map(move |k: T| -*g * k)));
        } else {
            into.each(std::iter::repeat(T::zero()));
        }
    }

    fn letters(&self, reads: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let columns = columns(reads.shape_of(0));
        let class = class(reads.input(1)[link.output], columns, self.ignore_index);
        vec![("k", self.share(class, link.inputs[0] % columns, columns))]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        links(inputs, cell)
    }
}

/// How much each row counts in a mean over classes: the weight of its class, 0 for rows that are ignored.
#[derive(Clone, Debug)]
pub struct ClassWeight {
    /// A weight for each class; none: all count 1.
    pub weight: Option<Vec<f64>>,
    /// The class of rows that do not count.
    pub ignore_index: i64,
}

impl ClassWeight {
    fn of<T: Float>(&self, t: T) -> T {
        match class(t, self.weight.as_ref().map_or(usize::MAX, Vec::len), self.ignore_index) {
            Class::Column(class) => weight_of(self.weight.as_deref(), class),
            Class::Ignored => T::zero(),
            Class::Unknown => T::nan(),
        }
    }
}

impl<T: Float> Op<T> for ClassWeight {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "class_weight",
            inputs: &["t"],
            formula: "yᵢ = w[tᵢ]",
            term: "k",
            combine: Combine::Single,
            backward: &["0"],
            sentence: "Looks up the weight of each row's class; rows that are ignored weigh 0. The mean divides by the sum of these weights.",
            backward_sentence: "A class is a name, not an amount: it has no gradient.",
            example: Example {
                inputs: &[(&[3], &[0.0, 2.0, 0.0])],
                output: (&[3], &[0.5, 4.0, 0.5]),
                grads: &[&[0.0, 0.0, 0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        Ok(inputs[0].clone())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        y.iter_mut().zip(reads.input(0)).for_each(|(y, t)| *y = self.of(*t));
    }

    fn backward(&self, _: usize, _: Reads<T>, _: &[T], _: &[T], into: Sink<T>) {
        into.each(std::iter::repeat(T::zero()));
    }

    fn letters(&self, reads: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        vec![("k", self.of(reads.input(0)[link.output]))]
    }

    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        elementwise::links(inputs, output, cell)
    }
}

/// `torch.nn.functional.multi_margin_loss`, row by row: every wrong class whose score comes closer than the
/// margin m to that of the right class costs something.
#[derive(Clone, Debug)]
pub struct MultiMarginLoss {
    /// The exponent: 1 or 2.
    pub p: u64,
    /// How far the right class must be ahead.
    pub margin: f64,
    /// A weight for each class.
    pub weight: Option<Vec<f64>>,
}

impl Default for MultiMarginLoss {
    fn default() -> Self {
        Self { p: 1, margin: 1.0, weight: None }
    }
}

impl MultiMarginLoss {
    /// What the terms of a row share: k, the weight of its class divided by the number of classes, and s, the
    /// score of its class. NaN where there is no such class.
    fn row<T: Float>(&self, x: &[T], t: T) -> (usize, T, T) {
        match class(t, x.len(), i64::MIN) {
            Class::Column(right) => {
                (right, weight_of::<T>(self.weight.as_deref(), right) / T::from_f64(x.len() as f64), x[right])
            }
            _ => (0, T::nan(), T::nan()),
        }
    }

    /// How much too close a wrong class is; negative where it is far enough behind.
    fn lack<T: Float>(&self, s: T, x: T) -> T {
        T::from_f64(self.margin) - s + x
    }

    /// The derivative of a row's loss by each of its cells.
    fn derivatives<T: Float>(&self, x: &[T], t: T) -> Vec<T> {
        let (right, k, s) = self.row(x, t);
        let wrong = |x: &T| match self.lack(s, *x) {
            lack if lack > T::zero() && self.p == 1 => k,
            lack if lack > T::zero() => (lack + lack) * k,
            lack => nothing(lack),
        };
        let mut cells: Vec<T> = x.iter().map(wrong).collect();
        cells[right] = T::zero();
        cells[right] = -cells.iter().copied().sum::<T>();
        cells
    }
}

impl<T: Float> Op<T> for MultiMarginLoss {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "multi_margin_loss",
            inputs: &["x", "t"],
            formula: "yᵢ = (Σⱼ max(0, m − xᵢₜ + xᵢⱼ) ^ p) / C for all j ≠ t",
            term: "k · max(0, m − s + x) ^ p",
            combine: Combine::Sum,
            backward: &["g · d", "0"],
            sentence: "The score s of the right class should be ahead of every other one by the margin m; what is missing is the loss.",
            backward_sentence: "Each class that is too close is pushed down, and the right class is pushed up by as much in total; d is the derivative.",
            example: Example {
                inputs: &[(&[1, 4], &[0.5, 1.0, -2.0, 0.25]), (&[1], &[1.0])],
                output: (&[1], &[0.1875]),
                grads: &[&[0.25, -0.5, 0.0, 0.25], &[0.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        shape("multi_margin_loss", inputs)
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let rows = reads.input(0).chunks_exact(columns(reads.shape_of(0))).zip(reads.input(1));
        for (y, (x, t)) in y.iter_mut().zip(rows) {
            let (right, k, s) = self.row(x, *t);
            let wrong = x.iter().enumerate().filter(|(column, _)| *column != right);
            let term = |x: &T| {
                let lack = self.lack(s, *x);
                if lack > T::zero() { if self.p == 1 { k * lack } else { k * (lack * lack) } } else { nothing(lack) }
            };
            // Where there is no such class the sum is NaN even if no term is left.
            *y = wrong.fold(nothing(k), |sum, (_, x)| sum + term(x));
        }
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        if index == 0 {
            let rows = reads.input(0).chunks_exact(columns(reads.shape_of(0))).zip(reads.input(1)).zip(g);
            into.each(rows.flat_map(|((x, t), g)| self.derivatives(x, *t).into_iter().map(move |d| *g * d)));
        } else {
            into.each(std::iter::repeat(T::zero()));
        }
    }

    fn letters(&self, reads: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let (row, columns) = (link.output, columns(reads.shape_of(0)));
        let (x, t) = (&reads.input(0)[row * columns..(row + 1) * columns], reads.input(1)[row]);
        let (right, k, s) = self.row(x, t);
        let column = link.inputs[0] % columns;
        let (p, k) = (T::from_f64(self.p as f64), if column == right { T::zero() } else { k });
        vec![("k", k), ("m", T::from_f64(self.margin)), ("s", s), ("p", p), ("d", self.derivatives(x, t)[column])]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        links(inputs, cell)
    }
}
