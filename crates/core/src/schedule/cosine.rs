//! Schedulers that let the learning rate fall along half a cosine wave.

use super::steps::{MAX_EPOCHS, keep};
use super::{RatesExample, SchedulerInfo, anything, value};
use crate::options::{Arg, Kind, Setting};
use std::f64::consts::PI;

const ETA_MIN: Arg = Arg {
    name: "eta_min",
    kind: Kind::Number { min: 0.0, max: 1e6 },
    default: Some(Setting::Number(0.0)),
    sentence: "The smallest learning rate.",
};

/// `torch.optim.lr_scheduler.CosineAnnealingLR`.
pub(super) static COSINE_ANNEALING_LR: SchedulerInfo = SchedulerInfo {
    name: "CosineAnnealingLR",
    args: &[
        Arg {
            name: "T_max",
            kind: Kind::Count { min: 1, max: MAX_EPOCHS },
            default: None,
            sentence: "After how many epochs the learning rate is smallest.",
        },
        ETA_MIN,
    ],
    formula: &["lr ← (1 + cos(π · e / T_max)) / (1 + cos(π · (e − 1) / T_max)) · (lr − eta_min) + eta_min"],
    sentence: "Lets the learning rate fall along half a cosine wave: slowly at first, fast in the middle, slowly in the end.",
    example: RatesExample { options: r#"{"T_max": 2}"#, lrs: &[0.4, 0.2, 0.0, 0.2, 0.4] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let (period, least) = (options.number("T_max"), options.number("eta_min"));
        let (epoch, whole) = (rates.last_epoch as f64, options.count("T_max").unwrap_or(1) as u64);
        let (lr, n) = (value("lr", rates.lr), value("n", period));
        if rates.last_epoch == 0 {
            keep(rates, pen);
        } else if rates.last_epoch > whole && (rates.last_epoch - 1 - whole).is_multiple_of(2 * whole) {
            // Right after the bottom: the other formula would divide by 0.
            let up = (rates.base_lr - least) * (1.0 - (PI / period).cos()) / 2.0;
            let values = [lr, value("β", rates.base_lr), value("η", least), n];
            rates.lr = pen.note("lr", "lr + (β − η) · (1 − cos(π / n)) / 2", &values, rates.lr + up);
        } else {
            let (now, before) = ((PI * epoch / period).cos(), (PI * (epoch - 1.0) / period).cos());
            let fallen = (1.0 + now) / (1.0 + before) * (rates.lr - least) + least;
            let values = [value("e", epoch), n, lr, value("η", least)];
            let term = "(1 + cos(π · e / n)) / (1 + cos(π · (e − 1) / n)) · (lr − η) + η";
            rates.lr = pen.note("lr", term, &values, fallen);
        }
    },
};

/// `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`.
pub(super) static COSINE_ANNEALING_WARM_RESTARTS: SchedulerInfo = SchedulerInfo {
    name: "CosineAnnealingWarmRestarts",
    args: &[
        Arg {
            name: "T_0",
            kind: Kind::Count { min: 1, max: MAX_EPOCHS },
            default: None,
            sentence: "How many epochs the first wave lasts.",
        },
        Arg {
            name: "T_mult",
            kind: Kind::Count { min: 1, max: 1000 },
            default: Some(Setting::Count(1)),
            sentence: "How many times longer each wave is than the one before.",
        },
        ETA_MIN,
    ],
    formula: &["lr ← eta_min + (base_lr − eta_min) · (1 + cos(π · T_cur / T_i)) / 2"],
    sentence: "Lets the learning rate fall along half a cosine wave, then starts again from the top.",
    example: RatesExample { options: r#"{"T_0": 2}"#, lrs: &[0.4, 0.2, 0.4, 0.2, 0.4] },
    takes_loss: false,
    check: anything,
    rule: |options, rates, _, pen| {
        let (first, times) = (options.count("T_0").unwrap_or(1) as u64, options.count("T_mult").unwrap_or(1) as u64);
        let (mut since, mut period) = (rates.last_epoch, first);
        if times == 1 {
            since %= period;
        } else {
            while since >= period {
                since -= period;
                period *= times;
            }
        }
        let (since, period, least) = (since as f64, period as f64, options.number("eta_min"));
        let lr = least + (rates.base_lr - least) * (1.0 + (PI * since / period).cos()) / 2.0;
        let values = [value("η", least), value("β", rates.base_lr), value("c", since), value("n", period)];
        rates.lr = pen.note("lr", "η + (β − η) · (1 + cos(π · c / n)) / 2", &values, lr);
    },
};
