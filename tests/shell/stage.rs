//! The stage over IPC, as the two pages would use it: the relay, what is refused, and whose SDK instances go when.

use std::time::{Duration, Instant};

use numberauth_lab::{page_begins, take_dropped};
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

/// The page of a window subscribes to what it is told.
fn subscribe(program: &Program, window: &str) {
    let window = program.app.get_webview_window(window).unwrap();
    let body = json!({"channel": "__CHANNEL__:7"});
    invoke(&window, "plugin:feed|subscribe", body, OWN_PAGE).unwrap();
}

/// What a window was told so far, change by change.
fn told(program: &Program, window: &str) -> Vec<Value> {
    let told = program.told.lock().unwrap();
    let messages = told.iter().filter(|(label, _)| label == window);
    let changes = messages.flat_map(|(_, changes)| changes.as_array().unwrap().clone());
    changes.collect()
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn types(program: &Program, window: &str) -> Vec<String> {
    let changes = told(program, window);
    let types = changes
        .iter()
        .map(|change| change["type"].as_str().unwrap());
    types.map(str::to_owned).collect()
}

fn is_told(program: &Program, window: &str, kind: &str) -> bool {
    types(program, window).iter().any(|told| told == kind)
}

/// The acts that the stage's page was told, in order.
fn acts_told(program: &Program) -> Vec<Value> {
    let changes = told(program, "stage").into_iter();
    let acts = changes.filter(|change| change["type"] == "stage_act");
    acts.map(|change| change["act"].clone()).collect()
}

/// Asks the simulated cloud for tokens: that is in the journal.
fn ask_for_tokens(program: &Program) {
    let body = json!({"flow": "login"});
    program
        .invoke("plugin:server|get_auth_token", body)
        .unwrap();
}

#[test]
fn what_is_done_while_the_stage_opens_is_not_swallowed() {
    let program = Program::start();
    open(&program, "login");
    let start = json!({"act": "start"});
    let fill = json!({"act": "fill", "answer": "right"});
    let verify = json!({"act": "show", "flow": "verify"});
    for one in [&start, &fill, &verify] {
        act(&program, one).unwrap();
    }
    subscribe(&program, "stage");
    let login = json!({"act": "show", "flow": "login"});
    let wanted = [login, start.clone(), fill, verify.clone()];
    until("the acts", || acts_told(&program).len() >= wanted.len());
    assert_eq!(acts_told(&program), wanted);
    // Between two pages it is no different, and nothing is done twice.
    program.told.lock().unwrap().clear();
    reload(&program, "stage");
    act(&program, &start).unwrap();
    subscribe(&program, "stage");
    until("the act", || acts_told(&program).len() >= 2);
    assert_eq!(acts_told(&program), [verify, start]);
}

#[test]
fn what_waits_for_a_page_that_does_not_answer_is_refused_and_not_dropped() {
    let program = Program::start();
    open(&program, "login");
    let start = json!({"act": "start"});
    let refused = (0..1000).find_map(|_| act(&program, &start).err()).unwrap();
    assert_eq!(refused["code"], "stage_no_answer");
    assert!(refused["hint"].as_str().unwrap().contains("open it again"));
}

#[test]
fn opening_the_stage_drops_the_call_that_the_lab_waits_for() {
    let program = Program::start();
    let main = program.window("main");
    first_call(&program, "main").unwrap();
    let waiting = {
        let main = main.clone();
        // Its turn comes after a call that is not made: it waits.
        let body =
            json!({"instance": "page", "number": 3, "call": "getLoginMaskPhone", "options": {}});
        std::thread::spawn(move || invoke(&main, "plugin:sdk|call", body, OWN_PAGE))
    };
    std::thread::sleep(Duration::from_millis(100));
    open(&program, "login");
    let error = waiting.join().unwrap().unwrap_err();
    assert_eq!(error["code"], "instance");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("closed"), "{message}");
}

#[test]
fn the_stage_is_told_of_its_phone_and_not_of_runs_files_and_the_log() {
    let program = Program::start();
    open(&program, "login");
    subscribe(&program, "main");
    subscribe(&program, "stage");
    take_dropped(
        &program.window("main"),
        &[program.folder.path().join("none.yaml")],
    );
    ask_for_tokens(&program);
    let mut picture = picture(1);
    picture["typed"] = json!(9);
    show(&program, &picture).unwrap_err();
    let of_lab = ["dropped", "entry", "notice"];
    until("the lab's", || {
        of_lab.iter().all(|kind| is_told(&program, "main", kind))
    });
    program.invoke("plugin:feed|clear", json!({})).unwrap();
    until("the end of the log", || {
        is_told(&program, "main", "cleared")
    });
    let body = json!({"outcome": "wifi"});
    program.invoke("plugin:outcome|arm", body).unwrap();
    act(&program, &json!({"act": "start"})).unwrap();
    until("the phone's", || {
        ["simulation", "stage_act"]
            .iter()
            .all(|kind| is_told(&program, "stage", kind))
    });
    let of_stage = types(&program, "stage");
    let of_phone = ["simulation", "settings", "stage_act"];
    assert!(
        of_stage
            .iter()
            .all(|kind| of_phone.contains(&kind.as_str())),
        "{of_stage:?}"
    );
    assert!(!is_told(&program, "main", "stage_act"));
}

#[test]
fn the_stage_starts_without_the_log() {
    let program = Program::start();
    open(&program, "login");
    ask_for_tokens(&program);
    let whole = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    assert!(!whole["entries"].as_array().unwrap().is_empty());
    let of_stage = on_stage(&program, "feed|snapshot", json!({})).unwrap();
    assert_eq!(of_stage["entries"], json!([]));
    for same in ["simulation", "settings", "facts", "stage"] {
        let mut whole = whole[same].clone();
        let mut of_stage = of_stage[same].clone();
        if same == "simulation" {
            // The calendar goes on.
            whole["now"] = json!(null);
            of_stage["now"] = json!(null);
        }
        assert_eq!(of_stage, whole, "{same}");
    }
}

#[test]
fn what_the_stage_is_refused_the_presenter_is_told() {
    let program = Program::start();
    open(&program, "login");
    let notices = || program.invoke("plugin:feed|snapshot", json!({})).unwrap()["notices"].clone();
    let mut wrong = picture(1);
    wrong["typed"] = json!(9);
    let reason = show(&program, &wrong).unwrap_err()["message"].clone();
    assert_eq!(
        notices(),
        json!([{"kind": "stage_refused", "deed": "picture", "reason": reason}])
    );
    let choice = json!({"choice": {"carrier": "CU", "network": "cellular"}});
    program.invoke("plugin:lab|set_device", choice).unwrap();
    let locked = json!({"outcome": "locked"});
    let error = on_stage(&program, "outcome|arm", locked.clone()).unwrap_err();
    assert_eq!(
        notices()[1],
        json!({"kind": "stage_refused", "deed": "outcome", "reason": error["message"]})
    );
    // What the lab's own page is refused, it tells itself; a stage that is closed tells nothing.
    program.invoke("plugin:outcome|arm", locked).unwrap_err();
    program.invoke("plugin:stage|close", json!({})).unwrap();
    show(&program, &picture(2)).unwrap_err();
    assert_eq!(notices().as_array().unwrap().len(), 2);
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
