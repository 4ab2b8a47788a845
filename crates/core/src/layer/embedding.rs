//! Embedding: a vector for each word or category, which is learned.

use super::{Builder, LayerExample, LayerInfo, LayerPlace, MAX_FEATURES, Module, PLAIN, Recorder};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::init;
use crate::ops;
use crate::options::{Arg, Kind, Options};
use crate::tape::NodeId;
use crate::tensor::Tensor;
use std::fmt::Display;
use std::sync::Arc;

/// The most rows that a table may have.
const MAX_EMBEDDINGS: u64 = 100_000;

/// `torch.nn.Embedding`: whole numbers `[rows, n]` become vectors `[rows, n, embedding_dim]`, looked up in a
/// table of `num_embeddings` rows. What happens to other numbers stands at [`ops::Embedding`].
#[derive(Clone, Debug)]
pub struct Embedding {
    weight: NodeId,
    padding_idx: Option<usize>,
}

impl<T: Float> Module<T> for Embedding {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        on.tape.apply(Arc::new(ops::Embedding { padding_idx: self.padding_idx }), &[x, self.weight])
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        vec![("weight".to_owned(), self.weight)]
    }
}

/// [`Embedding`] for readers and for experiment files.
pub(super) static EMBEDDING: LayerInfo = LayerInfo {
    name: "Embedding",
    args: &[
        Arg {
            name: "num_embeddings",
            kind: Kind::Count { min: 1, max: MAX_EMBEDDINGS },
            default: None,
            sentence: "How many rows the table has: the inputs are whole numbers from 0 to one less.",
        },
        Arg {
            name: "embedding_dim",
            kind: Kind::Count { min: 1, max: MAX_FEATURES },
            default: None,
            sentence: "How many numbers each row has.",
        },
        Arg {
            name: "padding_idx",
            kind: Kind::Count { min: 0, max: MAX_EMBEDDINGS },
            default: None,
            sentence: "A row of zeros that is not trained, for places where nothing stands.",
        },
    ],
    formula: "y = row x of W",
    derivative: "∂L/∂W = in row i, Σ g of all places where x = i",
    sentence: "Replaces each whole number by a row of a table; the rows are learned.",
    shape: |key, options, dims| {
        let missing = |name: &str| Error::new("missing", &[("key", &format!("{key}.{name}"))]);
        let rows = options.count("num_embeddings").ok_or_else(|| missing("num_embeddings"))?;
        let width = options.count("embedding_dim").ok_or_else(|| missing("embedding_dim"))?;
        if let Some(row) = options.count("padding_idx").filter(|row| *row >= rows) {
            let key = format!("{key}.padding_idx");
            let fields: &[(_, &dyn Display)] = &[("key", &key), ("value", &row), ("min", &0), ("max", &(rows - 1))];
            return Err(Error::new("out_of_range", fields));
        }
        Ok([dims, &[width]].concat())
    },
    parameters: |options| {
        let count = |name| options.count(name).unwrap_or(1);
        vec![("weight", vec![count("num_embeddings"), count("embedding_dim")])]
    },
    check: data_fits,
    example: Some(&LayerExample {
        options: r#"{"num_embeddings": 2, "embedding_dim": 2}"#,
        input: (&[1, 2], &[1.0, 0.0]),
        parameters: &[("weight", &[0.5, -1.0, 2.0, 3.0])],
        output: (&[1, 2, 2], &[2.0, 3.0, 0.5, -1.0]),
    }),
    ..PLAIN
};

/// Only data has whole numbers, so it must be the first layer, and each number must be a row of the table.
fn data_fits(place: &LayerPlace) -> Result<()> {
    let data = place.data.ok_or_else(|| Error::new("embedding_first", &[("key", &place.key)]))?;
    let most = place.options.count("num_embeddings").unwrap_or(1) - 1;
    match data.iter().find(|cell| cell.fract() != 0.0 || !(0.0..=most as f64).contains(*cell)) {
        None => Ok(()),
        Some(cell) => Err(Error::new("embedding_range", &[("key", &place.key), ("value", cell), ("max", &most)])),
    }
}

/// Builds it; the options are complete. First values as in PyTorch: the standard normal distribution.
pub(super) fn build<T: Float>(options: &Options, on: &mut Builder<T>) -> Embedding {
    let count = |name| options.count(name).unwrap_or(1);
    let (width, padding_idx) = (count("embedding_dim"), options.count("padding_idx"));
    let mut weight = Tensor::<T>::zeros(&[count("num_embeddings"), width]);
    init::normal_(&mut weight, 0.0, 1.0, on.rng);
    if let Some(row) = padding_idx {
        weight.data_mut()[row * width..][..width].fill(T::zero());
    }
    Embedding { weight: on.tape.leaf(&weight, true), padding_idx }
}
