//! `numberauth run`, `matrix`, `validate` and `scenarios`, as a person or a build server runs them.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use numberauth_scenario::{CellState, Report, ReportKind};
use serde_json::{Value, json};

use crate::{numberauth, stdout};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// A scenario in a file; its check answers 600000.
fn file(folder: &Path, id: &str, change: impl Fn(&mut Value)) -> String {
    let mut scenario = json!({
        "schema_version": 1,
        "id": id,
        "title": {"zh": "测试", "en": "A test"},
        "device": {"carrier": "CU", "network": "cellular"},
        "steps": [{"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {}}],
        "outcome": "nothing",
    });
    change(&mut scenario);
    let path = folder.join(format!("{id}.json"));
    std::fs::write(&path, scenario.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn report(path: &Path) -> Report {
    Report::read(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_scenario_of_the_library_and_one_of_a_file_pass() {
    let folder = tempfile::tempdir().unwrap();
    let own = file(folder.path(), "of-mine", |_| {});
    let output = numberauth(&["run", "cm-login", &own]);
    let out = stdout(&output);
    let lines: Vec<_> = out.lines().collect();
    assert!(lines[0].starts_with("passed  cm-login  "), "{out}");
    assert!(
        lines[1].starts_with("passed  of-mine   测试 · A test"),
        "{out}"
    );
    assert_eq!(
        lines[3],
        "2 passed, 0 failed, 0 broken, 0 not run (of 2, seed 7)"
    );
    let log = text(&output.stderr);
    assert!(
        log.contains("2 of 2 scenarios in") && log.contains("of wall time"),
        "{log}"
    );
}

#[test]
fn what_came_otherwise_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = file(folder.path(), "wrong", |scenario| {
        scenario["user"] = json!({"tries": ["wrong"]});
        scenario["steps"] = json!([
            {"GetAuthToken": {"flow": "login"}},
            {"checkLoginAvailable": {"expect": {"code": 600_025}}},
            {"getLoginMaskPhone": {}},
            {"getLoginToken": {}},
            {"GetPhoneWithToken": {"expect": {"code": "isv.TOKEN_INVALID"}}},
        ]);
        scenario["outcome"] = json!("signed_in");
    });
    let output = numberauth(&["run", &wrong]);
    assert_eq!(code(&output), Some(1));
    assert_eq!(
        text(&output.stdout),
        "FAILED  wrong  测试 · A test\n        \
         steps[1] checkLoginAvailable: expected 600025, got 600000\n        \
         outcome: expected signed_in, got nothing\n\n\
         0 passed, 1 failed, 0 broken, 0 not run (of 1, seed 7)\n"
    );
    let impossible = file(folder.path(), "impossible", |scenario| {
        scenario["steps"] = json!([{"GetPhoneWithToken": {}}]);
    });
    let output = numberauth(&["run", &impossible]);
    assert_eq!(code(&output), Some(1));
    let out = text(&output.stdout);
    assert!(
        out.contains("BROKEN  impossible")
            && out.contains(
                "steps[0] GetPhoneWithToken: expected OK, got your server has no spToken"
            ),
        "{out}"
    );
}

#[test]
fn a_file_that_is_no_scenario_is_told_with_its_place_and_nothing_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), "good", |_| {});
    let broken = file(folder.path(), "broken", |_| {});
    let scenario = std::fs::read_to_string(&broken).unwrap();
    let pretty: Value = serde_json::from_str(&scenario).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap();
    std::fs::write(&broken, pretty.replace("\"network\"", "\"netwrok\"")).unwrap();
    let output = numberauth(&["run", &good, &broken]);
    assert_eq!(
        (code(&output), text(&output.stdout).as_str()),
        (Some(2), "")
    );
    let log = text(&output.stderr);
    let (_, place) = log.split_once(&format!("{broken}:")).unwrap();
    let (line, rest) = place.split_once(':').unwrap();
    assert!(line.parse::<u32>().unwrap() > 1, "{log}");
    assert!(
        rest.contains("netwrok") && rest.contains("network"),
        "{log}"
    );
    assert!(log.contains("--keep-going"), "{log}");

    let output = numberauth(&["run", "--keep-going", &good, &broken]);
    assert_eq!(code(&output), Some(2));
    assert!(
        text(&output.stdout).starts_with("passed  good"),
        "the others run"
    );

    let output = numberauth(&["validate", &good, &broken]);
    assert_eq!(code(&output), Some(2));
    assert_eq!(text(&output.stdout), format!("{good}: good, 2 steps\n"));
    assert!(text(&output.stderr).contains("netwrok"));
    assert_eq!(code(&numberauth(&["validate", &good])), Some(0));
}

#[test]
fn what_cannot_be_read_exits_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let own = file(folder.path(), "own", |_| {});
    let twin = folder.path().join("twin.json");
    std::fs::copy(&own, &twin).unwrap();
    let huge = folder.path().join("huge.json");
    std::fs::write(&huge, "[".repeat(3_000_000)).unwrap();
    let nothing = folder.path().join("nothing.json");
    std::fs::write(&nothing, "").unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    for (arguments, why) in [
        (vec!["run".into()], "Usage"),
        (
            vec!["run".into(), "--all".into(), "cm-login".into()],
            "cannot be used with",
        ),
        (
            vec!["run".into(), "--seed=-1".into(), "cm-login".into()],
            "--seed",
        ),
        (
            vec!["run".into(), "cm-logn".into()],
            "did you mean \"cm-login\"?",
        ),
        (
            vec!["run".into(), "cm-login".into(), "cm-login".into()],
            "name it once",
        ),
        (
            vec!["run".into(), own.clone(), path(&twin)],
            "has the id \"own\"",
        ),
        (
            vec!["run".into(), "zzzz".into()],
            "`numberauth scenarios` lists all",
        ),
        (
            vec!["run".into(), "./cm-login".into()],
            "./cm-login: there is no such file",
        ),
        (vec!["run".into(), path(folder.path())], "this is no file"),
        (vec!["run".into(), path(&huge)], "longer than 256 kB"),
        (vec!["run".into(), path(&nothing)], "the file is empty"),
        (vec!["validate".into()], "Usage"),
        (
            vec!["validate".into(), "cm-login".into()],
            "cm-login: there is no such file",
        ),
        (vec!["scenarios".into(), "cm-logn".into()], "did you mean"),
        (
            vec!["matrix".into(), "cm-login".into()],
            "unexpected argument",
        ),
        (
            vec![
                "run".into(),
                "cm-login".into(),
                "--json".into(),
                "/nowhere/at/all.json".into(),
            ],
            "/nowhere/at",
        ),
    ] {
        let output = numberauth(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let log = text(&output.stderr);
        assert_eq!(code(&output), Some(2), "{arguments:?}: {log}");
        assert!(log.contains(why), "{arguments:?}: {log}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}

#[test]
fn the_library_is_listed_and_a_scenario_of_it_can_be_taken_as_a_file() {
    let list = stdout(&numberauth(&["scenarios"]));
    assert!(
        list.lines().any(|line| line.starts_with("cm-login ")),
        "{list}"
    );
    let printed: Value =
        serde_json::from_str(&stdout(&numberauth(&["scenarios", "--json"]))).unwrap();
    let ids: Vec<_> = printed
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["id"])
        .collect();
    assert_eq!(ids.len(), list.lines().count());
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.json");
    std::fs::write(&own, stdout(&numberauth(&["scenarios", "cm-login"]))).unwrap();
    stdout(&numberauth(&["run", own.to_str().unwrap()]));
}

#[test]
fn the_matrix_is_as_expected_and_twice_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let matrix = |name: &str, seed: &str| {
        let path = folder.path().join(name);
        let arguments = ["matrix", "--seed", seed, "--json", path.to_str().unwrap()];
        let output = numberauth(&arguments);
        let log = text(&output.stderr);
        eprint!("{log}");
        assert!(log.contains("363 of 363 scenarios in"), "{log}");
        (stdout(&output), std::fs::read(&path).unwrap())
    };
    let (out, bytes) = matrix("one.json", "7");
    let footer = "\n363 observed as expected, 237 impossible, 0 unexpected, 0 not run\n";
    assert!(out.ends_with(footer), "{out}");
    let carriers =
        "\nCM 中国移动 China Mobile   CU 中国联通 China Unicom   CT 中国电信 China Telecom\n";
    assert!(out.contains(carriers), "{out}");
    let rows: Vec<_> = out
        .lines()
        .filter(|line| line.starts_with("6000") && line.contains('●'))
        .collect();
    assert_eq!(rows.len(), 10, "{out}");
    assert_eq!(rows.join("").matches('●').count(), 363);
    assert_eq!(rows.join("").matches('–').count(), 237);
    assert_eq!(
        (out, bytes.clone()),
        matrix("two.json", "7"),
        "the same seed, the same bytes"
    );
    let (_, other) = matrix("three.json", "8");
    assert!(other != bytes, "another seed");
    let [report, other] = [bytes, other].map(|bytes| Report::read(&bytes).unwrap());
    assert_eq!(report.kind, ReportKind::Matrix);
    assert_eq!(report.matrix, other.matrix, "the same states");
    report.check_seal().unwrap();
}

/// A run that takes minutes, unless it is stopped: a thousand calls in each of many scenarios.
fn long_run(folder: &Path, more: &[&str]) -> std::process::Child {
    let calls = vec![json!({"GetAuthToken": {"flow": "login"}}); 1_000];
    let files: Vec<_> = (0..200)
        .map(|number| {
            file(folder, &format!("long-{number:03}"), |scenario| {
                scenario["steps"] = json!(calls);
            })
        })
        .collect();
    let short = file(folder, "short", |_| {});
    Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .args(["run", &short])
        .args(files)
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", "INT", &pid])
            .status()
            .unwrap()
            .success()
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_has_ended_and_says_that_it_is_a_part() {
    use std::io::{BufRead as _, BufReader, Read as _};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let mut child = long_run(folder.path(), &["--json", path.to_str().unwrap()]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("passed  short"), "{line}");
    let begun = Instant::now();
    interrupt(&child);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(code(&ended), Some(130), "{}", text(&ended.stderr));
    assert!(text(&ended.stderr).contains("what has ended is kept"));
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    let report = report(&path);
    assert!(report.partial && report.cases[0].id == "short");
    report.check_seal().unwrap();
    let not_run = report.summary.not_run;
    assert!((1..=200).contains(&not_run), "{not_run}");
    assert!(
        rest.contains(&format!("{not_run} not run (of 201, seed 7)")),
        "{rest}"
    );
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_ends_at_once_and_leaves_no_half_a_report() {
    use std::io::{BufRead as _, BufReader};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let mut child = long_run(folder.path(), &["--json", path.to_str().unwrap()]);
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    interrupt(&child);
    log.read_line(&mut String::new()).unwrap();
    interrupt(&child);
    let code = child.wait().unwrap().code();
    assert_eq!(code, Some(130));
    assert!(
        !path.exists() || !report(&path).cases.is_empty(),
        "whole or not at all"
    );
}

#[test]
fn a_reader_that_has_seen_enough_stops_no_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .args(["matrix", "--json", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", text(&output.stderr));
    let matrix = report(&path).matrix.unwrap();
    assert_eq!(matrix.count(CellState::Observed), 363);
}

#[test]
fn nothing_in_a_file_moves_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let own = file(folder.path(), "odd-title", |scenario| {
        scenario["title"]["en"] = json!("x\r\npassed  other \u{1b}[31m\u{202e}");
    });
    let output = numberauth(&["validate", &own]);
    assert_eq!(code(&output), Some(2));
    let complaint = text(&output.stderr) + &text(&output.stdout);
    assert!(complaint.contains("control characters"), "{complaint}");
    // A name that no file has is told back, harmless.
    let output = numberauth(&["run", "\u{1b}[31m"]);
    assert!(!text(&output.stderr).contains('\u{1b}'));
}
