//! `plugin:gate`: the one way from the simulation to the real cloud. It opens a window, and hands nothing over.

use tauri::{AppHandle, Runtime, command};

use crate::{CommandError, ErrorCode, live_room};

/// The words that a person types to mean it: each language shows one of them.
const CONFIRMATIONS: [&str; 2] = ["真实", "LIVE"];

/// Opens the Live window, or brings it to the front, if the word was typed.
#[command]
pub(crate) async fn open_live<R: Runtime>(
    app: AppHandle<R>,
    confirmation: String,
) -> Result<(), CommandError> {
    if !CONFIRMATIONS.contains(&confirmation.trim()) {
        return Err(
            CommandError::new(ErrorCode::NotConfirmed, "the word was not typed")
                .with_hint(format!("type {}", CONFIRMATIONS.join(" or "))),
        );
    }
    live_room::open_window(&app).map_err(|error| {
        CommandError::new(
            ErrorCode::WindowFailed,
            format!("the Live window could not be opened: {error}"),
        )
    })
}
