//! `plugin:feed`: what the window sees.

use tauri::ipc::Channel;
use tauri::{Runtime, WebviewWindow, command};

use super::ShellState;
use crate::feed::{Snapshot, Update};
use crate::stage_room;

/// Sends every change from now on through `channel`. Subscribe first, then ask for the snapshot.
#[command]
pub(crate) fn subscribe<R: Runtime>(
    window: WebviewWindow<R>,
    shell: ShellState<'_>,
    channel: Channel<Vec<Update>>,
) {
    shell.feed.subscribe(window.label(), channel, &shell);
}

/// The state to start from. Not on the main thread: a full journal takes its time. The stage, a phone for an audience, gets
/// nothing of the log, of runs and of notices, as it is told nothing of them later.
#[command(async)]
pub(crate) fn snapshot<R: Runtime>(window: WebviewWindow<R>, shell: ShellState<'_>) -> Snapshot {
    let of_phone = Snapshot {
        entries: Vec::new(),
        simulation: shell.bench.simulation(),
        settings: shell.settings.current(),
        notices: Vec::new(),
        run: None,
        stage: shell.stage.state(),
        facts: shell.bench.facts(),
    };
    if window.label() == stage_room::LABEL {
        return of_phone;
    }
    let entries = shell.bench.journal().after(0, usize::MAX);
    Snapshot {
        entries: entries.iter().map(|entry| (**entry).clone()).collect(),
        notices: shell.settings.notices(),
        run: shell.runs.state(),
        ..of_phone
    }
}

/// Forgets the journal.
#[command]
pub(crate) fn clear(shell: ShellState<'_>) {
    shell.bench.journal().clear();
    shell.feed.tell_cleared();
}
