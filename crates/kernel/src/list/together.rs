//! Instructions that follow each other so often that one pass over the cells does them all: a bias and the bend
//! after it; a squared error. Each of their tensors is written all the same, and with the same numbers.

use super::loops::{tanh_back, zero};
use super::{Action, Function, Instruction};
use crate::Number;
use crate::cells::each;
use crate::simd::Four;
use std::ops::Range;

/// What is done in one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// An instruction alone.
    Alone,
    /// A row is added, and the sum is bent.
    Bias(Bend),
    /// Back through a bend, the sum, and to the row that was added.
    BiasBack(Bend),
    /// The mean of the squares of a difference.
    Error,
    /// Back from it.
    ErrorBack,
}

/// A function that an activation is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bend {
    Relu,
    Tanh,
}

impl Bend {
    fn of(function: Function) -> Option<Self> {
        match function {
            Function::Relu => Some(Self::Relu),
            Function::Tanh => Some(Self::Tanh),
            _ => None,
        }
    }
}

impl Pass {
    /// What can be done together from the first of these instructions on.
    pub(super) fn of(list: &[Instruction]) -> Self {
        use Action::{Forward, ToFirst, ToSecond};
        // Forwards each reads what the one before wrote; backwards each sends on what the one before sent.
        let ahead = |parts: &[Instruction]| parts.windows(2).all(|pair| pair[1].a == pair[0].y);
        let back = |parts: &[Instruction]| parts.windows(2).all(|pair| pair[1].y == pair[0].a);
        let fresh = |parts: &[Instruction]| parts.iter().all(|part| !part.add);
        let row = |part: &Instruction| part.b.count < part.y.count;
        let actions: [Option<Action>; 3] = std::array::from_fn(|index| list.get(index).map(|part| part.action));
        match actions {
            [Some(Forward(Function::Add)), Some(Forward(function)), _] if row(&list[0]) && ahead(&list[..2]) => {
                Bend::of(function).map_or(Self::Alone, Self::Bias)
            }
            [Some(Forward(Function::Sub)), Some(Forward(Function::Square)), Some(Forward(Function::Mean))]
                if ahead(&list[..3]) =>
            {
                Self::Error
            }
            [Some(ToFirst(Function::Mean)), Some(ToFirst(Function::Square)), Some(ToFirst(Function::Sub))]
                if back(&list[..3]) && fresh(&list[..3]) =>
            {
                Self::ErrorBack
            }
            [Some(ToFirst(function)), Some(ToFirst(Function::Add)), Some(ToSecond(Function::Add))]
                if row(&list[2]) && list[1].y == list[2].y && back(&list[..2]) && fresh(&list[..3]) =>
            {
                Bend::of(function).map_or(Self::Alone, Self::BiasBack)
            }
            _ => Self::Alone,
        }
    }

    /// How many instructions it does.
    pub(super) fn instructions(self) -> usize {
        match self {
            Self::Alone => 1,
            Self::Bias(_) => 2,
            Self::Error | Self::ErrorBack | Self::BiasBack(_) => 3,
        }
    }
}

/// Does the instructions of a pass; whether all is finite where it has to be.
#[inline(always)]
pub(super) fn run<T: Number>(
    pass: Pass,
    list: &[(Pass, Instruction)],
    values: &mut [T],
    grads: &mut [T],
) -> bool {
    let part = |index: usize| &list[index].1;
    let looks = |index: usize, cells: &[T]| !part(index).look || T::all_finite(cells);
    match pass {
        Pass::Alone => true,
        Pass::Bias(bend) => {
            let (sum, bent) = (part(0), part(1));
            let (inputs, [y, z]) = behind(values, [sum.y.cells(), bent.y.cells()]);
            let (x, row) = (&inputs[sum.a.cells()], &inputs[sum.b.cells()]);
            match bend {
                Bend::Tanh => bias(x, row, y, z, T::tanh_four),
                Bend::Relu => bias(x, row, y, z, |sum| sum.at_least(zero::<T>())),
            }
            looks(0, y) && looks(1, z)
        }
        Pass::BiasBack(bend) => {
            let [bent, sum, row] = [0, 1, 2].map(part);
            let (inputs, [to_sum, g]) = behind(grads, [sum.y.cells(), bent.y.cells()]);
            let [to_x, to_row] = apart(inputs, [sum.a.cells(), row.b.cells()]);
            let y = &values[bent.y.cells()];
            match bend {
                Bend::Tanh => bias_back([g, y], [to_sum, to_x], to_row, tanh_back::<T>),
                Bend::Relu => bias_back([g, y], [to_sum, to_x], to_row, T::Four::where_positive),
            }
            looks(0, to_sum) && looks(1, to_x) && looks(2, to_row)
        }
        Pass::Error => {
            let [sub, square, mean] = [0, 1, 2].map(part);
            let (inputs, [e, squares, y]) = behind(values, [sub.y.cells(), square.y.cells(), mean.y.cells()]);
            let (a, b) = (&inputs[sub.a.cells()], &inputs[sub.b.cells()]);
            each([a, b], [&mut *e, &mut *squares], |[a, b], _| {
                let e = a - b;
                [e, e * e]
            });
            y[0] = T::sum(squares) / T::from_count(squares.len() as u32);
            looks(0, e) && looks(1, squares) && looks(2, y)
        }
        Pass::ErrorBack => {
            let [mean, square, sub] = [0, 1, 2].map(part);
            let (inputs, [to_e, to_squares, g]) =
                behind(grads, [square.a.cells(), mean.a.cells(), mean.y.cells()]);
            let to_a = &mut inputs[sub.a.cells()];
            let share = T::Four::splat(g[0] / T::from_count(mean.a.count));
            each([&values[square.a.cells()]], [&mut *to_squares, &mut *to_e, &mut *to_a], |[e], _| {
                let g = share * (e + e);
                [share, g, g]
            });
            looks(0, to_squares) && looks(1, to_e) && looks(2, to_a)
        }
    }
}

/// The cells before all the outputs, and each output.
#[inline(always)]
fn behind<T, const N: usize>(cells: &mut [T], outputs: [Range<usize>; N]) -> (&mut [T], [&mut [T]; N]) {
    let start = outputs.iter().map(|range| range.start).min().unwrap_or(0);
    let (inputs, rest) = cells.split_at_mut(start);
    (inputs, apart(rest, outputs.map(|range| range.start - start..range.end - start)))
}

/// Some tensors of a buffer.
#[inline(always)]
fn apart<T, const N: usize>(cells: &mut [T], tensors: [Range<usize>; N]) -> [&mut [T]; N] {
    cells.get_disjoint_mut(tensors).expect("each tensor has a place of its own")
}

/// `y = x + row` for each row of x, and `z = bend(y)`.
#[inline(always)]
fn bias<T: Number>(x: &[T], row: &[T], y: &mut [T], z: &mut [T], bend: impl Fn(T::Four) -> T::Four) {
    let both = |x: T::Four, row: T::Four| {
        let y = x + row;
        [y, bend(y)]
    };
    if let [one] = row {
        let one = T::Four::splat(*one);
        each([x], [y, z], |[x], _| both(x, one));
        return;
    }
    let width = row.len();
    for ((x, y), z) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)).zip(z.chunks_exact_mut(width)) {
        each([x, row], [y, z], |[x, row], _| both(x, row));
    }
}

/// Through the bend to the sum, from there to x, and to the row: the sum of all rows.
#[inline(always)]
fn bias_back<T: Number>(
    from: [&[T]; 2],
    to: [&mut [T]; 2],
    row: &mut [T],
    bend: impl Fn(T::Four, T::Four) -> T::Four,
) {
    let [to_sum, to_x] = to;
    if let [one] = row {
        each(from, [&mut *to_sum, to_x], |[g, y], _| [bend(g, y); 2]);
        *one = T::default() + T::sum(to_sum);
        return;
    }
    row.fill(T::default());
    let width = row.len();
    let mut start = 0;
    while start < width {
        let columns = start..match width - start {
            16.. => start + 16,
            8.. => start + 8,
            4.. => start + 4,
            _ => width,
        };
        let [g, y] = from.map(|cells| cells.chunks_exact(width));
        let (to_sum, to_x) = (to_sum.chunks_exact_mut(width), to_x.chunks_exact_mut(width));
        let rows = g.zip(y).zip(to_sum.zip(to_x));
        let rows = rows.map(|((g, y), (to_sum, to_x))| {
            let columns = columns.clone();
            ([&g[columns.clone()], &y[columns.clone()]], [&mut to_sum[columns.clone()], &mut to_x[columns]])
        });
        let row = &mut row[columns.clone()];
        match columns.len() {
            16 => columns_back::<T, 4>(rows, row, &bend),
            8 => columns_back::<T, 2>(rows, row, &bend),
            4 => columns_back::<T, 1>(rows, row, &bend),
            _ => rows.for_each(|(from, [to_sum, to_x])| {
                each(from, [to_sum, to_x, &mut *row], |[g, y], [.., sum]| {
                    let g = bend(g, y);
                    [g, g, sum + g]
                });
            }),
        }
        start = columns.end;
    }
}

/// A few columns of [`bias_back`], whose sums stay in registers.
#[inline(always)]
fn columns_back<'a, T: Number, const V: usize>(
    rows: impl Iterator<Item = ([&'a [T]; 2], [&'a mut [T]; 2])>,
    row: &mut [T],
    bend: &impl Fn(T::Four, T::Four) -> T::Four,
) {
    let mut sums = [zero::<T>(); V];
    for (from, to) in rows {
        let ([g, y], [to_sum, to_x]) = (from.map(|cells| cells.as_chunks::<4>().0), to.map(|cells| cells.as_chunks_mut::<4>().0));
        for v in 0..V {
            let g = bend(T::Four::load(&g[v]), T::Four::load(&y[v]));
            g.store(&mut to_sum[v]);
            g.store(&mut to_x[v]);
            sums[v] = sums[v] + g;
        }
    }
    row.as_chunks_mut::<4>().0.iter_mut().zip(sums).for_each(|(row, sum)| sum.store(row));
}
