//! `numberauth explain-signature` with what people paste.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::stdout;

/// The cloud's answer as programs log it; the number and the token are made up.
const ANSWER: &str = r#"ERROR c.example.Login - Error: SignatureDoesNotMatch code: 400, {"RequestId":"A57FBFD7-FC9A-54FE-A876-4D5E19577186","Message":"Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3DMadeUpId%26Action%3DVerifyPhoneWithToken%26Format%3DJSON%26PhoneNumber%3D13800131234%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Dn%26SignatureVersion%3D1.0%26SpToken%3DMadeUpTokenMadeUpToken~%252A%26Timestamp%3D2026-01-01T00%253A00%253A00Z%26Version%3D2017-05-25","HostId":"dypnsapi.aliyuncs.com","Code":"SignatureDoesNotMatch"}"#;
/// What the same program signed: `~` encoded.
const CLIENT: &str = "POST&%2F&AccessKeyId%3DMadeUpId%26Action%3DVerifyPhoneWithToken%26Format%3DJSON%26PhoneNumber%3D13800131234%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Dn%26SignatureVersion%3D1.0%26SpToken%3DMadeUpTokenMadeUpToken%257E%252A%26Timestamp%3D2026-01-01T00%253A00%253A00Z%26Version%3D2017-05-25\n";
/// A request to the simulator, signed with a space behind the first account's secret.
const REQUEST: &str = include_str!("requests/space-in-secret.http");

fn explain(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .arg("explain-signature")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn the_real_clouds_answer_is_explained_offline() {
    let unsure = stdout(&explain(&[], ANSWER));
    assert!(
        !unsure.contains("other_secret")
            && unsure.contains("The answer alone does not tell")
            && unsure.contains("--client-string"),
        "{unsure}"
    );
    let (_folder, client) = file("client.txt", CLIENT);
    let text = stdout(&explain(&["--client-string", &client], ANSWER));
    assert!(text.contains("[确定 certain] tilde_encoded"), "{text}");
    assert!(
        text.contains("SpToken: server \"~\", client \"%25\""),
        "{text}"
    );
    // The same string on both sides: the secret is what is left.
    let (_folder, client) = file("client.txt", &CLIENT.replace("%257E", "~"));
    let sure = stdout(&explain(&["--client-string", &client, "--json"], ANSWER));
    let sure: Value = serde_json::from_str(&sure).unwrap();
    assert_eq!(sure["causes"][0]["cause"], "other_secret");
    assert_eq!(sure["causes"][0]["certain"], true);
    let star = CLIENT.replace("%257E", "~").replace("%252A", "%2A");
    let (_folder, client) = file("client.txt", &star);
    let text = stdout(&explain(&["--client-string", &client], ANSWER));
    assert!(
        text.contains("[确定 certain] star_not_encoded") && text.contains("SpToken"),
        "{text}"
    );
}

#[test]
fn numbers_and_tokens_are_hidden_unless_asked_for() {
    let hidden = stdout(&explain(&[], ANSWER)) + &stdout(&explain(&["--json"], ANSWER));
    for secret in ["13800131234", "MadeUpTokenMadeUpToken"] {
        assert!(!hidden.contains(secret), "{hidden}");
        assert!(stdout(&explain(&["--raw"], ANSWER)).contains(secret));
        assert!(stdout(&explain(&["--raw", "--json"], ANSWER)).contains(secret));
    }
}

#[test]
fn a_simulated_accounts_request_is_explained_for_certain() {
    let text = stdout(&explain(&["-"], REQUEST));
    assert!(text.contains("[确定 certain] secret_with_space"), "{text}");
    let right = REQUEST.replace("Signature=", "Signature=0");
    assert!(!stdout(&explain(&[], &right)).contains("certain"));
}

#[test]
fn a_secret_that_is_asked_for_names_the_slip_and_is_shown_nowhere() {
    let (_folder, request) = file("request.http", REQUEST);
    let secret = "SimulatedAccessKeySecret1";
    for typed in [
        secret.to_owned(),
        format!("{secret}\n"),
        format!(" {secret} \r\n"),
    ] {
        let output = explain(&[&request, "--ask-secret"], &typed);
        let text = stdout(&output);
        assert!(text.contains("[确定 certain] secret_with_space"), "{text}");
        assert!(
            !text.contains(secret) && !String::from_utf8_lossy(&output.stderr).contains(secret)
        );
    }
    let wrong = stdout(&explain(&[&request, "--ask-secret"], "another"));
    assert!(wrong.contains("[可能 possible] other_secret"), "{wrong}");
}

#[test]
fn several_texts_are_read_together() {
    let (_folder, request) = file("request.http", REQUEST);
    let (_other, noise) = file("noise.txt", "nothing of interest");
    for files in [[&request, &noise], [&noise, &request]] {
        let text = stdout(&explain(&[files[0], files[1]], ""));
        assert!(text.contains("secret_with_space"), "{text}");
    }
}

#[test]
fn what_cannot_be_explained_says_what_to_paste_and_exits_with_two() {
    let long = "x".repeat(1024 * 1024 + 1);
    let (_folder, binary) = {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("binary");
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        let path = path.to_str().unwrap().to_owned();
        (folder, path)
    };
    for (arguments, input, said) in [
        (&[][..], "", "server string to sign is:"),
        (&[], "hello", "server string to sign is:"),
        (&[], &long, "1 MB"),
        (&["/no/such/file"], "", "/no/such/file"),
        (&[&binary], "", "UTF-8"),
        (&["--ask-secret"], ANSWER, "name the files"),
        (
            &["--client-string", "/no/such/file"],
            ANSWER,
            "/no/such/file",
        ),
    ] {
        let output = explain(arguments, input);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty() && error.contains(said), "{error}");
    }
}
