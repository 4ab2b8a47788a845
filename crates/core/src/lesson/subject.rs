//! What a lesson is about: an item of one of the registries, found by name, with its options.

use super::ask::{Ask, row};
use super::choice::{Choice, unknown};
use crate::error::{Error, Result};
use crate::explain::local_derivative;
use crate::layer::{self, Builder, LayerInfo, Recorder, layers};
use crate::loss::{self, LOSSES, LossChoice};
use crate::op::{Cell, Example, Op, OpInfo};
use crate::ops;
use crate::options::{Options, Setting};
use crate::rng::Rng;
use crate::tape::{NodeId, Tape};
use crate::tensor::{Shape, Tensor};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The item.
#[derive(Debug)]
pub(super) enum Subject {
    Op(Arc<dyn Op<f64>>),
    Layer(&'static LayerInfo, Options),
    Loss(LossChoice),
}

/// Every name that a lesson can be about: operations, layers, losses.
pub fn names() -> Vec<&'static str> {
    let ops = ops::all::<f64>().into_iter().map(|op| op.info().name);
    ops.chain(layers().map(|info| info.name)).chain(LOSSES.iter().map(|info| info.name)).collect()
}

impl Subject {
    /// Finds a name: as it is written, or else whatever its capitals (`gelu` is the operation, `GELU` the layer).
    pub(super) fn find(name: &str, written: Option<&Map<String, Value>>) -> Result<Self> {
        let none = Map::new();
        let written = written.unwrap_or(&none);
        let known = names();
        let same = |known: &&&'static str| known.eq_ignore_ascii_case(name);
        let found = known.iter().find(|known| **known == name).or_else(|| known.iter().find(same));
        let name = *found.ok_or_else(|| unknown("name", name, &known))?;
        if let Some(op) = ops::all::<f64>().into_iter().find(|op| op.info().name == name) {
            Options::read(name, written, &[])?;
            return Ok(Self::Op(op));
        }
        if let Some(info) = layers().find(|info| info.name == name) {
            return Ok(Self::Layer(info, layer_options(info, written)?));
        }
        let info = LOSSES.iter().find(|info| info.name == name).copied();
        let info = info.ok_or_else(|| unknown("name", name, &known))?;
        Ok(Self::Loss(LossChoice { info, options: Options::read(name, written, info.args)? }))
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Op(op) => op.info().name,
            Self::Layer(info, _) => info.name,
            Self::Loss(choice) => choice.info.name,
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Op(_) => "op",
            Self::Layer(..) => "layer",
            Self::Loss(_) => "loss",
        }
    }

    pub(super) fn sentence(&self) -> &'static str {
        match self {
            Self::Op(op) => op.info().sentence,
            Self::Layer(info, _) => info.sentence,
            Self::Loss(choice) => choice.info.sentence,
        }
    }

    pub(super) fn sentence_key(&self) -> String {
        let tail = if matches!(self, Self::Op(_)) { ".forward" } else { "" };
        format!("{}.{}{tail}", self.kind(), self.name())
    }

    pub(super) fn formula(&self) -> &'static str {
        match self {
            Self::Op(op) => op.info().formula,
            Self::Layer(info, _) => info.formula,
            Self::Loss(choice) => choice.info.formula,
        }
    }

    /// The derivatives: those of the only operation there is, or else what the item says itself.
    pub(super) fn derivatives(&self, only: Option<&'static OpInfo>) -> Vec<String> {
        match (self, only) {
            (Self::Loss(choice), _) => vec![format!("∂L/∂x = {}", choice.info.derivative)],
            (Self::Layer(info, _), _) if !info.derivative.is_empty() => vec![info.derivative.to_owned()],
            (Self::Op(_) | Self::Layer(..), Some(op)) => {
                let letters = op.inputs.iter().zip(op.backward).filter(|_| self.is_curved());
                let each: Vec<_> =
                    letters.map(|(letter, rule)| format!("∂y/∂{letter} = {}", derivative(rule))).collect();
                // Where cells depend on several, only the gradient as it is sent on is the whole truth.
                let sent = || op.inputs.iter().zip(op.backward).map(|(letter, rule)| format!("∂L/∂{letter} = {rule}"));
                if each.is_empty() { sent().collect() } else { each }
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn choices(&self, into: &mut Vec<Choice>) {
        match self {
            Self::Layer(info, options) if self.is_curved() => into.extend(Choice::of(info.name, info.args, options)),
            Self::Loss(LossChoice { info, options }) => {
                // With a single number neither has a meaning.
                let told = Choice::of(info.name, info.args, options).into_iter();
                into.extend(told.filter(|choice| !matches!(choice.name, "reduction" | "ignore_index")));
            }
            _ => {}
        }
    }

    /// Names and letters of the inputs.
    pub(super) fn input_names(&self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Op(op) => op.info().inputs.iter().map(|name| (*name, *name)).collect(),
            Self::Layer(..) => vec![("x", "x")],
            Self::Loss(choice) => choice.info.inputs.iter().map(|name| (*name, letter_of(name))).collect(),
        }
    }

    /// Which inputs get a gradient.
    pub(super) fn has_gradient(&self, slot: usize) -> bool {
        match self {
            Self::Op(op) => slot < op.info().example.grads.len(),
            Self::Layer(..) => true,
            Self::Loss(choice) => slot < choice.info.example.grads.len(),
        }
    }

    /// Whether one number out depends on one number of each input, or is one number at all.
    pub(super) fn is_curved(&self) -> bool {
        match self {
            Self::Op(op) => cell_by_cell(&**op),
            Self::Layer(info, _) => {
                info.example.is_none_or(|_| matches!(info.name, "Identity" | "PReLU")) && {
                    let pair = Tensor::zeros(&[1, 2]);
                    let mut tape = Tape::new();
                    let x = tape.leaf(&pair, true);
                    self.record(&mut tape, &[x]).is_ok_and(|_| {
                        let ops = tape.ids().filter_map(|id| tape.node(id).op()).collect::<Vec<_>>();
                        ops.into_iter().all(cell_by_cell)
                    })
                }
            }
            Self::Loss(_) => true,
        }
    }

    /// The inputs: those of the worked example, its first row where there is a curve, and what was asked for.
    pub(super) fn inputs(&self, ask: &Ask) -> Result<Vec<Tensor<f64>>> {
        let given = ask.object("inputs")?;
        let names = self.input_names();
        if let Some(key) = given.and_then(|given| given.keys().find(|key| names.iter().all(|(name, _)| name != key))) {
            let fits = crate::options::names(names.iter().map(|(name, _)| *name));
            return Err(Error::new("unknown_key", &[("key", &format!("inputs.{key}")), ("fits", &fits)]));
        }
        let mut inputs: Vec<Tensor<f64>> = match self {
            Self::Loss(choice) => first_rows(&choice.info.example)?,
            _ if self.is_curved() => {
                let example = self.example();
                // One with something to see: of tanh(0) nothing can be learned.
                let cell = example.inputs.first().and_then(|(_, x)| x.iter().position(|x| *x != 0.0)).unwrap_or(0);
                let number = |cells: &[f64]| cells.get(cell).or(cells.first()).copied().unwrap_or(1.0);
                names.iter().zip(example.inputs).map(|(_, (_, cells))| self.single(number(cells))).collect()
            }
            Self::Op(op) => tensors(op.info().example.inputs)?,
            Self::Layer(info, _) => match info.example {
                Some(example) => tensors(&[example.input])?,
                None => tensors(&self.example().inputs[..1])?,
            },
        };
        for ((name, _), tensor) in names.iter().zip(&mut inputs) {
            let Some(value) = given.and_then(|given| given.get(*name)) else { continue };
            let cells = row(&format!("inputs.{name}"), value)?;
            *tensor = Tensor::new(tensor.shape().dims(), cells)?;
        }
        Ok(inputs)
    }

    /// One number in the shape that the item takes.
    fn single(&self, number: f64) -> Tensor<f64> {
        if matches!(self, Self::Op(_)) { Tensor::row(&[number]) } else { Tensor::column(&[number]) }
    }

    /// The worked example of an operation; of a layer, that of its first one.
    fn example(&self) -> &'static Example {
        static SAME: Example = Example { inputs: &[(&[1], &[3.0])], output: (&[1], &[3.0]), grads: &[&[1.0]] };
        match self {
            Self::Op(op) => &op.info().example,
            Self::Loss(choice) => &choice.info.example,
            Self::Layer(..) => {
                let mut tape = Tape::new();
                let x = tape.leaf(&Tensor::zeros(&[1, 2]), true);
                let recorded = self.record(&mut tape, &[x]);
                let first = tape.ids().find_map(|id| tape.node(id).op().map(Op::info));
                recorded.ok().and(first).map_or(&SAME, |info| &info.example)
            }
        }
    }

    /// Which cell of which input the curve runs over; none where there is no curve.
    pub(super) fn place(&self, ask: &Ask) -> Result<Option<(usize, usize)>> {
        if !self.is_curved() {
            return Ok(None);
        }
        let names = self.input_names();
        let movable: Vec<_> = (0..names.len()).filter(|slot| self.has_gradient(*slot)).collect();
        let Some(over) = ask.text("over")? else { return Ok(Some((0, 0))) };
        let slot = movable.iter().copied().find(|slot| names[*slot].0 == over);
        let fits = || movable.iter().map(|slot| names[*slot].0).collect::<Vec<_>>();
        slot.map(|slot| Some((slot, 0))).ok_or_else(|| unknown("over", over, &fits()))
    }

    /// Records it on a tape.
    pub(super) fn record(&self, tape: &mut Tape<f64>, inputs: &[NodeId]) -> Result<NodeId> {
        match self {
            Self::Op(op) => tape.apply(Arc::clone(op), inputs),
            Self::Loss(choice) => loss::build(choice).record(tape, inputs),
            Self::Layer(info, options) => {
                let dims = tape.node(inputs[0]).shape().dims().to_vec();
                let mut options = options.clone();
                let output = (info.shape)(info.name, &mut options, dims.get(1..).unwrap_or_default())?;
                let mut rng = Rng::manual_seed(0);
                let layer = layer::build(info, &options, &output, &mut Builder { tape, rng: &mut rng });
                for (name, cells) in info.example.filter(|_| info.name != "PReLU").map_or(&[][..], |e| e.parameters) {
                    if let Some((_, id)) = layer.parameters().into_iter().find(|(known, _)| known == name) {
                        tape.value_mut(id).copy_from_slice(cells);
                    }
                }
                // In training Dropout would draw.
                layer.record(&mut Recorder::new(tape, info.name != "Dropout"), inputs[0])
            }
        }
    }
}

/// Options of a layer. One that is shown with its worked example has those of the example; what must be written, and
/// is not, is 0: then `Threshold` is a ReLU.
fn layer_options(info: &'static LayerInfo, written: &Map<String, Value>) -> Result<Options> {
    let fixed = info.example.filter(|_| info.name != "PReLU");
    if let Some(example) = fixed {
        Options::read(info.name, written, &[])?;
        let of_example = serde_json::from_str(example.options).unwrap_or_default();
        return Options::read(info.name, &of_example, info.args);
    }
    let mut options = Options::read(info.name, written, info.args)?;
    if info.name == "Threshold" {
        info.args.iter().for_each(|arg| options.default_to(arg.name, Setting::Number(0.0)));
    }
    Ok(options)
}

/// Whether each number out comes from the one number of each input in the same place.
fn cell_by_cell(op: &dyn Op<f64>) -> bool {
    let pair = Shape::new(&[2]);
    let inputs = vec![&pair; op.info().inputs.len()];
    // A class is a name: between two there is nothing.
    let numbers = op.info().name != "class_weight";
    numbers && op.shape(&inputs).is_ok_and(|shape| shape == pair) && {
        let reads = |cell| op.links(&inputs, &pair, Cell::Output(cell));
        let own = |cell: usize| matches!(&reads(cell)[..], [link] if link.inputs.iter().all(|input| *input == cell));
        own(0) && own(1) && op.links(&inputs, &pair, Cell::Input(0, 0)).len() == 1
    }
}

fn tensors(inputs: &[(&[usize], &[f64])]) -> Result<Vec<Tensor<f64>>> {
    inputs.iter().map(|(dims, cells)| Tensor::new(dims, cells.to_vec())).collect()
}

/// The first row of each input of a loss: one prediction, one target.
fn first_rows(example: &Example) -> Result<Vec<Tensor<f64>>> {
    let first = |(dims, cells): &(&[usize], &[f64])| {
        let mut dims = dims.to_vec();
        dims[0] = 1;
        let count = dims.iter().product();
        Tensor::new(&dims, cells[..count].to_vec())
    };
    example.inputs.iter().map(first).collect()
}

/// The derivative in a backward formula, without brackets around all of it.
pub(super) fn derivative(rule: &str) -> String {
    let local = local_derivative(rule);
    let inner = local.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut depth = 0;
    let whole = inner.is_some_and(|inner| {
        inner.chars().all(|sign| {
            depth += i32::from(sign == '(') - i32::from(sign == ')');
            depth >= 0
        })
    });
    inner.filter(|_| whole).map_or(local.clone(), str::to_owned)
}

/// The letter that the formulas of the losses have for an input.
fn letter_of(input: &str) -> &'static str {
    match input {
        "input1" | "anchor" => "a",
        "input2" => "b",
        "positive" => "p",
        "negative" => "n",
        "target" => "y",
        "var" => "v",
        _ => "x",
    }
}

#[cfg(test)]
mod tests {
    use super::derivative;

    #[test]
    fn a_derivative_stands_without_brackets_around_it() {
        assert_eq!(derivative("g · (1 − y²)"), "1 − y²");
        assert_eq!(derivative("g · (1 − y) · (1 + y)"), "(1 − y) · (1 + y)");
        assert_eq!(derivative("−g · a / b²"), "−a / b²");
        assert_eq!(derivative("g"), "1");
    }
}
