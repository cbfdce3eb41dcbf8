//! The next outcome: what a presenter decides that the next run of login or verification gives, by a cause of its own kind.
//!
//! What is armed is arranged at once (network, faults, kind of tokens) or at the call that decides it (digits, lock, calendar);
//! the bench does that, in `bench/next_outcome.rs`. Here is what each outcome needs, whether it can come, and when it has come.

mod arranged;
mod came;
mod choices;

use numberauth_protocol::{CloudAction, Connection, Network, Operation, SdkCall, Words};
use numberauth_simulator::{Fault, FaultEffect};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use arranged::{Arranged, NextRun};
pub(crate) use came::Seen;
pub(crate) use choices::choices;

/// What the next run gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NextOutcome {
    /// Signed in, or PASS.
    Success,
    /// One digit slips: the carrier does not know the number by it. In a verification the number is another: REJECT.
    WrongDigits,
    /// The page's token call gets no answer in time.
    Timeout,
    /// The page's calls reach nobody.
    NoNetwork,
    /// Your server exchanges the spToken only after its life.
    TokenExpired,
    /// The number is locked at its carrier.
    Locked,
    /// The phone is on Wi-Fi.
    Wifi,
    /// The phone is on somebody's hotspot.
    Hotspot,
    /// The cloud refuses your server's exchange.
    ServerRefuses,
}

/// The next outcome as the interface shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Outcomes {
    /// The one that is armed.
    pub armed: Option<NextOutcome>,
    /// All of them, in the order of the keys 1 to 9.
    pub choices: Vec<OutcomeChoice>,
}

/// An outcome that can be armed, or why it cannot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutcomeChoice {
    /// Which one.
    pub outcome: NextOutcome,
    /// Why a login cannot give it.
    pub impossible: Option<Words>,
    /// Why a verification cannot give it.
    pub impossible_in_verification: Option<Words>,
}

impl NextOutcome {
    /// All of them, in the order of the keys 1 to 9.
    pub const ALL: [Self; 9] = [
        Self::Success,
        Self::WrongDigits,
        Self::Timeout,
        Self::NoNetwork,
        Self::TokenExpired,
        Self::Locked,
        Self::Wifi,
        Self::Hotspot,
        Self::ServerRefuses,
    ];

    /// The network that it needs. All but its own two need the own SIM's path, which neither Wi-Fi nor a hotspot is.
    pub(crate) fn network(self, present: Network, connection: Connection) -> Network {
        match self {
            Self::Wifi => Network::Wifi,
            Self::Hotspot => Network::Hotspot,
            Self::NoNetwork => present,
            _ if present == Network::Hotspot || connection == Connection::Wifi => Network::Cellular,
            _ => present,
        }
    }

    /// The faults that bring it about, each for one call.
    pub(crate) fn faults(self) -> Vec<Fault> {
        let once = |operations: &[Operation], effect: &FaultEffect| {
            let fault = |operation: &Operation| Fault::once(*operation, effect.clone());
            operations.iter().map(fault).collect()
        };
        let page = |call| Operation::Sdk(call);
        match self {
            Self::Timeout => once(
                &[SdkCall::GetLoginToken, SdkCall::GetVerifyToken].map(page),
                &FaultEffect::Hang {},
            ),
            // Whichever call comes next meets it, wherever the run stands.
            Self::NoNetwork => once(&SdkCall::ALL.map(page), &FaultEffect::Refuse {}),
            Self::ServerRefuses => once(
                &[
                    CloudAction::GetPhoneWithToken,
                    CloudAction::VerifyPhoneWithToken,
                ]
                .map(Operation::Cloud),
                &FaultEffect::PermissionDenied {},
            ),
            _ => Vec::new(),
        }
    }

    /// Whether the number must not be locked for it: a lock would come first.
    pub(crate) fn needs_unlocked_number(self) -> bool {
        matches!(
            self,
            Self::Success
                | Self::WrongDigits
                | Self::Timeout
                | Self::TokenExpired
                | Self::ServerRefuses
        )
    }

    /// Whether a run must get past the carrier for it.
    fn needs_served_sim(self) -> bool {
        self.needs_unlocked_number() || self == Self::Locked
    }
}
