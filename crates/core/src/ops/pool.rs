//! Pooling: each window of an image becomes one number, so that the image shrinks.

use super::window::{Axis, Window};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.nn.functional.max_pool2d`: the largest number of each window; of equal ones the first.
#[derive(Clone, Copy, Debug)]
pub struct MaxPool2d(pub Window);

impl<T: Float> Op<T> for MaxPool2d {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "max_pool2d",
            inputs: &["x"],
            formula: "yᵢⱼ = max xₖₗ of its window",
            term: "max(x, r)",
            combine: Combine::Single,
            backward: &["g · δ"],
            sentence: "Takes the largest number of each window: what was found counts, and where exactly matters less. r is the largest of the others.",
            backward_sentence: "Only the largest number of a window had a say, so it gets the whole gradient: δ is 1 for it and 0 for the others.",
            example: Example {
                inputs: &[(&[1, 1, 2, 4], &[1.0, 5.0, 2.0, 0.0, 3.0, 4.0, -1.0, 6.0])],
                output: (&[1, 1, 1, 2], &[5.0, 6.0]),
                grads: &[&[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        pooled("max_pool2d", &self.0, inputs[0])
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, plan) = (reads.input(0), Plan::new(&self.0, reads.shape_of(0)));
        y.iter_mut().enumerate().for_each(|(output, y)| *y = x[plan.largest(x, output)]);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let (x, plan) = (reads.input(0), Plan::new(&self.0, reads.shape_of(0)));
        let Sink { cells, .. } = into.adding();
        g.iter().enumerate().for_each(|(output, g)| cells[plan.largest(x, output)] += *g);
    }

    fn letters(&self, reads: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let (x, plan) = (reads.input(0), Plan::new(&self.0, reads.shape_of(0)));
        let chosen = plan.largest(x, link.output) == link.inputs[0];
        let others = plan.window(link.output).filter(|cell| *cell != link.inputs[0]);
        let rest = others.map(|cell| x[cell]).fold(T::neg_infinity(), T::max);
        vec![("δ", if chosen { T::one() } else { T::zero() }), ("r", rest)]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        let plan = Plan::new(&self.0, inputs[0]);
        match cell {
            // One term for all: the first cell, and the largest of the others as a letter.
            Cell::Output(_) => plan.links(cell).into_iter().take(1).collect(),
            Cell::Input(..) => plan.links(cell),
        }
    }
}

/// `torch.nn.functional.avg_pool2d`: the average of each window.
#[derive(Clone, Copy, Debug)]
pub struct AvgPool2d {
    /// How it moves.
    pub window: Window,
    /// Whether the zeros of the padding count.
    pub count_include_pad: bool,
    /// What the sum of each window is divided by; none: by how many numbers it has.
    pub divisor_override: Option<usize>,
}

impl AvgPool2d {
    /// What the sum of the window of an output cell is divided by.
    fn divisor<T: Float>(&self, plan: &Plan, output: usize) -> T {
        T::from_f64(self.divisor_override.unwrap_or_else(|| plan.size(output, self.count_include_pad)) as f64)
    }
}

impl<T: Float> Op<T> for AvgPool2d {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "avg_pool2d",
            inputs: &["x"],
            formula: "yᵢⱼ = (Σ xₖₗ of its window) / n",
            term: "x / n",
            combine: Combine::Sum,
            backward: &["g / n"],
            sentence: "Takes the average of each window; n is how many numbers the window has.",
            backward_sentence: "Each number of a window has an equal share in the average, so each gets the gradient divided by n.",
            example: Example {
                inputs: &[(&[1, 1, 2, 4], &[1.0, 5.0, 2.0, 0.0, 3.0, 3.0, -1.0, 7.0])],
                output: (&[1, 1, 1, 2], &[3.0, 2.0]),
                grads: &[&[0.25; 8]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        pooled("avg_pool2d", &self.window, inputs[0])
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, plan) = (reads.input(0), Plan::new(&self.window, reads.shape_of(0)));
        for (output, y) in y.iter_mut().enumerate() {
            let sum = plan.window(output).fold(T::zero(), |sum, cell| sum + x[cell]);
            *y = sum / self.divisor(&plan, output);
        }
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let plan = Plan::new(&self.window, reads.shape_of(0));
        let Sink { cells, .. } = into.adding();
        for (output, g) in g.iter().enumerate() {
            let share = *g / self.divisor(&plan, output);
            plan.window(output).for_each(|cell| cells[cell] += share);
        }
    }

    fn letters(&self, reads: Reads<T>, _: &[T], link: &Link) -> Vec<(&'static str, T)> {
        let plan = Plan::new(&self.window, reads.shape_of(0));
        vec![("n", self.divisor(&plan, link.output))]
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        Plan::new(&self.window, inputs[0]).links(cell)
    }
}

fn pooled(op: &'static str, window: &Window, x: &Shape) -> Result<Shape> {
    let [down, across] = window.axes(op, x)?;
    // As in PyTorch: with more padding a window could see nothing but padding.
    for side in [down, across] {
        if side.padding * 2 > side.kernel {
            let most = side.kernel / 2;
            return Err(Error::new("pool_padding", &[("op", &op), ("value", &side.padding), ("max", &most)]));
        }
    }
    Ok(Shape::new(&[x.dims()[0], x.dims()[1], down.out, across.out]))
}

/// Which window each output cell looks at.
struct Plan {
    axes: [Axis; 2],
}

impl Plan {
    fn new(window: &Window, x: &Shape) -> Self {
        Self { axes: window.known_axes(x) }
    }

    /// The image that an output cell belongs to, and its place there.
    fn place(&self, output: usize) -> (usize, usize, usize) {
        let [down, across] = self.axes;
        (output / (down.out * across.out), output / across.out % down.out, output % across.out)
    }

    /// The cells of x in the window of an output cell.
    fn window(&self, output: usize) -> impl Iterator<Item = usize> + use<> {
        let ([down, across], (image, i, j)) = (self.axes, self.place(output));
        let lines = down.covered(i).map(move |line| (image * down.size + line) * across.size);
        lines.flat_map(move |line| across.covered(j).map(move |column| line + column))
    }

    /// The first of the largest cells in the window; one that is not a number counts as larger than all.
    fn largest<T: Float>(&self, x: &[T], output: usize) -> usize {
        let mut cells = self.window(output);
        let first = cells.next().unwrap_or(0);
        cells.fold(first, |best, cell| if x[cell] > x[best] || x[cell].is_nan() { cell } else { best })
    }

    /// How many cells an average is divided by.
    fn size(&self, output: usize, padding: bool) -> usize {
        let ([down, across], (_, i, j)) = (self.axes, self.place(output));
        if padding {
            down.with_padding(i) * across.with_padding(j)
        } else {
            down.covered(i).count() * across.covered(j).count()
        }
    }

    fn links(&self, cell: Cell) -> Vec<Link> {
        let [down, across] = self.axes;
        match cell {
            Cell::Output(output) => self.window(output).map(|cell| Link { output, inputs: vec![cell] }).collect(),
            Cell::Input(_, cell) => {
                let (image, line, column) =
                    (cell / (down.size * across.size), cell / across.size % down.size, cell % across.size);
                let lines = down.covering(line).map(|i| (image * down.out + i) * across.out);
                let outputs = lines.flat_map(|line| across.covering(column).map(move |j| line + j));
                outputs.map(|output| Link { output, inputs: vec![cell] }).collect()
            }
        }
    }
}
