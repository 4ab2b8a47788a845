//! Writing down how a number came about, where somebody wants to see it.
//!
//! A rule is written once. Training runs it with [`Silent`], which the compiler removes; an explanation
//! runs the same code and collects each line.

use crate::op::Role;

/// One line of an update: a formula, the numbers for its letters, and the result.
#[derive(Clone, Debug)]
pub struct Substep<T> {
    /// The letter that gets the result.
    pub target: &'static str,
    /// The formula.
    pub term: &'static str,
    /// The letters of the formula, what kind of number each is, and the number.
    pub values: Vec<(&'static str, Role, T)>,
    /// The result.
    pub result: T,
}

/// Notes a line, and gives its result back.
pub trait Pen<T> {
    /// `target ← term`, with the numbers of its letters.
    fn note(&mut self, target: &'static str, term: &'static str, values: &[(&'static str, Role, T)], result: T) -> T;
}

/// Nobody looks.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl<T> Pen<T> for Silent {
    #[inline]
    fn note(&mut self, _: &'static str, _: &'static str, _: &[(&'static str, Role, T)], result: T) -> T {
        result
    }
}

impl<T: Copy> Pen<T> for Vec<Substep<T>> {
    fn note(&mut self, target: &'static str, term: &'static str, values: &[(&'static str, Role, T)], result: T) -> T {
        self.push(Substep { target, term, values: values.to_vec(), result });
        result
    }
}
