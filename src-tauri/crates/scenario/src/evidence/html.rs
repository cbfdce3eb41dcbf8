//! One page for people: in Chinese and English, readable without script, network or any other file.

mod case;
mod heat_map;
mod sequence;
mod words;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use numberauth_protocol::ResultCode;
use sha2::{Digest as _, Sha256};

use self::case::Depth;
use self::words::Both;
use crate::{CaseReport, CaseVerdict, CellState, Report, ReportKind};

/// The application's own colours, spaces and type.
const TOKENS: &str = include_str!("../../../../../ui/src/styles/tokens.css");
const STYLE: &str = include_str!("html/page.css");
/// Takes the reader's own language, and keeps `lang` true to what is shown. The page reads as well without it.
const SCRIPT: &str = include_str!("html/language.js");

pub(super) fn render(report: &Report) -> String {
    let style = format!("{TOKENS}{STYLE}");
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        source(&style),
        source(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" data-theme="system" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { "NumberAuth Lab · 测试证据 · Test evidence" }
                style { (PreEscaped(&style)) }
            }
            body {
                (header())
                main { (content(report)) }
                footer { p { (report.generator) " · " code { (report.sha256) } } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

/// How a policy names an inline text: by its hash.
fn source(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// Where in the page a case is, by its id.
struct Anchors<'a>(BTreeMap<&'a str, usize>);

impl<'a> Anchors<'a> {
    fn new(report: &'a Report) -> Self {
        let cases = report.cases.iter().enumerate();
        Self(
            cases
                .map(|(index, case)| (case.id.as_str(), index))
                .collect(),
        )
    }

    fn of(&self, id: &str) -> Option<String> {
        self.0.get(id).map(|index| anchor(*index))
    }
}

fn anchor(index: usize) -> String {
    format!("case-{}", index + 1)
}

fn header() -> Markup {
    html! {
        header {
            h1 { "NumberAuth Lab " span.muted { (words::TITLE) } }
            p.simulation { (words::SIMULATION) }
            fieldset {
                legend.hidden { (words::LANGUAGE) }
                label { input type="radio" name="language" id="show-zh" checked; span lang="zh-CN" data-always { "中文" } }
                label { input type="radio" name="language" id="show-en"; span lang="en" data-always { "English" } }
            }
        }
    }
}

fn content(report: &Report) -> Markup {
    let anchors = Anchors::new(report);
    let cases: Vec<_> = report.cases.iter().enumerate().collect();
    let (expected, unexpected): (Vec<_>, Vec<_>) = cases
        .into_iter()
        .partition(|(_, case)| case.verdict == CaseVerdict::Passed);
    let depth = Depth::of(report.cases.len());
    html! {
        (summary(report))
        @if let Some(matrix) = &report.matrix { (heat_map::heat_map(matrix, &anchors)) }
        @if !unexpected.is_empty() { (list("unexpected", words::UNEXPECTED_CASES, report, &unexpected, Depth::Drawn)) }
        @if !expected.is_empty() { (list("expected", words::EXPECTED_CASES, report, &expected, depth)) }
        @if let Some(matrix) = &report.matrix { (heat_map::reasons(matrix)) }
    }
}

fn list(
    id: &str,
    title: Both,
    report: &Report,
    cases: &[(usize, &CaseReport)],
    depth: Depth,
) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) " " span.muted { (cases.len()) } }
            @for (at, (index, case)) in cases.iter().enumerate() {
                @if let Some(code) = next_code(cases, at) { h3 { (code) " " span.muted { (Both::from(&code.entry().meaning)) } } }
                (case::case(report, *index, case, depth))
            }
        }
    }
}

/// The code that a case of the matrix is the proof of, where the one before it is of another.
fn next_code(cases: &[(usize, &CaseReport)], at: usize) -> Option<ResultCode> {
    let code = |at: usize| cases[at].1.key.map(|key| key.code);
    code(at).filter(|_| at == 0 || code(at) != code(at - 1))
}

fn summary(report: &Report) -> Markup {
    let counts = &report.summary;
    let wrong = counts.failed + counts.broken;
    let kind = match report.kind {
        ReportKind::Run => words::KIND_RUN,
        ReportKind::Matrix => words::KIND_MATRIX,
        ReportKind::Reproduction => words::KIND_REPRODUCTION,
    };
    html! {
        section.summary {
            @if wrong > 0 { p.verdict.bad { span aria-hidden="true" { "✕ " } (wrong) " " (words::SOME_UNEXPECTED) } }
            @else if counts.passed == 0 { p.verdict { (words::NOTHING_RUN) } }
            @else { p.verdict.good { span aria-hidden="true" { "✓ " } (words::ALL_EXPECTED) } }
            @if report.partial { p.partial { span aria-hidden="true" { "⚠ " } (words::PARTIAL) } }
            (numbers(report))
            dl.facts {
                dt { (words::KIND) } dd { (kind) }
                dt { (words::SEED) } dd { code { (report.seed) } }
                dt { (words::GENERATOR) } dd { (report.generator) }
                dt { (words::REPORT_HASH) } dd { code { (report.sha256) } }
            }
            p.muted { (words::ABOUT_NUMBERS) }
            p.muted { (words::ABOUT_HASH) " " code { "numberauth verify-report report.json" } }
        }
    }
}

fn numbers(report: &Report) -> Markup {
    let counts = &report.summary;
    let scenarios = [
        (words::PLANNED, counts.planned, false),
        (words::PASSED, counts.passed, false),
        (words::FAILED, counts.failed, true),
        (words::BROKEN, counts.broken, true),
        (words::NOT_RUN, counts.not_run, false),
    ];
    html! {
        div.counts {
            p { b { (words::SCENARIOS) } }
            @for (word, count, alarming) in scenarios {
                p.count.bad[alarming && count > 0] { b { (count) } " " (word) }
            }
        }
        @if let Some(matrix) = &report.matrix {
            div.counts {
                p { b { (words::CELLS) } }
                @for (word, state) in [
                    (words::OBSERVED, CellState::Observed), (words::UNEXPECTED, CellState::Unexpected),
                    (words::IMPOSSIBLE, CellState::Impossible), (words::NOT_RUN, CellState::NotRun),
                ] {
                    @let count = heat_map::count(matrix, state);
                    p.count.bad[state == CellState::Unexpected && count > 0] { b { (count) } " " (word) }
                }
            }
        }
    }
}
