//! Penalties: a loss that also counts how large the parameters are.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::Op;
use crate::ops;
use crate::options::{names, number, object};
use crate::program::Penalties;
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// `l1 · Σ|w| + l2 · Σw²`, over every number of all parameters, biases and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Penalty {
    /// What the sum of the sizes is multiplied with.
    pub l1: f64,
    /// What the sum of the squares is multiplied with.
    pub l2: f64,
}

/// The largest factor that an experiment may ask for.
const MAX_FACTOR: f64 = 1e6;
const KEYS: [&str; 2] = ["l1", "l2"];

impl Penalty {
    /// `{"l1": 0.0, "l2": 0.001}`; what is not written is 0.
    pub fn read(value: &Value) -> Result<Self> {
        let written = object("penalty", value)?;
        if let Some(name) = written.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let (key, fits) = (format!("penalty.{name}"), names(KEYS.into_iter()));
            return Err(Error::new("unknown_key", &[("key", &key), ("fits", &fits)]));
        }
        let factor = |key: &str| {
            written.get(key).map_or(Ok(0.0), |value| number(&format!("penalty.{key}"), value, 0.0, MAX_FACTOR))
        };
        Ok(Self { l1: factor("l1")?, l2: factor("l2")? })
    }

    /// Whether nothing is added to the loss.
    pub fn is_none(&self) -> bool {
        self.l1 == 0.0 && self.l2 == 0.0
    }

    /// Records the penalty, small operation by small operation, in the order of the exported program;
    /// none where there is nothing to add.
    ///
    /// # Errors
    /// Those of the operations; their shapes always fit.
    pub fn record<T: Float>(&self, tape: &mut Tape<T>, parameters: &[NodeId]) -> Result<Option<Penalties>> {
        let (mut penalty, mut factors) = (None, Vec::new());
        for (name, number) in [("l1", self.l1), ("l2", self.l2)].into_iter().filter(|(_, number)| *number != 0.0) {
            let mut sum = None;
            for parameter in parameters {
                let size: Arc<dyn Op<T>> = if name == "l1" { Arc::new(ops::Abs) } else { Arc::new(ops::Square) };
                let sizes = tape.apply(size, &[*parameter])?;
                let own = tape.apply(Arc::new(ops::Sum), &[sizes])?;
                sum = Some(added(tape, sum, own)?);
            }
            if let Some(sum) = sum {
                let factor = tape.leaf(&Tensor::new(&[], vec![T::from_f64(number)])?, false);
                factors.push((name, factor));
                let part = tape.apply(Arc::new(ops::Mul), &[factor, sum])?;
                penalty = Some(added(tape, penalty, part)?);
            }
        }
        Ok(penalty.map(|node| Penalties { node, factors }))
    }
}

/// One more term of a sum.
fn added<T: Float>(tape: &mut Tape<T>, sum: Option<NodeId>, term: NodeId) -> Result<NodeId> {
    sum.map_or(Ok(term), |sum| tape.apply(Arc::new(ops::Add), &[sum, term]))
}
