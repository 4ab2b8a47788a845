//! Define by run, as in PyTorch: write the formula, and the operations are computed and recorded.
//!
//! A [`Graph`] owns the tape; a [`Var`] is a small copyable handle to one of its nodes. Operators
//! panic on shapes that do not fit, with the message that [`Graph::apply`] returns as an error.

use crate::error::Result;
use crate::float::Float;
use crate::op::Op;
use crate::ops;
use crate::tape::{NodeId, Tape};
use crate::tensor::{Shape, Tensor};
use std::cell::{Ref, RefCell, RefMut};
use std::sync::Arc;

/// A computation that is being recorded.
#[derive(Debug, Default)]
pub struct Graph<T: Float = f32> {
    tape: RefCell<Tape<T>>,
}

/// A tensor in a [`Graph`]: data, a parameter, or a result.
#[derive(Clone, Copy, Debug)]
pub struct Var<'g, T: Float = f32> {
    graph: &'g Graph<T>,
    id: NodeId,
}

impl<T: Float> Graph<T> {
    /// A graph with nothing in it.
    pub fn new() -> Self {
        Self { tape: RefCell::new(Tape::new()) }
    }

    /// Puts data in; it gets no gradient.
    pub fn tensor(&self, tensor: impl Into<Tensor<T>>) -> Var<'_, T> {
        let id = self.tape.borrow_mut().leaf(&tensor.into(), false);
        Var { graph: self, id }
    }

    /// Puts a parameter in: a tensor with `requires_grad=True`.
    pub fn parameter(&self, tensor: impl Into<Tensor<T>>) -> Var<'_, T> {
        let id = self.tape.borrow_mut().leaf(&tensor.into(), true);
        Var { graph: self, id }
    }

    /// Computes and records any operation.
    ///
    /// # Errors
    /// When the shapes do not fit the operation.
    pub fn apply(&self, op: impl Op<T> + 'static, inputs: &[Var<'_, T>]) -> Result<Var<'_, T>> {
        assert!(inputs.iter().all(|input| std::ptr::eq(input.graph, self)), "the inputs belong to different graphs");
        let inputs: Vec<_> = inputs.iter().map(|input| input.id).collect();
        let id = self.tape.borrow_mut().apply(Arc::new(op), &inputs)?;
        Ok(Var { graph: self, id })
    }

    /// The handle of a node.
    pub fn var(&self, id: NodeId) -> Var<'_, T> {
        Var { graph: self, id }
    }

    /// The tape, to look at.
    pub fn tape(&self) -> Ref<'_, Tape<T>> {
        self.tape.borrow()
    }

    /// The tape, to record on or to change.
    pub fn tape_mut(&self) -> RefMut<'_, Tape<T>> {
        self.tape.borrow_mut()
    }

    /// Forgets what was recorded after `kept`: call it between training steps, so that a long
    /// training does not record for ever. Handles to forgotten nodes must not be used again.
    pub fn truncate_after(&self, kept: Var<'_, T>) {
        self.tape.borrow_mut().truncate(kept.id.index() + 1);
    }
}

impl<'g, T: Float> Var<'g, T> {
    /// The node on the tape.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The graph that this belongs to.
    pub fn graph(self) -> &'g Graph<T> {
        self.graph
    }

    /// The shape.
    pub fn shape(self) -> Shape {
        self.graph.tape.borrow().node(self.id).shape().clone()
    }

    /// A copy of the numbers, `tensor.detach()`.
    pub fn value(self) -> Tensor<T> {
        let tape = self.graph.tape.borrow();
        let mut tensor = Tensor::zeros(tape.node(self.id).shape().dims());
        tensor.data_mut().copy_from_slice(tape.value(self.id));
        tensor
    }

    /// The only number of a tensor, `tensor.item()`; the first one where there are more.
    pub fn item(self) -> T {
        self.graph.tape.borrow().value(self.id).first().copied().unwrap_or_else(T::nan)
    }

    /// The gradient, `tensor.grad`; `None` before a backward pass has reached this tensor.
    pub fn grad(self) -> Option<Tensor<T>> {
        let tape = self.graph.tape.borrow();
        let mut tensor = Tensor::zeros(tape.node(self.id).shape().dims());
        tensor.data_mut().copy_from_slice(tape.grad(self.id)?);
        Some(tensor)
    }

    /// Computes the gradients of everything that this number was computed from.
    ///
    /// # Errors
    /// When this is not a single number, or no parameter takes part in it.
    pub fn backward(self) -> Result<()> {
        self.graph.tape.borrow_mut().backward_from(self.id)
    }

    fn apply(self, op: impl Op<T> + 'static, others: &[Self]) -> Self {
        let inputs: Vec<_> = std::iter::once(self).chain(others.iter().copied()).collect();
        match self.graph.apply(op, &inputs) {
            Ok(var) => var,
            Err(error) => panic!("{error}"),
        }
    }

    /// `torch.matmul(self, other)`.
    #[cfg(not(feature = "full"))]
    #[must_use]
    pub fn matmul(self, other: Self) -> Self {
        self.apply(ops::MatMul, &[other])
    }
}

macro_rules! unary {
    ($($method:ident $Op:ident $doc:literal)+) => {
        impl<T: Float> Var<'_, T> {
            $(#[doc = $doc] #[must_use] pub fn $method(self) -> Self { self.apply(ops::$Op, &[]) })+
        }
    };
}

unary! {
    t Transpose "`tensor.t()`: rows become columns."
    sum Sum "`tensor.sum()`: all cells added up."
    mean Mean "`tensor.mean()`: the average of all cells."
    square Square "`tensor.square()`: each cell squared."
    abs Abs "`tensor.abs()`: each cell without its sign."
    exp Exp "`tensor.exp()`: e to the power of each cell."
    log Log "`tensor.log()`: the natural logarithm of each cell."
}

#[cfg(feature = "full")]
unary! {
    relu Relu "`tensor.relu()`: negative cells become 0."
    sigmoid Sigmoid "`tensor.sigmoid()`: each cell squeezed into 0 … 1."
    tanh Tanh "`tensor.tanh()`: each cell squeezed into −1 … 1."
}

macro_rules! operator {
    ($($Trait:ident $method:ident)+) => {
        $(
            impl<'g, T: Float> std::ops::$Trait for Var<'g, T> {
                type Output = Var<'g, T>;
                fn $method(self, other: Self) -> Self { self.apply(ops::$Trait, &[other]) }
            }

            impl<'g, T: Float> std::ops::$Trait<&Var<'g, T>> for &Var<'g, T> {
                type Output = Var<'g, T>;
                fn $method(self, other: &Var<'g, T>) -> Var<'g, T> { self.apply(ops::$Trait, &[*other]) }
            }

            impl<'g, T: Float> std::ops::$Trait<&Var<'g, T>> for Var<'g, T> {
                type Output = Var<'g, T>;
                fn $method(self, other: &Var<'g, T>) -> Var<'g, T> { self.apply(ops::$Trait, &[*other]) }
            }

            impl<'g, T: Float> std::ops::$Trait<T> for Var<'g, T> {
                type Output = Var<'g, T>;
                fn $method(self, other: T) -> Self { self.apply(ops::$Trait, &[self.graph.tensor(other)]) }
            }
        )+
    };
}

operator! { Add add  Sub sub  Mul mul  Div div }

impl<T: Float> std::ops::Neg for Var<'_, T> {
    type Output = Self;

    fn neg(self) -> Self {
        self.apply(ops::Neg, &[])
    }
}

// After the macro that it uses.
#[cfg(feature = "full")]
mod methods;
