//! Hops that have begun and not ended: what the window lights while somebody waits. None of it is in the journal, in evidence or
//! in any file, and it holds no text of anybody's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;
use ts_rs::TS;

use crate::{CallId, Flow, Operation, Party, Stopwatch};

/// More than these are not listed at once: nobody could read them. Those behind them are when older ones have ended.
const MOST_LISTED: usize = 200;

/// A hop that begins: who asks whom for what.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    /// When, by the calendar.
    pub at: Timestamp,
    /// Measures how long it has been waited for.
    pub watch: Stopwatch,
    /// The call that it belongs to, where the caller named it.
    pub call: Option<CallId>,
    /// The flow, where it is known.
    pub flow: Option<Flow>,
    /// From whom.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// Which operation.
    pub operation: Operation,
}

/// A hop in flight, as it is told.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct HopInFlight {
    /// Ascending from 1 in the order of their beginnings.
    pub id: u64,
    /// When it began, by the calendar (RFC 3339, UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How long it has been waited for when this was told, in whole milliseconds: a calendar that is moved does not move it.
    pub waited_ms: u64,
    /// The call that it belongs to, where the caller named it.
    pub call: Option<CallId>,
    /// The flow, where it is known.
    pub flow: Option<Flow>,
    /// From whom.
    pub from: Party,
    /// Who is waited for.
    pub to: Party,
    /// Which operation.
    pub operation: Operation,
}

/// Keeps a hop in flight; it has ended when this is dropped.
#[derive(Debug)]
#[must_use = "the hop ends when this is dropped"]
pub struct Flight {
    id: u64,
    flights: Arc<Flights>,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.flights.end(self.id);
    }
}

/// All hops in flight of one program.
#[derive(Debug, Default)]
pub(crate) struct Flights {
    under_way: Mutex<UnderWay>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct UnderWay {
    last_id: u64,
    /// By their ids, so in the order of their beginnings.
    hops: BTreeMap<u64, Begun>,
}

impl Flights {
    pub(crate) fn begin(self: &Arc<Self>, begun: Begun) -> Flight {
        let mut under_way = self.under_way();
        under_way.last_id += 1;
        let id = under_way.last_id;
        under_way.hops.insert(id, begun);
        drop(under_way);
        self.tell();
        Flight {
            id,
            flights: Arc::clone(self),
        }
    }

    fn end(&self, id: u64) {
        self.under_way().hops.remove(&id);
        self.tell();
    }

    /// Those that are in flight now, oldest first.
    pub(crate) fn list(&self) -> Vec<HopInFlight> {
        let told = |(id, begun): (&u64, &Begun)| HopInFlight {
            id: *id,
            at: begun.at,
            waited_ms: u64::try_from(begun.watch.elapsed().as_millis()).unwrap_or(u64::MAX),
            call: begun.call,
            flow: begun.flow,
            from: begun.from,
            to: begun.to,
            operation: begun.operation,
        };
        let under_way = self.under_way();
        under_way.hops.iter().take(MOST_LISTED).map(told).collect()
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn tell(&self) {
        self.changes
            .send_modify(|times| *times = times.wrapping_add(1));
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        // Each change under this lock is one insertion or one removal.
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Clock, Journal, SdkCall};

    fn begun(clock: &Clock, to: Party) -> Begun {
        Begun {
            at: clock.now(),
            watch: clock.stopwatch(),
            call: Some(CallId(7)),
            flow: Some(Flow::Login),
            from: Party::Page,
            to,
            operation: Operation::Sdk(SdkCall::GetLoginToken),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_hop_is_in_flight_until_its_guard_is_dropped_and_leaves_no_entry() {
        let (clock, journal) = (Clock::batch(), Journal::default());
        let mut changes = journal.flights();
        let outer = journal.begin(begun(&clock, Party::Sdk));
        let inner = journal.begin(begun(&clock, Party::Gateway));
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        // Whoever moves the calendar moves no waiting.
        clock.advance(86_400);
        let seen: Vec<_> = journal
            .in_flight()
            .iter()
            .map(|hop| (hop.id, hop.to, hop.waited_ms))
            .collect();
        assert_eq!(seen, [(1, Party::Sdk, 1_200), (2, Party::Gateway, 1_200)]);
        drop(inner);
        assert!(changes.has_changed().unwrap());
        assert_eq!(journal.in_flight().len(), 1);
        drop(outer);
        assert!(journal.in_flight().is_empty());
        assert!(journal.after(0, usize::MAX).is_empty());
    }

    #[test]
    fn a_thousand_that_hang_are_not_all_listed() {
        let (clock, journal) = (Clock::system(), Journal::default());
        let mut flights: Vec<_> = (0..1_000)
            .map(|_| journal.begin(begun(&clock, Party::Sdk)))
            .collect();
        assert_eq!(journal.in_flight().len(), MOST_LISTED);
        flights.truncate(MOST_LISTED);
        drop(flights);
        assert!(journal.in_flight().is_empty());
    }

    #[test]
    fn a_hop_that_begins_while_the_list_is_full_is_listed_when_older_ones_have_ended() {
        let (clock, journal) = (Clock::system(), Journal::default());
        let older: Vec<_> = (0..MOST_LISTED)
            .map(|_| journal.begin(begun(&clock, Party::Sdk)))
            .collect();
        let late = journal.begin(begun(&clock, Party::Gateway));
        assert!(journal.in_flight().iter().all(|hop| hop.to == Party::Sdk));
        drop(older);
        let listed: Vec<_> = journal.in_flight().iter().map(|hop| hop.to).collect();
        assert_eq!(listed, [Party::Gateway]);
        drop(late);
        assert!(journal.in_flight().is_empty());
    }
}
