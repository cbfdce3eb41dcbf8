//! Language and theme for a window that may not read the settings: sent at once, and again at each change.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tokio::sync::watch;
use ts_rs::TS;

use crate::settings::{Language, Settings, Theme};

/// How every window looks and speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Appearance {
    /// The language.
    pub language: Language,
    /// The theme.
    pub theme: Theme,
}

impl From<&Settings> for Appearance {
    fn from(settings: &Settings) -> Self {
        Self {
            language: settings.language,
            theme: settings.theme,
        }
    }
}

/// The Live window's subscription: a reload of its page replaces it.
#[derive(Default)]
pub(crate) struct Follower(Mutex<Option<JoinHandle<()>>>);

impl Follower {
    /// Sends the appearance through `channel` until it is followed anew, or nobody listens.
    pub(crate) fn follow(
        &self,
        channel: Channel<Appearance>,
        mut settings: watch::Receiver<Settings>,
    ) {
        let task = tauri::async_runtime::spawn(async move {
            loop {
                let now = Appearance::from(&*settings.borrow_and_update());
                if channel.send(now).is_err() || settings.changed().await.is_err() {
                    return;
                }
            }
        });
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(older) = current.replace(task) {
            older.abort();
        }
    }

    /// Sends nothing any more.
    pub(crate) fn stop(&self) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = current.take() {
            task.abort();
        }
    }
}
