use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{failing, login, numberauth, said, scenario};

/// A folder with a report of a scenario of the library and of one beside it.
fn reported() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    failing(folder.path());
    let output = numberauth(
        folder.path(),
        &[
            "run",
            "cm-login",
            "failing.json",
            "--seed",
            "9",
            "--json",
            "r.json",
            "--html",
            "r.html",
            "--har",
            "r.har",
            "--junit",
            "r.xml",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{:?}", said(&output));
    folder
}

fn verify(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    said(&numberauth(
        folder,
        &[&["verify-report"], arguments].concat(),
    ))
}

/// Changes the report, and gives it a hash that holds.
fn forge(folder: &Path, change: impl Fn(&mut Value)) {
    let bytes = std::fs::read(folder.join("r.json")).unwrap();
    let mut report: Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut report);
    let report: numberauth_scenario::Report = serde_json::from_value(report).unwrap();
    std::fs::write(folder.join("forged.json"), report.sealed().to_json()).unwrap();
}

#[test]
fn a_report_comes_again_with_its_scenarios() {
    let folder = reported();
    let (code, results, complaints) = verify(folder.path(), &["r.json", "--scenarios", "."]);
    assert_eq!(code, Some(0), "{results}{complaints}");
    assert!(results.contains("its sha256 holds"), "{results}");
    assert!(
        results.ends_with("2 of 2 cases came again, to the byte\n"),
        "{results}"
    );
    // The report itself is no scenario, and is told as one file that is left out.
    assert!(
        complaints.contains("r.json") && complaints.contains("(left out)"),
        "{complaints}"
    );
}

#[test]
fn a_scenario_that_is_not_here_is_told_and_the_others_are_run() {
    let folder = reported();
    let (code, results, _) = verify(folder.path(), &["r.json"]);
    assert_eq!(code, Some(2), "{results}");
    assert!(
        results.contains("failing: its scenario (sha256 ") && results.contains("--scenarios DIR"),
        "{results}"
    );
    assert!(
        results.ends_with("1 of 2 cases came again, to the byte\n"),
        "{results}"
    );
    // Another scenario of this name does not do.
    scenario(folder.path(), "failing", &login(json!([])), json!({}));
    let (code, results, _) = verify(folder.path(), &["r.json", "--scenarios", "."]);
    assert_eq!(code, Some(2), "{results}");
    assert!(
        results.contains("the one with this id is another now"),
        "{results}"
    );
}

#[test]
fn damage_and_forgery_are_told_apart() {
    let folder = reported();
    let text = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
    std::fs::write(
        folder.path().join("damaged.json"),
        text.replacen("\"seed\": 9", "\"seed\": 8", 1),
    )
    .unwrap();
    let (code, results, _) = verify(folder.path(), &["damaged.json", "--scenarios", "."]);
    assert_eq!(code, Some(1), "{results}");
    assert!(results.contains("the report is damaged"), "{results}");

    // A failure turned into a success, with a hash that holds.
    forge(folder.path(), |report| {
        let step = &mut report["cases"][1]["steps"][3];
        step["observed"] = json!({"kind": "result", "code": 600_000, "vender": "CM"});
        step["passed"] = json!(true);
        report["cases"][1]["verdict"] = json!("passed");
    });
    let (code, results, _) = verify(folder.path(), &["forged.json", "--scenarios", "."]);
    assert_eq!(code, Some(1), "{results}");
    assert!(results.contains("its sha256 holds"), "{results}");
    assert!(
        results.contains("failing: verdict: the report says \"passed\", again it is \"failed\""),
        "{results}"
    );

    // The counts alone.
    forge(folder.path(), |report| {
        report["summary"]["passed"] = json!(2);
        report["summary"]["failed"] = json!(0);
    });
    let (code, results, _) = verify(folder.path(), &["forged.json", "--scenarios", "."]);
    assert_eq!(code, Some(1), "{results}");
    assert!(
        results.contains("summary.passed: the report says 2, its cases make 1"),
        "{results}"
    );
}

#[test]
fn what_is_no_report_is_told_what_it_is() {
    let folder = reported();
    let text = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("cut.json", &text[..text.len() - 100]);
    put("empty.json", "");
    put("other.json", "{\"a\": 1}");
    put(
        "next.json",
        &text.replacen("\"schema_version\": 1", "\"schema_version\": 2", 1),
    );
    put("text.json", "seed: 9\n");
    for (file, complaint) in [
        (
            "r.html",
            "r.html: this is the HTML form of the evidence: give the JSON report that `--json FILE` wrote",
        ),
        ("r.har", "this is the HAR form"),
        ("r.xml", "this is the JUnit form"),
        ("cut.json", "ends in its middle"),
        ("empty.json", "the file is empty"),
        ("other.json", "no report of this program"),
        ("next.json", "schema_version is 2; this program reads 1"),
        ("text.json", "line 1, column 1"),
        ("failing.json", "line "),
        ("missing.json", "cannot read missing.json"),
        (".", "cannot read ."),
    ] {
        let (code, results, complaints) = verify(folder.path(), &[file]);
        assert_eq!(code, Some(2), "{file}: {results}{complaints}");
        assert!(
            results.is_empty() && complaints.contains(complaint),
            "{file}: {complaints}"
        );
    }
    let (code, _, complaints) = verify(folder.path(), &["r.json", "--scenarios", "nowhere"]);
    assert_eq!(code, Some(2));
    assert!(
        complaints.contains("cannot read the folder nowhere"),
        "{complaints}"
    );
}

#[test]
fn a_matrix_comes_again_and_a_mark_that_was_changed_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let output = numberauth(folder.path(), &["matrix", "--json", "r.json"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    let (code, results, _) = verify(folder.path(), &["r.json"]);
    assert_eq!(code, Some(0), "{results}");
    assert!(
        results.ends_with("363 of 363 cases came again, to the byte\n"),
        "{results}"
    );
    forge(folder.path(), |report| {
        report["matrix"]["cells"][5]["state"] = json!("observed");
    });
    let (code, results, _) = verify(folder.path(), &["forged.json"]);
    let changed = results.contains("matrix.cells[5].state");
    assert_eq!(
        (code, changed),
        (Some(0), false),
        "an observed cell may say so"
    );
    forge(folder.path(), |report| {
        report["matrix"]["cells"][13]["state"] = json!("observed");
    });
    let (code, results, _) = verify(folder.path(), &["forged.json"]);
    assert_eq!(code, Some(1), "{results}");
    assert!(
        results.contains(
            "matrix.cells[13].state: the report says \"observed\", its cases make \"impossible\""
        ),
        "{results}"
    );
}
