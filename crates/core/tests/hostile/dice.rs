//! Where made-up experiments take their choices from: random bytes in a test, the fuzzer's in a fuzz target.

/// Bytes that are used up one after the other. When they have run out every choice is the first, the plain one:
/// fewer bytes make a simpler experiment.
pub(crate) struct Dice<'b> {
    bytes: std::slice::Iter<'b, u8>,
    wild: bool,
}

impl<'b> Dice<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter(), wild: false }
    }

    /// Decides whether this experiment shall be wild, in so many of a hundred cases.
    pub(crate) fn choose(&mut self, percent: usize) {
        self.wild = self.chance(percent);
    }

    /// Whether anything goes.
    pub(crate) fn wild(&self) -> bool {
        self.wild
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or(0)
    }

    /// A whole number below `count`, which is at most 256.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        usize::from(self.byte()) * 100 >= (100 - percent) * 256
    }

    pub(crate) fn pick<'i, I>(&mut self, items: &'i [I]) -> &'i I {
        &items[self.below(items.len())]
    }

    /// Any number at all, infinities and NaN among them.
    pub(crate) fn float(&mut self) -> f64 {
        f64::from_bits((0..8).fold(0, |bits, _| bits << 8 | u64::from(self.byte())))
    }
}
