//! The page's own checks and tests.

use std::{fs, io::ErrorKind};

use anyhow::{Context, Result};

use crate::{
    checkout::Checkout,
    command::{check, npm, run, status},
    tally::Tally,
};

/// Types and unused code.
pub(crate) fn types(checkout: &Checkout) -> Result<()> {
    run(npm(&checkout.ui()).args(["run", "check"]))
}

/// The linter.
pub(crate) fn lint(checkout: &Checkout) -> Result<()> {
    run(npm(&checkout.ui()).args(["run", "lint"]))
}

/// Runs vitest and adds its counts to the tally, also when tests failed.
pub(crate) fn vitest(checkout: &Checkout, tally: &mut Tally) -> Result<()> {
    let report = checkout.target().join("vitest.json");
    // An old report must not speak for a run that wrote none.
    match fs::remove_file(&report) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot delete {}", report.display()));
        }
        _ => {}
    }
    let mut command = npm(&checkout.ui());
    command
        .args([
            "test",
            "--",
            "--run",
            "--reporter=default",
            "--reporter=json",
        ])
        .arg(format!("--outputFile.json={}", report.display()))
        .stdin(std::process::Stdio::null());
    let status = status(&mut command)?;
    let counted = fs::read_to_string(&report)
        .with_context(|| format!("vitest wrote no report to {}", report.display()))
        .and_then(|text| Tally::from_vitest(&text));
    if let Ok(counted) = &counted {
        tally.add(*counted);
    }
    check(&command, status)?;
    counted.map(|_| ())
}
