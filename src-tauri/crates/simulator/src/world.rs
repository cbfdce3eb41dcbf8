use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use numberauth_protocol::{
    AccessToken, Carrier, Clock, Connection, DeviceCarrier, Entropy, Flow, Journal, PhoneNumber,
    SpToken,
};
use tokio::sync::watch;

use crate::device::{Device, Path};
use crate::fault::Faults;
use crate::ledger::{IssuedAccessToken, Ledger};
use crate::rate_limit::RateLimiter;
use crate::rules::RuleBook;
use crate::signature_reports::SignatureReports;

/// Tells the connection of the real machine, for devices on the network `machine`.
pub type MachineConnection = Arc<dyn Fn() -> Connection + Send + Sync>;

/// The simulated phones: the one that a gateway call without a device means, and those that were registered.
struct Devices {
    default: Device,
    others: HashMap<String, Device>,
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
