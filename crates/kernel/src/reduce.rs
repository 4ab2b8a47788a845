//! Adding up, all cells or row by row; and taking rows.

use crate::Number;
use crate::cells::{by_columns, each, filled, fours, rows, store};
use crate::simd::Four;
use std::array::from_fn;

/// In PyTorch's order: in eight lanes, where there are enough numbers in four groups of eight; then
/// what is left over, and the lanes one after the other.
#[inline(always)]
pub(crate) fn sum<T: Number>(cells: &[T]) -> T {
    let zero = T::Four::splat(T::default());
    let eight = |cells: &[T; 8]| {
        let fours = cells.as_chunks::<4>().0;
        [T::Four::load(&fours[0]), T::Four::load(&fours[1])]
    };
    let add = |[a, b]: [T::Four; 2], [c, d]: [T::Four; 2]| [a + c, b + d];
    let (vectors, rest) = cells.as_chunks::<8>();
    let rest = rest.iter().fold(T::default(), |sum, cell| sum + *cell);
    if vectors.is_empty() {
        return rest;
    }
    let (groups, others) = vectors.as_chunks::<4>();
    let mut lanes = [[zero; 2]; 4];
    for group in groups {
        lanes.iter_mut().zip(group).for_each(|(lanes, vector)| *lanes = add(*lanes, eight(vector)));
    }
    let first = others.iter().fold(lanes[0], |lanes, vector| add(lanes, eight(vector)));
    // Without a group the others are 0.
    let all = if groups.is_empty() { first } else { add(add(add(first, lanes[1]), lanes[2]), lanes[3]) };
    all.into_iter().flat_map(Four::cells).fold(rest, |sum, lane| sum + lane)
}

/// What is not finite does not become 0 when it is multiplied by 0; and that stays in a sum.
#[inline(always)]
pub(crate) fn all_finite<T: Number>(cells: &[T]) -> bool {
    if cells.len() < 4 {
        return cells.iter().all(|cell| *cell * T::default() == T::default());
    }
    let zero = T::Four::splat(T::default());
    let lost = |sum: T::Four, cells: &[T; 4]| sum + T::Four::load(cells) * zero;
    let (groups, rest) = cells.as_chunks::<16>();
    let (fours, last) = rest.as_chunks::<4>();
    // Four sums, because one would wait for itself.
    let [a, b, c, d] = groups.iter().fold([zero; 4], |sums, group| {
        let fours = group.as_chunks::<4>().0;
        from_fn(|index| lost(sums[index], &fours[index]))
    });
    let sum = fours.iter().fold((a + b) + (c + d), lost) + filled(last) * zero;
    sum.cells() == [T::default(); 4]
}

#[inline(always)]
pub(crate) fn add_row<T: Number>(x: &[T], row: &[T], y: &mut [T]) {
    if let [one] = row {
        let one = T::Four::splat(*one);
        each([x], [y], |[x], _| [x + one]);
        return;
    }
    let (width, x) = (row.len(), &x[..y.len()]);
    by_columns!(
        width,
        |start, V| {
            let row: [T::Four; V] = fours(row, start);
            for at in rows(y.len(), width, start, 4 * V) {
                let x: [T::Four; V] = fours(x, at);
                store::<_, V>(from_fn(|v| x[v] + row[v]), y, at);
            }
        },
        |rest| {
            for (y, x) in y.chunks_exact_mut(width).zip(x.chunks_exact(width)) {
                each([&x[rest.clone()], &row[rest.clone()]], [&mut y[rest.clone()]], |[x, row], _| [x + row]);
            }
        }
    );
}

/// The sum of all rows, or that added to `row`.
#[inline(always)]
pub(crate) fn sum_rows<T: Number>(x: &[T], row: &mut [T], add: bool) {
    if let [one] = row {
        *one = (if add { *one } else { T::default() }) + sum(x);
        return;
    }
    if !add {
        row.fill(T::default());
    }
    let width = row.len();
    by_columns!(
        width,
        |start, V| {
            let mut sums: [T::Four; V] = fours(row, start);
            for at in rows(x.len(), width, start, 4 * V) {
                let x: [T::Four; V] = fours(x, at);
                sums = from_fn(|v| sums[v] + x[v]);
            }
            store(sums, row, start);
        },
        |rest| {
            let row = &mut row[rest.clone()];
            for x in x.chunks_exact(width) {
                each([&x[rest.clone()]], [&mut *row], |[x], [sum]| [sum + x]);
            }
        }
    );
}

#[inline(always)]
pub(crate) fn gather<T: Copy>(table: &[T], rows: &[u32], columns: usize, to: &mut [T]) {
    match columns {
        // A call for each row would take longer than its cells.
        1 => to.iter_mut().zip(rows).for_each(|(to, row)| *to = table[*row as usize]),
        2 => {
            let (table, to) = (table.as_chunks::<2>().0, to.as_chunks_mut::<2>().0);
            to.iter_mut().zip(rows).for_each(|(to, row)| *to = table[*row as usize]);
        }
        _ => {
            for (to, row) in to.chunks_exact_mut(columns.max(1)).zip(rows) {
                to.copy_from_slice(&table[*row as usize * columns..][..columns]);
            }
        }
    }
}
