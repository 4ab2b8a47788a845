//! L-BFGS: guesses the curvature of the loss from its last steps.
//!
//! It computes the loss several times in each step, so it takes a closure and has no place in an
//! experiment, whose program has one forward and one backward pass.

use crate::error::Result;
use crate::float::Float;
use crate::graph::Graph;
use crate::tape::NodeId;
use std::collections::VecDeque;

/// How far to go along a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineSearch {
    /// `"strong_wolfe"`: until the loss and its slope have both become smaller.
    StrongWolfe,
}

/// `torch.optim.LBFGS`: its arguments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LBFGS {
    /// The learning rate. Defaults to 1.
    pub lr: f64,
    /// The most iterations of one step. Defaults to 20.
    pub max_iter: usize,
    /// The most computations of the loss in one step. Defaults to a quarter more than `max_iter`.
    pub max_eval: Option<usize>,
    /// It stops where no gradient is larger. Defaults to 1e-7.
    pub tolerance_grad: f64,
    /// It stops where loss and parameters change by less. Defaults to 1e-9.
    pub tolerance_change: f64,
    /// How many steps it remembers. Defaults to 100.
    pub history_size: usize,
    /// How it finds the length of a step. Defaults to none: the learning rate.
    pub line_search_fn: Option<LineSearch>,
    /// Whether the loss shall become as large as it can. Defaults to false.
    pub maximize: bool,
}

impl Default for LBFGS {
    fn default() -> Self {
        Self {
            lr: 1.0,
            max_iter: 20,
            max_eval: None,
            tolerance_grad: 1e-7,
            tolerance_change: 1e-9,
            history_size: 100,
            line_search_fn: None,
            maximize: false,
        }
    }
}

/// An earlier step: how the gradient changed, how the parameters changed, and 1 / (both multiplied).
#[derive(Debug)]
struct Change<T> {
    grad: Vec<T>,
    step: Vec<T>,
    ro: T,
}

/// [`LBFGS`] at work on a list of parameters.
#[derive(Debug)]
pub struct Minimizer<T: Float> {
    settings: LBFGS,
    parameters: Vec<NodeId>,
    iterations: usize,
    direction: Vec<T>,
    length: f64,
    changes: VecDeque<Change<T>>,
    scale: T,
    last_grad: Vec<T>,
}

impl LBFGS {
    /// `torch.optim.LBFGS(model.parameters(), …)`.
    pub fn minimizer<T: Float>(self, parameters: &[(String, NodeId)]) -> Minimizer<T> {
        Minimizer {
            settings: self,
            parameters: parameters.iter().map(|(_, id)| *id).collect(),
            iterations: 0,
            direction: Vec::new(),
            length: 0.0,
            changes: VecDeque::new(),
            scale: T::one(),
            last_grad: Vec::new(),
        }
    }
}

impl<T: Float> Minimizer<T> {
    /// `optimizer.step(closure)`: one step of several iterations. The closure forgets the gradients,
    /// computes the loss, runs the backward pass and gives the loss back. Gives the first loss.
    ///
    /// # Errors
    /// Those of the closure.
    pub fn step(&mut self, graph: &Graph<T>, mut closure: impl FnMut() -> Result<T>) -> Result<T> {
        let LBFGS { lr, max_iter, max_eval, tolerance_grad, tolerance_change, line_search_fn, .. } = self.settings;
        let max_eval = max_eval.unwrap_or(max_iter * 5 / 4);
        let first_loss = closure()?;
        let mut loss = self.signed(first_loss).as_f64();
        let mut evaluations = 1;
        let mut grad = self.gathered(graph);
        if largest(&grad) <= tolerance_grad {
            return Ok(first_loss);
        }
        for iteration in 1..=max_iter {
            self.iterations += 1;
            self.turn(&grad);
            self.last_grad.clone_from(&grad);
            let last_loss = loss;
            let slope = dot(&grad, &self.direction);
            self.length = if self.iterations == 1 {
                let sum = grad.iter().fold(T::zero(), |sum, g| sum + g.abs()).as_f64();
                (1.0 / sum).min(1.0) * lr
            } else {
                lr
            };
            if slope.as_f64() > -tolerance_change {
                break;
            }
            if line_search_fn.is_some() {
                let search = Search { slope: slope.as_f64(), max: max_eval.saturating_sub(evaluations) };
                let found = self.search(graph, &mut closure, loss, &grad, search)?;
                (loss, grad, self.length) = (found.loss, found.grad, found.length);
                evaluations += found.evaluations;
                self.go(graph, self.length);
            } else {
                self.go(graph, self.length);
                if iteration < max_iter {
                    loss = self.signed(closure()?).as_f64();
                    grad = self.gathered(graph);
                    evaluations += 1;
                }
            }
            let length = T::from_f64(self.length);
            let moved = self.direction.iter().map(|d| (*d * length).abs().as_f64()).fold(0.0, f64::max);
            let still = moved <= tolerance_change || (loss - last_loss).abs() < tolerance_change;
            if evaluations >= max_eval || largest(&grad) <= tolerance_grad || still {
                break;
            }
        }
        Ok(first_loss)
    }

    /// The next direction: the gradient, turned by what the last steps tell about the curvature.
    fn turn(&mut self, grad: &[T]) {
        if self.iterations == 1 {
            self.direction = grad.iter().map(|g| -*g).collect();
            return;
        }
        let change: Vec<T> = grad.iter().zip(&self.last_grad).map(|(new, old)| *new - *old).collect();
        let length = T::from_f64(self.length);
        let step: Vec<T> = self.direction.iter().map(|d| *d * length).collect();
        let both = dot(&change, &step);
        if both > T::from_f64(1e-10) {
            if self.changes.len() >= self.settings.history_size {
                self.changes.pop_front();
            }
            self.scale = both / dot(&change, &change);
            self.changes.push_back(Change { grad: change, step, ro: T::one() / both });
        }
        let mut q: Vec<T> = grad.iter().map(|g| -*g).collect();
        let mut factors = Vec::with_capacity(self.changes.len());
        for change in self.changes.iter().rev() {
            let factor = dot(&change.step, &q) * change.ro;
            add(&mut q, &change.grad, -factor);
            factors.push(factor);
        }
        for cell in &mut q {
            *cell = *cell * self.scale;
        }
        for (change, factor) in self.changes.iter().zip(factors.iter().rev()) {
            let other = dot(&change.grad, &q) * change.ro;
            add(&mut q, &change.step, *factor - other);
        }
        self.direction = q;
    }

    /// What is to become small: a loss and its gradients, or their opposites.
    fn signed(&self, number: T) -> T {
        if self.settings.maximize { -number } else { number }
    }

    /// All gradients as one vector; zeros where there is none.
    fn gathered(&self, graph: &Graph<T>) -> Vec<T> {
        let tape = graph.tape();
        let mut all = Vec::new();
        for id in &self.parameters {
            match tape.grad(*id) {
                Some(grad) => all.extend(grad.iter().map(|g| self.signed(*g))),
                None => all.resize(all.len() + tape.value(*id).len(), T::zero()),
            }
        }
        all
    }

    /// Moves all parameters along the direction.
    fn go(&self, graph: &Graph<T>, length: f64) {
        let (mut tape, mut rest) = (graph.tape_mut(), &self.direction[..]);
        for id in &self.parameters {
            let cells = tape.value_mut(*id);
            let (own, others) = rest.split_at(cells.len());
            add(cells, own, T::from_f64(length));
            rest = others;
        }
    }

    /// Loss, gradient and slope at a distance from here; the parameters stay where they are.
    fn look(&self, graph: &Graph<T>, closure: &mut dyn FnMut() -> Result<T>, length: f64) -> Result<Point<T>> {
        let here: Vec<Vec<T>> = self.parameters.iter().map(|id| graph.tape().value(*id).to_vec()).collect();
        self.go(graph, length);
        let loss = self.signed(closure()?).as_f64();
        let grad = self.gathered(graph);
        for (id, cells) in self.parameters.iter().zip(here) {
            graph.tape_mut().value_mut(*id).copy_from_slice(&cells);
        }
        let slope = dot(&grad, &self.direction).as_f64();
        Ok(Point { length, loss, grad, slope })
    }

    /// A length at which loss and slope are small enough: first a bracket around one, then smaller brackets.
    fn search(
        &self,
        graph: &Graph<T>,
        closure: &mut dyn FnMut() -> Result<T>,
        loss: f64,
        grad: &[T],
        search: Search,
    ) -> Result<Found<T>> {
        let too_high = |point: &Point<T>| point.loss > loss + 1e-4 * point.length * search.slope;
        let flat = |point: &Point<T>| point.slope.abs() <= -0.9 * search.slope;
        let start = Point { length: 0.0, loss, grad: grad.to_vec(), slope: search.slope };
        let mut before = start.clone();
        let mut point = self.look(graph, closure, self.length)?;
        let (mut evaluations, mut tries) = (1, 0);
        let mut bracket = loop {
            if tries == search.max {
                break [start, point];
            }
            if too_high(&point) || (tries > 1 && point.loss >= before.loss) {
                break [before, point];
            }
            if flat(&point) {
                return Ok(point.found(evaluations));
            }
            if point.slope >= 0.0 {
                break [before, point];
            }
            let limits = (point.length + 0.01 * (point.length - before.length), point.length * 10.0);
            let length = lowest(&before, &point, limits);
            let next = self.look(graph, closure, length)?;
            before = std::mem::replace(&mut point, next);
            evaluations += 1;
            tries += 1;
        };
        let steepest = largest(&self.direction);
        let mut stuck = false;
        // The end with the lower loss stands first.
        if bracket[0].loss > bracket[1].loss {
            bracket.swap(0, 1);
        }
        while tries < search.max {
            let [low, high] = &bracket;
            let (least, most) = (low.length.min(high.length), low.length.max(high.length));
            // PyTorch does not hand its `tolerance_change` on to here.
            if (most - least) * steepest < 1e-9 {
                break;
            }
            // PyTorch gives the ends in the order in which they were found; the curve is the same.
            let mut length = lowest(low, high, (least, most));
            let margin = 0.1 * (most - least);
            if (most - length).min(length - least) < margin {
                if stuck || length >= most || length <= least {
                    length =
                        if (length - most).abs() < (length - least).abs() { most - margin } else { least + margin };
                    stuck = false;
                } else {
                    stuck = true;
                }
            } else {
                stuck = false;
            }
            let point = self.look(graph, closure, length)?;
            evaluations += 1;
            tries += 1;
            if too_high(&point) || point.loss >= bracket[0].loss {
                bracket[1] = point;
                if bracket[0].loss > bracket[1].loss {
                    bracket.swap(0, 1);
                }
            } else {
                let done = flat(&point);
                if !done && point.slope * (bracket[1].length - bracket[0].length) >= 0.0 {
                    bracket.swap(0, 1);
                }
                bracket[0] = point;
                if done {
                    break;
                }
            }
        }
        let [low, _] = bracket;
        Ok(low.found(evaluations))
    }
}

/// What a line search is given.
#[derive(Clone, Copy, Debug)]
struct Search {
    slope: f64,
    max: usize,
}

/// What a line search found.
struct Found<T> {
    loss: f64,
    grad: Vec<T>,
    length: f64,
    evaluations: usize,
}

/// A point along the direction.
#[derive(Clone, Debug)]
struct Point<T> {
    length: f64,
    loss: f64,
    grad: Vec<T>,
    slope: f64,
}

impl<T> Point<T> {
    fn found(self, evaluations: usize) -> Found<T> {
        Found { loss: self.loss, grad: self.grad, length: self.length, evaluations }
    }
}

/// Where the cubic curve through two points, with their slopes, is lowest; within limits.
fn lowest<T>(a: &Point<T>, b: &Point<T>, (least, most): (f64, f64)) -> f64 {
    let d1 = a.slope + b.slope - 3.0 * (a.loss - b.loss) / (a.length - b.length);
    let square = d1 * d1 - a.slope * b.slope;
    if square < 0.0 || square.is_nan() {
        return f64::midpoint(least, most);
    }
    let root = square.sqrt();
    let position = if a.length <= b.length {
        b.length - (b.length - a.length) * ((b.slope + root - d1) / (b.slope - a.slope + 2.0 * root))
    } else {
        a.length - (a.length - b.length) * ((a.slope + root - d1) / (a.slope - b.slope + 2.0 * root))
    };
    position.max(least).min(most)
}

fn dot<T: Float>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (a, b)| sum + *a * *b)
}

/// `a += factor · b`
fn add<T: Float>(a: &mut [T], b: &[T], factor: T) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a = T::fused(factor, *b, *a));
}

fn largest<T: Float>(cells: &[T]) -> f64 {
    cells.iter().map(|cell| cell.abs().as_f64()).fold(0.0, f64::max)
}
