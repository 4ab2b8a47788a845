//! The experiment as a PyTorch program that prints the same numbers.

use crate::data::Table;
use crate::experiment::{Experiment, LayerChoice, OptimizerChoice};
use crate::loss::LossChoice;
use crate::optim::ClipGrad;
use crate::options::{Arg, Options, Setting, names};
use crate::penalty::Penalty;
use crate::plain::Nested;
use crate::program::Phase;
use serde::Serialize;

/// A line of the program, and the part of the training step that it does.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// The text, indented as Python wants it.
    pub text: String,
    /// The part of the training step; none for preparation and printing.
    pub phase: Option<Phase>,
    /// Of an edit, the position at which it has been made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<u64>,
}

/// Longer lists of numbers are broken here.
const WIDTH: usize = 62;

impl Experiment {
    /// The program, line by line. It runs as it stands and needs nothing but `torch`.
    pub fn program(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut add = |text: &str, phase| lines.push(Line { text: text.to_owned(), phase, ..Line::default() });
        add("import torch", None);
        add("", None);
        for line in definitions(&self.model) {
            add(line, None);
        }
        let (data, preparation) = self.data_lines();
        for line in data {
            add(&line, None);
        }
        add("", None);
        add(&format!("torch.manual_seed({})", self.seed), None);
        let (train_x, train_y) = if self.split().is_some() { ("x_train", "y_train") } else { ("x", "y") };
        for line in self.split_line().into_iter().chain(preparation) {
            add(&line, None);
        }
        if self.split().is_some() {
            add("x_train, y_train = x[train], y[train]", None);
        }
        for line in model(&self.model).into_iter().chain(self.given_parameters()) {
            add(&line, None);
        }
        add(&format!("loss_fn = {}", loss(&self.loss)), None);
        for line in optimizer_lines(self) {
            add(&line, None);
        }
        add("", None);
        add(&format!("for epoch in range({}):", self.epochs), None);
        if self.shuffle {
            add(&format!("    order = torch.randperm(len({train_x}))"), Some(Phase::Shuffle));
        }
        let (indent, x, y) = if self.shuffle || self.batches() > 1 {
            let size = self.batch_rows();
            add(&format!("    for start in range(0, len({train_x}), {size}):"), None);
            let rows = format!("start:start + {size}");
            let rows = if self.shuffle { format!("order[{rows}]") } else { rows };
            add(&format!("        x_batch, y_batch = {train_x}[{rows}], {train_y}[{rows}]"), Some(Phase::LoadBatch));
            ("        ", "x_batch", "y_batch")
        } else {
            ("    ", train_x, train_y)
        };
        add(&format!("{indent}prediction = model({x})"), Some(Phase::Forward));
        add(&format!("{indent}loss = loss_fn(prediction, {y}){}", penalty(self.penalty())), Some(Phase::Loss));
        if self.zero_grad {
            add(&format!("{indent}optimizer.zero_grad()"), Some(Phase::ZeroGrad));
        } else {
            // Left out, but there to be seen, and to be put back.
            add(&format!("{indent}# optimizer.zero_grad()"), Some(Phase::ZeroGrad));
        }
        add(&format!("{indent}loss.backward()"), Some(Phase::Backward));
        if let Some(clip_grad) = self.clip_grad() {
            let (name, most) = match clip_grad {
                ClipGrad::Norm(most) => ("clip_grad_norm_", most),
                ClipGrad::Value(most) => ("clip_grad_value_", most),
            };
            let call = format!("torch.nn.utils.{name}(model.parameters(), {})", python_number(most));
            add(&format!("{indent}{call}"), Some(Phase::ClipGrad));
        }
        add(&format!("{indent}optimizer.step()"), Some(Phase::Update));
        if let Some(scheduler) = self.scheduler() {
            let loss = if scheduler.info.takes_loss { "loss" } else { "" };
            add(&format!("    scheduler.step({loss})"), Some(Phase::Schedule));
        }
        add(&format!("    print(f\"[{{epoch + 1}}/{}] loss:{{loss:.4f}}\")", self.epochs), None);
        lines
    }

    /// The program as one text.
    pub fn program_text(&self) -> String {
        self.program().into_iter().flat_map(|line| [line.text, "\n".to_owned()]).collect()
    }

    /// `train, validation, test = torch.randperm(15).split([9, 3, 3])`, as `random_split` does it.
    fn split_line(&self) -> Option<String> {
        let parts = &self.split()?.parts;
        let permuted = format!("torch.randperm({})", self.data.x.rows());
        let names = names(parts.iter().map(|(part, ..)| part.name()));
        let lengths = parts.iter().map(|(.., rows)| rows.len().to_string()).collect::<Vec<_>>().join(", ");
        Some(if parts.len() == 1 {
            format!("{names} = {permuted}")
        } else {
            format!("{names} = {permuted}.split([{lengths}])")
        })
    }

    /// The rows, and what is done to them before the training.
    #[cfg(feature = "full")]
    fn data_lines(&self) -> (Vec<String>, Vec<String>) {
        let words = self.model.first().is_some_and(|layer| layer.info.name == "Embedding");
        let Some(preparation) = self.preparation.as_ref().filter(|preparation| !preparation.steps.is_empty()) else {
            let mut lines = self.tables();
            lines.extend(words.then(|| "x = x.long()".to_owned()));
            return (lines, Vec::new());
        };
        let (x, y) = preparation.raw.tables();
        let double = |name: &str, rows: &Table| {
            let mut lines = table(name, rows);
            if let Some(last) = lines.last_mut() {
                *last = last.replace("])", "], dtype=torch.float64)");
            }
            lines
        };
        let mut lines = Vec::new();
        if preparation.raw.columns.iter().any(|column| column.cells.iter().any(|cell| cell.is_nan())) {
            lines.extend(["nan = float(\"nan\")".to_owned()]);
        }
        lines.extend(preparation.comments());
        lines.extend(double("x", &x));
        lines.extend(if preparation.changes_y() { double("y", &y) } else { table("y", &self.data.y) });
        let train = if self.split().is_some() { "[train]" } else { "" };
        (lines, preparation.program(train, if words { "long" } else { "float" }))
    }

    #[cfg(not(feature = "full"))]
    fn data_lines(&self) -> (Vec<String>, Vec<String>) {
        (self.tables(), Vec::new())
    }

    fn tables(&self) -> Vec<String> {
        let (x, y) = (table("x", &self.data.x), table("y", &self.data.y));
        x.into_iter().chain(y).collect()
    }

    fn given_parameters(&self) -> Vec<String> {
        if self.parameters.is_empty() || !cfg!(feature = "full") {
            return Vec::new();
        }
        let given = self.parameters.iter().map(|(name, tensor)| {
            let cells = python_list(Nested { dims: tensor.shape().dims(), cells: tensor.data() });
            format!("    {}.copy_(torch.tensor({cells}))", place(&self.model, name))
        });
        std::iter::once("with torch.no_grad():".to_owned()).chain(given).collect()
    }
}

/// A parameter by its `state_dict` name, as the program reaches it.
pub(crate) fn place(model: &[LayerChoice], name: &str) -> String {
    let (path, parameter) = name.rsplit_once('.').unwrap_or(("", name));
    let place = if is_bare(model) { String::new() } else { format!("[{}]", path.replace('.', "][")) };
    format!("model{place}.{parameter}")
}

/// A loss as Python makes it.
pub(crate) fn loss(loss: &LossChoice) -> String {
    format!("torch.nn.{}({})", loss.info.name, loss_arguments(loss))
}

/// An optimizer with its arguments, as it is named: `Adam(lr=0.1)`.
#[cfg(feature = "full")]
pub(crate) fn optimizer(choice: &OptimizerChoice) -> String {
    format!("{}({})", choice.info.name, optimizer_arguments(choice))
}

fn optimizer_arguments(choice: &OptimizerChoice) -> String {
    arguments(choice.info.args, &choice.options, &["lr"])
}

/// The optimizer and its scheduler.
pub(crate) fn optimizer_lines(experiment: &Experiment) -> Vec<String> {
    let optimizer = &experiment.optimizer;
    let args = optimizer_arguments(optimizer);
    let mut lines = vec![format!("optimizer = torch.optim.{}(model.parameters(), {args})", optimizer.info.name)];
    if let Some(scheduler) = experiment.scheduler() {
        let args = arguments(scheduler.info.args, &scheduler.options, &[]);
        let args = if args.is_empty() { String::new() } else { format!(", {args}") };
        lines.push(format!("scheduler = torch.optim.lr_scheduler.{}(optimizer{args})", scheduler.info.name));
    }
    lines
}

/// What is added to the loss, as Python writes it.
fn penalty(penalty: Penalty) -> String {
    let terms = [(penalty.l1, "abs"), (penalty.l2, "square")].into_iter().filter(|(factor, _)| *factor != 0.0);
    let term =
        |(factor, size)| format!("{} * sum(p.{size}().sum() for p in model.parameters())", python_number(factor));
    match &terms.map(term).collect::<Vec<_>>()[..] {
        [] => String::new(),
        [only] => format!(" + {only}"),
        several => format!(" + ({})", several.join(" + ")),
    }
}

/// A number that Python reads as a float: a list of whole numbers would become an integer tensor.
pub(crate) fn python_number(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    let point = if number.fract() == 0.0 { ".0" } else { "" };
    format!("{number}{point}")
}

/// Nested lists as Python writes them.
fn python_list(nested: Nested<f64>) -> String {
    match nested.rows() {
        Some(rows) => format!("[{}]", rows.map(python_list).collect::<Vec<_>>().join(", ")),
        None => nested.cells.first().map(|cell| python_number(*cell)).unwrap_or_default(),
    }
}

/// `x = torch.tensor([...])`, a single column as one list, classes as a list of whole numbers.
fn table(name: &str, table: &Table) -> Vec<String> {
    let (cells, end): (Vec<_>, _) = if table.is_classes() {
        (table.cells().iter().map(f64::to_string).collect(), "])")
    } else if table.columns() == 1 {
        (table.cells().iter().map(|cell| python_number(*cell)).collect(), "]).reshape(-1, 1)")
    } else {
        let row =
            |row: &[f64]| format!("[{}]", row.iter().map(|cell| python_number(*cell)).collect::<Vec<_>>().join(", "));
        (table.cells().chunks(table.columns()).map(row).collect(), "])")
    };
    let start = format!("{name} = torch.tensor([");
    let mut lines = vec![start.clone()];
    for (index, cell) in cells.iter().enumerate() {
        let comma = if index + 1 < cells.len() { "," } else { "" };
        let space = if index == 0 { "" } else { " " };
        let line = lines.len() - 1;
        if index > 0 && lines[line].len() + cell.len() + 2 > WIDTH {
            lines.push(format!("{}{cell}{comma}", " ".repeat(start.len())));
        } else {
            lines[line].extend([space, cell, comma]);
        }
    }
    if let Some(last) = lines.last_mut() {
        last.push_str(end);
    }
    lines
}

/// What the layers need that PyTorch does not bring, each once.
fn definitions(model: &[LayerChoice]) -> impl Iterator<Item = &'static str> {
    let first = |(index, layer): &(usize, &LayerChoice)| {
        model[..*index].iter().all(|before| before.info.name != layer.info.name)
    };
    model.iter().enumerate().filter(first).flat_map(|(_, layer)| layer.info.definition.lines())
}

/// What is recorded: each layer's place and its call as in the program, `Linear(2, 8)`; and the loss, `MSELoss()`.
#[cfg(feature = "full")]
impl Experiment {
    pub(crate) fn calls(&self) -> (impl Iterator<Item = (String, String)>, String) {
        let layers = self.model.iter().map(|choice| (choice.path(), layer(choice).replace("torch.nn.", "")));
        (layers, format!("{}({})", self.loss.info.name, loss_arguments(&self.loss)))
    }
}

/// Whether the model is one layer alone, which stands in no `Sequential`.
fn is_bare(model: &[LayerChoice]) -> bool {
    matches!(model, [only] if only.place.len() == 1)
}

fn model(model: &[LayerChoice]) -> Vec<String> {
    if let ([only], true) = (model, is_bare(model)) {
        return vec![format!("model = {}", layer(only))];
    }
    let mut lines = vec!["model = torch.nn.Sequential(".to_owned()];
    sequential(model, 1, &mut lines);
    lines.push(")".to_owned());
    lines
}

/// The layers within `depth` pairs of brackets, a line for each.
fn sequential(model: &[LayerChoice], depth: usize, lines: &mut Vec<String>) {
    let indent = "    ".repeat(depth);
    for within in model.chunk_by(|a, b| a.place[depth - 1] == b.place[depth - 1]) {
        match within {
            [only] if only.place.len() == depth || !cfg!(feature = "full") => {
                lines.push(format!("{indent}{},", layer(only)));
            }
            _ => {
                lines.push(format!("{indent}torch.nn.Sequential("));
                sequential(within, depth + 1, lines);
                lines.push(format!("{indent}),"));
            }
        }
    }
}

fn layer(layer: &LayerChoice) -> String {
    if let Some(python) = layer.info.python {
        return python(&layer.options);
    }
    format!("torch.nn.{}({})", layer.info.name, arguments(layer.info.args, &layer.options, &[]))
}

/// Arguments as Python writes them: those without a default by place, those that differ from it by name.
fn arguments(args: &[Arg], options: &Options, always: &[&str]) -> String {
    let written = args.iter().filter_map(|arg| {
        let setting = options.get(arg.name)?;
        match &arg.default {
            None => Some(python(setting)),
            Some(default) if default == setting && !always.contains(&arg.name) => None,
            Some(_) => Some(format!("{}={}", arg.name, python(setting))),
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

/// Arguments of a loss: those that differ from their defaults; weights are tensors.
fn loss_arguments(loss: &LossChoice) -> String {
    let written = loss.info.args.iter().filter_map(|arg| {
        let setting = loss.options.get(arg.name).filter(|setting| arg.default.as_ref() != Some(setting))?;
        Some(match setting {
            Setting::Numbers(cells) => {
                let list = python_list(Nested { dims: &[cells.len()], cells });
                format!("{}=torch.tensor({list})", arg.name)
            }
            _ => format!("{}={}", arg.name, python(setting)),
        })
    });
    written.collect::<Vec<_>>().join(", ")
}

/// The value of an argument as Python writes it.
fn python(setting: &Setting) -> String {
    let tuple = |items: Vec<String>| format!("({})", items.join(", "));
    match setting {
        Setting::Number(number) => python_number(*number),
        Setting::Count(count) => count.to_string(),
        Setting::Integer(integer) => integer.to_string(),
        Setting::Flag(true) => "True".to_owned(),
        Setting::Flag(false) => "False".to_owned(),
        Setting::Null => "None".to_owned(),
        Setting::Choice(name) => format!("\"{name}\""),
        Setting::Numbers(numbers) => tuple(numbers.iter().map(|number| python_number(*number)).collect()),
        Setting::Counts(counts) if counts.len() == 1 => format!("({},)", counts[0]),
        Setting::Counts(counts) => tuple(counts.iter().map(u64::to_string).collect()),
    }
}
