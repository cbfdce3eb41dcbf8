//! The settings file on disk: read before the store opens it, since the store takes a broken file for an empty one.

use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::document::Document;
use super::salvage::{Salvaged, salvage};
use super::{Notice, Settings};
use crate::small_file;

/// What was found at the start.
pub(super) struct Found {
    pub(super) settings: Settings,
    pub(super) document: Document,
    pub(super) notices: Vec<Notice>,
    pub(super) main: Main,
}

/// How the settings file itself is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Main {
    /// It can be opened as it is: nothing in it need be written again.
    Whole,
    /// It is not there.
    Absent,
    /// It is broken and could not be set aside: it must not be written over.
    BrokenInPlace,
}

/// The settings file and its backup.
pub(super) struct Files {
    pub(super) main: PathBuf,
    backup: PathBuf,
}

impl Files {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self {
            main: folder.join("settings.json"),
            backup: folder.join("settings.backup.json"),
        }
    }

    /// Reads the settings. A broken file is set aside under another name, never overwritten, and the backup wins over it.
    pub(super) fn read(&self) -> Found {
        let mut notices = Vec::new();
        let (mut found, main) = match read_or_set_aside(&self.main, &mut notices) {
            Ok(Some(found)) => (Some(found), Main::Whole),
            Ok(None) => (None, Main::Absent),
            Err(()) => (None, Main::BrokenInPlace),
        };
        if found.is_none() {
            // The backup, if there is one, is what was saved last.
            found = read_or_set_aside(&self.backup, &mut notices).unwrap_or_default();
            notices.extend(found.is_some().then_some(Notice::SettingsFromBackup));
        }
        let (fields, salvaged) = found.unwrap_or_default();
        let settings = salvaged.settings.clone();
        notices.extend(salvaged.notices());
        Found {
            document: Document::new(fields, settings.clone()),
            settings,
            notices,
            main,
        }
    }

    /// Writes the backup: whole or not at all.
    pub(super) fn write_backup(&self, fields: &Map<String, Value>) -> std::io::Result<()> {
        write_whole(&self.backup, fields)
    }

    /// Writes the file itself: whole or not at all. The store's own saving is in place.
    pub(super) fn write_main(&self, fields: &Map<String, Value>) -> std::io::Result<()> {
        write_whole(&self.main, fields)
    }
}

type Fields = Map<String, Value>;

/// Reads a file; a broken one is set aside, which is told. Fails where it could not be.
fn read_or_set_aside(
    path: &Path,
    notices: &mut Vec<Notice>,
) -> Result<Option<(Fields, Salvaged)>, ()> {
    let why = match read(path) {
        Ok(found) => return Ok(found),
        Err(why) => why,
    };
    tracing::warn!(%why, file = %path.display(), "the settings file cannot be read");
    match set_aside(path) {
        Ok(aside) => {
            notices.push(Notice::SettingsSetAside {
                file: aside.display().to_string(),
            });
            Ok(None)
        }
        Err(error) => {
            notices.push(Notice::SettingsNotSaved {
                reason: format!("{} ({why}): {error}", path.display()),
            });
            Err(())
        }
    }
}

/// What the file says, and what of it is understood; `None` if there is no file.
fn read(path: &Path) -> Result<Option<(Fields, Salvaged)>, String> {
    let bytes = match small_file::read(path) {
        Ok(bytes) => bytes,
        // Where a folder cannot be, no file is; that none can be made there is told when it is tried.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error.to_string()),
    };
    let fields: Fields = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let salvaged = salvage(&fields).map_err(|error| error.to_string())?;
    Ok(Some((fields, salvaged)))
}

/// Moves the broken file to the first free name beside it, and tells which that is.
fn set_aside(path: &Path) -> std::io::Result<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut names = (1..1_000).map(|n| path.with_file_name(format!("{stem}.broken-{n}.json")));
    let free = names
        .find(|name| !name.exists())
        .ok_or_else(|| Error::other("a thousand broken files are set aside already"))?;
    std::fs::rename(path, &free)?;
    Ok(free)
}

fn write_whole(path: &Path, fields: &Fields) -> std::io::Result<()> {
    let folder = path.parent().ok_or_else(|| Error::other("no folder"))?;
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec_pretty(fields)?)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Theme;

    fn dark() -> Settings {
        Settings {
            theme: Theme::Dark,
            ..Settings::default()
        }
    }

    fn fields(settings: &Settings) -> Fields {
        let mut document = Document::default();
        document.take(settings).unwrap();
        document.fields().clone()
    }

    fn set_aside_as(file: &Path) -> Notice {
        Notice::SettingsSetAside {
            file: file.display().to_string(),
        }
    }

    #[test]
    fn no_file_is_the_first_run() {
        let folder = tempfile::tempdir().unwrap();
        let found = Files::in_folder(folder.path()).read();
        assert_eq!(
            (found.settings, found.notices, found.main),
            (Settings::default(), vec![], Main::Absent)
        );
    }

    #[test]
    fn a_broken_file_is_set_aside_and_the_backup_wins() {
        for broken in ["", "{\"theme\": \"da", "[]", "null", "\u{0}\u{0}"] {
            let folder = tempfile::tempdir().unwrap();
            let files = Files::in_folder(folder.path());
            files.write_backup(&fields(&dark())).unwrap();
            std::fs::write(&files.main, broken).unwrap();
            let found = files.read();
            assert_eq!(found.settings, dark(), "{broken:?}");
            let aside = folder.path().join("settings.broken-1.json");
            assert_eq!(
                found.notices,
                [set_aside_as(&aside), Notice::SettingsFromBackup]
            );
            assert_eq!(std::fs::read_to_string(aside).unwrap(), broken);
            assert!(!files.main.exists());
        }
    }

    #[test]
    fn a_file_that_an_editor_has_put_a_byte_order_mark_before_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        files.write_main(&fields(&dark())).unwrap();
        let text = std::fs::read_to_string(&files.main).unwrap();
        std::fs::write(&files.main, format!("\u{feff}{text}")).unwrap();
        let found = files.read();
        assert_eq!((found.settings, found.main), (dark(), Main::Whole));
        assert_eq!(found.notices, []);
    }

    #[test]
    fn a_broken_backup_is_set_aside_too_and_the_defaults_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        std::fs::write(&files.main, "{").unwrap();
        std::fs::write(&files.backup, "[").unwrap();
        let found = files.read();
        let aside = |name: &str| set_aside_as(&folder.path().join(name));
        assert_eq!(
            found.notices,
            [
                aside("settings.broken-1.json"),
                aside("settings.backup.broken-1.json")
            ]
        );
        assert_eq!(found.settings, Settings::default());
    }

    #[test]
    fn a_broken_file_that_cannot_be_set_aside_is_told_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        std::fs::write(&files.main, "{").unwrap();
        for n in 1..1_000 {
            std::fs::write(folder.path().join(format!("settings.broken-{n}.json")), "").unwrap();
        }
        let found = files.read();
        assert_eq!(found.main, Main::BrokenInPlace);
        assert!(
            matches!(&found.notices[..], [Notice::SettingsNotSaved { reason }] if reason.contains("settings.json"))
        );
        assert_eq!(std::fs::read_to_string(&files.main).unwrap(), "{");
    }

    #[test]
    fn a_backup_alone_is_used_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        files.write_backup(&fields(&dark())).unwrap();
        for _ in 0..2 {
            let found = files.read();
            assert_eq!(found.settings, dark());
            assert_eq!(found.notices, [Notice::SettingsFromBackup]);
            assert_eq!(found.main, Main::Absent);
        }
    }

    #[test]
    fn a_broken_file_never_overwrites_one_set_aside_before() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        for n in 1..=3 {
            std::fs::write(&files.main, format!("broken {n}")).unwrap();
            files.read();
        }
        for n in 1..=3 {
            let kept =
                std::fs::read_to_string(folder.path().join(format!("settings.broken-{n}.json")))
                    .unwrap();
            assert_eq!(kept, format!("broken {n}"));
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(&folder.path().join("not there yet"));
        files.write_main(&fields(&dark())).unwrap();
        assert_eq!(files.read().settings, dark());
        // Nothing half-written stays behind.
        assert_eq!(
            std::fs::read_dir(folder.path().join("not there yet"))
                .unwrap()
                .count(),
            1
        );
    }
}
