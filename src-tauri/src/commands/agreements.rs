//! `plugin:agreements`: the carriers' agreements, by carrier: a page cannot have any other address opened.

use numberauth_protocol::{Carrier, carrier_facts};
use tauri::command;

use super::ShellState;
use crate::{CommandError, ErrorCode};

/// Opens a carrier's agreement in the system's browser.
#[command]
pub(crate) async fn open(shell: ShellState<'_>, carrier: Carrier) -> Result<(), CommandError> {
    let facts = carrier_facts()
        .iter()
        .find(|facts| facts.carrier == carrier);
    let url = facts
        .map(|facts| facts.agreement.url.as_str())
        .unwrap_or_default();
    (shell.open_url)(url).map_err(|why| {
        CommandError::new(
            ErrorCode::OpenFailed,
            format!("the system could not open {url}: {why}"),
        )
        .with_hint("copy the address and open it in a browser")
    })
}
