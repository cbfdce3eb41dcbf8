//! Runs for a person who watches: one at a time, in the background, with progress and a way to stop; of scenarios and of the
//! matrix the last report is kept until the next of its kind begins.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use numberauth_protocol::{Carrier, ResultCode, SdkCall, Words};
use numberauth_simulator::RuleBook;
use serde::Serialize;
use thiserror::Error;
use tokio::sync::watch;
use ts_rs::TS;

use crate::Outcome;
use crate::matrix::{
    Cause, MatrixPlan, MatrixRun, NotReproducible, Reproduction, WantedCode, causes,
};
use crate::report::{
    CaseReport, CaseVerdict, MatrixCell, MatrixKey, MatrixNetwork, Report, ReportKind, Summary,
};
use crate::runner::{Cancel, Progress, Run, panic_message};
use crate::scenario::ScenarioFile;

/// The seed of every run in the window, so that what is seen there is what `numberauth run` gives.
pub const DEFAULT_SEED: u64 = Run::SEED;

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
    /// Why it broke off, where the program itself failed: there is no report of it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub broke_off: Option<String>,
    /// How many scenarios have ended.
    pub done: u32,
    /// How it goes, in numbers.
    pub summary: Summary,
    /// How long it takes on this machine, in milliseconds. No report has it.
    pub wall_ms: u64,
    /// How long its scenarios took by their calendars, in milliseconds.
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
    /// Whether it shows its key's code by the cause that it is of; none where it has no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub proven: Option<bool>,
}

/// What is known of the last run, without its cases' steps and journals.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LastRun {
    /// How it stands.
    pub state: RunState,
    /// The cases that have ended, in the scenarios' order.
    pub cases: Vec<CaseLine>,
}

/// The matrix as it is known, and what brings its codes about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MatrixState {
    /// Every cell, by code, call, carrier and network.
    pub cells: Vec<MatrixCell>,
    /// Every cause of a code at a call.
    pub causes: Vec<CauseLine>,
}

/// What brings a code about at a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CauseLine {
    /// The code.
    #[ts(type = "number")]
    pub code: ResultCode,
    /// The call.
    pub call: SdkCall,
    /// What it is, in a sentence.
    pub words: Words,
    /// The carriers that it is found at.
    pub carriers: Vec<Carrier>,
    /// The networks that it is found on.
    pub networks: Vec<MatrixNetwork>,
    /// Its place among all causes, from 0: who wants it reproduced names it.
    pub number: u32,
    /// Each place where it is found, with the scenario that shows it there.
    pub places: Vec<CausePlace>,
}

/// A place where a cause is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CausePlace {
    /// The carrier of the path.
    pub carrier: Carrier,
    /// The device's network.
    pub network: MatrixNetwork,
    /// The id of the scenario that shows it.
    pub case: String,
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
    /// The code cannot come so.
    #[error(transparent)]
    NotReproducible(#[from] NotReproducible),
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
#[derive(Default)]
pub struct Runs {
    shared: Arc<Shared>,
}

struct Shared {
    state: watch::Sender<Option<RunState>>,
    cancel: Mutex<Cancel>,
    kept: Mutex<Kept>,
}

/// The last run of each kind that has ended.
#[derive(Default)]
struct Kept {
    run: Option<Ended>,
    matrix: Option<Ended>,
    reproduction: Option<Ended>,
    /// The cases of earlier runs of scenarios, by id: each as it ended last.
    earlier: HashMap<String, CaseReport>,
}

/// So many cases of earlier runs are kept; when there are more, all are let go of.
const MOST_EARLIER: usize = 500;

struct Ended {
    state: RunState,
    report: Arc<Report>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            state: watch::Sender::new(None),
            cancel: Mutex::default(),
            kept: Mutex::default(),
        }
    }
}

impl Runs {
    /// Begins to run these scenarios in the background, each once; the report of those before is forgotten.
    pub fn start(&self, mut files: Vec<ScenarioFile>) -> Result<RunState, RunError> {
        if files.is_empty() {
            return Err(RunError::Nothing);
        }
        // A report finds its cases by id.
        let mut ids = HashSet::new();
        files.retain(|file| ids.insert(file.scenario.id.clone()));
        self.begin(
            ReportKind::Run,
            files.len(),
            move |shared, cancel, rules, watch| {
                Run::new(&files, DEFAULT_SEED, rules).report(
                    cancel,
                    |progress| shared.progress(progress, watch),
                    |case| shared.seen(case),
                )
            },
        )
    }

    /// Begins to run the whole matrix in the background; the report of the one before is forgotten.
    pub fn start_matrix(&self) -> Result<RunState, RunError> {
        let planned = MatrixPlan::shipped().scenarios().len();
        self.begin(
            ReportKind::Matrix,
            planned,
            |shared, cancel, rules, watch| {
                MatrixRun::new(DEFAULT_SEED, rules).report(
                    cancel,
                    |progress| shared.progress(progress, watch),
                    |case| shared.seen(case),
                )
            },
        )
    }

    /// Begins to reproduce a code in the background; the report of the one before is forgotten.
    pub fn reproduce(&self, wanted: &WantedCode) -> Result<RunState, RunError> {
        let reproduction = Reproduction::of(wanted)?;
        self.begin(
            ReportKind::Reproduction,
            1,
            move |shared, cancel, rules, watch| {
                reproduction.report(
                    DEFAULT_SEED,
                    rules,
                    cancel,
                    |progress| shared.progress(progress, watch),
                    |case| shared.seen(case),
                )
            },
        )
    }

    /// Stops the run; what has ended by then stays as a partial report. Without a run it does nothing.
    pub fn cancel(&self) {
        lock(&self.shared.cancel).cancel();
    }

    /// How the run stands, or the last one ended.
    #[must_use]
    pub fn state(&self) -> Option<RunState> {
        self.shared.state.borrow().clone()
    }

    /// Tells each change of [`Self::state`].
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Option<RunState>> {
        self.shared.state.subscribe()
    }

    /// The last run of a kind in short; `None` before one has ended.
    #[must_use]
    pub fn last(&self, kind: ReportKind) -> Option<LastRun> {
        let kept = lock(&self.shared.kept);
        kept.of(kind).map(|ended| LastRun {
            state: ended.state.clone(),
            cases: ended.report.cases.iter().map(line_of).collect(),
        })
    }

    /// One case of the last run of a kind, with its steps and its journal; of scenarios, also one of an earlier run, as it
    /// ended last.
    pub fn case(&self, kind: ReportKind, id: &str) -> Result<CaseReport, RunError> {
        let kept = lock(&self.shared.kept);
        let ended = kept.of(kind);
        let mut cases = ended.iter().flat_map(|ended| &ended.report.cases);
        let earlier = || kept.earlier.get(id).filter(|_| kind == ReportKind::Run);
        let case = cases.find(|case| case.id == id).or_else(earlier);
        case.cloned().ok_or_else(|| match ended {
            Some(_) => RunError::NoSuchCase(id.to_owned()),
            None => RunError::NoReport,
        })
    }

    /// The matrix as its last run left it; before one has ended, as nothing was run.
    #[must_use]
    pub fn matrix(&self) -> MatrixState {
        let report = self.report(ReportKind::Matrix).ok();
        let run = report.as_ref().and_then(|report| report.matrix.as_ref());
        let cells = run.map_or(MatrixPlan::shipped().cells(), |matrix| &matrix.cells);
        MatrixState {
            cells: cells.to_vec(),
            causes: (0_u32..).zip(causes()).map(cause_line).collect(),
        }
    }

    /// The whole report of the last run of a kind, for its evidence.
    pub fn report(&self, kind: ReportKind) -> Result<Arc<Report>, RunError> {
        let kept = lock(&self.shared.kept);
        let ended = kept.of(kind).ok_or(RunError::NoReport)?;
        Ok(Arc::clone(&ended.report))
    }

    fn begin(
        &self,
        kind: ReportKind,
        planned: usize,
        run: impl FnOnce(&Shared, &Cancel, &RuleBook, Instant) -> Report + Send + 'static,
    ) -> Result<RunState, RunError> {
        let planned = u32::try_from(planned).unwrap_or(u32::MAX);
        let begun = self.shared.begin(kind, planned).ok_or(RunError::Running)?;
        let cancel = Cancel::default();
        *lock(&self.shared.cancel) = cancel.clone();
        lock(&self.shared.kept).let_go_of(kind);
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name("runs".to_owned());
        let spawned = thread.spawn(move || {
            let watch = Instant::now();
            // A panic of the program's own, where panics unwind, is the end of this run alone.
            let run = || run(&shared, &cancel, &RuleBook::shipped(), watch);
            match catch_unwind(AssertUnwindSafe(run)) {
                Ok(report) => shared.end(kind, report, watch),
                Err(panic) => shared.break_off(panic_message(&*panic), watch),
            }
        });
        if let Err(error) = spawned {
            self.shared.state.send_replace(None);
            return Err(RunError::NoThread(error.to_string()));
        }
        Ok(begun)
    }
}

impl Kept {
    fn of(&self, kind: ReportKind) -> Option<&Ended> {
        match kind {
            ReportKind::Run => self.run.as_ref(),
            ReportKind::Matrix => self.matrix.as_ref(),
            ReportKind::Reproduction => self.reproduction.as_ref(),
        }
    }

    /// A new run of the kind begins: its cases are of an earlier one.
    fn let_go_of(&mut self, kind: ReportKind) {
        let ended = self.of_mut(kind).take();
        let Some(Ended { report, .. }) = ended.filter(|_| kind == ReportKind::Run) else {
            return;
        };
        if self.earlier.len() + report.cases.len() > MOST_EARLIER {
            self.earlier.clear();
        }
        let cases = report.cases.iter();
        self.earlier
            .extend(cases.map(|case| (case.id.clone(), case.clone())));
    }

    fn of_mut(&mut self, kind: ReportKind) -> &mut Option<Ended> {
        match kind {
            ReportKind::Run => &mut self.run,
            ReportKind::Matrix => &mut self.matrix,
            ReportKind::Reproduction => &mut self.reproduction,
        }
    }
}

impl Shared {
    /// The new run, unless one goes on.
    fn begin(&self, kind: ReportKind, planned: u32) -> Option<RunState> {
        let mut begun = None;
        self.state.send_if_modified(|state| {
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
                broke_off: None,
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
        begun
    }

    /// Which of them failed and which could not be run, the report tells at the end.
    fn progress(&self, progress: Progress, watch: Instant) {
        self.change(|state| {
            state.done = progress.done;
            state.wall_ms = milliseconds(watch);
            state.summary.failed = progress.failed;
            state.summary.passed = progress.done.saturating_sub(progress.failed);
            state.summary.not_run = progress.total.saturating_sub(progress.done);
        });
    }

    fn seen(&self, case: &CaseReport) {
        self.change(|state| state.simulated_ms += case.elapsed_ms);
    }

    fn end(&self, kind: ReportKind, report: Report, watch: Instant) {
        let mut ended = None;
        // Kept before it is told: who hears of the end finds the report.
        if let Some(state) = &*self.state.borrow() {
            ended = Some(RunState {
                running: false,
                partial: report.partial,
                done: report.summary.planned - report.summary.not_run,
                summary: report.summary,
                wall_ms: milliseconds(watch),
                ..state.clone()
            });
        }
        if let Some(state) = &ended {
            *lock(&self.kept).of_mut(kind) = Some(Ended {
                state: state.clone(),
                report: Arc::new(report),
            });
        }
        self.state.send_replace(ended);
    }

    fn break_off(&self, reason: String, watch: Instant) {
        self.change(|state| {
            state.running = false;
            state.partial = true;
            state.broke_off = Some(reason);
            state.wall_ms = milliseconds(watch);
        });
    }

    fn change(&self, change: impl FnOnce(&mut RunState)) {
        self.state.send_modify(|state| {
            if let Some(state) = state {
                change(state);
            }
        });
    }
}

fn milliseconds(watch: Instant) -> u64 {
    u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept here is put there whole or not at all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cause_line((number, cause): (u32, &Cause)) -> CauseLine {
    let place = |key: MatrixKey| CausePlace {
        carrier: key.carrier,
        network: key.network,
        case: cause.id_at(key),
    };
    CauseLine {
        code: cause.code,
        call: cause.call,
        words: cause.words.clone(),
        carriers: cause.carriers.clone(),
        networks: cause.networks.clone(),
        number,
        places: cause.keys().map(place).collect(),
    }
}

fn line_of(case: &CaseReport) -> CaseLine {
    let reproduction = case.key.and_then(|key| Reproduction::at(key, &case.id));
    CaseLine {
        id: case.id.clone(),
        title: case.title.clone(),
        key: case.key,
        verdict: case.verdict,
        outcome: case.outcome,
        sha256: case.sha256.clone(),
        proven: reproduction.map(|found| found.is_proven_by(case)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn ended(runs: &Runs) -> RunState {
        let begun = Instant::now();
        loop {
            let state = runs.state().unwrap();
            if !state.running {
                return state;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{state:?}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn a_run_that_panics_is_told_to_have_broken_off_and_the_next_one_begins() {
        let runs = Runs::default();
        let begun = runs.begin(ReportKind::Run, 3, |_, _, _, _| panic!("a slip of ours"));
        assert!(begun.unwrap().running);
        let state = ended(&runs);
        let reason = state.broke_off.as_deref().unwrap();
        assert!(reason.contains("a slip of ours"), "{reason}");
        assert!(state.partial);
        assert!(matches!(
            runs.report(ReportKind::Run),
            Err(RunError::NoReport)
        ));
        let file = crate::library().first().unwrap().clone();
        runs.start(vec![file]).unwrap();
        let state = ended(&runs);
        assert_eq!((state.broke_off, state.summary.passed), (None, 1));
    }
}
