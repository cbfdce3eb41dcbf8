//! What the window sees live: one channel of updates, subscribed to first, and then a snapshot to start from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use numberauth_protocol::Entry;
use numberauth_scenario::{Bench, Facts, Simulation};
use serde::Serialize;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tokio::sync::watch;
use ts_rs::TS;

use crate::settings::{Notice, Settings};

/// At most one array of updates in this time: two frames of a 60 Hz screen.
const BATCH: Duration = Duration::from_millis(33);
/// The most entries in one array; the rest follows in the next.
const MOST_ENTRIES: usize = 500;

/// The state that a window starts from.
#[derive(Serialize, TS)]
pub struct Snapshot {
    /// The journal's entries so far; updates with these numbers are to be dropped.
    pub entries: Vec<Entry>,
    /// The simulation now.
    pub simulation: Simulation,
    /// The settings now.
    pub settings: Settings,
    /// What the person should know about the start.
    pub notices: Vec<Notice>,
    /// What does not change.
    pub facts: Facts,
}

/// One change, numbered in the order in which it was sent.
#[derive(Serialize, TS)]
pub struct Update {
    /// Ascending from 1 in each subscription.
    pub seq: u64,
    /// What changed.
    #[serde(flatten)]
    #[ts(flatten)]
    pub change: Change,
}

/// What changed.
#[derive(Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// A hop was journalled.
    Entry {
        /// The hop.
        entry: Box<Entry>,
    },
    /// The simulation is now so.
    Simulation {
        /// So.
        simulation: Box<Simulation>,
    },
    /// The settings are now so.
    Settings {
        /// So.
        settings: Box<Settings>,
    },
    /// Something that the person should know.
    Notice {
        /// What.
        notice: Notice,
    },
    /// The journal was cleared.
    Cleared,
}

/// The windows' subscriptions, one a window: a reload replaces it.
#[derive(Default)]
pub(crate) struct Live {
    pumps: Mutex<HashMap<String, JoinHandle<()>>>,
    cleared: watch::Sender<u64>,
}

impl Live {
    /// Sends every change from now on through `channel`, until the window subscribes again or goes away.
    pub(crate) fn subscribe(
        &self,
        window: &str,
        channel: Channel<Vec<Update>>,
        bench: Arc<Bench>,
        settings: watch::Receiver<Settings>,
    ) {
        let pump = Pump {
            last_entry: *bench.journal().newest().borrow(),
            seq: 0,
            cleared: self.cleared.subscribe(),
            channel,
            bench,
            settings,
        };
        let task = tauri::async_runtime::spawn(pump.run());
        let mut pumps = self.pumps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(older) = pumps.insert(window.to_owned(), task) {
            older.abort();
        }
    }

    /// Tells every window that the journal was cleared.
    pub(crate) fn tell_cleared(&self) {
        self.cleared.send_modify(|times| *times += 1);
    }
}

struct Pump {
    last_entry: u64,
    seq: u64,
    cleared: watch::Receiver<u64>,
    channel: Channel<Vec<Update>>,
    bench: Arc<Bench>,
    settings: watch::Receiver<Settings>,
}

impl Pump {
    async fn run(mut self) {
        let mut newest = self.bench.journal().newest();
        let mut simulation = self.bench.changes();
        loop {
            let more = *newest.borrow_and_update() > self.last_entry;
            let mut changes = Vec::new();
            if self.cleared.has_changed().unwrap_or(false) {
                self.cleared.mark_unchanged();
                changes.push(Change::Cleared);
            }
            if more {
                for entry in self.bench.journal().after(self.last_entry, MOST_ENTRIES) {
                    self.last_entry = entry.seq;
                    changes.push(Change::Entry {
                        entry: Box::new((*entry).clone()),
                    });
                }
            }
            if simulation.has_changed().unwrap_or(false) {
                simulation.mark_unchanged();
                changes.push(Change::Simulation {
                    simulation: Box::new(self.bench.simulation()),
                });
            }
            if self.settings.has_changed().unwrap_or(false) {
                let settings = Box::new(self.settings.borrow_and_update().clone());
                changes.push(Change::Settings { settings });
            }
            if !changes.is_empty() {
                if self.send(changes).is_err() {
                    // The window is gone.
                    return;
                }
                tokio::time::sleep(BATCH).await;
                continue;
            }
            let waited = tokio::select! {
                changed = newest.changed() => changed,
                changed = simulation.changed() => { simulation.mark_changed(); changed }
                changed = self.settings.changed() => { self.settings.mark_changed(); changed }
                changed = self.cleared.changed() => { self.cleared.mark_changed(); changed }
            };
            if waited.is_err() {
                // The program is ending.
                return;
            }
        }
    }

    fn send(&mut self, changes: Vec<Change>) -> tauri::Result<()> {
        let numbered = changes.into_iter().map(|change| {
            self.seq += 1;
            Update {
                seq: self.seq,
                change,
            }
        });
        let updates = numbered.collect();
        self.channel.send(updates)
    }
}
