//! Ways to break an instance for real, for the tests of what a page does then. In no release.

use super::Session;
use std::hint::black_box;
use wasm_bindgen::prelude::wasm_bindgen;

/// So much is asked for at a time until there is no more.
const PIECE: usize = 64 << 20;

#[wasm_bindgen]
impl Session {
    /// Breaks the instance by a `"panic"`, by filling the `"stack"` or by filling the `"memory"`.
    pub fn fault(&mut self, kind: &str) {
        match kind {
            "stack" => {
                black_box(deep(self.stepper.position()));
            }
            "memory" => full(),
            _ => panic!("a panic that a test has asked for"),
        }
    }
}

/// Calls itself until the stack is full.
#[expect(unconditional_recursion, reason = "that is what it is for")]
fn deep(level: u64) -> u64 {
    black_box(deep(black_box(level + 1))) + level
}

/// Takes all the memory there is.
fn full() {
    let mut pieces = Vec::new();
    loop {
        pieces.push(black_box(Vec::<u8>::with_capacity(PIECE)));
    }
}
