use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::{SdkCall, Stopwatch, TransportFailure};
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
    /// `None`: an instance lives until it is closed.
    longest_idle: Option<Duration>,
    known: Mutex<HashMap<String, Instance>>,
}

/// A call as it arrives from a page.
#[derive(Clone)]
pub struct Arrival {
    /// The page's own count of the instance's calls, from 1.
    pub number: u64,
    /// So many of the instance's calls, from its first on, have ended in the page, answered or lost: none of them is waited for.
    pub settled: u64,
    /// The device that the page runs on, the same in all calls of an instance; `None` is the default one.
    pub device: Option<String>,
    /// Which call.
    pub call: SdkCall,
    /// Its raw options.
    pub options: Options,
}

struct Instance {
    server: PhoneServer,
    device: Option<String>,
    next: u64,
    waiting: BTreeMap<u64, Waiting>,
    last_used: Stopwatch,
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
    /// The page moved to another device.
    #[error("the instance runs on another device: make a new one for this device")]
    OtherDevice,
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

    /// Forgets the calls that the page has given up.
    fn skip(&mut self, settled: u64) {
        self.next = self.next.max(settled.saturating_add(1));
        self.waiting = self.waiting.split_off(&self.next);
    }

    fn is_idle(&self, longest: Duration) -> bool {
        let at_rest = self.waiting.is_empty() && !self.server.is_busy();
        at_rest && self.last_used.elapsed() >= longest
    }
}

impl Instances {
    /// No instances yet; each will be made with `config`, and lives until it is closed.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            longest_idle: None,
            known: Mutex::default(),
        }
    }

    /// [`Self::new`], but an instance without a call for so long is dropped: its page may have gone without a word.
    #[must_use]
    pub fn expiring(config: Config, longest_idle: Duration) -> Self {
        Self {
            longest_idle: Some(longest_idle),
            ..Self::new(config)
        }
    }

    /// Call `number` of a page's instance on the default device. It is answered exactly once, or the instance was closed.
    pub async fn call(
        &self,
        id: &str,
        number: u64,
        call: SdkCall,
        options: Options,
    ) -> Result<SdkResult, InstanceError> {
        let arrival = Arrival {
            number,
            settled: 0,
            device: None,
            call,
            options,
        };
        self.take(id, arrival).await
    }

    /// A call of a page's instance. It is answered exactly once, or the instance was closed.
    pub async fn take(&self, id: &str, arrival: Arrival) -> Result<SdkResult, InstanceError> {
        let mut arrived = self.arrive(id, arrival)?;
        let in_turn = tokio::time::timeout(LONGEST_TURN, &mut arrived).await;
        let pending = if let Ok(pending) = in_turn {
            pending
        } else {
            // A call before this one never came: it is given up, and the line moves on.
            self.move_on(id);
            arrived.await
        };
        let pending = pending.map_err(|_| InstanceError::Closed)?;
        let result = pending.result().await.ok_or(InstanceError::Closed);
        if let Some(instance) = self.known().get_mut(id) {
            instance.last_used = self.config.clock.stopwatch();
        }
        result
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

    fn arrive(
        &self,
        id: &str,
        arrival: Arrival,
    ) -> Result<oneshot::Receiver<Pending>, InstanceError> {
        if id.is_empty() || id.len() > 64 {
            return Err(InstanceError::BadId);
        }
        let Arrival {
            number,
            settled,
            device,
            call,
            options,
        } = arrival;
        self.drop_idle();
        let mut known = self.known();
        if !known.contains_key(id) {
            if known.len() >= MOST_INSTANCES {
                return Err(InstanceError::TooMany);
            }
            known.insert(id.to_owned(), self.make(device.clone())?);
        }
        let instance = known.get_mut(id).ok_or(InstanceError::Closed)?;
        if instance.device != device {
            return Err(InstanceError::OtherDevice);
        }
        if settled < number {
            instance.skip(settled);
        }
        if number < instance.next || instance.waiting.contains_key(&number) {
            return Err(InstanceError::NumberUsed(number));
        }
        if number - instance.next > MOST_WAITING as u64 {
            return Err(InstanceError::TooFarAhead(number, instance.next));
        }
        let (taken, arrived) = oneshot::channel();
        instance.waiting.insert(
            number,
            Waiting {
                call,
                options,
                taken,
            },
        );
        instance.last_used = self.config.clock.stopwatch();
        instance.take_turns();
        Ok(arrived)
    }

    fn make(&self, device: Option<String>) -> Result<Instance, InstanceError> {
        let config = Config {
            device: device.clone(),
            ..self.config.clone()
        };
        Ok(Instance {
            server: PhoneServer::new(config)?,
            device,
            next: 1,
            waiting: BTreeMap::new(),
            last_used: self.config.clock.stopwatch(),
        })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.known().len()
    }

    /// Drops the instances that have been idle for too long. One with a call under way is not idle.
    pub fn drop_idle(&self) {
        if let Some(longest) = self.longest_idle {
            self.known()
                .retain(|_, instance| !instance.is_idle(longest));
        }
    }

    /// Drops an instance; its waiting calls are told so, and those under way end.
    pub fn close(&self, id: &str) {
        if let Some(instance) = self.known().remove(id) {
            instance.server.end_calls();
        }
    }

    /// [`Self::close`] of all whose id begins so: their page was reloaded or is gone.
    pub fn close_all_of(&self, beginning: &str) {
        self.known().retain(|id, instance| {
            let stays = !id.starts_with(beginning);
            if !stays {
                instance.server.end_calls();
            }
            stays
        });
    }

    /// Ends the calls under way of all instances, which go on themselves.
    pub fn end_calls(&self) {
        for instance in self.known().values() {
            instance.server.end_calls();
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Instance>> {
        // Nothing under this lock panics half way.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
