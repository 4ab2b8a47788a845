//! Every formula that an operation, an optimizer or a scheduler tells as text becomes sound `MathML`.

use super::none;
use crate::shell::{command, output};
use chalkgrad::explain::local_derivative;

/// Runs www/js/mathml.js without a browser: prints each formula as a tree of `[tag, …children]`.
const SCRIPT: &str = "
    class Node {
      constructor(tag) { this.localName = tag; this.children = []; }
      append(...all) {
        for (const one of all) { if (one instanceof Node) one.parent = this; this.children.push(one); }
      }
      remove() { this.parent.children.splice(this.parent.children.indexOf(this), 1); }
      get firstChild() { return this.children[0]; }
      get lastChild() { return this.children.at(-1); }
      get textContent() { return this.children.map((child) => child.textContent ?? child).join(''); }
      toJSON() { return [this.localName, ...this.children]; }
    }
    globalThis.document = { createElementNS: (_, tag) => new Node(tag) };
    const { mathOf } = await import(process.cwd() + '/www/js/mathml.js');
    console.log(JSON.stringify(JSON.parse(process.argv[1]).map(mathOf)));";

#[test]
fn every_formula_becomes_mathml() {
    let formulas = formulas();
    assert!(formulas.len() > 150, "only {} formulas", formulas.len());
    let json = serde_json::to_string(&formulas).expect("texts are JSON");
    let made = output(command("node").args(["--input-type=module", "-e", SCRIPT, &json])).expect("Node runs mathml.js");
    let trees: Vec<serde_json::Value> = serde_json::from_str(&made).expect("a list of trees");
    let wrong = formulas.iter().zip(&trees).filter_map(|(formula, tree)| {
        let problem = problem(tree).or_else(|| {
            let (ours, theirs) = (signs(formula), signs(&text(tree)));
            (ours != theirs).then(|| format!("says {theirs}"))
        })?;
        Some(format!("{formula}: {problem}"))
    });
    none("every formula becomes MathML that says the same", wrong);
}

fn formulas() -> Vec<String> {
    let ops = chalkgrad::ops::all::<f32>().into_iter().flat_map(|op| {
        let info = op.info();
        let backward = info.backward.iter().zip(info.inputs).flat_map(|(formula, input)| {
            [format!("∂L/∂{input} = Σ {formula}"), format!("∂y/∂{input} = {}", local_derivative(formula))]
        });
        [info.formula.to_owned(), info.term.to_owned()].into_iter().chain(backward).collect::<Vec<_>>()
    });
    let optimizers = chalkgrad::optim::OPTIMIZERS.iter().flat_map(|info| info.formula.iter().copied());
    let schedulers = chalkgrad::schedule::SCHEDULERS.iter().flat_map(|info| info.formula.iter().copied());
    ops.chain(optimizers.chain(schedulers).map(str::to_owned)).collect()
}

/// What is wrong with a tree: a fraction without two parts, a sign that should have become one.
fn problem(tree: &serde_json::Value) -> Option<String> {
    let Some((tag, children)) = tree.as_array().and_then(|list| list.split_first()) else {
        let sign = tree.as_str().unwrap_or("nothing");
        let left = ["/", "^", "√", "undefined", "nothing", ""].contains(&sign);
        return left.then(|| format!("“{sign}” is left over"));
    };
    let tag = tag.as_str().unwrap_or_default();
    let fits = match tag {
        "mfrac" | "msub" | "msup" => children.len() == 2,
        "mi" | "mn" | "mo" | "mtext" => children.len() == 1 && children[0].is_string(),
        "math" | "mrow" | "msqrt" => !children.is_empty() && children.iter().all(serde_json::Value::is_array),
        _ => false,
    };
    if fits { children.iter().find_map(problem) } else { Some(format!("<{tag}> with {} children", children.len())) }
}

fn text(tree: &serde_json::Value) -> String {
    match tree.as_array() {
        Some(list) => list[1..].iter().map(text).collect(),
        None => tree.as_str().unwrap_or_default().to_owned(),
    }
}

/// The letters, digits and operators in order; what a fraction, a root or an exponent makes superfluous left out.
fn signs(text: &str) -> String {
    let small = |c: char| match c {
        '₀'..='₉' => char::from_digit(c as u32 - '₀' as u32, 10).unwrap_or(c),
        '⁰' | '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10).unwrap_or(c),
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        'ᵢ' => 'i',
        'ⱼ' => 'j',
        'ₖ' => 'k',
        'ₗ' => 'l',
        'ₛ' => 's',
        'ₜ' | 'ᵗ' => 't',
        'ˣ' => 'x',
        'ᵇ' => 'b',
        '₊' | '⁺' => '+',
        '₋' | '⁻' => '−',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace() && !"()₍₎/^√".contains(*c)).map(small).collect()
}
