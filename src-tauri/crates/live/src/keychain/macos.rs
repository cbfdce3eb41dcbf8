//! The user's Keychain. The system itself asks for its password when it is locked.

use std::sync::Arc;

use apple_native_keyring_store::keychain::Store;
use keyring_core::CredentialStore;

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
