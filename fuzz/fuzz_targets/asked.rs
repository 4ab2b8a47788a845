//! What is asked beside an experiment: edits, lessons, descents, answers. Text as it is, or bytes from which it is made up.
#![no_main]

#[path = "../../crates/core/tests/hostile/asked.rs"]
mod asked;
#[path = "../../crates/core/tests/hostile/dice.rs"]
mod dice;
#[path = "../../crates/core/tests/hostile/values.rs"]
mod values;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.starts_with('{') => asked::ask(text),
        _ => asked::ask(&asked::made(&mut dice::Dice::new(bytes))),
    };
});
