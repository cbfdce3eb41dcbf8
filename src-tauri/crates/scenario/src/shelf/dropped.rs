use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use serde::Serialize;
use ts_rs::TS;

use crate::scenario::MOST_BYTES;

/// What came of files that were dragged into the window. Nothing is saved: the text goes to the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dropped {
    /// A text, whether it is a scenario or not.
    Text {
        /// The file's name, without its folder.
        name: String,
        /// What it holds.
        text: String,
    },
    /// Not one file: none, or several.
    NotOne,
    /// Its name does not end with `.json`, or it is no file.
    NotJson {
        /// The file's name.
        name: String,
    },
    /// It is longer than a scenario may be.
    TooLong {
        /// The file's name.
        name: String,
        /// How many bytes a scenario may have.
        limit: usize,
    },
    /// It cannot be read, or is no text.
    Unreadable {
        /// The file's name.
        name: String,
        /// The system's own words.
        reason: String,
    },
}

/// Reads what was dropped: one `*.json`, no longer than a scenario may be.
#[must_use]
pub fn read_dropped(paths: &[PathBuf]) -> Dropped {
    let [path] = paths else {
        return Dropped::NotOne;
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let json = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if !json || !path.is_file() {
        return Dropped::NotJson { name };
    }
    // Read no further than the limit, whatever its size is said to be.
    let mut text = String::new();
    let read = File::open(path)
        .and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_string(&mut text));
    match read {
        Ok(length) if length <= MOST_BYTES => Dropped::Text { name, text },
        Ok(_) => Dropped::TooLong {
            name,
            limit: MOST_BYTES,
        },
        Err(error) => Dropped::Unreadable {
            name,
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(name: &str, bytes: &[u8]) -> Dropped {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read_dropped(&[path])
    }

    #[test]
    fn a_json_file_is_read_whether_it_is_a_scenario_or_not() {
        let text = |text: &str| Dropped::Text {
            name: "x.JSON".into(),
            text: text.into(),
        };
        assert_eq!(dropped("x.JSON", b"{ not json"), text("{ not json"));
        assert_eq!(dropped("x.JSON", b""), text(""));
        let longest = "x".repeat(MOST_BYTES);
        assert_eq!(dropped("x.JSON", longest.as_bytes()), text(&longest));
    }

    #[test]
    fn what_is_no_such_file_is_told_by_its_name_alone() {
        let name = || "x.json".to_owned();
        let limit = MOST_BYTES;
        let too_long = Dropped::TooLong {
            name: name(),
            limit,
        };
        assert_eq!(dropped("x.json", &vec![b'x'; MOST_BYTES + 1]), too_long);
        let unreadable = dropped("x.json", &[0xff, 0xfe]);
        assert!(matches!(unreadable, Dropped::Unreadable { name, .. } if name == "x.json"));
        let other = Dropped::NotJson {
            name: "x.txt".into(),
        };
        assert_eq!(dropped("x.txt", b"{}"), other);
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("x.json");
        std::fs::create_dir(&inner).unwrap();
        let no_file = Dropped::NotJson { name: name() };
        assert_eq!(read_dropped(std::slice::from_ref(&inner)), no_file);
        assert_eq!(read_dropped(&[]), Dropped::NotOne);
        assert_eq!(read_dropped(&[inner.clone(), inner]), Dropped::NotOne);
    }
}
