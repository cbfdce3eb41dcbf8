//! Where the web view keeps what it needs for itself (a cache, salts): with the settings, if the person named their folder; else
//! in the platform's folder for it; in memory where that cannot be made.

use std::path::PathBuf;

use tauri::{AppHandle, Manager, Runtime, WebviewWindowBuilder};

/// The folder below one that the person named.
const FOLDER: &str = "webview";

/// The web view's folder, if it is not the platform's. All windows share it, as they share the web view's process.
pub(crate) struct WebData(Option<PathBuf>);

impl WebData {
    /// Of the folder that the person named, if they did.
    pub(crate) fn below(named: Option<PathBuf>) -> Self {
        Self(named.map(|folder| folder.join(FOLDER)))
    }
}

/// A window that is to be built, with its web view's files in their place.
pub(crate) fn placed<'a, R: Runtime>(
    app: &AppHandle<R>,
    window: WebviewWindowBuilder<'a, R, AppHandle<R>>,
) -> WebviewWindowBuilder<'a, R, AppHandle<R>> {
    if let Some(folder) = app.try_state::<WebData>().and_then(|data| data.0.clone()) {
        return window.data_directory(folder);
    }
    let made = app.path().app_local_data_dir().map(std::fs::create_dir_all);
    match made {
        Ok(Err(error)) => {
            tracing::warn!(%error, "the web view keeps nothing: its folder cannot be made");
            // Tauri makes whichever folder is named, and ends the program if it cannot. This one is there, and stays empty.
            window.incognito(true).data_directory(std::env::temp_dir())
        }
        _ => window,
    }
}
