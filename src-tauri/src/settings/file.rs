//! The settings file on disk: read before the store opens it, since the store takes a broken file for an empty one.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Notice, Settings};

/// What was found at the start.
pub(super) struct Found {
    pub(super) settings: Settings,
    pub(super) notices: Vec<Notice>,
    /// The file can be opened as it is: nothing in it need be written again.
    pub(super) main_is_whole: bool,
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
        let whole = match read_object(&self.main) {
            Ok(fields) => fields,
            Err(why) => {
                tracing::warn!(%why, "the settings file cannot be read");
                notices.extend(self.set_aside());
                None
            }
        };
        // No file, or a broken one: the backup, if there is one, is what was saved last.
        let main_is_whole = whole.is_some();
        let fields = whole.or_else(|| {
            read_object(&self.backup)
                .ok()
                .flatten()
                .inspect(|_| notices.push(Notice::SettingsFromBackup))
        });
        let (settings, reset) = fields
            .map(|fields| Settings::salvage(&fields))
            .unwrap_or_default();
        if !reset.is_empty() {
            notices.push(Notice::SettingsFieldsReset { fields: reset });
        }
        Found {
            settings,
            notices,
            main_is_whole,
        }
    }

    /// Moves the broken file to the first free name beside it.
    fn set_aside(&self) -> Option<Notice> {
        let free = (1..1_000).map(|n| format!("settings.broken-{n}.json"));
        let name = free
            .into_iter()
            .find(|name| !self.main.with_file_name(name).exists())?;
        let moved = std::fs::rename(&self.main, self.main.with_file_name(&name));
        Some(match moved {
            Ok(()) => Notice::SettingsSetAside { file: name },
            Err(error) => Notice::SettingsNotSaved {
                reason: error.to_string(),
            },
        })
    }

    /// Writes the backup: whole or not at all.
    pub(super) fn write_backup(&self, settings: &Settings) -> std::io::Result<()> {
        write_whole(&self.backup, settings)
    }

    /// Writes the file itself: whole or not at all. The store's own saving is in place.
    pub(super) fn write_main(&self, settings: &Settings) -> std::io::Result<()> {
        write_whole(&self.main, settings)
    }
}

/// The file's JSON object; `None` if there is no file.
fn read_object(path: &Path) -> Result<Option<Map<String, Value>>, String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| error.to_string())
}

fn write_whole(path: &Path, settings: &Settings) -> std::io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| std::io::Error::other("no folder"))?;
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec_pretty(settings)?)?;
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

    #[test]
    fn no_file_is_the_first_run() {
        let folder = tempfile::tempdir().unwrap();
        let found = Files::in_folder(folder.path()).read();
        assert_eq!(
            (found.settings, found.notices),
            (Settings::default(), vec![])
        );
    }

    #[test]
    fn a_broken_file_is_set_aside_and_the_backup_wins() {
        for broken in ["", "{\"theme\": \"da", "[]", "null", "\u{0}\u{0}"] {
            let folder = tempfile::tempdir().unwrap();
            let files = Files::in_folder(folder.path());
            files.write_backup(&dark()).unwrap();
            std::fs::write(&files.main, broken).unwrap();
            let found = files.read();
            assert_eq!(found.settings, dark(), "{broken:?}");
            let aside = Notice::SettingsSetAside {
                file: "settings.broken-1.json".into(),
            };
            assert_eq!(found.notices, [aside, Notice::SettingsFromBackup]);
            assert_eq!(
                std::fs::read_to_string(folder.path().join("settings.broken-1.json")).unwrap(),
                broken
            );
            assert!(!files.main.exists());
        }
    }

    #[test]
    fn a_backup_alone_is_used_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        files.write_backup(&dark()).unwrap();
        for _ in 0..2 {
            let found = files.read();
            assert_eq!(found.settings, dark());
            assert_eq!(found.notices, [Notice::SettingsFromBackup]);
            assert!(!found.main_is_whole);
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
        files.write_main(&dark()).unwrap();
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
