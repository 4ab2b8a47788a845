//! What a layer does in training besides computing: it draws a mask, or keeps running statistics.
//!
//! An effect is data on a list, as an operation is: so it is a step of its own that one can stop at, and it is
//! done again, the same to the last bit, when time is rewound.

use crate::float::Float;
use crate::rng::Rng;
use crate::tape::{NodeId, Tape};

/// Something that happens in training beside the operations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// A mask gets new random cells: 0 with probability `p`, otherwise 1 / (1 − p).
    ///
    /// These are draws of the training's own generator, and as random as PyTorch's, but not the same: PyTorch
    /// hands this one to a library that differs from computer to computer.
    Draw {
        /// The leaf that holds the mask.
        mask: NodeId,
        /// The probability of a 0.
        p: f64,
    },
    /// Running statistics move towards those of the batch.
    Track(Track),
}

/// The running statistics of a batch norm, and where those of the batch stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// The means of the batch.
    pub mean: NodeId,
    /// Its variances, each the mean of squared distances.
    pub var: NodeId,
    /// How many numbers each of them was made from.
    pub count: usize,
    /// How far the running statistics move; none: so far that they become the average over all batches.
    pub momentum: Option<f64>,
    /// The running means.
    pub running_mean: NodeId,
    /// The running variances.
    pub running_var: NodeId,
    /// How many batches there were.
    pub num_batches_tracked: NodeId,
}

impl Effect {
    /// The node that it belongs to: it happens right before a mask is read, or after statistics were computed.
    pub fn node(&self) -> NodeId {
        match self {
            Self::Draw { mask, .. } => *mask,
            Self::Track(track) => track.var,
        }
    }

    /// Whether it reads a number that was computed.
    #[cfg(feature = "full")]
    pub fn reads(&self, id: NodeId) -> bool {
        matches!(self, Self::Track(track) if [track.mean, track.var].contains(&id))
    }

    /// Whether it changes a number.
    #[cfg(feature = "full")]
    pub fn writes(&self, id: NodeId) -> bool {
        match self {
            Self::Draw { mask, .. } => *mask == id,
            Self::Track(track) => [track.running_mean, track.running_var, track.num_batches_tracked].contains(&id),
        }
    }

    /// Lets it happen. Allocates nothing.
    pub fn run<T: Float>(&self, tape: &mut Tape<T>, rng: &mut Rng) {
        match self {
            Self::Draw { mask, p } => {
                let (p, kept) = (T::from_f64(*p), T::from_f64(1.0 / (1.0 - p)));
                for cell in tape.value_mut(*mask) {
                    let dropped = T::uniform(rng, T::zero(), T::one()) < p;
                    *cell = if dropped { T::zero() } else { kept };
                }
            }
            Self::Track(track) => track.run(tape),
        }
    }
}

impl Track {
    /// One more batch: `running ← (1 − m) · running + m · batch`.
    pub fn run<T: Float>(&self, tape: &mut Tape<T>) {
        let batches = &mut tape.value_mut(self.num_batches_tracked)[0];
        *batches += T::one();
        let m = self.rate(*batches);
        let unbiased = self.unbiased();
        for (running, batch, factor) in
            [(self.running_mean, self.mean, T::one()), (self.running_var, self.var, unbiased)]
        {
            for index in 0..tape.value(running).len() {
                let batch = tape.value(batch)[index] * factor;
                let cell = &mut tape.value_mut(running)[index];
                *cell = m * batch + (T::one() - m) * *cell;
            }
        }
    }

    /// How far the running statistics move with this batch, the first being number 1.
    pub fn rate<T: Float>(&self, batches: T) -> T {
        self.momentum.map_or_else(|| batches.recip(), T::from_f64)
    }

    /// What turns the variance of the batch into an estimate for all data: n / (n − 1).
    pub fn unbiased<T: Float>(&self) -> T {
        T::from_f64(self.count as f64 / (self.count as f64 - 1.0))
    }
}
