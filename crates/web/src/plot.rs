//! The pictures, drawn by plotters on a canvas that the page hands over: the fit (points and the model's line), the
//! loss of every training step, the decision boundary, the loss as a landscape, lessons, and the ways of optimizers.
//! Their numbers are passed in; this module decides where things stand, and how dark.

mod axes;
#[cfg(feature = "full")]
mod boundary;
#[cfg(feature = "full")]
mod check;
#[cfg(feature = "full")]
mod contour;
mod curve;
#[cfg(feature = "teach")]
mod descent;
mod fit;
#[cfg(feature = "full")]
mod landscape;
#[cfg(feature = "teach")]
mod lesson;
mod loss;
#[cfg(feature = "full")]
mod marks;
mod place;
mod scale;
mod style;
mod surface;

#[cfg(feature = "full")]
pub(crate) use boundary::{BoundaryPlot, boundary, shade};
#[cfg(feature = "full")]
pub(crate) use check::check;
#[cfg(feature = "full")]
pub(crate) use contour::{Segment, contour};
pub(crate) use fit::{FitFrame, FitPlot, fit, fit_range};
#[cfg(feature = "full")]
pub(crate) use landscape::{LandscapePlot, landscape};
pub(crate) use loss::{LossPlot, loss};
pub(crate) use style::Style;
#[cfg(feature = "teach")]
pub(crate) use {descent::descent, lesson::lesson};
#[cfg(feature = "full")]
pub(crate) use {marks::pixels, scale::Axis};
