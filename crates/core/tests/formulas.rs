//! The formulas that a reader meets are true: with the numbers of the worked examples put in for the letters,
//! they give the numbers that the operation computed, forwards and backwards, cell by cell.

use chalkgrad::op::{Cell, Combine, Link};
use chalkgrad::tape::NodeId;
use chalkgrad::{Tape, Tensor, ops};
use std::iter::Peekable;
use std::str::Chars;
use std::sync::Arc;

#[test]
fn formulas_give_the_numbers_of_the_worked_examples() {
    let mut checked = 0;
    for op in ops::all::<f64>() {
        let (info, example) = (op.info(), &op.info().example);
        let mut tape = Tape::new();
        let leaf = |(dims, data): &(&[usize], &[f64])| {
            tape.leaf(&Tensor::new(dims, data.to_vec()).expect("a good example"), true)
        };
        let inputs: Vec<_> = example.inputs.iter().map(leaf).collect();
        let y = tape.apply(Arc::clone(&op), &inputs).expect(info.name);
        let shapes: Vec<_> = inputs.iter().map(|id| tape.node(*id).shape()).collect();
        let links = |cell| op.links(&shapes, tape.node(y).shape(), cell);

        for (cell, expect) in example.output.1.iter().enumerate() {
            let links = links(Cell::Output(cell));
            let sum: f64 = links.iter().map(|link| term(info.term, &tape, y, &inputs, link, links.len())).sum();
            let n = if info.combine == Combine::Mean { links.len() as f64 } else { 1.0 };
            check(info.name, info.term, cell, sum / n, *expect);
        }
        for (slot, grads) in example.grads.iter().enumerate() {
            let n = if info.combine == Combine::Mean { shapes[0].count() } else { 1 };
            for (cell, expect) in grads.iter().enumerate() {
                let links = links(Cell::Input(slot, cell));
                let terms = links.iter().map(|link| term(info.backward[slot], &tape, y, &inputs, link, n));
                check(info.name, info.backward[slot], cell, terms.sum(), *expect);
            }
        }
        checked += 1;
    }
    assert!(checked >= 60, "only {checked} operations were checked");
}

#[test]
fn a_wrong_formula_would_be_found() {
    let letters = [("x", 3.0), ("α", 0.5)];
    let check = |formula: &str, expect: f64| assert_eq!(Reader::read(formula, &letters), expect, "{formula}");
    check("2 · x² − 1", 17.0);
    check("−x² + |−x| / 2", -7.5);
    check("max(0, x) + α · min(0, x)", 3.0);
    check("[0 < x ≤ 3] + 2 · [x ≠ 3]", 1.0);
    check("√(x + 1) ^ 3", 8.0);
}

fn check(op: &str, formula: &str, cell: usize, ours: f64, expect: f64) {
    // Formulas show rounded constants, such as SELU's 1.0507.
    let close = (ours - expect).abs() <= 1e-4 * expect.abs().max(1.0);
    assert!(close, "{op}: “{formula}” gives {ours} for cell {cell}, not {expect}");
}

/// One term of a formula with numbers for its letters; the incoming gradient is 1.
fn term(formula: &str, tape: &Tape<f64>, y: NodeId, inputs: &[NodeId], link: &Link, n: usize) -> f64 {
    let info = tape.node(y).op().expect("an operation").info();
    let mut letters = tape.letters(y, link);
    letters.extend([("g", 1.0), ("y", tape.value(y)[link.output]), ("n", n as f64), ("π", std::f64::consts::PI)]);
    let numbers = inputs.iter().zip(&link.inputs).map(|(id, cell)| tape.value(*id).get(*cell).copied());
    letters.extend(info.inputs.iter().copied().zip(numbers.map(|number| number.unwrap_or(f64::NAN))));
    // “…, t = …” names a part that occurs more than once.
    let (formula, named) = formula.split_once(", t = ").unwrap_or((formula, ""));
    if !named.is_empty() {
        let t = Reader::read(named, &letters);
        letters.push(("t", t));
    }
    Reader::read(formula, &letters)
}

/// Reads formulas as they are written for people: `·`, `−`, `x²`, `√x`, `|x|`, and `[x > 0]`, which is 1 or 0.
struct Reader<'f> {
    formula: &'f str,
    rest: Peekable<Chars<'f>>,
    letters: &'f [(&'static str, f64)],
}

impl<'f> Reader<'f> {
    fn read(formula: &'f str, letters: &'f [(&'static str, f64)]) -> f64 {
        let mut reader = Self { formula, rest: formula.chars().peekable(), letters };
        let value = reader.sum();
        assert_eq!(reader.peek(), None, "“{formula}” goes on");
        value
    }

    fn peek(&mut self) -> Option<char> {
        while self.rest.next_if_eq(&' ').is_some() {}
        self.rest.peek().copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        self.peek();
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn expect(&mut self, wanted: char) {
        assert!(self.take(wanted), "“{}” lacks {wanted}", self.formula);
    }

    fn sum(&mut self) -> f64 {
        let mut sum = self.product();
        loop {
            if self.take('+') {
                sum += self.product();
            } else if self.take('−') {
                sum -= self.product();
            } else {
                return sum;
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut product = self.signed();
        loop {
            if self.take('·') {
                product *= self.signed();
            } else if self.take('/') {
                product /= self.signed();
            } else {
                return product;
            }
        }
    }

    fn signed(&mut self) -> f64 {
        if self.take('−') { -self.signed() } else { self.power() }
    }

    fn power(&mut self) -> f64 {
        let base = self.factor();
        if self.take('²') {
            base * base
        } else if self.take('^') {
            base.powf(self.signed())
        } else {
            base
        }
    }

    fn factor(&mut self) -> f64 {
        match self.peek() {
            Some('(') => self.between('(', ')')[0],
            Some('|') => self.between('|', '|')[0].abs(),
            Some('[') => self.between('[', ']')[0],
            Some('√') => {
                self.take('√');
                self.factor().sqrt()
            }
            Some(digit) if digit.is_ascii_digit() => self.number(),
            _ => self.word(),
        }
    }

    fn between(&mut self, open: char, close: char) -> Vec<f64> {
        self.expect(open);
        let mut values = vec![self.comparison()];
        while self.take(',') {
            values.push(self.comparison());
        }
        self.expect(close);
        values
    }

    /// A sum; or `0 < x < 6`, which is 1 or 0.
    fn comparison(&mut self) -> f64 {
        let mut left = self.sum();
        let mut holds = None;
        while let Some(sign) = self.peek().filter(|sign| "<>≤≥=≠".contains(*sign)) {
            self.rest.next();
            let right = self.sum();
            let true_here = match sign {
                '<' => left < right,
                '>' => left > right,
                '≤' => left <= right,
                '≥' => left >= right,
                '=' => left == right,
                _ => left != right,
            };
            holds = Some(holds.unwrap_or(true) && true_here);
            left = right;
        }
        holds.map_or(left, |holds| f64::from(u8::from(holds)))
    }

    fn number(&mut self) -> f64 {
        let mut text = String::new();
        while let Some(digit) = self.rest.next_if(|c| c.is_ascii_digit() || *c == '.') {
            text.push(digit);
        }
        text.parse().expect("digits")
    }

    /// A letter, or a function with its arguments.
    fn word(&mut self) -> f64 {
        let mut word = String::new();
        while let Some(letter) = self.rest.next_if(|c| c.is_alphabetic()) {
            word.push(letter);
        }
        if let Some((_, number)) = self.letters.iter().find(|(letter, _)| *letter == word) {
            return *number;
        }
        let x = if self.peek() == Some('(') { self.between('(', ')') } else { vec![self.factor()] };
        match (word.as_str(), &x[..]) {
            ("where", [condition, a, b]) => {
                if *condition == 0.0 {
                    *b
                } else {
                    *a
                }
            }
            ("clamp", [x, low, high]) => x.clamp(*low, *high),
            ("max", [a, b]) => a.max(*b),
            ("min", [a, b]) => a.min(*b),
            ("exp", [x]) => x.exp(),
            ("ln", [x]) => x.ln(),
            ("tanh", [x]) => x.tanh(),
            ("sign", [x]) => {
                if *x == 0.0 {
                    0.0
                } else {
                    x.signum()
                }
            }
            ("σ", [x]) => 1.0 / (1.0 + (-x).exp()),
            ("erf", [x]) => chalkgrad::Graph::<f64>::new().tensor(*x).erf().item(),
            _ => panic!("“{}”: {word} is not known", self.formula),
        }
    }
}
