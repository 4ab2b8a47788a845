//! Convolution: the same small weights at every place of an image.

use super::window::{Axis, Window};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;
use std::ops::Range;

/// `torch.nn.functional.conv2d` without its bias: images `[rows, in, height, width]`, weights
/// `[out, in / groups, kernel height, kernel width]`.
#[derive(Clone, Copy, Debug)]
pub struct Conv2d {
    /// How the weights move over the image; their size is that of the weight.
    pub window: Window,
    /// Into how many parts the channels fall; each output sees the inputs of its part only.
    pub groups: usize,
}

impl<T: Float> Op<T> for Conv2d {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "conv2d",
            inputs: &["x", "w"],
            formula: "yᵢⱼ = Σₖₗ xᵢ₊ₖ,ⱼ₊ₗ · wₖₗ",
            term: "x · w",
            combine: Combine::Sum,
            backward: &["g · w", "g · x"],
            sentence: "Lays the small block of weights on every place of the image, multiplies cell by cell and adds up: a place that looks like the weights gives a large number.",
            backward_sentence: "All places share the same weights, so each weight gets the sum over all places: the gradient there times the number it was multiplied with.",
            example: Example {
                inputs: &[
                    (&[1, 1, 3, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
                    (&[1, 1, 2, 2], &[1.0, 0.0, 0.0, -1.0]),
                ],
                output: (&[1, 1, 2, 2], &[-4.0; 4]),
                grads: &[&[1.0, 1.0, 0.0, 1.0, 0.0, -1.0, 0.0, -1.0, -1.0], &[12.0, 16.0, 24.0, 28.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        let axes = self.window.axes("conv2d", inputs[0])?;
        let error = || {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("op", &"conv2d"), ("left", inputs[0]), ("right", inputs[1]), ("groups", &self.groups)];
            Error::new("shape_conv", fields)
        };
        match (inputs[0].dims(), inputs[1].dims()) {
            ([rows, channels, ..], [outputs, inputs, kernel @ ..])
                if self.groups > 0
                    && inputs.checked_mul(self.groups) == Some(*channels)
                    && outputs.is_multiple_of(self.groups)
                    && kernel == self.window.kernel_size =>
            {
                Ok(Shape::new(&[*rows, *outputs, axes[0].out, axes[1].out]))
            }
            _ => Err(error()),
        }
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        y.fill(T::zero());
        let (x, w) = (reads.input(0), reads.input(1));
        let plan = Plan::new(self, reads.shape_of(0), reads.shape_of(1));
        plan.lines(|weight, from, to| {
            let w = w[weight];
            plan.along(from, to, |x_cell, y_cell| y[y_cell] = T::fused(x[x_cell], w, y[y_cell]));
        });
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let (x, w) = (reads.input(0), reads.input(1));
        let plan = Plan::new(self, reads.shape_of(0), reads.shape_of(1));
        let Sink { cells, .. } = into.adding();
        plan.lines(|weight, from, to| {
            if index == 0 {
                let w = w[weight];
                plan.along(from, to, |x_cell, y_cell| cells[x_cell] = T::fused(g[y_cell], w, cells[x_cell]));
            } else {
                let mut sum = T::zero();
                plan.along(from, to, |x_cell, y_cell| sum = T::fused(g[y_cell], x[x_cell], sum));
                cells[weight] += sum;
            }
        });
    }

    fn links(&self, inputs: &[&Shape], output: &Shape, cell: Cell) -> Vec<Link> {
        let plan = Plan::new(self, inputs[0], inputs[1]);
        let [down, across] = plan.axes;
        let place = |shape: &Shape, cell| {
            let index = shape.index_of(cell);
            [index[0], index[1], index[2], index[3]]
        };
        match cell {
            Cell::Output(cell) => {
                let place = place(output, cell);
                plan.taps().filter_map(|tap| plan.link(place, tap)).collect()
            }
            Cell::Input(0, cell) => {
                let [row, channel, line, column] = place(inputs[0], cell);
                let group = channel / plan.inputs * plan.outputs;
                let taps = plan.taps().filter(|[input, ..]| *input == channel % plan.inputs);
                let places =
                    taps.filter_map(|tap| Some((down.output(line, tap[1])?, across.output(column, tap[2])?, tap)));
                let outputs = group..group + plan.outputs;
                let terms =
                    places.flat_map(|(i, j, tap)| outputs.clone().map(move |output| ([row, output, i, j], tap)));
                terms.filter_map(|(place, tap)| plan.link(place, tap)).collect()
            }
            Cell::Input(_, cell) => {
                let [output, input, k, l] = place(inputs[1], cell);
                let places = down.places(k).flat_map(|i| across.places(l).map(move |j| (i, j)));
                let places = places.flat_map(|(i, j)| (0..plan.rows).map(move |row| [row, output, i, j]));
                places.filter_map(|place| plan.link(place, [input, k, l])).collect()
            }
        }
    }
}

/// The sizes of a convolution.
struct Plan {
    rows: usize,
    /// How many outputs and inputs each group has.
    outputs: usize,
    inputs: usize,
    groups: usize,
    axes: [Axis; 2],
}

impl Plan {
    fn new(conv: &Conv2d, x: &Shape, w: &Shape) -> Self {
        let axes = conv.window.known_axes(x);
        let (rows, groups) = (x.dims()[0], conv.groups);
        Self { rows, outputs: w.dims()[0] / groups, inputs: w.dims()[1], groups, axes }
    }

    /// Every weight with every line of places at which it lies in the image: the cell of the weight, the first
    /// cell of x, and the cells of y.
    fn lines(&self, mut each: impl FnMut(usize, usize, Range<usize>)) {
        let [down, across] = self.axes;
        for row in 0..self.rows {
            for output in 0..self.groups * self.outputs {
                for input in 0..self.inputs {
                    for (k, l) in (0..down.kernel).flat_map(|k| (0..across.kernel).map(move |l| (k, l))) {
                        let places = across.places(l);
                        let Some(first) = across.input(places.start, l).filter(|_| !places.is_empty()) else {
                            continue;
                        };
                        for i in down.places(k) {
                            let Some(line) = down.input(i, k) else { continue };
                            let from = self.x(row, output, input, line, first);
                            let to = self.y(row, output, i, places.start);
                            each(self.w(output, input, k, l), from, to..to + places.len());
                        }
                    }
                }
            }
        }
    }

    /// The pairs of cells of x and y along one line.
    fn along(&self, from: usize, to: Range<usize>, mut pair: impl FnMut(usize, usize)) {
        let stride = self.axes[1].stride;
        for (index, y) in to.enumerate() {
            pair(from + index * stride, y);
        }
    }

    fn x(&self, row: usize, output: usize, input: usize, line: usize, column: usize) -> usize {
        let channel = output / self.outputs * self.inputs + input;
        ((row * self.groups * self.inputs + channel) * self.axes[0].size + line) * self.axes[1].size + column
    }

    fn w(&self, output: usize, input: usize, k: usize, l: usize) -> usize {
        ((output * self.inputs + input) * self.axes[0].kernel + k) * self.axes[1].kernel + l
    }

    fn y(&self, row: usize, output: usize, i: usize, j: usize) -> usize {
        ((row * self.groups * self.outputs + output) * self.axes[0].out + i) * self.axes[1].out + j
    }

    /// All places within the window of one output: input channel, line and column of the weight.
    fn taps(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        let ([down, across], inputs) = (self.axes, self.inputs);
        (0..inputs)
            .flat_map(move |input| (0..down.kernel).flat_map(move |k| (0..across.kernel).map(move |l| [input, k, l])))
    }

    /// The product of one output cell and one weight; none where the weight lies in the padding.
    fn link(&self, [row, output, i, j]: [usize; 4], [input, k, l]: [usize; 3]) -> Option<Link> {
        let (line, column) = (self.axes[0].input(i, k)?, self.axes[1].input(j, l)?);
        let inputs = vec![self.x(row, output, input, line, column), self.w(output, input, k, l)];
        Some(Link { output: self.y(row, output, i, j), inputs })
    }
}
