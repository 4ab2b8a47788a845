//! Tensors as `print(tensor)` shows them in PyTorch: four decimals, columns aligned, long ones shortened.

use crate::float::Float;
use crate::tensor::Tensor;
use std::fmt;

/// PyTorch's `printoptions`: decimals.
const PRECISION: usize = 4;
/// Tensors of more numbers are shortened.
const THRESHOLD: usize = 1000;
/// How many items a shortened dimension keeps at each end.
const EDGE: usize = 3;
/// Where lines are broken.
const LINE: usize = 80;
/// What stands before the numbers; later lines are indented by its length.
const START: &str = "tensor(";

/// `repr(tensor)`, as with PyTorch's default options; f64 is named, because f32 is the default.
impl<T: Float> fmt::Display for Tensor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dims, cells) = (self.shape().dims(), self.data());
        let mut text = START.to_owned();
        let mut ends = Vec::new();
        if cells.is_empty() {
            text.push_str("[]");
            if dims.len() != 1 {
                let sizes: Vec<_> = dims.iter().map(usize::to_string).collect();
                ends.push(format!("size=({})", sizes.join(", ")));
            }
        } else {
            let short = cells.len() > THRESHOLD;
            let mut shown = Vec::new();
            visible(dims, cells, short, &mut shown);
            let style = Style::of(&shown);
            text.push_str(&style.block(dims, cells, START.len(), short));
        }
        if T::NAME != "float32" {
            ends.push(format!("dtype=torch.{}", T::NAME));
        }
        let mut line = text.len() - text.rfind('\n').map_or(0, |at| at + 1) + 1;
        for end in ends {
            let (between, before) =
                if line + end.len() + 2 > LINE { (",\n       ", START.len()) } else { (", ", line + 2) };
            text.push_str(between);
            text.push_str(&end);
            line = before + end.len();
        }
        f.write_str(&text)?;
        f.write_str(")")
    }
}

/// The items of a dimension that are shown: all, or the first and the last ones.
fn ends(size: usize, short: bool) -> impl Iterator<Item = usize> {
    let cut = short && size > 2 * EDGE;
    (0..size).filter(move |index| !cut || *index < EDGE || *index >= size - EDGE)
}

/// Collects the numbers that are shown. The depth is at most [`crate::tensor::MAX_DIMS`].
fn visible<T: Float>(dims: &[usize], cells: &[T], short: bool, shown: &mut Vec<f64>) {
    match dims.split_first() {
        None => shown.extend(cells.iter().map(|cell| cell.as_f64())),
        Some((size, inner)) => {
            let width = cells.len() / size.max(&1);
            ends(*size, short).for_each(|index| visible(inner, &cells[index * width..][..width], short, shown));
        }
    }
}

/// How the numbers of one tensor are written: all alike, so that columns align.
struct Style {
    scientific: bool,
    whole: bool,
    width: usize,
}

impl Style {
    fn of(shown: &[f64]) -> Self {
        let mut style = Self { scientific: false, whole: true, width: 1 };
        let numbers = || shown.iter().copied().filter(|number| number.is_finite() && *number != 0.0);
        if numbers().next().is_none() {
            return style;
        }
        let least = numbers().map(f64::abs).fold(f64::INFINITY, f64::min);
        let most = numbers().map(f64::abs).fold(0.0, f64::max);
        style.whole = numbers().all(|number| number == number.ceil());
        style.scientific = most / least > 1000.0 || most > 1e8 || least < 1e-4;
        // Only finite numbers count: "inf" takes the room that they leave.
        style.width = numbers().map(|number| style.bare(number).len()).max().unwrap_or(1);
        style
    }

    fn bare(&self, number: f64) -> String {
        if number.is_nan() {
            return "nan".to_owned();
        }
        if number.is_infinite() {
            return number.to_string();
        }
        match (self.scientific, self.whole) {
            (true, _) => scientific(number),
            (_, true) => format!("{number:.0}."),
            _ => format!("{number:.PRECISION$}"),
        }
    }

    fn number(&self, number: f64) -> String {
        format!("{:>width$}", self.bare(number), width = self.width)
    }

    /// Brackets within brackets, one line for each row.
    fn block<T: Float>(&self, dims: &[usize], cells: &[T], indent: usize, short: bool) -> String {
        let Some((size, inner)) = dims.split_first() else {
            return cells.first().map(|cell| self.number(cell.as_f64())).unwrap_or_default();
        };
        let width = cells.len() / size.max(&1);
        let item = |index: usize| self.block(inner, &cells[index * width..][..width], indent + 1, short);
        let mut items: Vec<_> = ends(*size, short).map(item).collect();
        let row = inner.is_empty();
        if items.len() < *size {
            items.insert(EDGE, if row { " ..." } else { "..." }.to_owned());
        }
        let pause = |lines| format!(",{}{}", "\n".repeat(lines), " ".repeat(indent + 1));
        let text = if row {
            let per_line = ((LINE - indent) / (self.width + 2)).max(1);
            let lines: Vec<_> = items.chunks(per_line).map(|line| line.join(", ")).collect();
            lines.join(&pause(1))
        } else {
            items.join(&pause(dims.len() - 1))
        };
        format!("[{text}]")
    }
}

/// As C writes it: the exponent has a sign and at least two digits.
fn scientific(number: f64) -> String {
    let text = format!("{number:.PRECISION$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    format!("{digits}e{sign}{exponent:0>2}")
}
