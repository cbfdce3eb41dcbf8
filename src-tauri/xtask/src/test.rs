//! `cargo xtask test`: every check and every test, in order; the first failing step ends the run.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{
    checkout::Checkout,
    command::{answer, cargo, run as run_command},
    interrupt, official_sdk,
    rust_tests::{self, RustTests},
    setup,
    steps::Steps,
    system_packages::Purpose,
    tally::Tally,
    ui_tests,
};

/// Runs everything. The last line on stdout is `N passed, N failed`, whatever happened.
pub(crate) fn run(checkout: &Checkout, quick: bool) -> ExitCode {
    let mut steps = Steps::default();
    let mut tally = Tally::default();
    let outcome = all(checkout, quick, &mut steps, &mut tally);
    eprintln!("\n{}", steps.summary());
    let code = match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if interrupt::asked() => {
            eprintln!("xtask: stopped: {error:#}");
            ExitCode::from(interrupt::EXIT_CODE)
        }
        Err(error) => {
            eprintln!("xtask: FAILED: {error:#}");
            ExitCode::FAILURE
        }
    };
    println!("{tally}");
    code
}

fn all(checkout: &Checkout, quick: bool, steps: &mut Steps, tally: &mut Tally) -> Result<()> {
    let windows = windows(quick);
    let purpose = if windows {
        Purpose::Test
    } else {
        Purpose::Build
    };
    steps.step("set-up", || setup::run(checkout, purpose))?;
    page(checkout, steps, tally)?;
    if tally.ran() == 0 {
        bail!("no test of the page ran");
    }
    source(checkout, quick, steps)?;

    let before = tally.ran();
    let tests = RustTests::new(checkout, windows)?;
    let python = steps.step("official Python SDK", || official_sdk::prepare(checkout))?;
    steps.step("build of the Rust tests", || tests.build())?;
    steps.step("Rust tests", || tests.run(&python, tally))?;
    if tally.ran() == before {
        bail!("no Rust test ran");
    }
    steps.step("examples in the documentation", || {
        rust_tests::documentation(checkout, tally)
    })
}

/// The window tests drive WebKitWebDriver, which is on Linux only.
fn windows(quick: bool) -> bool {
    let here = cfg!(target_os = "linux");
    if !here {
        eprintln!("xtask: the window tests are left out: they need WebKitWebDriver (Linux)");
    }
    here && !quick
}

fn page(checkout: &Checkout, steps: &mut Steps, tally: &mut Tally) -> Result<()> {
    steps.step("types of the page", || ui_tests::types(checkout))?;
    steps.step("lint of the page", || ui_tests::lint(checkout))?;
    steps.step("tests of the page", || ui_tests::vitest(checkout, tally))
}

/// What is asked of the Rust source itself.
fn source(checkout: &Checkout, quick: bool, steps: &mut Steps) -> Result<()> {
    let root = checkout.root();
    steps.step("rustfmt", || {
        run_command(cargo(root).args(["fmt", "--all", "--check"]))
    })?;
    if !quick {
        steps.step("clippy", || {
            run_command(
                cargo(root)
                    .args(["clippy", "--workspace", "--all-targets"])
                    .args(["--", "-D", "warnings"]),
            )
        })?;
        steps.step("rustdoc", || {
            run_command(
                cargo(root)
                    .args(["doc", "--workspace", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            )
        })?;
    }
    if answer(cargo(root).args(["deny", "--version"])).is_none() {
        eprintln!(
            "\n==> cargo-deny is not installed: bans, licenses and sources were NOT checked\n    \
             (`cargo install --locked cargo-deny`, then run this again)"
        );
        return Ok(());
    }
    steps.step("cargo-deny", || {
        run_command(cargo(root).args(["deny", "check", "bans", "licenses", "sources"]))
    })
}
