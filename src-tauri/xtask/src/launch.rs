//! `cargo xtask run`: the window.

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;

use crate::{
    checkout::Checkout,
    command::{cargo, status},
    display, interrupt, setup,
    system_packages::Purpose,
};

/// Does the set-up and starts the window; the exit code is the program's own.
pub(crate) fn run(checkout: &Checkout, args: &[OsString]) -> Result<ExitCode> {
    display::check()?;
    eprintln!("==> set-up");
    setup::run(checkout, Purpose::Build)?;
    eprintln!("==> the window");
    let status = status(
        cargo(checkout.root())
            .args([
                "run",
                "-p",
                "numberauth-lab",
                "--bin",
                "numberauth-lab",
                "--",
            ])
            .args(args),
    )?;
    interrupt::check()?;
    // No code means a signal ended it; one that does not fit in a byte is still a failure.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
