//! First values of parameters, drawn as PyTorch draws them.

use crate::float::Float;
use crate::rng::Rng;
use crate::tensor::Tensor;

/// `torch.nn.init.uniform_`: each cell one draw between `low` and `high`.
pub fn uniform<T: Float>(dims: &[usize], low: f64, high: f64, rng: &mut Rng) -> Tensor<T> {
    let mut tensor = Tensor::zeros(dims);
    let (low, high) = (T::from_f64(low), T::from_f64(high));
    tensor.data_mut().iter_mut().for_each(|cell| *cell = T::uniform(rng, low, high));
    tensor
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
