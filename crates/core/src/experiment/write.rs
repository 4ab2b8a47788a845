//! An experiment as it is written into a file, with everything filled in.

use super::{Experiment, LayerChoice};
use crate::options::{Options, Setting};
use crate::plain::{Named, Nested};
use serde::{Serialize, Serializer};

#[derive(Serialize)]
struct File<'e> {
    version: u32,
    seed: u32,
    data: DataView<'e>,
    split: Option<()>,
    preprocess: [(); 0],
    model: Vec<Choice<'e>>,
    loss: &'static str,
    optimizer: Choice<'e>,
    scheduler: Option<()>,
    batch_size: Option<usize>,
    shuffle: bool,
    epochs: u64,
    parameters: Option<Named<&'e str, Nested<'e, f64>>>,
    zero_grad: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DataView<'e> {
    Named { name: &'static str },
    Rows { x: Nested<'e, f64>, y: Nested<'e, f64> },
}

/// A name, or a name with its options.
#[derive(Serialize)]
#[serde(untagged)]
enum Choice<'e> {
    Plain(&'static str),
    With(Named<&'static str, Named<&'static str, &'e Setting>>),
}

impl<'e> Choice<'e> {
    fn layer(layer: &'e LayerChoice) -> Self {
        Self::new(layer.info.name, &layer.options, layer.info.args.is_empty())
    }

    fn new(name: &'static str, options: &'e Options, plain: bool) -> Self {
        if plain { Self::Plain(name) } else { Self::With(Named(vec![(name, Named(options.iter().collect()))])) }
    }
}

impl Serialize for Experiment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (x, y) = (self.data.x.dims(self.data.x.rows()), self.data.y.dims(self.data.y.rows()));
        let data = match self.data.name {
            Some(name) => DataView::Named { name },
            None => DataView::Rows {
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
            split: None,
            preprocess: [],
            model: self.model.iter().map(Choice::layer).collect(),
            loss: self.loss.info().name,
            optimizer: Choice::new(self.optimizer.info.name, &self.optimizer.options, false),
            scheduler: None,
            batch_size: self.batch_size,
            shuffle: self.shuffle,
            epochs: self.epochs,
            parameters: (!self.parameters.is_empty()).then(|| Named(given.collect())),
            zero_grad: self.zero_grad,
        };
        file.serialize(serializer)
    }
}
