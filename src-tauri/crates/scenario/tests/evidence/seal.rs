use numberauth_scenario::{EvidenceFormat, Report, ReportProblem, render};

use crate::reports;

#[test]
fn the_same_runs_give_the_same_bytes_in_every_form() {
    let (one, two) = (reports::report(), reports::report());
    for format in EvidenceFormat::ALL {
        let text = render(&one, format);
        assert_eq!(text, render(&two, format), "{format:?}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
    }
}

#[test]
fn a_report_that_was_written_and_read_is_the_same_and_whole() {
    let report = reports::shared();
    let text = render(report, EvidenceFormat::Json);
    let read = Report::read(text.as_bytes()).unwrap();
    assert_eq!(read, *report);
    read.check_seal().unwrap();
    // Its layout does not matter.
    let compact = serde_json::to_vec(report).unwrap();
    Report::read(&compact).unwrap().check_seal().unwrap();
}

#[test]
fn any_change_is_damage() {
    let report = reports::shared();
    let text = render(report, EvidenceFormat::Json);
    for (was, is) in [
        ("\"seed\": 7", "\"seed\": 8"),
        ("104012", "104009"),
        ("\"passed\": 9", "\"passed\": 10"),
        ("HTTP/1.1 200 OK", "HTTP/1.1 200 Ok"),
        ("场景", "场锦"),
    ] {
        let changed = text.replacen(was, is, 1);
        assert_ne!(changed, text, "{was}");
        let damage = Report::read(changed.as_bytes())
            .unwrap()
            .check_seal()
            .unwrap_err();
        assert_eq!(damage.written, report.sha256);
        assert!(damage.to_string().contains("not forgery"), "{damage}");
    }
}

#[test]
fn what_is_no_report_is_told_what_it_is() {
    let report = reports::shared();
    let json = render(report, EvidenceFormat::Json);
    let problem = |bytes: &[u8]| Report::read(bytes).unwrap_err();
    assert_eq!(problem(b""), ReportProblem::Empty);
    assert_eq!(problem(b" \n"), ReportProblem::Empty);
    for (format, name) in [
        (EvidenceFormat::Html, "HTML"),
        (EvidenceFormat::Har, "HAR"),
        (EvidenceFormat::Junit, "JUnit"),
    ] {
        assert_eq!(
            problem(render(report, format).as_bytes()),
            ReportProblem::OtherForm(name)
        );
    }
    assert!(matches!(
        problem(&json.as_bytes()[..json.len() / 2]),
        ReportProblem::Truncated { .. }
    ));
    assert_eq!(problem(b"{}"), ReportProblem::NoReport);
    for version in ["2", "\"1\"", "-1", "1.5", "null"] {
        let other = json.replacen(
            "\"schema_version\": 1",
            &format!("\"schema_version\": {version}"),
            1,
        );
        assert!(
            matches!(
                problem(other.as_bytes()),
                ReportProblem::OtherVersion(_) | ReportProblem::NoReport
            ),
            "{version}"
        );
    }
    for nonsense in [
        "PK\u{3}\u{4}",
        "[]",
        "\"report\"",
        "{\"schema_version\": 1}",
        "{,}",
    ] {
        let said = problem(nonsense.as_bytes()).to_string();
        assert!(said.starts_with("line "), "{nonsense}: {said}");
    }
    let unknown = json.replacen("\"partial\":", "\"surprise\": 1,\n  \"partial\":", 1);
    assert!(
        problem(unknown.as_bytes())
            .to_string()
            .contains("unknown field `surprise`")
    );
    assert!(matches!(
        problem(&vec![b' '; 256 * 1024 * 1024 + 1]),
        ReportProblem::TooLong(_)
    ));
}
