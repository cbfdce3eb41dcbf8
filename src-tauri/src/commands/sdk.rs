//! `plugin:sdk`: the page SDK's transport.

use numberauth_protocol::SdkCall;
use numberauth_sdk::{InstanceError, SdkResult};
use serde_json::{Map, Value};
use tauri::{Runtime, WebviewWindow, command};

use super::ShellState;
use crate::CommandError;
use crate::shell::instances_of;

/// Call `number` of a page's instance, with its raw options. Whatever the page did is told by the result's code.
#[command]
pub(crate) async fn call<R: Runtime>(
    window: WebviewWindow<R>,
    shell: ShellState<'_>,
    instance: String,
    number: u64,
    call: SdkCall,
    options: Map<String, Value>,
) -> Result<SdkResult, CommandError> {
    let instance = owned(&window, &instance)?;
    Ok(shell
        .bench
        .sdk_call(&instance, number, call, options)
        .await?)
}

/// Drops a page's instance.
#[command]
pub(crate) fn close<R: Runtime>(
    window: WebviewWindow<R>,
    shell: ShellState<'_>,
    instance: String,
) -> Result<(), CommandError> {
    let instance = owned(&window, &instance)?;
    shell.bench.instances().close(&instance);
    Ok(())
}

/// The instance as the bench knows it: each window has its own.
fn owned<R: Runtime>(window: &WebviewWindow<R>, instance: &str) -> Result<String, InstanceError> {
    if instance.is_empty() {
        return Err(InstanceError::BadId);
    }
    Ok(instances_of(window.label()) + instance)
}
