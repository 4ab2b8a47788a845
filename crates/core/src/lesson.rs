//! A single thing explained by itself: an operation, a layer or a loss, with numbers of the reader's own.
//!
//! Where one number of the inputs can be moved and one number comes out, there is a curve: the output over that number,
//! its derivative, and a point on it. Everything else is shown with the worked example of its item. Both are recorded
//! on a tape of their own and computed by the rules that training uses, in f64.

mod ask;
mod choice;
mod curve;
mod equations;
mod sheet;
mod subject;

pub use choice::Choice;
pub use curve::{Curve, Sample};
pub use equations::Equation;
pub use subject::names;

pub(crate) use ask::Ask;
pub(crate) use choice::unknown;

use crate::error::Result;
use serde::Serialize;
use serde_json::Value;
use subject::Subject;

/// What there is to see and to say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lesson {
    /// PyTorch's name.
    pub name: &'static str,
    /// `"op"`, `"layer"` or `"loss"`.
    pub kind: &'static str,
    /// What it does, in one English sentence, and the sentence's key.
    pub sentence: &'static str,
    /// To say it in another language.
    pub sentence_key: String,
    /// The same about its derivative, where its item says something about it.
    pub backward_sentence: Option<&'static str>,
    /// To say that in another language.
    pub backward_key: String,
    /// The formula as a reader meets it.
    pub formula: &'static str,
    /// The derivatives.
    pub derivatives: Vec<String>,
    /// What goes in.
    pub inputs: Vec<Input>,
    /// What comes out.
    pub output: Cells,
    /// The formulas with the numbers of one cell each, in order.
    pub equations: Vec<Equation>,
    /// What can be set.
    pub options: Vec<Choice>,
    /// The curve; none where the worked example stands instead.
    pub curve: Option<Curve>,
}

/// Numbers with their shape.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cells {
    /// The sizes.
    pub shape: Vec<usize>,
    /// The numbers.
    pub cells: Vec<f64>,
}

/// An input: its numbers, and how the output changes with each of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    /// How it is asked for: `target`.
    pub name: &'static str,
    /// Its letter in the formulas.
    pub letter: &'static str,
    /// The sizes.
    pub shape: Vec<usize>,
    /// The numbers.
    pub cells: Vec<f64>,
    /// Its gradient; none where the item has no rule for it.
    pub grad: Option<Vec<f64>>,
}

/// The lesson that an object asks for: `{"name": "LeakyReLU", "options": {"negative_slope": 0.2}, "at": 1.5}`.
///
/// `name` is that of an operation, a layer or a loss; `inputs` holds numbers by the name of an input, `over` names the
/// input that the curve runs over, `from` and `to` say how far, `at` (a number) or `share` (from 0 to 1) where the
/// point is. All may be left out.
///
/// # Errors
/// Names the key, the value and what would fit.
pub fn lesson(asked: &Value) -> Result<Lesson> {
    let ask = Ask::read(asked, &["name", "options", "inputs", "over", "from", "to", "at", "share"])?;
    let subject = Subject::find(&ask.name("tanh")?, ask.object("options")?)?;
    let mut inputs = subject.inputs(&ask)?;
    let place = subject.place(&ask)?;
    let mut options = Vec::new();
    subject.choices(&mut options);
    let curve = place.map(|place| curve::curve(&subject, &mut inputs, place, &ask)).transpose()?;
    let mut sheet = sheet::Sheet::record(&subject, &inputs)?;
    sheet.backward(&subject)?;
    Ok(Lesson {
        name: subject.name(),
        kind: subject.kind(),
        sentence: subject.sentence(),
        sentence_key: subject.sentence_key(),
        backward_sentence: sheet.only_op().map(|op| op.backward_sentence),
        backward_key: sheet.only_op().map(|op| format!("op.{}.backward", op.name)).unwrap_or_default(),
        formula: subject.formula(),
        derivatives: subject.derivatives(sheet.only_op()),
        inputs: sheet.inputs(&subject),
        output: sheet.output(),
        equations: equations::of(&sheet, &subject, curve.as_ref()),
        options,
        curve,
    })
}
