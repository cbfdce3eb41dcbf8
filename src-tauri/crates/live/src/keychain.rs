//! The system's keychain, by the kept libraries of `keyring-core`. All calls block: `Secrets` takes them off the runtime.

use std::fmt;

use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

#[cfg_attr(target_os = "linux", path = "keychain/linux.rs")]
#[cfg_attr(target_os = "macos", path = "keychain/macos.rs")]
#[cfg_attr(windows, path = "keychain/windows.rs")]
#[cfg_attr(
    not(any(target_os = "linux", target_os = "macos", windows)),
    path = "keychain/none.rs"
)]
mod system;

/// The name under which the system's keychain shows our entries.
const SERVICE: &str = "NumberAuth Lab live";

/// Whether the system has a keychain for us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeychainState {
    /// It is there and open.
    Available,
    /// There is none: an ordinary state, in which a secret is kept for this run only.
    Absent {
        /// Why, in the system's words.
        reason: String,
    },
    /// It is there, but locked. What is in it cannot be told; that is not "no secret".
    Locked,
}

/// Why the keychain did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeychainError {
    /// There is none.
    #[error("this system has no keychain ({reason}); the secret can be kept for this run only")]
    Absent {
        /// Why, in the system's words.
        reason: String,
    },
    /// It is locked.
    #[error("the keychain is locked; unlock it, or keep the secret for this run only")]
    Locked,
    /// Anything else.
    #[error("the keychain failed: {reason}")]
    Failed {
        /// What it says.
        reason: String,
    },
}

/// A keychain: secrets by account. A port, so that tests need no system's.
pub trait Keychain: Send + Sync + fmt::Debug {
    /// Whether it is there and open. Asks the person nothing.
    fn state(&self) -> KeychainState;
    /// The secret of an account; `None` only if an open keychain holds none. Asks the person nothing.
    fn read(&self, account: &str) -> Result<Option<SecretString>, KeychainError>;
    /// Keeps a secret in the place of an older one.
    fn write(&self, account: &str, secret: &SecretString) -> Result<(), KeychainError>;
    /// Forgets a secret; it need not be there.
    fn delete(&self, account: &str) -> Result<(), KeychainError>;
    /// Has the system ask the person to unlock it; blocks until they did, or would not.
    fn unlock(&self) -> Result<(), KeychainError>;
}

/// The system's own keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
///
/// Each call connects anew: a keychain that was started, or restarted, while the program runs is found.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeychain;

impl OsKeychain {
    /// The account's entry in an open keychain. A locked one is told before it is asked: it would say "no entry", or
    /// open a dialog that nobody asked for.
    fn entry(account: &str) -> Result<Entry, KeychainError> {
        match system::state() {
            KeychainState::Available => {}
            KeychainState::Absent { reason } => return Err(KeychainError::Absent { reason }),
            KeychainState::Locked => return Err(KeychainError::Locked),
        }
        let store = system::store().map_err(|error| failed(&error))?;
        store
            .build(SERVICE, account, None)
            .map_err(|error| failed(&error))
    }
}

impl Keychain for OsKeychain {
    fn state(&self) -> KeychainState {
        system::state()
    }

    fn read(&self, account: &str) -> Result<Option<SecretString>, KeychainError> {
        match Self::entry(account)?.get_password() {
            Ok(secret) => Ok(Some(secret.into())),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn write(&self, account: &str, secret: &SecretString) -> Result<(), KeychainError> {
        Self::entry(account)?
            .set_password(secret.expose_secret())
            .map_err(|error| failed(&error))
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        match Self::entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        system::unlock()
    }
}

/// Our own words where the library's may hold what was stored.
fn failed(error: &Error) -> KeychainError {
    let reason = match error {
        Error::NoStorageAccess(_) => return KeychainError::Locked,
        Error::PlatformFailure(source) => source.to_string(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            "what it holds under this name is no text".to_owned()
        }
        Error::Ambiguous(_) => "it holds more than one entry under this name".to_owned(),
        Error::TooLong(what, most) => format!("{what} is longer than {most}"),
        Error::NotSupportedByStore(_) => "it cannot do this".to_owned(),
        _ => "for a reason that it does not tell".to_owned(),
    };
    KeychainError::Failed { reason }
}
