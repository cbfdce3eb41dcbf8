use std::borrow::Cow;
use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use super::ShelfError;
use crate::EvidenceFile;
use crate::scenario::MOST_BYTES;

/// The person's own folder: `<id>.json` each. A name that was asked for is looked up among the names that are there, and is
/// never made a path of.
#[derive(Debug)]
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    /// The names of the files, without their ending, in order. A folder that is not there has none.
    pub(super) fn ids(&self) -> Result<Vec<String>, ShelfError> {
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.trouble(error)),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| self.trouble(error))?.path();
            let json = path.extension().is_some_and(|ending| ending == "json");
            if let (true, Some(stem)) = (json, path.file_stem().and_then(|stem| stem.to_str())) {
                ids.push(stem.to_owned());
            }
        }
        ids.sort();
        Ok(ids)
    }

    pub(super) fn text(&self, id: &str) -> Result<String, ShelfError> {
        let path = self.path_of(id)?;
        let trouble = |error| file_trouble(id, error);
        let about = std::fs::metadata(&path).map_err(trouble)?;
        if !about.is_file() {
            return Err(trouble(Error::other("this is no file")));
        }
        if about.len() > MOST_BYTES as u64 {
            return Err(trouble(Error::other(format!(
                "{} bytes are more than a scenario may have ({MOST_BYTES})",
                about.len()
            ))));
        }
        std::fs::read_to_string(&path).map_err(trouble)
    }

    /// Writes a file whose name is an id that was checked.
    pub(super) fn write(&self, id: &str, text: &str) -> Result<(), ShelfError> {
        std::fs::create_dir_all(&self.0).map_err(|error| self.trouble(error))?;
        EvidenceFile::at(&self.0.join(format!("{id}.json")))
            .and_then(|file| file.write(text))
            .map_err(|error| file_trouble(id, Error::other(error)))
    }

    pub(super) fn delete(&self, id: &str) -> Result<(), ShelfError> {
        std::fs::remove_file(self.path_of(id)?).map_err(|error| file_trouble(id, error))
    }

    fn path_of(&self, id: &str) -> Result<PathBuf, ShelfError> {
        if self.ids()?.iter().any(|there| there == id) {
            Ok(self.0.join(format!("{id}.json")))
        } else {
            Err(ShelfError::NoSuch(id.to_owned()))
        }
    }

    /// The folder's own name, without those that it lies in.
    pub(super) fn name(&self) -> Cow<'_, str> {
        self.0.file_name().unwrap_or_default().to_string_lossy()
    }

    fn trouble(&self, error: Error) -> ShelfError {
        ShelfError::File {
            file: self.name().into_owned(),
            error,
        }
    }
}

fn file_trouble(id: &str, error: Error) -> ShelfError {
    ShelfError::File {
        file: format!("{id}.json"),
        error,
    }
}
