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
#[cfg(feature = "full")]
mod relief;
mod scale;
mod style;
mod surface;

#[cfg(feature = "full")]
pub(crate) use boundary::{BoundaryPlot, boundary, shade};
#[cfg(feature = "full")]
pub(crate) use check::check;
pub(crate) use fit::{FitFrame, FitPlot, fit, fit_range};
#[cfg(feature = "full")]
pub(crate) use landscape::{LandscapePlot, landscape};
pub(crate) use loss::{LossPlot, loss};
#[cfg(feature = "full")]
pub(crate) use relief::Relief;
pub(crate) use style::Style;
#[cfg(feature = "teach")]
pub(crate) use {descent::descent, lesson::lesson};
#[cfg(feature = "full")]
pub(crate) use {marks::pixels, scale::Axis};
