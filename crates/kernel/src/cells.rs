//! Loops over the cells of several slices at once, four cells at a time.

use crate::Number;
use crate::simd::Four;

/// Writes the same cells of all outputs from those of all inputs. The rule gets the inputs and what was in the
/// outputs before. All slices are as long as the first output; where the last cells are fewer than four, the rule
/// sees zeros in the places of the others.
#[inline(always)]
pub(crate) fn each<T: Number, const I: usize, const O: usize>(
    inputs: [&[T]; I],
    outputs: [&mut [T]; O],
    mut rule: impl FnMut([T::Four; I], [T::Four; O]) -> [T::Four; O],
) {
    let count = outputs[0].len();
    let whole = count / 4;
    let (fours, rests) =
        (inputs.map(|cells| &cells.as_chunks::<4>().0[..whole]), inputs.map(|cells| &cells[whole * 4..count]));
    let mut outputs = outputs.map(|cells| cells[..count].as_chunks_mut::<4>());
    for index in 0..whole {
        let old = std::array::from_fn(|output| T::Four::load(&outputs[output].0[index]));
        let new = rule(fours.map(|cells| T::Four::load(&cells[index])), old);
        outputs.iter_mut().zip(new).for_each(|((cells, _), new)| new.store(&mut cells[index]));
    }
    if !count.is_multiple_of(4) {
        let old = std::array::from_fn(|output| filled(&*outputs[output].1));
        let new = rule(rests.map(filled), old);
        outputs.iter_mut().zip(new).for_each(|((_, rest), new)| keep(new, rest));
    }
}

/// Goes through the columns of rows: eight at a time, then four, whose row `$V` fours wide stays in registers; then
/// what is left over.
macro_rules! by_columns {
    ($width:ident, |$start:ident, $V:ident| $some:expr, |$rest:ident| $last:expr) => {
        let mut $start = 0;
        while $start + 8 <= $width {
            const $V: usize = 2;
            $some;
            $start += 8;
        }
        if $start + 4 <= $width {
            const $V: usize = 1;
            $some;
            $start += 4;
        }
        if $start < $width {
            let $rest = $start..$width;
            $last;
        }
    };
}
pub(crate) use by_columns;

/// Some fours, from a cell on.
#[inline(always)]
pub(crate) fn fours<F: Four, const V: usize>(cells: &[F::Cell], start: usize) -> [F; V] {
    let cells = cells[start..start + 4 * V].as_chunks::<4>().0;
    std::array::from_fn(|v| F::load(&cells[v]))
}

/// Where in `count` cells the rows of this width have a column, as long as `wide` more cells follow. It counts no rows
/// beforehand: for a few short ones the division would take longer.
#[inline(always)]
pub(crate) fn rows(count: usize, width: usize, column: usize, wide: usize) -> impl Iterator<Item = usize> {
    let mut at = column;
    std::iter::from_fn(move || {
        let row = at;
        at += width;
        (row + wide <= count).then_some(row)
    })
}

/// Writes fours one after the other, from a cell on.
#[inline(always)]
pub(crate) fn store<F: Four, const V: usize>(fours: [F; V], cells: &mut [F::Cell], start: usize) {
    let cells = cells[start..start + 4 * V].as_chunks_mut::<4>().0;
    for v in 0..V {
        fours[v].store(&mut cells[v]);
    }
}

/// Fewer than four cells, and zeros.
#[inline(always)]
pub(crate) fn filled<T: Number>(cells: &[T]) -> T::Four {
    let zero = T::default();
    T::Four::load(&match *cells {
        [] => [zero; 4],
        [a] => [a, zero, zero, zero],
        [a, b] => [a, b, zero, zero],
        [a, b, c, ..] => [a, b, c, zero],
    })
}

/// The first of four cells, fewer than four.
#[inline(always)]
pub(crate) fn keep<T: Number>(four: T::Four, to: &mut [T]) {
    let cells = four.cells();
    match to {
        [] => {}
        [a] => *a = cells[0],
        [a, b] => [*a, *b] = [cells[0], cells[1]],
        [a, b, c, ..] => [*a, *b, *c] = [cells[0], cells[1], cells[2]],
    }
}
