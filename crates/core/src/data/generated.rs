//! Made-up data sets: a recipe each, the same rows on every computer.
//!
//! Random numbers come from a generator of their own, seeded by the set's `seed`, so that the
//! training's draws stay PyTorch's. Every number is rounded to four decimals: that is what a
//! program shows. "noise" is the standard deviation of what is added to a number: the sum of twelve
//! uniform numbers less 6, which is as good as normal here and needs no logarithm, whose last digit
//! differs between computers. Classes take turns row by row, so that each has the same number of rows.

use super::circle::cos_sin;
use super::frame::{Column, Frame};
use super::{MAX_ROWS, TARGETS};
use crate::error::Result;
use crate::options::{Arg, Kind, Options, Setting};
use crate::rng::Rng;

/// What there is to know about a made-up data set.
#[derive(Debug)]
pub struct GeneratedSet {
    /// Its name in an experiment.
    pub name: &'static str,
    /// Its options.
    pub args: &'static [Arg],
    /// The recipe as a reader meets it.
    pub formula: &'static str,
    /// What it is, in one sentence.
    pub sentence: &'static str,
    /// Makes one row: inputs, then the target or the class.
    row: fn(&mut Draw) -> Row,
    /// Whether the target is a class.
    pub classes: bool,
}

/// The inputs, and the target or the class.
type Row = (Vec<f64>, f64);

const fn number(name: &'static str, default: f64, max: f64, sentence: &'static str) -> Arg {
    Arg { name, kind: Kind::Number { min: -max, max }, default: Some(Setting::Number(default)), sentence }
}

const fn noise(default: f64) -> Arg {
    let kind = Kind::Number { min: 0.0, max: 1000.0 };
    Arg {
        name: "noise",
        kind,
        default: Some(Setting::Number(default)),
        sentence: "How far numbers are off: the standard deviation.",
    }
}

const fn class_count(max: u64) -> Arg {
    let kind = Kind::Count { min: 2, max };
    Arg { name: "classes", kind, default: Some(Setting::Count(2)), sentence: "How many classes there are." }
}

const SAMPLES: Arg = Arg {
    name: "samples",
    kind: Kind::Count { min: 1, max: MAX_ROWS as u64 },
    default: Some(Setting::Count(100)),
    sentence: "How many rows there are.",
};
const SEED: Arg = Arg {
    name: "seed",
    kind: Kind::Count { min: 0, max: u32::MAX as u64 },
    default: Some(Setting::Count(0)),
    sentence: "Where the random numbers of the data start; the training has a seed of its own.",
};
/// The form of `y`: see [`TARGETS`].
const TARGETS_ARG: Arg = Arg {
    name: "targets",
    kind: Kind::Choice(TARGETS),
    default: None,
    sentence: "How classes are written: as the loss takes them, unless this says otherwise.",
};

/// The registry of made-up data sets.
pub const GENERATED_SETS: &[GeneratedSet] = &[
    GeneratedSet {
        name: "line",
        args: &[
            SAMPLES,
            noise(0.1),
            SEED,
            number("weight", 2.0, 1000.0, "How steep the line is."),
            number("bias", 1.0, 1000.0, "Where the line is at x = 0."),
        ],
        formula: "y = weight · x + bias + noise, x from −1 to 1",
        sentence: "Points around a straight line.",
        row: |draw| {
            let x = draw.uniform();
            (vec![x], draw.number("weight") * x + draw.number("bias") + draw.noise())
        },
        classes: false,
    },
    GeneratedSet {
        name: "sine",
        args: &[SAMPLES, noise(0.1), SEED, number("periods", 1.0, 100.0, "How many waves there are.")],
        formula: "y = sin(periods · π · x) + noise, x from −1 to 1",
        sentence: "Points around a wave, which no straight line can follow.",
        row: |draw| {
            let x = draw.uniform();
            let (_, sin) = cos_sin(draw.number("periods") * x / 2.0);
            (vec![x], sin + draw.noise())
        },
        classes: false,
    },
    GeneratedSet {
        name: "quadratic",
        args: &[SAMPLES, noise(0.1), SEED],
        formula: "y = x² + noise, x from −1 to 1",
        sentence: "Points around a parabola.",
        row: |draw| {
            let x = draw.uniform();
            (vec![x], x * x + draw.noise())
        },
        classes: false,
    },
    GeneratedSet {
        name: "moons",
        args: &[SAMPLES, noise(0.1), SEED, TARGETS_ARG],
        formula: "class 0: (cos t, sin t); class 1: (1 − cos t, ½ − sin t); t evenly from 0 to π; plus noise",
        sentence: "Two half circles that reach into each other, as scikit-learn's make_moons.",
        row: |draw| {
            let (class, t) = (draw.class(), draw.along());
            let (cos, sin) = cos_sin(t / 2.0);
            let (x, y) = if class == 0.0 { (cos, sin) } else { (1.0 - cos, 0.5 - sin) };
            (vec![x + draw.noise(), y + draw.noise()], class)
        },
        classes: true,
    },
    GeneratedSet {
        name: "circles",
        args: &[
            SAMPLES,
            noise(0.1),
            SEED,
            number("factor", 0.5, 1.0, "The radius of the inner circle; that of the outer one is 1."),
            TARGETS_ARG,
        ],
        formula: "(r cos t, r sin t) + noise; class 0: r = 1; class 1: r = factor; t evenly around",
        sentence: "A circle inside a circle, as scikit-learn's make_circles.",
        row: |draw| {
            let (class, t) = (draw.class(), draw.around());
            let (cos, sin) = cos_sin(t);
            let r = if class == 0.0 { 1.0 } else { draw.number("factor") };
            (vec![r * cos + draw.noise(), r * sin + draw.noise()], class)
        },
        classes: true,
    },
    GeneratedSet {
        name: "xor",
        args: &[SAMPLES, noise(0.0), SEED, TARGETS_ARG],
        formula: "class 1 where x₁ and x₂ have different signs; each from −1 to 1, away from 0, plus noise",
        sentence: "Four squares like a chess board, which no single line can divide.",
        row: |draw| {
            let class = draw.class();
            // Every second pair of rows lies on the left: all four squares get as many points.
            let left = if draw.index / 2 % 2 == 0 { 1.0 } else { -1.0 };
            let mut side = || 0.05 + 0.95 * (draw.uniform() + 1.0) / 2.0;
            let (x, y) = (left * side(), left * side());
            let y = if class == 0.0 { y } else { -y };
            (vec![x + draw.noise(), y + draw.noise()], class)
        },
        classes: true,
    },
    GeneratedSet {
        name: "gaussians",
        args: &[SAMPLES, noise(0.3), SEED, class_count(100), TARGETS_ARG],
        formula: "class k of n: (cos t, sin t) + noise, t = 2π · k / n",
        sentence: "Clouds of points, one for each class, evenly around the middle.",
        row: |draw| {
            let class = draw.class();
            let (cos, sin) = cos_sin(class / draw.classes() as f64);
            (vec![cos + draw.noise(), sin + draw.noise()], class)
        },
        classes: true,
    },
    GeneratedSet {
        name: "spiral",
        args: &[
            SAMPLES,
            noise(0.02),
            SEED,
            class_count(100),
            number("turns", 1.0, 10.0, "How often an arm goes around."),
            TARGETS_ARG,
        ],
        formula: "class k of n: (r cos t, r sin t) + noise, r evenly from 0 to 1, t = 2π · (turns · r + k / n)",
        sentence: "Arms that wind around each other: the hardest of these sets.",
        row: |draw| {
            let (class, r) = (draw.class(), draw.along());
            let (cos, sin) = cos_sin(draw.number("turns") * r + class / draw.classes() as f64);
            (vec![r * cos + draw.noise(), r * sin + draw.noise()], class)
        },
        classes: true,
    },
];

impl GeneratedSet {
    /// Makes the rows.
    ///
    /// # Errors
    /// Where the options ask for more than fits.
    pub fn frame(&self, options: &Options) -> Result<Frame> {
        let samples = options.count("samples").unwrap_or(1);
        let seed = options.count("seed").unwrap_or(0) as u32;
        let mut draw = Draw { options, rng: Rng::manual_seed(seed), index: 0, samples };
        let mut inputs: Vec<Vec<f64>> = Vec::new();
        let mut targets = Vec::new();
        for index in 0..samples {
            draw.index = index;
            let (x, y) = (self.row)(&mut draw);
            inputs.resize(x.len(), Vec::new());
            inputs.iter_mut().zip(x).for_each(|(column, x)| column.push(rounded(x)));
            targets.push(rounded(y));
        }
        let one = inputs.len() == 1;
        let name = |place: usize| if one { "x".to_owned() } else { format!("x{}", place + 1) };
        let inputs = inputs.into_iter().enumerate().map(|(place, cells)| Column::numbers(name(place), cells));
        let target =
            if self.classes { Column::classes("y", targets, draw.classes()) } else { Column::numbers("y", targets) };
        Frame::new(inputs.collect(), vec![target], Vec::new())
    }
}

/// Four decimals; +0 for −0.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4 + 0.0
}

/// What a recipe has to make one row.
struct Draw<'o> {
    options: &'o Options,
    rng: Rng,
    index: usize,
    samples: usize,
}

impl Draw<'_> {
    fn number(&self, name: &str) -> f64 {
        self.options.number(name)
    }

    fn classes(&self) -> usize {
        self.options.count("classes").unwrap_or(2)
    }

    fn class(&self) -> f64 {
        (self.index % self.classes()) as f64
    }

    /// How far along its class this row is: 0 for the first one, 1 for the last.
    fn along(&self) -> f64 {
        let (nth, of) = self.in_class();
        nth as f64 / (of - 1).max(1) as f64
    }

    /// How far around its class this row is: from 0 to just before 1.
    fn around(&self) -> f64 {
        let (nth, of) = self.in_class();
        nth as f64 / of as f64
    }

    fn in_class(&self) -> (usize, usize) {
        let (classes, class) = (self.classes(), self.index % self.classes());
        (self.index / classes, (self.samples - class).div_ceil(classes))
    }

    /// Evenly distributed from −1 to 1.
    fn uniform(&mut self) -> f64 {
        2.0 * self.unit() - 1.0
    }

    /// Evenly distributed from 0 to 1, as `torch.rand(1, dtype=torch.float64)`.
    fn unit(&mut self) -> f64 {
        (self.rng.next_u64() & ((1 << 53) - 1)) as f64 / (1_u64 << 53) as f64
    }

    fn noise(&mut self) -> f64 {
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        self.number("noise") * (sum - 6.0)
    }
}
