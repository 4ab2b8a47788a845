//! The formulas that a reader meets are true: with the numbers of the worked examples put in for the letters,
//! they give the numbers that the operation computed, forwards and backwards, cell by cell.

mod reader;

use chalkgrad::explain::local_derivative;
use chalkgrad::op::{Cell, Combine, Link};
use chalkgrad::tape::NodeId;
use chalkgrad::{Tape, Tensor, ops};
use reader::Reader;
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
                // The same apart: the local derivative of each term, by its formula and by the operation's own rule.
                let local = local_derivative(info.backward[slot]);
                for link in &links {
                    let ours = term(&local, &tape, y, &inputs, link, n);
                    let rule = tape.derivative(y, slot, link.output, cell).expect("a cell of the output");
                    check(info.name, &local, cell, ours, rule);
                }
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
