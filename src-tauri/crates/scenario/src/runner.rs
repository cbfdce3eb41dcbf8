//! Runs a scenario at a desk of its own, on a clock that never waits.

mod desk;
mod judge;
mod parallel;

use std::any::Any;
use std::thread;

use jiff::Timestamp;
use numberauth_protocol::BATCH_START;
use numberauth_simulator::RuleBook;

use crate::report::{CaseReport, CaseVerdict, DeviceSummary, Observed, StepReport};
use crate::scenario::{ScenarioFile, Step};
use crate::{Bench, BenchConfig, Outcome};

pub use self::parallel::{Cancel, Progress, Run};

use self::desk::Desk;

/// Runs one scenario on an OS thread of its own, with client and simulator on one paused runtime: an hour of its clock takes no
/// time at all. The same scenario and seed give the same report, to the byte. Blocks until it is done.
#[must_use]
pub fn run_scenario(file: &ScenarioFile, seed: u64) -> CaseReport {
    let (cancel, rules) = (Cancel::default(), RuleBook::shipped());
    // Of its own, because the caller's may belong to another runtime.
    let report = thread::scope(|scope| {
        let thread = scope.spawn(|| run_unless(&cancel, file, seed, &rules));
        thread.join()
    });
    match report {
        // Nobody has cancelled it.
        Ok(report) => report.unwrap_or_else(|| unrun(file)),
        Err(panic) => broken(file, panic_message(&*panic)),
    }
}

/// Runs one scenario on the calling thread, which belongs to no tokio runtime; `None`: it was cancelled before its end.
fn run_unless(
    cancel: &Cancel,
    file: &ScenarioFile,
    seed: u64,
    rules: &RuleBook,
) -> Option<CaseReport> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(run(cancel, file, seed, rules)),
        Err(error) => Some(broken(file, error.to_string())),
    }
}

async fn run(
    cancel: &Cancel,
    file: &ScenarioFile,
    seed: u64,
    rules: &RuleBook,
) -> Option<CaseReport> {
    let config = BenchConfig {
        rules: rules.clone(),
        ..BenchConfig::batch(seed, &file.scenario.id)
    };
    let bench = match Bench::start(config).await {
        Ok(bench) => bench,
        Err(error) => return Some(broken(file, error.to_string())),
    };
    let desk = match Desk::new(&bench, &file.scenario) {
        Ok(desk) => desk,
        Err(error) => return Some(broken(file, error.to_string())),
    };
    let started_at = bench.clock().now();
    let mut steps = Vec::with_capacity(file.scenario.steps.len());
    for (index, step) in file.scenario.steps.iter().enumerate() {
        if cancel.is_cancelled() {
            return None;
        }
        let place = format!("steps[{index}]");
        match step {
            Step::Together(acts) => steps.extend(desk.together(&place, acts).await),
            act => steps.push(desk.act(place, act).await),
        }
    }
    let outcome = desk.outcome();
    let entries = bench.journal().after(0, usize::MAX);
    Some(CaseReport {
        verdict: verdict(&steps, outcome == file.scenario.outcome),
        outcome,
        started_at,
        elapsed_ms: milliseconds_since(started_at, bench.clock().now()),
        steps,
        journal: entries.iter().map(|entry| (**entry).clone()).collect(),
        ..unrun(file)
    })
}

fn verdict(steps: &[StepReport], outcome_as_expected: bool) -> CaseVerdict {
    let impossible = |step: &StepReport| matches!(step.observed, Observed::Impossible { .. });
    if steps.iter().any(impossible) {
        CaseVerdict::Broken
    } else if outcome_as_expected && steps.iter().all(|step| step.passed) {
        CaseVerdict::Passed
    } else {
        CaseVerdict::Failed
    }
}

/// The report of a scenario of which nothing was done.
fn unrun(file: &ScenarioFile) -> CaseReport {
    let scenario = &file.scenario;
    let hotspot = scenario.device.hotspot_owner.as_ref();
    CaseReport {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        sha256: file.sha256.clone(),
        device: DeviceSummary {
            carrier: scenario.device.carrier,
            network: scenario.device.network,
            hotspot_carrier: hotspot.map(|owner| owner.carrier),
        },
        key: None,
        verdict: CaseVerdict::Broken,
        expected_outcome: scenario.outcome,
        outcome: Outcome::Nothing,
        started_at: BATCH_START,
        elapsed_ms: 0,
        steps: Vec::new(),
        journal: Vec::new(),
    }
}

/// The report of a scenario that could not be begun, with the reason as its only step.
fn broken(file: &ScenarioFile, why: String) -> CaseReport {
    let step = StepReport {
        place: "device".to_owned(),
        name: "set_up".to_owned(),
        at: BATCH_START,
        elapsed_ms: 0,
        expected: None,
        observed: Observed::Impossible { why },
        passed: false,
    };
    CaseReport {
        steps: vec![step],
        ..unrun(file)
    }
}

/// What a panic says.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let words = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let words = words.unwrap_or("no words");
    format!("the program panicked, which is a bug of it; please report it: {words}")
}

/// Whole milliseconds of the calendar; none where it was put back.
fn milliseconds_since(begin: Timestamp, end: Timestamp) -> u64 {
    u64::try_from(end.duration_since(begin).as_millis()).unwrap_or(0)
}
