//! A system whose keychain we do not know: secrets are kept for a run only.

use std::sync::Arc;

use keyring_core::{CredentialStore, Error};

use super::{KeychainError, KeychainState};

const REASON: &str = "this program knows no keychain of this system";

pub(super) fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Error::NoDefaultStore)
}

pub(super) fn state() -> KeychainState {
    KeychainState::Absent {
        reason: REASON.to_owned(),
    }
}

pub(super) fn unlock() -> Result<(), KeychainError> {
    Err(KeychainError::Absent {
        reason: REASON.to_owned(),
    })
}
