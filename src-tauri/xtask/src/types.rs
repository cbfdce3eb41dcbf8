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

/// The tests that write: package and target.
const WRITERS: [[&str; 2]; 2] = [
    ["numberauth-lab", "shell"],
    ["numberauth-scenario", "scenarios"],
];

/// Writes the TypeScript types, the fixtures, docs/result-codes.md and docs/schema.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    eprintln!("==> set-up");
    system_packages::prepare(Purpose::Build)?;
    eprintln!("==> files made from the Rust code");
    let mut written = 0;
    for [package, target] in WRITERS {
        let mut command = cargo(checkout.root());
        command
            .args(["test", "-p", package, "--test", target, "generated"])
            .env("NUMBERAUTH_WRITE", "1");
        let (status, tally) = watch::run(&mut command, Runner::Libtest)?;
        check(&command, status).context("the files were not all written")?;
        if tally.passed == 0 {
            bail!(
                "nothing was written: {target} of {package} has no test with `generated` in its path"
            );
        }
        written += tally.passed;
    }
    eprintln!("    written by {written} tests; `git diff` shows what changed");
    Ok(())
}
