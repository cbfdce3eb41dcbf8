//! `plugin:settings`: what is remembered.

use tauri::command;

use super::ShellState;
use crate::settings::SettingsError;
use crate::{CommandError, ErrorCode, Settings};

/// Takes new settings and writes them. If the disk refuses, they hold for this run.
#[command]
pub(crate) fn save(shell: ShellState<'_>, settings: Settings) -> Result<(), CommandError> {
    shell.settings.save(&settings).map_err(not_taken)
}

pub(super) fn not_taken(error: SettingsError) -> CommandError {
    match error {
        SettingsError::Invalid(_) => CommandError::new(ErrorCode::InvalidValue, error.to_string()),
        SettingsError::Write(_) | SettingsError::Store(_) => {
            CommandError::new(ErrorCode::NotSaved, error.to_string())
                .with_hint("they hold for this run; check the disk and its permissions")
        }
    }
}
