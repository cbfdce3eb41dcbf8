//! All set-up, each part only when it is needed: a second run takes a moment.

use anyhow::Result;

use crate::{
    checkout::Checkout,
    node,
    system_packages::{self, Purpose},
    ui,
};

/// Does the whole set-up. The quick questions come first, so that a missing Node is told before
/// half a gigabyte of system packages.
pub(crate) fn run(checkout: &Checkout, purpose: Purpose) -> Result<()> {
    node::check()?;
    system_packages::prepare(purpose)?;
    ui::prepare(&checkout.ui())
}
