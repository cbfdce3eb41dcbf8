use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use numberauth_protocol::{
    AccessToken, Carrier, Clock, Connection, DeviceCarrier, Entropy, Flow, Journal, Operation,
    PhoneNumber, SpToken,
};
use thiserror::Error;
use tokio::sync::watch;

use crate::device::{Device, Path, Sim};
use crate::fault::{Asked, Faults, Strike};
use crate::ledger::{IssuedAccessToken, IssuedSpToken, Ledger};
use crate::rate_limit::RateLimiter;
use crate::rules::{Comparison, RuleBook};
use crate::signature_reports::SignatureReports;

/// Tells the connection of the real machine, for devices on the network `machine`.
pub type MachineConnection = Arc<dyn Fn() -> Connection + Send + Sync>;

/// The simulated phones: the one that a gateway call without a device means, and those that were registered.
struct Devices {
    default: Device,
    others: HashMap<String, Device>,
}

/// At most so many devices are registered beside the default one by the admin API.
const MOST_DEVICES: usize = 1_000;
/// The calendar may be moved this far from the base, in seconds: ten years either way.
pub const LONGEST_SHIFT_SECONDS: i64 = 10 * 366 * 86_400;

/// Why a device is not registered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum DeviceRefusal {
    #[error("there are {MOST_DEVICES} devices already")]
    TooMany,
    #[error(transparent)]
    KnownElsewhere(#[from] KnownElsewhere),
}

/// A number has one carrier.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{number} is the number of another carrier's SIM here ({}): a number has one carrier",
    known.served().map_or("other", numberauth_protocol::Carrier::as_str)
)]
pub(crate) struct KnownElsewhere {
    number: PhoneNumber,
    known: DeviceCarrier,
}

/// The calendar would leave the years that it has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the calendar can be moved by at most {limit} seconds in all")]
pub struct ClockError {
    /// In seconds.
    pub limit: i64,
}

/// Everything behind the simulator's HTTP face.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) journal: Journal,
    pub(crate) rules: RuleBook,
    pub(crate) faults: Faults,
    pub(crate) signature_reports: SignatureReports,
    pub(crate) rates: RateLimiter,
    machine: MachineConnection,
    devices: Mutex<Devices>,
    ledger: Mutex<Ledger>,
    changed: watch::Sender<u64>,
}

impl World {
    pub(crate) fn new(
        clock: Clock,
        entropy: Entropy,
        journal: Journal,
        rules: RuleBook,
        machine: MachineConnection,
        device: Device,
    ) -> Self {
        Self {
            ledger: Mutex::new(Ledger::new(entropy.bytes())),
            clock,
            entropy,
            journal,
            rules,
            faults: Faults::default(),
            signature_reports: SignatureReports::default(),
            rates: RateLimiter::default(),
            machine,
            devices: Mutex::new(Devices {
                default: device,
                others: HashMap::new(),
            }),
            changed: watch::Sender::new(0),
        }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // No rule panics half way through a change.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn devices(&self) -> MutexGuard<'_, Devices> {
        // Each change is one assignment.
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The device that a gateway call names, or the default one.
    pub(crate) fn device(&self, id: Option<&str>) -> Option<Device> {
        let devices = self.devices();
        id.map_or(Some(devices.default), |id| devices.others.get(id).copied())
    }

    pub(crate) fn default_device(&self) -> Device {
        self.devices().default
    }

    pub(crate) fn set_default_device(&self, device: Device) {
        self.devices().default = device;
        self.touch();
    }

    /// Registers a device beside the default one, and gives its id.
    pub(crate) fn add_device(&self, device: Device) -> String {
        let id = self.entropy.uuid();
        self.devices().others.insert(id.clone(), device);
        id
    }

    /// [`Self::add_device`] for somebody outside, who may want too much.
    pub(crate) fn admit_device(&self, device: Device) -> Result<String, DeviceRefusal> {
        if self.devices().others.len() >= MOST_DEVICES {
            return Err(DeviceRefusal::TooMany);
        }
        self.require_carrier(device.sim.number, device.sim.carrier)?;
        let Sim { carrier, number } = device.hotspot_owner;
        self.require_carrier(number, carrier)?;
        Ok(self.add_device(device))
    }

    /// A number that is known already must be known on this carrier.
    fn require_carrier(
        &self,
        number: PhoneNumber,
        carrier: DeviceCarrier,
    ) -> Result<(), KnownElsewhere> {
        match self.known_carrier(number) {
            Some(known) if known != carrier => Err(KnownElsewhere { number, known }),
            _ => Ok(()),
        }
    }

    /// A token of the first account as if a phone with that number had asked for it, so that a back end is tested alone. The
    /// number is known on that carrier from now on.
    pub(crate) fn issue_sp_token_for(
        &self,
        carrier: Carrier,
        number: PhoneNumber,
        flow: Flow,
    ) -> Result<SpToken, KnownElsewhere> {
        self.require_carrier(number, carrier.into())?;
        let rules = self.rules.of(carrier);
        let compares_later =
            flow == Flow::Login && rules.digits_compared_at == Comparison::Exchange;
        let issued = IssuedSpToken {
            account: 0,
            flow,
            carrier,
            number,
            // Right ones: the exchange is still refused while the number is locked.
            digits: compares_later.then(|| number.hidden_digits()),
            session: None,
            issued_at: self.clock.now(),
            life_seconds: rules.sp_token_seconds,
            used: false,
        };
        let token = self.new_sp_token();
        let mut ledger = self.ledger();
        ledger.remember_sp_token(&token, issued);
        ledger.known.insert(number, carrier);
        Ok(token)
    }

    /// Moves the calendar by so many seconds; tokens, lockout and quota follow.
    pub(crate) fn advance_clock(&self, seconds: i64) -> Result<(), ClockError> {
        let shift = self.clock.shift_seconds().saturating_add(seconds);
        if shift.saturating_abs() > LONGEST_SHIFT_SECONDS {
            return Err(ClockError {
                limit: LONGEST_SHIFT_SECONDS,
            });
        }
        self.clock.advance(seconds);
        self.touch();
        Ok(())
    }

    /// The fault that a call which has arrived must suffer.
    pub(crate) fn strike(&self, operation: Operation, asked: Asked) -> Option<Strike> {
        let strike = self.faults.strike(operation, asked);
        if strike.is_some() {
            self.touch();
        }
        strike
    }

    /// What the carrier sees of a device's data path, now.
    pub(crate) fn path(&self, device: &Device) -> Path {
        device.path(|| (self.machine)())
    }

    pub(crate) fn connection(&self, device: &Device) -> Connection {
        device.connection(|| (self.machine)())
    }

    /// The carrier on which the ledger knows a number: that of a device or of a hotspot's owner.
    /// … or of a token that was issued without a device.
    pub(crate) fn known_carrier(&self, number: PhoneNumber) -> Option<DeviceCarrier> {
        let devices = self.devices();
        let mut sims = std::iter::once(&devices.default)
            .chain(devices.others.values())
            .flat_map(|device| [device.sim, device.hotspot_owner]);
        let known = sims.find(|sim| sim.number == number).map(|sim| sim.carrier);
        drop(devices);
        known.or_else(|| {
            self.ledger()
                .known
                .get(&number)
                .map(|known| (*known).into())
        })
    }

    /// Issues a page's accessToken.
    pub(crate) fn issue_access_token(&self, issued: IssuedAccessToken) -> AccessToken {
        let token = AccessToken::new(self.entropy.hex::<24>());
        self.ledger().remember_access_token(&token, issued);
        token
    }

    /// A fresh spToken's text, as long as the real one: about 2.3 kB.
    pub(crate) fn new_sp_token(&self) -> SpToken {
        SpToken::new(STANDARD.encode(self.entropy.bytes::<1_728>()))
    }

    /// Forgets everything that happened; devices and rules stay, faults and limits on calls go.
    pub(crate) fn reset(&self) {
        *self.ledger() = Ledger::new(self.entropy.bytes());
        // Taking a fault away cannot be refused.
        let _ = self.faults.arm(None);
        self.rates.lift();
        self.signature_reports.clear();
        self.clock.reset_shift();
        self.touch();
    }

    /// Something that the interface shows has changed.
    pub(crate) fn touch(&self) {
        self.changed.send_modify(|revision| *revision += 1);
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn spend_mask(&self, session: Option<&(String, String)>) {
        if let Some(session) = session {
            self.ledger().masks.remove(session);
        }
    }
}

/// What a carrier was asked and said, for the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CarrierSaid {
    pub(crate) carrier: Option<Carrier>,
    pub(crate) code: String,
    pub(crate) msg: String,
    pub(crate) flow: Flow,
}
