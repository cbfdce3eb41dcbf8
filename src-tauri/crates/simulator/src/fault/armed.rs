use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::{Entropy, Operation};
use serde::Serialize;

use super::{Fault, FaultEffect, FaultError};

/// At most so many faults are armed together.
const MOST_FAULTS: usize = 100;

/// A fault and how often it has struck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArmedFault {
    /// The fault as it was armed.
    #[serde(flatten)]
    pub fault: Fault,
    /// How often it has struck.
    pub hits: u32,
}

/// A fault at work: with what it has seen, and its own draws.
#[derive(Debug)]
struct Armed {
    fault: Fault,
    hits: u32,
    /// How many calls of the operation came since it was armed, up to the ones that it lets pass.
    passed: u32,
    chance: Option<Entropy>,
    jitter: Option<Entropy>,
}

/// Faults that are set aside for a while, with all that they have seen: put back, they go on where they were.
#[derive(Debug, Default)]
pub struct FaultsAside(Vec<Armed>);

impl FaultsAside {
    /// Those that are not spent, with the times and calls that are left of them.
    #[must_use]
    pub fn rest(&self) -> Vec<Fault> {
        rest(&self.0)
    }
}

fn rest(faults: &[Armed]) -> Vec<Fault> {
    let left = faults.iter().filter(|armed| !armed.is_spent());
    left.map(Armed::rest).collect()
}

/// A fault that has struck a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strike {
    pub(crate) effect: FaultEffect,
    /// How late the answer comes.
    pub(crate) delay: Duration,
}

impl Strike {
    /// The journal's name for it, with what was drawn.
    pub(crate) fn mark(&self) -> String {
        match self.effect {
            FaultEffect::Jitter { .. } => format!("jitter {} ms", self.delay.as_millis()),
            _ => self.effect.to_string(),
        }
    }
}

/// Whether somebody has asked [`Faults::refuses`] for the call before it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The program's own client has: faults that refuse connections have had their say.
    Before,
    /// Nobody has: a program from outside, with the listener's address.
    Never,
}

impl Armed {
    fn new(fault: Fault) -> Self {
        // Streams of their own: neither the world's draws nor another fault's change what this one strikes.
        let chance = fault.chance;
        let chance = chance.map(|chance| Entropy::seeded(chance.seed.into(), "fault/chance"));
        let jitter = match fault.effect {
            FaultEffect::Jitter { seed, .. } => Some(Entropy::seeded(seed.into(), "fault/jitter")),
            _ => None,
        };
        Self {
            fault,
            hits: 0,
            passed: 0,
            chance,
            jitter,
        }
    }

    /// How often it still will; `None` is without end.
    fn left(&self) -> Option<u32> {
        self.fault
            .times
            .map(|times| times.saturating_sub(self.hits))
    }

    fn is_spent(&self) -> bool {
        self.left() == Some(0)
    }

    /// What is left of it: the times that it still strikes, and the calls that still pass.
    fn rest(&self) -> Fault {
        Fault {
            times: self.left(),
            skip: self.fault.skip - self.passed,
            ..self.fault.clone()
        }
    }

    /// Whether it is this fault, however often that still strikes.
    fn is_as(&self, fault: &Fault) -> bool {
        (self.fault.operation, &self.fault.effect, self.fault.chance)
            == (fault.operation, &fault.effect, fault.chance)
    }

    /// Counts a call of its operation; tells whether it may strike it.
    fn sees(&mut self) -> bool {
        if self.passed < self.fault.skip {
            self.passed += 1;
            return false;
        }
        !self.is_spent()
    }

    /// Whether chance has it strike, where it is left to chance.
    fn draws(&self) -> bool {
        match (self.fault.chance, &self.chance) {
            (Some(chance), Some(entropy)) => draw(entropy, 100) < u64::from(chance.percent),
            _ => true,
        }
    }

    fn strike(&mut self) -> Strike {
        self.hits = self.hits.saturating_add(1);
        let delay = match (&self.fault.effect, &self.jitter) {
            (FaultEffect::Delay { ms }, _) => *ms,
            (
                FaultEffect::Jitter {
                    least_ms, most_ms, ..
                },
                Some(entropy),
            ) => least_ms + draw(entropy, most_ms - least_ms + 1),
            _ => 0,
        };
        Strike {
            effect: self.fault.effect.clone(),
            delay: Duration::from_millis(delay),
        }
    }
}

/// A number below `end`, each as likely as the next.
fn draw(entropy: &Entropy, end: u64) -> u64 {
    let drawn = u128::from(u64::from_be_bytes(entropy.bytes()));
    // Below `end`, since what was drawn is below 2^64.
    u64::try_from((drawn * u128::from(end)) >> 64).unwrap_or(0)
}

/// The armed faults; of several on one operation the first that may strikes.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Armed>>);

impl Faults {
    /// Arms these, and takes all earlier ones away; all or none.
    pub(crate) fn arm(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), FaultError> {
        let faults: Vec<_> = faults.into_iter().collect();
        if faults.len() > MOST_FAULTS {
            return Err(FaultError::TooMany(faults.len()));
        }
        faults.iter().try_for_each(Fault::check)?;
        *self.armed_faults() = faults.into_iter().map(Armed::new).collect();
        Ok(())
    }

    /// All of them with their hits, spent ones too.
    pub(crate) fn all(&self) -> Vec<ArmedFault> {
        let told = |armed: &Armed| ArmedFault {
            fault: armed.fault.clone(),
            hits: armed.hits,
        };
        self.armed_faults().iter().map(told).collect()
    }

    /// Those that are not spent, with the times that are left and the calls that still pass.
    pub(crate) fn armed(&self) -> Vec<Fault> {
        rest(&self.armed_faults())
    }

    /// Arms one behind those that are armed, which go on where they are; spent ones make room for it.
    pub(crate) fn add(&self, fault: Fault) -> Result<(), FaultError> {
        fault.check()?;
        let mut faults = self.armed_faults();
        faults.retain(|armed| !armed.is_spent());
        if faults.len() >= MOST_FAULTS {
            return Err(FaultError::TooMany(faults.len() + 1));
        }
        faults.push(Armed::new(fault));
        Ok(())
    }

    /// Takes one away: of those that are not spent the one in this place, if that is `fault` but for what is left of it; else the
    /// first that is, for others may have been spent meanwhile. The rest goes on. Tells whether there was one.
    pub(crate) fn remove(&self, place: usize, fault: &Fault) -> bool {
        let mut faults = self.armed_faults();
        let alive: Vec<usize> = (0..faults.len())
            .filter(|index| !faults[*index].is_spent())
            .collect();
        let is_it = |index: &usize| faults[*index].is_as(fault);
        let there = alive.get(place).copied().filter(|index| is_it(index));
        let found = there.or_else(|| alive.iter().copied().find(|index| is_it(index)));
        if let Some(index) = found {
            faults.remove(index);
        }
        found.is_some()
    }

    /// Arms these, and gives those that were armed, to be put back later; all or none.
    pub(crate) fn swap(&self, faults: Vec<Fault>) -> Result<FaultsAside, FaultError> {
        let others = Self::default();
        others.arm(faults)?;
        let others = std::mem::take(&mut *others.armed_faults());
        let aside = std::mem::replace(&mut *self.armed_faults(), others);
        Ok(FaultsAside(aside))
    }

    /// Arms what was set aside, in the place of all that are armed.
    pub(crate) fn put_back(&self, aside: FaultsAside) {
        *self.armed_faults() = aside.0;
    }

    /// Whether a connection for `operation` must be refused; counts it.
    pub(crate) fn refuses(&self, operation: Operation) -> bool {
        let mut faults = self.armed_faults();
        let refused = hit(&mut faults, operation, FaultEffect::is_refuse).is_some();
        if refused {
            // A call that never arrives has come for the others too.
            for armed in faults.iter_mut() {
                if armed.fault.operation == operation && !armed.fault.effect.is_refuse() {
                    armed.sees();
                }
            }
        }
        refused
    }

    /// What a call of `operation` that has arrived must suffer; counts it.
    pub(crate) fn strike(&self, operation: Operation, asked: Asked) -> Option<Strike> {
        hit(&mut self.armed_faults(), operation, |effect| {
            asked == Asked::Never || !effect.is_refuse()
        })
    }

    fn armed_faults(&self) -> MutexGuard<'_, Vec<Armed>> {
        // Each change is whole before anything can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows a call to every fault on its operation that is `wanted`; the first that may strike does.
fn hit(
    faults: &mut [Armed],
    operation: Operation,
    wanted: impl Fn(&FaultEffect) -> bool,
) -> Option<Strike> {
    let mut struck = None;
    for armed in faults {
        if armed.fault.operation != operation || !wanted(&armed.fault.effect) {
            continue;
        }
        // Seen first: the calls that pass are counted whoever strikes them.
        if armed.sees() && struck.is_none() && armed.draws() {
            struck = Some(armed.strike());
        }
    }
    struck
}
