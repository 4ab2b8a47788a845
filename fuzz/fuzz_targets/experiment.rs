//! Experiment files: text as it is, or bytes from which one is made up.
#![no_main]

#[path = "../../crates/core/tests/hostile/attempt.rs"]
mod attempt;
#[path = "../../crates/core/tests/hostile/dice.rs"]
mod dice;
#[allow(dead_code)]
#[path = "../../crates/core/tests/hostile/generate.rs"]
mod generate;
#[path = "../../crates/core/tests/hostile/values.rs"]
mod values;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.starts_with('{') => attempt::attempt(text),
        _ => attempt::attempt(&generate::experiment(&mut dice::Dice::new(bytes))),
    };
});
