//! `plugin:outcome`: the presenter's choice of what comes next.

use numberauth_scenario::{NextOutcome, Simulation};
use tauri::{Runtime, WebviewWindow, command};

use super::ShellState;
use crate::settings::StageDeed;
use crate::{CommandError, stage_room};

/// Decides what the next run gives; none takes that back.
#[command]
pub(crate) fn arm<R: Runtime>(
    window: WebviewWindow<R>,
    shell: ShellState<'_>,
    outcome: Option<NextOutcome>,
) -> Result<Simulation, CommandError> {
    let armed = shell.bench.arm_outcome(outcome);
    armed.map_err(CommandError::from).inspect_err(|error| {
        if window.label() == stage_room::LABEL {
            shell.tell_refused(StageDeed::Outcome, error);
        }
    })
}
