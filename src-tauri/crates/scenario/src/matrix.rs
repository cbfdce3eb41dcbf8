//! The truth matrix: code × call × carrier × network. Its 600 cells come from data (`data/matrix.json`): each is proven by a
//! scenario of its own, or explained as impossible.

mod cause;
mod evidence;
mod reproduction;

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use numberauth_protocol::{Carrier, Network, ResultCode, SdkCall, Words};
use numberauth_simulator::RuleBook;

pub use self::cause::Cause;
use self::cause::Causes;
pub(crate) use self::evidence::proves;
pub use self::reproduction::{NotReproducible, Reproduction, WantedCode};
use crate::packed;
use crate::report::{
    CaseReport, CellState, Matrix, MatrixCell, MatrixKey, MatrixNetwork, Report, ReportKind,
};
use crate::runner::{Cancel, Progress, Run};
use crate::scenario::ScenarioFile;

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static CAUSES: LazyLock<Causes> = LazyLock::new(|| {
    serde_json::from_slice(packed::table("matrix.json")).expect("data/matrix.json")
});

static PLAN: LazyLock<MatrixPlan> = LazyLock::new(MatrixPlan::new);

/// What is known of the matrix before anything is run.
pub struct MatrixPlan {
    scenarios: Vec<ScenarioFile>,
    keys: Vec<MatrixKey>,
    cells: Vec<MatrixCell>,
}

impl MatrixPlan {
    /// The matrix.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &PLAN
    }

    /// Every cell that can be observed has a scenario here; in the cells' order.
    #[must_use]
    pub fn scenarios(&self) -> &[ScenarioFile] {
        &self.scenarios
    }

    /// All cells, as they are before a run: impossible or not run, by code, call, carrier and network.
    #[must_use]
    pub fn cells(&self) -> &[MatrixCell] {
        &self.cells
    }

    fn new() -> Self {
        let (mut scenarios, mut keys, mut cells) = (Vec::new(), Vec::new(), Vec::new());
        for key in MatrixKey::all() {
            let cause = causes_of(key).next();
            let why = impossible(key).or(cause.map(|cause| &cause.words));
            let proof = match impossible(key) {
                Some(_) => None,
                None => cause.map(|cause| cause.scenario(key)),
            };
            cells.push(MatrixCell {
                key,
                state: match proof {
                    Some(_) => CellState::NotRun,
                    None => CellState::Impossible,
                },
                case: proof.as_ref().map(|file| file.scenario.id.clone()),
                // A test holds the data to a reason or a cause for each.
                why: why.cloned().unwrap_or_default(),
            });
            if let Some(file) = proof {
                scenarios.push(file);
                keys.push(key);
            }
        }
        Self {
            scenarios,
            keys,
            cells,
        }
    }
}

impl MatrixKey {
    /// The 600 keys, by code, call, carrier and network.
    pub fn all() -> impl Iterator<Item = Self> {
        ResultCode::ALL.into_iter().flat_map(|code| {
            SdkCall::ALL.into_iter().flat_map(move |call| {
                Carrier::ALL.into_iter().flat_map(move |carrier| {
                    MatrixNetwork::ALL.into_iter().map(move |network| Self {
                        code,
                        call,
                        carrier,
                        network,
                    })
                })
            })
        })
    }
}

impl MatrixNetwork {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Cellular, Self::Wifi, Self::Hotspot, Self::Unknown];
}

impl From<MatrixNetwork> for Network {
    fn from(network: MatrixNetwork) -> Self {
        match network {
            MatrixNetwork::Cellular => Self::Cellular,
            MatrixNetwork::Wifi => Self::Wifi,
            MatrixNetwork::Hotspot => Self::Hotspot,
            MatrixNetwork::Unknown => Self::Unknown,
        }
    }
}

/// What brings a code about at a call, by that code's and call's order in the data.
#[must_use]
pub fn causes() -> &'static [Cause] {
    &CAUSES.list
}

/// What can bring a key's code about; the first one is the proof of its cell.
pub fn causes_of(key: MatrixKey) -> impl Iterator<Item = &'static Cause> {
    causes().iter().filter(move |cause| cause.applies_to(key))
}

/// Why a key cannot be observed; `None`: it can.
fn impossible(key: MatrixKey) -> Option<&'static Words> {
    let dictionary = key.code.entry().impossible.as_ref();
    let anywhere = dictionary.filter(|impossible| impossible.calls.contains(&key.call));
    anywhere.map(|impossible| &impossible.reason).or_else(|| {
        let here = |entry: &&cause::ImpossibleThere| entry.applies_to(key);
        Some(&CAUSES.impossible.iter().find(here)?.reason)
    })
}

/// A run of the whole matrix.
#[derive(Clone, Copy)]
pub struct MatrixRun<'a> {
    /// The seed of everything that is made up.
    pub seed: u64,
    /// How many scenarios are run at a time. The report is the same with any number.
    pub threads: NonZeroUsize,
    /// The carriers' rules.
    pub rules: &'a RuleBook,
}

impl<'a> MatrixRun<'a> {
    /// With as many threads as this machine has processors.
    #[must_use]
    pub fn new(seed: u64, rules: &'a RuleBook) -> Self {
        let Run { threads, .. } = Run::new(&[], seed, rules);
        Self {
            seed,
            threads,
            rules,
        }
    }

    /// Runs every cell that can be observed, and judges it by what really came: as [`Run::report`] does.
    pub fn report(
        &self,
        cancel: &Cancel,
        progress: impl FnMut(Progress),
        mut seen: impl FnMut(&CaseReport),
    ) -> Report {
        let plan = MatrixPlan::shipped();
        let run = Run {
            files: &plan.scenarios,
            seed: self.seed,
            threads: self.threads,
            rules: self.rules,
        };
        let mut cells = plan.cells.clone();
        let mut open = cells
            .iter_mut()
            .filter(|cell| cell.state == CellState::NotRun);
        let mut cases = Vec::with_capacity(plan.scenarios.len());
        let summary = run.each(cancel, progress, |mut case| {
            let key = plan.keys[cases.len()];
            case.key = Some(key);
            if let Some(cell) = open.next() {
                cell.state = CellState::judged_by(&case, key);
            }
            seen(&case);
            cases.push(case);
        });
        let matrix = Matrix { cells };
        Report::of(ReportKind::Matrix, self.seed, summary, Some(matrix), cases)
    }
}

impl CellState {
    /// What a cell is when this case was run for it.
    pub(crate) fn judged_by(case: &CaseReport, key: MatrixKey) -> Self {
        match causes_of(key).next() {
            Some(by) if proves(case, key, by) => Self::Observed,
            _ => Self::Unexpected,
        }
    }
}

impl Matrix {
    /// How many cells are in this state.
    #[must_use]
    pub fn count(&self, state: CellState) -> usize {
        self.cells.iter().filter(|cell| cell.state == state).count()
    }
}
