//! One case: what it is, its steps, its sequence and its timeline.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use numberauth_protocol::{Entry, Outcome};

use super::words::{self, Both};
use super::{anchor, sequence};
use crate::evidence::calls::{self, Act};
use crate::evidence::told;
use crate::{CaseReport, CaseVerdict, Observed, Report, StepReport};

/// With more cases than this, those that came as expected are told by table and timeline only. The whole matrix has 363: its page
/// stays below 5 MB with all of them drawn.
const DRAWN: usize = 400;
/// With more than this, by one line only.
const TOLD: usize = 1_000;

/// How much is told of a case that came as expected; the others are always drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Everything.
    Drawn,
    /// Everything but the picture.
    Told,
    /// One line.
    Line,
}

impl Depth {
    /// For a page with so many cases.
    pub(super) const fn of(cases: usize) -> Self {
        if cases <= DRAWN {
            Self::Drawn
        } else if cases <= TOLD {
            Self::Told
        } else {
            Self::Line
        }
    }
}

pub(super) fn case(report: &Report, index: usize, case: &CaseReport, depth: Depth) -> Markup {
    let expected = case.verdict == CaseVerdict::Passed;
    html! {
        @if depth == Depth::Line {
            p.case id=(anchor(index)) { (headline(case)) }
        } @else {
            // A link to what is inside opens the details.
            details.case.wrong[!expected] open[!expected] {
                summary { (headline(case)) }
                div id=(anchor(index)) { (body(report, case, depth)) }
            }
        }
    }
}

fn headline(case: &CaseReport) -> Markup {
    let (symbol, class, word) = match case.verdict {
        CaseVerdict::Passed => ("✓", "good", words::PASSED),
        CaseVerdict::Failed => ("✕", "bad", words::FAILED),
        CaseVerdict::Broken => ("✕", "bad", words::BROKEN),
    };
    html! {
        span.verdict-mark.(class) { span aria-hidden="true" { (symbol) } span.hidden { (word) } }
        " " strong { (Both::from(&case.title)) } " "
        span.chip { (case.id) }
    }
}

fn body(report: &Report, case: &CaseReport, depth: Depth) -> Markup {
    let acts = calls::acts(case);
    html! {
        (facts(report, case))
        div.wide tabindex="0" role="group" { (steps(case)) }
        @if depth == Depth::Drawn && !case.journal.is_empty() {
            h3 { (words::SEQUENCE) }
            p.muted.small { (words::LEGEND) }
            div.wide tabindex="0" role="group" { (sequence::diagram(case, &acts)) }
        }
        h3 { (words::TIMELINE) }
        (timeline(case, &acts))
    }
}

fn facts(report: &Report, case: &CaseReport) -> Markup {
    let cells = report.matrix.iter().flat_map(|matrix| &matrix.cells);
    let cell = case.key.and_then(|key| {
        let mut cells = cells.filter(|cell| cell.key == key);
        cells.next()
    });
    let device = &case.device;
    html! {
        dl.facts {
            @if let Some(cell) = cell { dt { (words::WHY) } dd { (Both::from(&cell.why)) } }
            dt { (words::DEVICE) }
            dd {
                (words::carrier(device.carrier)) " · " (words::network(device.network))
                @if let Some(owner) = device.hotspot_carrier { " · " (words::OWNER) ": " (words::carrier(owner)) }
            }
            dt { (words::OUTCOME) }
            dd {
                (words::outcome(case.outcome))
                @if case.outcome != case.expected_outcome {
                    span.bad { " ✕ " (words::EXPECTED) ": " (words::outcome(case.expected_outcome)) }
                }
            }
            dt { (words::BEGAN) } dd { time { (case.started_at) } ", " (words::TOOK) " " (duration(case.elapsed_ms)) }
            dt { (words::SCENARIO) } dd { code { (case.id) } }
            dt { (words::SCENARIO_HASH) } dd { code { (case.sha256) } }
        }
    }
}

fn steps(case: &CaseReport) -> Markup {
    html! {
        table.steps {
            caption.hidden { (words::STEPS) }
            thead { tr {
                @for word in [words::PLACE, words::TIME, words::ACT, words::MUST, words::CAME, words::TOOK] { th scope="col" { (word) } }
            } }
            tbody { @for step in &case.steps {
                tr.wrong[!step.passed] {
                    td { code { (step.place) } }
                    td.number { (offset(case.started_at, step.at)) }
                    th scope="row" { code { (step.name) } }
                    td { @if let Some(expected) = &step.expected { (observed(expected)) } @else { (words::DONE) } }
                    td { (came(step)) }
                    td.number { (duration(step.elapsed_ms)) }
                }
            } }
        }
    }
}

fn came(step: &StepReport) -> Markup {
    html! {
        @if step.passed { span.good aria-hidden="true" { "✓ " } }
        @else { span.bad { span aria-hidden="true" { "✕ " } span.hidden { (words::UNEXPECTED) " " } } }
        (observed(&step.observed))
    }
}

fn observed(what: &Observed) -> Markup {
    html! {
        @match what {
            Observed::Unticked => (words::UNTICKED),
            Observed::Done => (words::DONE),
            Observed::Impossible { why } => { (words::CANNOT) (why) },
            other => (told::observed(other)),
        }
    }
}

fn timeline(case: &CaseReport, acts: &[Act]) -> Markup {
    // A late answer stands where it came.
    let mut late: Vec<&Entry> = Vec::new();
    let mut lines = Vec::with_capacity(acts.len());
    for act in acts {
        let arrived = late.extract_if(.., |entry| calls::end(entry) <= act.at());
        lines.extend(arrived.map(|entry| hop(case, entry)));
        lines.push(done(case, act));
        if let Act::Call(call) = act {
            late.extend(call.late);
        }
    }
    lines.extend(late.into_iter().map(|entry| hop(case, entry)));
    html! {
        ol.timeline { @for line in lines { (line) } }
    }
}

fn done(case: &CaseReport, act: &Act) -> Markup {
    html! {
        @match act {
            Act::Step(step) => li.act {
                span.number { (offset(case.started_at, step.at)) } " "
                code { (step.name) } " " (observed(&step.observed))
            },
            Act::Call(call) => {
                @if let Some(entry) = call.asked { (hop(case, entry)) }
                @if call.unanswered() {
                    li.lost {
                        (words::LOST)
                        @if let Some(why) = call.failure() { ": " (Both::from(&words::reason(why))) }
                        @if let Some(fault) = call.fault() { " " (marked(fault)) }
                    }
                }
                @for exchange in &call.exchanges {
                    (hop(case, exchange.wire))
                    @if let Some(entry) = exchange.carrier { (hop(case, entry)) }
                }
            },
        }
    }
}

fn marked(fault: &str) -> Markup {
    let told = words::fault(fault);
    html! { span.fault { "⚠ " (words::FAULT) ": " (words::Both::from(&told)) } }
}

fn hop(case: &CaseReport, entry: &Entry) -> Markup {
    let hop = &entry.hop;
    let depth = match hop.to {
        _ if hop.late => "late",
        numberauth_protocol::Party::Carrier => "to-carrier",
        numberauth_protocol::Party::Gateway | numberauth_protocol::Party::Cloud => "to-wire",
        _ => "to-page",
    };
    html! {
        li.(depth) {
            span.number { (offset(case.started_at, if hop.late { calls::end(entry) } else { hop.at })) } " "
            (words::party(hop.from)) " → " (words::party(hop.to)) " "
            code { (hop.operation) } " → "
            b {
                @match &hop.outcome {
                    Outcome::Failed { reason } => (Both::from(&words::reason(reason))),
                    outcome => (ended(outcome)),
                }
            }
            @for text in said_more(entry) { " " span.muted { (Both::from(&words::reason(text))) } }
            @if let Some(fault) = &hop.fault { " " (marked(fault)) }
            @if hop.late { " " span.fault { (words::LATE) } }
            " " span.muted { (duration(u64::try_from(hop.elapsed.as_millis()).unwrap_or(u64::MAX))) }
        }
    }
}

/// What a failure tells beyond its code.
fn said_more(entry: &Entry) -> impl Iterator<Item = &String> {
    let ended = ended(&entry.hop.outcome);
    let content = entry.hop.content.iter();
    content
        .flat_map(|content| [&content.code, &content.msg, &content.reason])
        .flatten()
        .filter(move |text| **text != ended)
}

/// How a hop ended: a code.
pub(super) fn ended(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Result { code } => code.to_string(),
        Outcome::Reply { code, status: 200 } | Outcome::Carrier { code } => code.clone(),
        Outcome::Reply { code, status } => format!("HTTP {status} {code}"),
        Outcome::Failed { reason } => reason.clone(),
    }
}

/// `+2.000 s`, or `+1d 00:00:05.000`, since the case's begin.
pub(super) fn offset(began: Timestamp, at: Timestamp) -> String {
    let since: SignedDuration = at.duration_since(began);
    let sign = if since.is_negative() { '−' } else { '+' };
    let ms = u64::try_from(since.unsigned_abs().as_millis()).unwrap_or(u64::MAX);
    format!("{sign}{}", clock(ms))
}

fn duration(ms: u64) -> String {
    if ms < 1_000 {
        format!("{ms} ms")
    } else {
        clock(ms)
    }
}

fn clock(ms: u64) -> String {
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    let (minutes, hours, days) = (seconds / 60 % 60, seconds / 3_600 % 24, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}.{ms:03} s"),
        (0, ..) => format!("{hours:02}:{minutes:02}:{:02}.{ms:03}", seconds % 60),
        _ => format!(
            "{days}d {hours:02}:{minutes:02}:{:02}.{ms:03}",
            seconds % 60
        ),
    }
}
