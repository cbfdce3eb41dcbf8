use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::{SdkCall, TransportFailure};
use thiserror::Error;
use tokio::sync::oneshot;

use crate::arguments::Options;
use crate::phone_server::{Config, Pending, PhoneServer};
use crate::result::SdkResult;

/// The most instances at a time.
const MOST_INSTANCES: usize = 1_000;
/// How long a call waits for one before it to arrive; IPC delivers within milliseconds.
const LONGEST_TURN: Duration = Duration::from_secs(5);
/// The most calls of one instance that wait for an earlier one to arrive.
const MOST_WAITING: usize = 256;

/// The `PhoneServer`s of pages: one per page instance, made at its first call.
///
/// A page numbers its calls from 1; they are taken in that order, whatever order they arrive in. One that does not arrive is
/// waited for 5 seconds, and then given up.
pub struct Instances {
    config: Config,
    known: Mutex<HashMap<String, Instance>>,
}

struct Instance {
    server: PhoneServer,
    next: u64,
    waiting: BTreeMap<u64, Waiting>,
}

struct Waiting {
    call: SdkCall,
    options: Options,
    taken: oneshot::Sender<Pending>,
}

/// Why a page's call was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InstanceError {
    /// The id is empty or too long.
    #[error("an instance id has 1 to 64 characters")]
    BadId,
    /// The number was used before.
    #[error("call number {0} was used already: a page numbers its calls from 1 without gaps")]
    NumberUsed(u64),
    /// Too many calls wait for one that has not arrived.
    #[error("call number {0} is too far ahead: call {1} has not arrived")]
    TooFarAhead(u64, u64),
    /// Too many instances.
    #[error("more than {MOST_INSTANCES} instances: close some")]
    TooMany,
    /// The instance was closed while the call waited or ran.
    #[error("the instance was closed")]
    Closed,
    /// No client could be made.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
}

impl Instance {
    /// Takes the calls whose turn it is.
    fn take_turns(&mut self) {
        while let Some(waiting) = self.waiting.remove(&self.next) {
            let Waiting {
                call,
                options,
                taken,
            } = waiting;
            self.next += 1;
            // A caller that went away has lost nothing: the call was made.
            let _ = taken.send(self.server.call(call, &options));
        }
    }
}

impl Instances {
    /// No instances yet; each will be made with `config`.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            known: Mutex::default(),
        }
    }

    /// Call `number` of a page's instance. It is answered exactly once, or the instance was closed.
    pub async fn call(
        &self,
        id: &str,
        number: u64,
        call: SdkCall,
        options: Options,
    ) -> Result<SdkResult, InstanceError> {
        let (taken, mut arrived) = oneshot::channel();
        self.arrive(
            id,
            number,
            Waiting {
                call,
                options,
                taken,
            },
        )?;
        let in_turn = tokio::time::timeout(LONGEST_TURN, &mut arrived).await;
        let pending = if let Ok(pending) = in_turn {
            pending
        } else {
            // A call before this one never came: it is given up, and the line moves on.
            self.move_on(id);
            arrived.await
        };
        pending
            .map_err(|_| InstanceError::Closed)?
            .result()
            .await
            .ok_or(InstanceError::Closed)
    }

    /// Gives up the calls that are missing before the first one that waits.
    fn move_on(&self, id: &str) {
        if let Some(instance) = self.known().get_mut(id)
            && let Some(first) = instance.waiting.keys().next().copied()
        {
            instance.next = first;
            instance.take_turns();
        }
    }

    fn arrive(&self, id: &str, number: u64, waiting: Waiting) -> Result<(), InstanceError> {
        if id.is_empty() || id.len() > 64 {
            return Err(InstanceError::BadId);
        }
        let mut known = self.known();
        if !known.contains_key(id) {
            if known.len() >= MOST_INSTANCES {
                return Err(InstanceError::TooMany);
            }
            let server = PhoneServer::new(self.config.clone())?;
            known.insert(
                id.to_owned(),
                Instance {
                    server,
                    next: 1,
                    waiting: BTreeMap::new(),
                },
            );
        }
        let instance = known.get_mut(id).ok_or(InstanceError::Closed)?;
        if number < instance.next || instance.waiting.contains_key(&number) {
            return Err(InstanceError::NumberUsed(number));
        }
        if number - instance.next > MOST_WAITING as u64 {
            return Err(InstanceError::TooFarAhead(number, instance.next));
        }
        instance.waiting.insert(number, waiting);
        instance.take_turns();
        Ok(())
    }

    /// Drops an instance; its waiting calls are told so.
    pub fn close(&self, id: &str) {
        self.known().remove(id);
    }

    /// Drops all instances: the page was reloaded.
    pub fn close_all(&self) {
        self.known().clear();
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Instance>> {
        // Nothing under this lock panics half way.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
