//! The command line as a user meets it: what it prints, where, and what it says about bad files.

use std::io::Write;
use std::process::{Command, Stdio};

const DEMO: &str = r#"{"version": 1, "seed": 0, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
    "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 100}"#;

/// Runs the program with a text on standard input: success, standard output, standard error.
fn run(arguments: &[&str], input: &str) -> (bool, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chalkgrad"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that does not read its input may be gone already.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn train_prints_pytorchs_log() {
    let (success, out, err) = run(&["train", "-"], DEMO);
    let lines: Vec<_> = out.lines().collect();
    assert!(success && err.is_empty(), "{err}");
    assert_eq!((lines.len(), lines[0], lines[99]), (100, "[1/100] loss:3.9270", "[100/100] loss:0.1712"));
}

#[test]
fn trace_prints_one_object_a_line_and_nothing_else() {
    let batches = DEMO.replace("\"epochs\": 100", "\"epochs\": 2, \"batch_size\": 4");
    let (success, out, _) = run(&["train", "-", "--trace"], &batches);
    let lines: Vec<_> = out.lines().collect();
    assert!(success && lines.len() == 10, "{out}");
    assert_eq!(lines[0], r#"{"parameters":{"0.weight":[[-0.007486820220947266]],"0.bias":[0.5364435911178589]}}"#);
    assert!(lines[1].starts_with(r#"{"epoch":1,"step":1,"loss":"#), "{}", lines[1]);
    assert!(lines[8].starts_with(r#"{"epoch":2,"step":8,"loss":"#), "{}", lines[8]);
    assert!(lines[9].starts_with(r#"{"parameters":{"0.weight":[["#), "{}", lines[9]);
    for line in lines {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    }
}

#[test]
fn metrics_follow_the_log() {
    let split = DEMO.replace("\"epochs\": 100", "\"epochs\": 2, \"split\": true");
    let iris = split
        .replace(r#"{"name": "article"}"#, r#"{"name": "iris"}"#)
        .replace(r#""out_features": 1"#, r#""out_features": 3"#)
        .replace("MSELoss", "CrossEntropyLoss");
    let check = |experiment: &str, rows: &[u64], names: &[&str]| {
        let (_, log, _) = run(&["train", "-"], experiment);
        let (success, out, err) = run(&["train", "-", "--metrics"], experiment);
        assert!(success && err.is_empty(), "{err}");
        let lines = out.strip_prefix(&log).expect("the log comes first").lines();
        let lines: Vec<serde_json::Value> = lines.map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.iter().map(|line| line["rows"].as_u64().expect("a number")).collect::<Vec<_>>(), rows);
        for (line, part) in lines.iter().zip(["train", "validation", "test"]) {
            assert_eq!(line["part"], part);
            assert!(names.iter().all(|name| line[name].is_number()), "{line}");
        }
    };
    check(DEMO, &[15], &["loss", "r2", "mae", "mse"]);
    check(&split, &[9, 3, 3], &["loss", "r2", "mae", "mse"]);
    check(&iris, &[90, 30, 30], &["loss", "accuracy", "precision", "recall", "f1"]);
}

#[test]
fn export_prints_a_program() {
    let (success, out, _) = run(&["export", "-"], DEMO);
    assert!(
        success
            && out.starts_with("import torch\n")
            && out.contains("torch.manual_seed(0)\nmodel = torch.nn.Linear(1, 1)\n")
    );
}

#[test]
fn what_goes_wrong_is_said_on_standard_error() {
    let check = |arguments: &[&str], input: &str, expect: &str| {
        let (success, out, err) = run(arguments, input);
        assert!(!success && out.is_empty() && err.starts_with("chalkgrad: "), "{out}{err}");
        assert!(err.contains(expect), "{err}");
    };
    check(&["train", "no/such/file.json"], "", "no/such/file.json: ");
    check(&["train", "-"], "{\"version\": 1,", "-: this is not JSON: ");
    check(&["train", "-"], &DEMO.replace("0.01", "-1"), "-: `optimizer.SGD.lr` is -1; it must be from 0 to 1000000");
    check(
        &["export", "-"],
        &DEMO.replace("\"epochs\"", "\"parameters\": {\"x\": 1}, \"epochs\""),
        "`parameters.x` names no parameter",
    );
    // What is too long is said to be that, wherever it is cut.
    let long = format!("\"{}\"", "训练".repeat(700_000));
    check(&["train", "-"], &long, "-: the text has 4194307 bytes; at most 4194304 fit");
    check(&["train"], "", "which experiment file?");
    check(&["dance"], "", "this is not understood");
    check(&["train", "-", "--fast"], DEMO, "--fast");
}

#[test]
fn a_training_that_diverges_keeps_its_log_and_says_why() {
    let (success, out, err) = run(&["train", "-"], &DEMO.replace("0.01", "0.03"));
    assert!(!success && out.lines().count() == 92, "{}", out.lines().count());
    assert!(err.contains("training stopped in step 93 (epoch 93): mean gave inf; a smaller learning rate may help, 0.01 instead of 0.03"), "{err}");
}

#[test]
fn data_come_from_files_and_from_the_program_itself() {
    let penguins = DEMO
        .replace(r#"{"name": "article"}"#, r#"{"name": "iris"}"#)
        .replace(r#""out_features": 1"#, r#""out_features": 3"#)
        .replace("\"epochs\": 100", "\"epochs\": 2, \"split\": true, \"preprocess\": [\"Standardize\"]");
    let (success, out, err) = run(&["train", "-"], &penguins);
    assert!(success && out.lines().count() == 2, "{out}{err}");
    let (success, out, _) = run(&["export", "-"], &penguins);
    assert!(success && out.contains("train, validation, test = torch.randperm(150).split([90, 30, 30])"), "{out}");

    let folder = std::env::temp_dir().join(format!("chalkgrad-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("experiment.json");
    let demo = DEMO.replace(r#"{"name": "article"}"#, r#"{"file": "my.csv"}"#);
    std::fs::write(&file, demo).expect("a file");
    let file = file.to_string_lossy().into_owned();
    let (_, _, err) = run(&["train", &file], "");
    assert!(err.contains("the rows of this data set are in the file my.csv, which could not be read"), "{err}");
    std::fs::write(folder.join("my.csv"), "x,y\n1,2\n2,3\n").expect("a file");
    let (success, out, err) = run(&["train", &file], "");
    assert!(success && out.lines().count() == 100, "{out}{err}");
    std::fs::write(folder.join("my.csv"), format!("x{}", "训练".repeat(2_000_000))).expect("a file");
    let (_, _, err) = run(&["train", &file], "");
    assert!(err.contains("bytes; at most"), "{err}");
    std::fs::remove_dir_all(folder).expect("the folder");
}
