//! Random numbers, draw for draw the ones that PyTorch's CPU generator gives.
//!
//! The generator is the Mersenne Twister MT19937; what makes a run repeatable is its seed. Nothing
//! in this crate is random without one.

use rand_mt::Mt;

/// PyTorch's CPU generator: a seed, and how many 32-bit draws were taken since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rng {
    generator: Mt,
    seed: u32,
    draws: u64,
    /// The second number of a normal pair, as bits, until it is asked for.
    normal: Option<u64>,
}

impl Rng {
    /// `torch.manual_seed(seed)`: the same seed gives the same numbers, here and there.
    #[must_use]
    pub fn manual_seed(seed: u32) -> Self {
        Self { generator: Mt::new(seed), seed, draws: 0, normal: None }
    }

    /// The seed that this generator started from.
    #[must_use]
    pub fn seed(&self) -> u32 {
        self.seed
    }

    /// How many 32-bit numbers were drawn since the seed: with a normal number that waits, if any, seed and draws are the whole state.
    #[must_use]
    pub fn draws(&self) -> u64 {
        self.draws
    }

    /// The normal number that waits since the last pair was made, if one does.
    #[cfg(feature = "full")]
    pub(crate) fn take_normal(&mut self) -> Option<f64> {
        self.normal.take().map(f64::from_bits)
    }

    /// Keeps the second number of a normal pair for the next call, as PyTorch's generator does.
    #[cfg(feature = "full")]
    pub(crate) fn keep_normal(&mut self, number: f64) {
        self.normal = Some(number.to_bits());
    }

    /// The next 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        self.draws += 1;
        self.generator.next_u32()
    }

    /// The next 64 random bits: the first draw is the upper half, as in PyTorch.
    pub fn next_u64(&mut self) -> u64 {
        let high = u64::from(self.next_u32());
        high << 32 | u64::from(self.next_u32())
    }

    /// `torch.randperm(n)`: the numbers 0 … n−1 in random order, written into `order`.
    ///
    /// Fisher–Yates from the front, each swap partner drawn modulo what is left.
    pub fn randperm(&mut self, order: &mut [u32]) {
        let n = order.len();
        for (index, slot) in order.iter_mut().enumerate() {
            *slot = index as u32;
        }
        for index in 0..n.saturating_sub(1) {
            let partner = index + self.next_u32() as usize % (n - index);
            order.swap(index, partner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn randperm_is_pytorchs() {
        let mut order = [0; 8];
        Rng::manual_seed(0).randperm(&mut order);
        assert_eq!(order, [4, 0, 7, 3, 2, 5, 1, 6]);
    }
}
