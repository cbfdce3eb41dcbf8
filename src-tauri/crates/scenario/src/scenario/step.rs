use numberauth_protocol::{Carrier, Connection, Flow, ResultCode};
use numberauth_simulator::{Fault, RateLimits};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{Credentials, DeviceChoice, VerifyResult, WhoseAccount};

/// One act at the desk. An act without `expect` must succeed.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
pub enum Step {
    /// Your server asks the cloud for tokens and hands them to the page.
    GetAuthToken(GetAuthTokenStep),
    /// Your server exchanges the page's newest spToken for a number.
    GetPhoneWithToken(GetPhoneStep),
    /// Your server asks whether the typed number is the one behind the page's newest spToken.
    VerifyPhoneWithToken(VerifyPhoneStep),
    /// The page asks for the connection.
    #[serde(rename = "getConnection")]
    GetConnection(GetConnectionStep),
    /// The page's call.
    #[serde(rename = "checkLoginAvailable")]
    CheckLoginAvailable(PageCall),
    /// The page's call.
    #[serde(rename = "getLoginMaskPhone")]
    GetLoginMaskPhone(PageCall),
    /// The page's call, with the digits of the person's next try.
    #[serde(rename = "getLoginToken")]
    GetLoginToken(PageCall),
    /// The page's call.
    #[serde(rename = "checkAuthAvailable")]
    CheckAuthAvailable(PageCall),
    /// The page's call.
    #[serde(rename = "getVerifyToken")]
    GetVerifyToken(PageCall),
    /// The person ticks the box, or takes the tick away.
    #[serde(rename = "tick")]
    Tick(Tick),
    /// The page is loaded again: a new instance of the SDK, and no tokens.
    #[serde(rename = "new_instance")]
    NewInstance(NewInstance),
    /// Time passes, for timers too. A batch run never really waits.
    #[serde(rename = "wait")]
    Wait(Wait),
    /// The calendar is moved; timers and signatures' dates are not.
    #[serde(rename = "advance_clock")]
    AdvanceClock(AdvanceClock),
    /// The phone changes: another network, another SIM.
    #[serde(rename = "set_device")]
    SetDevice(DeviceChoice),
    /// Other faults in the place of all that are armed.
    #[serde(rename = "set_faults")]
    SetFaults(SetFaults),
    /// Other limits on the cloud's calls.
    #[serde(rename = "set_limits")]
    SetLimits(SetLimits),
    /// What the carrier has counted of the number that it sees: the start of a lock, or its end.
    #[serde(rename = "set_tries")]
    SetTries(SetTries),
    /// Calls that are begun one after the other without waiting for answers, each `wait` between two begins; then all
    /// answers are waited for.
    #[serde(rename = "together")]
    Together(Vec<Step>),
}

/// A call of the page.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageCall {
    /// Arguments in the place of the ones that the page would give: any JSON, right or wrong.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[ts(as = "Option<std::collections::HashMap<String, Value>>", optional)]
    pub arguments: Map<String, Value>,
    /// Names of arguments that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<_>", optional)]
    pub omit: Vec<String>,
    /// Which of the page's instances of the SDK makes the call, where it has several; each is made at its first call.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub instance: u8,
    /// What the callback must get.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub expect: ExpectedResult,
}

/// What a callback must get. What is not given is not compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedResult {
    /// The code; 600000 unless given.
    #[serde(default = "success")]
    #[ts(as = "Option<u32>", optional)]
    pub code: ResultCode,
    /// `res.content.code`: the carrier's own code, or the HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub content_code: Option<String>,
    /// `res.content.reason`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
    /// `res.vender`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub vender: Option<Carrier>,
    /// The page does not call at all, because the box is not ticked. Stands alone.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub unticked: bool,
}

impl Default for ExpectedResult {
    fn default() -> Self {
        Self {
            code: success(),
            content_code: None,
            reason: None,
            vender: None,
            unticked: false,
        }
    }
}

fn success() -> ResultCode {
    ResultCode::Success
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What the page learns of the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetConnectionStep {
    /// What it must be.
    pub expect: ExpectedConnection,
}

/// What `getConnection()` must answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedConnection {
    /// The connection.
    pub connection: Connection,
}

/// Your server asks for tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetAuthTokenStep {
    /// For which flow.
    pub flow: Flow,
    /// What kind of tokens, where it is not the scenario's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub credentials: Option<Credentials>,
    /// Which of the two that the page has for this flow it keeps, in the place of the new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keep: Option<KeptToken>,
    /// What the cloud must answer.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub expect: ExpectedTokens,
}

/// A token that the page keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeptToken {
    /// The accessToken.
    AccessToken,
    /// The jwtToken.
    JwtToken,
}

/// What the cloud must answer to `GetAuthToken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedTokens {
    /// The cloud's code, or `Unreachable`.
    pub code: String,
}

impl Default for ExpectedTokens {
    fn default() -> Self {
        Self { code: ok() }
    }
}

fn ok() -> String {
    "OK".to_owned()
}

/// Your server exchanges a login's spToken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPhoneStep {
    /// The newest spToken of this flow's call; otherwise the newest of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub of: Option<Flow>,
    /// The account with whose key, where it is not your server's own.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub account: WhoseAccount,
    /// What the cloud must answer.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub expect: ExpectedReply,
}

/// What the cloud must answer to `GetPhoneWithToken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedReply {
    /// The cloud's code, or `Unreachable`; `OK` unless given.
    #[serde(default = "ok")]
    #[ts(as = "Option<_>", optional)]
    pub code: String,
    /// Whose number it must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub number: Option<WhoseNumber>,
}

impl Default for ExpectedReply {
    fn default() -> Self {
        Self {
            code: ok(),
            number: None,
        }
    }
}

/// Your server has a number verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyPhoneStep {
    /// The newest spToken of this flow's call; otherwise the newest of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub of: Option<Flow>,
    /// The account with whose key, where it is not your server's own.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub account: WhoseAccount,
    /// Whose number, where it is not the one that the person has typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub number: Option<WhoseNumber>,
    /// What the cloud must answer.
    #[serde(default, skip_serializing_if = "is_default")]
    #[ts(as = "Option<_>", optional)]
    pub expect: ExpectedVerdict,
}

/// What the cloud must answer to `VerifyPhoneWithToken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedVerdict {
    /// The cloud's code, or `Unreachable`; `OK` unless given.
    #[serde(default = "ok")]
    #[ts(as = "Option<_>", optional)]
    pub code: String,
    /// The verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub result: Option<VerifyResult>,
}

impl Default for ExpectedVerdict {
    fn default() -> Self {
        Self {
            code: ok(),
            result: None,
        }
    }
}

/// Whose number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhoseNumber {
    /// The device's own.
    #[default]
    Own,
    /// The one that the carrier sees: the hotspot owner's on a hotspot.
    Path,
    /// Nobody's here.
    Stranger,
    /// One that the ledger knows on another carrier than the path's.
    OtherCarrier,
    /// Eleven digits that are no number of a mobile phone.
    Illegal,
}

/// The person ticks the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// Whether it is ticked then.
    pub ticked: bool,
}

/// The page is loaded again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstance {}

/// Time passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// So many milliseconds, up to a day.
    #[schemars(range(max = 86_400_000))]
    pub ms: u32,
}

/// The calendar is moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceClock {
    /// By so many seconds.
    pub seconds: i64,
}

/// Other faults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFaults {
    /// All that are armed then.
    #[schemars(length(max = 100))]
    pub faults: Vec<Fault>,
}

/// Other limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLimits {
    /// All that hold then; none lifts them.
    pub limits: Option<RateLimits>,
}

/// What a carrier has counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTries {
    /// Wrong entries of the path's number in a row, the last one just now: as many as the carrier's limit lock it, 0 unlocks it.
    pub wrong_in_a_row: u32,
}

impl Step {
    /// Whether the page or your server does it; otherwise it changes the desk.
    #[must_use]
    pub const fn is_call(&self) -> bool {
        matches!(
            self,
            Self::GetAuthToken(_)
                | Self::GetPhoneWithToken(_)
                | Self::VerifyPhoneWithToken(_)
                | Self::CheckLoginAvailable(_)
                | Self::GetLoginMaskPhone(_)
                | Self::GetLoginToken(_)
                | Self::CheckAuthAvailable(_)
                | Self::GetVerifyToken(_)
        )
    }

    /// The result codes that must come of it.
    #[must_use]
    pub fn codes(&self) -> Vec<ResultCode> {
        match self {
            Self::CheckLoginAvailable(call)
            | Self::GetLoginMaskPhone(call)
            | Self::GetLoginToken(call)
            | Self::CheckAuthAvailable(call)
            | Self::GetVerifyToken(call) => vec![call.expect.code],
            Self::Together(acts) => acts.iter().flat_map(Self::codes).collect(),
            _ => Vec::new(),
        }
    }

    /// The name by which a file calls it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::GetAuthToken(_) => "GetAuthToken",
            Self::GetPhoneWithToken(_) => "GetPhoneWithToken",
            Self::VerifyPhoneWithToken(_) => "VerifyPhoneWithToken",
            Self::GetConnection(_) => "getConnection",
            Self::CheckLoginAvailable(_) => "checkLoginAvailable",
            Self::GetLoginMaskPhone(_) => "getLoginMaskPhone",
            Self::GetLoginToken(_) => "getLoginToken",
            Self::CheckAuthAvailable(_) => "checkAuthAvailable",
            Self::GetVerifyToken(_) => "getVerifyToken",
            Self::Tick(_) => "tick",
            Self::NewInstance(_) => "new_instance",
            Self::Wait(_) => "wait",
            Self::AdvanceClock(_) => "advance_clock",
            Self::SetDevice(_) => "set_device",
            Self::SetFaults(_) => "set_faults",
            Self::SetLimits(_) => "set_limits",
            Self::SetTries(_) => "set_tries",
            Self::Together(_) => "together",
        }
    }
}
