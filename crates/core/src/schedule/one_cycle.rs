//! `OneCycleLR`: up, down, and down further, once.

use super::cyclic::{BASE_MOMENTUM, CYCLE_MOMENTUM, MAX_MOMENTUM, RATE};
use super::steps::MAX_EPOCHS;
use super::{RatesExample, SchedulerInfo, value};
use crate::error::{Error, Result};
use crate::optim::Pen;
use crate::options::{Arg, Kind, Options, Setting};
use std::f64::consts::PI;

/// A divisor; PyTorch would divide by 0.
const DIVISOR: Kind = Kind::Number { min: 1e-9, max: 1e12 };

/// A number of steps that may be left out.
const fn steps(name: &'static str, sentence: &'static str) -> Arg {
    Arg { name, kind: Kind::OptionalCount { min: 1, max: MAX_EPOCHS }, default: Some(Setting::Null), sentence }
}

/// `torch.optim.lr_scheduler.OneCycleLR`.
pub(super) static ONE_CYCLE_LR: SchedulerInfo = SchedulerInfo {
    name: "OneCycleLR",
    args: &[
        Arg { name: "max_lr", kind: RATE, default: None, sentence: "The highest learning rate." },
        steps("total_steps", "How many times it is stepped: here, the number of epochs."),
        steps("epochs", "In place of total_steps: the number of epochs …"),
        steps("steps_per_epoch", "… times the steps in each: here 1."),
        Arg {
            name: "pct_start",
            kind: Kind::Number { min: 0.0, max: 1.0 },
            default: Some(Setting::Number(0.3)),
            sentence: "Which part of the steps the way up takes.",
        },
        Arg {
            name: "anneal_strategy",
            kind: Kind::Choice(&["cos", "linear"]),
            default: Some(Setting::Choice("cos")),
            sentence: "Along a cosine wave or along a line.",
        },
        CYCLE_MOMENTUM,
        Arg { default: Some(Setting::Number(0.85)), ..BASE_MOMENTUM },
        Arg { default: Some(Setting::Number(0.95)), ..MAX_MOMENTUM },
        Arg {
            name: "div_factor",
            kind: DIVISOR,
            default: Some(Setting::Number(25.0)),
            sentence: "How many times smaller than max_lr the first learning rate is.",
        },
        Arg {
            name: "final_div_factor",
            kind: DIVISOR,
            default: Some(Setting::Number(1e4)),
            sentence: "How many times smaller than the first the last learning rate is.",
        },
        Arg {
            name: "three_phase",
            kind: Kind::Flag,
            default: Some(Setting::Flag(false)),
            sentence: "Whether it goes down to the first learning rate, and from there to the last.",
        },
    ],
    formula: &["lr ← end + (start − end) / 2 · (cos(π · p) + 1), or (end − start) · p + start"],
    sentence: "Starts small, climbs to max_lr, and falls to almost nothing, once; the momentum goes the other way.",
    example: RatesExample {
        options: r#"{"max_lr": 1.0, "total_steps": 10, "anneal_strategy": "linear"}"#,
        lrs: &[0.04, 0.52, 1.0, 0.857_143, 0.714_287],
    },
    takes_loss: false,
    check,
    rule: |options, rates, _, pen| {
        let step = rates.last_epoch as f64;
        let phases = phases(options);
        let mut start = 0.0;
        for (index, phase) in phases.iter().enumerate() {
            if step <= phase.end || index + 1 == phases.len() {
                let share = (step - start) / (phase.end - start);
                let linear = options.choice("anneal_strategy") == "linear";
                rates.lr = anneal("lr", linear, phase.lr, share, pen);
                if options.flag("cycle_momentum") {
                    rates.momentum = Some(anneal("μ", linear, phase.momentum, share, pen));
                }
                break;
            }
            start = phase.end;
        }
        rates.base_lr = phases[0].lr.0;
    },
};

/// A part of the cycle: its last step, and from where to where learning rate and momentum go.
struct Part {
    end: f64,
    lr: (f64, f64),
    momentum: (f64, f64),
}

fn total(options: &Options) -> Option<u64> {
    let count = |name| options.count(name).map(|count| count as u64);
    count("total_steps").or_else(|| Some(count("epochs")?.saturating_mul(count("steps_per_epoch")?)))
}

fn phases(options: &Options) -> Vec<Part> {
    let (total, up) = (total(options).unwrap_or(1) as f64, options.number("pct_start"));
    let (least, most) = (options.number("base_momentum"), options.number("max_momentum"));
    let peak = options.number("max_lr");
    let first = peak / options.number("div_factor");
    let last = first / options.number("final_div_factor");
    let climb = Part { end: up * total - 1.0, lr: (first, peak), momentum: (most, least) };
    if options.flag("three_phase") {
        let back = Part { end: 2.0 * up * total - 2.0, lr: (peak, first), momentum: (least, most) };
        vec![climb, back, Part { end: total - 1.0, lr: (first, last), momentum: (most, most) }]
    } else {
        vec![climb, Part { end: total - 1.0, lr: (peak, last), momentum: (least, most) }]
    }
}

fn anneal(letter: &'static str, linear: bool, (from, to): (f64, f64), share: f64, pen: &mut dyn Pen<f64>) -> f64 {
    let values = [value("a", from), value("b", to), value("p", share)];
    if linear {
        pen.note(letter, "(b − a) · p + a", &values, (to - from) * share + from)
    } else {
        let risen = (PI * share).cos() + 1.0;
        pen.note(letter, "b + (a − b) / 2 · (cos(π · p) + 1)", &values, to + (from - to) / 2.0 * risen)
    }
}

fn check(key: &str, options: &Options, epochs: u64) -> Result<()> {
    let Some(total) = total(options) else {
        return Err(Error::new("one_cycle_steps", &[("key", &key)]));
    };
    if epochs > total {
        return Err(Error::new("one_cycle_short", &[("key", &key), ("value", &total), ("fits", &epochs)]));
    }
    // A part without steps is never come to, but for the first, in which step 0 lies, and the last.
    let parts = phases(options);
    let ends: Vec<f64> = std::iter::once(0.0).chain(parts.iter().map(|part| part.end)).collect();
    let last = ends.len() - 2;
    let reached = |index: usize| index == 0 || (index == last && epochs as f64 > ends[last]);
    if (0..=last).any(|index| ends[index] == ends[index + 1] && reached(index)) {
        let (key, value) = (format!("{key}.pct_start"), options.number("pct_start"));
        return Err(Error::new("one_cycle_empty", &[("key", &key), ("value", &value), ("steps", &total)]));
    }
    Ok(())
}
