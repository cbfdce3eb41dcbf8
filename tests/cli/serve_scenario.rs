//! `numberauth serve --scenario`, and scenarios over the admin API, for clients from outside.

use serde_json::{Value, json};

use crate::numberauth;
use crate::serving::{Answer, Doors, Serving};

/// A China Mobile phone on Wi-Fi, whose mask step is slow to refuse.
fn on_wifi() -> Value {
    json!({
        "schema_version": 1,
        "id": "on-wifi",
        "title": {"zh": "Wi-Fi", "en": "On Wi-Fi"},
        "device": {"carrier": "CM", "network": "wifi"},
        "faults": [{"operation": "checkLoginAvailable", "effect": {"kind": "server_error"}, "times": 1}],
        "limits": {"calls_per_second": {"GetAuthToken": 7}},
        "steps": [{"getConnection": {"expect": {"connection": "wifi"}}}],
        "outcome": "nothing",
    })
}

fn on_hotspot() -> Value {
    let mut scenario = on_wifi();
    scenario["id"] = json!("on-hotspot");
    scenario["device"] = json!({
        "carrier": "CM", "network": "hotspot",
        "hotspot_owner": {"carrier": "CT", "number": "18900008765"},
    });
    scenario["faults"] = json!([]);
    scenario["limits"] = json!(null);
    scenario
}

fn put(doors: &Doors, body: &str) -> Answer {
    let bearer = format!("Bearer {}", doors.text("admin_token"));
    let headers = [("authorization".to_owned(), bearer)];
    doors.ask("PUT", "/_sim/v1/scenario", &headers, body)
}

/// Tokens for the gateway, as an outside back end gets them.
fn login(doors: &Doors) -> Value {
    let pairs = [
        ("Url", doors.text("page_url")),
        ("Origin", doors.text("origin")),
        ("SceneCode", doors.text("scene_code")),
        ("BizType", "1"),
    ];
    let tokens = doors.cloud("GetAuthToken", &pairs).json()["TokenInfo"].clone();
    json!({"flow": "login", "access_token": tokens["AccessToken"], "jwt_token": tokens["JwtToken"]})
}

#[test]
fn a_client_from_outside_meets_the_scenarios_desk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("on-wifi.json");
    std::fs::write(&path, on_wifi().to_string()).unwrap();
    let serving = Serving::start(&["--scenario", path.to_str().unwrap()]);
    let doors = &serving.doors;
    let arranged = doors.admin("GET", "scenario", &Value::Null);
    assert_eq!(arranged["scenario"]["id"], "on-wifi");
    assert_eq!(arranged["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(
        doors.admin("GET", "limits", &Value::Null)["calls_per_second"]["GetAuthToken"],
        7
    );
    let login = login(doors);
    let check = |doors: &Doors| doors.ask("POST", "/h5/v1/check", &[], &login.to_string());
    assert_eq!(check(doors).status, 503, "the fault strikes once");
    assert_eq!(check(doors).json()["code"], "OK");
    let mask = doors.gateway("mask", &login);
    assert_eq!(mask["code"], "CARRIER", "{mask}");
    assert_eq!(mask["content"]["code"], "103111");
}

#[test]
fn a_scenario_of_the_library_is_named() {
    let serving = Serving::start(&["--scenario", "cm-login"]);
    let doors = &serving.doors;
    let login = login(doors);
    assert_eq!(doors.gateway("check", &login)["code"], "OK");
    assert_eq!(doors.gateway("mask", &login)["data"]["vender"], "CM");
    let by_name = doors.admin("PUT", "scenario", &json!({"name": "cm-login"}));
    assert_eq!(by_name, doors.admin("GET", "scenario", &Value::Null));
    // What happened before is forgotten: these tokens are nobody's.
    assert_eq!(doors.gateway("check", &login)["code"], "IDENTITY");
}

#[test]
fn one_scenario_after_the_other_leaves_nothing_of_the_first() {
    let serving = Serving::start(&[]);
    let doors = &serving.doors;
    let nothing = json!({"scenario": null, "sha256": null});
    assert_eq!(doors.admin("GET", "scenario", &Value::Null), nothing);
    for _ in 0..2 {
        doors.admin("PUT", "scenario", &on_wifi());
        let arranged = doors.admin("PUT", "scenario", &on_hotspot());
        assert_eq!(arranged, doors.admin("GET", "scenario", &Value::Null));
        assert_eq!(
            doors.admin("GET", "faults", &Value::Null)["faults"],
            json!([])
        );
        let limits = doors.admin("GET", "limits", &Value::Null);
        assert_eq!(limits["calls_per_second"], json!({}));
        let login = login(doors);
        assert_eq!(doors.gateway("check", &login)["code"], "OK");
        let mask = doors.gateway("mask", &login);
        assert_eq!(mask["data"]["mask_phone"], "189****8765", "the owner's");
    }
    // A reset keeps the device, and what the scenario was can still be asked.
    doors.admin("POST", "reset", &Value::Null);
    let still = doors.admin("GET", "scenario", &Value::Null);
    assert_eq!(still["scenario"]["id"], "on-hotspot");
}

#[test]
fn what_is_no_scenario_is_refused_with_its_place_and_changes_nothing() {
    let serving = Serving::start(&[]);
    let doors = &serving.doors;
    let arranged = doors.admin("PUT", "scenario", &on_wifi());
    let change = |field: &str, value: Value| {
        let mut scenario = on_hotspot();
        scenario[field] = value;
        scenario.to_string()
    };
    let pretty = serde_json::to_string_pretty(&on_hotspot()).unwrap();
    let misspelt = pretty.replace("\"outcome\"", "\"outcom\"");
    let number = json!({"carrier": "CM", "network": "wifi", "number": "12"});
    let fault =
        json!([{"operation": "checkLoginAvailable", "effect": {"kind": "carrier"}, "times": null}]);
    for (body, status, code, why) in [
        (String::new(), 400, "NOT_JSON", "EOF"),
        ("{".into(), 400, "NOT_JSON", "EOF"),
        ("null".into(), 422, "INVALID", ""),
        ("[]".into(), 422, "INVALID", ""),
        ("{}".into(), 422, "INVALID", ""),
        (r#"{"name":"cm-logn"}"#.into(), 422, "INVALID", "cm-logn"),
        (r#"{"name":7}"#.into(), 422, "INVALID", ""),
        (r#"{"name":"cm-login","x":1}"#.into(), 422, "INVALID", ""),
        (misspelt, 422, "INVALID", "scenario:"),
        (
            change("schema_version", json!(2)),
            422,
            "INVALID",
            "schema_version",
        ),
        (change("device", number), 422, "INVALID", "number"),
        (change("faults", fault), 422, "INVALID", "carrier"),
        ("[".repeat(70_000), 413, "TOO_LONG", "64 kB"),
    ] {
        let answer = put(doors, &body);
        let shown: String = body.chars().take(80).collect();
        assert_eq!(answer.status, status, "{shown}: {}", answer.body);
        let error = answer.json();
        assert_eq!(error["code"], code, "{shown}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(why), "{shown}: {message}");
    }
    assert_eq!(doors.admin("GET", "scenario", &Value::Null), arranged);
    for method in ["GET", "PUT"] {
        let answer = doors.ask(method, "/_sim/v1/scenario", &[], &on_wifi().to_string());
        assert_eq!(answer.status, 401, "{method}");
    }
}

#[test]
fn a_scenario_that_cannot_be_had_serves_nothing() {
    for (given, why) in [
        ("cm-logn", "did you mean \"cm-login\"?"),
        ("/nowhere.json", "/nowhere.json: there is no such file"),
        ("", "no scenario is called \"\""),
    ] {
        let output = numberauth(&["serve", "--scenario", given]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(output.stdout.is_empty());
        assert!(said.contains(why), "{said}");
    }
}
