//! The truth matrix: 600 cells, and each is what it says.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::time::Instant;

use numberauth_protocol::{Carrier, ResultCode};
use numberauth_scenario::{
    Cancel, CaseVerdict, CellState, Matrix, MatrixPlan, MatrixRun, Report, Run, ScenarioFile,
    causes, causes_of,
};
use numberauth_simulator::{Comparison, RuleBook};

/// Keys that can be observed, and those that cannot. READMEs, docs and the window's tests say the same numbers.
const OBSERVED: usize = 363;
const IMPOSSIBLE: usize = 237;

fn run(seed: u64, rules: &RuleBook, threads: usize) -> Report {
    let run = MatrixRun {
        threads: NonZeroUsize::new(threads).unwrap(),
        ..MatrixRun::new(seed, rules)
    };
    run.report(&Cancel::default(), |_| {}, |_| {})
}

fn matrix(report: &Report) -> &Matrix {
    report.matrix.as_ref().unwrap()
}

#[test]
fn the_plan_has_600_keys_of_which_363_can_be_observed() {
    let plan = MatrixPlan::shipped();
    let keys: BTreeSet<_> = plan.cells().iter().map(|cell| cell.key).collect();
    assert_eq!((keys.len(), plan.cells().len()), (600, 600));
    let impossible = |cell: &&numberauth_scenario::MatrixCell| cell.state == CellState::Impossible;
    assert_eq!(plan.cells().iter().filter(impossible).count(), IMPOSSIBLE);
    assert_eq!(plan.scenarios().len(), OBSERVED);
    let ids: BTreeSet<_> = plan
        .scenarios()
        .iter()
        .map(|file| &file.scenario.id)
        .collect();
    assert_eq!(ids.len(), OBSERVED);
    assert!(
        ids.iter()
            .any(|id| *id == "matrix-600011-getlogintoken-cm-cellular")
    );
    for cell in plan.cells() {
        let id = cell.key.id();
        assert!(!cell.why.zh.is_empty() && !cell.why.en.is_empty(), "{id}");
        let has_cause = causes_of(cell.key).next().is_some();
        assert_eq!(
            cell.state == CellState::Impossible,
            !has_cause,
            "{id}: a cause or a reason, and not both"
        );
        assert_eq!(cell.case, has_cause.then_some(id));
    }
}

#[test]
fn every_scenario_of_it_is_a_file_that_can_be_read() {
    for file in MatrixPlan::shipped().scenarios() {
        let id = &file.scenario.id;
        let read = ScenarioFile::read(id, file.scenario.to_json().as_bytes()).unwrap();
        assert!(read == *file, "{id}");
        assert!(!file.scenario.title.zh.ends_with(' '), "{id}");
    }
}

#[test]
fn every_cell_is_observed_or_impossible_and_twice_gives_the_same_bytes() {
    let rules = RuleBook::shipped();
    let begun = Instant::now();
    let report = run(1, &rules, 2);
    eprintln!("the whole matrix: {:?}", begun.elapsed());
    let cells = matrix(&report);
    let unexpected: Vec<_> = cells
        .cells
        .iter()
        .filter(|cell| cell.state == CellState::Unexpected)
        .map(|cell| cell.key.id())
        .collect();
    assert_eq!(unexpected, [""; 0]);
    let counts = [
        CellState::Observed,
        CellState::Impossible,
        CellState::Unexpected,
        CellState::NotRun,
    ]
    .map(|state| cells.count(state));
    assert_eq!(counts, [OBSERVED, IMPOSSIBLE, 0, 0]);
    assert_eq!(counts.iter().sum::<usize>(), cells.cells.len());
    let observed: BTreeSet<_> = cells
        .cells
        .iter()
        .filter(|cell| cell.state == CellState::Observed)
        .map(|cell| cell.key.code)
        .collect();
    assert_eq!(observed, ResultCode::ALL.iter().copied().collect());
    let summary = [report.summary.planned, report.summary.passed];
    assert_eq!(summary.map(|count| count as usize), [OBSERVED; 2]);
    assert!(!report.partial);
    let text = |report: &Report| serde_json::to_string(report).unwrap();
    assert_eq!(
        text(&report),
        text(&run(1, &rules, 5)),
        "whatever the threads"
    );
    let other = run(2, &rules, 2);
    assert_ne!(text(&report), text(&other));
    assert_eq!(matrix(&other), cells, "the same states under another seed");
}

#[test]
fn a_rule_file_that_is_changed_makes_its_cells_unexpected() {
    let mut rules = RuleBook::shipped().all().to_vec();
    rules[0].digits_compared_at = Comparison::Exchange;
    let report = run(1, &RuleBook::new(rules).unwrap(), 2);
    let wrong = |cell: &&numberauth_scenario::MatrixCell| cell.state == CellState::Unexpected;
    let wrong: Vec<_> = matrix(&report).cells.iter().filter(wrong).collect();
    assert!(wrong.iter().all(|cell| cell.key.carrier == Carrier::Cm));
    let keys: BTreeSet<_> = wrong.iter().map(|cell| cell.key.id()).collect();
    for id in [
        "matrix-600011-getlogintoken-cm-cellular",
        "matrix-600012-getloginmaskphone-cm-unknown",
    ] {
        assert!(keys.contains(id), "{keys:?}");
    }
    assert_eq!(
        matrix(&report).count(CellState::Observed),
        OBSERVED - wrong.len()
    );
}

/// The first cause of a key is its cell's proof; the others hold too.
#[test]
fn every_cause_brings_its_code_about_wherever_it_is_said_to() {
    let mut files = Vec::new();
    for cause in causes() {
        let before = files.len();
        files.extend(cause.keys().map(|key| cause.scenario(key)));
        assert!(files.len() > before, "{}", cause.words.en);
    }
    assert!(files.len() > 2 * OBSERVED, "{}", files.len());
    let rules = RuleBook::shipped();
    Run::new(&files, 1, &rules).each(
        &Cancel::default(),
        |_| {},
        |case| assert_eq!(case.verdict, CaseVerdict::Passed, "{case:#?}"),
    );
}

#[test]
fn what_was_not_run_is_not_observed() {
    let cancel = Cancel::default();
    let rules = RuleBook::shipped();
    let mut seen = 0;
    let report = MatrixRun::new(1, &rules).report(
        &cancel,
        |_| {},
        |_| {
            seen += 1;
            if seen == 20 {
                cancel.cancel();
            }
        },
    );
    assert!(report.partial);
    let cells = matrix(&report);
    let observed = cells.count(CellState::Observed);
    assert_eq!(observed, report.cases.len());
    assert!((20..OBSERVED).contains(&observed), "{observed}");
    assert_eq!(cells.count(CellState::NotRun), OBSERVED - observed);
    assert_eq!(cells.count(CellState::Impossible), IMPOSSIBLE);
}
