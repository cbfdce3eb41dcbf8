//! The guard against false timeouts: on a paused clock nothing is late but what a fault makes late.

use std::num::NonZeroUsize;

use numberauth_scenario::{Cancel, CaseVerdict, Observed, Run, ScenarioFile};
use numberauth_simulator::RuleBook;
use serde_json::{Value, json};

/// How long `checkLoginAvailable` waits where the page names no timeout, in milliseconds (PROTOCOL section 2).
const TIMEOUT_MS: u64 = 2_000;
/// So many scenarios, with so many rounds of calls each: 10,800 calls of the page.
const SCENARIOS: usize = 24;
const ROUNDS: usize = 150;

fn delay(ms: u64) -> Value {
    json!({"set_faults": {"faults": [
        {"operation": "checkLoginAvailable", "effect": {"kind": "delay", "ms": ms}, "times": null},
    ]}})
}

/// Calls that are answered at once, a millisecond before the timeout, and a millisecond after it.
fn scenario(number: usize) -> ScenarioFile {
    let carrier = ["CM", "CU", "CT"][number % 3];
    let mut steps = Vec::new();
    for round in 0..ROUNDS {
        // Tokens live ten minutes, and a round takes four seconds.
        if round % 100 == 0 {
            steps.push(json!({"GetAuthToken": {"flow": "login"}}));
        }
        steps.extend([
            json!({"set_faults": {"faults": []}}),
            json!({"checkLoginAvailable": {}}),
            delay(TIMEOUT_MS - 1),
            json!({"checkLoginAvailable": {}}),
            delay(TIMEOUT_MS + 1),
            json!({"checkLoginAvailable": {"expect": {"code": 600_015}}}),
        ]);
    }
    let scenario = json!({
        "schema_version": 1,
        "id": format!("guard-{number}"),
        "title": {"zh": "守卫", "en": "Guard"},
        "device": {"carrier": carrier, "network": "cellular"},
        "steps": steps,
        "outcome": "nothing",
    });
    ScenarioFile::read("guard.json", scenario.to_string().as_bytes()).unwrap()
}

#[test]
fn of_ten_thousand_calls_none_times_out_but_those_that_are_late() {
    let files: Vec<_> = (0..SCENARIOS).map(scenario).collect();
    let rules = RuleBook::shipped();
    let run = Run {
        threads: NonZeroUsize::new(4).unwrap(),
        ..Run::new(&files, 1, &rules)
    };
    let mut calls = 0;
    run.each(
        &Cancel::default(),
        |_| {},
        |case| {
            let answers = case.steps.iter().filter_map(|step| match step.observed {
                Observed::Result { code, .. } => Some((code.number(), step.elapsed_ms)),
                _ => None,
            });
            for (number, answer) in answers.enumerate() {
                calls += 1;
                let expected = [
                    (600_000, 0),
                    (600_000, TIMEOUT_MS - 1),
                    (600_015, TIMEOUT_MS),
                ];
                assert_eq!(answer, expected[number % 3], "{} call {number}", case.id);
            }
            assert_eq!(case.verdict, CaseVerdict::Passed, "{}", case.id);
        },
    );
    assert_eq!(calls, SCENARIOS * ROUNDS * 3);
    assert!(calls > 10_000);
}
