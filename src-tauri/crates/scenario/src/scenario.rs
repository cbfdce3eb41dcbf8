//! Scenario files: what is on the desk, what is done, and what must come of it.

mod check;
mod located;
mod problem;
mod read;
mod step;

use std::collections::BTreeMap;

use numberauth_protocol::{SdkCall, Words};
use numberauth_simulator::{Fault, RateLimits};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use problem::{ScenarioProblem, ScenarioProblems};
pub(crate) use read::MOST_BYTES;
pub use read::ScenarioFile;
pub use step::{
    AdvanceClock, ExpectedConnection, ExpectedReply, ExpectedResult, ExpectedTokens,
    ExpectedVerdict, GetAuthTokenStep, GetConnectionStep, GetPhoneStep, KeptToken, NewInstance,
    PageCall, SetFaults, SetLimits, SetTries, Step, Tick, VerifyPhoneStep, Wait, WhoseNumber,
};

use crate::{Credentials, DeviceChoice, VerifyResult};

/// The only version of the format.
pub const SCHEMA_VERSION: u32 = 1;

/// A scenario: a desk as it is found, what is done at it, and what must come of each act and of the whole.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Where the schema is, for editors; nothing is read from there.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub schema: Option<String>,
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub schema_version: u32,
    /// Small letters, digits and single hyphens, and no device's name on Windows: it is a file's name. The seed is mixed with it.
    #[schemars(
        length(max = 64),
        regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"),
        extend("not" = {"pattern": "^(con|prn|aux|nul|(com|lpt)[1-9])$"})
    )]
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// What it shows, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub about: Option<Words>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<_>", optional)]
    #[schemars(extend("uniqueItems" = true), inner(length(min = 1, max = 32)))]
    pub tags: Vec<String>,
    /// The phone. Numbers come from carrier and seed where none is given.
    pub device: DeviceChoice,
    /// What kind of tokens your server hands out, unless a step says otherwise.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub credentials: Credentials,
    /// The person at the phone.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub user: User,
    /// The page's timeouts in seconds, by call; a call that is not here names none, and the SDK's own default holds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<std::collections::HashMap<SdkCall, f64>>", optional)]
    #[schemars(extend("additionalProperties" = {"type": "number", "exclusiveMinimum": 0, "maximum": 86_400}))]
    pub timeouts: BTreeMap<SdkCall, f64>,
    /// The faults that are armed from the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<_>", optional)]
    #[schemars(length(max = 100))]
    pub faults: Vec<Fault>,
    /// The limits on the cloud's calls that hold from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub limits: Option<RateLimits>,
    /// What is done, in order.
    #[schemars(length(min = 1, max = 1_000))]
    pub steps: Vec<Step>,
    /// What must come of the whole.
    pub outcome: Outcome,
}

/// The person at the phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Whether the box of the agreements is ticked; without it the page sends neither `getLoginToken` nor `getVerifyToken`.
    #[serde(default = "yes")]
    #[ts(as = "Option<_>", optional)]
    pub ticks: bool,
    /// The four digits of each try, in order; the last one is repeated.
    #[serde(default = "right")]
    #[ts(as = "Option<_>", optional)]
    #[schemars(length(min = 1, max = 1_000))]
    pub tries: Vec<Digits>,
    /// The number that is typed to be verified.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub number: WhoseNumber,
}

impl Default for User {
    fn default() -> Self {
        Self {
            ticks: yes(),
            tries: right(),
            number: WhoseNumber::default(),
        }
    }
}

fn yes() -> bool {
    true
}

fn right() -> Vec<Digits> {
    vec![Digits::Right]
}

/// The four digits of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Digits {
    /// Those of the device's own number.
    Right,
    /// Neither the device's own nor the path's.
    Wrong,
    /// Those of the number that the carrier sees: the hotspot owner's.
    Path,
}

/// What came of the whole scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ScenarioOutcome")]
pub enum Outcome {
    /// Login: your server got a number at the last exchange.
    SignedIn,
    /// Verification: it is this number.
    Pass,
    /// Verification: it is another.
    Reject,
    /// Verification: it cannot be told.
    Unknown,
    /// Neither a number nor a verdict at the last exchange, or no exchange at all.
    Nothing,
}

impl Outcome {
    /// After `GetPhoneWithToken`.
    pub(crate) const fn of_phone(got: bool) -> Self {
        if got { Self::SignedIn } else { Self::Nothing }
    }

    /// After `VerifyPhoneWithToken`.
    pub(crate) const fn of_verdict(result: Option<VerifyResult>) -> Self {
        match result {
            Some(VerifyResult::Pass) => Self::Pass,
            Some(VerifyResult::Reject) => Self::Reject,
            Some(VerifyResult::Unknown) => Self::Unknown,
            None => Self::Nothing,
        }
    }
}
