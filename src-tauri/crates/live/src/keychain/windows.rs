//! The Credential Manager, which is open while its user is signed in.

use std::sync::Arc;

use keyring_core::CredentialStore;
use windows_native_keyring_store::Store;

use super::{KeychainError, KeychainState};

pub(super) fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(Store::new()?)
}

pub(super) fn state() -> KeychainState {
    KeychainState::Available
}

#[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(super) fn unlock() -> Result<(), KeychainError> {
    Ok(())
}
