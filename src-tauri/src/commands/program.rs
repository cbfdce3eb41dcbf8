//! `plugin:program`: the program itself: what it is, its menu outside the page, its end.

use tauri::ipc::Channel;
use tauri::{State, command};

use super::ShellState;
use crate::about::About;
use crate::menu::{MenuChoices, Spoken};
use crate::{CommandError, ErrorCode};

/// What Alibaba Cloud itself says of the service.
const DOCUMENTATION: &str = "https://help.aliyun.com/zh/pnvs/";

/// What the program is made of.
#[command]
pub(crate) async fn about() -> About {
    About::this()
}

/// Sends the id of each action that is chosen in the system's menu through `channel`. A reload replaces it. `language` is what the
/// page takes for the system's language: the menu has no other source of it.
#[command]
pub(crate) fn follow_menu(
    choices: State<'_, MenuChoices>,
    channel: Channel<String>,
    language: Spoken,
) {
    choices.follow(channel, language);
}

/// Opens the vendor's documentation in the system's browser.
#[command]
pub(crate) async fn open_documentation(shell: ShellState<'_>) -> Result<(), CommandError> {
    (shell.open_url)(DOCUMENTATION).map_err(|why| {
        CommandError::new(
            ErrorCode::OpenFailed,
            format!("the system could not open {DOCUMENTATION}: {why}"),
        )
        .with_hint("copy the address and open it in a browser")
    })
}

/// Ends the program, with all its windows.
#[command]
pub(crate) fn quit(shell: ShellState<'_>) {
    (shell.quit)();
}
