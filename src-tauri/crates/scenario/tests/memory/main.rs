//! A run takes the same memory however many scenarios it has. A test program of its own: whatever else ran in this process
//! would be measured too.

#![cfg(target_os = "linux")]
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "helpers of tests, and what was measured"
)]

use std::time::Instant;

use numberauth_scenario::{Cancel, CaseVerdict, Run, ScenarioFile};
use numberauth_simulator::RuleBook;
use serde_json::json;

/// What an allocator may hold back, in bytes. A single kept case has about 10 kB, so that 1,600 of them have twice
/// as much.
const MOST_GROWTH: usize = 8 * 1024 * 1024;

/// The resident memory of this process, in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

fn scenario(number: usize) -> ScenarioFile {
    let scenario = json!({
        "schema_version": 1,
        "id": format!("many-{number}"),
        "title": {"zh": "一万个", "en": "Ten thousand"},
        "device": {"carrier": "CM", "network": "cellular"},
        "steps": [{"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {}}, {"getLoginMaskPhone": {}}],
        "outcome": "nothing",
    });
    ScenarioFile::read("many.json", scenario.to_string().as_bytes()).unwrap()
}

/// Runs so many, and compares the memory at the end with that after a fifth or tenth of them, when every arena and cache is as
/// large as it gets.
fn assert_flat(scenarios: usize, warm_after: usize) {
    let files: Vec<_> = (0..scenarios).map(scenario).collect();
    let begun = Instant::now();
    let (mut done, mut warm) = (0, 0);
    Run::new(&files, 1, &RuleBook::shipped()).each(
        &Cancel::default(),
        |_| {},
        |case| {
            assert_eq!(case.verdict, CaseVerdict::Passed, "{case:#?}");
            done += 1;
            if done == warm_after {
                warm = resident();
            }
        },
    );
    let end = resident();
    eprintln!(
        "{scenarios} scenarios in {:?}: {} kB after {warm_after}, {} kB at the end",
        begun.elapsed(),
        warm / 1024,
        end / 1024
    );
    assert_eq!(done, scenarios);
    assert!(end < warm + MOST_GROWTH, "{warm} bytes grew to {end}");
}

#[test]
fn many_scenarios_take_the_memory_of_a_few() {
    assert_flat(2_000, 400);
}

#[test]
#[ignore = "a minute or more in a debug build: cargo test -p numberauth-scenario --test memory -- --ignored --nocapture"]
fn ten_thousand_scenarios_take_the_memory_of_a_thousand() {
    assert_flat(10_000, 1_000);
}
