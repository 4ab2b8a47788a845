//! The PyTorch vectors of tests/golden, made again. Only this task needs Python; the tests read the committed files.

use std::fs;

use crate::Result;
use crate::shell::{command, root, run, which};

/// Sets up PyTorch in target/ and runs tests/golden/make.py.
pub(crate) fn make() -> Result {
    let python = ["python3", "python"].into_iter().find(|name| which(name).is_some());
    let python = python.ok_or("Python is not installed: making the vectors needs Python 3.10 or newer")?;
    let requirements = root().join("tests/golden/requirements.txt");
    let wanted = fs::read(&requirements).map_err(|e| format!("{}: {e}", requirements.display()))?;
    let environment = root().join("target/golden");
    let inside = environment.join("bin/python").display().to_string();
    let installed = environment.join(".installed");
    if fs::read(&installed).ok().as_ref() != Some(&wanted) {
        println!("Setting up PyTorch in target/golden: some 500 MB, a few minutes.");
        run(command(python).args(["-m", "venv"]).arg(&environment))
            .map_err(|e| format!("{e}\nDebian's package `python3-venv` may be missing"))?;
        run(command(&inside).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
        fs::write(&installed, wanted).map_err(|e| format!("{}: {e}", installed.display()))?;
    }
    run(command(&inside).arg("tests/golden/make.py"))
}
