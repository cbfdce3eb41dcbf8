use std::collections::BTreeSet;

use numberauth_protocol::Outcome;
use numberauth_scenario::{
    Cancel, CellState, EvidenceFormat, MatrixRun, Report, Run, library, render,
};
use numberauth_simulator::RuleBook;

use crate::reports;

fn page(report: &Report) -> String {
    render(report, EvidenceFormat::Html)
}

#[test]
fn nothing_of_a_scenario_is_markup() {
    let page = page(reports::shared());
    assert!(
        page.contains("&lt;script&gt;alert('标题')&lt;/script&gt;"),
        "the title is there"
    );
    // The page's own, which its policy names by hash.
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</title>").count(), 1);
}

#[test]
fn the_policy_lets_nothing_in_and_no_outside_is_named() {
    let page = page(reports::shared());
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
    for outside in [
        " src=",
        "url(",
        "@import",
        "<link",
        "<iframe",
        "<img",
        "style=\"",
        "http://",
        "javascript:",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn failures_come_first_and_open_and_the_rest_is_closed() {
    let page = page(reports::shared());
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("the case failing") < at("the case good-login"));
    assert!(at("the case broken") < at("the case good-login"));
    assert_eq!(
        page.matches("<details class=\"case wrong\" open>").count(),
        2
    );
    assert_eq!(page.matches("<details class=\"case\">").count(), 9);
    assert!(page.contains("2 <span lang=\"zh-CN\">个场景不符合预期</span>"));
}

#[test]
fn why_a_hop_failed_is_told_in_both_languages() {
    let rules = RuleBook::shipped();
    let run = Run::new(library(), 1, &rules);
    let report = run.report(&Cancel::default(), |_| {}, |_| {});
    let hops = report.cases.iter().flat_map(|case| &case.journal);
    let mut reasons: BTreeSet<_> = hops
        .filter_map(|entry| match &entry.hop.outcome {
            Outcome::Failed { reason } => Some(reason.as_str()),
            _ => None,
        })
        .collect();
    assert!(reasons.len() > 5, "{reasons:?}");
    reasons.insert("the caller's timeout");
    // `HTTP 503` says the same in both.
    reasons.retain(|reason| {
        let status = reason.strip_prefix("HTTP ");
        status.is_none_or(|status| status.parse::<u16>().is_err())
    });
    // Between tags: what only the English have.
    let chinese: Vec<_> = page(&report)
        .split("lang=\"en\"")
        .filter_map(|rest| rest.split_once("</").map(|(_, rest)| rest.to_owned()))
        .collect();
    for reason in reasons {
        // What the SDK gave its caller is told as it is.
        let value = format!("content.reason {reason}");
        let chinese = chinese.iter().map(|text| text.replace(&value, ""));
        let chinese: Vec<_> = chinese.collect();
        let told = chinese.iter().find(|text| text.contains(reason));
        let around =
            told.and_then(|text| text.find(reason).map(|at| &text[at.saturating_sub(80)..]));
        let around = around.map(|text| text.chars().take(200).collect::<String>());
        assert_eq!(around, None, "{reason}");
    }
}

#[test]
fn a_run_that_was_stopped_says_so() {
    let mut report = reports::shared().clone();
    assert!(!page(&report).contains("Partial:"));
    report.partial = true;
    assert!(page(&report).contains("Partial:"));
}

#[test]
fn the_whole_matrix_stays_below_five_megabytes_and_every_key_leads_to_its_proof() {
    let rules = RuleBook::shipped();
    let mut report = MatrixRun::new(1, &rules).report(&Cancel::default(), |_| {}, |_| {});
    let matrix = report.matrix.as_mut().unwrap();
    let (observed, impossible) = (
        matrix.count(CellState::Observed),
        matrix.count(CellState::Impossible),
    );
    matrix.cells[0].state = CellState::Unexpected;
    let page = page(&report);
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
    for (short, zh, en) in [
        ("CM", "中国移动", "China Mobile"),
        ("CU", "中国联通", "China Unicom"),
        ("CT", "中国电信", "China Telecom"),
    ] {
        let both = format!("<span lang=\"zh-CN\">{zh}</span><span lang=\"en\">{en}</span>");
        assert!(page.contains(&format!("<li><b>{short}</b> {both}</li>")));
    }
    assert_eq!(
        page.matches("<a class=\"mark observed\"").count(),
        observed - 1
    );
    assert_eq!(page.matches("<a class=\"mark unexpected\"").count(), 1);
    assert_eq!(
        page.matches("<span class=\"mark impossible\">").count(),
        impossible
    );
    for index in 1..=observed {
        assert_eq!(page.matches(&format!(" id=\"case-{index}\"")).count(), 1);
        assert_eq!(page.matches(&format!("href=\"#case-{index}\"")).count(), 1);
    }
}
