//! Clipping: a gradient that is too large is made smaller before anything is updated with it.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::options::{names, number, object};
use crate::tape::{NodeId, Tape};
use serde::Serialize;
use serde_json::Value;

/// How gradients are clipped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClipGrad {
    /// `clip_grad_norm_`: all gradients together are made as long as this at most.
    Norm(f64),
    /// `clip_grad_value_`: each number of a gradient comes to lie between minus this and this.
    Value(f64),
}

/// The largest limit that an experiment may ask for.
const MAX_LIMIT: f64 = 1e30;
/// What PyTorch adds to the norm before it divides by it.
const NORM_EPS: f64 = 1e-6;

impl ClipGrad {
    /// `{"norm": 1.0}` or `{"value": 0.5}`.
    pub fn read(value: &Value) -> Result<Self> {
        let written = object("clip_grad", value)?;
        let limit = |key: &str, value| number(&format!("clip_grad.{key}"), value, 0.0, MAX_LIMIT);
        let mut entries = written.iter();
        match (entries.next(), entries.next()) {
            (Some((key, value)), None) if key == "norm" => limit(key, value).map(Self::Norm),
            (Some((key, value)), None) if key == "value" => limit(key, value).map(Self::Value),
            _ => {
                let value = format!("{{{}}}", names(written.keys().map(String::as_str)));
                Err(Error::new("clip_grad", &[("value", &value)]))
            }
        }
    }

    /// Clips the gradients of these parameters.
    pub fn apply<T: Float>(self, tape: &mut Tape<T>, parameters: &[NodeId]) {
        match self {
            Self::Norm(most) => {
                clip_grad_norm_(tape, parameters, most);
            }
            Self::Value(most) => clip_grad_value_(tape, parameters, most),
        }
    }
}

/// The length of all gradients taken as one long vector, `torch.nn.utils.get_total_norm`.
pub fn grad_norm<T: Float>(tape: &Tape<T>, parameters: &[NodeId]) -> T {
    // Short sums first: each rounds less than one long sum would.
    let square = |g: &[T]| g.iter().fold(T::zero(), |sum, g| T::fused(*g, *g, sum));
    let norm = |g: &[T]| g.chunks(64).map(square).fold(T::zero(), |sum, part| sum + part).sqrt();
    let norms = parameters.iter().filter_map(|id| tape.grad(*id)).map(norm);
    norms.fold(T::zero(), |sum, norm| T::fused(norm, norm, sum)).sqrt()
}

/// The factor that makes gradients of this length at most as long as `most`.
pub fn clip_factor<T: Float>(norm: T, most: f64) -> T {
    (T::from_f64(most) / (norm + T::from_f64(NORM_EPS))).min(T::one())
}

/// `torch.nn.utils.clip_grad_norm_(parameters, max_norm)`: makes all gradients together at most `most`
/// long. Gives the length that they had.
pub fn clip_grad_norm_<T: Float>(tape: &mut Tape<T>, parameters: &[NodeId], most: f64) -> T {
    let norm = grad_norm(tape, parameters);
    let factor = clip_factor(norm, most);
    for id in parameters {
        tape.grad_mut(*id).into_iter().flatten().for_each(|g| *g = *g * factor);
    }
    norm
}

/// `torch.nn.utils.clip_grad_value_(parameters, clip_value)`: no number of a gradient stays beyond `most`.
pub fn clip_grad_value_<T: Float>(tape: &mut Tape<T>, parameters: &[NodeId], most: f64) {
    let most = T::from_f64(most);
    for id in parameters {
        tape.grad_mut(*id).into_iter().flatten().for_each(|g| *g = clamped(*g, most));
    }
}

/// A number between minus and plus `most`; NaN stays NaN, as in PyTorch.
fn clamped<T: Float>(g: T, most: T) -> T {
    match g {
        g if g > most => most,
        g if g < -most => -most,
        g => g,
    }
}
