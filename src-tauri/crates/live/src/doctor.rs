//! The doctor: what usually goes wrong, told before it does. It never makes a billable call.

use numberauth_protocol::Words;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{LiveContext, LiveProfile, Proxies, Secrets};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// Whether the system has a keychain, and it is open.
    Keychain,
    /// Whether a proxy is in the way.
    Proxy,
    /// The page's address ends in a slash.
    PageUrl,
    /// The origin does not, and is the page's.
    Origin,
    /// The scheme code's shape.
    SceneCode,
    /// Whether the endpoint is the real cloud's.
    Endpoint,
    /// Whether there is a secret.
    Secret,
    /// Whether the secret has spaces or line ends in it.
    SecretShape,
    /// This machine's clock against the cloud's.
    Clock,
    /// Whether the cloud accepts the key and the scheme.
    Key,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, or may, but a person should know.
    Warning,
    /// It will not work.
    Bad,
    /// Not looked at; the message says why.
    Skipped,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// Which check.
    pub check: CheckId,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found.
    pub message: Words,
    /// What to do.
    pub fix: Option<Words>,
}

/// What of the doctor's checks goes over the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnlineChecks {
    /// Nothing.
    None,
    /// An unsigned request, for the date of its answer.
    #[default]
    Clock,
    /// That, and a `GetAuthToken`, which is not billed.
    ClockAndKey,
}

/// Whom the doctor examines.
pub(crate) struct Patient<'a> {
    pub(crate) profile: Option<&'a LiveProfile>,
    pub(crate) secrets: &'a Secrets,
    pub(crate) proxies: &'a Proxies,
    /// For the checks over the network.
    pub(crate) context: Option<LiveContext>,
    pub(crate) online: OnlineChecks,
}

pub(crate) async fn examine(_patient: Patient<'_>) -> Vec<Finding> {
    Vec::new()
}
