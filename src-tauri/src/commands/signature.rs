//! `plugin:signature`: the simulation's signature view. Its strings are whole: they are the simulation's own, or pasted here.

use numberauth_cloud::microscope::SignatureReport;
use numberauth_protocol::SignatureCause;
use numberauth_scenario::AuthTokenReply;
use tauri::command;

use super::ShellState;
use crate::{CommandError, ErrorCode};

/// A report that a journal entry names.
#[command]
pub(crate) fn report(shell: ShellState<'_>, number: u64) -> Result<SignatureReport, CommandError> {
    let report = shell.bench.simulator().signature_report(number);
    report.ok_or_else(|| {
        CommandError::new(
            ErrorCode::Forgotten,
            format!("report {number} is kept no more: the newest 100 are, until a reset"),
        )
        .with_hint("send the request again")
    })
}

/// Explains what somebody pasted; nothing where the signature holds.
#[command]
pub(crate) async fn explain(
    shell: ShellState<'_>,
    text: String,
    client_string: Option<String>,
) -> Result<Option<SignatureReport>, CommandError> {
    let client_string = client_string.filter(|text| !text.trim().is_empty());
    Ok(shell
        .bench
        .explain_signature(&text, client_string.as_deref())?)
}

/// Your server asks for tokens with a signature that holds a slip.
#[command]
pub(crate) async fn try_slip(
    shell: ShellState<'_>,
    slip: SignatureCause,
) -> Result<AuthTokenReply, CommandError> {
    Ok(shell.bench.try_signature_slip(slip).await)
}
