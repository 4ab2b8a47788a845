//! Clipping and scheduling: what may stand before the updates, and after the last one of an epoch.

use super::Stepper;
use crate::float::Float;
use crate::optim::{ClipGrad, clip_factor, grad_norm};

impl<T: Float> Stepper<T> {
    pub(super) fn clip_gradients(&mut self) {
        if let Some(clip) = self.experiment.clip_grad() {
            clip.apply(&mut self.tape, self.optimizer.parameters());
        }
    }

    /// Keeps, for the explanation: the length of all gradients, the factor, and what they change.
    pub(super) fn note_before_clipping(&mut self) {
        let parameters = self.optimizer.parameters();
        if let Some(ClipGrad::Norm(most)) = self.experiment.clip_grad() {
            let norm = grad_norm(&self.tape, parameters);
            self.before.extend([norm, clip_factor(norm, most)]);
        }
        self.before.extend(parameters.iter().flat_map(|id| self.tape.grad_cells(*id)));
    }

    /// `scheduler.step()`, which `ReduceLROnPlateau` gives the loss of the epoch's last batch.
    pub(super) fn step_scheduler(&mut self) {
        let loss = self.tape.value(self.circuit().loss)[0].as_f64();
        if let Some(scheduler) = &mut self.scheduler {
            scheduler.step(&mut self.optimizer, loss);
        }
    }
}
