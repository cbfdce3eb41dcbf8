use numberauth_scenario::{EvidenceFormat, Report, render};
use quick_junit::{TestCaseStatus, TestSuite};

use crate::reports;

fn parse(report: &Report) -> quick_junit::Report {
    let text = render(report, EvidenceFormat::Junit);
    quick_junit::Report::deserialize_from_str(&text)
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn property<'a>(suite: &'a TestSuite, name: &str) -> &'a str {
    let mut properties = suite.properties.iter();
    let found = properties.find(|property| property.name.as_str() == name);
    found.unwrap().value.as_str()
}

#[test]
fn another_parser_reads_each_case_and_how_it_ended() {
    let report = reports::shared();
    let read = parse(report);
    assert_eq!((read.tests, read.failures, read.errors), (11, 1, 1));
    let [suite] = &read.test_suites[..] else {
        panic!()
    };
    assert_eq!(property(suite, "seed"), "7");
    assert_eq!(property(suite, "report_sha256"), report.sha256);
    assert_eq!(property(suite, "generator"), "NumberAuth Lab 0.1.0");
    for (test, case) in suite.test_cases.iter().zip(&report.cases) {
        assert_eq!(test.name.as_str(), case.id);
        assert_eq!(
            test.time.unwrap(),
            std::time::Duration::from_millis(case.elapsed_ms)
        );
        let ended = match &test.status {
            TestCaseStatus::Success { .. } => "passed".to_owned(),
            TestCaseStatus::Skipped { .. } => "skipped".to_owned(),
            TestCaseStatus::NonSuccess {
                kind, description, ..
            } => format!("{kind:?} {}", description.as_deref().unwrap_or_default()),
        };
        let expected = match case.id.as_str() {
            "failing" => {
                "Failure steps[3] getLoginToken: expected 600000, observed 600011 · content.code 104012\n\
                 outcome: expected signed_in, observed nothing"
            }
            "broken" => {
                "Error steps[0] GetPhoneWithToken: expected OK, observed impossible: your server has no spToken: \
                 no call of the page has given one"
            }
            _ => "passed",
        };
        assert_eq!(ended, expected, "{}", case.id);
    }
}

#[test]
fn characters_that_xml_cannot_carry_are_replaced() {
    let text = render(reports::shared(), EvidenceFormat::Junit);
    assert!(text.contains("&lt;/title&gt;&lt;script&gt;alert(&quot;title&quot;)&lt;/script&gt; &amp; \u{fffd}\u{fffd}\u{fffd}&apos;"));
}

#[test]
fn what_was_not_run_is_skipped() {
    let mut report = reports::shared().clone();
    report.partial = true;
    report.summary.not_run = 3;
    report.summary.planned += 3;
    let read = parse(&report);
    let suite = &read.test_suites[0];
    assert_eq!(suite.tests, 12);
    assert_eq!(property(suite, "partial"), "true");
    let last = suite.test_cases.last().unwrap();
    let TestCaseStatus::Skipped { message, .. } = &last.status else {
        panic!()
    };
    assert!(
        message
            .as_ref()
            .unwrap()
            .as_str()
            .starts_with("3 scenarios")
    );
}
