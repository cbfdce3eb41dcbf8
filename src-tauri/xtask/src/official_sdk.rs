//! The official Python SDK in a virtual environment of its own, for the tests that point it at `numberauth serve`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    checkout::Checkout,
    command::{answer, command, run},
    fingerprint::Fingerprint,
    stamp::Stamp,
};

/// Tells the tests which Python has the SDK; without it they fail and name `cargo xtask test`.
pub(crate) const VARIABLE: &str = "NUMBERAUTH_OFFICIAL_PYTHON";

/// The pinned packages, below the root.
const REQUIREMENTS: &str = "tests/cli/official/requirements.txt";

/// Makes the environment if it is not there as pinned, and gives its Python.
pub(crate) fn prepare(checkout: &Checkout) -> Result<PathBuf> {
    let requirements = checkout.root().join(REQUIREMENTS);
    let folder = checkout.target().join("official-python");
    let python = python_in(&folder);
    let Some(version) = answer(command(SYSTEM_PYTHON).arg("--version")) else {
        bail!(
            "`{SYSTEM_PYTHON}` was not found: the tests run Alibaba's official Python SDK against the simulator. \
             Install Python 3.9 or newer, then run the same command again."
        );
    };
    // The folder too: an environment knows its own place, and does not work in another.
    let wanted = Fingerprint::new()
        .text(&version)
        .text(&folder.to_string_lossy())
        .file(&requirements)?
        .finish();
    let stamp = Stamp::new(&folder, "official-sdk");
    if stamp.says(&wanted) && python.is_file() {
        eprintln!("    official Python SDK: up to date");
        return Ok(python);
    }
    run(command(SYSTEM_PYTHON)
        .args(["-m", "venv", "--clear"])
        .arg(&folder))
    .context("cannot make a virtual environment (on Debian and Ubuntu it needs python3-venv)")?;
    run(command(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--requirement"])
        .arg(&requirements))
    .context("cannot install the official Python SDK")?;
    stamp.write(&wanted)?;
    Ok(python)
}

const SYSTEM_PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

fn python_in(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts/python.exe")
    } else {
        folder.join("bin/python")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned_and_the_sdk_is_of_the_present_major() {
        let checkout = Checkout::find().unwrap();
        let pinned = std::fs::read_to_string(checkout.root().join(REQUIREMENTS)).unwrap();
        for line in pinned.lines() {
            assert!(line.contains("=="), "{line} is not pinned");
        }
        assert!(pinned.contains("alibabacloud-dypnsapi20170525==2."));
    }
}
