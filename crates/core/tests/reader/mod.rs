//! Works out formulas as they are written for people, with numbers for their letters.

use std::iter::Peekable;
use std::str::Chars;

/// Reads formulas as they are written for people: `·`, `−`, `x²`, `√x`, `|x|`, and `[x > 0]`, which is 1 or 0.
pub(crate) struct Reader<'f> {
    formula: &'f str,
    rest: Peekable<Chars<'f>>,
    letters: &'f [(&'static str, f64)],
}

impl<'f> Reader<'f> {
    pub(crate) fn read(formula: &'f str, letters: &'f [(&'static str, f64)]) -> f64 {
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
        if self.take('−') || self.take('-') { -self.signed() } else { self.power() }
    }

    fn power(&mut self) -> f64 {
        let base = self.factor();
        if self.take('²') {
            base * base
        } else if self.take('ᵗ') {
            base.powf(self.letters.iter().find(|(letter, _)| *letter == "t").expect("t is known").1)
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
        assert!(!word.is_empty(), "“{}”: {:?} cannot be read", self.formula, self.rest.peek());
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
