//! A scenario is acted out at a desk of its own.

use numberauth_protocol::{Carrier, ResultCode, dictionary};
use numberauth_scenario::{
    CaseVerdict, Observed, Outcome, ReportKind, Reproduction, RunError, Runs, Scenario,
    ScenarioFile, Verification, WantedCode, causes, run_scenario, shipped_scenario,
};
use numberauth_simulator::RuleBook;
use serde_json::{Value, json};

fn file(steps: &Value, more: &Value) -> ScenarioFile {
    let mut scenario = json!({
        "schema_version": 1,
        "id": "here",
        "title": {"zh": "此处", "en": "Here"},
        "device": {"carrier": "CM", "network": "cellular"},
        "steps": steps,
        "outcome": "nothing",
    });
    for (name, value) in more.as_object().unwrap() {
        scenario[name] = value.clone();
    }
    ScenarioFile::read("here.json", scenario.to_string().as_bytes()).unwrap()
}

#[test]
fn a_login_goes_all_the_way_and_the_same_seed_gives_the_same_bytes() {
    let bytes = include_bytes!("../../scenarios/cm-login.json");
    let file = ScenarioFile::read("cm-login.json", bytes).unwrap();
    let report = run_scenario(&file, 7);
    assert_eq!(report.verdict, CaseVerdict::Passed, "{report:#?}");
    assert_eq!(report.outcome, Outcome::SignedIn);
    assert!(report.journal.len() > 10);
    let text = |seed| serde_json::to_string(&run_scenario(&file, seed)).unwrap();
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
}

#[test]
fn a_login_with_three_wrong_tries_locks_for_a_day() {
    let wrong = json!({"getLoginToken": {"expect": {"code": 600_011, "content_code": "104012"}}});
    let locked = json!({"getLoginToken": {"expect": {"code": 600_011, "content_code": "104009"}}});
    let login = json!([
        {"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {}}, {"getLoginMaskPhone": {}},
    ]);
    let mut steps = login.as_array().unwrap().clone();
    steps.extend([wrong.clone(), wrong.clone(), wrong, locked]);
    steps.push(json!({"advance_clock": {"seconds": 86_400}}));
    steps.extend(login.as_array().unwrap().clone());
    steps.extend([
        json!({"getLoginToken": {}}),
        json!({"GetPhoneWithToken": {}}),
    ]);
    let more = json!({
        "user": {"tries": ["wrong", "wrong", "wrong", "right"]}, "outcome": "signed_in",
    });
    let report = run_scenario(&file(&json!(steps), &more), 1);
    assert_eq!(report.verdict, CaseVerdict::Passed, "{report:#?}");
}

#[test]
fn what_comes_otherwise_than_expected_fails() {
    let steps = json!([{"getLoginMaskPhone": {}}]);
    let report = run_scenario(&file(&steps, &json!({})), 1);
    assert_eq!(report.verdict, CaseVerdict::Failed);
    let Observed::Result { code, .. } = report.steps[0].observed else {
        panic!("{report:#?}");
    };
    assert_eq!(code, ResultCode::NotChecked);
    let steps = json!([
        {"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {}}, {"getLoginMaskPhone": {}},
        {"getLoginToken": {}}, {"GetPhoneWithToken": {}},
    ]);
    let report = run_scenario(&file(&steps, &json!({"outcome": "nothing"})), 1);
    assert_eq!(
        report.verdict,
        CaseVerdict::Failed,
        "the outcome counts too"
    );
    let steps = json!([{"GetPhoneWithToken": {}}]);
    let report = run_scenario(&file(&steps, &json!({})), 1);
    assert_eq!(report.verdict, CaseVerdict::Broken);
}

#[test]
fn a_double_click_supersedes_the_first_call() {
    let steps = json!([
        {"GetAuthToken": {"flow": "login"}},
        {"together": [
            {"checkLoginAvailable": {"expect": {"code": 600_010, "reason": "superseded"}}},
            {"wait": {"ms": 100}},
            {"checkLoginAvailable": {}},
        ]},
    ]);
    let faults = json!([{"operation": "checkLoginAvailable", "effect": {"kind": "delay", "ms": 500}, "times": null}]);
    let report = run_scenario(&file(&steps, &json!({"faults": faults})), 1);
    assert_eq!(report.verdict, CaseVerdict::Passed, "{report:#?}");
    let places: Vec<_> = report
        .steps
        .iter()
        .map(|step| step.place.as_str())
        .collect();
    assert_eq!(
        places,
        ["steps[0]", "steps[1].together[0]", "steps[1].together[2]"]
    );
}

#[test]
fn a_scenario_survives_writing_and_reading() {
    let bytes = include_bytes!("../../scenarios/cm-login.json");
    let scenario: Scenario = serde_json::from_slice(bytes).unwrap();
    let again = ScenarioFile::read("again", scenario.to_json().as_bytes()).unwrap();
    assert!(again.scenario == scenario && again.sha256 == ScenarioFile::of(scenario).sha256);
}

#[test]
fn a_scenario_that_is_asked_for_twice_is_run_once() {
    let one = file(&json!([{"wait": {"ms": 1}}]), &json!({}));
    let other = file(&json!([{"wait": {"ms": 1}}]), &json!({"id": "there"}));
    let runs = Runs::default();
    let begun = runs.start(vec![one.clone(), other, one]).unwrap();
    assert_eq!(begun.summary.planned, 2);
    while runs.state().unwrap().running {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let last = runs.last(ReportKind::Run).unwrap();
    let ids: Vec<_> = last.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["here", "there"]);
    assert_eq!(last.state.done, 2);
}

#[test]
fn the_proof_of_an_earlier_run_is_kept_until_its_scenario_is_run_again() {
    let one = file(&json!([{"wait": {"ms": 1}}]), &json!({}));
    let changed = file(&json!([{"wait": {"ms": 2}}]), &json!({}));
    let other = file(&json!([{"wait": {"ms": 1}}]), &json!({"id": "there"}));
    let runs = Runs::default();
    let run = |file: &ScenarioFile| {
        runs.start(vec![file.clone()]).unwrap();
        ended(&runs);
    };
    run(&one);
    run(&other);
    let proof = |id: &str| runs.case(ReportKind::Run, id);
    assert_eq!(proof("here").unwrap().sha256, one.sha256);
    run(&changed);
    run(&other);
    assert_eq!(proof("here").unwrap().sha256, changed.sha256);
    assert_eq!(
        proof("nowhere"),
        Err(RunError::NoSuchCase("nowhere".to_owned()))
    );
    assert_eq!(runs.last(ReportKind::Run).unwrap().cases.len(), 1);
}

fn ended(runs: &Runs) {
    while runs.state().unwrap().running {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

fn wanted(code: u32) -> WantedCode {
    WantedCode {
        code,
        call: None,
        carrier: None,
        network: None,
        cause: None,
    }
}

#[test]
fn every_way_to_each_of_the_ten_codes_is_reproduced_with_its_proof() {
    let runs = Runs::default();
    for code in ResultCode::ALL {
        let ways = Reproduction::ways_to(code);
        assert!(!ways.is_empty(), "{code}");
        for way in ways {
            let key = way.key();
            let number = causes()
                .iter()
                .position(|cause| std::ptr::eq(cause, way.cause()));
            let begun = runs.reproduce(&WantedCode {
                call: Some(key.call),
                carrier: Some(key.carrier),
                network: Some(key.network),
                cause: Some(u32::try_from(number.unwrap()).unwrap()),
                ..wanted(code.number())
            });
            assert_eq!(begun.unwrap().kind, ReportKind::Reproduction);
            ended(&runs);
            let last = runs.last(ReportKind::Reproduction).unwrap();
            let [line] = &last.cases[..] else {
                panic!("{last:?}");
            };
            assert_eq!((line.proven, line.key), (Some(true), Some(key)), "{line:?}");
            let case = runs.case(ReportKind::Reproduction, &line.id).unwrap();
            let given = case.steps.iter().any(|step| {
                step.name == key.call.name()
                    && matches!(step.observed, Observed::Result { code: seen, .. } if seen == code)
            });
            assert!(given && !case.journal.is_empty(), "{case:#?}");
            // Whoever has the report only finds the same scenario, and sees the same again.
            assert_eq!(shipped_scenario(&case.id).unwrap().sha256, case.sha256);
            let report = runs.report(ReportKind::Reproduction).unwrap();
            let again = Verification::of(&report, &[]);
            assert!(again.holds() && again.same() == 1, "{again:?}");
        }
    }
    assert!(runs.last(ReportKind::Run).is_none());
}

#[test]
fn what_cannot_come_is_refused_with_its_reason_and_leaves_the_last_proof() {
    let runs = Runs::default();
    runs.reproduce(&wanted(600_012)).unwrap();
    ended(&runs);
    for entry in &dictionary().sibling_only {
        let refused = runs.reproduce(&wanted(entry.code)).unwrap_err();
        let RunError::NotReproducible(reason) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(reason.0, entry.absent);
    }
    let last = runs.last(ReportKind::Reproduction).unwrap();
    assert_eq!(last.cases[0].proven, Some(true));
    assert_eq!(runs.state().unwrap(), last.state);
}

/// What the dictionary says of the carriers' own codes is what they say when a result comes by its causes.
#[test]
fn each_carrier_code_that_comes_is_in_the_dictionary_with_the_code_that_it_leads_to() {
    let mut seen = std::collections::BTreeSet::new();
    for cause in causes() {
        for key in cause.keys() {
            let case = run_scenario(&cause.scenario(key), 1);
            for step in &case.steps {
                let Observed::Result {
                    code,
                    content_code: Some(content),
                    reason: None,
                    ..
                } = &step.observed
                else {
                    continue;
                };
                let known = dictionary()
                    .leading_to(*code)
                    .any(|one| one.carrier == key.carrier && one.code == *content);
                assert!(known, "{code} by {} {content}: {}", key.carrier, case.id);
                seen.insert((key.carrier, content.clone()));
            }
        }
    }
    for code in ["103111", "104009", "104012", "104018"] {
        assert!(seen.contains(&(Carrier::Cm, code.to_owned())), "{seen:?}");
    }
    assert!(seen.len() >= 6, "{seen:?}");
}

/// The rules that a code names are facts of every carrier's file.
#[test]
fn the_rules_that_bear_on_a_code_have_a_source_on_every_carrier() {
    let mut named = 0;
    for entry in &dictionary().codes {
        for fact in &entry.rules {
            named += 1;
            for rules in RuleBook::shipped().all() {
                let sourced = rules.sources.iter().any(|source| source.fact == *fact);
                assert!(sourced, "{}: {fact} on {}", entry.code, rules.carrier);
            }
        }
    }
    assert!(named > 0);
}

/// Windows has devices of these names; names that are only like them are files.
#[test]
fn an_id_is_no_devices_name() {
    let read = |id: &str| {
        let mut scenario: Value =
            serde_json::from_slice(include_bytes!("../../scenarios/cm-login.json")).unwrap();
        scenario["id"] = id.into();
        ScenarioFile::read("it.json", scenario.to_string().as_bytes()).is_ok()
    };
    for id in ["con", "nul", "prn", "aux", "com1", "com9", "lpt1", "lpt9"] {
        assert!(!read(id), "{id}");
    }
    for id in ["com", "com0", "com10", "lpt", "console", "con-1", "null"] {
        assert!(read(id), "{id}");
    }
}
