//! First values of parameters, drawn as PyTorch draws them.

#[cfg(feature = "full")]
mod normal;
#[cfg(feature = "full")]
mod scaled;

#[cfg(feature = "full")]
pub use normal::normal_;
#[cfg(feature = "full")]
pub use scaled::{
    Mode, Nonlinearity, calculate_gain, kaiming_normal_, kaiming_uniform_, xavier_normal_, xavier_uniform_,
};

use crate::float::Float;
use crate::rng::Rng;
use crate::tensor::Tensor;

/// `torch.empty(dims).uniform_(low, high)`: a tensor whose cells are one draw each.
pub fn uniform<T: Float>(dims: &[usize], low: f64, high: f64, rng: &mut Rng) -> Tensor<T> {
    let mut tensor = Tensor::zeros(dims);
    uniform_(&mut tensor, low, high, rng);
    tensor
}

/// `torch.nn.init.uniform_`: each cell one draw between `low` and `high`.
pub fn uniform_<T: Float>(tensor: &mut Tensor<T>, low: f64, high: f64, rng: &mut Rng) {
    let (low, high) = (T::from_f64(low), T::from_f64(high));
    tensor.data_mut().iter_mut().for_each(|cell| *cell = T::uniform(rng, low, high));
}

/// `torch.nn.init.constant_`: all cells the same.
pub fn constant_<T: Float>(tensor: &mut Tensor<T>, value: f64) {
    tensor.data_mut().fill(T::from_f64(value));
}

/// `torch.nn.init.zeros_`.
pub fn zeros_<T: Float>(tensor: &mut Tensor<T>) {
    constant_(tensor, 0.0);
}

/// `torch.nn.init.ones_`.
pub fn ones_<T: Float>(tensor: &mut Tensor<T>) {
    constant_(tensor, 1.0);
}

/// The range of `nn.Linear`'s default: 1/√in, for weight and bias alike.
///
/// PyTorch reaches it for the weight through `kaiming_uniform_(a=√5)`, whose bound is
/// √3 · (√(2 / (1 + 5)) / √in); computed that way, the bound is the same to the last bit.
pub fn linear_bounds(in_features: usize) -> (f64, f64) {
    let fan_in = in_features.max(1) as f64;
    let gain = (2.0 / (1.0 + 5.0_f64.sqrt().powi(2))).sqrt();
    let std = gain / fan_in.sqrt();
    (3.0_f64.sqrt() * std, 1.0 / fan_in.sqrt())
}
