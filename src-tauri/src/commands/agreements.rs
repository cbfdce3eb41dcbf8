//! `plugin:agreements`: the carriers' agreements, by carrier, and those of the customer's own wording, by their place in it: a page
//! cannot have any other address opened.

use numberauth_protocol::{Carrier, carrier_facts};
use numberauth_scenario::PhoneLanguage;
use tauri::command;

use super::ShellState;
use crate::shell::Shell;
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
    open_in_browser(&shell, url)
}

/// Opens an agreement of the wording that is kept for this language, by its place in it.
#[command]
pub(crate) async fn open_own(
    shell: ShellState<'_>,
    language: PhoneLanguage,
    index: usize,
) -> Result<(), CommandError> {
    let wordings = shell.settings.current().wording;
    let agreement = wordings
        .of(language)
        .and_then(|wording| wording.agreements.get(index));
    let agreement = agreement.ok_or_else(|| {
        CommandError::new(
            ErrorCode::Forgotten,
            format!("the wording has no agreement {index}"),
        )
        .with_hint("the page shows an older wording: start the flow over")
    })?;
    open_in_browser(&shell, &agreement.url)
}

fn open_in_browser(shell: &Shell, url: &str) -> Result<(), CommandError> {
    (shell.open_url)(url).map_err(|why| {
        CommandError::new(
            ErrorCode::OpenFailed,
            format!("the system could not open {url}: {why}"),
        )
        .with_hint("copy the address and open it in a browser")
    })
}
