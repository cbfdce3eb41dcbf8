//! Live use: the real cloud, with a real `AccessKey`. Profiles, secrets, the TLS client, the count of billable calls and
//! the doctor.
//!
//! Only the Live window and the command line depend on this crate. Simulation does not: it cannot load a profile, for it
//! has no type to hold one.

mod client;
mod connector;
mod desk;
mod doctor;
mod endpoint;
mod error;
mod jwt_times;
mod keychain;
mod profile;
mod profile_store;
mod proxy;
mod run;
mod secrets;
mod shown;
mod spend;
mod unanswered;

pub use client::{Billing, LiveClient, LiveContext, LiveCredentials, LiveFailure};
pub use connector::{Connector, ConnectorError};
pub use desk::{DeskParts, LiveDesk};
pub use doctor::{CheckId, Finding, OnlineChecks, Verdict};
pub use endpoint::{DEFAULT_ENDPOINT, Endpoint};
pub use error::{LiveError, LiveErrorCode};
pub use jwt_times::JwtTimes;
pub use keychain::{Keychain, KeychainError, KeychainState, OsKeychain};
pub use profile::{LiveProfile, ProfileDraft, ProfileError, ProfileField, ProfileProblem};
pub use profile_store::{ProfileStore, StoreError, default_folder};
pub use proxy::{Proxies, ProxyInTheWay};
pub use secrets::{Keep, SecretError, SecretPlace, Secrets};
pub use shown::{
    LiveNotice, LivePhone, LiveProfileView, LiveSnapshot, LiveTokens, LiveVerdict, TokenKind,
};
pub use spend::{DEFAULT_LIMIT, LimitReached, Spend, SpendMeter};
pub use unanswered::{Phase, TlsProblem, Unanswered};
