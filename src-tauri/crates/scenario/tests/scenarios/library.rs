//! The shipped scenarios: each passes, and together they show everything that the protocol names.

use std::collections::{BTreeSet, HashSet};

use numberauth_protocol::{ResultCode, SdkCall};
use numberauth_scenario::{Cancel, CaseVerdict, Observed, Report, Run, library};
use numberauth_simulator::RuleBook;

/// The words by which shipped scenarios are found (docs/scenarios.md).
const TAGS: [&str; 22] = [
    "arguments",
    "carrier",
    "cloud",
    "consent",
    "double-click",
    "expiry",
    "hotspot",
    "identity",
    "late",
    "limits",
    "lockout",
    "login",
    "network",
    "order",
    "quota",
    "recovery",
    "replay",
    "seed",
    "success",
    "timeout",
    "transport",
    "verification",
];

fn report(seed: u64) -> Report {
    Run::new(library(), seed, &RuleBook::shipped()).report(&Cancel::default(), |_| {}, |_| {})
}

#[test]
fn every_one_passes_and_together_they_give_each_code_at_each_call_that_can() {
    let report = report(1);
    assert!(report.cases.len() >= 40, "{}", report.cases.len());
    let mut seen = BTreeSet::new();
    let mut troubles = Vec::new();
    for case in &report.cases {
        let wrong = case.steps.iter().filter(|step| !step.passed);
        for step in wrong {
            let (place, name) = (&step.place, &step.name);
            let (expected, observed) = (&step.expected, &step.observed);
            troubles.push(format!(
                "{} {place} {name}: {expected:?}, {observed:?}",
                case.id
            ));
        }
        if case.verdict != CaseVerdict::Passed {
            troubles.push(format!(
                "{}: {:?}, {:?}",
                case.id, case.verdict, case.outcome
            ));
        }
        for step in &case.steps {
            if let Observed::Result { code, .. } = step.observed {
                seen.insert((code, step.name.clone()));
            }
        }
    }
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
    let all = ResultCode::ALL.into_iter().flat_map(|code| {
        let calls = code.entry().calls.iter().copied();
        calls.map(move |call: SdkCall| (code, call.name().to_owned()))
    });
    assert_eq!(seen, all.collect());
}

#[test]
fn another_seed_has_other_numbers_and_the_same_results() {
    let report = report(0xFFFF_FFFF);
    let failed = report
        .cases
        .iter()
        .filter(|case| case.verdict != CaseVerdict::Passed);
    let failed: Vec<_> = failed.map(|case| &case.id).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn each_tells_what_it_teaches_in_both_languages() {
    let mut titles = HashSet::new();
    let mut used = BTreeSet::new();
    for file in library() {
        let scenario = &file.scenario;
        let id = &scenario.id;
        let about = scenario.about.as_ref().unwrap();
        for text in [&scenario.title.zh, &scenario.title.en] {
            assert!(
                titles.insert(text.clone()),
                "{id}: {text} is the title of another"
            );
        }
        assert!(about.zh.ends_with('。') && about.en.ends_with('.'), "{id}");
        assert!(!scenario.tags.is_empty(), "{id}");
        for tag in &scenario.tags {
            assert!(TAGS.contains(&tag.as_str()), "{id}: {tag} is no known tag");
            used.insert(tag.clone());
        }
    }
    // Each word finds something.
    for tag in TAGS {
        assert!(used.contains(tag), "{tag}");
    }
}
