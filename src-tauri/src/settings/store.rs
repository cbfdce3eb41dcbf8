use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreBuilder};
use thiserror::Error;
use tokio::sync::watch;

use super::document::Document;
use super::file::{Files, Found, Main};
use super::writer::{Disk, Writer};
use super::{Notice, Settings};

/// So long at most the end of the program waits for the disk.
const LAST_WRITE: Duration = Duration::from_secs(3);

/// Why settings were not taken.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum SettingsError {
    /// A value that cannot be.
    #[error("{0}")]
    Invalid(&'static str),
    /// The disk refused; they hold for this run.
    #[error("the settings cannot be written: {0}")]
    NotWritten(String),
}

/// The settings, and the one owner of every change: each is made under one lock, shown to whoever watches, and written after.
///
/// They are kept by tauri-plugin-store. Only Rust uses it: no window has a permission for the plugin. The store saves in place
/// and takes a truncated file for an empty one. So the file is checked before the store opens it, saving is explicit, and an
/// atomic backup, written first at each change, wins over a broken file.
pub(crate) struct SettingsStore {
    current: watch::Sender<Settings>,
    notices: watch::Sender<Vec<Notice>>,
    /// `None` if the system has no thread left.
    writer: Option<Writer>,
}

impl SettingsStore {
    /// Opens the settings in a folder. It always succeeds: what is wrong is told by [`Self::notices`].
    pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, folder: &Path) -> Self {
        let files = Files::in_folder(folder);
        let Found {
            settings,
            mut document,
            mut notices,
            main,
        } = files.read();
        let mut opened = open_store(app, &files, main, &settings, &mut document);
        let failed = opened.as_ref().err().cloned();
        let app = app.clone();
        let disk: Disk = Box::new(move |settings| {
            if opened.is_err() {
                // A full disk has room later, a folder can be made writable: each change asks anew.
                opened = open_store(&app, &files, main, settings, &mut document);
            }
            let store = opened.as_ref().map_err(Clone::clone)?;
            document.take(settings).map_err(|error| error.to_string())?;
            files
                .write_backup(document.fields())
                .map_err(|error| error.to_string())?;
            persist(store, document.fields()).map_err(|error| error.to_string())
        });
        // A broken file that stays is told already, with its name.
        if let Some(reason) = failed.clone()
            && !notices
                .iter()
                .any(|told| matches!(told, Notice::SettingsNotSaved { .. }))
        {
            notices.push(Notice::SettingsNotSaved { reason });
        }
        Self::with(settings, notices, disk, failed)
    }

    fn with(settings: Settings, notices: Vec<Notice>, disk: Disk, failed: Option<String>) -> Self {
        let current = watch::Sender::new(settings);
        let notices = watch::Sender::new(notices);
        let telling = notices.clone();
        let tell = move |notice| telling.send_modify(|told| told.push(notice));
        let writer = Writer::start(disk, current.subscribe(), failed, tell)
            .inspect_err(|error| {
                let reason = error.to_string();
                notices.send_modify(|told| told.push(Notice::SettingsNotSaved { reason }));
            })
            .ok();
        Self {
            current,
            notices,
            writer,
        }
    }

    pub(crate) fn current(&self) -> Settings {
        self.current.borrow().clone()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Settings> {
        self.current.subscribe()
    }

    /// What the person should know, from the start on.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.notices.borrow().clone()
    }

    pub(crate) fn watch_notices(&self) -> watch::Receiver<Vec<Notice>> {
        self.notices.subscribe()
    }

    /// Tells the person something, once.
    pub(crate) fn tell(&self, notice: Notice) {
        self.notices.send_if_modified(|told| {
            let new = !told.contains(&notice);
            if new {
                told.push(notice);
            }
            new
        });
    }

    /// Changes the settings, at once for whoever reads them; they are written after. A failure of the disk becomes a notice.
    ///
    /// # Errors
    ///
    /// [`SettingsError::Invalid`]: nothing is changed then.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<(), SettingsError> {
        let mut refused = None;
        // Read and written under one lock: no change of another command is lost between.
        let changed = self.current.send_if_modified(|settings| {
            let mut wanted = settings.clone();
            change(&mut wanted);
            refused = wanted.check().err();
            let other = refused.is_none() && wanted != *settings;
            if other {
                *settings = wanted;
            }
            other
        });
        if changed && let Some(writer) = &self.writer {
            writer.write();
        }
        refused.map_or(Ok(()), |why| Err(SettingsError::Invalid(why)))
    }

    /// Waits until every change so far is written.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NotWritten`]
    pub(crate) async fn written(&self) -> Result<(), SettingsError> {
        match &self.writer {
            Some(writer) => writer.written().await.map_err(SettingsError::NotWritten),
            None => Err(SettingsError::NotWritten(
                "no thread writes them".to_owned(),
            )),
        }
    }

    /// Writes what waits to be written, before the program ends.
    pub(crate) fn flush(&self) {
        if let Some(writer) = &self.writer
            && let Err(reason) = writer.flush(LAST_WRITE)
        {
            tracing::warn!(%reason, "the last settings were not saved");
        }
    }
}

/// Opens the plugin's store on a file that is known to be whole; what a newer program wrote into it stays.
fn open_store<R: Runtime>(
    app: &AppHandle<R>,
    files: &Files,
    main: Main,
    settings: &Settings,
    document: &mut Document,
) -> Result<Arc<Store<R>>, String> {
    let written = match main {
        Main::Whole => Ok(()),
        Main::Absent => document
            .take(settings)
            .map_err(io::Error::from)
            .and_then(|()| files.write_main(document.fields())),
        Main::BrokenInPlace => Err(io::Error::other("a broken file stands in their place")),
    };
    written.map_err(|error| error.to_string())?;
    StoreBuilder::new(app, &files.main)
        .disable_auto_save()
        .build()
        .map_err(|error| error.to_string())
}

/// Puts the fields into the plugin's store and saves it.
fn persist<R: Runtime>(
    store: &Store<R>,
    fields: &Map<String, Value>,
) -> Result<(), tauri_plugin_store::Error> {
    for (name, value) in fields {
        store.set(name, value.clone());
    }
    store.save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Theme;

    fn on(disk: Disk) -> SettingsStore {
        SettingsStore::with(Settings::default(), Vec::new(), disk, None)
    }

    #[test]
    fn of_changes_at_the_same_time_none_is_lost() {
        const EACH: u32 = 500;
        let store = on(Box::new(|_| Ok(())));
        let before = store.current().timeouts;
        std::thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    for _ in 0..EACH {
                        let later =
                            |settings: &mut Settings| settings.timeouts.get_login_token += 1.0;
                        store.change(later).unwrap();
                    }
                });
                threads.spawn(|| {
                    for _ in 0..EACH {
                        let later =
                            |settings: &mut Settings| settings.timeouts.get_verify_token += 1.0;
                        store.change(later).unwrap();
                    }
                });
            }
        });
        let after = store.current().timeouts;
        let added = f64::from(2 * EACH);
        assert!((after.get_login_token - before.get_login_token - added).abs() < f64::EPSILON);
        assert!((after.get_verify_token - before.get_verify_token - added).abs() < f64::EPSILON);
    }

    #[test]
    fn what_cannot_be_is_refused_and_neither_shown_nor_written() {
        let store = on(Box::new(|_| Err("nobody writes here".to_owned())));
        let mut watched = store.watch();
        watched.mark_unchanged();
        let never = |settings: &mut Settings| {
            settings.theme = Theme::Dark;
            settings.timeouts.get_login_token = 0.0;
        };
        assert!(matches!(
            store.change(never),
            Err(SettingsError::Invalid(_))
        ));
        store.flush();
        assert_eq!(store.current(), Settings::default());
        assert!(!watched.has_changed().unwrap());
        assert_eq!(store.notices(), []);
    }

    #[tokio::test]
    async fn a_change_is_seen_while_the_disk_still_works_and_its_failure_is_told() {
        let (let_end, ends) = std::sync::mpsc::channel::<()>();
        let store = on(Box::new(move |_| {
            let _ = ends.recv();
            Err("the disk is full".to_owned())
        }));
        store
            .change(|settings| settings.theme = Theme::Dark)
            .unwrap();
        assert_eq!(store.current().theme, Theme::Dark);
        assert_eq!(store.notices(), []);
        drop(let_end);
        let reason = "the disk is full".to_owned();
        assert_eq!(
            store.written().await,
            Err(SettingsError::NotWritten(reason.clone()))
        );
        assert_eq!(store.notices(), [Notice::SettingsNotSaved { reason }]);
        // They hold for this run.
        assert_eq!(store.current().theme, Theme::Dark);
    }
}
