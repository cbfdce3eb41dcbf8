//! What came of acts, in one line each, in words that need no translation: codes and names.

use std::fmt::Display;

use serde::Serialize;

use crate::{CaseReport, Observed, StepReport};

/// How serde writes a plain enum: `signed_in`.
pub(super) fn name(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// `600011 · content.code 104012 · vender CM`
pub(super) fn observed(observed: &Observed) -> String {
    let mut parts = Vec::new();
    match observed {
        Observed::Result {
            code,
            content_code,
            reason,
            vender,
        } => {
            parts.push(code.to_string());
            push(&mut parts, "content.code", content_code.as_ref());
            push(&mut parts, "content.reason", reason.as_ref());
            push(&mut parts, "vender", vender.as_ref());
        }
        Observed::Reply {
            code,
            number,
            result,
        } => {
            parts.push(code.clone());
            push(&mut parts, "number", number.map(name).as_ref());
            push(&mut parts, "result", result.map(name).as_ref());
        }
        Observed::Connection { connection } => parts.push(name(connection)),
        Observed::Unticked => parts.push("unticked".to_owned()),
        Observed::Done => parts.push("done".to_owned()),
        Observed::Impossible { why } => parts.push(format!("impossible: {why}")),
    }
    parts.join(" · ")
}

fn push(parts: &mut Vec<String>, name: &str, value: Option<&impl Display>) {
    parts.extend(value.map(|value| format!("{name} {value}")));
}

/// `steps[3] getLoginToken: expected 600000, observed 600011 · content.code 104012`
pub(super) fn step(step: &StepReport) -> String {
    let expected = step.expected.as_ref().map_or("done".to_owned(), observed);
    let StepReport { place, name, .. } = step;
    let observed = observed(&step.observed);
    format!("{place} {name}: expected {expected}, observed {observed}")
}

/// Each thing of a case that came otherwise, a line each.
pub(super) fn unexpected(case: &CaseReport) -> Vec<String> {
    let steps = case.steps.iter().filter(|step| !step.passed).map(step);
    let outcome = (case.outcome != case.expected_outcome).then(|| {
        let (expected, observed) = (name(case.expected_outcome), name(case.outcome));
        format!("outcome: expected {expected}, observed {observed}")
    });
    steps.chain(outcome).collect()
}
