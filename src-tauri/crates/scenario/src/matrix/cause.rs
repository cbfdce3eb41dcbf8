use std::collections::BTreeMap;

use numberauth_protocol::{
    Carrier, Connection, DeviceCarrier, Network, ResultCode, SdkCall, Words, carrier_facts,
};
use numberauth_simulator::Fault;
use serde::Deserialize;

use super::{CAUSES, causes_of};
use crate::report::{MatrixKey, MatrixNetwork};
use crate::scenario::{
    ExpectedConnection, GetConnectionStep, Outcome, SCHEMA_VERSION, Scenario, ScenarioFile, Step,
    User,
};
use crate::{Credentials, DeviceChoice, HotspotChoice};

/// `data/matrix.json`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Causes {
    /// What the networks are called.
    pub(super) networks: BTreeMap<MatrixNetwork, Words>,
    /// What cannot come on some networks, though it can elsewhere.
    pub(super) impossible: Vec<ImpossibleThere>,
    /// What brings each code about, by code and call; the first one that applies to a key is its proof.
    #[serde(rename = "causes")]
    pub(super) list: Vec<Cause>,
}

/// Why some codes of a call cannot come on some networks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImpossibleThere {
    codes: Vec<ResultCode>,
    call: SdkCall,
    networks: Vec<MatrixNetwork>,
    pub(super) reason: Words,
}

impl ImpossibleThere {
    pub(super) fn applies_to(&self, key: MatrixKey) -> bool {
        self.call == key.call
            && self.codes.contains(&key.code)
            && self.networks.contains(&key.network)
    }
}

/// What brings a code about at a call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The code.
    pub code: ResultCode,
    /// The call.
    pub call: SdkCall,
    /// What it is, in a sentence.
    pub words: Words,
    /// The carriers that it is found at.
    #[serde(default = "all_carriers")]
    pub carriers: Vec<Carrier>,
    /// The networks that it is found on.
    #[serde(default = "all_networks")]
    pub networks: Vec<MatrixNetwork>,
    /// The desk at which it is observed.
    desk: CauseDesk,
}

fn all_carriers() -> Vec<Carrier> {
    Carrier::ALL.to_vec()
}

fn all_networks() -> Vec<MatrixNetwork> {
    MatrixNetwork::ALL.to_vec()
}

/// A scenario without what the key says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseDesk {
    #[serde(default)]
    credentials: Credentials,
    #[serde(default)]
    user: User,
    #[serde(default)]
    timeouts: BTreeMap<SdkCall, f64>,
    #[serde(default)]
    faults: Vec<Fault>,
    steps: Vec<Step>,
    outcome: Outcome,
}

impl Cause {
    /// Whether it can be found at this key.
    #[must_use]
    pub fn applies_to(&self, key: MatrixKey) -> bool {
        self.code == key.code
            && self.call == key.call
            && self.carriers.contains(&key.carrier)
            && self.networks.contains(&key.network)
    }

    /// What is armed at its desk.
    pub(super) fn faults(&self) -> &[Fault] {
        &self.desk.faults
    }

    /// Where it is found, in the matrix's order.
    pub fn keys(&self) -> impl Iterator<Item = MatrixKey> {
        MatrixKey::all().filter(|key| self.applies_to(*key))
    }

    /// The id of the scenario that observes it at a key: the key's own for the first cause there, `…-2` for the next.
    #[must_use]
    pub fn id_at(&self, key: MatrixKey) -> String {
        match causes_of(key).position(|cause| std::ptr::eq(cause, self)) {
            None | Some(0) => key.id(),
            Some(before) => format!("{}-{}", key.id(), before + 1),
        }
    }

    /// The scenario that observes it at a key. The page's own view of the network comes first.
    #[must_use]
    pub fn scenario(&self, key: MatrixKey) -> ScenarioFile {
        let CauseDesk {
            credentials,
            user,
            timeouts,
            faults,
            steps,
            outcome,
        } = &self.desk;
        let seen = Step::GetConnection(GetConnectionStep {
            expect: ExpectedConnection {
                connection: key.network.as_the_page_sees_it(),
            },
        });
        ScenarioFile::of(Scenario {
            schema: None,
            schema_version: SCHEMA_VERSION,
            id: self.id_at(key),
            title: key.title(),
            about: Some(self.words.clone()),
            tags: vec!["matrix".to_owned()],
            device: key.device(),
            credentials: *credentials,
            user: user.clone(),
            timeouts: timeouts.clone(),
            faults: faults.clone(),
            limits: None,
            steps: std::iter::once(seen).chain(steps.iter().cloned()).collect(),
            outcome: *outcome,
        })
    }
}

impl MatrixNetwork {
    const fn name(self) -> &'static str {
        match self {
            Self::Cellular => "cellular",
            Self::Wifi => "wifi",
            Self::Hotspot => "hotspot",
            Self::Unknown => "unknown",
        }
    }

    /// What `getConnection()` must answer (PROTOCOL section 2, network).
    const fn as_the_page_sees_it(self) -> Connection {
        match self {
            Self::Cellular => Connection::Cellular,
            Self::Wifi | Self::Hotspot => Connection::Wifi,
            Self::Unknown => Connection::Unknown,
        }
    }
}

impl MatrixKey {
    /// `matrix-600011-getlogintoken-cm-cellular`
    #[must_use]
    pub fn id(&self) -> String {
        let Self {
            code,
            call,
            carrier,
            network,
        } = self;
        format!("matrix-{code}-{}-{carrier}-{}", call.name(), network.name()).to_lowercase()
    }

    fn title(self) -> Words {
        let Self { code, call, .. } = self;
        let call = call.name();
        let facts = carrier_facts()
            .iter()
            .find(|facts| facts.carrier == self.carrier);
        // A test holds the data to a name for each.
        let (carrier, network) = facts
            .map(|facts| &facts.name)
            .zip(CAUSES.networks.get(&self.network))
            .map(|(carrier, network)| (carrier.clone(), network.clone()))
            .unwrap_or_default();
        Words {
            zh: format!("{code} · {call} · {} · {}", carrier.zh, network.zh),
            en: format!("{code} · {call} · {} · {}", carrier.en, network.en),
        }
    }

    /// The phone whose path leads to the key's carrier. On a hotspot that is the owner's, and the SIM is another's.
    fn device(self) -> DeviceChoice {
        let carrier = self.carrier.into();
        let on_hotspot = self.network == MatrixNetwork::Hotspot;
        DeviceChoice {
            carrier: if on_hotspot {
                another(self.carrier)
            } else {
                carrier
            },
            network: Network::from(self.network),
            number: None,
            hotspot_owner: on_hotspot.then_some(HotspotChoice {
                carrier,
                number: None,
            }),
        }
    }
}

fn another(carrier: Carrier) -> DeviceCarrier {
    match carrier {
        Carrier::Cm => DeviceCarrier::Cu,
        Carrier::Cu => DeviceCarrier::Ct,
        Carrier::Ct => DeviceCarrier::Cm,
    }
}
