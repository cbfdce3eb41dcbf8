//! `plugin:runs`: scenarios and the matrix, run in the background; what came of them, and its evidence.

use numberauth_scenario::{
    CaseReport, EvidenceFormat, LastRun, MatrixState, ReportKind, RunState, ShelfError, WantedCode,
};
use tauri::command;

use super::ShellState;
use crate::CommandError;
use crate::evidence::{Exported, export as write_evidence};

/// Begins to run these scenarios, in this order.
#[command]
pub(crate) async fn run(shell: ShellState<'_>, ids: Vec<String>) -> Result<RunState, CommandError> {
    let files = ids.iter().map(|id| shell.shelf.file(id));
    let files = files.collect::<Result<_, ShelfError>>()?;
    Ok(shell.runs.start(files)?)
}

/// Begins to run the whole matrix.
#[command]
pub(crate) async fn run_matrix(shell: ShellState<'_>) -> Result<RunState, CommandError> {
    Ok(shell.runs.start_matrix()?)
}

/// Begins to reproduce a code by one of its causes; refused with the reason where it cannot come.
#[command]
pub(crate) async fn reproduce(
    shell: ShellState<'_>,
    wanted: WantedCode,
) -> Result<RunState, CommandError> {
    Ok(shell.runs.reproduce(&wanted)?)
}

/// Stops what is run.
#[command]
pub(crate) fn cancel(shell: ShellState<'_>) {
    shell.runs.cancel();
}

/// The last run of a kind in short.
#[command]
pub(crate) fn last(shell: ShellState<'_>, kind: ReportKind) -> Option<LastRun> {
    shell.runs.last(kind)
}

/// The matrix as it is known: of the last run of it, or as nothing was run.
#[command]
pub(crate) async fn matrix(shell: ShellState<'_>) -> Result<MatrixState, CommandError> {
    Ok(shell.runs.matrix())
}

/// One case of the last run, with its steps and its journal.
#[command]
pub(crate) async fn case(
    shell: ShellState<'_>,
    kind: ReportKind,
    id: String,
) -> Result<CaseReport, CommandError> {
    Ok(shell.runs.case(kind, &id)?)
}

/// Asks where to, and writes the last run's evidence there; `None` if the person chose no file.
#[command]
pub(crate) async fn export(
    shell: ShellState<'_>,
    kind: ReportKind,
    format: EvidenceFormat,
) -> Result<Option<Exported>, CommandError> {
    let report = shell.runs.report(kind)?;
    Ok(write_evidence(&report, format, &shell.ask_where)?)
}
