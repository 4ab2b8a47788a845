//! Putting numbers into formulas: the letters that stand for numbers are replaced, words stay.

use super::Piece;
use crate::float::Float;
use crate::op::{Combine, Link, Role};
use crate::optim::Substep;
use crate::tensor::Shape;

/// `w ← w − lr · g` with numbers for its letters, and what it came to.
pub(crate) fn line(target: &str, term: &str, number: &dyn Fn(&str) -> Option<Piece>, result: Piece) -> Vec<Piece> {
    let mut line = vec![Piece::text(format!("{target} ← "))];
    line.extend(substitute(term, number));
    line.extend([Piece::text(" = "), result]);
    line
}

/// The number of a letter of a line.
pub(crate) fn letter<T: Float>(step: &Substep<T>, symbol: &str) -> Option<Piece> {
    let (_, role, number) = step.values.iter().find(|(known, ..)| *known == symbol)?;
    Some(Piece::number(*role, *number))
}

/// What a line gives is of the kind that later lines read.
pub(crate) fn role_of<T>(step: &Substep<T>, later: &[Substep<T>]) -> Role {
    let read = later.iter().flat_map(|later| &later.values).find(|(letter, ..)| *letter == step.target);
    read.map_or(Role::Value, |(_, role, _)| *role)
}

/// The terms of a sum or a mean together.
pub(crate) fn combined(
    combine: Combine,
    links: &[Link],
    most: usize,
    term: &dyn Fn(&Link) -> Vec<Piece>,
) -> Vec<Piece> {
    let mut sum = joined(links, most, term);
    if combine == Combine::Mean {
        sum.insert(0, Piece::text("("));
        sum.push(Piece::text(format!(") / {}", links.len())));
    }
    sum
}

/// The terms added up; first terms, "…" and the last one where there are more than `most`.
pub(crate) fn joined(links: &[Link], most: usize, term: &dyn Fn(&Link) -> Vec<Piece>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if links.is_empty() {
        // A cell that reads nothing: the margin of an image.
        pieces.push(Piece::text("0"));
    }
    for (index, link) in links.iter().enumerate() {
        let skipped = links.len() > most && (most / 2..links.len() - 1).contains(&index);
        if skipped {
            if index == most / 2 {
                pieces.push(Piece::text(" + …"));
            }
            continue;
        }
        if index > 0 {
            pieces.push(Piece::text(" + "));
        }
        pieces.extend(in_brackets(term(link), index > 0));
    }
    pieces
}

/// Replaces the letters of a formula that stand for numbers; words such as `max` stay.
pub(crate) fn substitute(term: &str, number: &dyn Fn(&str) -> Option<Piece>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = term;
    while !rest.is_empty() {
        let letters = |c: char| c.is_ascii_alphabetic() || ('α'..='ω').contains(&c);
        let end = match rest.find(|c| !letters(c)) {
            Some(0) => rest.find(letters),
            end => end,
        };
        // A plain `split_at` would bring a table of all printable characters for its message.
        let (word, after) = end.and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""));
        rest = after;
        match number(word) {
            Some(piece) => {
                let alone = pieces.is_empty() && !after.starts_with('²');
                pieces.extend(in_brackets(vec![piece], !alone));
            }
            None => pieces.push(Piece::text(word)),
        }
    }
    pieces
}

/// Puts a negative number into brackets where a sign would otherwise follow a sign.
pub(super) fn in_brackets(mut pieces: Vec<Piece>, wanted: bool) -> Vec<Piece> {
    let negative = |piece: &Piece| piece.text.starts_with('-') && piece.role != Role::Text;
    if let ([piece], true) = (&pieces[..], wanted) {
        if negative(piece) {
            pieces.insert(0, Piece::text("("));
            pieces.push(Piece::text(")"));
        }
    } else if wanted && pieces.first().is_some_and(negative) {
        pieces.insert(1, Piece::text(")"));
        pieces.insert(0, Piece::text("("));
    }
    pieces
}

/// `y₂` for the second of several cells, `y` for an only one.
pub(crate) fn with_index(name: &str, shape: &Shape, cell: usize) -> String {
    let index = shape.index_of(cell);
    let digits = index.iter().zip(shape.dims()).filter(|(_, size)| **size > 1).map(|(place, _)| subscript(place + 1));
    format!("{name}{}", digits.collect::<Vec<_>>().join(","))
}

fn subscript(number: usize) -> String {
    number.to_string().chars().filter_map(|digit| char::from_u32('₀' as u32 + digit.to_digit(10)?)).collect()
}
