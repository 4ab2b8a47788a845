//! Optimizers: how a gradient changes a parameter. Names, arguments and defaults are `torch.optim`'s.
//!
//! A rule is pure: parameter, gradient, state and time in, parameter and state out. It never sees the tape.

#[cfg(feature = "full")]
mod adadelta;
#[cfg(feature = "full")]
mod adagrad;
#[cfg(feature = "full")]
mod adam;
#[cfg(feature = "full")]
mod adamax;
#[cfg(feature = "full")]
mod asgd;
mod clip;
#[cfg(feature = "full")]
mod lbfgs;
#[cfg(feature = "full")]
mod nadam;
mod optimizer;
mod pen;
#[cfg(feature = "full")]
mod radam;
#[cfg(feature = "full")]
mod rmsprop;
#[cfg(feature = "full")]
mod rprop;
mod rule;
mod settings;
mod sgd;

#[cfg(feature = "full")]
pub use {
    adadelta::Adadelta, adagrad::Adagrad, adam::Adam, adam::AdamW, adamax::Adamax, asgd::ASGD, lbfgs::LBFGS,
    lbfgs::LineSearch, lbfgs::Minimizer, nadam::NAdam, radam::RAdam, rmsprop::RMSprop, rprop::Rprop,
};

pub use clip::{ClipGrad, clip_factor, clip_grad_norm_, clip_grad_value_, grad_norm};
pub use optimizer::Optimizer;
pub use pen::{Pen, Silent, Substep};
#[cfg(feature = "full")]
pub use rule::UpdateExample;
pub use rule::{Knobs, MOST_STATE, OptimizerInfo, Recipe, Rule};
pub use sgd::SGD;

use crate::error::{Error, Result};
use crate::float::Float;
use crate::options::Options;

/// The registry of optimizers.
pub const OPTIMIZERS: &[&OptimizerInfo] = &[
    &sgd::SGD_INFO,
    #[cfg(feature = "full")]
    &adagrad::ADAGRAD_INFO,
    #[cfg(feature = "full")]
    &rmsprop::RMSPROP_INFO,
    #[cfg(feature = "full")]
    &adadelta::ADADELTA_INFO,
    #[cfg(feature = "full")]
    &adam::ADAM_INFO,
    #[cfg(feature = "full")]
    &adam::ADAMW_INFO,
    #[cfg(feature = "full")]
    &adamax::ADAMAX_INFO,
    #[cfg(feature = "full")]
    &nadam::NADAM_INFO,
    #[cfg(feature = "full")]
    &radam::RADAM_INFO,
    #[cfg(feature = "full")]
    &rprop::RPROP_INFO,
    #[cfg(feature = "full")]
    &asgd::ASGD_INFO,
];

/// Builds a rule of the registry; its options are complete.
pub fn build<T: Float>(info: &OptimizerInfo, options: &Options) -> Box<dyn Rule<T>> {
    match info.name {
        "SGD" => Box::new(SGD::from_options(options)),
        #[cfg(feature = "full")]
        "Adagrad" => Box::new(Adagrad::from_options(options)),
        #[cfg(feature = "full")]
        "RMSprop" => Box::new(RMSprop::from_options(options)),
        #[cfg(feature = "full")]
        "Adadelta" => Box::new(Adadelta::from_options(options)),
        #[cfg(feature = "full")]
        "Adam" => Box::new(Adam::from_options(options)),
        #[cfg(feature = "full")]
        "AdamW" => Box::new(AdamW::from_options(options)),
        #[cfg(feature = "full")]
        "Adamax" => Box::new(Adamax::from_options(options)),
        #[cfg(feature = "full")]
        "NAdam" => Box::new(NAdam::from_options(options)),
        #[cfg(feature = "full")]
        "RAdam" => Box::new(RAdam::from_options(options)),
        #[cfg(feature = "full")]
        "Rprop" => Box::new(Rprop::from_options(options)),
        #[cfg(feature = "full")]
        "ASGD" => Box::new(ASGD::from_options(options)),
        name => unreachable!("the registry has no optimizer {name}"),
    }
}

/// What PyTorch refuses although each option is in its range.
///
/// # Errors
/// Names the key and what would fit.
pub fn check(key: &str, info: &OptimizerInfo, options: &Options) -> Result<()> {
    if options.flag("nesterov") && (options.number("momentum") == 0.0 || options.number("dampening") != 0.0) {
        return Err(Error::new("nesterov", &[("key", &format!("{key}.nesterov"))]));
    }
    #[cfg(feature = "full")]
    rprop::check(key, info, options)?;
    let _ = info;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use serde_json::{Map, Value};

    /// Settings besides the defaults that each optimizer is explained with.
    const SETTINGS: &[&str] = &[
        "{}",
        r#"{"weight_decay": 0.01}"#,
        r#"{"momentum": 0.9}"#,
        r#"{"momentum": 0.9, "dampening": 0.1}"#,
        r#"{"momentum": 0.9, "weight_decay": 0.01, "nesterov": true}"#,
        r#"{"momentum": 0.9, "centered": true}"#,
        r#"{"centered": true}"#,
        r#"{"amsgrad": true, "weight_decay": 0.1}"#,
        r#"{"betas": [0.3, 0.6], "eps": 0.001}"#,
        r#"{"lr_decay": 0.1, "initial_accumulator_value": 0.5}"#,
        r#"{"weight_decay": 0.01, "decoupled_weight_decay": true}"#,
        r#"{"momentum_decay": 0.5}"#,
        r#"{"etas": [0.3, 2.0], "step_sizes": [0.001, 0.05]}"#,
        r#"{"t0": 2, "alpha": 1.0, "lambd": 0.1}"#,
        r#"{"maximize": true}"#,
        r#"{"lr": 0.1, "weight_decay": 0.1, "maximize": true}"#,
    ];

    #[test]
    fn an_update_is_explained_as_it_is_computed() {
        let check = |info: &'static OptimizerInfo, settings: &Map<String, Value>| {
            let options = Options::read(info.name, settings, info.args).expect("valid settings");
            let rule = build::<f32>(info, &options);
            // Three cells, so that the loops over all cells are compared and not only that of the first.
            let (mut w, mut g) = ([0.3_f32, -1.2, 2.0], [0.7_f32, 0.1, -0.4]);
            let (names, shared) = (rule.state_names().len(), rule.shared_names().len());
            let mut state = vec![0.0_f32; 3 * names + shared];
            for t in 1..12 {
                let steps = [0, 1, 2].map(|cell| {
                    let own = (0..names).map(|name| state[3 * name + cell]);
                    let before: Vec<_> = own.chain(state[3 * names..].iter().copied()).collect();
                    rule.explain(w[cell], g[cell], &before, t)
                });
                rule.update(&mut w, &g, &mut state, t);
                for (steps, w) in steps.iter().zip(w) {
                    let last = steps.last().expect("at least the parameter itself");
                    assert_eq!(last.target, "w");
                    assert_eq!(last.result.to_bits(), w.to_bits(), "{rule:?} {options:?}, update {t}");
                    let letters = steps.iter().flat_map(|step| &step.values).map(|(letter, ..)| *letter);
                    let known = |letter: &str| rule.letters().iter().any(|(known, _)| *known == letter);
                    let unknown: Vec<_> =
                        letters.filter(|letter| !["w", "g"].contains(letter) && !known(letter)).collect();
                    assert!(unknown.is_empty(), "{rule:?}: nobody says what {unknown:?} stand for");
                }
                g = g.map(|g| -0.9 * g + 0.05 * t as f32);
            }
        };
        for info in OPTIMIZERS {
            let mut tried = 0;
            for settings in SETTINGS {
                let settings: Map<String, Value> = serde_json::from_str(settings).expect("JSON");
                if settings.keys().all(|key| info.args.iter().any(|arg| arg.name == key)) {
                    check(info, &settings);
                    tried += 1;
                }
            }
            assert!(tried >= 2, "{} is tried with its defaults only", info.name);
        }
    }
}
