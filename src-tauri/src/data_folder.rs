//! The folder of settings, scenarios and the windows' places: the platform's, or one that the person names.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why there is no folder to keep anything in.
#[derive(Debug, Error)]
pub enum DataFolderError {
    /// The system does not say where programs keep their data.
    #[error(
        "the system names no folder for programs' data (is HOME set?); name one with --data-dir"
    )]
    Unknown,
    /// The web view would keep its files in another folder than the one that the person named.
    #[error(
        "the data folder {} has a name that is not UTF-8, which the web view cannot use; name another one with --data-dir",
        folder.display()
    )]
    NotUnicode {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder that the person named cannot be made.
    #[error(
        "the data folder {} cannot be made: {reason}; name another one with --data-dir",
        folder.display()
    )]
    NotMade {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// Nothing can be written into the folder that the person named.
    #[error(
        "nothing can be written into the data folder {}: {reason}; name another one with --data-dir",
        folder.display()
    )]
    NotWritable {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
}

/// The platform's folder for this program. It need not be there: what cannot be written later is told in the window.
pub(crate) fn usual(identifier: &str) -> Result<PathBuf, DataFolderError> {
    dirs::data_dir()
        .map(|folder| folder.join(identifier))
        .ok_or(DataFolderError::Unknown)
}

/// The folder that the person named, made if it is not there; its whole path.
pub(crate) fn named(folder: &Path) -> Result<PathBuf, DataFolderError> {
    let not_made = |reason| DataFolderError::NotMade {
        folder: folder.to_owned(),
        reason,
    };
    // Nothing is made for a name that is refused.
    unicode(std::path::absolute(folder).map_err(not_made)?)?;
    std::fs::create_dir_all(folder).map_err(not_made)?;
    tempfile::tempfile_in(folder).map_err(|reason| DataFolderError::NotWritable {
        folder: folder.to_owned(),
        reason,
    })?;
    unicode(folder.canonicalize().map_err(not_made)?)
}

/// The folder, if its name can be told to the web view.
fn unicode(folder: PathBuf) -> Result<PathBuf, DataFolderError> {
    if folder.to_str().is_some() {
        Ok(folder)
    } else {
        Err(DataFolderError::NotUnicode { folder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_is_made_and_its_whole_path_is_taken() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        let made = named(&folder.join("../b")).unwrap_or_else(|_| named(&folder).unwrap());
        assert_eq!(made, folder.canonicalize().unwrap());
        assert_eq!(std::fs::read_dir(made).unwrap().count(), 0);
    }

    // Where file systems take such names.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf_8_is_refused_and_nothing_is_made() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;

        let home = tempfile::tempdir().unwrap();
        let bad = home.path().join(OsStr::from_bytes(b"bad\xff\xfe"));
        let refused = |folder: &Path| {
            let error = named(folder).unwrap_err();
            let words = error.to_string();
            assert!(
                matches!(error, DataFolderError::NotUnicode { .. }),
                "{words}"
            );
            assert!(
                words.contains("UTF-8") && words.contains("--data-dir"),
                "{words}"
            );
        };
        refused(&bad);
        refused(&bad.join("below"));
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
        // Behind a name that can be said, too.
        std::fs::create_dir(&bad).unwrap();
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&bad, &link).unwrap();
        refused(&link);
        assert_eq!(std::fs::read_dir(&bad).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told_with_the_way_out() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, "").unwrap();
        for folder in [file.clone(), file.join("below")] {
            let error = named(&folder).unwrap_err().to_string();
            assert!(error.contains(&*folder.to_string_lossy()), "{error}");
            assert!(error.contains("--data-dir"), "{error}");
        }
    }
}
