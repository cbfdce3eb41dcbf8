use numberauth_protocol::Words;
use serde::Serialize;
use ts_rs::TS;

use super::NothingRecorded;
use crate::Bench;
use crate::report::StepReport;

/// What was done in the window, as a text to look at and save.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RecordedText {
    /// The id that it has.
    pub id: String,
    /// The scenario's file.
    pub text: String,
    /// The acts that came otherwise when it was run once; empty: it gives the same codes again.
    pub differences: Vec<StepReport>,
    /// Whether more was done than a recording holds: the end is missing.
    pub full: bool,
}

impl RecordedText {
    /// [`Bench::recorded`] under this id, with a title to be changed. Blocks while it is run once.
    pub fn of(bench: &Bench, id: &str) -> Result<Self, NothingRecorded> {
        let title = Words {
            zh: "在窗口里录下的操作".to_owned(),
            en: "What was done in the window".to_owned(),
        };
        let recorded = bench.recorded(id, title)?;
        Ok(Self {
            id: id.to_owned(),
            text: recorded.scenario.to_json(),
            differences: recorded.differences,
            full: recorded.full,
        })
    }
}
