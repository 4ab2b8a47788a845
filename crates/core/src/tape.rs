//! The tape: every operation that was computed, in order, with its numbers.
//!
//! It is an arena. Nodes are only appended, so a node's inputs always stand before it and the index
//! order is a topological order: the backward pass is a walk from the end to the start, without
//! recursion. A node is plain data. All values lie in one flat buffer and all gradients in another;
//! computing a recorded node again allocates nothing.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Link, Op, Operand, Reads, Sink};
use crate::tensor::{MAX_DIMS, Shape, Tensor};
use std::ops::Range;
use std::sync::Arc;

/// A node of a tape: its place in the order of computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The place in the order of computation, counted from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One computed tensor: a leaf that was put in, or the output of an operation.
#[derive(Clone, Debug)]
pub struct Node<T: Float> {
    op: Option<Arc<dyn Op<T>>>,
    inputs: Vec<Operand>,
    pub(crate) start: usize,
    pub(crate) count: usize,
    shape: Shape,
    requires_grad: bool,
    has_grad: bool,
}

impl<T: Float> Node<T> {
    /// The operation that computes this node; `None` for a leaf.
    pub fn op(&self) -> Option<&dyn Op<T>> {
        self.op.as_deref()
    }

    /// The nodes that the operation reads.
    pub fn inputs(&self) -> impl ExactSizeIterator<Item = NodeId> + '_ {
        self.inputs.iter().map(|operand| NodeId(operand.node))
    }

    /// The shape of the output.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Whether a gradient is wanted: for parameters, and for all that is computed from one.
    pub fn requires_grad(&self) -> bool {
        self.requires_grad
    }

    fn cells(&self) -> Range<usize> {
        self.start..self.start + self.count
    }
}

/// An append-only record of computed tensors, with their values and gradients.
#[derive(Clone, Debug, Default)]
pub struct Tape<T: Float> {
    nodes: Vec<Node<T>>,
    values: Vec<T>,
    grads: Vec<T>,
    /// As long as the largest parameter: where a gradient is completed before it is added to an older one.
    sheet: Vec<T>,
}

impl<T: Float> Tape<T> {
    /// A tape with nothing on it.
    pub fn new() -> Self {
        Self { nodes: Vec::new(), values: Vec::new(), grads: Vec::new(), sheet: Vec::new() }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was recorded yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes in the order of computation.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<T> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node<T> {
        &self.nodes[id.index()]
    }

    /// The numbers of a node.
    pub fn value(&self, id: NodeId) -> &[T] {
        &self.values[self.node(id).cells()]
    }

    /// Changes the numbers of a leaf. What was computed from them stays as it is until it is computed again.
    pub fn value_mut(&mut self, id: NodeId) -> &mut [T] {
        let cells = self.node(id).cells();
        &mut self.values[cells]
    }

    /// The gradient of a node, `None` before a backward pass has reached it.
    pub fn grad(&self, id: NodeId) -> Option<&[T]> {
        let node = self.node(id);
        node.has_grad.then(|| &self.grads[node.cells()])
    }

    /// Changes the gradient of a node, where there is one.
    pub(crate) fn grad_mut(&mut self, id: NodeId) -> Option<&mut [T]> {
        let node = &self.nodes[id.index()];
        node.has_grad.then(|| &mut self.grads[node.cells()])
    }

    /// The cells that hold the gradient, whether or not one is there.
    pub(crate) fn grad_cells(&self, id: NodeId) -> &[T] {
        &self.grads[self.node(id).cells()]
    }

    /// Value and gradient of a parameter, for its update; no gradient, no update.
    pub fn parameter_mut(&mut self, id: NodeId) -> (&mut [T], Option<&[T]>) {
        let node = &self.nodes[id.index()];
        let grad = node.has_grad.then(|| &self.grads[node.cells()]);
        (&mut self.values[node.cells()], grad)
    }

    /// All cells of some nodes, where they lie one behind the other.
    pub(crate) fn side_by_side(&self, ids: &[NodeId]) -> Option<Range<usize>> {
        let start = self.node(*ids.first()?).start;
        let end = ids.iter().try_fold(start, |end, id| {
            let node = self.node(*id);
            (node.start == end).then_some(end + node.count)
        })?;
        Some(start..end)
    }

    /// Puts back a gradient that was there before, or none.
    pub fn set_grad(&mut self, id: NodeId, grad: Option<&[T]>) {
        let node = &mut self.nodes[id.index()];
        node.has_grad = grad.is_some();
        if let Some(grad) = grad {
            self.grads[node.start..node.start + node.count].copy_from_slice(grad);
        }
    }

    /// Puts a tensor on the tape: data, or a parameter that wants a gradient.
    pub fn leaf(&mut self, tensor: &Tensor<T>, requires_grad: bool) -> NodeId {
        let id = self.push(None, Vec::new(), tensor.shape().clone(), requires_grad);
        self.value_mut(id).copy_from_slice(tensor.data());
        if requires_grad && self.sheet.len() < tensor.data().len() {
            self.sheet.resize(tensor.data().len(), T::zero());
        }
        id
    }

    /// Records an operation on nodes that are there already, and computes it.
    ///
    /// # Errors
    /// When the shapes do not fit the operation; the tape is then as it was.
    pub fn apply(&mut self, op: Arc<dyn Op<T>>, inputs: &[NodeId]) -> Result<NodeId> {
        let shapes: Vec<_> = inputs.iter().map(|id| self.node(*id).shape()).collect();
        let shape = op.shape(&shapes)?;
        if shape.dims().len() > MAX_DIMS {
            return Err(Error::new("rank", &[("op", &op.info().name), ("shape", &shape), ("max", &MAX_DIMS)]));
        }
        let requires_grad = inputs.iter().any(|id| self.node(*id).requires_grad);
        let operand = |id: &NodeId| {
            let node = self.node(*id);
            Operand { node: id.0, start: node.start, count: node.count, shape: node.shape.clone() }
        };
        let operands = inputs.iter().map(operand).collect();
        let id = self.push(Some(op), operands, shape, requires_grad);
        self.forward(id);
        Ok(id)
    }

    fn push(&mut self, op: Option<Arc<dyn Op<T>>>, inputs: Vec<Operand>, shape: Shape, requires_grad: bool) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let (start, count) = (self.values.len(), shape.count());
        self.values.resize(start + count, T::zero());
        self.grads.resize(start + count, T::zero());
        self.nodes.push(Node { op, inputs, start, count, shape, requires_grad, has_grad: false });
        id
    }

    /// Computes a node again from its inputs. A leaf stays as it is.
    pub fn forward(&mut self, id: NodeId) {
        let node = &self.nodes[id.index()];
        if let Some(op) = &node.op {
            let (cells, rest) = self.values.split_at_mut(node.start);
            op.forward(Reads { operands: &node.inputs, cells, shape: &node.shape }, &mut rest[..node.count]);
        }
    }

    /// Prepares a backward pass from `root` to the nodes of `range`: the gradient of the root with
    /// respect to itself is 1, and those of computed nodes are forgotten. Parameters keep theirs,
    /// as in PyTorch, until [`Tape::zero_grad`].
    pub fn begin_backward(&mut self, root: NodeId, range: Range<usize>) {
        for node in &mut self.nodes[range] {
            node.has_grad &= node.op.is_none();
        }
        let node = &mut self.nodes[root.index()];
        node.has_grad = true;
        self.grads[node.start..node.start + node.count].fill(T::one());
    }

    /// Sends the gradient of one node on to its inputs; nothing happens where none has arrived.
    pub fn backward(&mut self, id: NodeId) {
        let index = id.index();
        let (before, rest) = self.nodes.split_at_mut(index);
        let node = &rest[0];
        let Some(op) = node.op.as_ref().filter(|_| node.has_grad) else { return };
        let (values, y) = self.values.split_at(node.start);
        let (grads, g) = self.grads.split_at_mut(node.start);
        let reads = Reads { operands: &node.inputs, cells: values, shape: &node.shape };
        for (slot, operand) in node.inputs.iter().enumerate() {
            let input = &mut before[operand.node as usize];
            if input.requires_grad {
                let cells = &mut grads[input.cells()];
                let rule = |into: Sink<T>| op.backward(slot, reads, &y[..node.count], &g[..node.count], into);
                if input.op.is_none() && input.has_grad {
                    add_complete(rule, cells, &mut self.sheet);
                } else {
                    rule(Sink { cells, add: input.has_grad });
                }
                input.has_grad = true;
            }
        }
    }

    /// One contribution of [`Tape::backward`], where it is known whether it is the first, which is written,
    /// or is added to others.
    pub(crate) fn contribute(&mut self, id: NodeId, slot: usize, add: bool) -> &[T] {
        let node = &self.nodes[id.index()];
        let operand = &node.inputs[slot];
        let (values, y) = self.values.split_at(node.start);
        let (grads, g) = self.grads.split_at_mut(node.start);
        let cells = &mut grads[operand.start..operand.start + operand.count];
        if let Some(op) = &node.op {
            let reads = Reads { operands: &node.inputs, cells: values, shape: &node.shape };
            let rule = |into: Sink<T>| op.backward(slot, reads, &y[..node.count], &g[..node.count], into);
            if add && self.nodes[operand.node as usize].op.is_none() {
                add_complete(rule, cells, &mut self.sheet);
            } else {
                rule(Sink { cells: &mut *cells, add });
            }
        }
        cells
    }

    /// All values and all gradients.
    pub(crate) fn buffers_mut(&mut self) -> (&mut [T], &mut [T]) {
        (&mut self.values, &mut self.grads)
    }

    /// How many bytes all numbers take.
    #[cfg(feature = "full")]
    pub(crate) fn bytes(&self) -> usize {
        (self.values.capacity() + self.grads.capacity() + self.sheet.capacity()) * size_of::<T>()
    }

    /// What a node contributes to the gradient of one of its inputs: the same rule, written to a sheet of its own.
    pub fn contribution(&self, id: NodeId, slot: usize) -> Vec<T> {
        let node = self.node(id);
        let (Some(op), Some(g)) = (&node.op, self.grad(id)) else { return Vec::new() };
        let reads = Reads { operands: &node.inputs, cells: &self.values, shape: &node.shape };
        let mut cells = vec![T::zero(); node.inputs[slot].count];
        op.backward(slot, reads, self.value(id), g, Sink { cells: &mut cells, add: false });
        cells
    }

    /// What computing a node would give now, written to a sheet of its own.
    #[cfg(feature = "full")]
    pub fn preview(&self, id: NodeId) -> Vec<T> {
        let node = self.node(id);
        let mut y = vec![T::zero(); node.count];
        if let Some(op) = &node.op {
            op.forward(Reads { operands: &node.inputs, cells: &self.values, shape: &node.shape }, &mut y);
        }
        y
    }

    /// The same as [`Tape::contribution`] for any incoming gradient.
    #[cfg(feature = "full")]
    pub fn contribution_of(&self, id: NodeId, slot: usize, g: &[T]) -> Vec<T> {
        let node = self.node(id);
        let mut cells = vec![T::zero(); node.inputs.get(slot).map_or(0, |input| input.count)];
        if let Some(op) = node.op.as_ref().filter(|_| slot < node.inputs.len()) {
            let reads = Reads { operands: &node.inputs, cells: &self.values, shape: &node.shape };
            op.backward(slot, reads, self.value(id), g, Sink { cells: &mut cells, add: false });
        }
        cells
    }

    /// The local derivative: how one cell of the output changes with one cell of an input.
    #[cfg(feature = "full")]
    pub fn derivative(&self, id: NodeId, slot: usize, output: usize, cell: usize) -> Option<T> {
        let mut g = vec![T::zero(); self.node(id).count];
        *g.get_mut(output)? = T::one();
        self.contribution_of(id, slot, &g).get(cell).copied()
    }

    /// The further letters of one term of a node's formulas; see [`Op::letters`].
    pub fn letters(&self, id: NodeId, link: &Link) -> Vec<(&'static str, T)> {
        let node = self.node(id);
        let reads = Reads { operands: &node.inputs, cells: &self.values, shape: &node.shape };
        node.op.as_ref().map_or_else(Vec::new, |op| op.letters(reads, self.value(id), link))
    }

    /// The whole backward pass: from `root`, a single number, to everything that it was computed from.
    ///
    /// # Errors
    /// When the root is not a single number, or no parameter takes part in it.
    pub fn backward_from(&mut self, root: NodeId) -> Result<()> {
        let node = self.node(root);
        if node.count != 1 {
            return Err(Error::new("not_scalar", &[("shape", &node.shape)]));
        }
        if !node.requires_grad {
            return Err(Error::new("no_grad", &[]));
        }
        self.begin_backward(root, 0..root.index() + 1);
        for index in (0..=root.0).rev() {
            self.backward(NodeId(index));
        }
        Ok(())
    }

    /// Forgets the gradient of a node: as in PyTorch, it is then none, not zero.
    pub fn zero_grad(&mut self, id: NodeId) {
        self.nodes[id.index()].has_grad = false;
    }

    /// Takes everything off the tape that was recorded after the first `len` nodes.
    pub fn truncate(&mut self, len: usize) {
        if let Some(first) = self.nodes.get(len) {
            let start = first.start;
            self.nodes.truncate(len);
            self.values.truncate(start);
            self.grads.truncate(start);
        }
    }
}

/// A parameter's old gradient stays until the new contribution is complete, as in PyTorch: adding term by term
/// would round differently.
fn add_complete<T: Float>(rule: impl Fn(Sink<T>), cells: &mut [T], sheet: &mut [T]) {
    let sheet = &mut sheet[..cells.len()];
    rule(Sink { cells: sheet, add: false });
    cells.iter_mut().zip(sheet).for_each(|(cell, new)| *cell += *new);
}
