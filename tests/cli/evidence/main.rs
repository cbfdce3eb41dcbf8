//! The evidence of real runs of `numberauth`: written, checked, and read in a browser.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "../page_sdk/browser.rs"]
#[allow(dead_code, reason = "the page SDK's tests use the rest of it")]
mod browser;
mod files;
mod page;
mod verify_report;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Runs the command in a folder.
fn numberauth(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Writes a scenario beside the others.
fn scenario(folder: &Path, id: &str, steps: &Value, more: Value) -> PathBuf {
    let mut scenario = json!({
        "schema_version": 1, "id": id, "title": {"zh": format!("场景 {id}"), "en": format!("case {id}")},
        "device": {"carrier": "CM", "network": "cellular"}, "steps": steps, "outcome": "nothing",
    });
    let Value::Object(more) = more else { panic!() };
    scenario.as_object_mut().unwrap().extend(more);
    let path = folder.join(format!("{id}.json"));
    std::fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// The first acts of a login.
fn login(last: Value) -> Value {
    let mut steps = json!([{"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {}}, {"getLoginMaskPhone": {}}]);
    let Value::Array(last) = last else { panic!() };
    steps.as_array_mut().unwrap().extend(last);
    steps
}

/// Expects what does not come.
fn failing(folder: &Path) -> PathBuf {
    let steps = login(json!([{"getLoginToken": {}}]));
    scenario(
        folder,
        "failing",
        &steps,
        json!({"user": {"tries": ["wrong"]}}),
    )
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
