//! An optimizer by itself: its way down a surface over two numbers, what it remembers, and its rule with numbers.
//!
//! The surface is computed by the operations of the registry and the gradients by their backward pass; the steps are the
//! optimizer's own rule. Nothing is repeated here, and several optimizers go down the same surface side by side.

mod ground;
mod run;

pub use ground::{GROUNDS, Grid, Ground, GroundInfo};
pub use run::{Line, Memory, Run, Spot};

use crate::error::{Error, Result};
use crate::lesson::Ask;
use crate::options::{list, wrong_type};
use serde::Serialize;
use serde_json::Value;

/// The most steps, and the most optimizers side by side.
const MOST_STEPS: u64 = 1000;
const MOST_RUNS: usize = 4;

/// The ways of some optimizers down one surface.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descent {
    /// The surface.
    pub ground: &'static GroundInfo,
    /// The lowest point: x, y and the height there.
    pub lowest: [f64; 3],
    /// Where all start.
    pub start: [f64; 2],
    /// How many steps are taken.
    pub steps: u64,
    /// Which step is looked at.
    pub at: u64,
    /// One for each optimizer.
    pub runs: Vec<Run>,
}

/// The descent that an object asks for: `{"runs": [{"name": "Adam", "options": {"lr": 0.1}}], "surface": "bowl"}`.
///
/// `runs` names optimizers with their options, `surface` is one of [`GROUNDS`]; `start` holds two numbers, or
/// `share` two shares of the picture's width and height, from 0 to 1; `steps` says how many steps, `at` which one is
/// looked at. All may be left out.
///
/// # Errors
/// Names the key, the value and what would fit.
pub fn descent(asked: &Value) -> Result<Descent> {
    let ask = Ask::read(asked, &["runs", "surface", "start", "share", "steps", "at"])?;
    let ground = Ground::find(ask.text("surface")?.unwrap_or("bowl"))?;
    let info = ground.info();
    let steps = whole(&ask, "steps", 1)?.unwrap_or(info.steps);
    let at = whole(&ask, "at", 0)?.unwrap_or(0).min(steps);
    let start = match (pair(&ask, "start")?, pair(&ask, "share")?) {
        (Some(start), _) => start,
        (None, Some(share)) => ground.place(share),
        (None, None) => info.start,
    };
    let runs = match ask.get("runs") {
        None => vec![Run::along(ground, None, start, steps, at)?],
        Some(value) => {
            let runs = list("runs", value)?;
            if runs.is_empty() || runs.len() > MOST_RUNS {
                let fields: &[(_, &dyn std::fmt::Display)] =
                    &[("key", &"len(runs)"), ("value", &runs.len()), ("min", &1), ("max", &MOST_RUNS)];
                return Err(Error::new("out_of_range", fields));
            }
            runs.iter().map(|run| Run::along(ground, Some(run), start, steps, at)).collect::<Result<_>>()?
        }
    };
    Ok(Descent { ground: info, lowest: ground.lowest(), start, steps, at, runs })
}

fn whole(ask: &Ask, key: &str, min: u64) -> Result<Option<u64>> {
    let Some(number) = ask.within(key, min as f64, MOST_STEPS as f64)? else { return Ok(None) };
    if number.fract() != 0.0 {
        return Err(wrong_type("wrong_type_count", key, ask.get(key).unwrap_or(&Value::Null)));
    }
    #[expect(clippy::cast_sign_loss, reason = "in range")]
    Ok(Some(number as u64))
}

fn pair(ask: &Ask, key: &str) -> Result<Option<[f64; 2]>> {
    let Some(numbers) = ask.numbers(key)? else { return Ok(None) };
    let wrong = || {
        let key = format!("len({key})");
        Error::new("out_of_range", &[("key", &key), ("value", &numbers.len()), ("min", &2), ("max", &2)])
    };
    <[f64; 2]>::try_from(&numbers[..]).map(Some).map_err(|_| wrong())
}
