//! What all cell-by-cell operations share: broadcasting forward, and summing back what was broadcast.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Link, Reads, Sink};
use crate::tensor::Shape;

/// Declares a cell-by-cell operation of one or two inputs: its formulas, rules, sentences and example.
/// A setting in `{ name: "letter" = default }` becomes a field of the operation, a number of that name in
/// the rules, and a letter of the formulas.
macro_rules! elementwise {
    (
        $(#[$doc:meta])*
        $Op:ident $name:literal $inputs:tt
        $({ $($(#[$setting_doc:meta])* $setting:ident: $letter:literal = $default:expr),+ $(,)? })?
        $formula:literal = $term:literal, $how:ident $rule:expr $(, $quick:ident $loop:expr)?;
        $(grad $slot:literal $backward:literal, $grad:expr $(, $quick_back:ident $loop_back:expr)?;)+
        $(shows $shows:ident;)?
        $(function $function:ident;)?
        $sentence:literal
        $backward_sentence:literal
        $example:expr
    ) => {
        elementwise!(@struct [$(#[$doc])*] $Op $($($(#[$setting_doc])* $setting $default),+)?);

        impl<T: Float> Op<T> for $Op {
            fn info(&self) -> &'static OpInfo {
                static INFO: OpInfo = OpInfo {
                    name: $name,
                    inputs: elementwise!(@names $inputs),
                    formula: $formula,
                    term: $term,
                    combine: Combine::Single,
                    backward: &[$($backward),+],
                    sentence: $sentence,
                    backward_sentence: $backward_sentence,
                    example: $example,
                };
                &INFO
            }

            fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
                elementwise::shape($name, inputs)
            }

            fn forward(&self, reads: Reads<T>, y: &mut [T]) {
                $($(let $setting = T::from_f64(self.$setting);)+)?
                elementwise!(@forward $inputs $how $rule, reads, y $(, $quick $loop)?);
            }

            // A setting that only the rule forward needs.
            #[allow(unused_variables)]
            fn backward(&self, index: usize, reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>) {
                $($(let $setting = T::from_f64(self.$setting);)+)?
                match index {
                    $($slot => elementwise!(@backward $inputs $grad, $slot, reads, y, g, into $(, $quick_back $loop_back)?),)+
                    _ => unreachable!("this operation has fewer inputs"),
                }
            }

            $(
                fn letters(&self, _: Reads<T>, _: &[T], _: &Link) -> Vec<(&'static str, T)> {
                    vec![$(($letter, T::from_f64(self.$setting))),+]
                }
            )?

            $(
                fn function(&self) -> Option<Function> {
                    Some(Function::$function)
                }
            )?

            $(
                fn shows_infinity(&self) -> Shows {
                    Shows::$shows
                }
            )?

            fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
                elementwise::links(inputs, output, cell)
            }
        }
    };
    (@struct [$($doc:tt)*] $Op:ident) => {
        $($doc)*
        #[derive(Clone, Copy, Debug)]
        pub struct $Op;
    };
    (@struct [$($doc:tt)*] $Op:ident $($(#[$setting_doc:meta])* $setting:ident $default:expr),+) => {
        $($doc)*
        #[derive(Clone, Copy, Debug)]
        pub struct $Op {
            $($(#[$setting_doc])* pub $setting: f64,)+
        }

        impl Default for $Op {
            fn default() -> Self {
                Self { $($setting: $default),+ }
            }
        }
    };
    (@names ($($input:ident),+)) => { &[$(stringify!($input)),+] };
    (@forward ($x:ident) each $value:expr, $reads:ident, $y:ident) => {
        elementwise::forward1($reads, $y, $value)
    };
    // A loop of the kernel over all cells.
    (@forward ($x:ident) all $loop:expr, $reads:ident, $y:ident) => {{
        let all: fn(&[T], &mut [T]) = $loop;
        all($reads.input(0), $y);
    }};
    (@forward ($a:ident, $b:ident) each $value:expr, $reads:ident, $y:ident $(, row $loop:expr)?) => {{
        let row: Option<elementwise::AddRow<T>> = elementwise!(@option $($loop)?);
        elementwise::forward2($reads, $y, $value, row)
    }};
    (@backward ($x:ident) $grad:expr, $slot:literal, $reads:ident, $y:ident, $g:ident, $into:ident) => {
        elementwise::backward1($reads, $y, $g, $into, $grad)
    };
    (@backward ($a:ident, $b:ident) $grad:expr, $slot:literal, $reads:ident, $y:ident, $g:ident, $into:ident
        $(, row $loop:expr)?) => {{
        let row: Option<elementwise::SumRows<T>> = elementwise!(@option $($loop)?);
        elementwise::backward2($slot, $reads, $y, $g, $into, $grad, row)
    }};
    (@option) => { None };
    (@option $loop:expr) => { Some($loop) };
}
pub(super) use elementwise;

/// A loop of the kernel that takes all rows with one repeated row.
pub(super) type AddRow<T> = fn(&[T], &[T], &mut [T]);
/// A loop of the kernel that adds all rows to one.
pub(super) type SumRows<T> = fn(&[T], &mut [T]);

pub(super) fn shape(op: &'static str, inputs: &[&Shape]) -> Result<Shape> {
    match inputs {
        [x] => Ok((*x).clone()),
        [left, right] => left
            .broadcast(right)
            .ok_or_else(|| Error::new("shape_broadcast", &[("op", &op), ("left", left), ("right", right)])),
        _ => unreachable!("a cell-by-cell operation has one or two inputs"),
    }
}

pub(super) fn forward1<T: Float>(reads: Reads<T>, y: &mut [T], value: impl Fn(T) -> T) {
    y.iter_mut().zip(reads.input(0)).for_each(|(y, x)| *y = value(*x));
}

/// Two inputs; `row` is the kernel's loop for a second input that is repeated for each row, where there is one.
pub(super) fn forward2<T: Float>(reads: Reads<T>, y: &mut [T], value: impl Fn(T, T) -> T, row: Option<AddRow<T>>) {
    let (a, b) = (reads.input(0), reads.input(1));
    if a.len() == y.len() && b.len() == y.len() {
        y.iter_mut().zip(a.iter().zip(b)).for_each(|(y, (a, b))| *y = value(*a, *b));
    } else if let Some(row) = row.filter(|_| row_is_repeated(&reads, y)) {
        row(a, b, y);
    } else {
        forward_broadcast(reads, y, &value);
    }
}

/// Whether the second input, such as a bias, is the same row for each row of the first.
fn row_is_repeated<T>(reads: &Reads<T>, whole: &[T]) -> bool {
    reads.input(0).len() == whole.len() && reads.shape_of(1).repeats_in(reads.shape)
}

/// Where something is repeated. Compiled once for all operations, hence the `dyn`.
fn forward_broadcast<T: Float>(reads: Reads<T>, y: &mut [T], value: &dyn Fn(T, T) -> T) {
    let (a, b) = (reads.input(0), reads.input(1));
    let cells = reads.shape_of(0).cells_in(reads.shape).zip(reads.shape_of(1).cells_in(reads.shape));
    y.iter_mut().zip(cells).for_each(|(y, (i, j))| *y = value(a[i], b[j]));
}

pub(super) fn backward1<T: Float>(reads: Reads<T>, y: &[T], g: &[T], into: Sink<T>, grad: impl Fn(T, T, T) -> T) {
    let terms = g.iter().zip(reads.input(0)).zip(y);
    into.each(terms.map(|((g, x), y)| grad(*g, *x, *y)));
}

pub(super) fn backward2<T: Float>(
    index: usize,
    reads: Reads<T>,
    _: &[T],
    g: &[T],
    into: Sink<T>,
    grad: impl Fn(T, T, T) -> T,
    row: Option<SumRows<T>>,
) {
    let (a, b) = (reads.input(0), reads.input(1));
    if a.len() == g.len() && b.len() == g.len() {
        let terms = g.iter().zip(a.iter().zip(b));
        into.each(terms.map(|(g, (a, b))| grad(*g, *a, *b)));
    } else if let Some(row) = row.filter(|_| row_is_repeated(&reads, g)) {
        if into.cells.len() == g.len() {
            into.each(g.iter().copied());
        } else {
            row(g, into.adding().cells);
        }
    } else {
        backward_broadcast(index, reads, g, into, &grad);
    }
}

/// What was broadcast forward is summed on the way back. Compiled once for all operations.
fn backward_broadcast<T: Float>(index: usize, reads: Reads<T>, g: &[T], into: Sink<T>, grad: &dyn Fn(T, T, T) -> T) {
    let (a, b) = (reads.input(0), reads.input(1));
    let Sink { cells, .. } = into.adding();
    let places = reads.shape_of(0).cells_in(reads.shape).zip(reads.shape_of(1).cells_in(reads.shape));
    for (g, (i, j)) in g.iter().zip(places) {
        cells[if index == 0 { i } else { j }] += grad(*g, a[i], b[j]);
    }
}

pub(super) fn links(inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
    match cell {
        Cell::Output(cell) => {
            let inputs = inputs.iter().filter_map(|shape| shape.cells_in(output).nth(cell)).collect();
            vec![Link { output: cell, inputs }]
        }
        Cell::Input(input, cell) => {
            let mut walks: Vec<_> = inputs.iter().map(|shape| shape.cells_in(output)).collect();
            let readers = inputs[input].cells_in(output).enumerate().filter(|(_, read)| *read == cell);
            let mut next = 0;
            let link = |(output, _)| {
                // The walks go on from where the last link was.
                let skip = output - std::mem::replace(&mut next, output + 1);
                Link { output, inputs: walks.iter_mut().filter_map(|walk| walk.nth(skip)).collect() }
            };
            readers.map(link).collect()
        }
    }
}
