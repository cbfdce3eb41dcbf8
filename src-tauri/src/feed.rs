//! What the window sees as it happens: one channel of updates, subscribed to first, and then a snapshot to start from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use numberauth_protocol::{Entry, HopInFlight};
use numberauth_scenario::{Bench, Dropped, Facts, RunState, Simulation};
use serde::Serialize;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tokio::sync::watch;
use ts_rs::TS;

use crate::settings::{Notice, Settings};
use crate::shell::Shell;
use crate::stage::{StageAct, StageState};
use crate::stage_acts::ActsOfPage;
use crate::stage_room;

/// At most one array of updates in this time: two frames of a 60 Hz screen.
const BATCH: Duration = Duration::from_millis(33);
/// The most entries in one array; the rest follows in the next.
const MOST_ENTRIES: usize = 500;

/// A hop that takes less time is never told as one in flight: its entry comes at once.
const TOLD_AFTER: Duration = Duration::from_millis(150);

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
    /// How the run stands, or the last one ended.
    pub run: Option<RunState>,
    /// How the stage stands.
    pub stage: StageState,
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
    /// The hops in flight are now these: of those that somebody waits for longer than a blink.
    InFlight {
        /// Oldest first; empty when nothing is waited for any more.
        hops: Vec<HopInFlight>,
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
    /// The run is now so.
    Run {
        /// So.
        run: RunState,
    },
    /// Something was dragged into the window.
    Dropped {
        /// What.
        dropped: Dropped,
    },
    /// The stage is now so. Told to every window but the stage itself.
    Stage {
        /// So.
        stage: Box<StageState>,
    },
    /// The presenter did something. Told to the stage alone.
    StageAct {
        /// What.
        act: StageAct,
    },
    /// The journal was cleared.
    Cleared,
}

/// The windows' subscriptions, one a window: a reload replaces it.
#[derive(Default)]
pub(crate) struct Feed {
    pumps: Mutex<HashMap<String, JoinHandle<()>>>,
    cleared: watch::Sender<u64>,
}

impl Feed {
    /// Sends every change from now on through `channel`, until the window subscribes again or goes away.
    pub(crate) fn subscribe(&self, window: &str, channel: Channel<Vec<Update>>, shell: &Shell) {
        let bench = Arc::clone(&shell.bench);
        let settings = &shell.settings;
        let acts = (window == stage_room::LABEL).then(|| shell.stage.acts_of_page());
        let pump = Pump {
            last_entry: *bench.journal().newest().borrow(),
            last_notice: settings.notices().len(),
            seq: 0,
            newest: bench.journal().newest(),
            flights: bench.journal().flights(),
            told_flights: Vec::new(),
            simulation: bench.changes(),
            settings: settings.watch(),
            notices: settings.watch_notices(),
            cleared: self.cleared.subscribe(),
            runs: shell.runs.watch(),
            dropped: shell.dropped.subscribe(),
            stage: shell.stage.watch(),
            acts,
            channel,
            bench,
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
    last_notice: usize,
    seq: u64,
    newest: watch::Receiver<u64>,
    flights: watch::Receiver<u64>,
    /// The hops in flight that the window knows of, by their ids.
    told_flights: Vec<u64>,
    simulation: watch::Receiver<u64>,
    settings: watch::Receiver<Settings>,
    notices: watch::Receiver<Vec<Notice>>,
    cleared: watch::Receiver<u64>,
    runs: watch::Receiver<Option<RunState>>,
    dropped: watch::Receiver<Option<Dropped>>,
    stage: watch::Receiver<StageState>,
    /// The stage's page alone has them, and is told little else.
    acts: Option<ActsOfPage>,
    channel: Channel<Vec<Update>>,
    bench: Arc<Bench>,
}

/// Whether there is news, which is then taken for seen.
fn news<T>(receiver: &mut watch::Receiver<T>) -> bool {
    let news = receiver.has_changed().unwrap_or(false);
    receiver.mark_unchanged();
    news
}

/// Ends when a hop in flight that was not told has lasted long enough to be; never, if there is none.
async fn flight_is_due(bench: &Bench, told: &[u64]) {
    let hops = bench.journal().in_flight().into_iter();
    let untold = hops.filter(|hop| !told.contains(&hop.id));
    match untold.map(|hop| hop.waited_ms).max() {
        Some(waited) => {
            let left = TOLD_AFTER.saturating_sub(Duration::from_millis(waited));
            tokio::time::sleep(left).await;
        }
        None => std::future::pending().await,
    }
}

impl Pump {
    /// Ends when the window or the program is gone.
    async fn run(mut self) {
        loop {
            let changes = self.take_changes();
            if changes.is_empty() {
                if !self.wait().await {
                    return;
                }
            } else {
                if self.send(changes).is_err() {
                    return;
                }
                tokio::time::sleep(BATCH).await;
            }
        }
    }

    fn take_changes(&mut self) -> Vec<Change> {
        match &mut self.acts {
            Some(acts) => {
                let acts = acts.take();
                // The phone that they are done to is as it was then.
                let mut changes = self.take_of_phone();
                changes.extend(acts.into_iter().map(|act| Change::StageAct { act }));
                changes
            }
            None => self.take_of_lab(),
        }
    }

    /// What a phone depends on.
    fn take_of_phone(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        if news(&mut self.simulation) {
            changes.push(Change::Simulation {
                simulation: Box::new(self.bench.simulation()),
            });
        }
        if news(&mut self.settings) {
            changes.push(Change::Settings {
                settings: Box::new(self.settings.borrow().clone()),
            });
        }
        changes
    }

    /// What the presenter's own window shows.
    fn take_of_lab(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        if news(&mut self.cleared) {
            changes.push(Change::Cleared);
        }
        // Looked at before the entries: a hop that ends meanwhile is told twice, and never not at all.
        let flights = self.take_flights();
        self.newest.mark_unchanged();
        for entry in self.bench.journal().after(self.last_entry, MOST_ENTRIES) {
            self.last_entry = entry.seq;
            changes.push(Change::Entry {
                entry: Box::new((*entry).clone()),
            });
        }
        changes.extend(flights);
        changes.extend(self.take_of_phone());
        if news(&mut self.notices) {
            let notices = self.notices.borrow();
            changes.extend(
                notices[self.last_notice..]
                    .iter()
                    .cloned()
                    .map(|notice| Change::Notice { notice }),
            );
            self.last_notice = notices.len();
        }
        if news(&mut self.runs) {
            let run = self.runs.borrow().clone();
            changes.extend(run.map(|run| Change::Run { run }));
        }
        if news(&mut self.dropped) {
            let dropped = self.dropped.borrow().clone();
            changes.extend(dropped.map(|dropped| Change::Dropped { dropped }));
        }
        if news(&mut self.stage) {
            changes.push(Change::Stage {
                stage: Box::new(self.stage.borrow().clone()),
            });
        }
        changes
    }

    /// The hops in flight, where they are others than the window knows of.
    fn take_flights(&mut self) -> Option<Change> {
        self.flights.mark_unchanged();
        let mut hops = self.bench.journal().in_flight();
        hops.retain(|hop| u128::from(hop.waited_ms) >= TOLD_AFTER.as_millis());
        let ids: Vec<u64> = hops.iter().map(|hop| hop.id).collect();
        if ids == self.told_flights {
            return None;
        }
        self.told_flights = ids;
        Some(Change::InFlight { hops })
    }

    /// Waits for news; `false` when the program is ending.
    async fn wait(&mut self) -> bool {
        // Waiting marks the news as seen; `take_changes` is to find it.
        if let Some(acts) = &mut self.acts {
            let came = tokio::select! {
                came = self.simulation.changed() => { self.simulation.mark_changed(); came }
                came = self.settings.changed() => { self.settings.mark_changed(); came }
                came = acts.changed() => came,
            };
            return came.is_ok();
        }
        let came = tokio::select! {
            came = self.newest.changed() => came,
            came = self.flights.changed() => came,
            () = flight_is_due(&self.bench, &self.told_flights) => Ok(()),
            came = self.simulation.changed() => { self.simulation.mark_changed(); came }
            came = self.settings.changed() => { self.settings.mark_changed(); came }
            came = self.notices.changed() => { self.notices.mark_changed(); came }
            came = self.cleared.changed() => { self.cleared.mark_changed(); came }
            came = self.runs.changed() => { self.runs.mark_changed(); came }
            came = self.dropped.changed() => { self.dropped.mark_changed(); came }
            came = self.stage.changed() => { self.stage.mark_changed(); came }
        };
        came.is_ok()
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
