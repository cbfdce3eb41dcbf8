//! The scenarios that come with the program (`scenarios/*.json`).

use std::sync::LazyLock;

use crate::scenario::ScenarioFile;
use crate::{Reproduction, packed};

/// Where their files are.
const FOLDER: &str = "scenarios";

#[expect(clippy::panic, reason = "files of this crate, read by a test")]
static LIBRARY: LazyLock<Vec<ScenarioFile>> = LazyLock::new(|| {
    let read = |(name, bytes)| {
        ScenarioFile::read(name, bytes).unwrap_or_else(|error| {
            panic!("{FOLDER}/{name}, which comes with the program: {error}")
        })
    };
    packed::files(FOLDER).map(read).collect()
});

/// The shipped scenarios, by id.
#[must_use]
pub fn library() -> &'static [ScenarioFile] {
    &LIBRARY
}

/// A scenario that comes with the program, by id: one of the library, or the reproduction of a code.
#[must_use]
pub fn shipped_scenario(id: &str) -> Option<ScenarioFile> {
    let listed = library().iter().find(|file| file.scenario.id == id);
    let reproduction = || Reproduction::by_id(id).map(|found| found.scenario());
    listed.cloned().or_else(reproduction)
}

/// The text of a scenario that comes with the program, by id.
pub(crate) fn shipped_text(id: &str) -> Option<String> {
    let name = |name: &str| name.strip_suffix(".json") == Some(id);
    match packed::files(FOLDER).find(|(file, _)| name(file)) {
        Some((_, bytes)) => String::from_utf8(bytes.to_vec()).ok(),
        None => Some(Reproduction::by_id(id)?.scenario().scenario.to_json()),
    }
}

/// Whether a scenario that comes with the program has this id.
pub(crate) fn is_shipped(id: &str) -> bool {
    library().iter().any(|file| file.scenario.id == id) || Reproduction::by_id(id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_named_by_its_scenarios_id() {
        for ((name, _), file) in packed::files(FOLDER).zip(library()) {
            assert_eq!(name, format!("{}.json", file.scenario.id));
        }
    }
}
