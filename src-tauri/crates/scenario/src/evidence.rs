//! Evidence: a report in the forms that people and programs read.

mod calls;
mod file;
mod har;
mod html;
mod junit;
mod seal;
mod told;
mod verify;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use file::{EvidenceFile, EvidenceFileError, StagedFile};
pub use seal::{Damage, ReportProblem};
pub use verify::{CaseFinding, CheckedCase, Difference, Verification};

use crate::Report;

/// A form of the evidence. Every one is made of a [`Report`] alone, so that it holds no number, and the same report gives the
/// same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceFormat {
    /// The report itself, as JSON: what `numberauth verify-report` reads.
    Json,
    /// `JUnit` XML, for build servers.
    Junit,
    /// One page, for people.
    Html,
    /// HTTP archive 1.2, for a browser's network panel.
    Har,
}

impl EvidenceFormat {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Json, Self::Junit, Self::Html, Self::Har];

    /// How a file of this form ends, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "xml",
            Self::Html => "html",
            Self::Har => "har",
        }
    }
}

/// The whole text of a report's evidence in one form, with a line feed at its end.
#[must_use]
pub fn render(report: &Report, format: EvidenceFormat) -> String {
    match format {
        EvidenceFormat::Json => report.to_json(),
        EvidenceFormat::Junit => junit::render(report),
        EvidenceFormat::Html => html::render(report),
        EvidenceFormat::Har => har::render(report),
    }
}
