use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

/// So many billable calls are made in a run before the person is asked.
pub const DEFAULT_LIMIT: u32 = 10;

/// How many billable calls this run has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Spend {
    /// Billed, as far as the cloud's answers tell, and those that may have been.
    pub used: u32,
    /// Of these, calls whose answer was lost: the cloud may have billed them.
    pub maybe: u32,
    /// At so many the next call is refused.
    pub limit: u32,
}

/// The limit that the person has set is reached. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "{limit} billable calls are made, as many as allowed; nothing was sent: raise the limit to go on"
)]
pub struct LimitReached {
    /// The limit.
    pub limit: u32,
}

/// Counts billable calls (PROTOCOL "Billing"), for one run of the program. Clones share the count.
#[derive(Clone, Debug)]
pub struct SpendMeter(Arc<Mutex<Counted>>);

#[derive(Debug)]
struct Counted {
    spend: Spend,
    /// Calls on their way, each of which may become a billed one.
    under_way: u32,
}

/// A billable call on its way. What is dropped without an end, since nobody waits for it any more, may have been billed.
#[derive(Debug)]
pub(crate) struct UnderWay {
    meter: SpendMeter,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Billed,
    NotBilled,
}

impl Default for SpendMeter {
    fn default() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }
}

impl SpendMeter {
    /// A count of nothing.
    #[must_use]
    pub fn with_limit(limit: u32) -> Self {
        Self(Arc::new(Mutex::new(Counted {
            spend: Spend {
                used: 0,
                maybe: 0,
                limit,
            },
            under_way: 0,
        })))
    }

    /// The count so far.
    #[must_use]
    pub fn spend(&self) -> Spend {
        self.counted().spend
    }

    /// Allows `limit` billable calls in all; a limit below what is used stops the next call.
    pub fn set_limit(&self, limit: u32) {
        self.counted().spend.limit = limit;
    }

    /// Takes one call's place under the limit, those on their way counted.
    pub(crate) fn begin(&self) -> Result<UnderWay, LimitReached> {
        let mut counted = self.counted();
        let limit = counted.spend.limit;
        if counted.spend.used.saturating_add(counted.under_way) >= limit {
            return Err(LimitReached { limit });
        }
        counted.under_way += 1;
        Ok(UnderWay {
            meter: self.clone(),
            end: None,
        })
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        // Every change under this lock is whole before anything can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    /// The cloud bills it.
    pub(crate) fn billed(mut self) {
        self.end = Some(End::Billed);
    }

    /// The cloud does not bill it.
    pub(crate) fn not_billed(mut self) {
        self.end = Some(End::NotBilled);
    }

    /// No answer tells: it is counted.
    pub(crate) fn maybe_billed(self) {
        drop(self);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut counted = self.meter.counted();
        counted.under_way = counted.under_way.saturating_sub(1);
        match self.end {
            Some(End::NotBilled) => {}
            Some(End::Billed) => counted.spend.used = counted.spend.used.saturating_add(1),
            None => {
                counted.spend.used = counted.spend.used.saturating_add(1);
                counted.spend.maybe = counted.spend.maybe.saturating_add(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_billed_or_may_be_is_counted() {
        let meter = SpendMeter::with_limit(3);
        meter.begin().unwrap().billed();
        meter.begin().unwrap().not_billed();
        drop(meter.begin().unwrap());
        let spend = Spend {
            used: 2,
            maybe: 1,
            limit: 3,
        };
        assert_eq!(meter.spend(), spend);
    }

    #[test]
    fn the_limit_stops_the_next_call_those_under_way_counted() {
        let meter = SpendMeter::with_limit(2);
        let first = meter.begin().unwrap();
        let second = meter.begin().unwrap();
        assert_eq!(meter.begin().unwrap_err(), LimitReached { limit: 2 });
        second.not_billed();
        let third = meter.begin().unwrap();
        first.billed();
        third.billed();
        assert_eq!(meter.begin().unwrap_err(), LimitReached { limit: 2 });
        meter.set_limit(3);
        meter.begin().unwrap().billed();
        assert_eq!(meter.begin().unwrap_err(), LimitReached { limit: 3 });
        assert_eq!(SpendMeter::with_limit(0).begin().unwrap_err().limit, 0);
    }
}
