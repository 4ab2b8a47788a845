//! Edits in the exported program: each stands at its epoch, as code.

use crate::{EDITS, EXPERIMENTS, runs};
use chalkgrad::Runs;
use chalkgrad::runs::MAX_LEGS;

#[test]
fn the_program_has_the_edits_at_their_epochs() {
    // PyTorch prints the same log for these programs.
    let loop_of = |runs: &Runs<f32>| -> Vec<String> {
        let lines = runs.program().into_iter().map(|line| line.text);
        lines.skip_while(|line| !line.starts_with("optimizer")).skip(1).collect()
    };
    let mut runs = runs(EXPERIMENTS[0]);
    for (step, edit) in [(3, 0), (3, 2), (5, 4), (6, 6), (8, 9), (9, 8)] {
        runs.seek(runs.step_position(step + 1) - 1);
        assert_eq!(runs.edit(EDITS[edit]), Ok(true));
    }
    let expected = r#"zero_grad = True

for epoch in range(60):
    if epoch == 3:
        optimizer.param_groups[0]["lr"] = 0.02
        with torch.no_grad():
            model.weight[0, 0] = 0.5
    if epoch == 5:
        x[3, 0] = 4.5
        y[3, 0] = 9.0
    if epoch == 6:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    if epoch == 8:
        zero_grad = False
    if epoch == 9:
        loss_fn = torch.nn.L1Loss()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    if zero_grad:
        optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"[{epoch + 1}/60] loss:{loss:.4f}")"#;
    assert_eq!(loop_of(&runs).join("\n"), expected);
    // With batches: an edit of the first batch stands before the order of its epoch.
    let mut runs = crate::runs(EXPERIMENTS[1]);
    for (step, edit) in [(8, 0), (9, 3)] {
        runs.seek(runs.step_position(step));
        assert_eq!(runs.edit(EDITS[edit]), Ok(true));
    }
    let expected = r#"
for epoch in range(15):
    if epoch == 2:
        optimizer.param_groups[0]["lr"] = 0.02
    order = torch.randperm(len(x))
    for start in range(0, len(x), 4):
        if epoch == 2 and start == 4:
            with torch.no_grad():
                model[0].bias[0] = -0.25
        x_batch, y_batch = x[order[start:start + 4]], y[order[start:start + 4]]"#;
    assert_eq!(loop_of(&runs)[..10].join("\n"), expected);
}

/// A point that is dragged away and back where the undo of that edit was forgotten to make room.
#[test]
fn an_edit_that_changes_nothing_is_no_line_of_the_program() {
    let mut runs = runs(EXPERIMENTS[0]);
    for step in 2..=MAX_LEGS as u64 {
        runs.seek(runs.step_position(step));
        assert_eq!(runs.edit(&format!(r#"{{"lr": {}}}"#, 0.01 + 1e-4 * step as f64)), Ok(true));
    }
    runs.seek(runs.step_position(1));
    assert_eq!(runs.edit(EDITS[4]), Ok(true));
    assert!(!runs.view().can_undo, "forgotten");
    assert_eq!(runs.edit(r#"{"data": {"row": 3, "x": [6.71], "y": [3.19]}}"#), Ok(true));
    assert!(runs.program().iter().all(|line| !line.text.contains("if epoch")));
    assert_eq!(runs.edit(r#"{"lr": 0.02}"#), Ok(true));
    let lines: Vec<_> = runs.program().into_iter().map(|line| line.text).collect();
    let at = lines.iter().position(|line| line == "    if epoch == 1:").expect("a condition");
    assert_eq!(lines[at + 1], "        optimizer.param_groups[0][\"lr\"] = 0.02");
}
