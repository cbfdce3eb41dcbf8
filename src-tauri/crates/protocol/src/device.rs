use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The network that a simulated device is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// The SIM's own data path: the carrier sees the SIM's own number.
    Cellular,
    /// Wi-Fi: the carrier sees no number.
    Wifi,
    /// Somebody's hotspot: looks like Wi-Fi to the page; the carrier sees the hotspot owner's number.
    Hotspot,
    /// The page cannot tell; the path is the SIM's own.
    Unknown,
    /// The real default route of the machine that the program runs on.
    Machine,
}

impl Network {
    /// Every choice that a device offers.
    pub const ALL: [Self; 5] = [
        Self::Cellular,
        Self::Wifi,
        Self::Hotspot,
        Self::Unknown,
        Self::Machine,
    ];
}

/// What `getConnection()` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Connection {
    /// `"cellular"`
    Cellular,
    /// `"wifi"`
    Wifi,
    /// `"unknown"`
    Unknown,
}

impl From<Connection> for Network {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::Cellular => Self::Cellular,
            Connection::Wifi => Self::Wifi,
            Connection::Unknown => Self::Unknown,
        }
    }
}
