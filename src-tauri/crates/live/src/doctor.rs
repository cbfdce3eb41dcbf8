//! The doctor: what usually goes wrong, told before it does. It never makes a billable call.

mod finding;
mod local;
mod online;

use crate::keychain::KeychainError;
use crate::{LiveContext, LiveCredentials, LiveError, LiveProfile, Proxies, SecretError, Secrets};

use finding::Case;
pub use finding::{CheckId, Finding, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// For the checks over the network, or why they cannot be; none leaves them out.
    pub(crate) context: Option<Result<LiveContext, LiveError>>,
    pub(crate) online: OnlineChecks,
}

/// All checks, in the order in which a person would look.
pub(crate) async fn examine(patient: Patient<'_>) -> Vec<Finding> {
    let Patient {
        profile,
        secrets,
        proxies,
        context,
        online,
    } = patient;
    let mut findings = vec![
        local::keychain(&secrets.state().await),
        local::proxy(proxies, profile.map(LiveProfile::endpoint)),
    ];
    let Some(profile) = profile else {
        return findings;
    };
    findings.extend([
        local::page_url(profile),
        local::origin(profile),
        local::scene_code(profile),
        local::endpoint(profile),
    ]);
    let credentials = secrets.credentials(profile).await;
    findings.push(secret(profile, secrets, &credentials));
    let credentials = credentials.ok();
    findings.push(match &credentials {
        Some(credentials) => local::secret_shape(credentials),
        None => Case::SecretShapeSkipped.with(&[]),
    });
    let context = match context {
        Some(Ok(context)) => context,
        Some(Err(why)) => {
            findings.push(online::unanswered(profile, &why.to_string()));
            findings.push(Case::KeyNotTried.with(&[]));
            return findings;
        }
        None => {
            findings.extend([Case::ClockSkipped, Case::KeyNotTried].map(|case| case.with(&[])));
            return findings;
        }
    };
    findings.push(online::clock(profile, &context).await);
    findings.push(match (online, credentials) {
        (OnlineChecks::ClockAndKey, Some(credentials)) => {
            online::key(profile, credentials, context).await
        }
        (OnlineChecks::ClockAndKey, None) => Case::KeyWithoutSecret.with(&[]),
        _ => Case::KeyNotTried.with(&[]),
    });
    findings
}

fn secret(
    profile: &LiveProfile,
    secrets: &Secrets,
    credentials: &Result<LiveCredentials, SecretError>,
) -> Finding {
    match credentials {
        Ok(_) if secrets.is_for_this_run(profile) => Case::SecretForThisRun.with(&[]),
        Ok(_) => Case::SecretInKeychain.with(&[]),
        Err(SecretError::TokenMissing) => Case::SecretWithoutToken.with(&[]),
        Err(SecretError::Keychain(KeychainError::Locked)) => Case::SecretLocked.with(&[]),
        Err(SecretError::Keychain(error)) => {
            Case::SecretUnreadable.with(&[("reason", &error.to_string())])
        }
        Err(_) => Case::SecretMissing.with(&[("access_key_id", profile.access_key_id())]),
    }
}
