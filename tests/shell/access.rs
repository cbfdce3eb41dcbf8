//! Window × command: each window may call exactly its own commands.

use serde_json::json;

use crate::window::{OWN_PAGE, Program, invoke};

/// Every command of the program, with the windows that may call it.
pub(crate) const COMMANDS: &[(&str, &[&str])] = &[
    ("plugin:feed|subscribe", &["main", "stage"]),
    ("plugin:feed|snapshot", &["main", "stage"]),
    ("plugin:feed|clear", &["main"]),
    ("plugin:copy|curl", &["main"]),
    ("plugin:sdk|call", &["main", "stage"]),
    ("plugin:sdk|close", &["main", "stage"]),
    ("plugin:server|get_auth_token", &["main", "stage"]),
    ("plugin:server|get_aged_auth_token", &["main", "stage"]),
    ("plugin:server|get_phone_with_token", &["main", "stage"]),
    ("plugin:server|verify_phone_with_token", &["main", "stage"]),
    ("plugin:lab|set_device", &["main"]),
    ("plugin:lab|set_credentials", &["main"]),
    ("plugin:lab|add_fault", &["main"]),
    ("plugin:lab|remove_fault", &["main"]),
    ("plugin:lab|clear_faults", &["main"]),
    ("plugin:lab|reset", &["main"]),
    ("plugin:lab|advance_clock", &["main"]),
    ("plugin:lab|read_number", &["main", "stage"]),
    ("plugin:outcome|arm", &["main", "stage"]),
    ("plugin:signature|report", &["main"]),
    ("plugin:signature|explain", &["main"]),
    ("plugin:signature|try_slip", &["main"]),
    ("plugin:scenarios|list", &["main"]),
    ("plugin:scenarios|text", &["main"]),
    ("plugin:scenarios|check", &["main"]),
    ("plugin:scenarios|write", &["main"]),
    ("plugin:scenarios|delete", &["main"]),
    ("plugin:scenarios|recorded", &["main"]),
    ("plugin:scenarios|load", &["main"]),
    ("plugin:runs|run", &["main"]),
    ("plugin:runs|run_matrix", &["main"]),
    ("plugin:runs|reproduce", &["main"]),
    ("plugin:runs|cancel", &["main"]),
    ("plugin:runs|last", &["main"]),
    ("plugin:runs|matrix", &["main"]),
    ("plugin:runs|case", &["main"]),
    ("plugin:runs|export", &["main"]),
    ("plugin:program|about", &["main"]),
    ("plugin:program|follow_menu", &["main"]),
    ("plugin:program|open_documentation", &["main"]),
    ("plugin:program|quit", &["main"]),
    ("plugin:settings|save", &["main"]),
    ("plugin:agreements|open", &["main", "stage"]),
    ("plugin:agreements|open_own", &["main", "stage"]),
    ("plugin:consent|audit", &["main"]),
    ("plugin:consent|check_wording", &["main"]),
    ("plugin:consent|save_wording", &["main"]),
    ("plugin:gate|open_live", &["main"]),
    ("plugin:stage|open", &["main"]),
    ("plugin:stage|close", &["main"]),
    ("plugin:stage|act", &["main"]),
    ("plugin:stage|show", &["stage"]),
    ("plugin:stage|full_screen", &["stage"]),
    ("plugin:stage|turn_wifi_off", &["stage"]),
    ("plugin:live|follow_appearance", &["live"]),
    ("plugin:live|snapshot", &["live"]),
    ("plugin:live|save_profile", &["live"]),
    ("plugin:live|delete_profile", &["live"]),
    ("plugin:live|unlock_keychain", &["live"]),
    ("plugin:live|put_secret", &["live"]),
    ("plugin:live|forget_secret", &["live"]),
    ("plugin:live|get_auth_token", &["live"]),
    ("plugin:live|get_phone_with_token", &["live"]),
    ("plugin:live|verify_phone_with_token", &["live"]),
    ("plugin:live|reveal_token", &["live"]),
    ("plugin:live|reveal_number", &["live"]),
    ("plugin:live|spend", &["live"]),
    ("plugin:live|set_limit", &["live"]),
    ("plugin:live|doctor", &["live"]),
    ("plugin:live|entries", &["live"]),
    ("plugin:live|clear_entries", &["live"]),
];

/// Commands of Tauri and of the plugins inside that no window may call.
const FOREIGN: [&str; 12] = [
    "plugin:store|load",
    "plugin:store|set",
    "plugin:store|get",
    "plugin:opener|open_url",
    "plugin:opener|open_path",
    "plugin:dialog|save",
    "plugin:dialog|open",
    "plugin:fs|read_text_file",
    "plugin:window|set_title",
    "plugin:event|listen",
    "plugin:event|emit",
    "plugin:webview|create_webview_window",
];

/// Whether the permissions let the call through; what the command makes of empty arguments does not matter here.
fn admitted(program: &Program, label: &str, command: &str, url: &str) -> bool {
    match invoke(&program.window(label), command, json!({}), url) {
        Ok(_) => true,
        Err(error) => {
            let error = error.to_string();
            let name = command.rsplit('|').next().unwrap_or(command);
            assert!(
                !error.contains(&format!("Command {name} not found")),
                "{command} has no handler in src-tauri/src/commands.rs"
            );
            !error.contains("not allowed")
        }
    }
}

#[test]
fn each_window_may_call_exactly_its_own_commands() {
    let program = Program::start();
    for label in ["main", "live", "stage", "other"] {
        for &(command, windows) in COMMANDS {
            assert_eq!(
                admitted(&program, label, command, OWN_PAGE),
                windows.contains(&label),
                "{label}: {command}"
            );
        }
        for command in FOREIGN {
            assert!(
                !admitted(&program, label, command, OWN_PAGE),
                "{label}: {command}"
            );
        }
    }
}

#[test]
fn a_foreign_page_in_the_main_window_may_call_nothing() {
    let program = Program::start();
    for url in [
        "https://evil.example",
        "http://localhost:5173",
        "data:text/html,x",
    ] {
        for &(command, _) in COMMANDS {
            assert!(
                !admitted(&program, "main", command, url),
                "{url}: {command}"
            );
        }
    }
}
