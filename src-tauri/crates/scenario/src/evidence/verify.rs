//! A report held against the same scenarios, run again.

use std::collections::HashMap;

use numberauth_simulator::RuleBook;
use serde::Serialize;
use serde_json::Value;

use super::Damage;
use crate::{
    Cancel, CaseReport, CaseVerdict, CellState, Matrix, MatrixPlan, Report, ReportKind,
    Reproduction, Run, ScenarioFile, Summary, library,
};

/// The longest value that is told, in characters.
const LONGEST: usize = 160;

/// What came of a report's check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The content is not what the hash was made of.
    pub damage: Option<Damage>,
    /// Each case, in the report's order.
    pub cases: Vec<CheckedCase>,
    /// Where counts or matrix are not what the cases make them.
    pub whole: Option<Difference>,
}

/// What came of a case's check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCase {
    /// The scenario's id.
    pub id: String,
    /// What was found.
    pub finding: CaseFinding,
}

/// What running a case again shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFinding {
    /// The same, to the byte.
    Same,
    /// Something else.
    Differs(Difference),
    /// Its scenario is not here.
    NoScenario {
        /// The hash of the file that the report tells of.
        wanted: String,
        /// The hash of a scenario that has the same id, but says something else.
        other: Option<String>,
    },
}

/// The first difference between a report and what comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `steps[3].observed.code`.
    pub place: String,
    /// What the report says.
    pub reported: String,
    /// What comes again.
    pub again: String,
}

impl Verification {
    /// Runs each case's scenario again with the report's seed. A scenario is found by id and hash: in the library, in the matrix,
    /// and in `more`.
    #[must_use]
    pub fn of(report: &Report, more: &[ScenarioFile]) -> Self {
        let reproductions = reproductions(report);
        let known: Vec<&ScenarioFile> = library()
            .iter()
            .chain(MatrixPlan::shipped().scenarios())
            .chain(&reproductions)
            .chain(more)
            .collect();
        let found: Vec<_> = report.cases.iter().map(|case| find(case, &known)).collect();
        let files: Vec<ScenarioFile> = found
            .iter()
            .filter_map(|found| found.as_ref().ok())
            .map(|file| (*file).clone())
            .collect();
        let mut again = run_again(report, &files).into_iter();
        let mut checked = Vec::with_capacity(report.cases.len());
        let mut judged = Vec::with_capacity(report.cases.len());
        for (case, found) in report.cases.iter().zip(found) {
            let now = found.map(|_| again.next());
            let finding = match now {
                Ok(Some(now)) => {
                    let differs = difference(case, &now);
                    judged.push(now);
                    differs.map_or(CaseFinding::Same, CaseFinding::Differs)
                }
                other => {
                    judged.push(case.clone());
                    CaseFinding::NoScenario {
                        wanted: case.sha256.clone(),
                        other: other.err().flatten(),
                    }
                }
            };
            checked.push(CheckedCase {
                id: case.id.clone(),
                finding,
            });
        }
        Self {
            damage: report.check_seal().err(),
            cases: checked,
            whole: whole(report, &judged),
        }
    }

    /// Whether the report is undamaged, and everything that could be run again came again.
    #[must_use]
    pub fn holds(&self) -> bool {
        let differs = |case: &CheckedCase| matches!(case.finding, CaseFinding::Differs(_));
        self.damage.is_none() && self.whole.is_none() && !self.cases.iter().any(differs)
    }

    /// How many cases came again.
    #[must_use]
    pub fn same(&self) -> usize {
        let same = |case: &&CheckedCase| case.finding == CaseFinding::Same;
        self.cases.iter().filter(same).count()
    }

    /// Whether some case's scenario is not here.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let missing = |case: &CheckedCase| matches!(case.finding, CaseFinding::NoScenario { .. });
        self.cases.iter().any(missing)
    }
}

/// What a reproduction's report tells of: by another cause than the matrix's, it stands in no list.
fn reproductions(report: &Report) -> Vec<ScenarioFile> {
    let cases = report.cases.iter();
    let ids = cases
        .filter(|_| report.kind == ReportKind::Reproduction)
        .map(|case| case.id.as_str());
    ids.filter_map(Reproduction::by_id)
        .map(|found| found.scenario())
        .collect()
}

/// The case's scenario; else the hash of another one with its id.
fn find<'a>(
    case: &CaseReport,
    known: &[&'a ScenarioFile],
) -> Result<&'a ScenarioFile, Option<String>> {
    let same_id = |file: &&&ScenarioFile| file.scenario.id == case.id;
    let namesakes = || known.iter().filter(same_id);
    namesakes()
        .find(|file| file.sha256 == case.sha256)
        .copied()
        .ok_or_else(|| namesakes().next().map(|file| file.sha256.clone()))
}

fn run_again(report: &Report, files: &[ScenarioFile]) -> Vec<CaseReport> {
    let rules = RuleBook::shipped();
    let keys: HashMap<_, _> = match report.kind {
        ReportKind::Matrix => MatrixPlan::shipped()
            .cells()
            .iter()
            .filter_map(|cell| Some((cell.case.as_deref()?, cell.key)))
            .collect(),
        ReportKind::Reproduction => report
            .cases
            .iter()
            .filter_map(|case| Some((case.id.as_str(), Reproduction::by_id(&case.id)?.key())))
            .collect(),
        ReportKind::Run => HashMap::new(),
    };
    let mut again = Vec::with_capacity(files.len());
    let run = Run::new(files, report.seed, &rules);
    run.each(
        &Cancel::default(),
        |_| {},
        |mut case| {
            case.key = keys.get(case.id.as_str()).copied();
            again.push(case);
        },
    );
    again
}

/// What is made of the cases: counts and matrix.
#[derive(Serialize)]
struct Made<'a> {
    partial: bool,
    summary: Summary,
    matrix: Option<&'a Matrix>,
}

/// Whether counts and matrix are what these cases make them.
fn whole(report: &Report, cases: &[CaseReport]) -> Option<Difference> {
    let reported = Made {
        partial: report.partial,
        summary: report.summary,
        matrix: report.matrix.as_ref(),
    };
    let matrix = (report.kind == ReportKind::Matrix).then(|| judge(cases));
    let planned = match report.kind {
        ReportKind::Matrix => count(MatrixPlan::shipped().scenarios().len()),
        // Nothing else tells how many there were to be.
        ReportKind::Run | ReportKind::Reproduction => {
            report.summary.planned.max(count(cases.len()))
        }
    };
    let ended = |verdict| count(cases.iter().filter(|case| case.verdict == verdict).count());
    let not_run = planned.saturating_sub(count(cases.len()));
    let made = Made {
        partial: not_run > 0,
        summary: Summary {
            planned,
            passed: ended(CaseVerdict::Passed),
            failed: ended(CaseVerdict::Failed),
            broken: ended(CaseVerdict::Broken),
            not_run,
        },
        matrix: matrix.as_ref(),
    };
    difference(&reported, &made)
}

/// The matrix that these cases make.
fn judge(cases: &[CaseReport]) -> Matrix {
    let cases: HashMap<_, _> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut cells = MatrixPlan::shipped().cells().to_vec();
    for cell in &mut cells {
        if let Some(case) = cell.case.as_deref().and_then(|id| cases.get(id)) {
            cell.state = CellState::judged_by(case, cell.key);
        }
    }
    Matrix { cells }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The first difference of two values' JSON.
fn difference(reported: &impl Serialize, again: &impl Serialize) -> Option<Difference> {
    // Our own types always serialise.
    let value = |of: serde_json::Result<Value>| of.unwrap_or_default();
    let (reported, again) = (
        value(serde_json::to_value(reported)),
        value(serde_json::to_value(again)),
    );
    first_difference("", Some(&reported), Some(&again))
}

fn first_difference(
    place: &str,
    reported: Option<&Value>,
    again: Option<&Value>,
) -> Option<Difference> {
    match (reported, again) {
        (one, other) if one == other => None,
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let mut names = one
                .keys()
                .chain(other.keys().filter(|name| !one.contains_key(*name)));
            names.find_map(|name| {
                let dot = if place.is_empty() { "" } else { "." };
                first_difference(
                    &format!("{place}{dot}{name}"),
                    one.get(name),
                    other.get(name),
                )
            })
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => (0..one.len().max(other.len()))
            .find_map(|index| {
                first_difference(
                    &format!("{place}[{index}]"),
                    one.get(index),
                    other.get(index),
                )
            }),
        (one, other) => Some(Difference {
            place: place.to_owned(),
            reported: shown(one),
            again: shown(other),
        }),
    }
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
