//! Adding up, all cells or row by row; and taking rows.

use crate::Number;
use crate::cells::each;
use crate::simd::Four;

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

#[inline(always)]
pub(crate) fn add_row<T: Number>(x: &[T], row: &[T], y: &mut [T]) {
    if let [one] = row {
        let one = T::Four::splat(*one);
        each([x], [y], |[x], _| [x + one]);
    } else if !row.is_empty() {
        for (y, x) in y.chunks_exact_mut(row.len()).zip(x.chunks_exact(row.len())) {
            each([x, row], [y], |[x, row], _| [x + row]);
        }
    }
}

#[inline(always)]
pub(crate) fn sum_rows<T: Number>(x: &[T], row: &mut [T]) {
    if let [one] = row {
        *one += sum(x);
        return;
    }
    // Some columns at a time, whose sums stay in registers.
    let (width, mut start) = (row.len(), 0);
    while start < width {
        start += match width - start {
            16.. => sum_columns::<T, 4>(x, row, start),
            8.. => sum_columns::<T, 2>(x, row, start),
            4.. => sum_columns::<T, 1>(x, row, start),
            left => {
                for x in x.chunks_exact(width) {
                    row[start..].iter_mut().zip(&x[start..]).for_each(|(sum, x)| *sum += *x);
                }
                left
            }
        }
    }
}

/// Some columns, from one on; how many.
#[inline(always)]
fn sum_columns<T: Number, const V: usize>(x: &[T], row: &mut [T], start: usize) -> usize {
    let width = row.len();
    let sums = &mut row[start..start + 4 * V].as_chunks_mut::<4>().0;
    let mut lanes: [T::Four; V] = std::array::from_fn(|v| T::Four::load(&sums[v]));
    for x in x.chunks_exact(width) {
        let x = x[start..start + 4 * V].as_chunks::<4>().0;
        lanes.iter_mut().zip(x).for_each(|(lanes, x)| *lanes = *lanes + T::Four::load(x));
    }
    sums.iter_mut().zip(lanes).for_each(|(sums, lanes)| lanes.store(sums));
    4 * V
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
