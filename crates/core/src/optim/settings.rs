//! The arguments of an optimizer, declared once: the struct, its defaults, and what an experiment file may say.

/// The largest learning rate, weight decay and the like that an experiment may ask for.
pub(crate) const MAX_RATE: f64 = 1e6;
/// The largest number below 1: an average that keeps everything would never learn.
#[cfg(feature = "full")]
pub(crate) const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// A struct with PyTorch's arguments as fields, `Default`, `ARGS` and `from_options`; and [`Knobs`](super::Knobs),
/// where `cycles` names what a scheduler may turn besides the learning rate.
macro_rules! settings {
    (
        $(#[$doc:meta])* $Name:ident $(cycles($($place:tt)+))? ;
        $($field:ident: $kind:ident$(($min:expr, $max:expr))? = $default:expr, $sentence:literal;)+
    ) => {
        $(#[$doc])*
        // The sentences are for readers of a page, who see no backticks.
        #[allow(clippy::doc_markdown)]
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $Name {
            $(#[doc = $sentence] pub $field: settings!(@type $kind),)+
            /// Goes up the gradient instead of down: what is trained becomes as large as it can.
            #[cfg(feature = "full")]
            pub maximize: bool,
        }

        impl Default for $Name {
            fn default() -> Self {
                Self {
                    $($field: $default,)+
                    #[cfg(feature = "full")]
                    maximize: false,
                }
            }
        }

        impl $Name {
            /// The arguments for experiment files.
            pub const ARGS: &'static [crate::options::Arg] = &[
                $(crate::options::Arg {
                    name: stringify!($field),
                    kind: settings!(@kind $kind $($min, $max)?),
                    default: Some(settings!(@default $kind $default)),
                    sentence: $sentence,
                },)+
                #[cfg(feature = "full")]
                crate::options::Arg {
                    name: "maximize",
                    kind: crate::options::Kind::Flag,
                    default: Some(crate::options::Setting::Flag(false)),
                    sentence: "Goes up the gradient instead of down, so that the loss becomes as large as it can.",
                },
            ];

            /// From complete options.
            pub fn from_options(options: &crate::options::Options) -> Self {
                Self {
                    $($field: settings!(@read $kind options $field),)+
                    #[cfg(feature = "full")]
                    maximize: options.flag("maximize"),
                }
            }
        }

        impl super::Knobs for $Name {
            fn lr(&self) -> f64 {
                self.lr
            }

            #[cfg(feature = "full")]
            fn maximize(&self) -> bool {
                self.maximize
            }

            fn turn(&mut self, lr: f64, momentum: Option<f64>) {
                self.lr = lr;
                $(if let Some(momentum) = momentum {
                    self.$($place)+ = momentum;
                })?
                let _ = momentum;
            }
        }
    };
    (@type number) => { f64 };
    (@type flag) => { bool };
    (@type pair) => { [f64; 2] };
    (@kind number $min:expr, $max:expr) => { crate::options::Kind::Number { min: $min, max: $max } };
    (@kind flag) => { crate::options::Kind::Flag };
    (@kind pair $min:expr, $max:expr) => { crate::options::Kind::Numbers { min: $min, max: $max, length: Some(2) } };
    (@default number $default:expr) => { crate::options::Setting::Number($default) };
    (@default flag $default:expr) => { crate::options::Setting::Flag($default) };
    (@default pair $default:expr) => { crate::options::Setting::Numbers(std::borrow::Cow::Borrowed(&$default)) };
    (@read number $options:ident $field:ident) => { $options.number(stringify!($field)) };
    (@read flag $options:ident $field:ident) => { $options.flag(stringify!($field)) };
    (@read pair $options:ident $field:ident) => {{
        let numbers = $options.numbers(stringify!($field)).unwrap_or_default();
        std::array::from_fn(|index| numbers.get(index).copied().unwrap_or_default())
    }};
}
pub(super) use settings;
