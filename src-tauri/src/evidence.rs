//! Evidence goes where the person says in the system's file dialog. The page neither gives a path nor gets one, but to read
//! where the file is.

use std::path::PathBuf;
use std::sync::Arc;

use numberauth_scenario::{EvidenceFile, EvidenceFileError, EvidenceFormat, Report, render};
use serde::Serialize;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::DialogExt;
use ts_rs::TS;

use crate::shell::MAIN;

/// Asks the person where a file is to be saved, with a name to begin with; `None` if they choose none. A port, so that
/// tests need no dialog. It may wait as long as the person does.
pub type AskWhere = Arc<dyn Fn(&str) -> Option<PathBuf> + Send + Sync>;

/// Where evidence was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Exported {
    /// The file, for the person to read.
    pub path: String,
}

/// Asks where to, and writes the evidence there, whole or not at all.
pub(crate) fn export(
    report: &Report,
    format: EvidenceFormat,
    ask_where: &AskWhere,
) -> Result<Option<Exported>, EvidenceFileError> {
    let name = format!("numberauth-report.{}", format.extension());
    let Some(path) = ask_where(&name) else {
        return Ok(None);
    };
    EvidenceFile::at(&path)?.write(&render(report, format))?;
    let path = path.to_string_lossy().into_owned();
    Ok(Some(Exported { path }))
}

/// The system's own dialog, over the main window.
pub(crate) fn ask_by_dialog<R: Runtime>(app: AppHandle<R>) -> AskWhere {
    Arc::new(move |name: &str| {
        let dialog = app.dialog().file().set_file_name(name);
        let dialog = match app.get_webview_window(MAIN) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        };
        dialog.blocking_save_file()?.into_path().ok()
    })
}
