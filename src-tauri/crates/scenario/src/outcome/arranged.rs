use std::sync::{Mutex, MutexGuard, PoisonError};

use numberauth_protocol::Network;
use numberauth_simulator::FaultsAside;

use super::NextOutcome;
use crate::Credentials;
use crate::loaded::Arrangement;

/// The outcome that is armed, and what stood where it was arranged.
pub(crate) struct Arranged {
    /// Tells this arming from every other of the same outcome, before and after a reset too.
    pub(crate) arming: u64,
    pub(crate) outcome: NextOutcome,
    /// The network that it needs.
    pub(crate) network: Network,
    /// The network before.
    pub(crate) network_before: Network,
    /// The kind of tokens before.
    pub(crate) credentials_before: Credentials,
    /// The faults before.
    pub(crate) faults_before: FaultsAside,
    /// Whether the recording has it: only once a call has met it.
    pub(crate) noted: bool,
}

/// What is decided about the next run.
#[derive(Default)]
pub(crate) struct NextRun {
    state: Mutex<State>,
    turn: Mutex<()>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) armed: Option<Arranged>,
    /// How many times an outcome was armed since the program began.
    pub(crate) armings: u64,
    /// So many seconds the calendar is still ahead for an outcome that has come: the page looks at it after the answer.
    pub(crate) ahead: i64,
    /// Counts the times that the desk forgot everything: what a call was to undo then is no more.
    pub(crate) epoch: u64,
}

impl NextRun {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Each change is one assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who arranges or puts back: one at a time, or one would set aside what the other has arranged.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        // It guards nothing that a panic could leave half done.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn armed(&self) -> Option<NextOutcome> {
        self.state().armed.as_ref().map(|armed| armed.outcome)
    }

    /// Somebody has chosen the network that is arranged: it is no longer what the outcome put there.
    pub(crate) fn keep_network(&self) {
        if let Some(armed) = &mut self.state().armed {
            armed.network_before = armed.network;
        }
    }

    /// Somebody has chosen good tokens, which the outcome has anyway: they stay when it has come.
    pub(crate) fn keep_credentials(&self) {
        if let Some(armed) = &mut self.state().armed {
            armed.credentials_before = Credentials::Good;
        }
    }

    /// The desk as it would be with everything put back.
    pub(crate) fn without(&self, desk: Arrangement) -> Arrangement {
        let state = self.state();
        let (mut device, mut credentials, shift) = desk;
        if let Some(armed) = &state.armed {
            if device.network == armed.network {
                device.network = armed.network_before;
            }
            if credentials == Credentials::Good {
                credentials = armed.credentials_before;
            }
        }
        (device, credentials, shift - state.ahead)
    }
}
