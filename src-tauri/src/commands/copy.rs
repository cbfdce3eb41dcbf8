//! `plugin:copy`: texts for the clipboard that only Rust can make, since it alone knows which fields are secret.

use tauri::command;

use super::ShellState;
use crate::{CommandError, ErrorCode};

/// The request of a journalled hop as a `curl` command, with placeholders for what is redacted; `seq` is the entry's number.
/// Nothing, where the hop was no HTTP request.
#[command]
pub(crate) fn curl(shell: ShellState<'_>, seq: u64) -> Result<Option<String>, CommandError> {
    let entry = shell.bench.journal().entry(seq).ok_or_else(|| {
        CommandError::new(
            ErrorCode::Forgotten,
            format!("entry {seq} is kept no more: the newest 10,000 are, until the log is cleared"),
        )
        .with_hint("make the call again")
    })?;
    let base_url = shell.bench.simulator().base_url();
    Ok(numberauth_protocol::curl(&entry, &base_url))
}
