//! Optimizers and schedulers: their worked examples, parameter groups and clipping from Rust.

use chalkgrad::optim::{Adam, OPTIMIZERS, build, clip_grad_norm_, clip_grad_value_};
use chalkgrad::options::Options;
use chalkgrad::schedule::{SCHEDULERS, Scheduler};
use chalkgrad::{Graph, Optimizer, SGD, Tensor, Var};

/// `what` must be `expect` to six decimals.
fn check(what: &str, ours: &[f64], expect: &[f64]) {
    let near = ours.len() == expect.len() && ours.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(near, "{what}: {ours:?}, expected {expect:?}");
}

fn named(var: &Var<f64>) -> Vec<(String, chalkgrad::tape::NodeId)> {
    vec![(String::new(), var.id())]
}

#[test]
fn examples_of_optimizers_are_true() {
    for info in OPTIMIZERS {
        let example = &info.example;
        let options = serde_json::from_str(example.options).expect("options are JSON");
        let rule = build::<f64>(info, &Options::read(info.name, &options, info.args).expect("options fit"));
        let mut state = vec![0.0; rule.state_names().len() + rule.shared_names().len()];
        let mut w = [example.w];
        let update = |(t, g): (usize, &f64)| {
            rule.update(&mut w, &[*g], &mut state, t as u64 + 1);
            w[0]
        };
        let after: Vec<_> = example.grads.iter().enumerate().map(update).collect();
        check(info.name, &after, example.after);
    }
}

#[test]
fn examples_of_schedulers_are_true() {
    for info in SCHEDULERS {
        let graph = Graph::<f64>::new();
        let rule = SGD { lr: 0.4, momentum: 0.9, ..SGD::default() };
        let parameter = named(&graph.parameter(1.0));
        let mut optimizer = Optimizer::new(rule, &graph.tape(), &parameter);
        let options = serde_json::from_str(info.example.options).expect("options are JSON");
        let mut scheduler = Scheduler::by_name(info.name, &options, &mut optimizer).expect("options fit");
        let mut lrs = vec![optimizer.rule().lr()];
        for _ in 1..info.example.lrs.len() {
            scheduler.step(&mut optimizer, 1.0);
            lrs.push(optimizer.rule().lr());
        }
        check(info.name, &lrs, info.example.lrs);
    }
}

/// The numbers are those of `torch.optim.Adam([{"params": [a], "lr": 0.1}, {"params": [b], "lr": 0.01, "betas": (0.5, 0.9)}])`
/// with `StepLR(step_size=1, gamma=0.5)`, on `(a · b).square()`.
#[test]
fn groups_have_settings_of_their_own() {
    let graph = Graph::<f64>::new();
    let (a, b) = (graph.parameter(2.0), graph.parameter(-1.0));
    let slow = Adam { lr: 0.01, betas: [0.5, 0.9], ..Adam::default() };
    let groups = [(Adam { lr: 0.1, ..Adam::default() }, named(&a)), (slow, named(&b))];
    let mut optimizer = Optimizer::with_groups(groups.iter().map(|(rule, names)| (*rule, &names[..])), &graph.tape());
    let options = serde_json::json!({"step_size": 1, "gamma": 0.5});
    let mut scheduler = Scheduler::by_name("StepLR", &options, &mut optimizer).expect("options fit");
    let mut path = Vec::new();
    for _ in 0..3 {
        optimizer.zero_grad(&graph);
        let loss = (a * b).square();
        loss.backward().expect("a single number");
        optimizer.step(&graph);
        scheduler.step(&mut optimizer, loss.item());
        path.extend([a.item(), b.item()]);
        graph.truncate_after(b);
    }
    check("two groups", &path, &GROUPS);
    check("their learning rates", &optimizer.lrs().collect::<Vec<_>>(), &[0.0125, 0.00125]);
}

const GROUPS: [f64; 6] = [1.9, -0.99, 1.850_124_751, -0.985_086_988, 1.825_243_751, -0.982_667_116];

#[test]
fn gradients_are_clipped_as_in_pytorch() {
    let clipped = |clip: &dyn Fn(&Graph<f64>, &[chalkgrad::tape::NodeId]) -> f64| {
        let graph = Graph::<f64>::new();
        let w = graph.parameter(Tensor::column(&[3.0, -4.0]));
        let b = graph.parameter(12.0);
        // The gradients are (3, −4) and 12: together 13 long.
        let half = graph.tensor(0.5);
        ((w.square() * half).sum() + b.square() * half).backward().expect("a single number");
        let norm = clip(&graph, &[w.id(), b.id()]);
        let mut grads = w.grad().expect("a gradient").data().to_vec();
        grads.push(b.grad().expect("a gradient").data()[0]);
        grads.push(norm);
        grads
    };
    let norm = |most: f64| clipped(&|graph, ids| clip_grad_norm_(&mut graph.tape_mut(), ids, most));
    check("shorter", &norm(1.3), &[0.3, -0.4, 1.2, 13.0]);
    check("short enough", &norm(20.0), &[3.0, -4.0, 12.0, 13.0]);
    let value = clipped(&|graph, ids| {
        clip_grad_value_(&mut graph.tape_mut(), ids, 3.5);
        0.0
    });
    check("cut off", &value, &[3.0, -3.5, 3.5, 0.0]);
}
