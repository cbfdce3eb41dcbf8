//! `plugin:server`: what the page asks of "your server".

use numberauth_protocol::{Flow, SpToken};
use numberauth_scenario::{AuthTokenReply, Credentials, PhoneReply, VerifyReply};
use tauri::command;

use super::ShellState;
use crate::CommandError;

/// Tokens for the page.
#[command]
pub(crate) async fn get_auth_token(
    shell: ShellState<'_>,
    flow: Flow,
) -> Result<AuthTokenReply, CommandError> {
    Ok(shell.bench.get_auth_token(flow).await)
}

/// Tokens of an earlier day, whatever kind is chosen: for a check that is to fail by their age.
#[command]
pub(crate) async fn get_aged_auth_token(
    shell: ShellState<'_>,
    flow: Flow,
) -> Result<AuthTokenReply, CommandError> {
    let expired = Credentials::Expired;
    Ok(shell.bench.get_auth_token_of_kind(flow, expired).await)
}

/// The number behind a login's spToken.
#[command]
pub(crate) async fn get_phone_with_token(
    shell: ShellState<'_>,
    sp_token: SpToken,
) -> Result<PhoneReply, CommandError> {
    Ok(shell.bench.get_phone_with_token(&sp_token).await)
}

/// Whether it is this number.
#[command]
pub(crate) async fn verify_phone_with_token(
    shell: ShellState<'_>,
    phone_number: String,
    sp_token: SpToken,
) -> Result<VerifyReply, CommandError> {
    Ok(shell
        .bench
        .verify_phone_with_token(&phone_number, &sp_token)
        .await)
}
