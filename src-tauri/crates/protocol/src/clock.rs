use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The batch clock starts here: 2026-01-01T00:00:00Z.
pub const BATCH_START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// The one clock: the calendar for token lives, lockout, quota and the journal. Nothing else asks the time.
///
/// Clones share the same shift. A shift moves the calendar only: never a sleep, a timeout, or the date window of an
/// incoming signature.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    base: Base,
    shift_seconds: AtomicI64,
}

#[derive(Debug)]
enum Base {
    System,
    Batch { origin: Instant },
}

impl Clock {
    /// The machine's clock, with a shift of zero.
    #[must_use]
    pub fn system() -> Self {
        Self::with_base(Base::System)
    }

    /// The batch clock: 2026-01-01T00:00:00Z plus the tokio time that has passed since this call. On a paused runtime
    /// it moves only as timers fire.
    #[must_use]
    pub fn batch() -> Self {
        Self::with_base(Base::Batch {
            origin: Instant::now(),
        })
    }

    fn with_base(base: Base) -> Self {
        Self(Arc::new(Inner {
            base,
            shift_seconds: AtomicI64::new(0),
        }))
    }

    /// The calendar: what the simulated world takes for now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let shift = SignedDuration::from_secs(self.shift_seconds());
        // Saturates at the calendar's ends, some 9,000 years away.
        self.unshifted()
            .saturating_add(shift)
            .unwrap_or(Timestamp::MAX)
    }

    /// The time without the shift: for signatures' dates and HTTP's `Date`.
    #[must_use]
    pub fn unshifted(&self) -> Timestamp {
        match &self.0.base {
            Base::System => Timestamp::now(),
            Base::Batch { origin } => {
                let passed =
                    SignedDuration::try_from(origin.elapsed()).unwrap_or(SignedDuration::MAX);
                BATCH_START.saturating_add(passed).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// Moves the calendar by `seconds` (negative: back).
    pub fn advance(&self, seconds: i64) {
        let step = |shift: i64| Some(shift.saturating_add(seconds));
        // The step never refuses.
        let _ = self
            .0
            .shift_seconds
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
    }

    /// Puts the calendar back where the base is.
    pub fn reset_shift(&self) {
        self.0.shift_seconds.store(0, Ordering::Relaxed);
    }

    /// How far the calendar is shifted, in seconds.
    #[must_use]
    pub fn shift_seconds(&self) -> i64 {
        self.0.shift_seconds.load(Ordering::Relaxed)
    }

    /// Starts measuring; a shift does not move what it measures.
    #[must_use]
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch(Instant::now())
    }
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// What has passed since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// The instant of the start, for a timer that runs from there.
    #[must_use]
    pub fn started(&self) -> Instant {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_batch_clock_moves_with_paused_time_only() {
        let clock = Clock::batch();
        assert_eq!(clock.now().to_string(), "2026-01-01T00:00:00Z");
        tokio::time::sleep(Duration::from_secs(90)).await;
        assert_eq!(clock.now().to_string(), "2026-01-01T00:01:30Z");
    }

    #[tokio::test(start_paused = true)]
    async fn a_shift_moves_the_calendar_alone() {
        let clock = Clock::batch();
        let watch = clock.stopwatch();
        clock.clone().advance(86_400);
        clock.advance(-400);
        assert_eq!(clock.shift_seconds(), 86_000);
        assert_eq!(clock.now().to_string(), "2026-01-01T23:53:20Z");
        assert_eq!(clock.unshifted().to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(watch.elapsed(), Duration::ZERO);
        clock.reset_shift();
        assert_eq!(clock.now(), clock.unshifted());
    }

    #[test]
    fn an_absurd_shift_saturates() {
        let clock = Clock::system();
        clock.advance(i64::MAX);
        clock.advance(i64::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
        clock.reset_shift();
        clock.advance(i64::MIN);
        assert_eq!(clock.now(), Timestamp::MIN);
    }
}
