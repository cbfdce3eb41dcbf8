//! The scenarios that come with the program (`scenarios/*.json`).

use std::sync::LazyLock;

use crate::scenario::ScenarioFile;

/// Every file with its bytes, by name.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

#[expect(clippy::expect_used, reason = "files of this crate, read by a test")]
static LIBRARY: LazyLock<Vec<ScenarioFile>> = LazyLock::new(|| {
    let read = |(name, bytes): &(&str, &[u8])| ScenarioFile::read(name, bytes);
    let files: Result<_, _> = FILES.iter().map(read).collect();
    files.expect("scenarios/*.json")
});

/// The shipped scenarios, by id.
#[must_use]
pub fn library() -> &'static [ScenarioFile] {
    &LIBRARY
}

/// A shipped scenario's text, by id.
pub(crate) fn library_text(id: &str) -> Option<&'static str> {
    let name = |name: &str| name.strip_suffix(".json") == Some(id);
    let (_, bytes) = FILES.iter().find(|(file, _)| name(file))?;
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_named_by_its_scenarios_id() {
        for ((name, _), file) in FILES.iter().zip(library()) {
            assert_eq!(*name, format!("{}.json", file.scenario.id));
        }
    }
}
