//! The practical ceiling: training without a tape, written by hand for these networks; with the feature
//! `tape` a throw-away tape that records afresh at every step.

pub mod gemm;
pub mod hand;
pub mod simd;
pub mod tape;
#[cfg(not(feature = "tape"))]
bench_common::wasm_engine!(crate::hand::Hand);
#[cfg(feature = "tape")]
bench_common::wasm_engine!(crate::tape::TapeEngine);
