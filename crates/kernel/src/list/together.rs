//! Instructions that follow each other so often that one pass over the cells does them all: a bias and the bend
//! after it; a squared error. Each of their tensors is written all the same, and with the same numbers.

use super::loops::{tanh_back, zero};
use super::{Action, Function, Instruction, behind};
use crate::Number;
use crate::cells::{by_columns, each, fours, rows, store};
use crate::reduce::sum_rows;
use crate::simd::Four;

/// What is done in one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// Something that is not a loop.
    Other,
    /// An instruction alone.
    Alone,
    /// One weight and one bias.
    Line,
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
        // Both inputs of a sum, first the row on the tape.
        let to_both = |x: &Instruction, to_row: &Instruction| {
            row(to_row) && x.y == to_row.y && to_row.b.start + to_row.b.count <= x.a.start
        };
        let actions: [Option<Action>; 3] = std::array::from_fn(|index| list.get(index).map(|part| part.action));
        match actions {
            [Some(Action::Other), ..] => Self::Other,
            [Some(Forward(Function::Linear)), Some(Forward(Function::Add)), next]
                if list[0].b.count == 1
                    && list[1].b.count == 1
                    && list[1].b.start < list[0].y.start
                    && ahead(&list[..2])
                    && !matches!(next, Some(Forward(function)) if Bend::of(function).is_some()) =>
            {
                Self::Line
            }
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
                if to_both(&list[1], &list[2]) && back(&list[..2]) && fresh(&list[..3]) =>
            {
                Bend::of(function).map_or(Self::Alone, Self::BiasBack)
            }
            [Some(ToFirst(Function::Add)), Some(ToSecond(Function::Add)), _]
                if to_both(&list[0], &list[1]) && fresh(&list[..2]) =>
            {
                Self::SumBack
            }
            _ => Self::Alone,
        }
    }
}

/// Does the first instructions of a list, those of a pass, and takes them off it; whether all is finite where it has
/// to be.
#[inline(always)]
pub(super) fn run<T: Number>(pass: Pass, list: &mut &[(Pass, Instruction)], values: &mut [T], grads: &mut [T]) -> bool {
    match (pass, *list) {
        (Pass::Line, [(_, product), (_, sum), rest @ ..]) => {
            *list = rest;
            line(product, sum, values)
        }
        (Pass::Bias(bend), [(_, sum), (_, bent), rest @ ..]) => {
            *list = rest;
            match bend {
                Bend::Tanh => bias(sum, bent, values, T::tanh_fours),
                Bend::Relu => bias(sum, bent, values, || |sum: T::Four| sum.at_least(zero::<T>())),
            }
        }
        (Pass::BiasBack(bend), [(_, bent), (_, sum), (_, row), rest @ ..]) => {
            *list = rest;
            match bend {
                Bend::Tanh => bias_back([bent, sum, row], values, grads, tanh_back::<T>),
                Bend::Relu => bias_back([bent, sum, row], values, grads, || T::Four::where_positive),
            }
        }
        (Pass::SumBack, [(_, sum), (_, row), rest @ ..]) => {
            *list = rest;
            sum_back(sum, row, grads)
        }
        (Pass::Error, [(_, sub), (_, square), (_, mean), rest @ ..]) => {
            *list = rest;
            error([sub, square, mean], values)
        }
        (Pass::ErrorBack, [(_, mean), (_, square), (_, sub), rest @ ..]) => {
            *list = rest;
            error_back([mean, square, sub], values, grads)
        }
        // A pass is never without its instructions.
        _ => {
            *list = &[];
            true
        }
    }
}

/// Rows of eight cells are pieces of their tensors, so nothing has to be asked at each.
const EIGHT: usize = 8;

/// Whether what an instruction wrote is finite, where it has to be.
#[inline(always)]
fn right<T: Number>(part: &Instruction, cells: &[T]) -> bool {
    !part.look || T::all_finite(cells)
}

#[inline(never)]
fn line<T: Number>(product: &Instruction, sum: &Instruction, values: &mut [T]) -> bool {
    let (inputs, [p, y]) = behind(values, [product.y, sum.y]);
    let [w, b] = [product, sum].map(|part| T::Four::splat(inputs[part.b.start as usize]));
    each([&inputs[product.a.cells()]], [&mut *p, &mut *y], |[x], _| {
        let p = x * w;
        [p, p + b]
    });
    right(product, p) && right(sum, y)
}

#[inline(never)]
fn error<T: Number>([sub, square, mean]: [&Instruction; 3], values: &mut [T]) -> bool {
    let (inputs, [e, squares, y]) = behind(values, [sub.y, square.y, mean.y]);
    let (a, b) = (&inputs[sub.a.cells()], &inputs[sub.b.cells()]);
    each([a, b], [&mut *e, &mut *squares], |[a, b], _| {
        let e = a - b;
        [e, e * e]
    });
    y[0] = T::sum(squares) / T::from_count(squares.len() as u32);
    right(sub, e) && right(square, squares) && right(mean, y)
}

#[inline(never)]
fn error_back<T: Number>([mean, square, sub]: [&Instruction; 3], values: &[T], grads: &mut [T]) -> bool {
    let (_, [to_a, to_e, to_squares, g]) = behind(grads, [sub.a, square.a, mean.a, mean.y]);
    let share = T::Four::splat(g[0] / T::from_count(mean.a.count));
    each([&values[square.a.cells()]], [&mut *to_squares, &mut *to_e, &mut *to_a], |[e], _| {
        let g = share * (e + e);
        [share, g, g]
    });
    right(mean, to_squares) && right(square, to_e) && right(sub, to_a)
}

#[inline(never)]
fn sum_back<T: Number>(sum: &Instruction, row: &Instruction, grads: &mut [T]) -> bool {
    let (_, [to_row, to_x, g]) = behind(grads, [row.b, sum.a, sum.y]);
    each([&*g], [&mut *to_x], |[g], _| [g]);
    sum_rows(g, to_row, false);
    right(sum, to_x) && right(row, to_row)
}

/// `y = x + row` for each row of x, and `z = bend(y)`.
#[inline(never)]
fn bias<T: Number, B: Fn(T::Four) -> T::Four>(
    sum: &Instruction,
    bent: &Instruction,
    values: &mut [T],
    bend: impl FnOnce() -> B,
) -> bool {
    let bend = bend();
    let (inputs, [y, z]) = behind(values, [sum.y, bent.y]);
    let (x, row) = (&inputs[sum.a.cells()], &inputs[sum.b.cells()]);
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
    } else if row.len() == EIGHT {
        let row: [T::Four; 2] = fours(row, 0);
        for ((x, y), z) in
            x.as_chunks::<EIGHT>().0.iter().zip(y.as_chunks_mut::<EIGHT>().0).zip(z.as_chunks_mut::<EIGHT>().0)
        {
            let x: [T::Four; 2] = fours(x, 0);
            let both: [[T::Four; 2]; 2] = std::array::from_fn(|v| both(x[v], row[v]));
            store(both.map(|[sum, _]| sum), y, 0);
            store(both.map(|[_, bent]| bent), z, 0);
        }
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
    (!sum.look || lost.cells().iter().all(|cell| *cell == T::default())) && right(bent, z)
}

/// Through the bend to the sum, from there to x, and to the row: the sum of all rows.
#[inline(never)]
fn bias_back<T: Number, B: Fn(T::Four, T::Four) -> T::Four>(
    [bent, sum, row]: [&Instruction; 3],
    values: &[T],
    grads: &mut [T],
    bend: impl FnOnce() -> B,
) -> bool {
    let (_, [to_row, to_x, to_sum, g]) = behind(grads, [row.b, sum.a, sum.y, bent.y]);
    let z = &values[bent.y.cells()];
    let (z, to_sum, to_x) = (&z[..g.len()], &mut to_sum[..g.len()], &mut to_x[..g.len()]);
    back(g, z, to_sum, to_x, to_row, bend());
    right(bent, to_sum) && right(sum, to_x) && right(row, to_row)
}

#[inline(always)]
fn back<T: Number>(
    g: &[T],
    bent: &[T],
    to_sum: &mut [T],
    to_x: &mut [T],
    row: &mut [T],
    bend: impl Fn(T::Four, T::Four) -> T::Four,
) {
    if let [one] = row {
        each([g, bent], [&mut *to_sum, to_x], |[g, bent], _| [bend(g, bent); 2]);
        *one = T::default() + T::sum(to_sum);
        return;
    }
    if row.len() == EIGHT {
        let mut sums = [zero::<T>(); 2];
        let from = g.as_chunks::<EIGHT>().0.iter().zip(bent.as_chunks::<EIGHT>().0);
        let to = to_sum.as_chunks_mut::<EIGHT>().0.iter_mut().zip(to_x.as_chunks_mut::<EIGHT>().0);
        for ((g, bent), (to_sum, to_x)) in from.zip(to) {
            let (g, bent): ([T::Four; 2], [T::Four; 2]) = (fours(g, 0), fours(bent, 0));
            let g: [T::Four; 2] = std::array::from_fn(|v| bend(g[v], bent[v]));
            store(g, to_sum, 0);
            store(g, to_x, 0);
            sums = std::array::from_fn(|v| sums[v] + g[v]);
        }
        store(sums, row, 0);
        return;
    }
    let width = row.len();
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
