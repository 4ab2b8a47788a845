//! What the model makes of rows of inputs.
//!
//! Many rows go through piece by piece, so that they take little memory: but only where each row goes its own way
//! through the model, so that pieces make no difference. Where every operation is a loop of the kernel, pieces are
//! blocks that stay in the processor's first cache, on a forward pass that was recorded once.

use super::Stepper;
#[cfg(feature = "full")]
use crate::error::Error;
use crate::error::Result;
#[cfg(feature = "full")]
use crate::experiment::MAX_CELLS;
use crate::float::Float;
use crate::layer::{Module, Recorder};
use crate::program::{LISTS, forward_list};
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use chalkgrad_kernel::List;

/// How many rows a block has.
const ROWS: usize = 128;
/// How many numbers a piece records: with their gradients 8 MB of f32.
#[cfg(feature = "full")]
const PIECE: f64 = 1e6;

/// The forward pass of a block.
#[derive(Debug)]
pub(crate) struct Block {
    x: NodeId,
    prediction: NodeId,
    list: List,
}

/// Whether predictions of many rows can be made in blocks.
#[derive(Debug, Default)]
pub(crate) enum Blocks {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    /// Rows need each other.
    Never,
    /// The pass is recorded.
    Recorded(Block),
}

impl<T: Float> Stepper<T> {
    /// What the model predicts for rows of inputs, with the parameters as they are now.
    ///
    /// # Errors
    /// When the model needs all rows at once, and they are too many for that.
    pub fn predict(&mut self, x: &[T]) -> Result<Vec<T>> {
        let columns = self.experiment.data.x.columns().max(1);
        // The small core only has the demo, where all rows are few.
        if !LISTS {
            return self.predict_at_once(x, columns);
        }
        let piece = self.piece(x.len() / columns)?;
        if x.len() > ROWS * columns && piece >= ROWS {
            if matches!(self.blocks, Blocks::Unknown) {
                self.blocks = self.record_block(columns)?;
            }
            if let Blocks::Recorded(block) = &self.blocks {
                return Ok(run_blocks(block, &mut self.tape, x, columns));
            }
        }
        let pieces = x.chunks(piece * columns).map(|x| self.predict_at_once(x, columns));
        Ok(pieces.collect::<Result<Vec<_>>>()?.concat())
    }

    fn predict_at_once(&mut self, x: &[T], columns: usize) -> Result<Vec<T>> {
        let len = self.tape.len();
        let x = self.tape.leaf(&Tensor::new(&[x.len() / columns, columns], x.to_vec())?, false);
        let prediction = self.model.record(&mut Recorder::new(&mut self.tape, false), x);
        let values = prediction.map(|id| self.tape.value(id).to_vec());
        self.tape.truncate(len);
        values
    }

    /// How many of so many rows go through the model at once.
    #[cfg(feature = "full")]
    #[expect(clippy::cast_sign_loss, reason = "a count")]
    pub(super) fn piece(&self, rows: usize) -> Result<usize> {
        let cells = self.experiment.cells();
        if self.experiment.by_rows() {
            return Ok((PIECE / cells).max(1.0) as usize);
        }
        let cells = cells * rows as f64;
        if cells > MAX_CELLS as f64 {
            return Err(Error::new("too_big", &[("what", &"rows × layers"), ("value", &cells), ("max", &MAX_CELLS)]));
        }
        Ok(rows.max(1))
    }

    /// The small core asks for no pieces.
    #[cfg(not(feature = "full"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the full core looks at the model")]
    fn piece(&self, rows: usize) -> Result<usize> {
        Ok(rows.max(1))
    }

    /// Records the forward pass of a block; nothing where rows need each other.
    fn record_block(&mut self, columns: usize) -> Result<Blocks> {
        let len = self.tape.len();
        let x = self.tape.leaf(&Tensor::zeros(&[ROWS, columns]), false);
        let prediction = self.model.record(&mut Recorder::new(&mut self.tape, false), x);
        let list = forward_list(&self.tape, x.index() + 1..self.tape.len(), ROWS);
        match (prediction, list) {
            (Ok(prediction), Some(list)) => Ok(Blocks::Recorded(Block { x, prediction, list })),
            (prediction, _) => {
                self.tape.truncate(len);
                prediction.map(|_| Blocks::Never)
            }
        }
    }
}

fn run_blocks<T: Float>(block: &Block, tape: &mut Tape<T>, x: &[T], columns: usize) -> Vec<T> {
    let outputs = tape.value(block.prediction).len() / ROWS;
    let mut predictions = Vec::with_capacity(x.len() / columns * outputs);
    for x in x.chunks(ROWS * columns) {
        // The last block is not full: what is behind its rows is computed and not used.
        tape.value_mut(block.x)[..x.len()].copy_from_slice(x);
        let (values, grads) = tape.buffers_mut();
        T::run(&block.list, 0, values, grads);
        predictions.extend_from_slice(&tape.value(block.prediction)[..x.len() / columns * outputs]);
    }
    predictions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn stepper(model: &str) -> Stepper<f32> {
        let experiment = format!(
            r#"{{"version": 1, "data": {{"name": "circles"}}, "model": [{{"Linear": {{"out_features": 9}}}}, {model},
            {{"Linear": {{"out_features": 1}}}}], "loss": "MSELoss", "optimizer": "SGD", "epochs": 1}}"#
        );
        Stepper::new(Experiment::from_json(&experiment).expect("a valid experiment")).expect("a valid model")
    }

    #[test]
    fn many_rows_take_little_memory() {
        let rows = vec![0.5_f32; 2 * 10_000];
        let mut one = stepper(r#"{"Linear": {"out_features": 1000}}, "GELU""#);
        let before = one.tape.bytes();
        let predictions = one.predict(&rows).expect("rows of two");
        assert!(one.tape.bytes() < before + (20 << 20), "{} bytes", one.tape.bytes());
        assert_eq!(predictions, one.predict(&rows[..2]).expect("a row").repeat(10_000));
        // A batch norm without statistics needs all rows at once.
        let norm = r#"{"BatchNorm1d": {"track_running_stats": false}}"#;
        let mut all = stepper(&format!(r#"{{"Linear": {{"out_features": 1000}}}}, {norm}"#));
        assert_eq!(all.predict(&rows).map_err(|error| error.code()), Err("too_big"));
        assert!(all.predict(&rows[..2 * 1000]).is_ok());
    }

    #[test]
    fn blocks_make_no_difference() {
        let rows: Vec<f32> = (0..2 * 300).map(|cell| (cell * 37 % 101) as f32 / 25.0 - 2.0).collect();
        for (model, blocks) in [("\"Tanh\"", true), ("\"ReLU\"", true), (r#"{"Softmax": {"dim": 0}}"#, false)] {
            let mut stepper = stepper(model);
            let all = stepper.predict(&rows).expect("rows of two");
            assert_eq!(matches!(stepper.blocks, Blocks::Recorded(_)), blocks, "{model}");
            let parts = rows.chunks(2 * 100).flat_map(|part| stepper.predict(part).expect("rows of two"));
            assert_eq!(parts.collect::<Vec<_>>() == all, blocks, "{model}: only a softmax of columns needs all rows");
            stepper.step(crate::stepper::Unit::Epoch);
            assert_ne!(
                stepper.predict(&rows).expect("rows of two"),
                all,
                "{model}: with the parameters as they are now"
            );
        }
    }
}
