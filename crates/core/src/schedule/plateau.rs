//! `ReduceLROnPlateau`: a smaller learning rate when the loss gets no better.

use super::steps::{MAX_EPOCHS, keep};
use super::{RatesExample, SchedulerInfo, anything, value};
use crate::options::{Arg, Kind, Options, Setting};

/// `torch.optim.lr_scheduler.ReduceLROnPlateau`.
pub(super) static REDUCE_LR_ON_PLATEAU: SchedulerInfo = SchedulerInfo {
    name: "ReduceLROnPlateau",
    args: &[
        Arg {
            name: "mode",
            kind: Kind::Choice(&["min", "max"]),
            default: Some(Setting::Choice("min")),
            sentence: "Whether smaller or larger is better; of a loss, smaller is.",
        },
        Arg {
            name: "factor",
            kind: Kind::Number { min: 0.0, max: 0.999_999_999 },
            default: Some(Setting::Number(0.1)),
            sentence: "What the learning rate is multiplied with.",
        },
        Arg {
            name: "patience",
            kind: Kind::Count { min: 0, max: MAX_EPOCHS },
            default: Some(Setting::Count(10)),
            sentence: "How many epochs without a better loss are borne.",
        },
        Arg {
            name: "threshold",
            kind: Kind::Number { min: 0.0, max: 1e6 },
            default: Some(Setting::Number(1e-4)),
            sentence: "By how much a loss must be better to count.",
        },
        Arg {
            name: "threshold_mode",
            kind: Kind::Choice(&["rel", "abs"]),
            default: Some(Setting::Choice("rel")),
            sentence: "Whether the threshold is a part of the best loss or a difference from it.",
        },
        Arg {
            name: "cooldown",
            kind: Kind::Count { min: 0, max: MAX_EPOCHS },
            default: Some(Setting::Count(0)),
            sentence: "How many epochs are not counted after the learning rate has changed.",
        },
        Arg {
            name: "min_lr",
            kind: Kind::Number { min: 0.0, max: 1e6 },
            default: Some(Setting::Number(0.0)),
            sentence: "The smallest learning rate.",
        },
        Arg {
            name: "eps",
            kind: Kind::Number { min: 0.0, max: 1e6 },
            default: Some(Setting::Number(1e-8)),
            sentence: "A change smaller than this is not made.",
        },
    ],
    formula: &["lr ← max(lr · factor, min_lr), after more than patience epochs without a better loss"],
    sentence: "Makes the learning rate smaller when the loss of the epoch's last batch has not got better for some epochs.",
    example: RatesExample { options: r#"{"patience": 1, "factor": 0.5}"#, lrs: &[0.4, 0.4, 0.4, 0.2, 0.2] },
    takes_loss: true,
    check: anything,
    rule: |options, rates, loss, pen| {
        if rates.last_epoch == 0 {
            return;
        }
        let count = |name| options.count(name).unwrap_or(0) as u64;
        if rates.best.is_none_or(|best| is_better(options, loss, best)) {
            rates.best = Some(loss);
            rates.num_bad_epochs = 0;
        } else {
            rates.num_bad_epochs += 1;
        }
        if rates.cooldown_counter > 0 {
            rates.cooldown_counter -= 1;
            rates.num_bad_epochs = 0;
        }
        pen.note("k", "L", &[value("L", loss)], rates.num_bad_epochs as f64);
        let (factor, least) = (options.number("factor"), options.number("min_lr"));
        let smaller = (rates.lr * factor).max(least);
        let impatient = rates.num_bad_epochs > count("patience");
        if impatient {
            rates.cooldown_counter = count("cooldown");
            rates.num_bad_epochs = 0;
        }
        if impatient && rates.lr - smaller > options.number("eps") {
            let values = [value("lr", rates.lr), value("γ", factor), value("m", least)];
            rates.lr = pen.note("lr", "max(lr · γ, m)", &values, smaller);
        } else {
            keep(rates, pen);
        }
    },
};

fn is_better(options: &Options, loss: f64, best: f64) -> bool {
    let threshold = options.number("threshold");
    match (options.choice("mode"), options.choice("threshold_mode")) {
        ("max", "abs") => loss > best + threshold,
        ("max", _) => loss > best * (threshold + 1.0),
        (_, "abs") => loss < best - threshold,
        _ => loss < best * (1.0 - threshold),
    }
}
