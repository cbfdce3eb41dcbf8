//! What came of scenarios: the evidence's own form.

use jiff::Timestamp;
use numberauth_protocol::{
    Carrier, Connection, DeviceCarrier, Entry, Network, ResultCode, SdkCall, Words,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Outcome, VerifyResult, WhoseNumber};

/// The only version of the report's format.
pub const REPORT_SCHEMA_VERSION: u32 = 1;

/// What came of a run: the evidence from which every other form is made. It holds scenarios' names, hashes and the seed, never a
/// number; and no wall time, so that the same run gives the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of this format: 1.
    pub schema_version: u32,
    /// The program and its version.
    pub generator: String,
    /// What was run.
    pub kind: ReportKind,
    /// The seed of everything that was made up.
    pub seed: u64,
    /// Whether the run was stopped before its end.
    pub partial: bool,
    /// How it went, in numbers.
    pub summary: Summary,
    /// The matrix, where it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub matrix: Option<Matrix>,
    /// Each scenario that was run, in the scenarios' order.
    pub cases: Vec<CaseReport>,
    /// The SHA-256, in hex, of this report's compact JSON with an empty text here: it tells damage, not forgery.
    pub sha256: String,
}

impl Report {
    /// The sealed report of a run.
    pub(crate) fn of(
        kind: ReportKind,
        seed: u64,
        summary: Summary,
        matrix: Option<Matrix>,
        cases: Vec<CaseReport>,
    ) -> Self {
        Self {
            schema_version: REPORT_SCHEMA_VERSION,
            generator: concat!("numberauth ", env!("CARGO_PKG_VERSION")).to_owned(),
            kind,
            seed,
            partial: summary.not_run > 0,
            summary,
            matrix,
            cases,
            sha256: String::new(),
        }
        .sealed()
    }
}

/// What was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Scenarios that somebody chose.
    Run,
    /// The truth matrix.
    Matrix,
    /// A code, by one of its causes.
    Reproduction,
}

/// How a run went, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// How many scenarios were to be run.
    pub planned: u32,
    /// In how many everything came as expected.
    pub passed: u32,
    /// In how many something came otherwise.
    pub failed: u32,
    /// How many could not be run to their end.
    pub broken: u32,
    /// How many were not begun, or not finished, when the run was stopped.
    pub not_run: u32,
}

/// The truth matrix: code × call × carrier × network, 600 cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// Every cell, by code, call, carrier and network.
    pub cells: Vec<MatrixCell>,
}

/// A cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatrixCell {
    /// Its key.
    pub key: MatrixKey,
    /// What is known of it.
    pub state: CellState,
    /// The id of the case that is its proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub case: Option<String>,
    /// What brings the code about, or why it cannot come.
    pub why: Words,
}

/// What is known of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// The code came, as expected.
    Observed,
    /// The scenario that must bring it about did not.
    Unexpected,
    /// It cannot come there.
    Impossible,
    /// It was not tried.
    NotRun,
}

/// What came of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseReport {
    /// The scenario's id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// The SHA-256 of the scenario's file, in hex.
    pub sha256: String,
    /// The phone at the start; never its number.
    pub device: DeviceSummary,
    /// The key of the matrix that it is the proof of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<MatrixKey>,
    /// Whether everything came as expected.
    pub verdict: CaseVerdict,
    /// What must come of the whole.
    pub expected_outcome: Outcome,
    /// What came of the whole.
    pub outcome: Outcome,
    /// When it began, by the calendar.
    #[schemars(with = "String", extend("format" = "date-time"))]
    #[ts(type = "string")]
    pub started_at: Timestamp,
    /// How long it took by the calendar, in milliseconds: with what the calendar was moved on.
    pub elapsed_ms: u64,
    /// Each act, in order; those done together one after the other.
    pub steps: Vec<StepReport>,
    /// Every hop, redacted.
    pub journal: Vec<Entry>,
}

/// How a scenario ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseVerdict {
    /// Everything came as expected.
    Passed,
    /// Something came otherwise.
    Failed,
    /// It could not be run to its end: a step says why.
    Broken,
}

/// The phone of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceSummary {
    /// The SIM's carrier.
    pub carrier: DeviceCarrier,
    /// The network.
    pub network: Network,
    /// The carrier of the hotspot's owner, on a hotspot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hotspot_carrier: Option<DeviceCarrier>,
}

/// A key of the matrix: its network is the device's for the whole scenario, its carrier that of the path.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct MatrixKey {
    /// The code.
    #[ts(type = "number")]
    pub code: ResultCode,
    /// The call.
    pub call: SdkCall,
    /// The carrier of the path.
    pub carrier: Carrier,
    /// The device's network: never the real machine's.
    pub network: MatrixNetwork,
}

/// The networks of the matrix.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum MatrixNetwork {
    /// Cellular data.
    Cellular,
    /// Wi-Fi.
    Wifi,
    /// Somebody's hotspot.
    Hotspot,
    /// Not known.
    Unknown,
}

/// What came of one act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepReport {
    /// The place in the scenario: `steps[3]`, or `steps[3].together[0]`.
    pub place: String,
    /// The act's name: `getLoginToken`, `advance_clock`.
    pub name: String,
    /// When it began, by the calendar.
    #[schemars(with = "String", extend("format" = "date-time"))]
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How long it took by the calendar, in milliseconds; a moved calendar took what it was moved by.
    pub elapsed_ms: u64,
    /// What must come; an act at the desk itself has nothing to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub expected: Option<Observed>,
    /// What came.
    pub observed: Observed,
    /// Whether it came as expected.
    pub passed: bool,
}

/// What came of an act, or must come; what is absent is not compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Observed {
    /// A callback's result.
    Result {
        /// The code.
        #[ts(type = "number")]
        code: ResultCode,
        /// `res.content.code`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        content_code: Option<String>,
        /// `res.content.reason`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        /// `res.vender`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        vender: Option<Carrier>,
    },
    /// The cloud's answer to your server.
    Reply {
        /// `OK`, the cloud's own code, or `Unreachable`.
        code: String,
        /// Whose number it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        number: Option<WhoseNumber>,
        /// The verdict.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        result: Option<VerifyResult>,
    },
    /// The connection that the page sees.
    Connection {
        /// The connection.
        connection: Connection,
    },
    /// The page did not call: the box is not ticked.
    Unticked,
    /// An act at the desk was done.
    Done,
    /// It could not be done.
    Impossible {
        /// Why.
        why: String,
    },
}
