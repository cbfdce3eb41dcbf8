//! The stage over IPC, as the two pages would use it: the relay, what is refused, and whose SDK instances go when.

use numberauth_lab::page_begins;
use serde_json::{Value, json};
use tauri::Manager as _;
use tauri::test::MockRuntime;

use crate::window::{OWN_PAGE, Program, invoke};

/// A command of the stage from its own page.
fn on_stage(program: &Program, command: &str, body: Value) -> Result<Value, Value> {
    let stage = program.app.get_webview_window("stage").expect("a stage");
    invoke(&stage, &format!("plugin:{command}"), body, OWN_PAGE)
}

fn open(program: &Program, flow: &str) {
    program.window("main");
    let body = json!({ "flow": flow });
    program.invoke("plugin:stage|open", body).unwrap();
}

fn act(program: &Program, act: &Value) -> Result<Value, Value> {
    program.invoke("plugin:stage|act", json!({ "act": act }))
}

/// How the main window finds the stage.
fn state(program: &Program) -> Value {
    program.invoke("plugin:feed|snapshot", json!({})).unwrap()["stage"].clone()
}

fn picture(number: u64) -> Value {
    let steps = [
        "network", "check", "mask", "consent", "token", "exchange", "done",
    ];
    json!({
        "number": number, "flow": "login", "screen": {"name": "consent"}, "current": "consent", "running": false,
        "steps": steps.map(|step| json!({"step": step, "status": "ok", "code": "600000"})),
        "mask": {"text": "138****1234", "carrier": "CM"}, "typed": 2, "agreed": true, "tick_asked": 0,
        "error": null, "reading": null, "number_asked": false, "token_carrier": null, "token_seconds_left": null,
    })
}

fn show(program: &Program, picture: &Value) -> Result<Value, Value> {
    on_stage(program, "stage|show", json!({ "picture": picture }))
}

/// How many windows are labelled so.
fn count(program: &Program, label: &str) -> usize {
    let windows = program.app.webview_windows();
    windows.into_keys().filter(|known| known == label).count()
}

/// The first call of the page's instance in a window. It is refused where the page, as the SDK knows it, has made it before.
fn first_call(program: &Program, window: &str) -> Result<Value, Value> {
    let body = json!({"instance": "page", "number": 1, "call": "getLoginMaskPhone", "options": {}});
    let window = program.app.get_webview_window(window).unwrap();
    invoke(&window, "plugin:sdk|call", body, OWN_PAGE)
}

/// The page of a window is loaded again.
fn reload(program: &Program, window: &str) {
    let window = program.app.get_webview_window(window).unwrap();
    page_begins::<MockRuntime>(window.as_ref());
}

#[test]
fn it_is_opened_once_and_its_page_is_its_own() {
    let program = Program::start();
    assert_eq!(
        state(&program),
        json!({"open": false, "flow": "login", "picture": null})
    );
    open(&program, "verify");
    open(&program, "verify");
    assert_eq!(count(&program, "stage"), 1);
    let url = program.window("stage").url().unwrap();
    assert!(url.path().ends_with("stage.html"), "{url}");
    assert_eq!(
        state(&program),
        json!({"open": true, "flow": "verify", "picture": null})
    );
}

#[test]
fn two_quick_openings_make_one_window() {
    let program = Program::start();
    let main = program.window("main");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let main = main.clone();
            scope.spawn(move || {
                invoke(
                    &main,
                    "plugin:stage|open",
                    json!({"flow": "login"}),
                    OWN_PAGE,
                )
                .unwrap();
            });
        }
    });
    assert_eq!(count(&program, "stage"), 1);
    assert_eq!(state(&program)["open"], true);
}

#[test]
fn closed_it_gives_the_phone_back() {
    let program = Program::start();
    open(&program, "login");
    show(&program, &picture(1)).unwrap();
    program.invoke("plugin:stage|close", json!({})).unwrap();
    assert_eq!(state(&program)["open"], false);
    assert_eq!(state(&program)["picture"], Value::Null);
    assert_eq!(
        show(&program, &picture(2)).unwrap_err()["code"],
        "stage_closed"
    );
    // Closing what is closed is no mistake.
    program.invoke("plugin:stage|close", json!({})).unwrap();
}

#[test]
fn the_main_window_is_shown_what_the_phone_shows() {
    let program = Program::start();
    open(&program, "login");
    show(&program, &picture(2)).unwrap();
    assert_eq!(state(&program)["picture"], picture(2));
    show(&program, &picture(1)).unwrap();
    assert_eq!(
        state(&program)["picture"]["number"],
        2,
        "an overtaken picture is dropped"
    );
    let mut signed_in = picture(3);
    signed_in["screen"] = json!({"name": "signedIn", "number": "138****1234"});
    show(&program, &signed_in).unwrap();
    assert_eq!(state(&program)["picture"], signed_in);
}

#[test]
fn a_picture_that_cannot_be_or_that_tells_a_number_is_refused() {
    let program = Program::start();
    open(&program, "login");
    let wrong = |path: &str, value: Value| {
        let mut wrong = picture(1);
        *wrong.pointer_mut(path).unwrap() = value;
        show(&program, &wrong).unwrap_err()
    };
    for (path, value, field) in [
        ("/typed", json!(5), "typed"),
        ("/steps/0/step", json!("done"), "steps"),
        ("/screen", json!({"name": "form"}), "screen"),
        ("/flow", json!("verify"), "steps"),
    ] {
        let error = wrong(path, value);
        assert_eq!(error["code"], "invalid_value", "{path}");
        assert_eq!(error["details"]["field"], field, "{path}");
    }
    for (path, value) in [
        ("/mask/text", json!("13800131234")),
        (
            "/screen",
            json!({"name": "signedIn", "number": "13800131234"}),
        ),
        ("/screen", json!({"name": "signedIn"})),
        ("/screen", json!({"name": "lobby"})),
        ("/steps/1/code", json!("13800131234")),
        ("/steps/1/code", json!("<img src=x>")),
        ("/typed", json!("0013")),
        ("/typed", json!(-1)),
    ] {
        let error = wrong(path, value).to_string();
        assert!(!error.contains("13800131234"), "{path}: {error}");
    }
    let mut digits = picture(1);
    digits["digits"] = json!("0013");
    assert!(
        show(&program, &digits)
            .unwrap_err()
            .to_string()
            .contains("digits")
    );
    assert_eq!(state(&program)["picture"], Value::Null);
}

#[test]
fn acts_that_cannot_be_are_refused() {
    let program = Program::start();
    let error = act(&program, &json!({"act": "start"})).unwrap_err();
    assert_eq!(error["code"], "stage_closed");
    assert!(error["hint"].is_string());
    open(&program, "verify");
    act(&program, &json!({"act": "start"})).unwrap();
    act(&program, &json!({"act": "fill", "answer": "wrong"})).unwrap();
    act(&program, &json!({"act": "reset"})).unwrap();
    let form = json!({"timeout": "8000", "mask": "", "maskAsNumber": false, "accessToken": "as_is", "jwtToken": "forged"});
    act(
        &program,
        &json!({"act": "step", "step": "check", "form": form}),
    )
    .unwrap();
    let error = act(
        &program,
        &json!({"act": "step", "step": "mask", "form": form}),
    )
    .unwrap_err();
    assert_eq!(
        error["details"]["field"], "step",
        "a verification has no mask"
    );
    let mut long = form.clone();
    long["timeout"] = json!("9".repeat(65));
    let error = act(
        &program,
        &json!({"act": "step", "step": "check", "form": long}),
    )
    .unwrap_err();
    assert_eq!(error["details"]["field"], "timeout");
    for nonsense in [
        json!({"act": "close"}),
        json!({"act": "fill", "answer": "0013"}),
        json!({"act": "fill", "answer": "right", "text": "0013"}),
        json!({"act": "show", "flow": "both"}),
        json!("start"),
        json!(null),
    ] {
        assert!(act(&program, &nonsense).is_err(), "{nonsense}");
    }
    assert_eq!(state(&program)["flow"], "verify");
    act(&program, &json!({"act": "show", "flow": "login"})).unwrap();
    assert_eq!(state(&program)["flow"], "login");
}

#[test]
fn a_reload_ends_the_instances_of_its_own_window_alone() {
    let program = Program::start();
    open(&program, "login");
    show(&program, &picture(9)).unwrap();
    for window in ["main", "stage"] {
        assert_eq!(
            first_call(&program, window).unwrap()["code"],
            600_013,
            "{window}"
        );
        assert_eq!(
            first_call(&program, window).unwrap_err()["code"],
            "instance",
            "{window}"
        );
    }
    reload(&program, "main");
    first_call(&program, "main").unwrap();
    first_call(&program, "stage").unwrap_err();
    assert_eq!(state(&program)["picture"]["number"], 9, "the stage goes on");

    reload(&program, "stage");
    first_call(&program, "stage").unwrap();
    first_call(&program, "main").unwrap_err();
    assert_eq!(state(&program)["open"], true);
    assert_eq!(state(&program)["picture"], Value::Null);
    // It counts its pictures anew.
    show(&program, &picture(1)).unwrap();
}

#[test]
fn a_stage_that_is_closed_takes_its_instances_with_it() {
    let program = Program::start();
    open(&program, "login");
    first_call(&program, "stage").unwrap();
    first_call(&program, "main").unwrap();
    program.invoke("plugin:stage|close", json!({})).unwrap();
    // The mock runtime leaves the window there.
    first_call(&program, "stage").unwrap();
    first_call(&program, "main").unwrap_err();
}

#[test]
fn its_phone_turns_wifi_off_and_nothing_else_of_the_device() {
    let program = Program::start();
    open(&program, "login");
    let choice = json!({"choice": {"carrier": "CT", "network": "wifi", "number": "13800777123"}});
    program.invoke("plugin:lab|set_device", choice).unwrap();
    let simulation = on_stage(&program, "stage|turn_wifi_off", json!({})).unwrap();
    assert_eq!(simulation["connection"], "cellular");
    assert_eq!(simulation["device"]["carrier"], "CT");
    assert_eq!(simulation["device"]["number"], "13800777123");
}

#[test]
fn aged_tokens_are_of_an_earlier_day_and_the_choice_of_tokens_stays() {
    let program = Program::start();
    open(&program, "login");
    let body = json!({"flow": "login"});
    let reply = on_stage(&program, "server|get_aged_auth_token", body).unwrap();
    let tokens = json!({"accessToken": reply["access_token"], "jwtToken": reply["jwt_token"]});
    let call =
        json!({"instance": "page", "number": 1, "call": "checkLoginAvailable", "options": tokens});
    assert_eq!(
        on_stage(&program, "sdk|call", call).unwrap()["code"],
        600_025
    );
    let snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["simulation"]["credentials"], "good");
}
