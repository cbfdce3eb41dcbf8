//! Both programs as they are shipped.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{
    checkout::Checkout,
    command::{cargo, run},
};

/// The window's program and the command.
pub(super) fn build(checkout: &Checkout) -> Result<[PathBuf; 2]> {
    // One by one: built together, each would get the features that only the other one asks of a crate.
    let window = ["numberauth-lab", "--features", "custom-protocol"];
    for package in [window.as_slice(), &["numberauth-cli"]] {
        run(cargo(checkout.root())
            .args(["build", "--release", "--locked", "--bins", "--package"])
            .args(package))
        .with_context(|| format!("cannot build {}", package[0]))?;
    }
    Ok(["numberauth-lab", "numberauth"].map(|name| program(checkout, name)))
}

fn program(checkout: &Checkout, name: &str) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    checkout.target().join("release").join(file)
}
