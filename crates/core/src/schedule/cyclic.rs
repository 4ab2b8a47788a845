//! `CyclicLR`: up and down between two learning rates.

use super::steps::MAX_EPOCHS;
use super::{RatesExample, SchedulerInfo, anything, value};
use crate::options::{Arg, Kind, Setting};

/// What may be asked of a momentum.
pub(super) const MOMENTUM: Kind = Kind::Number { min: 0.0, max: 0.999_999_999 };
/// What may be asked of a learning rate.
pub(super) const RATE: Kind = Kind::Number { min: 0.0, max: 1e6 };

/// The momentum goes against the learning rate.
pub(super) const CYCLE_MOMENTUM: Arg = Arg {
    name: "cycle_momentum",
    kind: Kind::Flag,
    default: Some(Setting::Flag(true)),
    sentence: "Whether the momentum goes up and down as well, against the learning rate.",
};
/// Where the learning rate is highest.
pub(super) const BASE_MOMENTUM: Arg = Arg {
    name: "base_momentum",
    kind: MOMENTUM,
    default: Some(Setting::Number(0.8)),
    sentence: "The momentum where the learning rate is highest.",
};
/// Where the learning rate is lowest.
pub(super) const MAX_MOMENTUM: Arg = Arg {
    name: "max_momentum",
    kind: MOMENTUM,
    default: Some(Setting::Number(0.9)),
    sentence: "The momentum where the learning rate is lowest.",
};

/// `torch.optim.lr_scheduler.CyclicLR`.
pub(super) static CYCLIC_LR: SchedulerInfo = SchedulerInfo {
    name: "CyclicLR",
    args: &[
        Arg {
            name: "base_lr",
            kind: RATE,
            default: None,
            sentence: "The lowest learning rate; it replaces the optimizer's.",
        },
        Arg { name: "max_lr", kind: RATE, default: None, sentence: "The highest learning rate." },
        Arg {
            name: "step_size_up",
            kind: Kind::Count { min: 1, max: MAX_EPOCHS },
            default: Some(Setting::Count(2000)),
            sentence: "How many epochs the way up takes.",
        },
        Arg {
            name: "step_size_down",
            kind: Kind::OptionalCount { min: 1, max: MAX_EPOCHS },
            default: Some(Setting::Null),
            sentence: "How many epochs the way down takes; as many as the way up where nothing is written.",
        },
        Arg {
            name: "mode",
            kind: Kind::Choice(&["triangular", "triangular2", "exp_range"]),
            default: Some(Setting::Choice("triangular")),
            sentence: "Whether all peaks are equally high, each is half as high as the one before, or they shrink by gamma in every epoch.",
        },
        Arg {
            name: "gamma",
            kind: Kind::Number { min: 0.0, max: 1e3 },
            default: Some(Setting::Number(1.0)),
            sentence: "What the height is multiplied with in every epoch, with mode exp_range.",
        },
        CYCLE_MOMENTUM,
        BASE_MOMENTUM,
        MAX_MOMENTUM,
    ],
    formula: &[
        "lr ← base_lr + (max_lr − base_lr) · scale",
        "momentum ← max_momentum − (max_momentum − base_momentum) · scale",
    ],
    sentence: "Lets the learning rate go up and down between two values, and the momentum down and up.",
    example: RatesExample {
        options: r#"{"base_lr": 0.1, "max_lr": 0.3, "step_size_up": 2}"#,
        lrs: &[0.1, 0.2, 0.3, 0.2, 0.1],
    },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let (low, high) = (options.number("base_lr"), options.number("max_lr"));
        rates.base_lr = low;
        let up = options.number("step_size_up");
        let total = up + options.count("step_size_down").map_or(up, |down| down as f64);
        let (ratio, epoch) = (up / total, rates.last_epoch as f64);
        let cycle = (1.0 + epoch / total).floor();
        let x = 1.0 + epoch / total - cycle;
        let share = if x <= ratio { x / ratio } else { (x - 1.0) / (ratio - 1.0) };
        let height = match options.choice("mode") {
            "triangular2" => 1.0 / 2.0_f64.powf(cycle - 1.0),
            "exp_range" => options.number("gamma").powf(epoch),
            _ => 1.0,
        };
        let scale = value("s", share * height);
        let values = [value("β", low), value("h", high), scale];
        rates.lr = pen.note("lr", "β + (h − β) · s", &values, low + (high - low) * share * height);
        if options.flag("cycle_momentum") {
            let (least, most) = (options.number("base_momentum"), options.number("max_momentum"));
            let values = [value("σ", most), value("τ", least), scale];
            let momentum = most - (most - least) * share * height;
            rates.momentum = Some(pen.note("μ", "σ − (σ − τ) · s", &values, momentum));
        }
    },
};
