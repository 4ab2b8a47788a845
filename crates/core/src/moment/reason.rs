//! Why a training stopped, where more can be said than that a number is not finite.

use crate::error::Error;
use crate::float::Float;
use crate::program::Micro;
use crate::stepper::Stepper;

/// Numbers that an operation of a loss cannot take, and the message that says so.
struct Domain {
    op: &'static str,
    /// Which of its inputs.
    input: usize,
    fits: fn(f64) -> bool,
    code: &'static str,
}

const DOMAINS: &[Domain] = &[
    Domain { op: "binary_cross_entropy", input: 0, fits: |x| (0.0..=1.0).contains(&x), code: "stopped_probability" },
    // The mean of losses of classes is divided by what the rows that count weigh together.
    Domain { op: "div", input: 1, fits: |x| x != 0.0, code: "stopped_nothing" },
    Domain { op: "kl_div", input: 1, fits: |x| x >= 0.0, code: "stopped_share" },
    Domain { op: "log", input: 0, fits: |x| x > 0.0, code: "stopped_log" },
];

impl<T: Float> Stepper<T> {
    /// The number that the operation which stopped the training could not take, where that is the reason.
    pub(super) fn reason(&self) -> Option<Error> {
        let Micro::Forward(id) = self.stopped()?.micro else { return None };
        // What the model computes has no such limits.
        if id <= self.circuit().prediction {
            return None;
        }
        let node = self.tape.node(id);
        let domain = DOMAINS.iter().find(|domain| Some(domain.op) == node.op().map(|op| op.info().name))?;
        let cells = self.tape.value(node.inputs().nth(domain.input)?);
        let value = cells.iter().map(|cell| cell.as_f64()).find(|cell| !(domain.fits)(*cell))?;
        let loss = self.experiment.loss.info.name;
        Some(Error::new(domain.code, &[("op", &loss), ("value", &value)]))
    }
}
