use std::io::Error;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreBuilder};
use thiserror::Error;
use tokio::sync::watch;

use super::document::Document;
use super::file::{Files, Found, Main};
use super::{Notice, Settings};

/// Why settings were not taken.
#[derive(Debug, Error)]
pub(crate) enum SettingsError {
    /// A value that cannot be.
    #[error("{0}")]
    Invalid(&'static str),
    /// The disk refused.
    #[error("the settings cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The store refused.
    #[error("the settings cannot be stored: {0}")]
    Store(#[from] tauri_plugin_store::Error),
}

/// The settings, kept by tauri-plugin-store. Only Rust uses it: no window has a permission for the plugin.
///
/// The store saves in place and takes a truncated file for an empty one. So the file is checked before the store opens it,
/// saving is explicit, and an atomic backup, written first at each change, wins over a broken file.
pub(crate) struct SettingsStore {
    files: Files,
    /// What the file says beside the settings stays there.
    document: Mutex<Document>,
    /// Puts the fields into the plugin's store and saves it; `None` if the folder cannot be written.
    store: Option<Persist>,
    current: watch::Sender<Settings>,
    notices: watch::Sender<Vec<Notice>>,
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
        // The store opens a file that is known to be whole; what a newer program wrote into it stays.
        let written = match main {
            Main::Whole => Ok(()),
            Main::Absent => document
                .take(&settings)
                .map_err(Error::from)
                .and_then(|()| files.write_main(document.fields())),
            Main::BrokenInPlace => Err(Error::other("a broken file stands in their place")),
        };
        let opened = written.map_err(SettingsError::from).and_then(|()| {
            let store = StoreBuilder::new(app, &files.main)
                .disable_auto_save()
                .build()?;
            Ok(persist(store))
        });
        let store = opened
            .inspect_err(|error| {
                let reason = error.to_string();
                notices.push(Notice::SettingsNotSaved { reason });
            })
            .ok();
        Self {
            files,
            document: Mutex::new(document),
            store,
            current: watch::Sender::new(settings),
            notices: watch::Sender::new(notices),
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

    /// Takes new settings that nobody waits for; a failure becomes a notice, once.
    pub(crate) fn remember(&self, settings: &Settings) {
        if let Err(error) = self.save(settings) {
            tracing::warn!(%error, "the settings were not saved");
            self.tell(Notice::SettingsNotSaved {
                reason: error.to_string(),
            });
        }
    }

    /// Takes new settings and writes them. If the disk refuses, they hold for this run and the file is as it was.
    pub(crate) fn save(&self, settings: &Settings) -> Result<(), SettingsError> {
        settings.check().map_err(SettingsError::Invalid)?;
        self.current.send_replace(settings.clone());
        let mut document = self.document.lock().unwrap_or_else(PoisonError::into_inner);
        document.take(settings).map_err(Error::from)?;
        self.files.write_backup(document.fields())?;
        let Some(store) = &self.store else {
            return Err(SettingsError::Write(Error::other(
                "the settings folder cannot be written",
            )));
        };
        Ok(store(document.fields())?)
    }
}

/// The plugin's store without its runtime's type.
type Persist =
    Box<dyn Fn(&Map<String, Value>) -> Result<(), tauri_plugin_store::Error> + Send + Sync>;

fn persist<R: Runtime>(store: Arc<Store<R>>) -> Persist {
    Box::new(move |fields| {
        for (name, value) in fields {
            store.set(name, value.clone());
        }
        store.save()
    })
}
