//! Schedulers that multiply the learning rate from epoch to epoch.

use super::{Rates, RatesExample, SchedulerInfo, anything, value};
use crate::optim::Pen;
use crate::options::{Arg, Kind, Setting};

/// The most epochs that an option can speak of.
pub(super) const MAX_EPOCHS: u64 = 1_000_000_000;
/// The largest factor.
pub(super) const MAX_FACTOR: f64 = 1e6;

const GAMMA: Arg = Arg {
    name: "gamma",
    kind: Kind::Number { min: 0.0, max: MAX_FACTOR },
    default: Some(Setting::Number(0.1)),
    sentence: "What the learning rate is multiplied with.",
};

const TOTAL_ITERS: Arg = Arg {
    name: "total_iters",
    kind: Kind::Count { min: 1, max: MAX_EPOCHS },
    default: Some(Setting::Count(5)),
    sentence: "After how many epochs the learning rate stays as it is.",
};

/// `torch.optim.lr_scheduler.StepLR`.
pub(super) static STEP_LR: SchedulerInfo = SchedulerInfo {
    name: "StepLR",
    args: &[
        Arg {
            name: "step_size",
            kind: Kind::Count { min: 1, max: MAX_EPOCHS },
            default: None,
            sentence: "After how many epochs the learning rate changes.",
        },
        GAMMA,
    ],
    formula: &["lr ← lr · γ, every step_size epochs"],
    sentence: "Multiplies the learning rate by gamma every few epochs: large steps first, small ones to finish.",
    example: RatesExample { options: r#"{"step_size": 2, "gamma": 0.5}"#, lrs: &[0.4, 0.4, 0.2, 0.2, 0.1] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let size = options.count("step_size").unwrap_or(1) as u64;
        if rates.last_epoch == 0 || !rates.last_epoch.is_multiple_of(size) {
            keep(rates, pen);
        } else {
            times(rates, options.number("gamma"), pen);
        }
    },
};

/// `torch.optim.lr_scheduler.MultiStepLR`.
pub(super) static MULTI_STEP_LR: SchedulerInfo = SchedulerInfo {
    name: "MultiStepLR",
    args: &[
        Arg {
            name: "milestones",
            kind: Kind::ManyCounts { min: 0, max: MAX_EPOCHS },
            default: None,
            sentence: "After which epochs the learning rate changes.",
        },
        GAMMA,
    ],
    formula: &["lr ← lr · γ, at each milestone"],
    sentence: "Multiplies the learning rate by gamma after the epochs that are listed.",
    example: RatesExample { options: r#"{"milestones": [1, 3], "gamma": 0.5}"#, lrs: &[0.4, 0.2, 0.2, 0.1, 0.1] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let milestones = options.counts("milestones").unwrap_or_default();
        match milestones.iter().filter(|milestone| **milestone == rates.last_epoch).count() {
            0 => keep(rates, pen),
            count => times(rates, options.number("gamma").powf(count as f64), pen),
        }
    },
};

/// `torch.optim.lr_scheduler.ExponentialLR`.
pub(super) static EXPONENTIAL_LR: SchedulerInfo = SchedulerInfo {
    name: "ExponentialLR",
    args: &[Arg { default: None, ..GAMMA }],
    formula: &["lr ← lr · γ"],
    sentence: "Multiplies the learning rate by gamma after every epoch.",
    example: RatesExample { options: r#"{"gamma": 0.5}"#, lrs: &[0.4, 0.2, 0.1, 0.05, 0.025] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        if rates.last_epoch > 0 {
            times(rates, options.number("gamma"), pen);
        }
    },
};

/// The smallest factor to start with: PyTorch wants it above 0.
const ABOVE_ZERO: f64 = 1e-9;

/// `torch.optim.lr_scheduler.LinearLR`.
pub(super) static LINEAR_LR: SchedulerInfo = SchedulerInfo {
    name: "LinearLR",
    args: &[
        Arg {
            name: "start_factor",
            kind: Kind::Number { min: ABOVE_ZERO, max: 1.0 },
            default: Some(Setting::Number(1.0 / 3.0)),
            sentence: "What the learning rate is multiplied with at first.",
        },
        Arg {
            name: "end_factor",
            kind: Kind::Number { min: 0.0, max: 1.0 },
            default: Some(Setting::Number(1.0)),
            sentence: "What it is multiplied with in the end.",
        },
        TOTAL_ITERS,
    ],
    formula: &["lr ← lr · (1 + (end − start) / (total_iters · start + (e − 1) · (end − start)))"],
    sentence: "Lets the learning rate go from one factor to another in equal steps: a warm-up.",
    example: RatesExample { options: r#"{"start_factor": 0.5, "total_iters": 2}"#, lrs: &[0.2, 0.3, 0.4, 0.4, 0.4] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let [start, end, total] = ["start_factor", "end_factor", "total_iters"].map(|name| options.number(name));
        let epoch = rates.last_epoch as f64;
        if rates.last_epoch == 0 {
            rates.lr *= start;
        } else if epoch > total {
            keep(rates, pen);
        } else {
            let factor = 1.0 + (end - start) / (total * start + (epoch - 1.0) * (end - start));
            let values =
                [value("lr", rates.lr), value("b", end), value("a", start), value("n", total), value("e", epoch)];
            rates.lr = pen.note("lr", "lr · (1 + (b − a) / (n · a + (e − 1) · (b − a)))", &values, rates.lr * factor);
        }
    },
};

/// `torch.optim.lr_scheduler.PolynomialLR`.
pub(super) static POLYNOMIAL_LR: SchedulerInfo = SchedulerInfo {
    name: "PolynomialLR",
    args: &[
        TOTAL_ITERS,
        Arg {
            name: "power",
            kind: Kind::Number { min: 0.0, max: 1000.0 },
            default: Some(Setting::Number(1.0)),
            sentence: "How the curve bends: 1 is a straight line.",
        },
    ],
    formula: &["lr ← lr · ((1 − e / total_iters) / (1 − (e − 1) / total_iters))^power"],
    sentence: "Lets the learning rate go to 0 within total_iters epochs, along a line or a curve.",
    example: RatesExample { options: r#"{"total_iters": 4}"#, lrs: &[0.4, 0.3, 0.2, 0.1, 0.0] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let (total, power, epoch) = (options.number("total_iters"), options.number("power"), rates.last_epoch as f64);
        if rates.last_epoch == 0 || epoch > total {
            keep(rates, pen);
        } else {
            let factor = ((1.0 - epoch / total) / (1.0 - (epoch - 1.0) / total)).powf(power);
            let values = [value("lr", rates.lr), value("e", epoch), value("n", total), value("p", power)];
            rates.lr = pen.note("lr", "lr · ((1 − e / n) / (1 − (e − 1) / n))^p", &values, rates.lr * factor);
        }
    },
};

/// This epoch changes nothing.
pub(super) fn keep(rates: &mut Rates, pen: &mut dyn Pen<f64>) {
    rates.lr = pen.note("lr", "lr", &[value("lr", rates.lr)], rates.lr);
}

fn times(rates: &mut Rates, factor: f64, pen: &mut dyn Pen<f64>) {
    rates.lr = pen.note("lr", "lr · γ", &[value("lr", rates.lr), value("γ", factor)], rates.lr * factor);
}
