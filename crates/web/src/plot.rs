//! The two pictures of the demo, drawn by plotters on a canvas that the page hands over: the fit (points and
//! the model's line) and the loss of every training step. No number is computed here that the session did not
//! pass in; this module only decides where things stand.

mod axes;
mod curve;
mod fit;
mod loss;
mod place;
mod scale;
mod style;
mod surface;

pub(crate) use fit::{FitFrame, FitPlot, fit, fit_range};
pub(crate) use loss::{LossPlot, loss};
pub(crate) use style::Style;
