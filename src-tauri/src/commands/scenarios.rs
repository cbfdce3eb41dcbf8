//! `plugin:scenarios`: the shipped scenarios and the person's own.

use std::sync::Arc;

use numberauth_scenario::{
    RecordedText, ScenarioProblem, ScenarioText, ShelfItem, Simulation, problems_of,
};
use tauri::command;

use super::ShellState;
use crate::{CommandError, ErrorCode};

/// Every scenario, those with problems too.
#[command]
pub(crate) async fn list(shell: ShellState<'_>) -> Result<Vec<ShelfItem>, CommandError> {
    Ok(shell.shelf.list()?)
}

/// A scenario's text.
#[command]
pub(crate) async fn text(shell: ShellState<'_>, id: String) -> Result<ScenarioText, CommandError> {
    Ok(shell.shelf.text(&id)?)
}

/// What is wrong with a text that is to be a scenario.
#[command]
pub(crate) async fn check(text: String) -> Vec<ScenarioProblem> {
    problems_of(&text)
}

/// Saves a text into the person's own folder, over the file that has the SHA-256 `replaces` or over none.
#[command]
pub(crate) async fn write(
    shell: ShellState<'_>,
    text: String,
    replaces: Option<String>,
) -> Result<ShelfItem, CommandError> {
    Ok(shell.shelf.save(&text, replaces.as_deref())?)
}

/// Deletes a scenario of the person's own.
#[command]
pub(crate) async fn delete(shell: ShellState<'_>, id: String) -> Result<(), CommandError> {
    Ok(shell.shelf.delete(&id)?)
}

/// What was done in the window since the last reset, as a scenario's text: to be looked at, and saved or not.
#[command]
pub(crate) async fn recorded(shell: ShellState<'_>) -> Result<RecordedText, CommandError> {
    let id = shell.shelf.free_id("recorded")?;
    let bench = Arc::clone(&shell.bench);
    // It runs the scenario once, on a runtime of its own.
    let recorded = tauri::async_runtime::spawn_blocking(move || RecordedText::of(&bench, &id));
    let failed = |error: tauri::Error| CommandError::new(ErrorCode::RunFailed, error.to_string());
    Ok(recorded.await.map_err(failed)??)
}

/// Loads a scenario into the lab, or lets go of the loaded one, and remembers the choice.
#[command]
pub(crate) async fn load(
    shell: ShellState<'_>,
    id: Option<String>,
) -> Result<Simulation, CommandError> {
    let simulation = match &id {
        None => shell.bench.unload(),
        Some(id) => {
            let file = shell.shelf.file(id)?;
            shell.bench.load(&file)?;
            shell.remember_device(&file.scenario.device);
            shell.bench.simulation()
        }
    };
    shell.remember_scenario(id);
    Ok(simulation)
}
