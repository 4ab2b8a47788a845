//! The formulas with numbers in them: what each operation made of its inputs, and the derivative at the point.

use super::curve::Curve;
use super::sheet::Sheet;
use super::subject::{Subject, derivative};
use crate::explain::{MOST_TERMS, Piece, combined, substitute, with_index};
use crate::op::{Cell, Link, Op, Role};
use crate::tape::NodeId;
use serde::Serialize;
use std::collections::BTreeMap;

/// A line of numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Equation {
    /// The operation, where a lesson has several.
    pub op: Option<&'static str>,
    /// Its parts.
    pub pieces: Vec<Piece>,
}

/// One line for each operation that had a part in the first number that came out; then the derivative.
pub(super) fn of(sheet: &Sheet, subject: &Subject, curve: Option<&Curve>) -> Vec<Equation> {
    let only = sheet.only_op();
    let cells = cells_that_count(sheet);
    let mut equations: Vec<_> = cells
        .iter()
        .filter_map(|(id, cell)| {
            let op = sheet.tape.node(*id).op()?.info();
            Some(Equation { op: only.is_none().then_some(op.name), pieces: forward(sheet, *id, *cell)? })
        })
        .collect();
    if let (Some(curve), Some(op)) = (curve, only.filter(|_| !matches!(subject, Subject::Loss(_)))) {
        let letter = op.inputs.get(curve.slot).copied().unwrap_or("x");
        let rule = op.backward.get(curve.slot).copied().unwrap_or("0");
        let link = Link { output: 0, inputs: vec![0; op.inputs.len()] };
        let mut pieces = vec![Piece::text(format!("d{}/d{letter} = ", "y"))];
        pieces.extend(numbers(sheet, sheet.output, &derivative(rule), &link));
        pieces.extend([Piece::text(" = "), Piece::number(Role::Grad, curve.point.slope)]);
        equations.push(Equation { op: None, pieces });
    }
    equations
}

/// The first number that came out, and for each operation before it the cell that it came from.
fn cells_that_count(sheet: &Sheet) -> BTreeMap<NodeId, usize> {
    let mut cells = BTreeMap::from([(sheet.output, 0)]);
    for id in sheet.computed().collect::<Vec<_>>().into_iter().rev() {
        let Some(cell) = cells.get(&id).copied() else { continue };
        let Some(link) = links(sheet, id, cell).into_iter().next() else { continue };
        for (input, cell) in sheet.tape.node(id).inputs().zip(link.inputs) {
            cells.entry(input).or_insert(cell);
        }
    }
    cells
}

fn links(sheet: &Sheet, id: NodeId, cell: usize) -> Vec<Link> {
    let node = sheet.tape.node(id);
    let shapes: Vec<_> = node.inputs().map(|input| sheet.tape.node(input).shape()).collect();
    node.op().map_or_else(Vec::new, |op| op.links(&shapes, node.shape(), Cell::Output(cell)))
}

/// `y = 2 · 3 = 6`
fn forward(sheet: &Sheet, id: NodeId, cell: usize) -> Option<Vec<Piece>> {
    let node = sheet.tape.node(id);
    let info = node.op().map(Op::info)?;
    let links = links(sheet, id, cell);
    let mut pieces = vec![Piece::text(format!("{} = ", with_index("y", node.shape(), cell)))];
    pieces.extend(combined(info.combine, &links, MOST_TERMS, &|link| numbers(sheet, id, info.term, link)));
    pieces.extend([Piece::text(" = "), Piece::number(Role::Value, *sheet.tape.value(id).get(cell)?)]);
    Some(pieces)
}

/// A formula with numbers for its letters.
fn numbers(sheet: &Sheet, id: NodeId, formula: &str, link: &Link) -> Vec<Piece> {
    let node = sheet.tape.node(id);
    let names = node.op().map_or(&[][..], |op| op.info().inputs);
    let letters = sheet.tape.letters(id, link);
    substitute(formula, &|symbol| {
        if let Some((_, number)) = letters.iter().find(|(letter, _)| *letter == symbol) {
            return Some(Piece::number(Role::Value, *number));
        }
        if symbol == "y" {
            return Some(Piece::number(Role::Value, *sheet.tape.value(id).get(link.output)?));
        }
        let slot = names.iter().position(|name| *name == symbol)?;
        let input = node.inputs().nth(slot)?;
        let role = match (sheet.tape.node(input).op(), sheet.inputs.first() == Some(&input)) {
            (Some(_), _) => Role::Value,
            (None, true) => Role::Data,
            (None, false) => Role::Model,
        };
        Some(Piece::number(role, *sheet.tape.value(input).get(*link.inputs.get(slot)?)?))
    })
}
