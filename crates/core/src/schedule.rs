//! Schedulers: how the learning rate changes from epoch to epoch. Names, arguments and defaults are
//! `torch.optim.lr_scheduler`'s; each is stepped once per epoch.
//!
//! PyTorch computes most learning rates from the one before, in Python's floats. The same formulas stand
//! here, so that they round in the same way.

#[cfg(feature = "full")]
mod cosine;
#[cfg(feature = "full")]
mod cyclic;
#[cfg(feature = "full")]
mod one_cycle;
#[cfg(feature = "full")]
mod plateau;
#[cfg(feature = "full")]
mod steps;

use crate::error::{Error, Result};
use crate::float::Float;
use crate::optim::{Optimizer, OptimizerInfo, Pen, Silent, Substep};
use crate::options::{Arg, Options, names, object};
use serde::Serialize;
use serde_json::Value;

/// All that a scheduler decides and remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rates {
    /// How often it was stepped: PyTorch's `last_epoch`.
    pub last_epoch: u64,
    /// The learning rate from which it starts.
    pub base_lr: f64,
    /// The learning rate.
    pub lr: f64,
    /// The momentum, where it is turned, too.
    pub momentum: Option<f64>,
    /// The best loss so far; only `ReduceLROnPlateau` looks at losses.
    pub best: Option<f64>,
    /// For how many epochs the loss has not been better.
    pub num_bad_epochs: u64,
    /// For how many epochs that is not counted.
    pub cooldown_counter: u64,
}

/// What there is to know about a scheduler.
#[derive(Debug)]
pub struct SchedulerInfo {
    /// The name in `torch.optim.lr_scheduler`.
    pub name: &'static str,
    /// Its arguments.
    pub args: &'static [Arg],
    /// The formulas as a reader meets them.
    pub formula: &'static [&'static str],
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Small numbers to check by hand; the tests execute them.
    pub example: RatesExample,
    /// Whether it is given the loss.
    pub takes_loss: bool,
    /// What PyTorch refuses although each option is in its range: key, options, and how often it will be stepped.
    pub check: fn(&str, &Options, u64) -> Result<()>,
    /// The rates for `last_epoch`, from those of the epoch before and the loss; at 0 those to start with.
    pub rule: fn(&Options, &mut Rates, f64, &mut dyn Pen<f64>),
}

/// A worked example of a scheduler: the learning rates of the first epochs, to six decimals, when the optimizer
/// begins with 0.4 and every loss is 1.
#[derive(Debug)]
pub struct RatesExample {
    /// The options, as in an experiment file.
    pub options: &'static str,
    /// The learning rate of each epoch.
    pub lrs: &'static [f64],
}

/// The registry of schedulers.
pub const SCHEDULERS: &[&SchedulerInfo] = &[
    #[cfg(feature = "full")]
    &steps::STEP_LR,
    #[cfg(feature = "full")]
    &steps::MULTI_STEP_LR,
    #[cfg(feature = "full")]
    &steps::EXPONENTIAL_LR,
    #[cfg(feature = "full")]
    &steps::LINEAR_LR,
    #[cfg(feature = "full")]
    &steps::POLYNOMIAL_LR,
    #[cfg(feature = "full")]
    &cosine::COSINE_ANNEALING_LR,
    #[cfg(feature = "full")]
    &cosine::COSINE_ANNEALING_WARM_RESTARTS,
    #[cfg(feature = "full")]
    &cyclic::CYCLIC_LR,
    #[cfg(feature = "full")]
    &one_cycle::ONE_CYCLE_LR,
    #[cfg(feature = "full")]
    &plateau::REDUCE_LR_ON_PLATEAU,
];

/// What the letters of the formulas stand for; of the options, what is not named by a letter keeps its name.
pub const LETTERS: &[(&str, &str)] = &[
    ("lr", "lr"),
    ("γ", "gamma, factor"),
    ("e", "last_epoch"),
    ("n", "total_iters, T_max, T_i"),
    ("a", "start_factor"),
    ("b", "end_factor"),
    ("p", "power, pct"),
    ("c", "T_cur"),
    ("η", "eta_min"),
    ("β", "base_lr"),
    ("h", "max_lr"),
    ("s", "scale"),
    ("μ", "momentum"),
    ("σ", "max_momentum"),
    ("τ", "base_momentum"),
    ("d", "decay"),
    ("k", "num_bad_epochs"),
    ("L", "loss"),
    ("m", "min_lr"),
];

/// A scheduler at work.
#[derive(Clone, Debug)]
pub struct Scheduler {
    info: &'static SchedulerInfo,
    options: Options,
    /// For each parameter group.
    rates: Vec<Rates>,
    /// The rates of the first group before the last step, and the loss that it was given: to explain it.
    before: (Rates, f64),
}

impl Scheduler {
    /// A scheduler of the registry; its options are complete. As in PyTorch it sets the optimizer's
    /// learning rate, and the momentum where it cycles that, before the first epoch.
    pub fn new<T: Float>(info: &'static SchedulerInfo, options: Options, optimizer: &mut Optimizer<T>) -> Self {
        let start = |lr: f64| {
            let mut rates = Rates { base_lr: lr, lr, ..Rates::default() };
            (info.rule)(&options, &mut rates, 0.0, &mut Silent);
            rates
        };
        let rates: Vec<_> = optimizer.lrs().map(start).collect();
        let before = (rates.first().copied().unwrap_or_default(), 0.0);
        let scheduler = Self { info, options, rates, before };
        scheduler.turn(optimizer);
        scheduler
    }

    /// By name, with options as in an experiment file: `"StepLR"`, `{"step_size": 30}`.
    ///
    /// # Errors
    /// Names the key, the value and what would fit.
    pub fn by_name<T: Float>(name: &str, options: &Value, optimizer: &mut Optimizer<T>) -> Result<Self> {
        let info = find(name)?;
        let key = format!("scheduler.{name}");
        let options = Options::read_needed(&key, object(&key, options)?, info.args)?;
        check(info, &options, optimizer.rule().info(), 0)?;
        Ok(Self::new(info, options, optimizer))
    }

    /// What there is to know about it.
    pub fn info(&self) -> &'static SchedulerInfo {
        self.info
    }

    /// What it has decided, for the first parameter group.
    pub fn rates(&self) -> &Rates {
        &self.rates[0]
    }

    /// `scheduler.step()`, for `ReduceLROnPlateau` `scheduler.step(loss)`: at the end of an epoch.
    pub fn step<T: Float>(&mut self, optimizer: &mut Optimizer<T>, loss: f64) {
        self.before = (self.rates[0], loss);
        for rates in &mut self.rates {
            rates.last_epoch += 1;
            (self.info.rule)(&self.options, rates, loss, &mut Silent);
        }
        self.turn(optimizer);
    }

    /// Puts back what it had decided earlier, for the first parameter group.
    pub(crate) fn restore<T: Float>(&mut self, rates: Rates, optimizer: &mut Optimizer<T>) {
        self.rates[0] = rates;
        self.turn(optimizer);
    }

    /// The last step in small steps to be shown.
    pub fn explain(&self) -> Vec<Substep<f64>> {
        let (rates, loss) = self.before;
        self.substeps(rates, loss)
    }

    /// The same of the step to come, if it is given this loss.
    pub fn preview(&self, loss: f64) -> Vec<Substep<f64>> {
        self.substeps(self.rates[0], loss)
    }

    fn substeps(&self, mut rates: Rates, loss: f64) -> Vec<Substep<f64>> {
        let mut steps = Vec::new();
        rates.last_epoch += 1;
        (self.info.rule)(&self.options, &mut rates, loss, &mut steps);
        steps
    }

    fn turn<T: Float>(&self, optimizer: &mut Optimizer<T>) {
        for (group, rates) in self.rates.iter().enumerate() {
            optimizer.turn(group, rates.lr, rates.momentum);
        }
    }
}

/// A scheduler of the registry by its name.
///
/// # Errors
/// Names what would fit.
pub fn find(name: &str) -> Result<&'static SchedulerInfo> {
    SCHEDULERS.iter().find(|info| info.name == name).copied().ok_or_else(|| {
        let fits = names(SCHEDULERS.iter().map(|info| info.name));
        Error::new("unknown_name", &[("key", &"scheduler"), ("value", &format!("\"{name}\"")), ("fits", &fits)])
    })
}

/// What PyTorch refuses: `epochs` is how often the scheduler will be stepped.
///
/// # Errors
/// Names the key and what would fit.
pub fn check(info: &SchedulerInfo, options: &Options, optimizer: &OptimizerInfo, epochs: u64) -> Result<()> {
    let key = format!("scheduler.{}", info.name);
    if options.flag("cycle_momentum") && optimizer.cycles.is_none() {
        let key = format!("{key}.cycle_momentum");
        return Err(Error::new("cycle_momentum", &[("key", &key), ("optimizer", &optimizer.name)]));
    }
    (info.check)(&key, options, epochs)
}

/// For schedulers of which PyTorch refuses nothing.
#[cfg(feature = "full")]
#[expect(clippy::unnecessary_wraps, reason = "the type of SchedulerInfo::check")]
fn anything(_: &str, _: &Options, _: u64) -> Result<()> {
    Ok(())
}

/// The letter of a formula with its number.
#[cfg(feature = "full")]
fn value(letter: &'static str, number: f64) -> (&'static str, crate::op::Role, f64) {
    (letter, crate::op::Role::Value, number)
}
