//! First weights whose size fits the layer: numbers neither grow nor vanish from one layer to the next.

use super::{normal_, uniform_};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::rng::Rng;
use crate::tensor::Tensor;

/// Which side of a layer decides the size of its weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// `"fan_in"`: what comes forward keeps its size.
    #[default]
    FanIn,
    /// `"fan_out"`: what goes backward keeps its size.
    FanOut,
}

/// What follows a layer, for `calculate_gain`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nonlinearity {
    /// `"linear"`, `"conv2d"`, `"sigmoid"`: gain 1.
    Linear,
    /// `"tanh"`: gain 5/3.
    Tanh,
    /// `"relu"`: gain √2.
    Relu,
    /// `"leaky_relu"` with this slope: gain √(2 / (1 + slope²)). A slope of 0 is that of ReLU.
    LeakyRelu(f64),
    /// `"selu"`: gain 3/4.
    Selu,
}

/// `torch.nn.init.calculate_gain`: by how much weights must be larger because of what follows them.
pub fn calculate_gain(nonlinearity: Nonlinearity) -> f64 {
    match nonlinearity {
        Nonlinearity::Linear => 1.0,
        Nonlinearity::Tanh => 5.0 / 3.0,
        Nonlinearity::Relu => 2.0_f64.sqrt(),
        Nonlinearity::LeakyRelu(slope) => (2.0 / (1.0 + slope.powi(2))).sqrt(),
        Nonlinearity::Selu => 0.75,
    }
}

/// How many inputs each output of a weight has, and how many outputs each input: `[out, in, …]`.
fn fans<T: Float>(tensor: &Tensor<T>) -> Result<(f64, f64)> {
    match tensor.shape().dims() {
        [outputs, inputs, kernel @ ..] => {
            let area = kernel.iter().product::<usize>();
            Ok(((inputs * area) as f64, (outputs * area) as f64))
        }
        _ => Err(Error::new("init_rank", &[("shape", tensor.shape())])),
    }
}

/// `torch.nn.init.xavier_uniform_`: U(−a, a) with a = gain · √(6 / (in + out)).
///
/// # Errors
/// When the tensor has fewer than two dimensions.
pub fn xavier_uniform_<T: Float>(tensor: &mut Tensor<T>, gain: f64, rng: &mut Rng) -> Result<()> {
    let bound = 3.0_f64.sqrt() * xavier_std(tensor, gain)?;
    uniform_(tensor, -bound, bound, rng);
    Ok(())
}

/// `torch.nn.init.xavier_normal_`: N(0, std²) with std = gain · √(2 / (in + out)).
///
/// # Errors
/// When the tensor has fewer than two dimensions.
pub fn xavier_normal_<T: Float>(tensor: &mut Tensor<T>, gain: f64, rng: &mut Rng) -> Result<()> {
    let std = xavier_std(tensor, gain)?;
    normal_(tensor, 0.0, std, rng);
    Ok(())
}

fn xavier_std<T: Float>(tensor: &Tensor<T>, gain: f64) -> Result<f64> {
    let (fan_in, fan_out) = fans(tensor)?;
    Ok(gain * (2.0 / (fan_in + fan_out)).sqrt())
}

/// `torch.nn.init.kaiming_uniform_`: U(−b, b) with b = gain · √(3 / fan).
///
/// # Errors
/// When the tensor has fewer than two dimensions.
pub fn kaiming_uniform_<T: Float>(
    tensor: &mut Tensor<T>,
    nonlinearity: Nonlinearity,
    mode: Mode,
    rng: &mut Rng,
) -> Result<()> {
    let bound = 3.0_f64.sqrt() * kaiming_std(tensor, nonlinearity, mode)?;
    uniform_(tensor, -bound, bound, rng);
    Ok(())
}

/// `torch.nn.init.kaiming_normal_`: N(0, std²) with std = gain / √fan.
///
/// # Errors
/// When the tensor has fewer than two dimensions.
pub fn kaiming_normal_<T: Float>(
    tensor: &mut Tensor<T>,
    nonlinearity: Nonlinearity,
    mode: Mode,
    rng: &mut Rng,
) -> Result<()> {
    let std = kaiming_std(tensor, nonlinearity, mode)?;
    normal_(tensor, 0.0, std, rng);
    Ok(())
}

fn kaiming_std<T: Float>(tensor: &Tensor<T>, nonlinearity: Nonlinearity, mode: Mode) -> Result<f64> {
    let (fan_in, fan_out) = fans(tensor)?;
    let fan = if mode == Mode::FanIn { fan_in } else { fan_out };
    Ok(calculate_gain(nonlinearity) / fan.sqrt())
}
