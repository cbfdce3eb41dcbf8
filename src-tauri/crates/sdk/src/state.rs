//! One instance's state: what has been checked, whether a mask is there, and which calls are in flight.

use numberauth_protocol::{Flow, ResultCode, SdkCall};
use tokio::sync::oneshot;

use crate::arguments::{Parameters, Tokens};

/// How far the instance has come.
#[derive(Clone, Debug)]
enum Phase {
    Idle,
    Checked { flow: Flow, tokens: Tokens },
    Masked { tokens: Tokens },
}

/// A call on its way.
struct InFlight {
    id: u64,
    superseded: oneshot::Sender<()>,
}

/// What was agreed when a call was sent.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    id: u64,
    epoch: u64,
    call: SdkCall,
    pub(crate) tokens: Tokens,
}

pub(crate) struct State {
    phase: Phase,
    /// Counts up with every check that is sent: an older call's answer then changes nothing.
    epoch: u64,
    next_id: u64,
    in_flight: [Option<InFlight>; 2],
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Idle,
            epoch: 0,
            next_id: 0,
            in_flight: [None, None],
        }
    }

    fn slot(&mut self, flow: Flow) -> &mut Option<InFlight> {
        &mut self.in_flight[match flow {
            Flow::Login => 0,
            Flow::Verify => 1,
        }]
    }

    /// Whether the call may be sent now. A refused call ends nothing and changes nothing; a sent one ends the call in
    /// flight of the same flow, and a check resets the phase, the other flow's too.
    pub(crate) fn send(
        &mut self,
        call: SdkCall,
        what: &Parameters,
    ) -> Result<(Ticket, oneshot::Receiver<()>), ResultCode> {
        let tokens = match (what, &self.phase) {
            (Parameters::Check(tokens), _)
            | (
                Parameters::Mask,
                Phase::Checked {
                    flow: Flow::Login,
                    tokens,
                }
                | Phase::Masked { tokens },
            )
            | (Parameters::LoginToken(_), Phase::Masked { tokens })
            | (
                Parameters::VerifyToken,
                Phase::Checked {
                    flow: Flow::Verify,
                    tokens,
                },
            ) => tokens.clone(),
            (Parameters::Mask, _) => return Err(ResultCode::NotChecked),
            (Parameters::LoginToken(_), _) => return Err(ResultCode::NoMask),
            (Parameters::VerifyToken, _) => return Err(ResultCode::IdentityCheckFailed),
        };
        if matches!(what, Parameters::Check(_)) {
            self.phase = Phase::Idle;
            self.epoch += 1;
        }
        self.next_id += 1;
        let (superseded, ended) = oneshot::channel();
        let call_now = InFlight {
            id: self.next_id,
            superseded,
        };
        if let Some(older) = self.slot(call.flow()).replace(call_now) {
            // Its task may have ended already; then there is nothing to end.
            let _ = older.superseded.send(());
        }
        Ok((
            Ticket {
                id: self.next_id,
                epoch: self.epoch,
                call,
                tokens,
            },
            ended,
        ))
    }

    /// Takes the call out of flight. `false` if a newer call of its flow has taken its place.
    pub(crate) fn end(&mut self, ticket: &Ticket) -> bool {
        let slot = self.slot(ticket.call.flow());
        let current = slot
            .as_ref()
            .is_some_and(|in_flight| in_flight.id == ticket.id);
        if current {
            *slot = None;
        }
        current
    }

    /// A call succeeded in time: moves the phase on, unless a newer check has been sent.
    pub(crate) fn succeeded(&mut self, ticket: &Ticket) {
        if ticket.epoch != self.epoch {
            return;
        }
        match ticket.call {
            SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
                self.phase = Phase::Checked {
                    flow: ticket.call.flow(),
                    tokens: ticket.tokens.clone(),
                };
            }
            SdkCall::GetLoginMaskPhone => {
                self.phase = Phase::Masked {
                    tokens: ticket.tokens.clone(),
                }
            }
            SdkCall::GetLoginToken | SdkCall::GetVerifyToken => {}
        }
    }
}
