//! What the desk shows: redacted, so that a window can be given all of it.

use jiff::Timestamp;
use numberauth_cloud::VerifyResult;
use numberauth_protocol::Flow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{JwtTimes, KeychainState, ProfileDraft, SecretPlace, Spend};

/// A profile as a window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LiveProfileView {
    /// What was typed, trimmed.
    pub draft: ProfileDraft,
    /// The endpoint that is used, with the default filled in.
    pub endpoint: String,
    /// Whether that is the real cloud's own host.
    pub endpoint_is_default: bool,
    /// Where its secret is.
    pub secret: SecretPlace,
}

/// What the person should know about the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LiveNotice {
    /// The profiles' file was broken and is kept under another name.
    ProfilesSetAside {
        /// That name.
        file: String,
        /// So many profiles in it could still be read, and are there.
        kept: usize,
    },
}

/// The live desk now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LiveSnapshot {
    /// The profiles, by name.
    pub profiles: Vec<LiveProfileView>,
    /// Whether there is a keychain.
    pub keychain: KeychainState,
    /// The count of billable calls.
    pub spend: Spend,
    /// What the person should know about the start.
    pub notices: Vec<LiveNotice>,
}

/// What `GetAuthToken` brought, redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LiveTokens {
    /// For which flow.
    pub flow: Flow,
    /// `c3AgdG…(2304)`; [`LiveDesk::reveal_token`](crate::LiveDesk::reveal_token) gives it whole.
    pub access_token: String,
    /// `eyJhbG…(812)`; [`LiveDesk::reveal_token`](crate::LiveDesk::reveal_token) gives it whole.
    pub jwt_token: String,
    /// When the accessToken ends: ten minutes after the answer, by this machine's clock.
    #[ts(type = "string")]
    pub access_token_expires_at: Timestamp,
    /// The jwtToken's own times, where it tells them.
    pub jwt_times: Option<JwtTimes>,
    /// The cloud's id of the request.
    pub request_id: String,
}

/// What `GetPhoneWithToken` brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LivePhone {
    /// `138****1234`; [`LiveDesk::reveal_number`](crate::LiveDesk::reveal_number) gives it whole.
    pub number: String,
    /// The cloud's id of the request.
    pub request_id: String,
    /// The count after it.
    pub spend: Spend,
}

/// What `VerifyPhoneWithToken` brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LiveVerdict {
    /// The verdict.
    pub result: VerifyResult,
    /// The number that was asked about: `138****1234`.
    pub number: String,
    /// The cloud's id of the request.
    pub request_id: String,
    /// The count after it.
    pub spend: Spend,
}

/// Which token of the last `GetAuthToken`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// The accessToken.
    AccessToken,
    /// The jwtToken.
    JwtToken,
}
