//! A scenario is acted out at a desk of its own.

use numberauth_protocol::ResultCode;
use numberauth_scenario::{CaseVerdict, Observed, Outcome, Scenario, ScenarioFile, run_scenario};
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
