use std::fmt;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use ts_rs::TS;

use super::{SCHEMA_VERSION, Scenario, Step};

/// A scenario file is at most so long, in bytes.
pub(crate) const MOST_BYTES: usize = 256 * 1024;
/// A scenario has at most so many steps.
const MOST_STEPS: usize = 1_000;

/// A scenario as it was read, with the hash of its bytes.
#[derive(Clone, PartialEq)]
pub struct ScenarioFile {
    /// What it says.
    pub scenario: Scenario,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// What is wrong with a scenario file, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, TS)]
pub struct ScenarioProblem {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1; 0: the file as a whole.
    pub line: usize,
    /// The column, from 1; 0: the line as a whole.
    pub column: usize,
    /// What is wrong there, and what was expected.
    pub message: String,
}

impl fmt::Display for ScenarioProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
        } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl ScenarioFile {
    /// Reads and checks a file's bytes; `name` is for the message.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ScenarioProblem> {
        let problem = |line, column, message: String| ScenarioProblem {
            file: name.to_owned(),
            line,
            column,
            message,
        };
        let whole = |message| problem(0, 0, message);
        if bytes.len() > MOST_BYTES {
            return Err(whole(format!(
                "{} bytes are more than a scenario may have ({MOST_BYTES})",
                bytes.len()
            )));
        }
        let scenario: Scenario = serde_json::from_slice(bytes)
            .map_err(|error| problem(error.line(), error.column(), error.to_string()))?;
        scenario.check().map_err(whole)?;
        Ok(Self {
            scenario,
            sha256: Self::hash(bytes),
        })
    }

    /// The SHA-256 of a file's bytes, in hex.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }

    /// A scenario that was made here: as its own file would be.
    #[must_use]
    pub fn of(scenario: Scenario) -> Self {
        let sha256 = Self::hash(scenario.to_json().as_bytes());
        Self { scenario, sha256 }
    }
}

impl Scenario {
    /// As a file holds it: pretty JSON with a line feed at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Our own types always serialise.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What the types cannot say.
    fn check(&self) -> Result<(), String> {
        if self.schema_version != SCHEMA_VERSION {
            return Err(format!(
                "schema_version is {}; this program reads {SCHEMA_VERSION}",
                self.schema_version
            ));
        }
        if self.steps.len() > MOST_STEPS {
            return Err(format!(
                "{} steps are more than {MOST_STEPS}",
                self.steps.len()
            ));
        }
        let nested = self.steps.iter().any(|step| match step {
            Step::Together(steps) => steps.iter().any(|step| matches!(step, Step::Together(_))),
            _ => false,
        });
        if nested {
            return Err("`together` stands in another `together`".to_owned());
        }
        Ok(())
    }
}
