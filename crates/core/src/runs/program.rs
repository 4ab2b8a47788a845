//! Edits in the exported program: each stands at its epoch, as code that does the same in PyTorch.

use super::{Change, Edit, Said};
use crate::data::Table;
use crate::data::split::Part;
use crate::experiment::Experiment;
use crate::export::{Line, loss, optimizer_lines, place, python_number};
use crate::program::Phase;

/// An edit, what it has changed, and the experiment with it.
type Made<'e> = (&'e Edit, &'e Change, &'e Experiment);

impl Experiment {
    /// The program with edits at the epochs and batches where they were made.
    pub(super) fn program_with(&self, edits: &[Made]) -> Vec<Line> {
        let mut lines = self.program();
        if edits.is_empty() {
            return lines;
        }
        if edits.iter().any(|(edit, ..)| matches!(edit, Edit::ZeroGrad(_))) {
            self.make_zero_grad_optional(&mut lines);
        }
        let batch_line = lines.iter().position(|line| line.text.trim_start().starts_with("for start in "));
        let epoch_line = lines.iter().position(|line| line.text.starts_with("for epoch in ")).unwrap_or_default();
        let (in_epochs, in_batches): (Vec<_>, Vec<_>) =
            edits.iter().copied().partition(|(_, change, _)| batch_line.is_none() || change.batch == 1);
        // From the end, so that the places of the others stay.
        if let Some(line) = batch_line {
            self.insert(&mut lines, line + 1, "        ", &in_batches);
        }
        self.insert(&mut lines, epoch_line + 1, "    ", &in_epochs);
        lines
    }

    /// Puts edits, in their order, in front of a line: those of the same moment under one condition.
    fn insert(&self, lines: &mut Vec<Line>, at: usize, indent: &str, edits: &[Made]) {
        let mut added = Vec::new();
        let mut last = None;
        for made in edits {
            let ((_, change, _), code) = (made, self.code(made));
            // A point that was dragged back to where it was.
            if code.is_empty() {
                continue;
            }
            if last != Some(change.step) {
                last = Some(change.step);
                let batch = if change.batch > 1 {
                    format!(" and start == {}", (change.batch - 1) * self.batch_rows() as u64)
                } else {
                    String::new()
                };
                let text = format!("{indent}if epoch == {}{batch}:", change.epoch - 1);
                added.push(Line { text, ..Line::default() });
            }
            for text in code {
                let text = format!("{indent}    {text}");
                added.push(Line { text, phase: Some(Phase::Edit), edit: Some(change.position) });
            }
        }
        lines.splice(at..at, added);
    }

    /// An edit in Python.
    fn code(&self, (edit, change, edited): &Made) -> Vec<String> {
        match (edit, &change.from, &change.to) {
            (Edit::Parameter { value, .. }, ..) => {
                let name = place(&self.model, change.name.as_deref().unwrap_or_default());
                let index = change.cell.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
                vec!["with torch.no_grad():".to_owned(), format!("    {name}[{index}] = {}", python_number(*value))]
            }
            (Edit::Data { row, .. }, Said::Row { x, y }, Said::Row { x: new_x, y: new_y }) => {
                let (suffix, row) = self.row_in_program(*row);
                let cells = |name: &str, table: &Table, from: &[f64], to: &[f64]| -> Vec<String> {
                    let changed = from.iter().zip(to).enumerate().filter(|(_, (from, to))| from != to);
                    let line = |(column, (_, to)): (usize, (&f64, &f64))| {
                        if table.is_classes() {
                            format!("{name}{suffix}[{row}] = {to}")
                        } else {
                            format!("{name}{suffix}[{row}, {column}] = {}", python_number(*to))
                        }
                    };
                    changed.map(line).collect()
                };
                let mut lines = cells("x", &self.data.x, x, new_x);
                lines.extend(cells("y", &self.data.y, y, new_y));
                lines
            }
            (Edit::Lr(lr), ..) => vec![format!("optimizer.param_groups[0][\"lr\"] = {}", python_number(*lr))],
            (Edit::Optimizer(_), ..) => optimizer_lines(edited),
            (Edit::Loss(choice), ..) => vec![format!("loss_fn = {}", loss(choice))],
            (Edit::ZeroGrad(on), ..) => vec![format!("zero_grad = {}", if *on { "True" } else { "False" })],
            (Edit::Data { .. }, ..) => Vec::new(),
        }
    }

    /// What is added to x and y, and the number of the row there: the rows that are trained on have names of their own.
    fn row_in_program(&self, row: usize) -> (&'static str, usize) {
        let place =
            self.split().and_then(|split| split.rows(Part::Train).iter().position(|known| *known as usize == row));
        place.map_or(("", row), |place| ("_train", place))
    }

    /// `if zero_grad:` in front of `optimizer.zero_grad()`.
    fn make_zero_grad_optional(&self, lines: &mut Vec<Line>) {
        let Some(index) = lines.iter().position(|line| line.text.ends_with("optimizer.zero_grad()")) else { return };
        let indent: String = lines[index].text.chars().take_while(|letter| *letter == ' ').collect();
        let call = Line {
            text: format!("{indent}    optimizer.zero_grad()"),
            phase: Some(Phase::ZeroGrad),
            ..Line::default()
        };
        lines.splice(index..=index, [Line { text: format!("{indent}if zero_grad:"), ..Line::default() }, call]);
        let Some(epochs) = lines.iter().position(|line| line.text.starts_with("for epoch in ")) else { return };
        let text = format!("zero_grad = {}", if self.zero_grad { "True" } else { "False" });
        lines.insert(epochs - 1, Line { text, ..Line::default() });
    }
}
