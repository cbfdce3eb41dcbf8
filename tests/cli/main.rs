//! The `numberauth` command, run as a person or a script runs it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod doctor;
mod explain_signature;
#[path = "../../src-tauri/crates/live/tests/live/front.rs"]
mod front;
mod official;
mod scenarios;
mod serve;
mod serve_scenario;
mod serving;

use std::process::{Command, Output, Stdio};

fn numberauth(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn codes_lists_the_dictionary_in_both_languages() {
    insta::assert_snapshot!(stdout(&numberauth(&["codes"])));
}

#[test]
fn codes_as_json_is_the_dictionary_that_the_window_shows() {
    let printed: numberauth_protocol::Dictionary =
        serde_json::from_str(&stdout(&numberauth(&["codes", "--json"]))).unwrap();
    assert_eq!(printed, *numberauth_protocol::dictionary());
}

#[test]
fn one_code_alone_is_told_whosever_it_is() {
    // A result code with the carriers' codes that lead to it, one of the sibling edition, a carrier's own.
    let ours = stdout(&numberauth(&["codes", "600011"]));
    let whole = stdout(&numberauth(&["codes"]));
    let entry = ours.split("\n\n").next().unwrap();
    assert!(
        entry.starts_with("600011  ") && whole.contains(entry),
        "{ours}"
    );
    assert!(!ours.contains("600010") && !ours.contains("In the sibling edition only"));

    let sibling = &numberauth_protocol::dictionary().sibling_only[0];
    let carriers = &numberauth_protocol::dictionary().carrier_codes[0];
    let (theirs, own) = (sibling.code.to_string(), carriers.code.clone());
    let both: numberauth_protocol::Dictionary =
        serde_json::from_str(&stdout(&numberauth(&["codes", &theirs, &own, "--json"]))).unwrap();
    assert!(both.codes.is_empty());
    assert_eq!(both.sibling_only, std::slice::from_ref(sibling));
    assert!(both.carrier_codes.contains(carriers));
    assert!(both.carrier_codes.iter().all(|one| one.code == own));
    // As the log names it, too.
    let told = stdout(&numberauth(&[
        "codes",
        &format!("{} {own}", carriers.carrier),
    ]));
    assert!(
        told.contains(&carriers.meaning.en) && told.contains(&carriers.gives[0].to_string()),
        "{told}"
    );
}

#[test]
fn a_code_that_nobody_has_is_an_error_that_names_it() {
    let output = numberauth(&["codes", "600000", "699999"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("`699999`") && told.contains("numberauth codes"),
        "{told}"
    );
}

#[test]
fn a_wrong_usage_says_so_and_exits_with_two() {
    for arguments in [&["code"][..], &[], &["codes", "--xml"]] {
        let output = numberauth(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("Usage"),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .args(["codes", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn help_and_version_are_there() {
    assert!(stdout(&numberauth(&["--help"])).contains("codes"));
    assert_eq!(
        stdout(&numberauth(&["--version"])),
        concat!("numberauth ", env!("CARGO_PKG_VERSION"), "\n")
    );
}
