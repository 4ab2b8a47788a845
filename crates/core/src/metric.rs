//! How good predictions are, in words that a reader knows: accuracy, precision, recall, F1; R² and mean errors.
//!
//! Definitions and edge cases are scikit-learn's; where one divides 0 by 0 the result is 0.

use crate::loss::is_class;
use crate::plain::Number;
use num_traits::ToPrimitive;
use serde::{Serialize, Serializer};

/// Which share of the rows got the right class: right / all; 0 where there are none.
pub fn accuracy(predicted: &[usize], actual: &[usize]) -> f64 {
    let right = predicted.iter().zip(actual).filter(|(predicted, actual)| predicted == actual).count();
    share(right as u64, actual.len() as u64)
}

/// How many rows of each class got which class: a row for each actual class, a column for each predicted one.
///
/// Rows with a class that is not from 0 to `classes` − 1 are left out.
pub fn confusion_matrix(predicted: &[usize], actual: &[usize], classes: usize) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; classes]; classes];
    for (predicted, actual) in predicted.iter().zip(actual) {
        if let Some(count) = counts.get_mut(*actual).and_then(|row| row.get_mut(*predicted)) {
            *count += 1;
        }
    }
    counts
}

/// How well a class is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Of the rows that got this class, the share that is of it: TP / (TP + FP); 0 where no row got it.
    pub precision: f64,
    /// Of the rows of this class, the share that got it: TP / (TP + FN); 0 where no row is of it.
    pub recall: f64,
    /// The harmonic mean of both: 2·TP / (2·TP + FP + FN); 0 where no row got it or is of it.
    pub f1: f64,
}

impl Scores {
    /// The scores of each class of a [`confusion_matrix`].
    pub fn of_classes(confusion: &[Vec<u64>]) -> Vec<Self> {
        let margins = margins(confusion).into_iter().enumerate();
        let scores = margins.map(|(class, (got, are))| {
            let right = confusion[class][class];
            Self { precision: share(right, got), recall: share(right, are), f1: share(2 * right, got + are) }
        });
        scores.collect()
    }

    /// One number for all classes, as is usual: with two classes the scores of class 1 (`average="binary"`),
    /// with more the mean over the classes that some row is of or got (`average="macro"`).
    pub fn of_all(confusion: &[Vec<u64>]) -> Self {
        let classes = Self::of_classes(confusion);
        if let [_, positive] = classes[..] {
            return positive;
        }
        let occurs = margins(confusion).into_iter().map(|(got, are)| got + are > 0);
        let classes: Vec<_> = classes.into_iter().zip(occurs).filter_map(|(of, occurs)| occurs.then_some(of)).collect();
        let mean = |score: fn(&Self) -> f64| mean(classes.iter().map(score));
        Self { precision: mean(|of| of.precision), recall: mean(|of| of.recall), f1: mean(|of| of.f1) }
    }
}

/// For each class, how many rows got it and how many are of it.
fn margins(confusion: &[Vec<u64>]) -> Vec<(u64, u64)> {
    let mut margins: Vec<_> = confusion.iter().map(|row| (0, row.iter().sum())).collect();
    for row in confusion {
        margins.iter_mut().zip(row).for_each(|((got, _), count)| *got += count);
    }
    margins
}

/// The coefficient of determination, which share of the targets' spread is explained: 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
///
/// Of targets that are all equal: 1 if the predictions are, too, and 0 if not; so it is with a single row, too,
/// for which scikit-learn has no number.
/// With several columns the mean of their R² (`multioutput="uniform_average"`).
pub fn r2_score(predictions: &[f64], targets: &[f64], columns: usize) -> f64 {
    mean((0..columns).map(|column| {
        let targets = || targets.iter().skip(column).step_by(columns);
        let predictions = predictions.iter().skip(column).step_by(columns);
        let center = mean(targets().copied());
        let missed: f64 = targets().zip(predictions).map(|(y, predicted)| (y - predicted).powi(2)).sum();
        // The mean of equal numbers may be rounded: they are told by themselves.
        let equal = targets().zip(targets().skip(1)).all(|(one, next)| one == next);
        let spread: f64 = targets().map(|y| (y - center).powi(2)).sum();
        match (missed == 0.0, equal) {
            (true, _) => 1.0,
            (false, true) => 0.0,
            (false, false) => 1.0 - missed / spread,
        }
    }))
}

/// The mean absolute error: Σ|y − ŷ| / n; 0 where there is nothing.
pub fn mean_absolute_error(predictions: &[f64], targets: &[f64]) -> f64 {
    mean(targets.iter().zip(predictions).map(|(y, predicted)| (y - predicted).abs()))
}

/// The mean squared error: Σ(y − ŷ)² / n; 0 where there is nothing.
pub fn mean_squared_error(predictions: &[f64], targets: &[f64]) -> f64 {
    mean(targets.iter().zip(predictions).map(|(y, predicted)| (y - predicted).powi(2)))
}

/// What the numbers of predictions and targets mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Task {
    /// The prediction has a number for each class, of which the largest counts; the target is a class.
    Classes {
        /// How many classes there are.
        columns: usize,
    },
    /// The same, and the target has a number for each class, too: of these, again, the largest counts.
    Rows {
        /// How many classes there are.
        columns: usize,
    },
    /// Each number says class 1 if it is above a threshold and class 0 if not.
    Binary {
        /// The threshold for predictions.
        prediction: f64,
        /// The threshold for targets.
        target: f64,
    },
    /// Numbers that are as good as they are near.
    Numbers {
        /// How many there are in a row.
        columns: usize,
    },
}

impl Task {
    /// What they mean with this loss: predictions have `columns` numbers a row, targets `target_columns`.
    ///
    /// Losses of distances say nothing of classes: there the targets do, if they are −1 and 1, or 0 and 1, or
    /// 1 in one column of each row and 0 in the others. So these should be all targets, not those of a small
    /// part. None where a prediction is neither the target's class nor its value, but its logarithm or a distance.
    pub fn of(loss: &str, columns: usize, target_columns: usize, targets: &[f64]) -> Option<Self> {
        let only = |one: f64, other: f64| {
            let both = targets.contains(&one) && targets.contains(&other);
            both && targets.iter().all(|cell| *cell == one || *cell == other)
        };
        let one_hot = columns > 1
            && only(0.0, 1.0)
            && targets.len().is_multiple_of(columns)
            && targets.chunks(columns).all(|row| row.iter().sum::<f64>() == 1.0);
        match loss {
            "NLLLoss" | "MultiMarginLoss" => Some(Self::Classes { columns }),
            "CrossEntropyLoss" if target_columns == 1 => Some(Self::Classes { columns }),
            "CrossEntropyLoss" | "KLDivLoss" => Some(Self::Rows { columns }),
            "PoissonNLLLoss" | "HingeEmbeddingLoss" => None,
            _ if one_hot => Some(Self::Rows { columns }),
            "BCEWithLogitsLoss" => Some(Self::Binary { prediction: 0.0, target: 0.5 }),
            "BCELoss" => Some(Self::Binary { prediction: 0.5, target: 0.5 }),
            "SoftMarginLoss" => Some(Self::Binary { prediction: 0.0, target: 0.0 }),
            _ if only(-1.0, 1.0) => Some(Self::Binary { prediction: 0.0, target: 0.0 }),
            _ if only(0.0, 1.0) => Some(Self::Binary { prediction: 0.5, target: 0.5 }),
            _ => Some(Self::Numbers { columns }),
        }
    }
}

/// How good predictions are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Metrics {
    /// Of classes.
    Classification {
        /// [`accuracy`].
        accuracy: f64,
        /// [`Scores::of_all`].
        #[serde(flatten)]
        scores: Scores,
        /// [`Scores::of_classes`].
        classes: Vec<Scores>,
        /// [`confusion_matrix`].
        confusion: Vec<Vec<u64>>,
    },
    /// Of numbers.
    Regression {
        /// [`r2_score`].
        #[serde(serialize_with = "number")]
        r2: f64,
        /// [`mean_absolute_error`].
        #[serde(serialize_with = "number")]
        mae: f64,
        /// [`mean_squared_error`].
        #[serde(serialize_with = "number")]
        mse: f64,
    },
}

impl Metrics {
    /// What fits the task. Rows whose target is no class, as −100 marks them, do not count.
    pub fn of(task: Task, predictions: &[f64], targets: &[f64]) -> Self {
        let largest = |cells: &[f64], columns: usize| cells.chunks(columns.max(1)).map(argmax).collect();
        let above = |cells: &[f64], least: f64| cells.iter().map(|cell| usize::from(*cell > least)).collect();
        match task {
            Task::Classes { columns } => {
                let rows = predictions.chunks(columns.max(1)).zip(targets);
                let rows = rows.filter(|(_, class)| is_class(**class, columns));
                let rows = rows.filter_map(|(row, class)| Some((argmax(row), class.to_usize()?)));
                let (predicted, actual): (Vec<_>, Vec<_>) = rows.unzip();
                Self::of_classes(&predicted, &actual, columns)
            }
            Task::Rows { columns } => {
                let (predicted, actual): (Vec<_>, Vec<_>) = (largest(predictions, columns), largest(targets, columns));
                Self::of_classes(&predicted, &actual, columns)
            }
            Task::Binary { prediction, target } => {
                let (predicted, actual): (Vec<_>, Vec<_>) = (above(predictions, prediction), above(targets, target));
                Self::of_classes(&predicted, &actual, 2)
            }
            Task::Numbers { columns } => Self::Regression {
                r2: r2_score(predictions, targets, columns),
                mae: mean_absolute_error(predictions, targets),
                mse: mean_squared_error(predictions, targets),
            },
        }
    }

    fn of_classes(predicted: &[usize], actual: &[usize], classes: usize) -> Self {
        let confusion = confusion_matrix(predicted, actual, classes);
        Self::Classification {
            accuracy: accuracy(predicted, actual),
            scores: Scores::of_all(&confusion),
            classes: Scores::of_classes(&confusion),
            confusion,
        }
    }
}

/// The column of the largest number; of equal ones the first.
fn argmax(row: &[f64]) -> usize {
    (1..row.len()).fold(0, |best, column| if row[column] > row[best] { column } else { best })
}

fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = numbers.fold((0, 0.0), |(count, sum), number| (count + 1_u64, sum + number));
    if count == 0 { 0.0 } else { sum / count as f64 }
}

/// Errors of large numbers may overflow; JSON has no infinity.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Number(*number).serialize(serializer)
}
