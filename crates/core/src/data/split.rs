//! Which rows are trained on, which ones only judge: PyTorch's `random_split`.

use crate::error::{Error, Result};
use crate::options::{names, number, object};
use crate::rng::Rng;
use serde::Serialize;
use serde_json::Value;

/// A part of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What the parameters are fitted to.
    Train,
    /// What one looks at while choosing a model.
    Validation,
    /// What one looks at once, at the end.
    Test,
}

impl Part {
    /// All parts in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// The name in an experiment.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// The rows of each part.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The parts that were asked for, with the fraction of the rows that each gets, and their numbers.
    pub parts: Vec<(Part, f64, Vec<u32>)>,
}

impl Split {
    /// Fractions that add up to 1; `true` or `{}` stands for 6 : 2 : 2.
    ///
    /// The rows are dealt out as `torch.utils.data.random_split` does it right after `manual_seed`.
    ///
    /// # Errors
    /// Names what is wrong with the fractions, and a split that leaves nothing to train on.
    pub fn read(value: &Value, rows: usize, seed: u32) -> Result<Self> {
        let mut fractions = vec![(Part::Train, 0.6), (Part::Validation, 0.2), (Part::Test, 0.2)];
        if value.as_bool() != Some(true) {
            let written = object("split", value)?;
            let known = |name: &str| Part::ALL.iter().any(|part| part.name() == name);
            if let Some(name) = written.keys().find(|name| !known(name)) {
                let (key, fits) = (format!("split.{name}"), names(Part::ALL.iter().map(|part| part.name())));
                return Err(Error::new("unknown_key", &[("key", &key), ("fits", &fits)]));
            }
            if !written.is_empty() {
                let read = |part: Part| {
                    let value = written.get(part.name())?;
                    Some(number(&format!("split.{}", part.name()), value, 0.0, 1.0).map(|fraction| (part, fraction)))
                };
                fractions = Part::ALL.into_iter().filter_map(read).collect::<Result<_>>()?;
            }
        }
        let sum: f64 = fractions.iter().map(|(_, fraction)| fraction).sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(Error::new("split_sum", &[("value", &sum)]));
        }
        let lengths = lengths(rows, &fractions);
        if fractions[0].0 != Part::Train || lengths[0] == 0 {
            return Err(Error::new("split_empty", &[("rows", &rows)]));
        }
        let mut order = vec![0; rows];
        Rng::manual_seed(seed).randperm(&mut order);
        let mut order = order.into_iter();
        let deal = |((part, fraction), length)| (part, fraction, order.by_ref().take(length).collect());
        Ok(Self { parts: fractions.into_iter().zip(lengths).map(deal).collect() })
    }

    /// The numbers of the rows of a part; none where the part was not asked for.
    pub fn rows(&self, part: Part) -> &[u32] {
        self.parts.iter().find(|(known, ..)| *known == part).map_or(&[], |(_, _, rows)| rows)
    }
}

/// How many rows each part gets: its fraction rounded down; what is left goes round, one row a part.
fn lengths(rows: usize, fractions: &[(Part, f64)]) -> Vec<usize> {
    #[expect(clippy::cast_sign_loss)]
    let mut lengths: Vec<_> = fractions.iter().map(|(_, fraction)| (rows as f64 * fraction).floor() as usize).collect();
    let mut left = rows.saturating_sub(lengths.iter().sum());
    while left > 0 {
        let round = left.min(lengths.len());
        lengths[..round].iter_mut().for_each(|length| *length += 1);
        left -= round;
    }
    lengths
}
