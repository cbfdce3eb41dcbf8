//! `plugin:settings`: what is remembered.

use tauri::command;

use super::ShellState;
use crate::settings::SettingsError;
use crate::{CommandError, ErrorCode, SettingsChange};

/// Changes the settings, at once for every window, and answers when they are written. If the disk refuses, they hold for this run.
#[command]
pub(crate) async fn save(
    shell: ShellState<'_>,
    change: SettingsChange,
) -> Result<(), CommandError> {
    shell
        .settings
        .change(|settings| change.apply(settings))
        .map_err(not_taken)?;
    shell.settings.written().await.map_err(not_taken)
}

pub(super) fn not_taken(error: SettingsError) -> CommandError {
    match error {
        SettingsError::Invalid(_) => CommandError::new(ErrorCode::InvalidValue, error.to_string()),
        SettingsError::NotWritten(_) => CommandError::new(ErrorCode::NotSaved, error.to_string())
            .with_hint("they hold for this run; check the disk and its permissions"),
    }
}
