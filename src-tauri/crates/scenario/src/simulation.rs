use jiff::Timestamp;
use numberauth_cloud::microscope::SEEDED;
use numberauth_protocol::{
    CarrierFacts, CauseEntry, Connection, DeviceCarrier, Dictionary, Network, SignatureCause,
    carrier_facts, dictionary, signature_causes,
};
use numberauth_simulator::{
    ACCESS_TOKEN_SECONDS, CarrierRules, Fault, JWT_TOKEN_SECONDS, Quota, Tries,
};
use serde::Serialize;
use ts_rs::TS;

use crate::loaded::LoadedScenario;
use crate::{Credentials, Outcomes};

/// The simulation as the interface shows it: the device, what the carrier sees, and what is armed.
#[derive(Clone, PartialEq, Serialize, TS)]
pub struct Simulation {
    /// Counts up with every change.
    pub revision: u64,
    /// The simulator's address.
    pub base_url: String,
    /// Whether it listens.
    pub listening: bool,
    /// The device.
    pub device: DeviceState,
    /// What `getConnection()` answers.
    pub connection: Connection,
    /// What the carrier sees.
    pub path: PathState,
    /// What kind of tokens your server hands out.
    pub credentials: Credentials,
    /// The scenario that is loaded.
    pub scenario: Option<LoadedScenario>,
    /// The armed faults, with what is left of them; of several on one call the first that may strikes.
    pub faults: Vec<Fault>,
    /// What the next run gives, and what it could.
    pub outcomes: Outcomes,
    /// The calendar (RFC 3339, UTC).
    #[ts(type = "string")]
    pub now: Timestamp,
    /// How far the calendar is shifted, in seconds.
    pub shift_seconds: i64,
    /// Where the path's number stands at its carrier; none where no carrier sees one.
    pub tries: Option<Tries>,
    /// The verification quota of the path's number, where there is one.
    pub verify_quota: Option<Quota>,
}

/// The simulated phone. Its own number is shown in its control and in the path strip only.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Device")]
pub struct DeviceState {
    /// The SIM's carrier.
    pub carrier: DeviceCarrier,
    /// The SIM's number, whole.
    pub number: String,
    /// The network.
    pub network: Network,
    /// Whose hotspot it would be on.
    pub hotspot_owner: HotspotOwner,
}

/// The owner of the hotspot: a stranger, so the number is masked.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct HotspotOwner {
    /// The owner's carrier.
    pub carrier: DeviceCarrier,
    /// `186****5678`
    pub masked: String,
}

/// What the carrier sees of the device's data path.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Path")]
pub struct PathState {
    /// The carrier that the path leads to.
    pub carrier: DeviceCarrier,
    /// The device's own number whole, a stranger's masked, none on Wi-Fi.
    pub shown: Option<String>,
    /// Whether it is the device's own number.
    pub own: bool,
}

/// What does not change while the program runs.
#[derive(Clone, PartialEq, Serialize, TS)]
pub struct Facts {
    /// The program's version.
    pub version: String,
    /// The carriers' public facts.
    pub carriers: Vec<CarrierFacts>,
    /// The carriers' rules.
    pub rules: Vec<CarrierRules>,
    /// The dictionary of result codes.
    pub dictionary: Dictionary,
    /// The dictionary of causes of a wrong signature.
    pub signature_causes: Vec<CauseEntry>,
    /// The slips that can be tried out.
    pub signature_slips: Vec<SignatureCause>,
    /// How long an accessToken lives, in seconds.
    pub access_token_seconds: i64,
    /// How long a jwtToken lives, in seconds.
    pub jwt_token_seconds: i64,
}

impl Facts {
    pub(crate) fn of(rules: &[CarrierRules]) -> Self {
        Self {
            // All crates of the workspace have one version.
            version: env!("CARGO_PKG_VERSION").to_owned(),
            carriers: carrier_facts().to_vec(),
            rules: rules.to_vec(),
            dictionary: dictionary().clone(),
            signature_causes: signature_causes().to_vec(),
            signature_slips: SEEDED.to_vec(),
            access_token_seconds: ACCESS_TOKEN_SECONDS,
            jwt_token_seconds: JWT_TOKEN_SECONDS,
        }
    }
}
