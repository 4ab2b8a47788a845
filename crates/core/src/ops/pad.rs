//! Padding: an image gets a margin, of zeros or of numbers of its own.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// What stands in a margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PadMode {
    /// Zeros.
    Zeros,
    /// The image in a mirror that stands on its last cell: c b | a b c | b a.
    Reflect,
    /// The last cell again and again: a a | a b c | c c.
    Replicate,
    /// The image goes on from its other end: b c | a b c | a b.
    Circular,
}

/// `torch.nn.functional.pad` of images `[rows, channels, height, width]`.
#[derive(Clone, Copy, Debug)]
pub struct Pad {
    /// How many lines are added above and below.
    pub height: [usize; 2],
    /// How many columns are added at the left and at the right.
    pub width: [usize; 2],
    /// What stands there.
    pub mode: PadMode,
}

impl<T: Float> Op<T> for Pad {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "pad",
            inputs: &["x"],
            formula: "y = x with a margin",
            term: "x",
            combine: Combine::Sum,
            backward: &["g"],
            sentence: "Puts a margin around an image, so that a window finds something beyond its edge: zeros, or numbers of the image itself.",
            backward_sentence: "Each number gets the gradient of its own place, and of every place in the margin where it stands again.",
            example: Example {
                inputs: &[(&[1, 1, 1, 3], &[1.0, 2.0, 3.0])],
                output: (&[1, 1, 1, 6], &[2.0, 1.0, 2.0, 3.0, 2.0, 1.0]),
                grads: &[&[2.0, 3.0, 1.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        let &[rows, channels, height, width] = inputs[0].dims() else {
            return Err(Error::new("shape_image", &[("op", &"pad"), ("shape", inputs[0])]));
        };
        for (size, margin) in [(height, self.height), (width, self.width)] {
            // The mirror stands on the last cell, so that one is not seen twice.
            let most = match self.mode {
                PadMode::Reflect => size.saturating_sub(1),
                PadMode::Circular => size,
                PadMode::Replicate if size == 0 => 0,
                PadMode::Zeros | PadMode::Replicate => usize::MAX,
            };
            if let Some(value) = margin.iter().find(|margin| **margin > most) {
                return Err(Error::new("pad_size", &[("shape", inputs[0]), ("value", value), ("max", &most)]));
            }
        }
        let grown = |size: usize, [before, after]: [usize; 2]| size.saturating_add(before).saturating_add(after);
        Ok(Shape::new(&[rows, channels, grown(height, self.height), grown(width, self.width)]))
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let x = reads.input(0);
        y.fill(T::zero());
        self.pairs(reads.shape_of(0)).for_each(|(from, to)| y[to] = x[from]);
    }

    fn backward(&self, _: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let Sink { cells, .. } = into.adding();
        self.pairs(reads.shape_of(0)).for_each(|(from, to)| cells[from] += g[to]);
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        let asked = |(from, to): &(usize, usize)| match cell {
            Cell::Output(output) => *to == output,
            Cell::Input(_, input) => *from == input,
        };
        let pairs = self.pairs(inputs[0]).filter(asked);
        pairs.map(|(from, output)| Link { output, inputs: vec![from] }).collect()
    }
}

impl Pad {
    /// Every cell of the image with every cell of the padded one where it stands.
    fn pairs(self, x: &Shape) -> impl Iterator<Item = (usize, usize)> + use<> {
        let &[rows, channels, height, width] = x.dims() else { unreachable!("a recorded image has four dimensions") };
        let [down, across] = [(height, self.height), (width, self.width)].map(|(size, [before, after])| {
            (0..size + before + after).map(move |at| self.mode.source(at, before, size))
        });
        let lines = down.clone().count();
        let columns = across.clone().count();
        (0..rows * channels).flat_map(move |image| {
            let across = across.clone();
            down.clone().enumerate().filter_map(|(i, line)| Some((i, line?))).flat_map(move |(i, line)| {
                let cells = across.clone().enumerate().filter_map(|(j, column)| Some((j, column?)));
                cells.map(move |(j, column)| {
                    ((image * height + line) * width + column, (image * lines + i) * columns + j)
                })
            })
        })
    }
}

impl PadMode {
    /// Which cell of a line of `size` cells stands at a place of the padded line; none for a zero.
    fn source(self, at: usize, before: usize, size: usize) -> Option<usize> {
        if (before..before + size).contains(&at) {
            return Some(at - before);
        }
        match self {
            Self::Zeros => None,
            Self::Reflect if at < before => Some(before - at),
            Self::Reflect => Some(2 * (size - 1) + before - at),
            Self::Replicate if at < before => Some(0),
            Self::Replicate => Some(size - 1),
            Self::Circular if at < before => Some(at + size - before),
            Self::Circular => Some(at - before - size),
        }
    }
}
