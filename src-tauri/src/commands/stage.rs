//! `plugin:stage`: the main window opens the stage and says what the presenter does; the stage says what its phone shows.

use numberauth_protocol::{Flow, Network};
use numberauth_scenario::{DeviceChoice, Simulation};
use tauri::ipc::Invoke;
use tauri::{AppHandle, Runtime, WebviewWindow, command};

use super::ShellState;
use crate::settings::StageDeed;
use crate::stage::{StageAct, StagePicture};
use crate::{CommandError, ErrorCode, stage_room};

/// Answers the group's commands. They are private to this module: some have the names of other groups'.
pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![open, close, act, show, full_screen, turn_wifi_off]
}

/// Opens the stage with this flow at its beginning, or brings it to the front.
#[command]
async fn open<R: Runtime>(
    app: AppHandle<R>,
    shell: ShellState<'_>,
    flow: Flow,
) -> Result<(), CommandError> {
    stage_room::open(&app, &shell, flow)
        .await
        .map_err(window_failed("opened"))
}

/// Closes the stage: the phone is the main window's again.
#[command]
async fn close<R: Runtime>(app: AppHandle<R>, shell: ShellState<'_>) -> Result<(), CommandError> {
    stage_room::close(&app, &shell).map_err(window_failed("closed"))
}

/// Has the stage do what the presenter does.
#[command]
fn act(shell: ShellState<'_>, act: StageAct) -> Result<(), CommandError> {
    Ok(shell.stage.act(act)?)
}

/// Tells the main window what the phone shows.
#[command]
fn show(shell: ShellState<'_>, picture: StagePicture) -> Result<(), CommandError> {
    let shown = shell.stage.show(picture).map_err(CommandError::from);
    shown.inspect_err(|error| shell.tell_refused(StageDeed::Picture, error))
}

/// Full screen and back; without `on` the other of the two.
#[command]
async fn full_screen<R: Runtime>(
    window: WebviewWindow<R>,
    shell: ShellState<'_>,
    on: Option<bool>,
) -> Result<bool, CommandError> {
    let done = stage_room::full_screen(&window, on);
    done.map_err(window_failed("made as large as asked"))
        .inspect_err(|error| shell.tell_refused(StageDeed::FullScreen, error))
}

/// The phone's own switch: Wi-Fi off, the rest of the device as it is.
#[command]
fn turn_wifi_off(shell: ShellState<'_>) -> Result<Simulation, CommandError> {
    let choice = DeviceChoice {
        carrier: shell.bench.simulation().device.carrier,
        network: Network::Cellular,
        number: None,
        hotspot_owner: None,
    };
    let simulation = shell.bench.set_device(&choice)?;
    shell.remember_device(&choice);
    Ok(simulation)
}

fn window_failed(done: &str) -> impl Fn(tauri::Error) -> CommandError {
    move |error| {
        CommandError::new(
            ErrorCode::WindowFailed,
            format!("the stage could not be {done}: {error}"),
        )
    }
}
