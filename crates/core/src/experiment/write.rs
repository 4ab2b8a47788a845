//! An experiment as it is written into a file, with everything filled in.

use super::{Experiment, LayerChoice};
use crate::data::split::Split;
#[cfg(feature = "full")]
use crate::optim::ClipGrad;
use crate::options::{Options, Setting};
#[cfg(feature = "full")]
use crate::penalty::Penalty;
use crate::plain::{Named, Nested};
use serde::{Serialize, Serializer};

#[derive(Serialize)]
struct File<'e> {
    version: u32,
    seed: u32,
    data: DataView<'e>,
    split: Option<Named<&'static str, f64>>,
    preprocess: Steps,
    model: Vec<Choice<'e>>,
    loss: Choice<'e>,
    optimizer: Choice<'e>,
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    penalty: Option<Penalty>,
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    clip_grad: Option<ClipGrad>,
    scheduler: Option<Choice<'e>>,
    batch_size: Option<usize>,
    shuffle: bool,
    epochs: u64,
    parameters: Option<Named<&'e str, Nested<'e, f64>>>,
    zero_grad: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DataView<'e> {
    Named {
        name: &'static str,
    },
    #[cfg(feature = "full")]
    Written(&'e serde_json::Value),
    Rows {
        x: Nested<'e, f64>,
        y: Nested<'e, f64>,
    },
}

/// The preprocessing as it is written.
#[cfg(feature = "full")]
type Steps = Vec<serde_json::Value>;
#[cfg(not(feature = "full"))]
type Steps = [(); 0];

/// A name, or a name with its options.
#[derive(Serialize)]
#[serde(untagged)]
enum Choice<'e> {
    Plain(&'static str),
    With(Named<&'static str, Named<&'static str, &'e Setting>>),
    #[cfg(feature = "full")]
    Within(Named<&'static str, Vec<Choice<'e>>>),
}

impl<'e> Choice<'e> {
    /// The layers of the model, or of a `Sequential` in it.
    fn layers(layers: &'e [LayerChoice], depth: usize) -> Vec<Self> {
        let together = layers.chunk_by(|a, b| a.place[depth] == b.place[depth]);
        let choice = |layers: &'e [LayerChoice]| match layers {
            #[cfg(feature = "full")]
            [first, ..] if first.place.len() > depth + 1 => {
                Self::Within(Named(vec![("Sequential", Self::layers(layers, depth + 1))]))
            }
            _ => Self::new(layers[0].info.name, &layers[0].options, layers[0].info.args.is_empty()),
        };
        together.map(choice).collect()
    }

    fn new(name: &'static str, options: &'e Options, plain: bool) -> Self {
        if plain { Self::Plain(name) } else { Self::With(Named(vec![(name, Named(options.iter().collect()))])) }
    }
}

impl Experiment {
    #[cfg(feature = "full")]
    fn source(&self) -> (Option<DataView<'_>>, Steps) {
        let Some(preparation) = &self.preparation else { return (None, Vec::new()) };
        let steps = preparation.steps.iter().map(crate::preprocess::step::Step::written).collect();
        (preparation.written.as_ref().map(DataView::Written), steps)
    }

    #[cfg(not(feature = "full"))]
    fn source(&self) -> (Option<DataView<'_>>, Steps) {
        (None, [])
    }
}

impl Serialize for Experiment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (x, y) = (self.data.x.dims(self.data.x.rows()), self.data.y.dims(self.data.y.rows()));
        let (source, preprocess) = self.source();
        let split =
            |split: &Split| Named(split.parts.iter().map(|(part, fraction, _)| (part.name(), *fraction)).collect());
        let data = match (source, self.data.name) {
            (Some(source), _) => source,
            (None, Some(name)) => DataView::Named { name },
            (None, None) => DataView::Rows {
                x: Nested { dims: &x, cells: self.data.x.cells() },
                y: Nested { dims: &y, cells: self.data.y.cells() },
            },
        };
        let given = self
            .parameters
            .iter()
            .map(|(name, tensor)| (name.as_str(), Nested { dims: tensor.shape().dims(), cells: tensor.data() }));
        let file = File {
            version: 1,
            seed: self.seed,
            data,
            split: self.split.as_ref().map(split),
            preprocess,
            model: Choice::layers(&self.model, 0),
            loss: Choice::new(self.loss.info.name, &self.loss.options, self.loss.is_plain()),
            optimizer: Choice::new(self.optimizer.info.name, &self.optimizer.options, false),
            #[cfg(feature = "full")]
            penalty: Some(self.penalty()).filter(|penalty| !penalty.is_none()),
            #[cfg(feature = "full")]
            clip_grad: self.clip_grad(),
            scheduler: self.scheduler().map(|choice| Choice::new(choice.info.name, &choice.options, false)),
            batch_size: self.batch_size,
            shuffle: self.shuffle,
            epochs: self.epochs,
            parameters: (!self.parameters.is_empty()).then(|| Named(given.collect())),
            zero_grad: self.zero_grad,
        };
        file.serialize(serializer)
    }
}
