//! What convolution and pooling share: a window that slides over an image, along height and along width.

use crate::error::{Error, Result};
use crate::tensor::Shape;
use std::ops::Range;

/// How a window moves; each pair is height and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How large it is.
    pub kernel_size: [usize; 2],
    /// How far it moves at a time.
    pub stride: [usize; 2],
    /// How far it reaches beyond the image at each side; there it sees zeros, and max pooling nothing.
    pub padding: [usize; 2],
    /// How far its cells lie apart.
    pub dilation: [usize; 2],
    /// Whether a last window that reaches beyond the end counts too.
    pub ceil_mode: bool,
}

impl Window {
    /// A window of this size that moves cell by cell.
    pub fn new(kernel_size: [usize; 2]) -> Self {
        Self { kernel_size, stride: [1; 2], padding: [0; 2], dilation: [1; 2], ceil_mode: false }
    }

    /// The window along height and along width of a block of images `[rows, channels, height, width]`.
    pub(super) fn axes(&self, op: &'static str, x: &Shape) -> Result<[Axis; 2]> {
        let [_, _, height, width] = x.dims() else {
            return Err(Error::new("shape_image", &[("op", &op), ("shape", x)]));
        };
        Ok([self.axis(op, x, *height, 0)?, self.axis(op, x, *width, 1)?])
    }

    fn axis(&self, op: &'static str, x: &Shape, size: usize, side: usize) -> Result<Axis> {
        let (kernel, stride, dilation) = (self.kernel_size[side], self.stride[side], self.dilation[side]);
        let padding = self.padding[side];
        let reach = dilation.saturating_mul(kernel.saturating_sub(1)).saturating_add(1);
        let room = size.saturating_add(padding.saturating_mul(2));
        if kernel.min(stride).min(dilation) == 0 || room < reach {
            let fields: &[(_, &dyn std::fmt::Display)] =
                &[("op", &op), ("shape", x), ("value", &reach), ("fits", &room)];
            return Err(Error::new("window_size", fields));
        }
        let steps = room - reach;
        let mut out = if self.ceil_mode { steps.div_ceil(stride) } else { steps / stride } + 1;
        // A window must begin in the image or in the padding before it.
        if self.ceil_mode && (out - 1) * stride >= size + padding {
            out -= 1;
        }
        Ok(Axis { size, out, kernel, stride, padding, dilation })
    }

    /// The axes of a recorded operation: they were checked then.
    pub(super) fn known_axes(&self, x: &Shape) -> [Axis; 2] {
        self.axes("window", x).unwrap_or_else(|_| unreachable!("a recorded window fits"))
    }
}

/// A window along one side of an image.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// How long the side is.
    pub(super) size: usize,
    /// How many places the window has.
    pub(super) out: usize,
    pub(super) kernel: usize,
    pub(super) stride: usize,
    pub(super) padding: usize,
    dilation: usize,
}

impl Axis {
    /// Where cell `k` of the window lies when the window is at place `out`; nowhere in the padding.
    pub(super) fn input(self, out: usize, k: usize) -> Option<usize> {
        (out * self.stride + k * self.dilation).checked_sub(self.padding).filter(|input| *input < self.size)
    }

    /// At which place the window has its cell `k` on this cell of the image.
    pub(super) fn output(self, input: usize, k: usize) -> Option<usize> {
        let moved = (input + self.padding).checked_sub(k * self.dilation)?;
        Some(moved / self.stride).filter(|out| moved.is_multiple_of(self.stride) && *out < self.out)
    }

    /// The places at which cell `k` of the window lies in the image.
    pub(super) fn places(self, k: usize) -> Range<usize> {
        let shift = k * self.dilation;
        let first = self.padding.saturating_sub(shift).div_ceil(self.stride);
        let end = (self.size + self.padding).saturating_sub(shift).div_ceil(self.stride).min(self.out);
        first.min(end)..end
    }

    /// The cells of the image that the window covers at a place.
    pub(super) fn covered(self, out: usize) -> impl Iterator<Item = usize> + Clone {
        (0..self.kernel).filter_map(move |k| self.input(out, k))
    }

    /// The places at which the window covers a cell of the image.
    pub(super) fn covering(self, input: usize) -> impl Iterator<Item = usize> + Clone {
        (0..self.kernel).filter_map(move |k| self.output(input, k))
    }

    /// How many cells the window has at a place, those in the padding counted, those beyond it not.
    pub(super) fn with_padding(self, out: usize) -> usize {
        let start = out * self.stride;
        (start + self.kernel).min(self.size + 2 * self.padding) - start
    }
}
