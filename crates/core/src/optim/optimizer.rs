//! A rule at work: on which parameters, and what it remembers about them.

use super::rule::Rule;
use crate::float::Float;
use crate::graph::Graph;
use crate::tape::{NodeId, Tape};
use std::ops::Range;

/// Parameters with the same settings.
#[derive(Debug)]
struct Group<T: Float> {
    rule: Box<dyn Rule<T>>,
    /// As they were at the start: a scheduler may turn a momentum down to 0, and its buffer stays.
    state_names: &'static [&'static str],
}

/// One parameter: its group, where its state starts, and how often it was updated.
#[derive(Clone, Copy, Debug)]
struct Slot {
    group: usize,
    cells: usize,
    start: usize,
    end: usize,
    t: u64,
}

/// A rule at work on a list of parameters, with what it remembers about them.
#[derive(Debug)]
pub struct Optimizer<T: Float> {
    groups: Vec<Group<T>>,
    parameters: Vec<NodeId>,
    slots: Vec<Slot>,
    state: Vec<T>,
    /// All cells of the parameters, where they lie side by side on the tape.
    cells: Option<Range<usize>>,
}

impl<T: Float> Optimizer<T> {
    /// `torch.optim.SGD(model.parameters(), …)`.
    pub fn new(rule: impl Rule<T> + 'static, tape: &Tape<T>, parameters: &[(String, NodeId)]) -> Self {
        Self::boxed(Box::new(rule), tape, parameters)
    }

    /// The same for a rule that was built by name.
    pub fn boxed(rule: Box<dyn Rule<T>>, tape: &Tape<T>, parameters: &[(String, NodeId)]) -> Self {
        Self::grouped([(rule, parameters)], tape)
    }

    /// Parameter groups: each with settings of its own, as in
    /// `torch.optim.SGD([{"params": …, "lr": 0.1}, {"params": …, "lr": 0.01}])`.
    pub fn with_groups<'p, R: Rule<T> + 'static>(
        groups: impl IntoIterator<Item = (R, &'p [(String, NodeId)])>,
        tape: &Tape<T>,
    ) -> Self {
        Self::grouped(
            groups.into_iter().map(|(rule, parameters)| (Box::new(rule) as Box<dyn Rule<T>>, parameters)),
            tape,
        )
    }

    fn grouped<'p>(
        groups: impl IntoIterator<Item = (Box<dyn Rule<T>>, &'p [(String, NodeId)])>,
        tape: &Tape<T>,
    ) -> Self {
        let mut optimizer =
            Self { groups: Vec::new(), parameters: Vec::new(), slots: Vec::new(), state: Vec::new(), cells: None };
        for (group, (rule, parameters)) in groups.into_iter().enumerate() {
            for (_, id) in parameters {
                let cells = tape.node(*id).shape().count();
                optimizer.slots.push(Slot { group, cells, start: 0, end: 0, t: 0 });
                optimizer.parameters.push(*id);
            }
            optimizer.groups.push(Group { rule, state_names: &[] });
        }
        // The page's small module runs no lists, and goes without the bytes.
        if cfg!(feature = "full") {
            optimizer.cells = tape.side_by_side(&optimizer.parameters);
        }
        optimizer.lay_out();
        optimizer
    }

    /// Makes room for what the rules will remember.
    fn lay_out(&mut self) {
        for group in &mut self.groups {
            group.state_names = group.rule.state_names();
        }
        let mut end = 0;
        for slot in &mut self.slots {
            let group = &self.groups[slot.group];
            slot.start = end;
            end += slot.cells * group.state_names.len() + group.rule.shared_names().len();
            slot.end = end;
        }
        self.state = vec![T::zero(); end];
    }

    /// The learning rate of each group.
    pub fn lrs(&self) -> impl Iterator<Item = f64> + '_ {
        self.groups.iter().map(|group| group.rule.lr())
    }

    /// Sets the learning rate of a group, and its momentum, or `betas[0]`, where a number is given for that.
    pub fn turn(&mut self, group: usize, lr: f64, momentum: Option<f64>) {
        if let Some(group) = self.groups.get_mut(group) {
            group.rule.turn(lr, momentum);
        }
        // A momentum that is turned on before the first update still gets its buffer.
        if momentum.is_some() && self.slots.iter().all(|slot| slot.t == 0) {
            self.lay_out();
        }
    }

    /// The rule of the first group.
    pub fn rule(&self) -> &dyn Rule<T> {
        &*self.groups[0].rule
    }

    /// Whether a gradient that is not finite always shows in the updated parameter, whatever its group.
    pub fn shows_infinity(&self) -> bool {
        self.groups.iter().all(|group| group.rule.shows_infinity())
    }

    /// The parameters in order, group after group.
    pub fn parameters(&self) -> &[NodeId] {
        &self.parameters
    }

    /// All that is remembered, parameter by parameter; zeros before the first update.
    pub fn state(&self) -> &[T] {
        &self.state
    }

    /// What is remembered for one parameter: all cells of the first name, then of the next; then what
    /// its cells share.
    pub fn state_of(&self, index: usize) -> &[T] {
        &self.state[self.slots[index].start..self.slots[index].end]
    }

    /// The names of what is remembered for each cell of a parameter.
    pub fn state_names(&self, index: usize) -> &'static [&'static str] {
        self.groups[self.slots[index].group].state_names
    }

    /// The names of what is remembered once for a parameter.
    pub fn shared_names(&self, index: usize) -> &'static [&'static str] {
        self.groups[self.slots[index].group].rule.shared_names()
    }

    /// How often a parameter was updated.
    pub fn t(&self, index: usize) -> u64 {
        self.slots[index].t
    }

    /// Puts back an earlier state, in which every parameter had been updated `t` times.
    pub fn restore(&mut self, state: &[T], t: u64) {
        self.state.copy_from_slice(state);
        self.slots.iter_mut().for_each(|slot| slot.t = t);
    }

    /// Updates one parameter; one without a gradient stays as it is.
    pub fn update(&mut self, index: usize, tape: &mut Tape<T>) {
        let (parameter, grad) = tape.parameter_mut(self.parameters[index]);
        if let Some(grad) = grad {
            let slot = &mut self.slots[index];
            slot.t += 1;
            self.groups[slot.group].rule.update(parameter, grad, &mut self.state[slot.start..slot.end], slot.t);
        }
    }

    /// What the next update would make of a parameter; none without a gradient.
    #[cfg(feature = "full")]
    pub fn preview(&self, index: usize, tape: &Tape<T>) -> Option<Vec<T>> {
        let (id, slot) = (self.parameters[index], self.slots[index]);
        let mut parameter = tape.value(id).to_vec();
        let mut state = self.state_of(index).to_vec();
        self.groups[slot.group].rule.update(&mut parameter, tape.grad(id)?, &mut state, slot.t + 1);
        Some(parameter)
    }

    /// Updates all parameters as [`Optimizer::update`] does one after the other, where each has a gradient; whether all
    /// of them are finite.
    pub(crate) fn update_all(&mut self, tape: &mut Tape<T>) -> bool {
        // Those that lie side by side, with nothing remembered about them, are as one.
        if let ([group], [], Some(cells)) = (&self.groups[..], &self.state[..], &self.cells) {
            let t = self.slots[0].t + 1;
            self.slots.iter_mut().for_each(|slot| slot.t = t);
            let (values, grads) = tape.buffers_mut();
            let parameters = &mut values[cells.clone()];
            group.rule.update(parameters, &grads[cells.clone()], &mut [], t);
            return T::all_finite(parameters);
        }
        (0..self.parameters.len()).all(|index| {
            self.update(index, tape);
            T::all_finite(tape.value(self.parameters[index]))
        })
    }

    /// `optimizer.step()`: updates every parameter.
    pub fn step(&mut self, graph: &Graph<T>) {
        for index in 0..self.parameters.len() {
            self.update(index, &mut graph.tape_mut());
        }
    }

    /// `optimizer.zero_grad()`: forgets every parameter's gradient.
    pub fn zero_grad(&self, graph: &Graph<T>) {
        self.parameters.iter().for_each(|id| graph.tape_mut().zero_grad(*id));
    }
}
