//! The demo prints what PyTorch prints.

use chalkgrad::experiment::Experiment;
use chalkgrad::stepper::{Stepper, Unit};

#[test]
fn the_demo_prints_pytorchs_losses() {
    let check = |seed: u32, expect: [&str; 4]| {
        let experiment = Experiment { seed, ..Experiment::article() };
        let mut stepper = Stepper::<f32>::new(experiment).expect("a valid experiment");
        (0..100).for_each(|_| stepper.step(Unit::Epoch));
        let log: Vec<_> = [0, 1, 2, 99].iter().map(|step| format!("{:.4}", stepper.losses()[*step])).collect();
        assert_eq!(log, expect, "seed {seed}");
    };
    check(0, ["3.9270", "0.2421", "0.1739", "0.1712"]);
    check(42, ["11.4546", "0.3778", "0.1728", "0.1689"]);
}
