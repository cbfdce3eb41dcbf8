//! Runs for a person who watches: one at a time, in the background, with progress and a way to stop; the last one's report
//! is kept until the next begins.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use numberauth_protocol::Words;
use serde::Serialize;
use thiserror::Error;
use tokio::sync::watch;
use ts_rs::TS;

use crate::report::{CaseReport, CaseVerdict, Matrix, MatrixKey, Report, ReportKind, Summary};
use crate::runner::run_scenario;
use crate::scenario::ScenarioFile;
use crate::{Outcome, REPORT_SCHEMA_VERSION};

/// The seed of every run in the window, so that what is seen there is what `numberauth run` gives.
pub const DEFAULT_SEED: u64 = 7;

/// How the run stands, or the last one ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RunState {
    /// Counts the runs.
    pub number: u32,
    /// What is run.
    pub kind: ReportKind,
    /// The seed of everything that is made up.
    pub seed: u64,
    /// Whether it goes on.
    pub running: bool,
    /// Whether it was stopped before its end.
    pub partial: bool,
    /// How many scenarios have ended.
    pub done: u32,
    /// How it goes, in numbers.
    pub summary: Summary,
    /// How long it takes on this machine, in milliseconds. No report has it.
    pub wall_ms: u64,
    /// How long its scenarios took by their own clocks, in milliseconds.
    pub simulated_ms: u64,
}

/// A case as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CaseLine {
    /// The scenario's id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// The key of the matrix that it is the proof of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<MatrixKey>,
    /// Whether everything came as expected.
    pub verdict: CaseVerdict,
    /// What came of the whole.
    pub outcome: Outcome,
    /// The SHA-256 of the scenario's file, in hex: whether it is still the same one.
    pub sha256: String,
}

/// What is known of the last run, without its cases' steps and journals.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LastRun {
    /// How it stands.
    pub state: RunState,
    /// The cases that have ended, in the scenarios' order; of a run that goes on, none.
    pub cases: Vec<CaseLine>,
}

/// Why a run did not begin, or nothing of one can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RunError {
    /// One at a time.
    #[error("a run is under way")]
    Running,
    /// Nothing was chosen.
    #[error("no scenario was chosen")]
    Nothing,
    /// The system gives no thread.
    #[error("the run cannot begin: {0}")]
    NoThread(String),
    /// No run has ended yet.
    #[error("no run has ended yet")]
    NoReport,
    /// The last run has no such case.
    #[error("the last run has no case {0:?}")]
    NoSuchCase(String),
}

/// The runs of a window.
pub struct Runs {
    shared: Arc<Shared>,
}

struct Shared {
    state: watch::Sender<Option<RunState>>,
    stop: AtomicBool,
    report: Mutex<Option<Arc<Report>>>,
}

impl Default for Runs {
    fn default() -> Self {
        Self {
            shared: Arc::new(Shared {
                state: watch::Sender::new(None),
                stop: AtomicBool::new(false),
                report: Mutex::default(),
            }),
        }
    }
}

impl Runs {
    /// Begins to run these scenarios in the background; the report of the run before is forgotten.
    pub fn start(&self, files: Vec<ScenarioFile>) -> Result<RunState, RunError> {
        if files.is_empty() {
            return Err(RunError::Nothing);
        }
        let planned = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let state = self.begin(ReportKind::Run, planned)?;
        let shared = Arc::clone(&self.shared);
        let begun = std::thread::Builder::new()
            .name("scenarios".to_owned())
            .spawn(move || shared.run(&files));
        if let Err(error) = begun {
            self.shared.state.send_replace(None);
            return Err(RunError::NoThread(error.to_string()));
        }
        Ok(state)
    }

    /// Stops the run; what has ended by then stays as a partial report. Without a run it does nothing.
    pub fn cancel(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }

    /// How the run stands.
    #[must_use]
    pub fn state(&self) -> Option<RunState> {
        self.shared.state.borrow().clone()
    }

    /// Tells each change of [`Self::state`].
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Option<RunState>> {
        self.shared.state.subscribe()
    }

    /// The last run in short; `None` before the first.
    #[must_use]
    pub fn last(&self) -> Option<LastRun> {
        let state = self.state()?;
        let cases = match &*self.shared.kept() {
            Some(report) => report.cases.iter().map(line_of).collect(),
            None => Vec::new(),
        };
        Some(LastRun { state, cases })
    }

    /// One case of the last run, with its steps and its journal.
    pub fn case(&self, id: &str) -> Result<CaseReport, RunError> {
        let report = self.report()?;
        let case = report.cases.iter().find(|case| case.id == id);
        case.cloned()
            .ok_or_else(|| RunError::NoSuchCase(id.to_owned()))
    }

    /// The matrix of the last run, if it was one of the matrix.
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        let kept = self.shared.kept();
        let matrix = kept.as_ref().and_then(|report| report.matrix.clone());
        matrix.unwrap_or(Matrix { cells: Vec::new() })
    }

    /// TEMPORARY, until the matrix is here.
    pub fn start_matrix(&self) -> Result<RunState, RunError> {
        self.start(crate::library().to_vec())
    }

    /// The whole report of the last run, for its evidence.
    pub fn report(&self) -> Result<Arc<Report>, RunError> {
        self.shared.kept().clone().ok_or(RunError::NoReport)
    }

    fn begin(&self, kind: ReportKind, planned: u32) -> Result<RunState, RunError> {
        let mut begun = None;
        self.shared.state.send_if_modified(|state| {
            let before = state.as_ref();
            if before.is_some_and(|state| state.running) {
                return false;
            }
            let new = RunState {
                number: before.map_or(0, |state| state.number) + 1,
                kind,
                seed: DEFAULT_SEED,
                running: true,
                partial: false,
                done: 0,
                summary: Summary {
                    planned,
                    not_run: planned,
                    ..Summary::default()
                },
                wall_ms: 0,
                simulated_ms: 0,
            };
            begun = Some(new.clone());
            *state = Some(new);
            true
        });
        let begun = begun.ok_or(RunError::Running)?;
        self.shared.stop.store(false, Ordering::Relaxed);
        *self.shared.kept() = None;
        Ok(begun)
    }
}

impl Shared {
    fn run(&self, files: &[ScenarioFile]) {
        let watch = Instant::now();
        let mut cases = Vec::with_capacity(files.len());
        for file in files {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let case = run_scenario(file, DEFAULT_SEED);
            self.count(&case, watch);
            cases.push(case);
        }
        self.end(cases, watch);
    }

    fn count(&self, case: &CaseReport, watch: Instant) {
        self.change(|state| {
            state.done += 1;
            state.summary.not_run = state.summary.not_run.saturating_sub(1);
            match case.verdict {
                CaseVerdict::Passed => state.summary.passed += 1,
                CaseVerdict::Failed => state.summary.failed += 1,
                CaseVerdict::Broken => state.summary.broken += 1,
            }
            state.simulated_ms += case.elapsed_ms;
            state.wall_ms = elapsed(watch);
        });
    }

    fn end(&self, cases: Vec<CaseReport>, watch: Instant) {
        let Some(state) = self.state.borrow().clone() else {
            return;
        };
        let partial = state.summary.not_run > 0;
        *self.kept() = Some(Arc::new(Report {
            schema_version: REPORT_SCHEMA_VERSION,
            generator: concat!("numberauth-lab ", env!("CARGO_PKG_VERSION")).to_owned(),
            kind: state.kind,
            seed: state.seed,
            partial,
            summary: state.summary,
            matrix: None,
            cases,
            sha256: String::new(),
        }));
        self.change(|state| {
            state.running = false;
            state.partial = partial;
            state.wall_ms = elapsed(watch);
        });
    }

    fn change(&self, change: impl FnOnce(&mut RunState)) {
        self.state.send_modify(|state| {
            if let Some(state) = state {
                change(state);
            }
        });
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Report>>> {
        // A report is put here whole or not at all.
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn elapsed(watch: Instant) -> u64 {
    u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn line_of(case: &CaseReport) -> CaseLine {
    CaseLine {
        id: case.id.clone(),
        title: case.title.clone(),
        key: case.key,
        verdict: case.verdict,
        outcome: case.outcome,
        sha256: case.sha256.clone(),
    }
}
