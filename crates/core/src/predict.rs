//! Predicting what the next operation gives: the question, hints, and how far off an answer is.
//!
//! The next operation is computed on a sheet of its own; nothing that anybody can see changes.

use crate::explain::{Account, Asked, ChainTerm, Piece};
use crate::float::Float;
use crate::op::Role;
use crate::program::Micro;
use crate::stepper::Stepper;
use serde::Serialize;

/// What may be asked about the next operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// `"value"`, `"gradient"` or `"parameter"`; `"nothing"` where the operation has no single number as its result.
    pub asks: &'static str,
    /// The operation, with question marks for what it will write.
    pub account: Account,
}

/// What helps with a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// Of a backward step: the first term of the chain rule, without its product.
    pub term: Option<ChainTerm>,
    /// How many such terms are added up.
    pub terms: usize,
    /// Of an update in several lines: what the first line gives.
    pub line: Option<Vec<Piece>>,
}

/// How good an answer is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// `"right"` or `"off"`; `"empty"`, `"unreadable"` or `"infinite"` for what is not a number; `"lost"` where the
    /// result itself is not finite.
    pub kind: &'static str,
    /// The answer as it was understood.
    pub said: Option<f64>,
    /// How far it is from the result.
    pub off: Option<f64>,
    /// The same in percent of the result, where that is not 0.
    pub percent: Option<f64>,
}

/// An answer is right if it is as near as this to the result, measured by the result…
pub const RELATIVE: f64 = 0.01;
/// …or as near as this in any case: what four decimals can show.
pub const ABSOLUTE: f64 = 0.000_05;
/// Nobody types a longer number.
const LONGEST: usize = 64;

impl<T: Float> Stepper<T> {
    /// Asks about a cell of what the next operation gives; nothing at the end of the training.
    pub fn question(&mut self, asked: Asked) -> Option<Question> {
        self.at_next(|stepper, operation| {
            let asks = match stepper.micro_of_step(operation) {
                Micro::Forward(_) => "value",
                Micro::Backward(_) => "gradient",
                Micro::Update(_) => "parameter",
                _ => "nothing",
            };
            Question { asks, account: stepper.account(Asked { operation, ..asked }) }
        })
    }

    /// One factor of the chain rule, or one line of the update.
    pub fn hint(&mut self, asked: Asked) -> Option<Hint> {
        self.at_next(|stepper, operation| {
            let account = stepper.account(Asked { operation, ..asked });
            let begins = stepper.micro_of_step(operation) == Micro::Backward(stepper.circuit().loss);
            let term = account.chain.and_then(|chain| chain.terms.into_iter().next()).map(|term| ChainTerm {
                // Where the backward pass begins, the gradient of the loss with respect to itself is 1.
                incoming: if begins { Piece::number(Role::Grad, T::one()) } else { term.incoming },
                ..term
            });
            let line = match stepper.micro_of_step(operation) {
                Micro::Update(index) => stepper.first_line(index, account.cell),
                _ => None,
            };
            Hint { term, terms: account.terms, line }
        })
    }

    /// What the next operation will write into the cell.
    pub fn peek(&mut self, asked: Asked) -> Option<T> {
        self.at_next(|stepper, operation| {
            let Account { choice, cell, .. } = stepper.account(Asked { operation, ..asked });
            match stepper.micro_of_step(operation) {
                Micro::Forward(id) => stepper.tape.preview(id).get(cell).copied(),
                Micro::Backward(id) => {
                    let ones = vec![T::one(); stepper.tape.value(id).len()];
                    let slot = *stepper.slots_of(Micro::Backward(id)).get(choice)?;
                    let g = if id == stepper.circuit().loss { &ones } else { stepper.tape.grad(id)? };
                    stepper.tape.contribution_of(id, slot, g).get(cell).copied()
                }
                Micro::Update(index) => stepper.optimizer.preview(index, &stepper.tape)?.get(cell).copied(),
                _ => None,
            }
        })?
    }

    /// Compares an answer with what the next operation will write.
    pub fn judge(&mut self, asked: Asked, answer: &str) -> Option<Verdict> {
        let result = self.peek(asked)?.as_f64();
        let not_a_number = |kind| Verdict { kind, said: None, off: None, percent: None };
        if !result.is_finite() {
            return Some(not_a_number("lost"));
        }
        let said = match read(answer) {
            Ok(said) => said,
            Err(kind) => return Some(not_a_number(kind)),
        };
        let off = (said - result).abs();
        let kind = if off <= (RELATIVE * result.abs()).max(ABSOLUTE) { "right" } else { "off" };
        let percent = (result != 0.0).then(|| 100.0 * off / result.abs());
        Some(Verdict { kind, said: Some(said), off: Some(off), percent })
    }
}

/// Reads a number as people type it: `1/3`, `0,25`, `−0.5`, `１．５`, `2e-3`, `2×10⁻³`.
///
/// # Errors
/// `"empty"`, `"unreadable"`, or `"infinite"` for a division by zero or a number beyond all bounds.
pub fn read(text: &str) -> Result<f64, &'static str> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(plain).collect();
    let plain = plain.replace("*10^", "e").replace("×10^", "e").replace("×10", "e").replace("·10", "e");
    if plain.is_empty() {
        return Err("empty");
    }
    if plain.chars().count() > LONGEST {
        return Err("unreadable");
    }
    let number = |part: &str| {
        let typed = part.chars().all(|c| c.is_ascii_digit() || "+-.e".contains(c));
        part.parse().ok().filter(|_: &f64| typed).ok_or("unreadable")
    };
    let value = match plain.split_once('/') {
        Some((above, below)) => number(above)? / number(below)?,
        None => number(&plain)?,
    };
    if value.is_finite() { Ok(value) } else { Err("infinite") }
}

/// A character of a number in its plainest form: full-width digits, several kinds of minus, a decimal comma, exponents.
fn plain(c: char) -> char {
    match c {
        '！'..='～' => plain(char::from_u32(c as u32 - 0xfee0).unwrap_or(c)),
        '−' | '–' | '—' | '‐' | '‑' | '﹣' | '⁻' => '-',
        ',' | '。' | '、' | '٫' => '.',
        '⁄' | '∕' | '÷' => '/',
        '⁺' => '+',
        'E' => 'e',
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10).unwrap_or(c),
        _ => c,
    }
}
