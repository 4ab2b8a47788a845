//! Snapshots of a training, few enough to stay small and dense enough that any moment is near one.
//!
//! Going back means: take the nearest snapshot before the moment wanted, and train again from there.
//! Training is exact, so the numbers come out the same to the last bit. When the store is full,
//! every second snapshot goes, and from then on only half as many are taken.

use crate::float::Float;
use crate::rng::Rng;
use crate::schedule::Rates;

/// How many bytes the snapshots of one training may take.
pub const MAX_BYTES: usize = 16 << 20;
/// The most snapshots that are kept, however small they are.
pub const MAX_SNAPSHOTS: usize = 1024;
/// The fewest, however large they are: going back must stay quick.
const MIN_SNAPSHOTS: usize = 8;
/// How many training steps lie between two snapshots at first.
const FIRST_STRIDE: u64 = 16;

/// The snapshots of one training. All have the same size, so they lie in flat stores and taking one
/// allocates nothing once the store has grown.
#[derive(Clone, Debug)]
pub struct History<T> {
    stride: u64,
    most: usize,
    width: usize,
    rows: usize,
    draws: bool,
    steps: Vec<u64>,
    numbers: Vec<T>,
    orders: Vec<u32>,
    generators: Vec<Rng>,
    rates: Vec<Rates>,
}

/// What a snapshot holds: the state at the start of a training step.
#[derive(Debug)]
pub struct Snapshot<'h, T> {
    /// The training step, counted from 0, that starts here.
    pub step: u64,
    /// Parameters, gradients and what the optimizer remembers, one after the other.
    pub numbers: &'h [T],
    /// The order of the rows in this epoch; empty where nothing is shuffled.
    pub order: &'h [u32],
    /// The generator; none where nothing is drawn during training.
    pub rng: Option<&'h Rng>,
    /// What the scheduler has decided; none where there is no scheduler.
    pub rates: Option<&'h Rates>,
}

impl<T: Float> History<T> {
    /// A store for snapshots of `width` numbers and an order of `rows` rows, 0 where nothing is shuffled;
    /// `draws`: whether the training draws random numbers.
    pub fn new(width: usize, rows: usize, draws: bool) -> Self {
        let mut history = Self {
            stride: FIRST_STRIDE,
            most: 0,
            width,
            rows,
            draws,
            steps: Vec::new(),
            numbers: Vec::new(),
            orders: Vec::new(),
            generators: Vec::new(),
            rates: Vec::new(),
        };
        history.most = (MAX_BYTES / history.snapshot_bytes()).clamp(MIN_SNAPSHOTS, MAX_SNAPSHOTS);
        history
    }

    /// How many bytes a snapshot takes; a scheduler has some more.
    pub fn snapshot_bytes(&self) -> usize {
        let generator = if self.draws { size_of::<Rng>() } else { 0 };
        self.width * size_of::<T>() + self.rows * size_of::<u32>() + generator + size_of::<u64>()
    }

    /// Forgets all snapshots.
    #[cfg(feature = "full")]
    pub fn clear(&mut self) {
        self.stride = FIRST_STRIDE;
        self.steps.clear();
        self.numbers.clear();
        self.orders.clear();
        self.generators.clear();
        self.rates.clear();
    }

    /// How many bytes all snapshots take.
    #[cfg(feature = "full")]
    pub fn bytes(&self) -> usize {
        self.steps.capacity() * size_of::<u64>()
            + self.numbers.capacity() * size_of::<T>()
            + self.orders.capacity() * size_of::<u32>()
            + self.generators.capacity() * size_of::<Rng>()
            + self.rates.capacity() * size_of::<Rates>()
    }

    /// Whether the state at the start of this step should be given to [`History::push`].
    pub fn wants(&self, step: u64) -> bool {
        // The stride is a power of two, and a division at every step would be felt.
        step & (self.stride - 1) == 0 && self.steps.last().is_none_or(|last| *last < step)
    }

    /// Keeps the state at the start of a step.
    pub fn push<'n>(
        &mut self,
        step: u64,
        numbers: impl Iterator<Item = &'n [T]>,
        order: &[u32],
        rng: &Rng,
        rates: Option<&Rates>,
    ) {
        if self.steps.len() == self.most {
            self.thin();
            if !self.wants(step) {
                return;
            }
        }
        self.steps.push(step);
        numbers.for_each(|part| self.numbers.extend_from_slice(part));
        self.rates.extend(rates);
        if self.rows > 0 {
            self.orders.extend_from_slice(order);
        }
        if self.draws {
            self.generators.push(rng.clone());
        }
    }

    /// Drops every second snapshot, in place; the first one stays: nothing lies before it.
    fn thin(&mut self) {
        self.stride *= 2;
        let mut kept = 0;
        for index in 0..self.steps.len() {
            if index > 0 && !self.steps[index].is_multiple_of(self.stride) {
                continue;
            }
            self.steps[kept] = self.steps[index];
            self.numbers.copy_within(index * self.width..(index + 1) * self.width, kept * self.width);
            if self.rows > 0 {
                self.orders.copy_within(index * self.rows..(index + 1) * self.rows, kept * self.rows);
            }
            if self.draws {
                self.generators.swap(kept, index);
            }
            if !self.rates.is_empty() {
                self.rates.swap(kept, index);
            }
            kept += 1;
        }
        self.steps.truncate(kept);
        self.numbers.truncate(kept * self.width);
        self.orders.truncate(kept * self.rows);
        self.generators.truncate(kept);
        self.rates.truncate(kept);
    }

    /// The last snapshot at or before the start of a step.
    pub fn at_or_before(&self, step: u64) -> Option<Snapshot<'_, T>> {
        let index = self.steps.partition_point(|known| *known <= step).checked_sub(1)?;
        Some(Snapshot {
            step: self.steps[index],
            numbers: &self.numbers[index * self.width..(index + 1) * self.width],
            order: &self.orders[index * self.rows..(index + 1) * self.rows],
            rng: self.generators.get(index),
            rates: self.rates.get(index),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_training_keeps_few_snapshots_and_all_of_them_true() {
        let mut history = History::<f64>::new(1, 0, false);
        let rng = Rng::manual_seed(0);
        for step in 0..100_000 {
            if history.wants(step) {
                history.push(step, std::iter::once(&[step as f64][..]), &[], &rng, None);
            }
        }
        assert!(history.steps.len() <= MAX_SNAPSHOTS && history.steps.len() > MAX_SNAPSHOTS / 4);
        for step in [0, 1, 17, 5_000, 99_999] {
            let snapshot = history.at_or_before(step).expect("the start is always kept");
            assert!(snapshot.step <= step && step - snapshot.step < 2 * history.stride);
            assert_eq!(snapshot.numbers, [snapshot.step as f64]);
        }
    }
}
