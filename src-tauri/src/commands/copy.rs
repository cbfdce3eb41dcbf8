//! `plugin:copy`: texts for the clipboard that only Rust can make, since it alone knows which fields are secret.

use numberauth_protocol::Entry;
use tauri::command;

use super::ShellState;

/// The request of a hop as a `curl` command, with placeholders for what is redacted. The window hands over the entry that it shows:
/// it keeps more of them than the journal does. Nothing, where the hop was no HTTP request.
#[command]
pub(crate) fn curl(shell: ShellState<'_>, entry: Entry) -> Option<String> {
    let base_url = shell.bench.simulator().base_url();
    numberauth_protocol::curl(&entry, &base_url)
}
