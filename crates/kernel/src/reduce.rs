//! Adding up, all cells or row by row; and taking rows.

use crate::Kernel;
use std::ops::{Add, AddAssign};

/// What the loops need of a number besides their own kernel.
pub(crate) trait Adds: Kernel + Default + Add<Output = Self> + AddAssign {}
impl<T: Kernel + Default + Add<Output = T> + AddAssign> Adds for T {}

/// In PyTorch's order: in eight lanes, where there are enough numbers in four groups of eight; then
/// what is left over, and the lanes one after the other.
#[inline(always)]
pub(crate) fn sum<T: Adds>(cells: &[T]) -> T {
    if cells.len() < 8 {
        return cells.iter().fold(T::default(), |sum, cell| sum + *cell);
    }
    if cells.len() < 32 {
        // As below, with the other lanes left out: they are 0.
        let mut lanes = [T::default(); 8];
        let (vectors, rest) = cells.as_chunks::<8>();
        for vector in vectors {
            lanes.iter_mut().zip(vector).for_each(|(lane, cell)| *lane += *cell);
        }
        let rest = rest.iter().fold(T::default(), |sum, cell| sum + *cell);
        return lanes.iter().fold(rest, |sum, lane| sum + *lane);
    }
    let mut lanes = [[T::default(); 8]; 4];
    let groups = cells.chunks_exact(32);
    let vectors = groups.remainder().chunks_exact(8);
    let rest = vectors.remainder();
    for group in groups {
        for (lanes, vector) in lanes.iter_mut().zip(group.chunks_exact(8)) {
            lanes.iter_mut().zip(vector).for_each(|(lane, cell)| *lane += *cell);
        }
    }
    for vector in vectors {
        lanes[0].iter_mut().zip(vector).for_each(|(lane, cell)| *lane += *cell);
    }
    let rest = rest.iter().fold(T::default(), |sum, cell| sum + *cell);
    (0..8).fold(rest, |sum, lane| sum + (((lanes[0][lane] + lanes[1][lane]) + lanes[2][lane]) + lanes[3][lane]))
}

#[inline(always)]
pub(crate) fn add_row<T: Adds>(x: &[T], row: &[T], y: &mut [T]) {
    match row {
        [] => {}
        [one] => y.iter_mut().zip(x).for_each(|(y, x)| *y = *x + *one),
        _ => {
            for (y, x) in y.chunks_exact_mut(row.len()).zip(x.chunks_exact(row.len())) {
                y.iter_mut().zip(x.iter().zip(row)).for_each(|(y, (x, row))| *y = *x + *row);
            }
        }
    }
}

#[inline(always)]
pub(crate) fn sum_rows<T: Adds>(x: &[T], row: &mut [T]) {
    match row {
        [] => {}
        [one] => *one += sum(x),
        _ => {
            // Eight columns at a time, whose sums stay in registers.
            let width = row.len();
            let (eights, rest) = row.as_chunks_mut::<8>();
            let whole = eights.len() * 8;
            for (index, row) in eights.iter_mut().enumerate() {
                let mut sums = *row;
                for x in x.chunks_exact(width) {
                    let x = &x[index * 8..][..8];
                    sums.iter_mut().zip(x).for_each(|(sum, x)| *sum += *x);
                }
                *row = sums;
            }
            if !rest.is_empty() {
                for x in x.chunks_exact(width) {
                    rest.iter_mut().zip(&x[whole..]).for_each(|(row, x)| *row += *x);
                }
            }
        }
    }
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
