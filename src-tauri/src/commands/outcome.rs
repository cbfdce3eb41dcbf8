//! `plugin:outcome`: the presenter's choice of what comes next.

use numberauth_scenario::{NextOutcome, Simulation};
use tauri::command;

use super::ShellState;
use crate::CommandError;

/// Decides what the next run gives; none takes that back.
#[command]
pub(crate) fn arm(
    shell: ShellState<'_>,
    outcome: Option<NextOutcome>,
) -> Result<Simulation, CommandError> {
    Ok(shell.bench.arm_outcome(outcome)?)
}
