//! The gate and the Live window over IPC, as their pages would use them: against the simulator behind TLS.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use numberauth_lab::write_settings;
use numberauth_live::{Connector, KeychainState, Proxies};
use numberauth_protocol::{DeviceCarrier, Flow};
use numberauth_simulator::ACCOUNTS;
use serde_json::{Value, json};
use tauri::Manager;

use crate::fixtures::{Cloud, NAME, draft};
use crate::window::{LiveParts, Program};

/// A cloud behind TLS, and a program whose Live window reaches it.
struct Live {
    runtime: tokio::runtime::Runtime,
    cloud: Cloud,
    program: Program,
}

impl Live {
    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let cloud = runtime.block_on(Cloud::start(DeviceCarrier::Cm));
        let proxies = Proxies::all_through(&cloud.proxy_url());
        let parts = LiveParts {
            connector: Some(Connector::trusting([cloud.root.der()], proxies).unwrap()),
            ..LiveParts::default()
        };
        let program = Program::start_with(tempfile::tempdir().unwrap(), parts);
        Self {
            runtime,
            cloud,
            program,
        }
    }

    fn ask(&self, command: &str, body: Value) -> Result<Value, Value> {
        self.program.invoke_live(command, body)
    }

    /// Saves the profile of the simulated account.
    fn make_profile(&self) {
        let draft = json!({"draft": draft(&self.cloud.endpoint()), "replaced": null});
        self.ask("save_profile", draft).unwrap();
    }

    fn put_secret(&self, secret: &str, keep: &str) -> Result<Value, Value> {
        let body = json!({"name": NAME, "secret": secret, "stsToken": null, "keep": keep});
        self.ask("put_secret", body)
    }

    /// An spToken of a device, as its owner pastes it.
    fn sp_token(&self, flow: Flow) -> String {
        self.runtime.block_on(async {
            let bench = self.cloud.bench().await;
            self.cloud.sp_token(&bench.desk, flow).await
        })
    }
}

fn open(program: &Program, word: &str) -> Result<Value, Value> {
    program.invoke("plugin:gate|open_live", json!({"confirmation": word}))
}

#[test]
fn only_the_typed_word_opens_the_window_and_only_once() {
    let program = Program::start();
    program.window("main");
    for wrong in ["", "live", "LIVE!", "真", "真实 LIVE", "ＬＩＶＥ", "yes"] {
        let error = open(&program, wrong).unwrap_err();
        assert_eq!(error["code"], "not_confirmed", "{wrong}");
        assert!(!error.to_string().contains("yes"));
        assert!(program.app.get_webview_window("live").is_none(), "{wrong}");
    }
    open(&program, " 真实 ").unwrap();
    open(&program, "LIVE").unwrap();
    let labels: Vec<_> = program.app.webview_windows().into_keys().collect();
    assert_eq!(labels.iter().filter(|label| *label == "live").count(), 1);
    let url = program.window("live").url().unwrap();
    assert!(url.path().ends_with("live.html"), "{url}");
}

#[test]
fn nothing_of_live_use_is_there_before_its_window_asks() {
    let program = Program::start();
    let made = || program.live.made.load(Ordering::Relaxed);
    program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    let tokens = json!({"flow": "login"});
    program
        .invoke("plugin:server|get_auth_token", tokens)
        .unwrap();
    program.invoke("plugin:lab|reset", json!({})).unwrap();
    open(&program, "nonsense").unwrap_err();
    assert_eq!(made(), 0);
    program.invoke_live("snapshot", json!({})).unwrap();
    program.invoke_live("spend", json!({})).unwrap();
    assert_eq!(made(), 1);
}

#[test]
fn a_profile_its_secret_and_the_three_calls() {
    let live = Live::start();
    live.make_profile();
    let snapshot = live.ask("snapshot", json!({})).unwrap();
    assert_eq!(snapshot["profiles"][0]["secret"]["kind"], "missing");
    let body = json!({"name": NAME, "flow": "login"});
    let error = live.ask("get_auth_token", body.clone()).unwrap_err();
    assert_eq!(error["code"], "secret_missing");

    let place = live
        .put_secret(ACCOUNTS[0].access_key_secret, "keychain")
        .unwrap();
    assert_eq!(place, json!({"kind": "keychain"}));
    let tokens = live.ask("get_auth_token", body).unwrap();
    let whole = live
        .ask("reveal_token", json!({"kind": "jwt_token"}))
        .unwrap();
    let whole = whole.as_str().unwrap();
    assert!(whole.len() > 100 && !tokens.to_string().contains(whole));
    assert!(tokens["jwt_times"]["expires_at"].is_string(), "{tokens}");

    let number = live.cloud.number();
    let login = json!({"name": NAME, "spToken": live.sp_token(Flow::Login)});
    let phone = live.ask("get_phone_with_token", login.clone()).unwrap();
    assert_eq!(
        phone["number"],
        format!("{}****{}", &number[..3], &number[7..])
    );
    assert_eq!(phone["spend"]["used"], 1);
    assert_eq!(live.ask("reveal_number", json!({})).unwrap(), json!(number));

    let verify =
        json!({"name": NAME, "phoneNumber": number, "spToken": live.sp_token(Flow::Verify)});
    let verdict = live.ask("verify_phone_with_token", verify).unwrap();
    assert_eq!(verdict["result"], "PASS");
    assert_eq!(live.ask("spend", json!({})).unwrap()["used"], 2);

    // The token is spent: the cloud refuses, which is not billed.
    let error = live.ask("get_phone_with_token", login).unwrap_err();
    assert_eq!(error["code"], "cloud_refused");
    assert_eq!(error["details"]["cloud_code"], "isv.TOKEN_INVALID");
    assert!(error["details"]["request_id"].is_string());
    assert_eq!(live.ask("spend", json!({})).unwrap()["used"], 2);

    let entries = live.ask("entries", json!({"after": 0})).unwrap();
    let codes: Vec<_> = entries.as_array().unwrap().iter().collect();
    assert_eq!(codes.len(), 4);
    assert_eq!(codes[3]["outcome"]["code"], "isv.TOKEN_INVALID");
    let journal = entries.to_string();
    for secret in [number.as_str(), whole, ACCOUNTS[0].access_key_secret] {
        assert!(!journal.contains(secret));
    }
    live.ask("clear_entries", json!({})).unwrap();
    assert_eq!(live.ask("entries", json!({"after": 0})).unwrap(), json!([]));
}

#[test]
fn the_limit_refuses_before_anything_is_sent() {
    let live = Live::start();
    live.make_profile();
    live.put_secret(ACCOUNTS[0].access_key_secret, "this_run")
        .unwrap();
    live.ask("set_limit", json!({"limit": 0})).unwrap();
    let body = json!({"name": NAME, "spToken": live.sp_token(Flow::Login)});
    let asked = live.cloud.asked.count();
    let error = live.ask("get_phone_with_token", body.clone()).unwrap_err();
    assert_eq!(error["code"], "limit_reached");
    assert_eq!(live.cloud.asked.count(), asked);
    live.ask("set_limit", json!({"limit": 1})).unwrap();
    assert!(live.ask("get_phone_with_token", body.clone()).is_ok());
    assert_eq!(
        live.ask("get_phone_with_token", body).unwrap_err()["code"],
        "limit_reached"
    );
}

#[test]
fn refusals_name_what_is_wrong_and_repeat_no_secret() {
    let live = Live::start();
    let mut bad = json!(draft(&live.cloud.endpoint()));
    bad["endpoint"] = json!("http://planted.example");
    let error = live
        .ask("save_profile", json!({"draft": bad, "replaced": null}))
        .unwrap_err();
    assert_eq!(
        (&error["code"], &error["details"]["field"]),
        (&json!("invalid_profile"), &json!("endpoint"))
    );
    assert_eq!(error["details"]["problem"], json!({"kind": "scheme"}));
    assert!(!error.to_string().contains("planted"));

    live.make_profile();
    let again = json!({"draft": draft("localhost"), "replaced": null});
    assert_eq!(
        live.ask("save_profile", again).unwrap_err()["code"],
        "name_taken"
    );
    assert_eq!(
        live.put_secret("  ", "keychain").unwrap_err()["code"],
        "secret_empty"
    );
    live.program.live.keychain.become_(KeychainState::Locked);
    let error = live.put_secret("planted-secret", "keychain").unwrap_err();
    assert_eq!(error["code"], "keychain_locked");
    assert!(!error.to_string().contains("planted"));
    let snapshot = live.ask("snapshot", json!({})).unwrap();
    assert_eq!(snapshot["profiles"][0]["secret"]["kind"], "locked");
    live.ask("unlock_keychain", json!({})).unwrap();
    let snapshot = live.ask("snapshot", json!({})).unwrap();
    assert_eq!(snapshot["profiles"][0]["secret"]["kind"], "missing");
    assert_eq!(
        live.ask("reveal_number", json!({})).unwrap_err()["code"],
        "nothing_to_reveal"
    );
    let gone = json!({"name": "nobody"});
    assert_eq!(
        live.ask("delete_profile", gone).unwrap_err()["code"],
        "no_such_profile"
    );
}

#[test]
fn nonsense_is_refused_without_a_panic() {
    let live = Live::start();
    let draft = draft(&live.cloud.endpoint());
    for (command, body) in [
        ("save_profile", json!({"draft": {}, "replaced": null})),
        ("save_profile", json!({"draft": draft, "replaced": 5})),
        ("put_secret", json!({"name": NAME, "secret": "s"})),
        (
            "put_secret",
            json!({"name": NAME, "secret": "s", "keep": "in the file"}),
        ),
        ("get_auth_token", json!({"name": NAME, "flow": "both"})),
        ("get_phone_with_token", json!({"name": NAME, "spToken": 5})),
        ("reveal_token", json!({"kind": "secret"})),
        ("set_limit", json!({"limit": -1})),
        ("set_limit", json!({"limit": 5_000_000_000_u64})),
        ("doctor", json!({"name": null, "online": "everything"})),
        ("entries", json!({"after": "all"})),
        ("follow_appearance", json!({"channel": "x"})),
    ] {
        assert!(live.ask(command, body.clone()).is_err(), "{command} {body}");
    }
    assert!(live.ask("snapshot", json!({})).is_ok());
}

/// What the files below the folder hold, by their paths.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.insert(path.clone(), std::fs::read(path).unwrap());
        }
    }
    files
}

#[test]
fn no_secret_is_in_any_file_of_the_program() {
    let live = Live::start();
    live.make_profile();
    live.put_secret("planted-secret", "keychain").unwrap();
    live.put_secret("planted-secret", "this_run").unwrap();
    // The cloud refuses it, and says with what it was signed.
    let refused = live.ask("get_auth_token", json!({"name": NAME, "flow": "login"}));
    let refused = refused.unwrap_err().to_string();
    assert!(!refused.contains("planted-secret"), "{refused}");
    live.ask("doctor", json!({"name": NAME, "online": "clock_and_key"}))
        .unwrap();
    live.program
        .invoke(
            "plugin:settings|save",
            json!({"change": {"language": "en"}}),
        )
        .unwrap();
    write_settings(&live.program.app);
    let files = files_below(live.program.folder.path());
    for name in ["live-profiles.json", "settings.json"] {
        assert!(files.keys().any(|path| path.ends_with(name)), "{name}");
    }
    for (path, bytes) in files {
        let planted = bytes.windows(14).any(|it| it == b"planted-secret");
        assert!(!planted, "{}", path.display());
    }
}

#[test]
fn the_doctor_looks_at_this_machine_alone_without_a_profile() {
    let live = Live::start();
    let asked = live.cloud.asked.count();
    let found = live
        .ask("doctor", json!({"name": null, "online": "clock_and_key"}))
        .unwrap();
    assert!(!found.as_array().unwrap().is_empty());
    assert!(found[0]["message"]["zh"].is_string() && found[0]["message"]["en"].is_string());
    assert_eq!(live.cloud.asked.count(), asked);
    assert_eq!(live.ask("spend", json!({})).unwrap()["used"], 0);
}
