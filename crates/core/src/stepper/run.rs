//! The one loop: fast training and single steps are the same operations with another place to stop.
//!
//! A training step that is run as a whole looks for infinite numbers only where a later operation
//! could hide one, and at its results. If it meets one, the step is done again and each operation
//! looks at what it wrote: so the training always stops at the first number that is not finite.

use super::{NonFinite, Stepper};
use crate::float::Float;
use crate::program::{LISTS, Micro, Part};
use chalkgrad_kernel::{Instruction, Pause};

impl<T: Float> Stepper<T> {
    /// Trains until a position is reached, or a number is not finite. Gives the number of operations done.
    pub fn run_to(&mut self, target: u64) -> u64 {
        let start = self.position;
        let target = target.min(self.total).min(self.stop.map_or(u64::MAX, |stop| stop.position));
        while self.position < target && self.stopped().is_none() {
            let mut operations = self.operations(self.place);
            if self.place.done == operations {
                self.place = self.next_batch(self.place);
                operations = self.operations(self.place);
            }
            let left = target - self.position;
            let circuit = self.circuit_of(self.place);
            let whole = self.place.done == 0 && left >= operations as u64 && self.edits(self.place) == 0;
            if !LISTS || !whole || !self.circuits[circuit].ready {
                self.run_in_step(left);
                // From now on each gradient of the circuit is there, to be replaced by that of the next step.
                let circuit = &mut self.circuits[circuit];
                circuit.ready = left >= operations as u64;
            } else if !self.run_step(circuit, operations, left == operations as u64) {
                self.look_for_the_first(target - left);
            }
            if self.stopped().is_none() && self.place.done == operations {
                self.remember();
            }
        }
        self.position - start
    }

    /// Does a whole training step with everything looked up beforehand; whether all is finite as far as it
    /// looked. `last` says that it is stopped at its end, where what the last operation overwrites can be seen.
    fn run_step(&mut self, index: usize, operations: usize, last: bool) -> bool {
        if self.shuffles(self.place) > 0 {
            self.execute(index, Micro::Shuffle, false);
        }
        let middle = self.circuits[index].compiled.operations.clone();
        for at in 0..middle.start {
            self.execute(index, self.circuits[index].program[at], false);
        }
        if !self.run_list(index) {
            return false;
        }
        self.clip_gradients();
        self.before.clear();
        if last && let Some(micro) = self.circuits[index].program.last() {
            self.note_before(*micro);
        }
        if !self.optimizer.update_all(&mut self.tape) {
            return false;
        }
        self.note_loss(self.tape.value(self.circuits[index].loss)[0]);
        if self.schedules(self.place) > 0 {
            self.before.clear();
            self.execute(index, Micro::Schedule, false);
        }
        self.place.done = operations;
        self.position += operations as u64;
        true
    }

    /// Goes forwards and backwards through a circuit; whether all is finite as far as it looked.
    fn run_list(&mut self, index: usize) -> bool {
        let mut from = 0;
        loop {
            let compiled = &self.circuits[index].compiled;
            let (values, grads) = self.tape.buffers_mut();
            let at = match T::run(&compiled.list, from, values, grads) {
                Pause::End => return true,
                Pause::NotFinite => return false,
                Pause::Other(at) => at,
            };
            from = at + 1;
            let (part, Instruction { add, look, .. }) = (compiled.parts[at], *compiled.list.get(at));
            let found = match part {
                Part::Whole(Micro::Forward(id)) => {
                    self.tape.forward(id);
                    look && !T::all_finite(self.tape.value(id))
                }
                Part::Contribution(id, slot) => {
                    let written = self.tape.contribute(id, slot, add);
                    look && !T::all_finite(written)
                }
                Part::Whole(micro) => self.execute(index, micro, true).is_some(),
            };
            if found {
                return false;
            }
        }
    }

    /// Does the step that begins at a position again, to stop at the operation that wrote the first number
    /// that is not finite.
    fn look_for_the_first(&mut self, start: u64) {
        let step = self.step_of(self.place);
        // The loss of this step may come after the stop.
        self.losses.truncate(step as usize);
        self.restore(step);
        // All before it was finite, so this comes back here.
        self.run_to(start);
        if self.place.done > 0 {
            self.place = self.next_batch(self.place);
        }
        self.run_in_step(u64::MAX);
    }

    /// Goes on by at most `count` operations in the present training step, and looks at each number.
    fn run_in_step(&mut self, count: u64) {
        let circuit = self.circuit_of(self.place);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let end = self.operations(self.place).min(self.place.done.saturating_add(count));
        for done in self.place.done..end {
            let micro = self.micro_of_step(done);
            self.before.clear();
            self.note_before(micro);
            let written = self.execute(circuit, micro, true);
            self.position += 1;
            self.place.done = done + 1;
            if let Some(value) = written {
                self.stop = Some(NonFinite { position: self.position, micro, value });
                return;
            }
        }
    }

    /// Does one operation; a new kind of operation is added here and, if it overwrites something that is
    /// shown, in `note_before`. Gives a number that it wrote and that is not finite, if it is to `look`
    /// and there is one.
    fn execute(&mut self, circuit: usize, micro: Micro, look: bool) -> Option<f64> {
        let circuit = &self.circuits[circuit];
        match micro {
            Micro::Forward(id) => {
                self.tape.forward(id);
                if id == circuit.loss {
                    self.note_loss(self.tape.value(id)[0]);
                }
                if look {
                    return not_finite(self.tape.value(id));
                }
            }
            Micro::Backward(id) => {
                if id == circuit.loss {
                    self.tape.begin_backward(id, circuit.nodes.clone());
                }
                self.tape.backward(id);
                if look {
                    let mut inputs = self.tape.node(id).inputs();
                    return inputs.find_map(|input| not_finite(self.tape.grad(input)?));
                }
            }
            Micro::Update(index) => {
                self.optimizer.update(index, &mut self.tape);
                if look {
                    return not_finite(self.tape.value(self.optimizer.parameters()[index]));
                }
            }
            Micro::ZeroGrad => {
                for id in self.optimizer.parameters() {
                    self.tape.zero_grad(*id);
                }
            }
            Micro::LoadBatch => self.load_batch(),
            Micro::Shuffle => self.rng.randperm(&mut self.order),
            // The demo has none of these: so the small module need not carry them.
            _ if !cfg!(feature = "full") => {}
            Micro::Edit => self.edit(),
            Micro::Clip => self.clip_gradients(),
            Micro::Schedule => self.step_scheduler(),
            Micro::Draw(index) | Micro::Track(index) => circuit.effects[index].run(&mut self.tape, &mut self.rng),
        }
        None
    }

    /// Keeps the loss of the present step.
    fn note_loss(&mut self, loss: T) {
        let step = self.step_of(self.place) as usize;
        if let Some(slot) = self.losses.get_mut(step) { *slot = loss } else { self.losses.push(loss) }
    }

    /// Keeps what an operation overwrites, so that it can be shown: only for one that is stopped at.
    fn note_before(&mut self, micro: Micro) {
        match micro {
            Micro::Update(index) => {
                // Cell by cell: mostly it is one bias, and a call to copy it would take longer.
                let value = self.tape.value(self.optimizer.parameters()[index]);
                self.before.extend(value.iter().chain(self.optimizer.state_of(index)).copied());
            }
            // The gradient that a parameter has from the step before, where the program does not forget it.
            Micro::Backward(id) => {
                let mut inputs = self.tape.node(id).inputs();
                let parameter = inputs.find(|input| self.optimizer.parameters().contains(input));
                self.before.extend_from_slice(parameter.and_then(|id| self.tape.grad(id)).unwrap_or_default());
            }
            Micro::Track(_) => {
                let cells = self.buffers.iter().flat_map(|(_, id)| self.tape.value(*id));
                self.before.extend(cells);
            }
            Micro::Clip => self.note_before_clipping(),
            Micro::Edit
            | Micro::Shuffle
            | Micro::LoadBatch
            | Micro::ZeroGrad
            | Micro::Draw(_)
            | Micro::Forward(_)
            | Micro::Schedule => {}
        }
    }
}

/// The first number that is not finite.
fn not_finite<T: Float>(cells: &[T]) -> Option<f64> {
    if T::all_finite(cells) {
        return None;
    }
    cells.iter().find(|cell| !cell.is_finite()).map(|cell| cell.as_f64())
}
