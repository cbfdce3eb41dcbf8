//! The check of the consent page and the customer's wording over IPC.

use serde_json::{Value, json};

use crate::window::Program;

fn wording(button: &str) -> Value {
    json!({"app_name": " 青禾阅读 ", "button": button, "agreements": [
        {"name": "《青禾服务协议》", "url": "https://www.example.com/terms"},
        {"name": "《青禾隐私政策》", "url": "https://www.example.com/privacy"},
    ]})
}

fn save(program: &Program, wording: &Value) -> Result<Value, Value> {
    let body = json!({"language": "zh", "wording": wording});
    program.invoke("plugin:consent|save_wording", body)
}

fn kept(program: &Program) -> Value {
    program.invoke("plugin:feed|snapshot", json!({})).unwrap()["settings"]["wording"].clone()
}

#[test]
fn a_wording_is_applied_kept_and_let_go_of() {
    let program = Program::start();
    assert_eq!(kept(&program), json!({"zh": null, "en": null}));
    save(&program, &wording("登录 / 注册")).unwrap();
    assert_eq!(kept(&program)["zh"]["app_name"], "青禾阅读");
    let Program { app, folder, .. } = program;
    numberauth_lab::write_settings(&app);
    drop(app);
    let again = Program::start_in(folder);
    assert_eq!(kept(&again)["zh"]["button"], "登录 / 注册");
    save(&again, &Value::Null).unwrap();
    assert_eq!(kept(&again)["zh"], Value::Null);
}

#[test]
fn a_wording_that_breaks_a_rule_is_refused_with_its_field_and_changes_nothing() {
    let program = Program::start();
    let error = save(&program, &wording("确定")).unwrap_err();
    assert_eq!(error["code"], "wording_refused");
    let problem = &error["details"]["problems"][0];
    assert_eq!(
        (&problem["field"], &problem["rule"]),
        (&json!("button"), &json!("button_text"))
    );
    assert!(problem["said"]["zh"].as_str().unwrap().contains("登录"));
    assert_eq!(kept(&program)["zh"], Value::Null);
    let found = program
        .invoke(
            "plugin:consent|check_wording",
            json!({"language": "en", "wording": wording("确定")}),
        )
        .unwrap();
    assert_eq!(found[0]["field"], "button");

    let change = json!({"change": {"wording": {"zh": wording("确定"), "en": null}}});
    assert!(program.invoke("plugin:settings|save", change).is_err());
}

#[test]
fn only_an_address_of_the_kept_wording_is_opened() {
    let program = Program::start();
    let open = |language: &str, index: u64| {
        let body = json!({"language": language, "index": index});
        program.invoke("plugin:agreements|open_own", body)
    };
    assert_eq!(open("zh", 0).unwrap_err()["code"], "forgotten");
    save(&program, &wording("登录")).unwrap();
    open("zh", 1).unwrap();
    assert_eq!(
        *program.opened.lock().unwrap(),
        ["https://www.example.com/privacy"]
    );
    for (language, index) in [("zh", 2), ("en", 0)] {
        assert_eq!(open(language, index).unwrap_err()["code"], "forgotten");
    }
    let url = json!({"language": "zh", "index": "https://evil.example/"});
    assert!(program.invoke("plugin:agreements|open_own", url).is_err());
}

/// A page with a button and nothing else, as a window would tell of it.
fn seen(app: &str, flow: &str) -> Value {
    let sight = json!({"shown": true, "width": 90.0, "height": 20.0, "cut_off": 0.0, "overhang": 0.0, "scrolled_away": 0.0,
        "covered": 0.0, "type_size": 16.0, "contrast": 8.0});
    let part = |part: &str, text: &str| json!({"part": part, "text": text, "address": null, "pressable": true, "sight": sight});
    json!({"seen": {"flow": flow, "language": "zh", "page": {
        "carrier": "CM", "text": app, "ticked_by_itself": false, "arrived_after": 0, "refusal": null,
        "parts": [part("app_name", app), part("button", "确定"), part("app_agreement", "《隐私政策》")],
    }}})
}

fn verdicts(program: &Program, seen: &Value) -> Value {
    let audit = program
        .invoke("plugin:consent|audit", seen.clone())
        .unwrap();
    let findings = audit["findings"].as_array().unwrap().iter();
    findings
        .map(|one| {
            (
                one["rule"].as_str().unwrap().to_owned(),
                one["verdict"].clone(),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[test]
fn a_page_is_judged_by_the_wording_that_is_kept_or_by_the_demo_apps() {
    let program = Program::start();
    let found = verdicts(&program, &seen("示例应用", "login"));
    assert_eq!(
        (&found["app_name"], &found["button_text"]),
        (&json!("holds"), &json!("fails"))
    );
    assert_eq!(found["app_agreements"], "fails", "《用户协议》 is missing");
    assert_eq!(
        verdicts(&program, &seen("", "verify"))["app_agreements"],
        "holds",
        "a verification asks for the privacy policy alone"
    );
    save(&program, &wording("登录")).unwrap();
    assert_eq!(
        verdicts(&program, &seen("示例应用", "login"))["app_name"],
        "fails"
    );
    assert_eq!(
        verdicts(&program, &seen("青禾阅读", "login"))["app_name"],
        "holds"
    );
}

#[test]
fn the_journal_and_not_the_page_says_whose_number_it_is_and_what_was_called() {
    let program = Program::start();
    let reply = program
        .invoke("plugin:server|get_auth_token", json!({"flow": "login"}))
        .unwrap();
    let call = |number: u64, call: &str, options: Value| {
        let body = json!({"instance": "page", "number": number, "call": call, "options": options});
        program.invoke("plugin:sdk|call", body).unwrap()
    };
    let tokens = json!({"accessToken": reply["access_token"], "jwtToken": reply["jwt_token"]});
    call(1, "checkLoginAvailable", tokens);
    call(2, "getLoginMaskPhone", json!({}));
    let mut page = seen("示例应用", "login");
    page["seen"]["page"]["carrier"] = json!("CU");
    let newest = |program: &Program| {
        let snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
        snapshot["entries"].as_array().unwrap().last().unwrap()["seq"].clone()
    };
    page["seen"]["page"]["arrived_after"] = newest(&program);
    let audit = program
        .invoke("plugin:consent|audit", page.clone())
        .unwrap();
    assert_eq!(audit["carrier"], "CM", "whatever the page says");
    assert_eq!(verdicts(&program, &page)["before_token"], "holds");

    let before = newest(&program);
    call(3, "getLoginToken", json!({"mask": "0000"}));
    page["seen"]["page"]["refusal"] = json!({"asked_for_tick": true, "asked_otherwise": false, "busy": false,
        "after": before, "until": newest(&program)});
    assert_eq!(verdicts(&program, &page)["refused_without_tick"], "fails");
    page["seen"]["page"]["arrived_after"] = newest(&program);
    assert_eq!(verdicts(&program, &page)["before_token"], "fails");
}

#[test]
fn what_is_no_sight_of_a_page_is_refused_without_a_panic() {
    let program = Program::start();
    for body in [
        json!({}),
        json!({"seen": {"flow": "login"}}),
        json!({"seen": {"flow": "login", "language": "fr", "page": null}}),
        json!({"seen": {"flow": "login", "language": "zh", "page": {"parts": [{"part": "all"}]}}}),
    ] {
        assert!(
            program
                .invoke("plugin:consent|audit", body.clone())
                .is_err(),
            "{body}"
        );
    }
}
