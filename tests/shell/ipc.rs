//! The main path and its failures over IPC, as the page would make them.

use serde_json::{Value, json};

use crate::window::Program;

fn sdk(program: &Program, number: u64, call: &str, options: &Value) -> Value {
    let body = json!({"instance": "page", "number": number, "call": call, "options": options});
    program.invoke("plugin:sdk|call", body).unwrap()
}

fn device(program: &Program) -> Value {
    program.invoke("plugin:feed|snapshot", json!({})).unwrap()["simulation"]["device"].clone()
}

#[test]
fn login_goes_from_tokens_to_the_whole_number() {
    let program = Program::start();
    let number = device(&program)["number"].as_str().unwrap().to_owned();
    let reply = program
        .invoke("plugin:server|get_auth_token", json!({"flow": "login"}))
        .unwrap();
    let tokens = json!({"accessToken": reply["access_token"], "jwtToken": reply["jwt_token"]});
    assert_eq!(
        sdk(&program, 1, "checkLoginAvailable", &tokens)["code"],
        600_000
    );
    let mask = sdk(&program, 2, "getLoginMaskPhone", &json!({}));
    assert_eq!(
        mask["maskPhone"],
        format!("{}****{}", &number[..3], &number[7..])
    );
    let token = sdk(&program, 3, "getLoginToken", &json!({"mask": number[3..7]}));
    let exchange = json!({"spToken": token["spToken"]});
    let answer = program
        .invoke("plugin:server|get_phone_with_token", exchange)
        .unwrap();
    assert_eq!(
        (&answer["code"], &answer["number"]),
        (&json!("OK"), &json!(number))
    );
    let snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    let codes: Vec<_> = snapshot["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["outcome"]["code"])
        .collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == &json!(600_000))
            .count(),
        3
    );
}

#[test]
fn a_refused_choice_is_told_with_its_code_and_changes_nothing() {
    let program = Program::start();
    let before = device(&program);
    let choice = json!({"choice": {"carrier": "CM", "network": "wifi", "number": "12"}});
    let error = program.invoke("plugin:lab|set_device", choice).unwrap_err();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(error["details"], json!({"field": "number"}));
    assert!(error["message"].as_str().unwrap().contains("11 digits") && error["hint"].is_string());
    let fault = json!({"fault": {"operation": "GetAuthToken", "effect": {"kind": "carrier"}, "times": null}});
    assert_eq!(
        program.invoke("plugin:lab|add_fault", fault).unwrap_err()["code"],
        "invalid_value"
    );
    let far = json!({"seconds": i64::MAX});
    assert_eq!(
        program.invoke("plugin:lab|advance_clock", far).unwrap_err()["code"],
        "invalid_value"
    );
    assert_eq!(device(&program), before);
}

#[test]
fn nonsense_is_refused_without_a_panic() {
    let program = Program::start();
    for (command, body) in [
        (
            "plugin:sdk|call",
            json!({"instance": "page", "number": 1, "call": "getEverything", "options": {}}),
        ),
        (
            "plugin:sdk|call",
            json!({"instance": "page", "number": -1, "call": "getLoginToken", "options": {}}),
        ),
        (
            "plugin:sdk|call",
            json!({"instance": "", "number": 1, "call": "getLoginToken", "options": {}}),
        ),
        (
            "plugin:sdk|call",
            json!({"instance": "page", "number": 1, "call": "getLoginToken", "options": []}),
        ),
        ("plugin:server|get_auth_token", json!({"flow": "both"})),
        ("plugin:server|get_phone_with_token", json!({"spToken": 5})),
        (
            "plugin:lab|set_device",
            json!({"choice": {"carrier": "CX", "network": "wifi"}}),
        ),
        (
            "plugin:lab|add_fault",
            json!({"fault": {"operation": "getLoginToken", "effect": {"kind": "delay", "ms": -5}}}),
        ),
        (
            "plugin:lab|set_credentials",
            json!({"credentials": "borrowed"}),
        ),
        (
            "plugin:settings|save",
            json!({"change": {"theme": "sepia"}}),
        ),
        (
            "plugin:agreements|open",
            json!({"carrier": "https://evil.example"}),
        ),
    ] {
        assert!(
            program.invoke(command, body.clone()).is_err(),
            "{command} {body}"
        );
    }
    assert!(program.invoke("plugin:feed|snapshot", json!({})).is_ok());
}

#[test]
fn agreements_open_by_carrier_and_a_failure_is_told() {
    let program = Program::start();
    program
        .invoke("plugin:agreements|open", json!({"carrier": "CT"}))
        .unwrap();
    assert_eq!(
        *program.opened.lock().unwrap(),
        ["https://e.189.cn/sdk/agreement/detail.do?hidetop=true"]
    );
    let error = program
        .invoke("plugin:agreements|open", json!({"carrier": "CM"}))
        .unwrap_err();
    assert_eq!(error["code"], "open_failed");
    assert!(error["hint"].as_str().unwrap().contains("copy"));
}

#[test]
fn the_next_outcome_is_armed_over_ipc_and_lends_the_settings_no_network() {
    let program = Program::start();
    let arm = |outcome: Value| program.invoke("plugin:outcome|arm", json!({"outcome": outcome}));
    let armed = arm(json!("wifi")).unwrap();
    assert_eq!(armed["outcomes"]["armed"], "wifi");
    assert_eq!(armed["device"]["network"], "wifi");
    let choice = json!({"choice": {"carrier": "CU", "network": "wifi"}});
    program.invoke("plugin:lab|set_device", choice).unwrap();
    let settings = || {
        let snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
        snapshot["settings"]["device"].clone()
    };
    assert_eq!(settings()["carrier"], "CU");
    assert_eq!(settings()["network"], "cellular");

    let error = arm(json!("locked")).unwrap_err();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(error["details"], json!({"field": "outcome"}));
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("China Unicom"), "{message}");
    assert!(arm(json!("nonsense")).is_err());

    let none = arm(Value::Null).unwrap();
    assert_eq!(none["outcomes"]["armed"], Value::Null);
    assert_eq!(none["device"]["network"], "cellular");
}

#[test]
fn the_program_tells_what_it_is_opens_its_documentation_and_ends() {
    let program = Program::start();
    let about = program.invoke("plugin:program|about", json!({})).unwrap();
    assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
    assert!(about["components"].as_array().unwrap().len() > 100);
    let open = || program.invoke("plugin:program|open_documentation", json!({}));
    assert_eq!(open(), Ok(json!(null)));
    assert!(program.opened.lock().unwrap()[0].starts_with("https://help.aliyun.com/"));
    // The second time there is no browser.
    assert_eq!(open().unwrap_err()["code"], "open_failed");
    program.invoke("plugin:program|quit", json!({})).unwrap();
    assert_eq!(program.quits.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[test]
fn a_row_is_copied_as_curl_though_the_journal_has_forgotten_it() {
    let program = Program::start();
    program
        .invoke("plugin:server|get_auth_token", json!({"flow": "login"}))
        .unwrap();
    let snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    let entries = snapshot["entries"].as_array().unwrap();
    let asked = entries.iter().find(|entry| entry["to"] == "cloud").unwrap();
    program.invoke("plugin:feed|clear", json!({})).unwrap();
    let curl = program
        .invoke("plugin:copy|curl", json!({ "entry": asked }))
        .unwrap();
    let base = snapshot["simulation"]["base_url"].as_str().unwrap();
    assert!(curl.as_str().unwrap().contains(base), "{curl}");
    for nonsense in [json!({}), json!({"entry": 5}), json!({"entry": {"seq": 1}})] {
        assert!(program.invoke("plugin:copy|curl", nonsense).is_err());
    }
}
