//! What every neuron makes of every place in the plane: its numbers, and the pixels of its small picture.

use super::boundary::{axes, fitting, places, side};
use super::{Result, Session, to_value};
use crate::error::to_js;
use crate::plot;
use chalkgrad::data::split::Part;
use chalkgrad::stepper::Neurons;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// How many places a small picture has in each direction, at most.
const SIZE: usize = 32;
/// How much colour a neuron's picture has where it is most active.
const STRONGEST: f64 = 0.9;

/// How many places there are in each direction, the places, and what each layer's neurons make of them.
type Look = (usize, Vec<f32>, Vec<Neurons<f32>>);

#[derive(Serialize)]
struct Network {
    /// How many pixels a picture has in each direction.
    size: usize,
    layers: Vec<Layer>,
}

#[derive(Serialize)]
struct Layer {
    /// The Linear layer's place in the model.
    name: String,
    /// What stands behind it; none in a last layer that ends with Linear.
    activation: Option<&'static str>,
    units: Vec<Unit>,
}

#[derive(Serialize)]
struct Unit {
    bias: Option<f32>,
    weights: Vec<f32>,
    /// The size of each weight beside that of the layer's largest.
    shares: Vec<f32>,
    /// The least and the greatest number that it gives anywhere in the plane.
    low: f32,
    high: f32,
}

#[wasm_bindgen]
impl Session {
    /// The network's neurons, layer by layer, the inputs not among them; null where there are not two inputs, or where
    /// a layer between does not consist of neurons.
    pub fn neurons(&mut self) -> Result<JsValue> {
        let Some((size, _, layers)) = self.looked_through()? else { return Ok(JsValue::NULL) };
        let layers = layers.iter().map(|layer| self.layer(layer)).collect();
        to_value(&Network { size, layers })
    }

    /// The pixels of every neuron's picture, one after the other, those of the two inputs first.
    #[wasm_bindgen(js_name = neuronPixels)]
    pub fn neuron_pixels(&mut self, style: &str) -> Result<Vec<u8>> {
        let style = plot::Style::parse(style)?;
        let Some((size, places, layers)) = self.looked_through()? else { return Ok(vec![]) };
        let mut pixels = vec![];
        let mut paint = |cells: &[f32], unit: usize, units: usize, side: &dyn Fn(f32) -> f32| {
            let color = |index: usize| plot::shade(&style, side(cells[index * units + unit]), STRONGEST);
            pixels.extend(plot::pixels(size, color));
        };
        for input in 0..2 {
            let widest = largest(&places, input, 2);
            paint(&places, input, 2, &|value| value / widest);
        }
        let experiment = self.stepper.experiment();
        let logits = experiment.loss.info.name == "BCEWithLogitsLoss";
        let threshold = self.thresholds().map(|(prediction, _)| prediction);
        let last = layers.len() - 1;
        for (index, layer) in layers.iter().enumerate() {
            let activation = self.activation(&layer.name);
            for unit in 0..layer.units {
                let widest = largest(&layer.activations, unit, layer.units);
                let shown = |value: f32| match (activation, threshold) {
                    (_, Some(threshold)) if index == last => side(value, threshold, logits),
                    (Some("Tanh"), _) => value,
                    (Some("Sigmoid"), _) => side(value, 0.5, false),
                    _ => value / widest,
                };
                paint(&layer.activations, unit, layer.units, &shown);
            }
        }
        Ok(pixels)
    }
}

impl Session {
    /// The places, and what each neuron makes of them.
    fn looked_through(&mut self) -> Result<Option<Look>> {
        let experiment = self.stepper.experiment();
        if experiment.data.x.columns() != 2 {
            return Ok(None);
        }
        let x: Vec<f32> = experiment.part(Part::Train).x.to_cells();
        let size = fitting(experiment, SIZE);
        let places = places(&axes(&x), size);
        let layers = self.stepper.neurons(&places).map_err(|error| to_js(&error))?;
        Ok((!layers.is_empty()).then_some((size, places, layers)))
    }

    fn layer(&self, layer: &Neurons<f32>) -> Layer {
        let inputs = layer.weights.len() / layer.units.max(1);
        let widest = layer.weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
        let unit = |unit: usize| {
            let weights = layer.weights[unit * inputs..(unit + 1) * inputs].to_vec();
            let range = layer.activations.iter().skip(unit).step_by(layer.units);
            Unit {
                bias: layer.biases.get(unit).copied(),
                shares: weights.iter().map(|weight| weight.abs() / widest).collect(),
                weights,
                low: range.clone().copied().fold(f32::INFINITY, f32::min),
                high: range.copied().fold(f32::NEG_INFINITY, f32::max),
            }
        };
        let units = (0..layer.units).map(unit).collect();
        Layer { name: layer.name.clone(), activation: self.activation(&layer.name), units }
    }

    /// What stands behind a Linear layer.
    fn activation(&self, name: &str) -> Option<&'static str> {
        let index: usize = name.parse().ok()?;
        let next = self.stepper.experiment().model.get(index + 1)?;
        Some(next.info.name)
    }
}

/// The size of a unit's largest number; never 0.
fn largest(cells: &[f32], unit: usize, units: usize) -> f32 {
    cells.iter().skip(unit).step_by(units).fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()))
}
