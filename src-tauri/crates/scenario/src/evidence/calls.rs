//! A case's journal, call by call: hops are written as they end, and read in the order in which they began.

use std::time::Duration;

use jiff::Timestamp;
use numberauth_protocol::{CallId, Entry, Operation, Outcome, Party, ResultCode};

use crate::{CaseReport, StepReport};

/// One call of the page, or to your server, with the hops that it caused.
#[derive(Debug, Default)]
pub(super) struct Call<'a> {
    /// The act that began it.
    pub(super) step: Option<&'a StepReport>,
    /// The page's own hop: to the SDK or to your server.
    pub(super) asked: Option<&'a Entry>,
    /// What went over HTTP, in order.
    pub(super) exchanges: Vec<Exchange<'a>>,
    /// A reply that came after the caller had given up.
    pub(super) late: Option<&'a Entry>,
    id: Option<CallId>,
}

/// One HTTP exchange, and what the carrier said within it.
#[derive(Debug)]
pub(super) struct Exchange<'a> {
    /// The exchange.
    pub(super) wire: &'a Entry,
    /// The carrier's word.
    pub(super) carrier: Option<&'a Entry>,
}

/// An act and the call that it made, if it made one; or a call that no act is known to have made.
#[derive(Debug)]
pub(super) enum Act<'a> {
    /// An act at the desk itself, or a call that was never sent.
    Step(&'a StepReport),
    /// A call.
    Call(Call<'a>),
}

impl Act<'_> {
    /// When it began.
    pub(super) fn at(&self) -> Timestamp {
        match self {
            Self::Step(step) => step.at,
            Self::Call(call) => call
                .asked
                .or(call.exchanges.first().map(|exchange| exchange.wire))
                .map_or(Timestamp::MIN, |entry| entry.hop.at),
        }
    }
}

/// When a hop ended.
pub(super) fn end(entry: &Entry) -> Timestamp {
    let elapsed = jiff::SignedDuration::try_from(entry.hop.elapsed).unwrap_or_default();
    entry.hop.at.checked_add(elapsed).unwrap_or(entry.hop.at)
}

/// Everything that was done in a case, in the scenario's order.
pub(super) fn acts(case: &CaseReport) -> Vec<Act<'_>> {
    let mut calls = calls(case);
    let mut acts = Vec::with_capacity(case.steps.len());
    for step in &case.steps {
        let made = calls.iter().position(|call| {
            call.asked.is_some_and(|asked| {
                asked.hop.operation.name() == step.name && asked.hop.at == step.at
            })
        });
        acts.push(match made {
            Some(index) => Act::Call(Call {
                step: Some(step),
                ..calls.remove(index)
            }),
            None => Act::Step(step),
        });
    }
    acts.extend(calls.into_iter().map(Act::Call));
    acts
}

/// Every call, in the order of their first hops' ends.
fn calls(case: &CaseReport) -> Vec<Call<'_>> {
    let mut calls: Vec<Call> = Vec::new();
    let mut said = None;
    for entry in &case.journal {
        let hop = &entry.hop;
        // The carrier's word stands just before the exchange around it.
        if hop.to == Party::Carrier {
            said = Some(entry);
            continue;
        }
        let known = calls
            .iter_mut()
            .find(|call| hop.call.is_some() && call.id == hop.call);
        let call = if let Some(call) = known {
            call
        } else {
            calls.push(Call {
                id: hop.call,
                ..Call::default()
            });
            let last = calls.len() - 1;
            &mut calls[last]
        };
        if hop.late {
            call.late = Some(entry);
        } else if hop.from == Party::Page {
            call.asked = Some(entry);
        } else {
            let carrier = said.take();
            call.exchanges.push(Exchange {
                wire: entry,
                carrier,
            });
        }
    }
    calls
}

impl Call<'_> {
    /// Whether the call was sent and nothing of it came back before the scenario's end: it hangs, or nobody listened.
    pub(super) fn unanswered(&self) -> bool {
        self.exchanges.is_empty()
            && self.asked.is_some_and(|asked| match &asked.hop.outcome {
                Outcome::Result { code } => {
                    matches!(code, ResultCode::Timeout | ResultCode::Unknown)
                }
                Outcome::Failed { .. } => true,
                Outcome::Reply { .. } | Outcome::Carrier { .. } => false,
            })
    }

    /// How long the caller waited, where it gave up before the exchange's end.
    pub(super) fn given_up_after(&self, exchange: &Exchange) -> Option<Duration> {
        let asked = self.asked?;
        (end(asked) < end(exchange.wire)).then_some(asked.hop.elapsed)
    }

    /// Why the caller got no answer that it could use, in the journal's words.
    pub(super) fn failure(&self) -> Option<&str> {
        let hop = &self.asked?.hop;
        match &hop.outcome {
            Outcome::Failed { reason } => Some(reason),
            Outcome::Result {
                code: ResultCode::Timeout,
            } => Some("the caller's timeout"),
            Outcome::Result {
                code: ResultCode::Unknown,
            } => hop.content.as_ref()?.reason.as_deref(),
            _ => None,
        }
    }

    /// The fault that touched the call, as some hop tells it.
    pub(super) fn fault(&self) -> Option<&str> {
        let hops = self.exchanges.iter().map(|exchange| exchange.wire);
        hops.chain(self.asked)
            .chain(self.late)
            .find_map(|entry| entry.hop.fault.as_deref())
    }
}

/// The path of the gateway that an operation is sent to; the cloud has one for all.
pub(super) fn path(operation: Operation) -> &'static str {
    use numberauth_protocol::SdkCall;
    match operation {
        Operation::Sdk(SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable) => {
            "/h5/v1/check"
        }
        Operation::Sdk(SdkCall::GetLoginMaskPhone) => "/h5/v1/mask",
        Operation::Sdk(SdkCall::GetLoginToken | SdkCall::GetVerifyToken) => "/h5/v1/token",
        Operation::Cloud(_) => "/",
    }
}
