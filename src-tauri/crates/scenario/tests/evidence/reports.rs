//! Reports of real runs.

use numberauth_scenario::{
    CaseReport, CaseVerdict, Report, ReportKind, Scenario, ScenarioFile, Summary, run_scenario,
};
use serde_json::{Value, json};

pub(crate) const SEED: u64 = 7;

/// A scenario of its own: `more` in the place of what is usual.
pub(crate) fn scenario(id: &str, steps: Value, more: Value) -> ScenarioFile {
    let mut scenario = json!({
        "schema_version": 1, "id": id,
        "title": {"zh": format!("{id} 场景"), "en": format!("the case {id}")},
        "device": {"carrier": "CM", "network": "cellular"},
        "steps": steps, "outcome": "nothing",
    });
    let Value::Object(more) = more else { panic!() };
    scenario.as_object_mut().unwrap().extend(more);
    let scenario: Scenario = serde_json::from_value(scenario).unwrap();
    ScenarioFile::of(scenario)
}

fn login(last: Value) -> Value {
    let mut steps = json!([
        {"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {}}, {"getLoginMaskPhone": {}},
    ]);
    let Value::Array(last) = last else { panic!() };
    steps.as_array_mut().unwrap().extend(last);
    steps
}

fn fault(operation: &str, effect: Value) -> Value {
    json!({"faults": [{"operation": operation, "effect": effect, "times": 1}]})
}

pub(crate) fn good_login() -> ScenarioFile {
    let steps = login(json!([{"getLoginToken": {}}, {"GetPhoneWithToken": {}}]));
    scenario("good-login", steps, json!({"outcome": "signed_in"}))
}

pub(crate) fn good_verification() -> ScenarioFile {
    let steps = json!([
        {"getConnection": {"expect": {"connection": "unknown"}}},
        {"GetAuthToken": {"flow": "verify"}}, {"checkAuthAvailable": {}}, {"getVerifyToken": {}}, {"VerifyPhoneWithToken": {}},
    ]);
    scenario(
        "good-verification",
        steps,
        json!({"outcome": "pass", "device": {"carrier": "CT", "network": "unknown"}}),
    )
}

/// A stranger's hotspot: the owner's number is masked, and the own digits fail.
pub(crate) fn hotspot() -> ScenarioFile {
    let steps = login(
        json!([{"getLoginToken": {}}, {"GetPhoneWithToken": {"expect": {"code": "isv.TOKEN_INVALID"}}}]),
    );
    scenario(
        "hotspot",
        steps,
        json!({"device": {"carrier": "CM", "network": "hotspot", "hotspot_owner": {"carrier": "CU"}}}),
    )
}

pub(crate) fn wrong_digits() -> ScenarioFile {
    let steps =
        login(json!([{"getLoginToken": {"expect": {"code": 600_011, "content_code": "104012"}}}]));
    scenario("wrong-digits", steps, json!({"user": {"tries": ["wrong"]}}))
}

/// The answer comes a second after the timeout.
pub(crate) fn late_reply() -> ScenarioFile {
    let steps =
        login(json!([{"getLoginToken": {"expect": {"code": 600_015}}}, {"wait": {"ms": 2_000}}]));
    scenario(
        "late-reply",
        steps,
        fault("getLoginToken", json!({"kind": "delay", "ms": 3_000})),
    )
}

/// No answer ever comes.
pub(crate) fn hung() -> ScenarioFile {
    let steps = json!([{"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {"expect": {"code": 600_015}}}]);
    scenario(
        "hung",
        steps,
        fault("checkLoginAvailable", json!({"kind": "hang"})),
    )
}

/// The connection is reset, then closed, then the reply is cut, then whole but no JSON.
pub(crate) fn broken_connections() -> ScenarioFile {
    let kinds = ["reset", "empty_reply", "cut", "bad_json"];
    let faults = kinds.map(
        |kind| json!({"operation": "checkLoginAvailable", "effect": {"kind": kind}, "times": 1}),
    );
    let call = json!({"checkLoginAvailable": {"expect": {"code": 600_010}}});
    let steps = json!([{"GetAuthToken": {"flow": "login"}}, call, call, call, call]);
    scenario("broken-connections", steps, json!({"faults": faults}))
}

pub(crate) fn refused() -> ScenarioFile {
    let steps = json!([
        {"GetAuthToken": {"flow": "login"}},
        {"checkLoginAvailable": {"expect": {"code": 600_010, "reason": "connection refused"}}},
        {"advance_clock": {"seconds": 86_400}},
        {"checkLoginAvailable": {"expect": {"code": 600_025}}},
    ]);
    scenario(
        "refused",
        steps,
        fault("checkLoginAvailable", json!({"kind": "refuse"})),
    )
}

/// Expects what does not come.
pub(crate) fn failing() -> ScenarioFile {
    let steps = login(json!([{"getLoginToken": {"expect": {"code": 600_000}}}]));
    scenario(
        "failing",
        steps,
        json!({"user": {"tries": ["wrong"]}, "outcome": "signed_in"}),
    )
}

/// Exchanges a token that there is not.
pub(crate) fn broken() -> ScenarioFile {
    scenario("broken", json!([{"GetPhoneWithToken": {}}]), json!({}))
}

/// Every case above, and titles that are no plain text.
pub(crate) fn scenarios() -> Vec<ScenarioFile> {
    let nasty = json!({"title": {"zh": "<script>alert('标题')</script>", "en": "</title><script>alert(\"title\")</script> & \u{0}\u{b}\u{fffe}'"}});
    vec![
        good_login(),
        good_verification(),
        hotspot(),
        wrong_digits(),
        late_reply(),
        hung(),
        refused(),
        broken_connections(),
        failing(),
        broken(),
        scenario(
            "nasty-title",
            json!([{"getLoginMaskPhone": {"expect": {"code": 600_013}}}]),
            nasty,
        ),
    ]
}

pub(crate) fn of(cases: Vec<CaseReport>) -> Report {
    let count = |verdict| {
        u32::try_from(cases.iter().filter(|case| case.verdict == verdict).count()).unwrap()
    };
    Report {
        schema_version: 1,
        generator: "NumberAuth Lab 0.1.0".to_owned(),
        kind: ReportKind::Run,
        seed: SEED,
        partial: false,
        summary: Summary {
            planned: u32::try_from(cases.len()).unwrap(),
            passed: count(CaseVerdict::Passed),
            failed: count(CaseVerdict::Failed),
            broken: count(CaseVerdict::Broken),
            not_run: 0,
        },
        matrix: None,
        cases,
        sha256: String::new(),
    }
    .sealed()
}

/// The report of every scenario here.
pub(crate) fn report() -> Report {
    let report = of(scenarios()
        .iter()
        .map(|file| run_scenario(file, SEED))
        .collect());
    let verdicts: Vec<_> = report.cases.iter().map(|case| case.verdict).collect();
    let summary = (
        report.summary.passed,
        report.summary.failed,
        report.summary.broken,
    );
    assert_eq!(summary, (9, 1, 1), "{verdicts:?}");
    report
}

/// Once for all tests: the forms do not change it.
pub(crate) fn shared() -> &'static Report {
    static REPORT: std::sync::LazyLock<Report> = std::sync::LazyLock::new(report);
    &REPORT
}
