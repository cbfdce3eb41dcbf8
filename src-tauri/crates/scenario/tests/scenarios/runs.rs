//! A scenario is acted out at a desk of its own.

use numberauth_protocol::ResultCode;
use numberauth_scenario::{
    CaseVerdict, Observed, Outcome, ReportKind, Runs, Scenario, ScenarioFile, run_scenario,
};
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
