//! A report's hash, and reading a report back.

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{REPORT_SCHEMA_VERSION, Report};

/// A report is at most so long, in bytes: a whole matrix has about a tenth.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// A report whose content is not what its hash was made of. The hash tells damage, not forgery: whoever changes a report on
/// purpose can make a new one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the report is damaged: its sha256 is {written}, that of its content is {computed} (this tells damage, not forgery)"
)]
pub struct Damage {
    /// What the report says.
    pub written: String,
    /// What its content gives.
    pub computed: String,
}

/// A text that is no report.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReportProblem {
    /// More than any report has.
    #[error("{0} bytes are more than a report may have ({MOST_BYTES})")]
    TooLong(usize),
    /// Nothing at all.
    #[error("the file is empty: give the JSON report that `--json FILE` wrote")]
    Empty,
    /// One of the other forms.
    #[error(
        "this is the {0} form of the evidence: give the JSON report that `--json FILE` wrote beside it"
    )]
    OtherForm(&'static str),
    /// The end is missing.
    #[error(
        "the report ends in its middle (line {line}, column {column}): it was not copied whole"
    )]
    Truncated {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Something else than JSON.
    #[error("line {line}, column {column}: {message}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// JSON, but no report.
    #[error(
        "this is JSON, but no report of this program (it has no `schema_version`): give the file that `--json FILE` wrote"
    )]
    NoReport,
    /// A report of another program version.
    #[error(
        "schema_version is {0}; this program reads {REPORT_SCHEMA_VERSION}: use the version of numberauth that wrote it"
    )]
    OtherVersion(String),
}

impl Report {
    /// This report with the hash of its content.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.sha256 = String::new();
        self.sha256 = self.content_hash();
        self
    }

    /// Whether the content is still what the hash was made of.
    pub fn check_seal(&self) -> Result<(), Damage> {
        let mut unsealed = self.clone();
        let written = std::mem::take(&mut unsealed.sha256);
        let computed = unsealed.content_hash();
        if written == computed {
            Ok(())
        } else {
            Err(Damage { written, computed })
        }
    }

    /// As a file holds it: pretty JSON with a line feed at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Our own types always serialise.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a report's file; its hash is not looked at.
    pub fn read(bytes: &[u8]) -> Result<Self, ReportProblem> {
        if bytes.len() > MOST_BYTES {
            return Err(ReportProblem::TooLong(bytes.len()));
        }
        let version = match serde_json::from_slice::<Head>(bytes) {
            Ok(head) => head,
            Err(error) => return Err(problem(bytes, &error)),
        };
        match version {
            Head { log: Some(_), .. } => return Err(ReportProblem::OtherForm("HAR")),
            Head {
                schema_version: None,
                ..
            } => return Err(ReportProblem::NoReport),
            Head {
                schema_version: Some(version),
                ..
            } if version != REPORT_SCHEMA_VERSION => {
                return Err(ReportProblem::OtherVersion(version.to_string()));
            }
            Head { .. } => {}
        }
        serde_json::from_slice(bytes).map_err(|error| problem(bytes, &error))
    }

    /// The hash of the compact JSON; the own hash is taken out by the caller.
    fn content_hash(&self) -> String {
        // Our own types always serialise.
        hex::encode(Sha256::digest(serde_json::to_vec(self).unwrap_or_default()))
    }
}

/// What is looked at first.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<serde_json::Value>,
    /// Of a HAR.
    log: Option<serde::de::IgnoredAny>,
}

fn problem(bytes: &[u8], error: &serde_json::Error) -> ReportProblem {
    let beginning = bytes.trim_ascii_start();
    let (line, column) = (error.line(), error.column());
    if beginning.is_empty() {
        ReportProblem::Empty
    } else if beginning.starts_with(b"<?xml") || beginning.starts_with(b"<testsuites") {
        ReportProblem::OtherForm("JUnit")
    } else if beginning.starts_with(b"<") {
        ReportProblem::OtherForm("HTML")
    } else if error.is_eof() {
        ReportProblem::Truncated { line, column }
    } else {
        ReportProblem::NotJson {
            line,
            column,
            message: error.to_string(),
        }
    }
}
