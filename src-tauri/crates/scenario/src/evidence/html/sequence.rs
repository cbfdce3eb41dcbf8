//! A case's hops as a sequence diagram: lanes in the order of the chain, so that nearly every arrow joins neighbours.

use jiff::Timestamp;
use maud::{Markup, html};
use numberauth_protocol::{Entry, Operation, Outcome, Party, Words};

use super::case::{ended, offset};
use super::words;
use crate::evidence::calls::{self, Act, Call, Exchange};
use crate::evidence::told;
use crate::{CaseReport, Observed, StepReport};

const LANES: [Party; 6] = [
    Party::Cloud,
    Party::Server,
    Party::Page,
    Party::Sdk,
    Party::Gateway,
    Party::Carrier,
];
/// Pixels: the first lane's middle, and from one lane to the next.
const FIRST: usize = 184;
const APART: usize = 112;
const WIDTH: usize = FIRST + 5 * APART + 52;
/// Pixels: the lanes' names, a row, and a row's second line.
const TOP: usize = 44;
const ROW: usize = 28;
const NOTE: usize = 16;

/// One arrow, or a line across all lanes.
struct Row {
    at: Timestamp,
    /// `[3]`: the act, at its first row.
    place: Option<String>,
    what: What,
    label: String,
    /// Marked below: a fault, or what was expected.
    notes: Vec<Words>,
    /// Something came otherwise than expected.
    unexpected: bool,
}

impl Row {
    /// How many lines of text are below the arrow.
    fn below(&self) -> usize {
        self.notes.len() + usize::from(matches!(self.what, What::Late(..)))
    }
}

enum What {
    /// An act at the desk itself.
    Act,
    /// Asked.
    Ask(Party, Party),
    /// Asked, and never answered.
    Lost(Party, Party),
    /// Asked and answered at once.
    Both(Party, Party, End),
    /// Answered.
    Answer(Party, Party, End),
    /// Answered when nobody waited any more.
    Late(Party, Party),
}

/// How an answer is drawn.
#[derive(Clone, Copy)]
enum End {
    Good,
    Failed,
}

impl End {
    /// Success, or an answer that is the flow's own failure.
    fn of(outcome: &Outcome) -> Self {
        let good = match outcome {
            Outcome::Result { code } => *code == numberauth_protocol::ResultCode::Success,
            Outcome::Reply { code, status } => *status == 200 && code == "OK",
            // The carriers' words for "done": PROTOCOL.md section 2.
            Outcome::Carrier { code } => matches!(code.as_str(), "103000" | "0000" | "0"),
            Outcome::Failed { .. } => false,
        };
        if good { Self::Good } else { Self::Failed }
    }
}

/// The diagram; the timeline tells the same in words.
pub(super) fn diagram(case: &CaseReport, acts: &[Act]) -> Markup {
    let rows = rows(acts);
    let mut y = TOP;
    let mut last = String::new();
    let placed: Vec<_> = rows
        .iter()
        .map(|row| {
            y += ROW;
            let here = y;
            y += NOTE * row.below();
            // A time is told once.
            let when = offset(case.started_at, row.at);
            let told = (when != last).then(|| when.clone());
            last = when;
            (here, row, told)
        })
        .collect();
    let height = y + ROW;
    html! {
        svg.sequence width=(WIDTH) height=(height) viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label="时序图 · sequence diagram" {
            @for (index, party) in LANES.into_iter().enumerate() {
                @let x = FIRST + index * APART;
                (words::svg_text(words::party(party), "lane", x, 22))
                path.life d={ "M" (x) " 32V" (height - 8) } {}
            }
            @for (y, row, when) in &placed {
                @if let Some(place) = &row.place { text.place x="4" y=(y) { (place) } }
                @if let Some(when) = when { text.when x="132" y=(y) { (when) } }
                (draw(row, *y))
            }
        }
    }
}

fn lane(party: Party) -> usize {
    let index = LANES.iter().position(|known| *known == party).unwrap_or(0);
    FIRST + index * APART
}

fn rows(acts: &[Act]) -> Vec<Row> {
    let mut rows = Vec::new();
    // Late answers wait for their place in time.
    let mut late: Vec<Row> = Vec::new();
    for act in acts {
        rows.extend(late.extract_if(.., |row| row.at <= act.at()));
        match act {
            Act::Step(step) => rows.push(of_step(step)),
            Act::Call(call) => of_call(call, &mut rows, &mut late),
        }
    }
    rows.extend(late);
    rows
}

fn of_step(step: &StepReport) -> Row {
    Row {
        at: step.at,
        place: Some(short(&step.place)),
        what: What::Act,
        label: match &step.observed {
            Observed::Done => step.name.clone(),
            other => format!("{} → {}", step.name, told::observed(other)),
        },
        notes: Vec::new(),
        unexpected: !step.passed,
    }
}

/// `steps[3].together[0]` as `[3][0]`.
fn short(place: &str) -> String {
    place.replace("steps", "").replace(".together", "")
}

fn of_call(call: &Call, rows: &mut Vec<Row>, late: &mut Vec<Row>) {
    let row = |at, what, label| Row {
        at,
        place: None,
        what,
        label,
        notes: Vec::new(),
        unexpected: false,
    };
    if let Some(asked) = call.asked {
        let hop = &asked.hop;
        rows.push(Row {
            place: call.step.map(|step| short(&step.place)),
            ..row(
                hop.at,
                What::Ask(hop.from, hop.to),
                hop.operation.to_string(),
            )
        });
        if call.unanswered() {
            let to = match hop.operation {
                Operation::Sdk(_) => Party::Gateway,
                Operation::Cloud(_) => Party::Cloud,
            };
            let lost = row(hop.at, What::Lost(hop.to, to), asked_for(asked));
            rows.push(Row {
                notes: call.fault().map(fault).into_iter().collect(),
                ..lost
            });
        }
    }
    for exchange in &call.exchanges {
        of_exchange(call, exchange, rows, late);
    }
    if let Some(asked) = call.asked {
        let hop = &asked.hop;
        let unexpected = call.step.is_some_and(|step| !step.passed);
        let mut notes = Vec::new();
        if let (true, Some(Some(expected))) =
            (unexpected, call.step.map(|step| step.expected.as_ref()))
        {
            let must = format!("≠ {}", told::observed(expected));
            notes.push(Words {
                zh: must.clone(),
                en: must,
            });
        }
        rows.push(Row {
            notes,
            unexpected,
            ..row(
                calls::end(asked),
                What::Answer(hop.to, hop.from, End::of(&hop.outcome)),
                ended(&hop.outcome),
            )
        });
    }
}

fn of_exchange(call: &Call, exchange: &Exchange, rows: &mut Vec<Row>, late: &mut Vec<Row>) {
    let wire = exchange.wire;
    let hop = &wire.hop;
    let row = |at, what, label, fault: Option<&String>| Row {
        at,
        place: None,
        what,
        label,
        notes: fault
            .map(|text| self::fault(text.as_str()))
            .into_iter()
            .collect(),
        unexpected: false,
    };
    if let Outcome::Failed { .. } = hop.outcome {
        let what = What::Lost(hop.from, hop.to);
        rows.push(row(hop.at, what, asked_for(wire), hop.fault.as_ref()));
        return;
    }
    rows.push(row(
        hop.at,
        What::Ask(hop.from, hop.to),
        asked_for(wire),
        None,
    ));
    if let Some(carrier) = exchange.carrier {
        let said = &carrier.hop;
        let what = What::Both(said.from, said.to, End::of(&said.outcome));
        rows.push(row(
            said.at,
            what,
            ended(&said.outcome),
            said.fault.as_ref(),
        ));
    }
    if call.given_up_after(exchange).is_some() {
        let what = What::Late(hop.to, hop.from);
        late.push(row(
            calls::end(wire),
            what,
            ended(&hop.outcome),
            hop.fault.as_ref(),
        ));
    } else {
        let what = What::Answer(hop.to, hop.from, End::of(&hop.outcome));
        rows.push(row(
            calls::end(wire),
            what,
            ended(&hop.outcome),
            hop.fault.as_ref(),
        ));
    }
}

fn asked_for(wire: &Entry) -> String {
    match wire.hop.operation {
        Operation::Sdk(_) => calls::path(wire.hop.operation).to_owned(),
        Operation::Cloud(action) => Operation::Cloud(action).to_string(),
    }
}

fn fault(mark: &str) -> Words {
    let Words { zh, en } = words::fault(mark);
    Words {
        zh: format!("⚠ {zh}"),
        en: format!("⚠ {en}"),
    }
}

fn draw(row: &Row, y: usize) -> Markup {
    let (from, to, class, mark) = match row.what {
        What::Act => {
            return html! {
                path.across d={ "M" (FIRST - 40) " " (y - 4) "H" (WIDTH - 10) } {}
                text.label.act.wrong[row.unexpected] x=(lane(Party::Page) + APART / 2) y=(y) { (row.label) }
            };
        }
        What::Ask(from, to) => (from, to, "ask", ("", "")),
        What::Lost(from, to) => (from, to, "lost", ("", " ✕")),
        What::Both(from, to, End::Good) => (from, to, "both", ("", "")),
        What::Both(from, to, End::Failed) => (from, to, "both failed", ("✕ ", "")),
        What::Answer(from, to, End::Good) => (from, to, "answer", ("", "")),
        What::Answer(from, to, End::Failed) => (from, to, "answer failed", ("✕ ", "")),
        What::Late(from, to) => (from, to, "late", ("", "")),
    };
    let Words { zh, en } = words::reason(&row.label);
    let marked = |said: &str| format!("{}{said}{}", mark.0, mark.1);
    let label = Words {
        zh: marked(&zh),
        en: marked(&en),
    };
    let (from, to) = (lane(from), lane(to));
    // What nobody answers ends between the lanes.
    let to = match row.what {
        What::Lost(..) => (from + 3 * to) / 4,
        _ => to,
    };
    let middle = usize::midpoint(from, to);
    html! {
        path.shaft.(class).wrong[row.unexpected] d={ "M" (from) " " (y) "H" (to) } {}
        path.head.wrong[row.unexpected] d=(head(from, to, y)) {}
        @if let What::Both(..) = row.what { path.head d=(head(to, from, y)) {} }
        @let class = if row.unexpected { "label wrong" } else { "label" };
        (words::svg_text((&label).into(), class, middle, y - 5))
        @if let What::Late(..) = row.what { (words::svg_text(words::LATE, "note", middle, y + 13)) }
        @for (index, note) in row.notes.iter().rev().enumerate() {
            @let class = if row.unexpected { "note wrong" } else { "note" };
            (words::svg_text(note.into(), class, middle, y + 13 + (row.below() - 1 - index) * NOTE))
        }
    }
}

/// The two strokes at an arrow's end.
fn head(from: usize, to: usize, y: usize) -> String {
    let back = if to > from { to - 7 } else { to + 7 };
    format!("M{back} {}L{to} {y}L{back} {}", y - 4, y + 4)
}
