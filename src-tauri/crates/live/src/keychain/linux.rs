//! The Secret Service: GNOME Keyring, `KWallet` and others, over the session bus.

use std::sync::Arc;

use keyring_core::CredentialStore;
use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error};
use zbus_secret_service_keyring_store::Store;

use super::{KeychainError, KeychainState};

pub(super) fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(Store::new()?)
}

/// Asks the default collection itself whether it is locked: a search in a locked one finds nothing.
pub(super) fn state() -> KeychainState {
    // Nothing secret is read here: no session needs to be encrypted.
    let locked = SecretService::connect(EncryptionType::Plain)
        .and_then(|service| service.get_default_collection()?.is_locked());
    match locked {
        Ok(false) => KeychainState::Available,
        Ok(true) | Err(Error::Locked) => KeychainState::Locked,
        Err(error) => KeychainState::Absent {
            reason: absent(&error),
        },
    }
}

pub(super) fn unlock() -> Result<(), KeychainError> {
    let unlocked = SecretService::connect(EncryptionType::Plain)
        .and_then(|service| service.get_default_collection()?.unlock());
    match unlocked {
        Ok(()) => Ok(()),
        Err(Error::Locked | Error::Prompt) => Err(KeychainError::Locked),
        Err(error) => Err(KeychainError::Absent {
            reason: absent(&error),
        }),
    }
}

fn absent(error: &Error) -> String {
    match error {
        Error::NoResult => "the Secret Service has no default collection".to_owned(),
        Error::Unavailable => "no Secret Service on the session bus".to_owned(),
        Error::Zbus(why) => format!("the session bus says: {why}"),
        Error::ZbusFdo(why) => format!("the session bus says: {why}"),
        other => other.to_string(),
    }
}
