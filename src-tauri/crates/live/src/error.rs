use numberauth_cloud::Error as CloudError;
use numberauth_protocol::{EntropyError, redact};
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

use crate::keychain::KeychainError;
use crate::unanswered::Unanswered;
use crate::{ConnectorError, LiveFailure, ProfileError, SecretError, StoreError};

/// Why the live desk did not do what it was asked. No variant holds a secret, a whole number or a whole token.
#[derive(Debug, Error)]
pub enum LiveError {
    /// The profiles.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A field of a profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// TLS cannot be spoken at all.
    #[error(transparent)]
    Connector(#[from] ConnectorError),
    /// The call.
    #[error("{}", redact::scrub(&.0.to_string()))]
    Call(#[from] LiveFailure),
    /// No randomness for a nonce.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A number that is none.
    #[error("the number is empty")]
    NoNumber,
    /// No spToken.
    #[error("the spToken is empty")]
    NoSpToken,
    /// The answer that was to be revealed is there no more.
    #[error("there is nothing to copy any more; call again")]
    NothingToReveal,
}

/// What kind of failure. A closed list: a window may branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LiveErrorCode {
    /// A field of a profile cannot be; `field` names it.
    InvalidProfile,
    /// There is no such profile.
    NoSuchProfile,
    /// Another profile has the name.
    NameTaken,
    /// The profiles' file cannot be read, or is of a newer program.
    ProfilesUnreadable,
    /// The profiles' file cannot be written.
    ProfilesNotSaved,
    /// There is no secret.
    SecretMissing,
    /// Nothing was typed as secret.
    SecretEmpty,
    /// A temporary key lacks its token.
    StsTokenMissing,
    /// A key that is none of STS takes no token.
    StsTokenNotWanted,
    /// There is no keychain.
    KeychainAbsent,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain failed.
    KeychainFailed,
    /// The limit of billable calls is reached.
    LimitReached,
    /// The cloud answered with a code of its own (HTTP 200).
    CloudRefused,
    /// The cloud's platform refused (4xx, 5xx): signature, key, date, rate.
    PlatformRefused,
    /// An answer that is not this API's.
    NotUnderstood,
    /// No connection: nothing was sent.
    NotConnected,
    /// TLS was not agreed on: nothing was sent.
    TlsRefused,
    /// The request may have arrived, the answer did not.
    AnswerLost,
    /// The answer sends to another address.
    Redirected,
    /// A value that cannot be sent.
    InvalidValue,
    /// This machine cannot: no TLS roots, no randomness.
    Unable,
    /// What was to be copied is there no more.
    NothingToReveal,
}

impl LiveError {
    /// What kind of failure.
    #[must_use]
    pub fn code(&self) -> LiveErrorCode {
        use LiveErrorCode as Code;
        match self {
            Self::Store(error) => match error {
                StoreError::Unreadable { .. } | StoreError::Newer { .. } => {
                    Code::ProfilesUnreadable
                }
                StoreError::NotSaved { .. } => Code::ProfilesNotSaved,
                StoreError::NoSuchProfile => Code::NoSuchProfile,
                StoreError::NameTaken => Code::NameTaken,
                StoreError::Profile(_) => Code::InvalidProfile,
            },
            Self::Profile(_) => Code::InvalidProfile,
            Self::Secret(error) => match error {
                SecretError::Missing => Code::SecretMissing,
                SecretError::TokenMissing => Code::StsTokenMissing,
                SecretError::TokenNotWanted => Code::StsTokenNotWanted,
                SecretError::Empty => Code::SecretEmpty,
                SecretError::Keychain(KeychainError::Absent { .. }) => Code::KeychainAbsent,
                SecretError::Keychain(KeychainError::Locked) => Code::KeychainLocked,
                SecretError::Keychain(KeychainError::Failed { .. }) => Code::KeychainFailed,
            },
            Self::Call(failure) => match failure {
                LiveFailure::Limit(_) => Code::LimitReached,
                LiveFailure::Cloud(CloudError::Business { .. }) => Code::CloudRefused,
                LiveFailure::Cloud(CloudError::Platform { .. }) => Code::PlatformRefused,
                LiveFailure::Cloud(_) => Code::NotUnderstood,
                LiveFailure::Unanswered(why) => of_unanswered(why),
            },
            Self::NoNumber | Self::NoSpToken => Code::InvalidValue,
            Self::Connector(_) | Self::Entropy(_) => Code::Unable,
            Self::NothingToReveal => Code::NothingToReveal,
        }
    }

    /// The profile's field that is wrong.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Profile(error) | Self::Store(StoreError::Profile(error)) => {
                Some(error.field.name())
            }
            Self::NoNumber => Some("number"),
            Self::NoSpToken => Some("sp_token"),
            _ => None,
        }
    }

    /// The cloud's own code, such as `isv.TOKEN_INVALID`.
    #[must_use]
    pub fn cloud_code(&self) -> Option<&str> {
        match self {
            Self::Call(LiveFailure::Cloud(
                CloudError::Business { code, .. } | CloudError::Platform { code, .. },
            )) => Some(code),
            _ => None,
        }
    }

    /// The cloud's id of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Call(LiveFailure::Cloud(
                CloudError::Business { request_id, .. } | CloudError::Platform { request_id, .. },
            )) => Some(request_id),
            _ => None,
        }
    }

    /// Whether the failed call was counted, since the cloud may have billed it.
    #[must_use]
    pub fn may_be_billed(&self) -> bool {
        matches!(self, Self::Call(failure) if failure.billing() == crate::Billing::Maybe)
    }
}

fn of_unanswered(why: &Unanswered) -> LiveErrorCode {
    use LiveErrorCode as Code;
    match why {
        Unanswered::Request => Code::InvalidValue,
        Unanswered::Tls(_) => Code::TlsRefused,
        Unanswered::Redirected { .. } => Code::Redirected,
        why if why.may_have_arrived() => Code::AnswerLost,
        _ => Code::NotConnected,
    }
}
