//! Numbers, lists and names as other programs read them.

use crate::float::Float;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A number in full, as `tensor.tolist()` gives it; `"inf"`, `"-inf"` or `"nan"` where it is not
/// finite, because JSON has no numbers for these.
#[derive(Clone, Copy, Debug)]
pub struct Number<T>(pub T);

impl<T: Float> Serialize for Number<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match not_finite_word(self.0) {
            Some(word) => serializer.serialize_str(word),
            None => serializer.serialize_f64(self.0.as_f64()),
        }
    }
}

/// The word for a number that is not finite.
pub fn not_finite_word<T: Float>(number: T) -> Option<&'static str> {
    match number {
        _ if number.is_finite() => None,
        _ if number.is_nan() => Some("nan"),
        _ if number > T::zero() => Some("inf"),
        _ => Some("-inf"),
    }
}

/// Numbers one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Flat<'c, T>(pub &'c [T]);

impl<T: Float> Serialize for Flat<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|cell| Number(*cell)))
    }
}

/// Numbers as nested lists, as their shape says: `[[1, 2], [3, 4]]`.
#[derive(Clone, Copy, Debug)]
pub struct Nested<'c, T> {
    /// The sizes, outermost first.
    pub dims: &'c [usize],
    /// The numbers in row-major order.
    pub cells: &'c [T],
}

impl<'c, T> Nested<'c, T> {
    /// The lists inside the outermost one; none for a single number.
    pub fn rows(&self) -> Option<impl ExactSizeIterator<Item = Self> + use<'c, T>> {
        let (size, dims) = self.dims.split_first()?;
        let width = self.cells.len().checked_div(*size).unwrap_or(0).max(1);
        Some(self.cells.chunks(width).map(move |cells| Nested { dims, cells }))
    }
}

impl<T: Float> Serialize for Nested<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.rows(), self.cells) {
            (Some(rows), _) => {
                let mut list = serializer.serialize_seq(Some(rows.len()))?;
                rows.into_iter().try_for_each(|row| list.serialize_element(&row))?;
                list.end()
            }
            (None, [cell, ..]) => Number(*cell).serialize(serializer),
            (None, []) => serializer.serialize_unit(),
        }
    }
}

/// Things by name, in the order in which they stand.
#[derive(Clone, Debug)]
pub struct Named<N, V>(pub Vec<(N, V)>);

impl<N: Serialize, V: Serialize> Serialize for Named<N, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}
