//! Preprocessing in PyTorch's words, for the exported program. It computes in double precision, as the core does.

use super::Preparation;
use super::step::Step;
use crate::data::frame::{Column, Kind};
use std::ops::Range;

/// The most words of a column of text that a comment names.
const MOST_WORDS: usize = 12;

impl Preparation {
    /// Whether a step changes targets.
    pub fn changes_y(&self) -> bool {
        self.steps.iter().any(|step| step.places.iter().any(|place| *place >= step.sizes[0]))
    }

    /// What the numbers of columns of text stand for, as comments.
    pub fn comments(&self) -> Vec<String> {
        let targets = self.raw.inputs..if self.changes_y() { self.raw.columns.len() } else { self.raw.inputs };
        let of = |name: &'static str, columns: Range<usize>| {
            columns.clone().filter_map(move |index| comment(name, index - columns.start, &self.raw.columns[index]))
        };
        of("x", 0..self.raw.inputs).chain(of("y", targets)).collect()
    }

    /// The steps and the change to what the training takes; `train` is what picks the training rows, `x` is what the
    /// model takes: `float`, or `long` for an embedding.
    pub fn program(&self, train: &str, x: &str) -> Vec<String> {
        let mut lines: Vec<_> = self.steps.iter().flat_map(|step| step.program(train)).collect();
        lines.push(format!("x = x.{x}()"));
        if self.changes_y() {
            lines.push(match self.targets {
                Some("classes") => "y = y[:, 0].long()".to_owned(),
                Some("plus_minus_one") => "y = 2 * y.float() - 1".to_owned(),
                Some("one_hot") => {
                    format!("y = torch.nn.functional.one_hot(y[:, 0].long(), {}).float()", self.classes.len())
                }
                _ => "y = y.float()".to_owned(),
            });
        }
        lines
    }
}

/// `# x[:, 4] is island: 0 Biscoe, 1 Dream, 2 Torgersen`. A line break in a word must not end the comment.
fn comment(name: &str, index: usize, column: &Column) -> Option<String> {
    let (Kind::Text(words) | Kind::Class(words)) = &column.kind else { return None };
    let words = words.iter().enumerate().take(MOST_WORDS).map(|(code, word)| format!("{code} {word}"));
    let more = if words.len() == MOST_WORDS { ", …" } else { "" };
    let words = words.collect::<Vec<_>>().join(", ");
    let text = format!("# {name}[:, {index}] is {}: {words}{more}", column.name);
    Some(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

impl Step {
    fn program(&self, train: &str) -> Vec<String> {
        let [inputs, targets] = self.sizes;
        let local = |range: Range<usize>| {
            let inside = self.places.iter().filter(|place| range.contains(place));
            inside.map(|place| place - range.start).collect::<Vec<_>>()
        };
        let parts = [("x", inputs, local(0..inputs)), ("y", targets, local(inputs..inputs + targets))];
        let chosen = parts.into_iter().filter(|(.., places)| !places.is_empty());
        chosen.flat_map(|(name, size, places)| self.lines(name, size, &places, train)).collect()
    }

    /// The lines for some columns of `x` or `y`.
    fn lines(&self, name: &str, size: usize, places: &[usize], train: &str) -> Vec<String> {
        let list = places.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let columns = if places.len() == size { String::new() } else { format!("[:, [{list}]]") };
        let (all, seen) = (format!("{name}{columns}"), format!("{name}{train}{columns}"));
        match self.info.name {
            "Standardize" => {
                // Where all training rows are equal, the deviation is 0, and only the mean is taken away.
                let constant = self.fitted.iter().any(|fit| fit.numbers.contains(&("std", 0.0)));
                let scale =
                    if constant { format!("std.where({seen}.amax(0) > {seen}.amin(0), 1)") } else { "std".into() };
                vec![
                    format!("mean, std = {seen}.mean(0), {seen}.std(0, unbiased=False)"),
                    format!("{all} = ({all} - mean) / {scale}"),
                ]
            }
            "MinMax" => {
                let equal = |numbers: &[(&str, f64)]| matches!(numbers, [(_, min), (_, max)] if min == max);
                let constant = self.fitted.iter().any(|fit| equal(&fit.numbers));
                let width = if constant { "(high - low).where(high > low, 1)" } else { "(high - low)" };
                let range = match self.options.numbers("feature_range") {
                    Some([a, b]) if (*a, *b) != (0.0, 1.0) => format!(" * {:?} + {:?}", b - a, *a),
                    _ => String::new(),
                };
                vec![
                    format!("low, high = {seen}.amin(0), {seen}.amax(0)"),
                    format!("{all} = ({all} - low) / {width}{range}"),
                ]
            }
            "Impute" => {
                let fill = match self.options.choice("strategy") {
                    "mean" => format!("{seen}.nanmean(0)"),
                    "median" => format!("{seen}.nanquantile(0.5, 0)"),
                    "most_frequent" => {
                        format!("torch.stack([column[~column.isnan()].mode().values for column in {seen}.T])")
                    }
                    _ => format!("{:?}", self.options.number("fill_value")),
                };
                vec![format!("fill = {fill}"), format!("{all} = torch.where({all}.isnan(), fill, {all})")]
            }
            "OneHot" => places.iter().rev().flat_map(|place| one_hot(name, *place, train)).collect(),
            _ => places.iter().flat_map(|place| label_encode(name, *place, train)).collect(),
        }
    }
}

fn one_hot(name: &str, place: usize, train: &str) -> [String; 2] {
    let (column, after) = (format!("{place}:{}", place + 1), place + 1);
    [
        format!("categories = {name}{train}[:, {place}].unique()"),
        format!("{name} = torch.cat([{name}[:, :{place}], {name}[:, {column}] == categories, {name}[:, {after}:]], 1)"),
    ]
}

fn label_encode(name: &str, place: usize, train: &str) -> [String; 2] {
    [
        format!("categories = {name}{train}[:, {place}].unique()"),
        format!("{name}[:, {place}] = ({name}[:, {place}:{}] > categories).sum(1)", place + 1),
    ]
}
