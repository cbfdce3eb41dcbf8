//! The scenarios that a person names: by the library's ids, or by files.

use std::collections::HashMap;
use std::path::Path;

use numberauth_scenario::{ScenarioFile, ScenarioProblems, library, shipped_scenario};
use thiserror::Error;

/// Names that are less alike are not proposed (0 to 1).
const ALIKE: f64 = 0.7;

/// Why a scenario that was named cannot be had.
#[derive(Debug, Error)]
pub(crate) enum GivenError {
    /// Neither in the library nor a file.
    #[error("no scenario is called {name:?}, and there is no such file{}", proposal(.nearest.as_deref()))]
    Unknown {
        /// What was given.
        name: String,
        /// The library's id that is most like it.
        nearest: Option<String>,
    },
    /// The file cannot be read, or is no scenario.
    #[error(transparent)]
    Broken(#[from] ScenarioProblems),
    /// Two are called the same: the report could not tell them apart.
    #[error(
        "{second} has the id {id:?}, and so has {first}: give each scenario an id of its own, and name it once"
    )]
    Twice {
        /// The id.
        id: String,
        /// Who has it already.
        first: String,
        /// Who has it too.
        second: String,
    },
}

fn proposal(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean {nearest:?}?"),
        None => "; `numberauth scenarios` lists all".to_owned(),
    }
}

/// What a name of the library or a file's path stands for.
pub(crate) fn scenario(given: &str) -> Result<ScenarioFile, GivenError> {
    if let Some(file) = shipped_scenario(given) {
        return Ok(file);
    }
    let is_path = given.contains(['/', '\\']) || given.to_lowercase().ends_with(".json");
    if is_path || Path::new(given).exists() {
        file(given)
    } else {
        Err(GivenError::Unknown {
            name: given.to_owned(),
            nearest: nearest(given),
        })
    }
}

/// The scenario in a file.
pub(crate) fn file(path: &str) -> Result<ScenarioFile, GivenError> {
    Ok(ScenarioFile::open(Path::new(path))?)
}

/// Reads all of them, each with what was given; what is wrong comes beside those that are right.
pub(crate) fn read_all(
    given: &[String],
    read: impl Fn(&str) -> Result<ScenarioFile, GivenError>,
) -> (Vec<(&str, ScenarioFile)>, Vec<GivenError>) {
    let mut names = HashMap::new();
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for given in given {
        let file = read(given).and_then(|file| {
            let id = file.scenario.id.clone();
            match names.insert(id.clone(), given.clone()) {
                None => Ok(file),
                Some(first) => Err(GivenError::Twice {
                    id,
                    first,
                    second: given.clone(),
                }),
            }
        });
        match file {
            Ok(file) => files.push((given.as_str(), file)),
            Err(error) => errors.push(error),
        }
    }
    (files, errors)
}

fn nearest(name: &str) -> Option<String> {
    let alike = |id: &str| strsim::jaro_winkler(id, &name.to_lowercase());
    let ids = library().iter().map(|file| file.scenario.id.as_str());
    ids.map(|id| (alike(id), id))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, id)| id.to_owned())
}
