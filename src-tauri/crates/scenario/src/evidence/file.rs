//! Files of evidence: known to be writable before a run, and never half-written after it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

/// A place where a file can be written, as far as that can be known beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFile {
    /// As it was given, for messages.
    named: PathBuf,
    /// The folder, without links.
    folder: PathBuf,
    /// The whole path, without links.
    path: PathBuf,
}

/// Why a file cannot be written.
#[derive(Debug, Error)]
pub enum EvidenceFileError {
    /// `-` would mix with the results on stdout.
    #[error("`-` is no file: name one, such as report.json")]
    Stdout,
    /// The folder is missing.
    #[error("{}: there is no folder {}: make it first", named.display(), folder.display())]
    NoFolder {
        /// The file.
        named: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// Something else stands there.
    #[error("{}: this is {what}, and evidence is written to a file: name one in it or beside it", named.display())]
    NotAFile {
        /// The path.
        named: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The folder takes no new file.
    #[error("{}: no file can be made in {}: {error}", named.display(), folder.display())]
    Folder {
        /// The file.
        named: PathBuf,
        /// Its folder.
        folder: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Two forms at one path.
    #[error("{}: two forms of the evidence cannot be one file: name two", .0.display())]
    Twice(PathBuf),
    /// What is read would be gone.
    #[error("{}: a scenario is read from there, and the evidence would take its place: name another file", .0.display())]
    Source(PathBuf),
    /// The disk is full, or gone.
    #[error("{}: cannot be written: {error}; what was there before is unchanged", named.display())]
    Write {
        /// The file.
        named: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl EvidenceFile {
    /// Looks whether a file can be written at `path`: its folder is there and takes a new file, and nothing but an ordinary file
    /// stands in its place.
    pub fn at(path: &Path) -> Result<Self, EvidenceFileError> {
        let named = path.to_owned();
        if path == Path::new("-") {
            return Err(EvidenceFileError::Stdout);
        }
        // A link is followed: the file behind it is written, and the link stays.
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| named.clone());
        match std::fs::metadata(&path) {
            Ok(found) if found.is_dir() => {
                let what = "a folder";
                return Err(EvidenceFileError::NotAFile { named, what });
            }
            // Renaming over a device would put a file in its place.
            Ok(found) if !found.is_file() => {
                let what = "a device or a pipe";
                return Err(EvidenceFileError::NotAFile { named, what });
            }
            _ => {}
        }
        let Some(name) = path.file_name() else {
            let what = "a folder";
            return Err(EvidenceFileError::NotAFile { named, what });
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let Ok(folder) = std::fs::canonicalize(folder) else {
            let folder = folder.to_owned();
            return Err(EvidenceFileError::NoFolder { named, folder });
        };
        let path = folder.join(name);
        let file = Self {
            named,
            folder,
            path,
        };
        file.temporary()?;
        Ok(file)
    }

    /// Looks whether two of these are one file.
    pub fn check_distinct<'a>(
        files: impl IntoIterator<Item = &'a Self>,
    ) -> Result<(), EvidenceFileError> {
        let mut paths = std::collections::BTreeSet::new();
        match files.into_iter().find(|file| !paths.insert(&file.path)) {
            Some(twice) => Err(EvidenceFileError::Twice(twice.named.clone())),
            None => Ok(()),
        }
    }

    /// Whether `path` leads to the same file, which is there.
    #[must_use]
    pub fn stands_at(&self, path: &Path) -> bool {
        std::fs::canonicalize(path).is_ok_and(|path| path == self.path)
    }

    /// The error of evidence that would take the place of a file that is read.
    #[must_use]
    pub fn over_a_source(&self) -> EvidenceFileError {
        EvidenceFileError::Source(self.named.clone())
    }

    /// Writes the text beside the file's place, down to the disk; [`StagedFile::publish`] puts it there.
    pub fn stage(&self, text: &str) -> Result<StagedFile, EvidenceFileError> {
        let mut temporary = self.temporary()?;
        let written = temporary
            .write_all(text.as_bytes())
            .and_then(|()| temporary.as_file().sync_all());
        match written {
            Ok(()) => Ok(StagedFile {
                temporary,
                file: self.clone(),
            }),
            Err(error) => Err(self.unwritten(error)),
        }
    }

    /// Writes the whole file, or leaves everything as it was.
    pub fn write(&self, text: &str) -> Result<(), EvidenceFileError> {
        self.stage(text)?.publish()
    }

    fn temporary(&self) -> Result<NamedTempFile, EvidenceFileError> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".numberauth-").suffix(".part");
        // Evidence is for others to read: the system's mask decides, not the private mode of temporary files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder
            .tempfile_in(&self.folder)
            .map_err(|error| EvidenceFileError::Folder {
                named: self.named.clone(),
                folder: self.folder.clone(),
                error,
            })
    }

    fn unwritten(&self, error: std::io::Error) -> EvidenceFileError {
        EvidenceFileError::Write {
            named: self.named.clone(),
            error,
        }
    }
}

/// A text that is whole on the disk, but not yet under its name. Dropped, it goes.
#[derive(Debug)]
pub struct StagedFile {
    temporary: NamedTempFile,
    file: EvidenceFile,
}

impl StagedFile {
    /// Gives it its name, in the place of what was there.
    pub fn publish(self) -> Result<(), EvidenceFileError> {
        let Self { temporary, file } = self;
        match temporary.persist(&file.path) {
            Ok(_) => Ok(()),
            Err(failed) => Err(file.unwritten(failed.error)),
        }
    }
}
