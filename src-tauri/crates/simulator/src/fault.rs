use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::Operation;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// The longest delay, in milliseconds: a day.
const LONGEST_DELAY_MS: u64 = 86_400_000;

/// A fault on one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which operation it touches.
    pub operation: Operation,
    /// What it does.
    pub effect: FaultEffect,
    /// For the first how many times; `None` is until it is taken away.
    pub times: Option<u32>,
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// The answer comes this many milliseconds late; what it did stands.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection is refused, by a port that nobody listens on.
    Refuse,
    /// The carrier refuses for a reason of its own; at `VerifyPhoneWithToken` it cannot say (UNKNOWN).
    Carrier,
    /// HTTP 503 before anything is done.
    ServerError,
    /// The body is cut in the middle; what the call did stands.
    Cut,
}

impl std::fmt::Display for FaultEffect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Delay { ms } => write!(f, "delay {ms} ms"),
            Self::Refuse => f.write_str("connection refused"),
            Self::Carrier => f.write_str("carrier refuses"),
            Self::ServerError => f.write_str("503"),
            Self::Cut => f.write_str("cut"),
        }
    }
}

/// A fault that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FaultError {
    /// No carrier is asked there.
    #[error("no carrier is asked at {0}: choose an operation that asks one")]
    NoCarrierThere(Operation),
    /// A delay longer than a day.
    #[error("a delay of {0} ms is longer than a day (86400000 ms)")]
    DelayTooLong(u64),
    /// A fault for no time.
    #[error("a fault for 0 times would never happen")]
    NoTimes,
}

impl Fault {
    fn check(&self) -> Result<(), FaultError> {
        match (self.effect, self.times) {
            (_, Some(0)) => Err(FaultError::NoTimes),
            (FaultEffect::Carrier, _) if !self.operation.asks_carrier() => {
                Err(FaultError::NoCarrierThere(self.operation))
            }
            (FaultEffect::Delay { ms }, _) if ms > LONGEST_DELAY_MS => {
                Err(FaultError::DelayTooLong(ms))
            }
            _ => Ok(()),
        }
    }
}

/// The armed fault.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Option<Fault>>);

impl Faults {
    pub(crate) fn arm(&self, fault: Option<Fault>) -> Result<(), FaultError> {
        if let Some(fault) = &fault {
            fault.check()?;
        }
        *self.armed_fault() = fault;
        Ok(())
    }

    pub(crate) fn armed(&self) -> Option<Fault> {
        *self.armed_fault()
    }

    /// Whether a connection for `operation` must be refused; counts it.
    pub(crate) fn refuses(&self, operation: Operation) -> bool {
        self.hit(operation, |effect| effect == FaultEffect::Refuse)
            .is_some()
    }

    /// What an answer to `operation` must suffer; counts it.
    pub(crate) fn strike(&self, operation: Operation) -> Option<FaultEffect> {
        self.hit(operation, |effect| effect != FaultEffect::Refuse)
    }

    fn hit(
        &self,
        operation: Operation,
        wanted: impl Fn(FaultEffect) -> bool,
    ) -> Option<FaultEffect> {
        let mut armed = self.armed_fault();
        let fault = armed
            .as_mut()
            .filter(|fault| fault.operation == operation && wanted(fault.effect))?;
        let effect = fault.effect;
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                *armed = None;
            }
        }
        Some(effect)
    }

    fn armed_fault(&self) -> MutexGuard<'_, Option<Fault>> {
        // Each change is one assignment: a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultEffect {
    pub(crate) fn delay(self) -> Duration {
        match self {
            Self::Delay { ms } => Duration::from_millis(ms),
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use numberauth_protocol::{CloudAction, SdkCall};

    use super::*;

    const CHECK: Operation = Operation::Sdk(SdkCall::CheckLoginAvailable);

    #[test]
    fn a_fault_that_cannot_be_is_refused() {
        let faults = Faults::default();
        let carrier = Fault {
            operation: CHECK,
            effect: FaultEffect::Carrier,
            times: None,
        };
        assert_eq!(
            faults.arm(Some(carrier)),
            Err(FaultError::NoCarrierThere(CHECK))
        );
        let never = Fault {
            operation: CHECK,
            effect: FaultEffect::Cut,
            times: Some(0),
        };
        assert_eq!(faults.arm(Some(never)), Err(FaultError::NoTimes));
        let long = Fault {
            operation: CHECK,
            effect: FaultEffect::Delay {
                ms: LONGEST_DELAY_MS + 1,
            },
            times: None,
        };
        assert!(faults.arm(Some(long)).is_err());
        assert_eq!(faults.armed(), None);
    }

    #[test]
    fn a_fault_for_n_times_goes_away_by_itself() {
        let faults = Faults::default();
        faults
            .arm(Some(Fault {
                operation: CHECK,
                effect: FaultEffect::Cut,
                times: Some(2),
            }))
            .unwrap();
        assert_eq!(
            faults.strike(Operation::Cloud(CloudAction::GetAuthToken)),
            None
        );
        assert!(!faults.refuses(CHECK));
        assert_eq!(faults.strike(CHECK), Some(FaultEffect::Cut));
        assert_eq!(faults.strike(CHECK), Some(FaultEffect::Cut));
        assert_eq!((faults.strike(CHECK), faults.armed()), (None, None));
    }

    #[test]
    fn unknown_effects_and_keys_are_refused() {
        for bad in [
            r#"{"operation":"checkLoginAvailable","effect":{"kind":"explode"},"times":null}"#,
            r#"{"operation":"nope","effect":{"kind":"cut"},"times":null}"#,
            r#"{"operation":"checkLoginAvailable","effect":{"kind":"delay"},"times":null}"#,
            r#"{"operation":"checkLoginAvailable","effect":{"kind":"delay","ms":-1},"times":null}"#,
            r#"{"operation":"checkLoginAvailable","effect":{"kind":"cut"},"times":null,"x":1}"#,
        ] {
            assert!(serde_json::from_str::<Fault>(bad).is_err(), "{bad}");
        }
    }
}
