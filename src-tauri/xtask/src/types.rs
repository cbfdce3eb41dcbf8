//! `cargo xtask types`: writes what is made from the Rust code and kept in the repository.
//!
//! The same tests compare by default and write when `NUMBERAUTH_WRITE` is set, so that the files
//! and their check cannot drift apart.

use anyhow::{Context, Result, bail};

use crate::{
    checkout::Checkout,
    command::{cargo, check},
    system_packages::{self, Purpose},
    tally::Runner,
    watch,
};

/// Writes the TypeScript types, the fixtures and docs/result-codes.md.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    eprintln!("==> set-up");
    system_packages::prepare(Purpose::Build)?;
    eprintln!("==> files made from the Rust code");
    let mut command = cargo(checkout.root());
    command
        .args([
            "test",
            "-p",
            "numberauth-lab",
            "--test",
            "shell",
            "generated",
        ])
        .env("NUMBERAUTH_WRITE", "1");
    let (status, tally) = watch::run(&mut command, Runner::Libtest)?;
    check(&command, status).context("the files were not all written")?;
    let written = tally.passed;
    if written == 0 {
        bail!("nothing was written: tests/shell has no test with `generated` in its path");
    }
    eprintln!("    written by {written} tests; `git diff` shows what changed");
    Ok(())
}
