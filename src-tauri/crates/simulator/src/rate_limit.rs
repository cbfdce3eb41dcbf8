use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::CloudAction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::time::Instant;
use ts_rs::TS;

use crate::rules::FactSource;

/// The cloud counts in windows of a second; ours begin with their first call (no source says how the real ones do).
const WINDOW: Duration = Duration::from_secs(1);
/// More calls a second than this machine could make.
const MOST_CALLS: u32 = 1_000_000;

/// How many calls a second an account may make of each action; an action that is not there has no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    /// Calls in a second.
    #[ts(type = "Partial<Record<CloudAction, number>>")]
    pub calls_per_second: BTreeMap<CloudAction, u32>,
}

/// The cloud's own rules (`rules/cloud.json`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloudRules {
    #[expect(dead_code, reason = "for whoever reads the file")]
    checked_on: String,
    calls_per_second: BTreeMap<CloudAction, u32>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    sources: Vec<FactSource>,
}

/// A limit that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{action:?}: a limit is a number of calls from 1 to {MOST_CALLS}, not {calls}")]
pub struct RateLimitError {
    action: CloudAction,
    calls: u32,
}

impl RateLimits {
    /// Whether they can be.
    pub fn check(&self) -> Result<(), RateLimitError> {
        let mut all = self.calls_per_second.iter();
        match all.find(|(_, calls)| !(1..=MOST_CALLS).contains(*calls)) {
            None => Ok(()),
            Some((action, calls)) => Err(RateLimitError {
                action: *action,
                calls: *calls,
            }),
        }
    }

    /// The documented ones.
    #[must_use]
    pub fn documented() -> Self {
        DOCUMENTED.clone()
    }
}

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static DOCUMENTED: LazyLock<RateLimits> = LazyLock::new(|| {
    let file = include_str!("../rules/cloud.json");
    let CloudRules {
        calls_per_second, ..
    } = serde_json::from_str(file).expect("rules/cloud.json");
    RateLimits { calls_per_second }
});

/// Counts calls by account and action.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    limits: RateLimits,
    windows: HashMap<(usize, CloudAction), Window>,
}

#[derive(Debug)]
struct Window {
    since: Instant,
    calls: u32,
}

impl RateLimiter {
    /// Sets the limits; counting begins anew.
    pub(crate) fn set(&self, limits: RateLimits) -> Result<(), RateLimitError> {
        limits.check()?;
        *self.counted() = Counted {
            limits,
            windows: HashMap::new(),
        };
        Ok(())
    }

    /// Takes the limits away.
    pub(crate) fn lift(&self) {
        *self.counted() = Counted::default();
    }

    pub(crate) fn limits(&self) -> RateLimits {
        self.counted().limits.clone()
    }

    /// Counts a call, or tells how long to wait until one fits.
    pub(crate) fn admit(
        &self,
        account: usize,
        action: CloudAction,
        now: Instant,
    ) -> Result<(), Duration> {
        let mut counted = self.counted();
        let Some(limit) = counted.limits.calls_per_second.get(&action).copied() else {
            return Ok(());
        };
        let fresh = Window {
            since: now,
            calls: 0,
        };
        let window = counted.windows.entry((account, action)).or_insert(fresh);
        let passed = now.saturating_duration_since(window.since);
        if passed >= WINDOW {
            *window = Window {
                since: now,
                calls: 0,
            };
        }
        if window.calls < limit {
            window.calls += 1;
            Ok(())
        } else {
            Err(WINDOW.saturating_sub(passed))
        }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        // Each change is one assignment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_limits_are_those_of_the_protocol() {
        let limits = RateLimits::documented().calls_per_second;
        let limits: Vec<_> = limits.into_values().collect();
        assert_eq!(limits, [1_000, 500, 1_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_begins_with_its_first_call() {
        let limiter = RateLimiter::default();
        let action = CloudAction::GetPhoneWithToken;
        let call = |account| limiter.admit(account, action, Instant::now());
        assert_eq!(call(0), Ok(()), "no limit without one");
        let limits = RateLimits {
            calls_per_second: [(action, 2)].into(),
        };
        limiter.set(limits).unwrap();
        let step = |ms| tokio::time::advance(Duration::from_millis(ms));
        assert_eq!(call(0), Ok(()));
        step(400).await;
        assert_eq!(call(0), Ok(()));
        assert_eq!(call(0), Err(Duration::from_millis(600)));
        assert_eq!(call(1), Ok(()), "another account has its own");
        assert_eq!(
            limiter.admit(0, CloudAction::GetAuthToken, Instant::now()),
            Ok(())
        );
        step(599).await;
        assert_eq!(call(0), Err(Duration::from_millis(1)));
        step(1).await;
        assert_eq!([call(0), call(0)], [Ok(()), Ok(())]);
        assert!(call(0).is_err());
        limiter.lift();
        assert_eq!(call(0), Ok(()));
    }

    #[test]
    fn a_limit_of_no_call_is_none() {
        for calls in [0, MOST_CALLS + 1] {
            let limits = RateLimits {
                calls_per_second: [(CloudAction::GetAuthToken, calls)].into(),
            };
            assert!(RateLimiter::default().set(limits).is_err(), "{calls}");
        }
    }
}
