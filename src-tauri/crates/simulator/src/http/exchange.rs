//! The end of an exchange: it is journalled and put on the wire, as the fault that struck it has it.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use numberauth_protocol::{
    Begun, Content, Flight, Flow, Hop, Operation, Outcome, Party, Stopwatch,
};

use super::received::Received;
use super::wire::{Answer, HangUp};
use crate::fault::{FaultEffect, Strike};
use crate::world::{CarrierSaid, World};

/// An exchange whose answer is known.
pub(super) struct Exchange {
    /// As it is when nothing goes wrong on the wire.
    pub(super) hop: Hop,
    pub(super) watch: Stopwatch,
    /// What a carrier was asked on the way.
    pub(super) carrier: Option<CarrierSaid>,
    pub(super) strike: Option<Strike>,
    /// In flight until the answer is journalled.
    pub(super) flight: Flight,
}

/// A request that came in: in flight from here.
pub(super) fn begin(
    world: &World,
    received: &Received,
    flow: Option<Flow>,
    ends: (Party, Party),
    operation: Operation,
) -> (Begun, Flight) {
    let begun = Begun {
        at: world.clock.now(),
        watch: world.clock.stopwatch(),
        call: received.call(),
        flow,
        from: ends.0,
        to: ends.1,
        operation,
    };
    (begun, world.journal.begin(begun))
}

impl Exchange {
    /// Sends the answer, or does not.
    pub(super) async fn send(self, world: &Arc<World>, answer: Answer) -> Response {
        let delay = self.strike.as_ref().map_or(Duration::ZERO, |s| s.delay);
        tokio::time::sleep(delay).await;
        match self.strike.as_ref().map(|strike| &strike.effect) {
            Some(FaultEffect::Hang {}) => {
                // The caller waits, so the hop stays in flight.
                HangUp::Silence(Arc::new(self.journal(world))).response()
            }
            Some(FaultEffect::Reset {}) => {
                drop(self.journal(world));
                HangUp::Reset.response()
            }
            Some(effect) if effect.is_unanswered() => {
                drop(self.journal(world));
                HangUp::Close.response()
            }
            Some(FaultEffect::SlowDrip { ms }) => {
                let over = Duration::from_millis(*ms);
                let world = Arc::clone(world);
                let written = Written(Some((self, Arc::clone(&world))));
                answer.drip(&world, over, written)
            }
            _ => {
                drop(self.journal(world));
                answer.respond(world)
            }
        }
    }

    /// Writes the carrier's hop, if there was one, and then the exchange around it; what is answered keeps it in flight.
    fn journal(self, world: &World) -> Flight {
        let Self {
            mut hop,
            watch,
            carrier,
            strike,
            flight,
        } = self;
        hop.elapsed = watch.elapsed();
        hop.fault = strike.as_ref().map(Strike::mark);
        if let Some(said) = carrier {
            let by_fault = strike
                .as_ref()
                .is_some_and(|strike| strike.effect.is_carrier());
            world.journal.record(carriers_hop(&hop, said, by_fault));
        }
        if let Some(strike) = strike.filter(|strike| strike.effect.is_unanswered()) {
            let reason = strike.mark();
            hop.outcome = Outcome::Failed { reason };
            hop.response = None;
        }
        world.journal.record(hop);
        flight
    }
}

/// What the carrier was asked while the exchange was under way.
fn carriers_hop(exchange: &Hop, said: CarrierSaid, by_fault: bool) -> Hop {
    Hop {
        elapsed: Duration::ZERO,
        flow: Some(said.flow),
        from: exchange.to,
        to: Party::Carrier,
        carrier: said.carrier,
        outcome: Outcome::Carrier {
            code: said.code.clone(),
        },
        request: None,
        response: None,
        content: Some(Content {
            code: Some(said.code),
            msg: Some(said.msg),
            reason: None,
        }),
        fault: exchange.fault.clone().filter(|_| by_fault),
        signature: None,
        ..exchange.clone()
    }
}

/// The journal's entry of an answer that is on its way in pieces: it is written before the last one, or when the client goes
/// away.
pub(super) struct Written(Option<(Exchange, Arc<World>)>);

impl Written {
    pub(super) fn write(&mut self) {
        if let Some((exchange, world)) = self.0.take() {
            drop(exchange.journal(&world));
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        self.write();
    }
}
