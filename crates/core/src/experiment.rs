//! An experiment: everything that a user can choose, as plain data. One JSON schema for every door.

#[cfg(feature = "full")]
mod check;
#[cfg(feature = "full")]
mod prepare;
#[cfg_attr(not(feature = "full"), path = "experiment/demo.rs")]
mod read;
#[cfg(feature = "full")]
mod targets;
mod write;

#[cfg(feature = "full")]
pub(crate) use read::{read_loss, read_optimizer};

use crate::data::Data;
use crate::data::split::{Part, Split};
use crate::error::{Error, Result};
use crate::layer::LayerInfo;
use crate::loss::LossChoice;
use crate::optim::{ClipGrad, OptimizerInfo};
use crate::options::Options;
use crate::penalty::Penalty;
#[cfg(feature = "full")]
use crate::preprocess::Preparation;
use crate::rng::Rng;
use crate::schedule::SchedulerInfo;
use crate::tensor::Tensor;
use serde_json::Value;

/// Gives the text of a data file by its name, where it has it.
pub type Files<'f> = &'f mut dyn FnMut(&str) -> Option<String>;

/// The longest text that is read as an experiment.
pub const MAX_BYTES: usize = 4 << 20;
/// The most epochs of one experiment.
pub const MAX_EPOCHS: u64 = 1_000_000;
/// The most training steps of one experiment.
pub const MAX_STEPS: u64 = 10_000_000;
/// The most numbers that the parameters of a model may have.
pub const MAX_PARAMETERS: u64 = 500_000;
/// The most numbers that one training step may compute.
pub const MAX_CELLS: u64 = 20_000_000;
/// The most products that one layer may compute in one operation: some tens of milliseconds.
pub const MAX_PRODUCTS: u64 = 100_000_000;
/// The most layers.
pub const MAX_LAYERS: usize = 64;

/// A layer with its options.
#[derive(Clone, Debug)]
pub struct LayerChoice {
    /// Which layer.
    pub info: &'static LayerInfo,
    /// Its options, complete.
    pub options: Options,
    /// The shape of what comes out for one example.
    pub output: Vec<usize>,
    /// Where it stands: its index, after those of the `Sequential`s that it is in.
    pub place: Vec<usize>,
}

impl LayerChoice {
    /// The place as it begins the `state_dict` names: `"1"`, or `"0.1"` within the first `Sequential`.
    pub fn path(&self) -> String {
        self.place.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
    }

    /// The key in the experiment file: `model[0].Sequential[1].Linear`.
    pub fn key(&self) -> String {
        let indices = self.place.iter().map(|index| format!("[{index}].")).collect::<Vec<_>>();
        format!("model{}{}", indices.join("Sequential"), self.info.name)
    }
}

/// An optimizer with its options.
#[derive(Clone, Debug)]
pub struct OptimizerChoice {
    /// Which optimizer.
    pub info: &'static OptimizerInfo,
    /// Its options, complete.
    pub options: Options,
}

/// A scheduler with its options.
#[derive(Clone, Debug)]
pub struct SchedulerChoice {
    /// Which scheduler.
    pub info: &'static SchedulerInfo,
    /// Its options, complete.
    pub options: Options,
}

/// Everything that decides what a training does. Equal experiments train equally, bit for bit.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Where all random numbers start.
    pub seed: u32,
    /// What is learned from, as numbers: after preprocessing, all rows.
    pub data: Data,
    /// Which of the rows are trained on; none: all.
    pub split: Option<Split>,
    /// Where the numbers came from and what was done to them; none: they are as they stand in the experiment.
    #[cfg(feature = "full")]
    pub preparation: Option<Preparation>,
    /// The layers in order.
    pub model: Vec<LayerChoice>,
    /// How far predictions are from targets.
    pub loss: LossChoice,
    /// How parameters change.
    pub optimizer: OptimizerChoice,
    /// What is added to the loss for large parameters.
    pub penalty: Penalty,
    /// How gradients that are too large are made smaller.
    pub clip_grad: Option<ClipGrad>,
    /// How the learning rate changes from epoch to epoch.
    pub scheduler: Option<SchedulerChoice>,
    /// How many rows one training step takes; none: all.
    pub batch_size: Option<usize>,
    /// Whether the rows are put in a new random order before every epoch.
    pub shuffle: bool,
    /// How often all rows are gone through.
    pub epochs: u64,
    /// First values that replace the random ones, by `state_dict` name.
    pub parameters: Vec<(String, Tensor<f64>)>,
    /// Whether `optimizer.zero_grad()` is in the program.
    pub zero_grad: bool,
}

impl Experiment {
    /// The demo: the article's 15 points, one weight, one bias.
    pub fn article() -> Self {
        let text = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
            "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 100}"#;
        Self::from_json(text).expect("the demo is a valid experiment")
    }

    /// Reads an experiment from JSON text, the only way in from outside.
    ///
    /// # Errors
    /// Names the key, the value and what would fit.
    pub fn from_json(text: &str) -> Result<Self> {
        Self::from_json_with(text, &mut |_| None)
    }

    /// Reads an experiment whose rows may stand in files: those of a measured data set such as `"penguins"`, or
    /// one that it names, `{"data": {"file": "my.csv"}}`. The core reads no files; `files` is asked for
    /// the text of each by its name.
    ///
    /// # Errors
    /// As [`Experiment::from_json`]; `data_file`, with the name in the field `file`, where `files` gives nothing.
    pub fn from_json_with(text: &str, files: Files) -> Result<Self> {
        Self::from_json_by(text, parse, files)
    }

    /// The same with another reader of JSON, such as a browser's.
    ///
    /// # Errors
    /// As [`Experiment::from_json_with`], and those of the reader.
    pub fn from_json_by(text: &str, parse: fn(&str) -> Result<Value>, files: Files) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(Error::new("too_long", &[("value", &text.len()), ("max", &MAX_BYTES)]));
        }
        // Some editors begin a file with a byte-order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let experiment = read::experiment(&parse(text)?, files)?;
        experiment.check()?;
        Ok(experiment)
    }

    /// Whether the parts fit together and stay within the limits; [`Experiment::from_json`] has asked already.
    ///
    /// # Errors
    /// Names the key, the value and what would fit.
    pub fn check(&self) -> Result<()> {
        // The small core only has the demo, which fits.
        #[cfg(feature = "full")]
        check::check(self)?;
        Ok(())
    }

    /// The split; the small core has none, and the compiler sees it.
    pub fn split(&self) -> Option<&Split> {
        self.split.as_ref().filter(|_| cfg!(feature = "full"))
    }

    /// How many rows are trained on.
    pub fn rows(&self) -> usize {
        self.split().map_or(self.data.x.rows(), |split| split.rows(Part::Train).len())
    }

    /// The rows of a part; without a split, all are for training.
    pub fn part(&self, part: Part) -> Data {
        match (self.split(), part) {
            (Some(split), part) => self.data.take(split.rows(part)),
            (None, Part::Train) => self.data.clone(),
            (None, _) => self.data.take(&[]),
        }
    }

    /// The generator as the layers find it: after the seed, and after the split's draws if there is one.
    pub fn generator(&self) -> Rng {
        let mut rng = Rng::manual_seed(self.seed);
        if self.split().is_some() {
            rng.randperm(&mut vec![0; self.data.x.rows()]);
        }
        rng
    }

    // The small core reads none of the three; said here, so that the compiler leaves out what would use them.

    /// What is added to the loss.
    pub fn penalty(&self) -> Penalty {
        if cfg!(feature = "full") { self.penalty } else { Penalty::default() }
    }

    /// How gradients are clipped.
    pub fn clip_grad(&self) -> Option<ClipGrad> {
        self.clip_grad.filter(|_| cfg!(feature = "full"))
    }

    /// The scheduler.
    pub fn scheduler(&self) -> Option<&SchedulerChoice> {
        self.scheduler.as_ref().filter(|_| cfg!(feature = "full"))
    }

    /// How many rows a training step takes; the last one of an epoch may get fewer.
    pub fn batch_rows(&self) -> usize {
        self.batch_size.unwrap_or(self.rows()).max(1)
    }

    /// At most how many numbers the model records for one row.
    #[cfg(feature = "full")]
    pub fn cells(&self) -> f64 {
        let columns = [self.data.x.columns()];
        let inputs = std::iter::once(&columns[..]).chain(self.model.iter().map(|layer| &layer.output[..]));
        let layers = self.model.iter().zip(inputs);
        layers.map(|(layer, input)| (layer.info.cells)(&layer.options, input, &layer.output)).sum()
    }

    /// About how many products the model computes for one row.
    #[cfg(feature = "full")]
    pub fn products(&self) -> f64 {
        self.model.iter().map(|layer| (layer.info.products)(&layer.options, &layer.output)).sum()
    }

    /// Whether in evaluation each row goes its own way through the model, whatever rows there are besides.
    #[cfg(feature = "full")]
    pub fn by_rows(&self) -> bool {
        self.model.iter().all(|layer| (layer.info.by_rows)(&layer.options, &layer.output))
    }

    /// How many training steps an epoch has.
    pub fn batches(&self) -> usize {
        self.rows().div_ceil(self.batch_rows())
    }

    /// How many rows the last training step of an epoch takes.
    pub fn smallest_batch(&self) -> usize {
        self.rows() - (self.batches() - 1) * self.batch_rows()
    }

    /// The learning rate above which plain gradient descent must overshoot, where it has a closed form:
    /// for one straight line with the squared error it is 2 / λ, with λ the larger eigenvalue of the
    /// second derivatives, 2 · [[mean x², mean x], [mean x, 1]].
    pub fn largest_stable_lr(&self) -> Option<f64> {
        self.best_loss()?;
        let rows = self.part(Part::Train);
        let x = rows.x.cells();
        let mean = |power: i32| x.iter().map(|x| x.powi(power)).sum::<f64>() / x.len() as f64;
        let (a, b, d) = (2.0 * mean(2), 2.0 * mean(1), 2.0);
        let largest = f64::midpoint(a, d) + ((a - d) / 2.0).hypot(b);
        Some(2.0 / largest)
    }

    /// The lowest loss that any training of this experiment can reach, where it has a closed form: for
    /// one straight line through all points at once, that of least squares.
    pub fn best_loss(&self) -> Option<f64> {
        let line = matches!(&self.model[..], [only] if only.info.name == "Linear" && only.options.flag("bias"));
        let line = line && self.penalty().is_none();
        if !(line && self.loss.info.name == "MSELoss" && self.loss.is_plain() && self.batches() == 1) {
            return None;
        }
        let (_, _, error) = self.part(Part::Train).least_squares()?;
        Some(error)
    }
}

fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| Error::json(&error))
}
