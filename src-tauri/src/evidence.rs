//! Evidence goes where the person says in the system's file dialog. The page neither gives a path nor gets one, but to read
//! where the file is.

use std::path::PathBuf;
use std::sync::Arc;

use numberauth_scenario::{Report, write_whole};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::DialogExt;
use thiserror::Error;
use ts_rs::TS;

use crate::shell::MAIN;

/// Asks the person where a file is to be saved, with a name to begin with; `None` if they choose none. A port, so that
/// tests need no dialog. It may wait as long as the person does.
pub type AskWhere = Arc<dyn Fn(&str) -> Option<PathBuf> + Send + Sync>;

/// The forms of a run's evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceForm {
    /// The report itself.
    Json,
    /// `JUnit`'s XML, for a build server.
    Junit,
    /// HTTP Archive 1.2, for a browser's network panel.
    Har,
    /// One page to read and print.
    Html,
}

/// Where evidence was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Exported {
    /// The file, for the person to read.
    pub path: String,
}

/// Why no evidence was saved.
#[derive(Debug, Error)]
pub(crate) enum ExportError {
    /// The file cannot be written; what was there before is still there.
    #[error("{path}: {error}")]
    Write { path: String, error: std::io::Error },
}

impl EvidenceForm {
    /// The name that the dialog begins with.
    fn file_name(self) -> &'static str {
        match self {
            Self::Json => "numberauth-report.json",
            Self::Junit => "numberauth-report.junit.xml",
            Self::Har => "numberauth-report.har",
            Self::Html => "numberauth-report.html",
        }
    }

    fn render(self, report: &Report) -> String {
        let _ = self;
        serde_json::to_string_pretty(report).unwrap_or_default()
    }
}

/// Asks where to, and writes the evidence there, whole or not at all.
pub(crate) fn export(
    report: &Report,
    form: EvidenceForm,
    ask_where: &AskWhere,
) -> Result<Option<Exported>, ExportError> {
    let Some(path) = ask_where(form.file_name()) else {
        return Ok(None);
    };
    let shown = path.to_string_lossy().into_owned();
    match write_whole(&path, form.render(report).as_bytes()) {
        Ok(()) => Ok(Some(Exported { path: shown })),
        Err(error) => Err(ExportError::Write { path: shown, error }),
    }
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
