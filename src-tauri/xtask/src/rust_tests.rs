//! The Rust tests: which, by which runner, and how many passed.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    checkout::Checkout,
    command::{answer, cargo, check, run},
    official_sdk,
    sandbox::Sandbox,
    tally::{Runner, Tally},
    watch,
};

/// The test targets with the real window (tests/e2e) and with a real browser (`tests/cli/page_sdk`).
const WINDOW_TESTS: [&str; 2] = ["e2e", "page_sdk"];

/// What to run and how.
pub(crate) struct RustTests<'a> {
    root: &'a Path,
    runner: Runner,
    windows: bool,
    targets: Vec<String>,
}

impl<'a> RustTests<'a> {
    /// Picks the runner, and all tests or all but the window's and the browser's.
    pub(crate) fn new(checkout: &'a Checkout, windows: bool) -> Result<Self> {
        let root = checkout.root();
        let runner = if answer(cargo(root).args(["nextest", "--version"])).is_some() {
            Runner::Nextest
        } else {
            eprintln!("    cargo-nextest is not installed: cargo's own test runner is used");
            Runner::Libtest
        };
        // Without a choice `cargo test` would run the documentation's examples here too, and again
        // later. "All but one" cannot be said to cargo, only each of the others by name.
        let targets = if windows {
            vec!["--tests".to_owned()]
        } else {
            others(&test_targets(root)?)
        };
        Ok(Self {
            root,
            runner,
            windows,
            targets,
        })
    }

    /// Compiles them outside of the sandbox, so that a build error is told as what it is.
    pub(crate) fn build(&self) -> Result<()> {
        let mut command = cargo(self.root);
        self.choose(&mut command);
        run(command.arg("--no-run")).context("the tests do not compile")
    }

    /// Runs them in the sandbox, tells them which Python has the official SDK, and adds their counts to the tally.
    pub(crate) fn run(&self, official_python: &Path, tally: &mut Tally) -> Result<()> {
        let sandbox = Sandbox::new()?;
        let mut command = sandbox.cargo(self.root, self.windows);
        self.choose(&mut command);
        command.env(official_sdk::VARIABLE, official_python);
        // All failures at once are worth more than the first one sooner.
        command.arg("--no-fail-fast");
        count(command, self.runner, tally)
    }

    fn choose(&self, command: &mut Command) {
        match self.runner {
            Runner::Nextest => command.args(["nextest", "run"]),
            Runner::Libtest => command.arg("test"),
        };
        command.arg("--workspace").args(&self.targets);
    }
}

/// Runs the examples in the documentation, which nextest does not.
pub(crate) fn documentation(checkout: &Checkout, tally: &mut Tally) -> Result<()> {
    let sandbox = Sandbox::new()?;
    let mut command = sandbox.cargo(checkout.root(), false);
    command.args(["test", "--doc", "--workspace", "--no-fail-fast"]);
    count(command, Runner::Libtest, tally)
}

fn count(mut command: Command, runner: Runner, tally: &mut Tally) -> Result<()> {
    let (status, counted) = watch::run(&mut command, runner)?;
    tally.add(counted);
    check(&command, status).with_context(|| format!("{counted}"))?;
    if counted.failed > 0 {
        bail!("{counted}, though the runner ended well");
    }
    Ok(())
}

fn others(targets: &[String]) -> Vec<String> {
    let mut arguments = vec!["--lib".to_owned(), "--bins".to_owned()];
    for target in targets
        .iter()
        .filter(|name| !WINDOW_TESTS.contains(&name.as_str()))
    {
        arguments.extend(["--test".to_owned(), target.clone()]);
    }
    arguments
}

/// The names of all test targets in the workspace.
fn test_targets(root: &Path) -> Result<Vec<String>> {
    let metadata = answer(cargo(root).args(["metadata", "--no-deps", "--format-version=1"]))
        .context("`cargo metadata` failed; `cargo check` tells why")?;
    parse_test_targets(&metadata)
}

fn parse_test_targets(metadata: &str) -> Result<Vec<String>> {
    let metadata: Value =
        serde_json::from_str(metadata).context("`cargo metadata` printed no JSON")?;
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = list(&metadata, "packages")
        .iter()
        .flat_map(|package| list(package, "targets"))
        .filter(|target| list(target, "kind").iter().any(|kind| kind == "test"))
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = r#"{"packages":[
        {"name":"numberauth-lab","targets":[
            {"name":"numberauth_lab","kind":["lib"]},{"name":"numberauth-lab","kind":["bin"]},
            {"name":"shell","kind":["test"]},{"name":"e2e","kind":["test"]},{"name":"page_sdk","kind":["test"]},
            {"name":"build-script-build","kind":["custom-build"]}]},
        {"name":"numberauth-cli","targets":[{"name":"cli","kind":["test"]},{"name":"shell","kind":["test"]}]}]}"#;

    #[test]
    fn quick_runs_every_target_but_the_windows() {
        let targets = parse_test_targets(METADATA).unwrap();
        assert_eq!(targets, ["cli", "e2e", "page_sdk", "shell"]);
        assert_eq!(
            others(&targets),
            ["--lib", "--bins", "--test", "cli", "--test", "shell"]
        );
    }

    #[test]
    fn the_window_tests_are_where_quick_looks_for_them() {
        let checkout = Checkout::find().unwrap();
        let targets = test_targets(checkout.root()).unwrap();
        for one in WINDOW_TESTS {
            assert!(targets.iter().any(|name| name == one), "{targets:?}");
        }
    }

    #[test]
    fn metadata_that_is_no_json_is_an_error() {
        assert!(parse_test_targets("error").is_err());
    }
}
