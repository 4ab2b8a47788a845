//! How a loss is declared: once, with its arguments, its formulas and a worked example.

use super::Criterion;
use crate::float::Float;
use crate::graph::Var;

/// PyTorch's reductions. An experiment may not ask for `"none"`: training needs a single number.
pub(super) const REDUCTIONS: &[&str] = &["mean", "sum", "none"];

/// Declares a loss: the struct with PyTorch's arguments, their defaults, what an experiment file may say, and
/// `forward`. Each has `reduction` besides its own.
macro_rules! loss {
    (
        $(#[$doc:meta])*
        $Loss:ident($($input:ident),+), $Target:ident $(, $reductions:ident)? {
            $($field:ident: $kind:ident$(($min:expr, $max:expr))? = $default:expr, $sentence:literal;)*
        }
        formula $formula:literal
        derivative $derivative:literal
        $what:literal
        $example:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $Loss {
            $(#[doc = $sentence] pub $field: loss!(@type $kind),)*
            /// What becomes of the losses of all cells or rows.
            pub reduction: crate::loss::Reduction,
        }

        impl Default for $Loss {
            fn default() -> Self {
                Self { $($field: $default,)* reduction: crate::loss::Reduction::Mean }
            }
        }

        impl $Loss {
            /// What there is to know about it.
            pub const INFO: &'static crate::loss::LossInfo = &crate::loss::LossInfo {
                name: stringify!($Loss),
                args: &[
                    $(crate::options::Arg {
                        name: stringify!($field),
                        kind: loss!(@kind $kind $($min, $max)?),
                        default: Some(loss!(@default $kind $default)),
                        sentence: $sentence,
                    },)*
                    crate::options::Arg {
                        name: "reduction",
                        kind: crate::options::Kind::Choice(loss!(@reductions $($reductions)?)),
                        default: Some(crate::options::Setting::Choice("mean")),
                        sentence: "Whether the losses are averaged or added up.",
                    },
                ],
                inputs: &[$(stringify!($input)),+],
                target: crate::loss::Target::$Target,
                formula: $formula,
                derivative: $derivative,
                sentence: $what,
                example: $example,
            };

            /// From complete options.
            pub(super) fn from_options(options: &crate::options::Options) -> Self {
                Self {
                    $($field: loss!(@read $kind options $field),)*
                    reduction: crate::loss::Reduction::read(options.choice("reduction")),
                }
            }

            /// The loss of these inputs. Panics where [`Criterion::record`](crate::loss::Criterion::record) would
            /// return an error.
            pub fn forward<'g, T: crate::float::Float>(
                &self,
                $($input: crate::graph::Var<'g, T>,)+
            ) -> crate::graph::Var<'g, T> {
                crate::loss::declare::forward(self, &[$($input),+])
            }
        }
    };
    (@type number) => { f64 };
    (@type count) => { u64 };
    (@type integer) => { i64 };
    (@type flag) => { bool };
    (@type numbers) => { Option<Vec<f64>> };
    (@kind number $min:expr, $max:expr) => { crate::options::Kind::Number { min: $min, max: $max } };
    (@kind count $min:expr, $max:expr) => { crate::options::Kind::Count { min: $min, max: $max } };
    (@kind integer $min:expr, $max:expr) => { crate::options::Kind::Integer { min: $min, max: $max } };
    (@kind flag) => { crate::options::Kind::Flag };
    (@kind numbers $min:expr, $max:expr) => { crate::options::Kind::Numbers { min: $min, max: $max, length: None } };
    (@default number $default:expr) => { crate::options::Setting::Number($default) };
    (@default count $default:expr) => { crate::options::Setting::Count($default) };
    (@default integer $default:expr) => { crate::options::Setting::Integer($default) };
    (@default flag $default:expr) => { crate::options::Setting::Flag($default) };
    (@default numbers $default:expr) => { crate::options::Setting::Null };
    (@read number $options:ident $field:ident) => { $options.number(stringify!($field)) };
    (@read count $options:ident $field:ident) => { $options.count(stringify!($field)).unwrap_or(0) as u64 };
    (@read integer $options:ident $field:ident) => { $options.integer(stringify!($field)) };
    (@read flag $options:ident $field:ident) => { $options.flag(stringify!($field)) };
    (@read numbers $options:ident $field:ident) => { $options.numbers(stringify!($field)).map(<[f64]>::to_vec) };
    (@reductions) => { crate::loss::declare::REDUCTIONS };
    (@reductions $reductions:ident) => { $reductions };
}
pub(super) use loss;

/// The list of all losses, and how each is built from options.
macro_rules! registry {
    ($($(#[$gate:meta])* $Loss:ident,)+) => {
        /// The registry of losses.
        pub static LOSSES: &[&LossInfo] = &[$($(#[$gate])* $Loss::INFO),+];

        /// Builds a loss of the registry; its options are complete.
        pub fn build<T: Float>(choice: &LossChoice) -> Box<dyn Criterion<T>> {
            match choice.info.name {
                $($(#[$gate])* stringify!($Loss) => Box::new($Loss::from_options(&choice.options)),)+
                name => unreachable!("the registry has no loss {name}"),
            }
        }
    };
}
pub(super) use registry;

/// Computes a loss in a graph.
pub(super) fn forward<'g, T: Float>(loss: &dyn Criterion<T>, inputs: &[Var<'g, T>]) -> Var<'g, T> {
    let graph = inputs[0].graph();
    assert!(inputs.iter().all(|input| std::ptr::eq(input.graph(), graph)), "the inputs belong to different graphs");
    let ids: Vec<_> = inputs.iter().map(|input| input.id()).collect();
    let recorded = loss.record(&mut graph.tape_mut(), &ids);
    match recorded {
        Ok(id) => graph.var(id),
        Err(error) => panic!("{error}"),
    }
}
