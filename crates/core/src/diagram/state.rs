//! How far the picture is: what is done, and the numbers of this step, never those of the step before.

use super::{Digest, Grid};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::program::Micro;
use crate::stepper::Stepper;
use crate::tape::NodeId;
use serde::Serialize;

/// Whether something has happened in this training step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It has.
    Done,
    /// It is what happened last.
    Current,
    /// It has not.
    ToCome,
}

/// How much of a gradient is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrived {
    /// It is what a parameter still has from the step before.
    Before,
    /// Some of those that read the node have sent their part.
    Part,
    /// All have.
    All,
}

/// What a picture of this moment shows.
#[derive(Clone, Debug, Serialize)]
pub struct DiagramState<T: Float> {
    /// Which circuit it is about; see [`super::Diagram::circuit`].
    pub circuit: usize,
    /// The position before the first operation of the step's program.
    pub start: u64,
    /// In the order of [`super::Diagram::vertices`].
    pub vertices: Vec<VertexState<T>>,
    /// What each vertex shows of its value and of its gradient; NaN where there is none.
    #[serde(skip)]
    pub cells: Vec<T>,
}

/// A vertex at this moment.
#[derive(Clone, Debug, Serialize)]
pub struct VertexState<T: Float> {
    /// Whether its numbers are written.
    pub forward: Option<Progress>,
    /// Whether it has sent its gradient.
    pub backward: Option<Progress>,
    /// Whether the optimizer has changed it.
    pub update: Option<Progress>,
    /// Whether running statistics have followed it.
    pub tracked: Option<Progress>,
    /// Its numbers; none where this step has not come to them.
    pub value: Option<Digest<T>>,
    /// Its gradient; none where none has arrived.
    pub grad: Option<Gradient<T>>,
}

/// A gradient, and how much of it is there.
#[derive(Clone, Debug, Serialize)]
pub struct Gradient<T: Float> {
    /// Its numbers.
    #[serde(flatten)]
    pub digest: Digest<T>,
    /// Whether all is there.
    pub arrived: Arrived,
}

impl<T: Float> Stepper<T> {
    /// The picture of this moment.
    pub fn diagram_state(&self) -> DiagramState<T> {
        let arrivals = self.arrivals();
        let mut cells = Vec::new();
        let vertex = |(id, _): (NodeId, NodeId)| {
            let shape = self.tape.node(id).shape().dims();
            let (grid, width) = (Grid::of(shape), shape.last().copied().unwrap_or(1));
            let value = self.value_of_step(id);
            let grad = self.grad_of_step(id, &arrivals);
            for numbers in [value, grad.map(|(numbers, _)| numbers)] {
                let end = cells.len() + grid.count();
                cells.extend(grid.cells(numbers.unwrap_or_default(), width));
                cells.resize(end, T::nan());
            }
            let parameter = self.optimizer.parameters().iter().position(|known| *known == id);
            VertexState {
                forward: self.written_by(id).and_then(|micro| self.progress(micro)),
                backward: self.progress(Micro::Backward(id)),
                update: parameter.and_then(|index| self.progress(Micro::Update(index))),
                tracked: self.effect_at(id).and_then(|(index, _)| self.progress(Micro::Track(index))),
                value: value.map(Digest::of),
                grad: grad.map(|(numbers, arrived)| Gradient { digest: Digest::of(numbers), arrived }),
            }
        };
        let vertices = self.vertices().map(vertex).collect();
        let before = self.edits(self.place) + self.shuffles(self.place);
        let start = self.position() + before as u64 - self.place.done as u64;
        DiagramState { circuit: self.circuit_of(self.place), start, vertices, cells }
    }

    /// Some numbers of a node, or of its gradient, from a cell on; nothing where there are none at this moment.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn node_cells(&self, node: usize, grad: bool, from: usize, count: usize) -> Result<&[T]> {
        let Some((id, _)) = self.vertices().find(|(id, _)| id.index() == node) else {
            let max = self.tape.len().saturating_sub(1);
            return Err(Error::new("out_of_range", &[("key", &"node"), ("value", &node), ("min", &0), ("max", &max)]));
        };
        let cells = if grad {
            self.grad_of_step(id, &self.arrivals()).map(|(numbers, _)| numbers)
        } else {
            self.value_of_step(id)
        };
        let cells = cells.unwrap_or_default();
        let from = from.min(cells.len());
        Ok(&cells[from..from.saturating_add(count).min(cells.len())])
    }

    /// Where an operation of the step's program stands; none where the program does not have it.
    fn progress(&self, micro: Micro) -> Option<Progress> {
        let at = self.circuit().program.iter().position(|other| *other == micro)?;
        Some(if self.last_micro() == Some(micro) {
            Progress::Current
        } else if at < self.done_in_program() {
            Progress::Done
        } else {
            Progress::ToCome
        })
    }

    /// What this step has not written yet still holds numbers of another step.
    fn value_of_step(&self, id: NodeId) -> Option<&[T]> {
        let written = self.written_by(id).and_then(|micro| self.progress(micro));
        (written != Some(Progress::ToCome)).then(|| self.tape.value(id))
    }

    fn grad_of_step(&self, id: NodeId, arrivals: &[(usize, usize)]) -> Option<(&[T], Arrived)> {
        let grad = self.tape.grad(id)?;
        let arrived = match arrivals[id.index()] {
            // Where the backward pass starts, nothing arrives.
            _ if id == self.circuit().loss => match self.progress(Micro::Backward(id)) {
                Some(Progress::ToCome) | None => return None,
                Some(_) => Arrived::All,
            },
            (0, _) if self.tape.node(id).op().is_some() => return None,
            (0, _) => Arrived::Before,
            (some, all) if some < all => Arrived::Part,
            _ => Arrived::All,
        };
        Some((grad, arrived))
    }

    /// For each node of the tape: how many of those that read it have sent their part of its gradient in this
    /// step, and how many do so in all.
    fn arrivals(&self) -> Vec<(usize, usize)> {
        let mut arrivals = vec![(0, 0); self.tape.len()];
        let done = self.done_in_program();
        for (at, micro) in self.circuit().program.iter().enumerate() {
            let Micro::Backward(id) = micro else { continue };
            for input in self.tape.node(*id).inputs() {
                let (some, all) = &mut arrivals[input.index()];
                *some += usize::from(at < done);
                *all += 1;
            }
        }
        arrivals
    }
}
