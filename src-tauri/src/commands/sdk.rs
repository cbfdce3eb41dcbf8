//! `plugin:sdk`: the page SDK's transport.

use numberauth_protocol::SdkCall;
use numberauth_sdk::SdkResult;
use serde_json::{Map, Value};
use tauri::command;

use super::ShellState;
use crate::CommandError;

/// Call `number` of a page's instance, with its raw options. Whatever the page did is told by the result's code.
#[command]
pub(crate) async fn call(
    shell: ShellState<'_>,
    instance: String,
    number: u64,
    call: SdkCall,
    options: Map<String, Value>,
) -> Result<SdkResult, CommandError> {
    Ok(shell
        .bench
        .sdk_call(&instance, number, call, options)
        .await?)
}

/// Drops a page's instance.
#[command]
pub(crate) fn close(shell: ShellState<'_>, instance: String) {
    shell.bench.instances().close(&instance);
}
