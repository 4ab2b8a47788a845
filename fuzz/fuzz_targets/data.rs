//! Data sets with their options, preprocessing and splits, made up from bytes.
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
    attempt::attempt(&generate::table(&mut dice::Dice::new(bytes)));
});
