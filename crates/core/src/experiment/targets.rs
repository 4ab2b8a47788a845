//! Whether the targets are such as the loss takes: classes, probabilities, signs.

use super::Experiment;
use crate::error::{Error, Result};
use crate::loss::{IGNORE_INDEX, Target, class_range, is_class};
use crate::options::names;
use crate::tensor::Shape;

/// Checks the targets, but not whether rows of numbers have as many columns as the prediction. Gives whether they
/// are classes: then a prediction has a column for each class.
pub(super) fn are_classes(experiment: &Experiment) -> Result<bool> {
    let (loss, y) = (&experiment.loss, &experiment.data.y);
    let name = loss.info.name;
    let columns = experiment.model.last().and_then(|layer| layer.output.last()).copied().unwrap_or(0);
    for key in ["weight", "pos_weight"] {
        let weights = loss.options.numbers(key).map(<[f64]>::len);
        if let Some(count) = weights.filter(|count| *count != columns) {
            let key = format!("loss.{name}.{key}");
            return Err(Error::new("loss_weight", &[("key", &key), ("value", &count), ("fits", &columns)]));
        }
    }
    let all = |fits: fn(f64) -> bool, range: &str| {
        let Some(index) = y.cells().iter().position(|cell| !fits(*cell)) else { return Ok(()) };
        let (row, value) = (index / y.columns().max(1), y.cells()[index]);
        let key = format!("data.y[{row}][{}]", index % y.columns().max(1));
        Err(Error::new("target_range", &[("key", &key), ("value", &value), ("op", &name), ("fits", &range)]))
    };
    match loss.info.target {
        Target::More => {
            Err(Error::new("loss_inputs", &[("op", &name), ("inputs", &names(loss.info.inputs.iter().copied()))]))
        }
        Target::Classes | Target::ClassesOrShares if y.is_classes() => classes(experiment).map(|()| true),
        Target::Classes => Err(Error::new("target_classes", &[("op", &name), ("columns", &y.columns())])),
        // A single column of whole numbers is meant as classes.
        Target::ClassesOrShares if y.columns() == 1 && columns > 1 => {
            Err(Error::new("target_classes", &[("op", &name), ("columns", &1)]))
        }
        Target::Shares if !y.is_classes() => all(|cell| (0.0..=1.0).contains(&cell), "0 … 1").map(|()| false),
        Target::Signs if !y.is_classes() => all(|cell| cell.abs() == 1.0, "-1, 1").map(|()| false),
        _ => Ok(false),
    }
}

/// Every class must be one that the model predicts, or the one that does not count.
fn classes(experiment: &Experiment) -> Result<()> {
    let loss = &experiment.loss;
    let output = experiment.model.last().map_or(&[][..], |layer| &layer.output);
    let &[columns] = output else {
        return Err(Error::new("class_shape", &[("op", &loss.info.name), ("shape", &Shape::new(output))]));
    };
    // PyTorch's usual mark, -100, has to be told apart from a slip: here another one must be named.
    let ignored = Some(loss.options.integer("ignore_index")).filter(|_| loss.options.get("ignore_index").is_some());
    let ignored = ignored.filter(|class| *class != IGNORE_INDEX).map(|class| class as f64);
    let known = |class: &f64| is_class(*class, columns) || Some(*class) == ignored;
    match experiment.data.y.cells().iter().position(|class| !known(class)) {
        None => Ok(()),
        Some(row) => Err(class_range(&format!("data.y[{row}]"), experiment.data.y.cells()[row], columns)),
    }
}
