//! `plugin:feed`: what the window sees.

use tauri::ipc::Channel;
use tauri::{Runtime, WebviewWindow, command};

use super::ShellState;
use crate::feed::{Snapshot, Update};

/// Sends every change from now on through `channel`. Subscribe first, then ask for the snapshot.
#[command]
pub(crate) fn subscribe<R: Runtime>(
    window: WebviewWindow<R>,
    shell: ShellState<'_>,
    channel: Channel<Vec<Update>>,
) {
    shell.feed.subscribe(window.label(), channel, &shell);
}

/// The state to start from.
#[command]
pub(crate) fn snapshot(shell: ShellState<'_>) -> Snapshot {
    let entries = shell.bench.journal().after(0, usize::MAX);
    Snapshot {
        entries: entries.iter().map(|entry| (**entry).clone()).collect(),
        simulation: shell.bench.simulation(),
        settings: shell.settings.current(),
        notices: shell.settings.notices(),
        run: shell.runs.state(),
        stage: shell.stage.state(),
        facts: shell.bench.facts(),
    }
}

/// Forgets the journal.
#[command]
pub(crate) fn clear(shell: ShellState<'_>) {
    shell.bench.journal().clear();
    shell.feed.tell_cleared();
}
