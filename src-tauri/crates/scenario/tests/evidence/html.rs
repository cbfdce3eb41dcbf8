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
    let reasons: BTreeSet<_> = hops
        .filter_map(|entry| match &entry.hop.outcome {
            Outcome::Failed { reason } => Some(reason.as_str()),
            _ => None,
        })
        .collect();
    let page = page(&report);
    let spoken = |reason: &&str| !reason.starts_with("HTTP ");
    let spoken: Vec<_> = reasons.into_iter().filter(spoken).collect();
    assert!(spoken.len() > 5, "{spoken:?}");
    for reason in spoken {
        let english = format!("</span><span lang=\"en\">{reason}</span></b>");
        assert!(page.contains(&english), "{reason}");
        assert!(!page.contains(&format!("<b>{reason}</b>")), "{reason}");
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
