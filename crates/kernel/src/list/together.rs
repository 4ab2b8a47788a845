//! Instructions that follow each other so often that one pass over the cells does them all: a bias and the bend
//! after it; a squared error. Each of their tensors is written all the same, and with the same numbers.

use super::loops::{tanh_back, zero};
use super::{Action, Function, Instruction};
use crate::Number;
use crate::cells::{by_columns, each, fours, rows, store};
use crate::reduce::sum_rows;
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
    /// Back through a sum without a bend.
    SumBack,
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
            [Some(ToFirst(Function::Add)), Some(ToSecond(Function::Add)), _]
                if row(&list[1]) && list[0].y == list[1].y && fresh(&list[..2]) =>
            {
                Self::SumBack
            }
            _ => Self::Alone,
        }
    }

    /// How many instructions it does.
    pub(super) fn instructions(self) -> usize {
        match self {
            Self::Alone => 1,
            Self::Bias(_) | Self::SumBack => 2,
            Self::Error | Self::ErrorBack | Self::BiasBack(_) => 3,
        }
    }
}

/// Does the instructions of a pass; whether all is finite where it has to be.
#[inline(never)]
pub(super) fn run<T: Number>(pass: Pass, list: &[(Pass, Instruction)], values: &mut [T], grads: &mut [T]) -> bool {
    let part = |index: usize| &list[index].1;
    let looks = |index: usize, cells: &[T]| !part(index).look || T::all_finite(cells);
    match pass {
        Pass::Alone => true,
        Pass::Bias(bend) => {
            let (sum, bent) = (part(0), part(1));
            let (inputs, [y, z]) = behind(values, [sum.y.cells(), bent.y.cells()]);
            let (x, row) = (&inputs[sum.a.cells()], &inputs[sum.b.cells()]);
            let finite = match bend {
                Bend::Tanh => bias(x, row, y, z, T::tanh_four),
                Bend::Relu => bias(x, row, y, z, |sum| sum.at_least(zero::<T>())),
            };
            (finite || !sum.look) && looks(1, z)
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
        Pass::SumBack => {
            let [sum, row] = [0, 1].map(part);
            let (inputs, [g]) = behind(grads, [sum.y.cells()]);
            let [to_x, to_row] = apart(inputs, [sum.a.cells(), row.b.cells()]);
            each([&*g], [&mut *to_x], |[g], _| [g]);
            sum_rows(g, to_row, false);
            looks(0, to_x) && looks(1, to_row)
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
            let (inputs, [to_e, to_squares, g]) = behind(grads, [square.a.cells(), mean.a.cells(), mean.y.cells()]);
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

/// `y = x + row` for each row of x, and `z = bend(y)`; whether all of y is finite.
#[inline(never)]
fn bias<T: Number>(x: &[T], row: &[T], y: &mut [T], z: &mut [T], bend: impl Fn(T::Four) -> T::Four) -> bool {
    let (y, z) = (&mut y[..x.len()], &mut z[..x.len()]);
    // What is not finite does not become 0 when it is multiplied by 0; and that stays.
    let mut lost = zero::<T>();
    let mut both = |x: T::Four, row: T::Four| {
        let y = x + row;
        lost = lost + y * zero::<T>();
        [y, bend(y)]
    };
    if let [one] = row {
        let one = T::Four::splat(*one);
        each([x], [y, z], |[x], _| both(x, one));
    } else {
        let width = row.len();
        by_columns!(
            width,
            |start, V| {
                let row: [T::Four; V] = fours(row, start);
                for at in rows(x.len(), width, start, 4 * V) {
                    let x: [T::Four; V] = fours(x, at);
                    let both: [[T::Four; 2]; V] = std::array::from_fn(|v| both(x[v], row[v]));
                    store(both.map(|[sum, _]| sum), y, at);
                    store(both.map(|[_, bent]| bent), z, at);
                }
            },
            |rest| {
                for ((x, y), z) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)).zip(z.chunks_exact_mut(width)) {
                    let from = [&x[rest.clone()], &row[rest.clone()]];
                    each(from, [&mut y[rest.clone()], &mut z[rest.clone()]], |[x, row], _| both(x, row));
                }
            }
        );
    }
    lost.cells().iter().all(|cell| *cell == T::default())
}

/// Through the bend to the sum, from there to x, and to the row: the sum of all rows.
#[inline(never)]
fn bias_back<T: Number>(
    [g, bent]: [&[T]; 2],
    [to_sum, to_x]: [&mut [T]; 2],
    row: &mut [T],
    bend: impl Fn(T::Four, T::Four) -> T::Four,
) {
    if let [one] = row {
        each([g, bent], [&mut *to_sum, to_x], |[g, bent], _| [bend(g, bent); 2]);
        *one = T::default() + T::sum(to_sum);
        return;
    }
    let (width, bent, to_sum, to_x) = (row.len(), &bent[..g.len()], &mut to_sum[..g.len()], &mut to_x[..g.len()]);
    by_columns!(
        width,
        |start, V| {
            let mut sums = [zero::<T>(); V];
            for at in rows(g.len(), width, start, 4 * V) {
                let (g, bent): ([T::Four; V], [T::Four; V]) = (fours(g, at), fours(bent, at));
                let g: [T::Four; V] = std::array::from_fn(|v| bend(g[v], bent[v]));
                store(g, to_sum, at);
                store(g, to_x, at);
                sums = std::array::from_fn(|v| sums[v] + g[v]);
            }
            store(sums, row, start);
        },
        |rest| {
            let from = g.chunks_exact(width).zip(bent.chunks_exact(width));
            let to = to_sum.chunks_exact_mut(width).zip(to_x.chunks_exact_mut(width));
            let row = &mut row[rest.clone()];
            row.fill(T::default());
            for ((g, bent), (to_sum, to_x)) in from.zip(to) {
                let to = [&mut to_sum[rest.clone()], &mut to_x[rest.clone()], &mut *row];
                each([&g[rest.clone()], &bent[rest.clone()]], to, |[g, bent], [.., sum]| {
                    let g = bend(g, bent);
                    [g, g, sum + g]
                });
            }
        }
    );
}
