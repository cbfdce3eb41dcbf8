//! What is wrong with a scenario file, and where.

use std::fmt;

use numberauth_protocol::{PhoneNumber, Words};
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

/// A name that a file holds is repeated in a message up to so many characters.
const LONGEST_QUOTE: usize = 40;

/// One thing that is wrong with a scenario file, where it stands, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, TS)]
pub struct ScenarioProblem {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1; 0: the file as a whole.
    pub line: usize,
    /// The column, from 1, in characters; 0: the file as a whole.
    pub column: usize,
    /// The place inside the file, such as `steps[3].getLoginToken.expect`; empty: the file as a whole.
    pub path: String,
    /// What is wrong there, what was expected, and what to do.
    pub message: Words,
}

impl ScenarioProblem {
    /// A problem of the file as a whole.
    #[must_use]
    pub fn whole(file: &str, message: Words) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            path: String::new(),
            message,
        }
    }
}

/// `FILE:LINE:COLUMN: PATH: MESSAGE`, in English; what is not known is left out.
impl fmt::Display for ScenarioProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            path,
            message,
        } = self;
        f.write_str(file)?;
        if *line > 0 {
            write!(f, ":{line}:{column}")?;
        }
        if !path.is_empty() {
            write!(f, ": {path}")?;
        }
        write!(f, ": {}", message.en)
    }
}

/// Everything that is wrong with one scenario file, in the file's order; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ScenarioProblems(pub Vec<ScenarioProblem>);

/// A line for each.
impl fmt::Display for ScenarioProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl From<ScenarioProblem> for ScenarioProblems {
    fn from(problem: ScenarioProblem) -> Self {
        Self(vec![problem])
    }
}

/// A place inside a JSON text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct JsonPath(pub(super) Vec<Segment>);

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Key(String),
    Index(usize),
}

impl JsonPath {
    pub(super) fn key(&self, name: &str) -> Self {
        self.with(Segment::Key(name.to_owned()))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut path = self.clone();
        path.0.push(segment);
        path
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(name) if depth == 0 => f.write_str(&plain(name))?,
                Segment::Key(name) => write!(f, ".{}", plain(name))?,
            }
        }
        Ok(())
    }
}

pub(super) fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words {
        zh: zh.into(),
        en: en.into(),
    }
}

/// What a file holds, fit to be repeated: short, without control characters, and no whole phone number.
pub(super) fn plain(text: &str) -> String {
    if let Ok(number) = PhoneNumber::parse_typed(text) {
        return number.masked().to_string();
    }
    let mut short: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_QUOTE)
        .collect();
    if text.chars().count() > LONGEST_QUOTE {
        short.push('…');
    }
    short
}
