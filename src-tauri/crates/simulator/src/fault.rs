//! Faults: what can go wrong on purpose, where, and how often.

mod armed;
mod effect;
#[cfg(test)]
mod tests;

use numberauth_protocol::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

pub use armed::{ArmedFault, FaultsAside};
pub(crate) use armed::{Asked, Faults, Strike};
pub use effect::FaultEffect;
use effect::{LONGEST_CODE, LONGEST_DELAY_MS, LONGEST_MSG, LONGEST_SKEW_SECONDS};

/// At most so many calls are let pass.
const MOST_SKIPPED: u32 = 1_000_000;

/// A fault on one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which operation it touches.
    pub operation: Operation,
    /// What it does.
    pub effect: FaultEffect,
    /// How often it strikes; absent or null is until it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = u32::MAX))]
    #[ts(optional = nullable)]
    pub times: Option<u32>,
    /// So many calls of the operation pass before it may strike, whatever else strikes them.
    #[serde(default, skip_serializing_if = "is_none_at_all")]
    #[schemars(range(max = MOST_SKIPPED))]
    #[ts(as = "Option<_>", optional)]
    pub skip: u32,
    /// Left to chance: of the calls that it may strike it strikes so many. Without, it strikes them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub chance: Option<Chance>,
}

/// How likely a fault is to strike a call that it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chance {
    /// In how many calls of a hundred, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    pub percent: u8,
    /// The same seed strikes the same calls: the draws are the fault's own, one for each call that it may strike.
    #[schemars(range(max = u32::MAX))]
    pub seed: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_none_at_all(skip: &u32) -> bool {
    *skip == 0
}

/// A fault that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FaultError {
    /// No carrier is asked there.
    #[error("no carrier is asked at {0}: choose an operation that asks one")]
    NoCarrierThere(Operation),
    /// Only the cloud can say that.
    #[error("only an action of the cloud can be refused so, and {0} is none")]
    CloudOnly(Operation),
    /// More faults than anybody can oversee.
    #[error("{0} faults are more than 100")]
    TooMany(usize),
    /// A delay longer than a day.
    #[error("a delay of {0} ms is longer than a day ({LONGEST_DELAY_MS} ms)")]
    DelayTooLong(u64),
    /// The shortest delay is longer than the longest.
    #[error("a jitter from least_ms {least_ms} to most_ms {most_ms} goes backwards: swap them")]
    JitterUpsideDown {
        /// The shortest, in milliseconds.
        least_ms: u64,
        /// The longest, in milliseconds.
        most_ms: u64,
    },
    /// Nothing to wait for.
    #[error("a slow drip over 0 ms is none: give at least 1")]
    DripOfNoTime,
    /// Not the server's error.
    #[error("status {0} is no error of a server: give 500 to 599")]
    NoServerError(u16),
    /// A clock that is right, or absurd.
    #[error("a clock skew is not 0 and at most {LONGEST_SKEW_SECONDS} seconds either way, not {0}")]
    Skew(i64),
    /// No carrier has such a code. What was given may be anything: it is not repeated.
    #[error(
        "a carrier's code is 1 to {LONGEST_CODE} letters, digits, -, _ and ., and looks like no number or token"
    )]
    CarrierCode,
    /// No carrier says that. It is not repeated either.
    #[error("a carrier's msg is 1 to {LONGEST_MSG} characters on one line")]
    CarrierMsg,
    /// A fault for no time.
    #[error("a fault for 0 times would never happen")]
    NoTimes,
    /// More calls than anybody makes.
    #[error("skip is at most {MOST_SKIPPED} calls, not {0}")]
    SkipTooLong(u32),
    /// No chance, or more than certain.
    #[error("a chance is 1 to 100 percent, not {0}; without chance a fault always strikes")]
    Percent(u8),
}

impl Fault {
    /// A fault until it is taken away.
    #[must_use]
    pub fn always(operation: Operation, effect: FaultEffect) -> Self {
        Self {
            operation,
            effect,
            times: None,
            skip: 0,
            chance: None,
        }
    }

    /// A fault on the next call.
    #[must_use]
    pub fn once(operation: Operation, effect: FaultEffect) -> Self {
        Self {
            times: Some(1),
            ..Self::always(operation, effect)
        }
    }

    /// Whether it can be.
    pub fn check(&self) -> Result<(), FaultError> {
        if self.times == Some(0) {
            return Err(FaultError::NoTimes);
        }
        if self.skip > MOST_SKIPPED {
            return Err(FaultError::SkipTooLong(self.skip));
        }
        if let Some(chance) = self.chance
            && !(1..=100).contains(&chance.percent)
        {
            return Err(FaultError::Percent(chance.percent));
        }
        self.effect.check(self.operation)
    }
}
