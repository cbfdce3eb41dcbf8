use numberauth_protocol::{Connection, DeviceCarrier, Entropy, Network, PhoneNumber};
use serde::Deserialize;

/// A SIM: a number and its carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sim {
    /// Its carrier; the prefix of the number is only a hint.
    pub carrier: DeviceCarrier,
    /// Its number.
    pub number: PhoneNumber,
}

impl Sim {
    /// A SIM with a made-up number. Nobody is called or written to: the number goes nowhere.
    #[must_use]
    pub fn made_up(carrier: DeviceCarrier, entropy: &Entropy) -> Self {
        let prefix = match carrier {
            DeviceCarrier::Cm => "138",
            DeviceCarrier::Cu => "186",
            DeviceCarrier::Ct => "189",
            DeviceCarrier::Other => "192",
        };
        // Eight digits behind a mobile prefix always are a number.
        loop {
            if let Ok(number) = PhoneNumber::parse(&format!("{prefix}{}", entropy.digits(8))) {
                return Self { carrier, number };
            }
        }
    }
}

/// A simulated phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its own SIM.
    pub sim: Sim,
    /// The network that it is on.
    pub network: Network,
    /// Whose hotspot it is on when the network is one.
    pub hotspot_owner: Sim,
}

/// What a carrier sees of a device's data path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// The carrier that the path leads to.
    pub carrier: DeviceCarrier,
    /// The number that it shows; none on Wi-Fi.
    pub number: Option<PhoneNumber>,
    /// Whether that is the device's own number.
    pub own: bool,
}

impl Device {
    /// What `getConnection()` answers; `machine` tells the real machine's.
    #[must_use]
    pub fn connection(&self, machine: impl FnOnce() -> Connection) -> Connection {
        match self.network {
            Network::Cellular => Connection::Cellular,
            Network::Wifi | Network::Hotspot => Connection::Wifi,
            Network::Unknown => Connection::Unknown,
            Network::Machine => machine(),
        }
    }

    /// What the carrier sees; `machine` tells the real machine's connection.
    #[must_use]
    pub fn path(&self, machine: impl FnOnce() -> Connection) -> Path {
        match self.network {
            Network::Hotspot => {
                let Sim { carrier, number } = self.hotspot_owner;
                Path {
                    carrier,
                    number: Some(number),
                    own: self.sim.number == number,
                }
            }
            _ => match self.connection(machine) {
                Connection::Wifi => Path {
                    carrier: self.sim.carrier,
                    number: None,
                    own: true,
                },
                Connection::Cellular | Connection::Unknown => Path {
                    carrier: self.sim.carrier,
                    number: Some(self.sim.number),
                    own: true,
                },
            },
        }
    }
}
