//! `plugin:lab`: the controls of the simulated world.

use numberauth_scenario::{Credentials, DeviceChoice, NumberReading, Simulation};
use numberauth_simulator::Fault;
use tauri::command;

use super::ShellState;
use crate::CommandError;

/// Changes the device, and remembers the choice without its number, and without a network that the next outcome lends it.
#[command]
pub(crate) fn set_device(
    shell: ShellState<'_>,
    choice: DeviceChoice,
) -> Result<Simulation, CommandError> {
    let simulation = shell.bench.set_device(&choice)?;
    let network = shell.bench.lasting_network();
    shell.remember_device(&DeviceChoice { network, ..choice });
    Ok(simulation)
}

/// Chooses what kind of tokens your server hands out.
#[command]
pub(crate) fn set_credentials(shell: ShellState<'_>, credentials: Credentials) -> Simulation {
    shell.bench.set_credentials(credentials)
}

/// Arms a fault behind those that are armed.
#[command]
pub(crate) fn add_fault(shell: ShellState<'_>, fault: Fault) -> Result<Simulation, CommandError> {
    Ok(shell.bench.add_fault(fault)?)
}

/// Takes one of the armed faults away, by its place among them and what it is.
#[command]
pub(crate) fn remove_fault(shell: ShellState<'_>, place: usize, fault: Fault) -> Simulation {
    shell.bench.remove_fault(place, &fault)
}

/// Takes all faults away.
#[command]
pub(crate) fn clear_faults(shell: ShellState<'_>) -> Result<Simulation, CommandError> {
    Ok(shell.bench.set_faults([])?)
}

/// Forgets everything that happened, and has a stopped simulator listen again; the device stays.
#[command]
pub(crate) async fn reset(shell: ShellState<'_>) -> Result<Simulation, CommandError> {
    Ok(shell.bench.restart().await)
}

/// Moves the calendar by so many seconds.
#[command]
pub(crate) fn advance_clock(
    shell: ShellState<'_>,
    seconds: i64,
) -> Result<Simulation, CommandError> {
    Ok(shell.bench.advance_clock(seconds)?)
}

/// What is made of a typed number.
#[command]
pub(crate) fn read_number(shell: ShellState<'_>, text: String) -> NumberReading {
    shell.bench.read_number(&text)
}
