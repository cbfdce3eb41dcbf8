use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// The longest delay, in milliseconds: a day.
const LONGEST_DELAY_MS: u64 = 86_400_000;
/// At most so many faults are armed together.
const MOST_FAULTS: usize = 100;

/// A fault on one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which operation it touches.
    pub operation: Operation,
    /// What it does.
    pub effect: FaultEffect,
    /// For the first how many times; `None` is until it is taken away.
    #[serde(default)]
    pub times: Option<u32>,
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// The answer comes this many milliseconds late; what it did stands.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection is refused, by a port that nobody listens on. A program from outside that has the listener's address
    /// is closed its connection without an answer.
    Refuse,
    /// The carrier refuses for a reason of its own; at `VerifyPhoneWithToken` it cannot say (UNKNOWN).
    Carrier,
    /// HTTP 503 before anything is done.
    ServerError,
    /// The body is cut in the middle; what the call did stands.
    Cut,
    /// The cloud has had too many calls: `Throttling.User` with HTTP 429, once the signature is found right.
    Throttle,
    /// The account's service is stopped: `isv.OUT_OF_SERVICE`.
    OutOfService,
    /// The RAM user of the `AccessKey` may not call the action: `isv.RAM_PERMISSION_DENY`.
    PermissionDenied,
}

impl std::fmt::Display for FaultEffect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Delay { ms } => write!(f, "delay {ms} ms"),
            Self::Refuse => f.write_str("connection refused"),
            Self::Carrier => f.write_str("carrier refuses"),
            Self::ServerError => f.write_str("503"),
            Self::Cut => f.write_str("cut"),
            Self::Throttle => f.write_str("throttled"),
            Self::OutOfService => f.write_str("out of service"),
            Self::PermissionDenied => f.write_str("permission denied"),
        }
    }
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
    #[error("{0} faults are more than {MOST_FAULTS}")]
    TooMany(usize),
    /// A delay longer than a day.
    #[error("a delay of {0} ms is longer than a day (86400000 ms)")]
    DelayTooLong(u64),
    /// A fault for no time.
    #[error("a fault for 0 times would never happen")]
    NoTimes,
}

impl Fault {
    /// Whether it can be.
    pub fn check(&self) -> Result<(), FaultError> {
        match (self.effect, self.times) {
            (_, Some(0)) => Err(FaultError::NoTimes),
            (FaultEffect::Carrier, _) if !self.operation.asks_carrier() => {
                Err(FaultError::NoCarrierThere(self.operation))
            }
            (
                FaultEffect::Throttle | FaultEffect::OutOfService | FaultEffect::PermissionDenied,
                _,
            ) if !matches!(self.operation, Operation::Cloud(_)) => {
                Err(FaultError::CloudOnly(self.operation))
            }
            (FaultEffect::Delay { ms }, _) if ms > LONGEST_DELAY_MS => {
                Err(FaultError::DelayTooLong(ms))
            }
            _ => Ok(()),
        }
    }
}

/// A fault and how often it has struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ArmedFault {
    /// The fault as it was armed.
    #[serde(flatten)]
    pub fault: Fault,
    /// How often it has struck.
    pub hits: u32,
}

impl ArmedFault {
    /// How often it still will; `None` is without end.
    fn left(&self) -> Option<u32> {
        self.fault
            .times
            .map(|times| times.saturating_sub(self.hits))
    }

    fn is_spent(&self) -> bool {
        self.left() == Some(0)
    }
}

/// The armed faults; of several on one operation the first that is not spent strikes.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<ArmedFault>>);

impl Faults {
    /// Arms these, and takes all earlier ones away; all or none.
    pub(crate) fn arm(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), FaultError> {
        let armed: Vec<_> = faults
            .into_iter()
            .map(|fault| ArmedFault { fault, hits: 0 })
            .collect();
        if armed.len() > MOST_FAULTS {
            return Err(FaultError::TooMany(armed.len()));
        }
        armed.iter().try_for_each(|armed| armed.fault.check())?;
        *self.armed_faults() = armed;
        Ok(())
    }

    /// All of them with their hits, spent ones too.
    pub(crate) fn all(&self) -> Vec<ArmedFault> {
        self.armed_faults().clone()
    }

    /// The first that is not spent, with the times that are left.
    pub(crate) fn armed(&self) -> Option<Fault> {
        let faults = self.armed_faults();
        let armed = faults.iter().find(|armed| !armed.is_spent())?;
        Some(Fault {
            times: armed.left(),
            ..armed.fault
        })
    }

    /// Whether a connection for `operation` must be refused; counts it.
    pub(crate) fn refuses(&self, operation: Operation) -> bool {
        self.hit(operation, |effect| effect == FaultEffect::Refuse)
            .is_some()
    }

    /// What a call of `operation` that has arrived must suffer; counts it. Who asks [`Self::refuses`] first never arrives with
    /// a connection that must be refused.
    pub(crate) fn strike(&self, operation: Operation) -> Option<FaultEffect> {
        self.hit(operation, |_| true)
    }

    fn hit(
        &self,
        operation: Operation,
        wanted: impl Fn(FaultEffect) -> bool,
    ) -> Option<FaultEffect> {
        let mut faults = self.armed_faults();
        let armed = faults.iter_mut().find(|armed| {
            armed.fault.operation == operation && wanted(armed.fault.effect) && !armed.is_spent()
        })?;
        armed.hits = armed.hits.saturating_add(1);
        Some(armed.fault.effect)
    }

    fn armed_faults(&self) -> MutexGuard<'_, Vec<ArmedFault>> {
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
        let throttle = Fault {
            operation: CHECK,
            effect: FaultEffect::Throttle,
            times: None,
        };
        assert_eq!(
            faults.arm(Some(throttle)),
            Err(FaultError::CloudOnly(CHECK))
        );
        let cut = Fault {
            operation: CHECK,
            effect: FaultEffect::Cut,
            times: None,
        };
        assert_eq!(faults.arm([cut; 101]), Err(FaultError::TooMany(101)));
        assert_eq!(
            faults.arm([cut, never]),
            Err(FaultError::NoTimes),
            "all or none"
        );
        assert_eq!(faults.armed(), None);
    }

    #[test]
    fn of_several_faults_the_first_that_is_left_strikes() {
        let faults = Faults::default();
        let fault = |effect, times| Fault {
            operation: CHECK,
            effect,
            times,
        };
        let delay = FaultEffect::Delay { ms: 5 };
        faults
            .arm([
                fault(FaultEffect::Cut, Some(1)),
                fault(FaultEffect::Refuse, Some(1)),
                fault(delay, None),
            ])
            .unwrap();
        assert!(faults.refuses(CHECK) && !faults.refuses(CHECK));
        assert_eq!(faults.strike(CHECK), Some(FaultEffect::Cut));
        assert_eq!(faults.strike(CHECK), Some(delay));
        assert_eq!(faults.strike(CHECK), Some(delay));
        let hits: Vec<_> = faults.all().iter().map(|armed| armed.hits).collect();
        assert_eq!(hits, [1, 1, 2]);
        assert_eq!(faults.armed(), Some(fault(delay, None)));
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
