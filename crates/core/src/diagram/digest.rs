//! What a small picture shows of a tensor: its first rows and columns, and from where to where its numbers go.

use crate::float::Float;
use crate::plain::{Number, not_finite_word};
use serde::Serialize;

/// How many rows and columns of a tensor a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// The rows: all sizes but the last, multiplied.
    pub rows: usize,
    /// The columns: the last size.
    pub columns: usize,
    /// Whether the tensor has more than these.
    pub more: bool,
}

impl Grid {
    /// A picture has at most this many rows, and columns.
    pub const MOST: usize = 16;

    /// What is shown of a tensor with these sizes.
    pub fn of(dims: &[usize]) -> Self {
        let columns = dims.last().copied().unwrap_or(1);
        let rows: usize = dims.iter().rev().skip(1).product();
        let more = rows > Self::MOST || columns > Self::MOST;
        Self { rows: rows.min(Self::MOST), columns: columns.min(Self::MOST), more }
    }

    /// How many cells are shown.
    pub fn count(self) -> usize {
        self.rows * self.columns
    }

    /// The cells that are shown, row by row; `width` is the tensor's own number of columns.
    pub(super) fn cells<T: Copy>(self, cells: &[T], width: usize) -> impl Iterator<Item = T> {
        let rows = cells.chunks(width.max(1)).take(self.rows);
        rows.flat_map(move |row| row.iter().take(self.columns).copied())
    }
}

/// All numbers of a tensor in short.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Digest<T: Float> {
    /// The smallest finite number; none where no number is finite.
    pub low: Option<Number<T>>,
    /// The largest.
    pub high: Option<Number<T>>,
    /// The first number that is not finite: `"inf"`, `"-inf"` or `"nan"`.
    pub odd: Option<&'static str>,
}

impl<T: Float> Digest<T> {
    /// Looks at all cells.
    pub fn of(cells: &[T]) -> Self {
        let finite = || cells.iter().copied().filter(|cell| cell.is_finite());
        let low = finite().reduce(|low, cell| if cell < low { cell } else { low });
        let high = finite().reduce(|high, cell| if cell > high { cell } else { high });
        let odd = if T::all_finite(cells) { None } else { cells.iter().copied().find_map(not_finite_word) };
        Self { low: low.map(Number), high: high.map(Number), odd }
    }
}
