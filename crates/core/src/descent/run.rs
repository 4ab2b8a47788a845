//! One optimizer's way: a place for each step, what is remembered, and the lines of the update that is looked at.

use super::ground::{Ground, GroundInfo};
use crate::error::Result;
use crate::explain::{Piece, letter, line, role_of};
use crate::lesson::{Ask, Choice, unknown};
use crate::op::Role;
use crate::optim::{OPTIMIZERS, OptimizerInfo, Substep, build, check};
use crate::options::Options;
use serde::Serialize;
use serde_json::{Map, Value};

/// The way of one optimizer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The name in `torch.optim`.
    pub name: &'static str,
    /// The formulas with all options in use.
    pub formula: &'static [&'static str],
    /// What it does, in one English sentence.
    pub sentence: &'static str,
    /// The sentence's key.
    pub key: String,
    /// What can be set.
    pub options: Vec<Choice>,
    /// Where it was: at the start, and after each step. Fewer than were asked for where it has left all numbers behind.
    pub path: Vec<Spot>,
    /// What is remembered after the step that is looked at, for x and y each; not a number where it has left all numbers
    /// behind by then.
    pub memory: Vec<Memory>,
    /// The lines of that step, for x and for y; none at the start.
    pub lines: [Vec<Line>; 2],
    /// What the letters of these lines stand for.
    pub letters: Vec<(&'static str, &'static str)>,
}

/// A place on the way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spot {
    /// Where.
    pub place: [f64; 2],
    /// How high.
    pub height: f64,
    /// How the height changes with x and with y.
    pub gradient: [f64; 2],
}

/// Something that an optimizer remembers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Memory {
    /// PyTorch's name.
    pub name: &'static str,
    /// Its letter in the formulas; empty where it has none.
    pub letter: &'static str,
    /// For x and for y; the same number twice where both share it.
    pub cells: [f64; 2],
}

/// A line of an update.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// The formula.
    pub formula: String,
    /// The same with numbers.
    pub pieces: Vec<Piece>,
}

impl Run {
    pub(super) fn along(ground: Ground, asked: Option<&Value>, start: [f64; 2], steps: u64, at: u64) -> Result<Self> {
        let ask = asked.map(|asked| Ask::read(asked, &["name", "options"])).transpose()?;
        let name = ask.as_ref().map(|ask| ask.name("SGD")).transpose()?.unwrap_or_else(|| "SGD".to_owned());
        let info = find(&name)?;
        let mut written =
            ask.as_ref().map(|ask| ask.object("options")).transpose()?.flatten().cloned().unwrap_or_default();
        teach(ground.info(), info, &mut written);
        let options = Options::read(info.name, &written, info.args)?;
        check(info.name, info, &options)?;
        let rule = build::<f64>(info, &options);

        let (names, shared) = (rule.state_names(), rule.shared_names());
        let mut state = vec![0.0; 2 * names.len() + shared.len()];
        let mut place = start;
        let mut path = Vec::new();
        let (mut lines, mut seen) = (<[Vec<Line>; 2]>::default(), vec![f64::NAN; state.len()]);
        for t in 0..=steps {
            let (height, gradient) = ground.at(place);
            if !(height + place[0] + place[1] + gradient[0] + gradient[1]).is_finite() {
                break;
            }
            path.push(Spot { place, height, gradient });
            if t == at {
                seen.clone_from(&state);
            }
            if t + 1 == at {
                lines = [0, 1].map(|cell| {
                    let own = (0..names.len()).map(|name| state[2 * name + cell]);
                    let before: Vec<_> = own.chain(state[2 * names.len()..].iter().copied()).collect();
                    written_out(&rule.explain(place[cell], gradient[cell], &before, t + 1))
                });
            }
            if t < steps {
                rule.update(&mut place, &gradient, &mut state, t + 1);
            }
        }
        let letter =
            |name: &str| rule.letters().iter().find(|(_, known)| *known == name).map_or("", |(letter, _)| letter);
        let own = names.iter().enumerate().map(|(index, name)| (*name, [seen[2 * index], seen[2 * index + 1]]));
        let of_both = shared.iter().zip(&seen[2 * names.len()..]).map(|(name, number)| (*name, [*number; 2]));
        let memory = own.chain(of_both).map(|(name, cells)| Memory { name, letter: letter(name), cells }).collect();
        Ok(Self {
            name: info.name,
            formula: info.formula,
            sentence: info.sentence,
            key: format!("optimizer.{}", info.name),
            options: Choice::of(info.name, info.args, &options),
            path,
            memory,
            lines,
            letters: rule.letters().to_vec(),
        })
    }
}

fn find(name: &str) -> Result<&'static OptimizerInfo> {
    let known = |name: &&&'static OptimizerInfo, wanted: &str| name.name.eq_ignore_ascii_case(wanted);
    let names: Vec<_> = OPTIMIZERS.iter().map(|info| info.name).collect();
    OPTIMIZERS.iter().find(|info| known(info, name)).copied().ok_or_else(|| unknown("name", name, &names))
}

/// A learning rate with which there is something to see, where none is written: PyTorch's own are for networks.
fn teach(ground: &GroundInfo, info: &OptimizerInfo, written: &mut Map<String, Value>) {
    // Of those that follow the size of the gradient, and of those that do not: then the picture's size counts.
    let (following, own) = match ground.name {
        "bowl" => (0.9, 1.0),
        "valley" => (0.01, 0.2),
        "saddle" => (0.1, 0.3),
        _ => (0.01, 0.1),
    };
    let lr = match info.name {
        "SGD" | "ASGD" => following,
        "Adadelta" => 100.0 * own,
        "Adagrad" => 1.5 * own,
        "RMSprop" => 0.2 * own,
        "Rprop" => 0.1 * own,
        // Its first steps follow the gradient, too.
        "RAdam" => 1.5 * following,
        _ => 0.5 * own,
    };
    written.entry("lr").or_insert_with(|| Value::from(lr));
}

/// The lines with their numbers. What an earlier line gives, a later one reads.
fn written_out(steps: &[Substep<f64>]) -> Vec<Line> {
    let written = |(position, step): (usize, &Substep<f64>)| {
        let later = &steps[position + 1..];
        let role = if later.is_empty() { Role::Model } else { role_of(step, later) };
        let result = Piece::number(role, step.result);
        let pieces = line(step.target, step.term, &|symbol| letter(step, symbol), result);
        Line { formula: format!("{} ← {}", step.target, step.term), pieces }
    };
    steps.iter().enumerate().map(written).collect()
}
