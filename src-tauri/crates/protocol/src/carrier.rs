use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{PhoneNumber, Words};

/// A carrier that the product serves. On the wire it is the field `vender` (sic).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Carrier {
    /// China Mobile, 中国移动.
    Cm,
    /// China Unicom, 中国联通.
    Cu,
    /// China Telecom, 中国电信.
    Ct,
}

impl Carrier {
    /// The three carriers, in the order in which the product lists them.
    pub const ALL: [Self; 3] = [Self::Cm, Self::Cu, Self::Ct];

    /// The name on the wire: `CM`, `CU` or `CT`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cm => "CM",
            Self::Cu => "CU",
            Self::Ct => "CT",
        }
    }
}

impl std::fmt::Display for Carrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The carrier of a SIM: one of the three, or one that the product does not serve (192 Broadnet, virtual operators).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
pub enum DeviceCarrier {
    /// China Mobile.
    #[serde(rename = "CM")]
    Cm,
    /// China Unicom.
    #[serde(rename = "CU")]
    Cu,
    /// China Telecom.
    #[serde(rename = "CT")]
    Ct,
    /// Any other; the gateway's carriers answer 105002.
    #[serde(rename = "other")]
    Other,
}

impl DeviceCarrier {
    /// Every choice that a device offers.
    pub const ALL: [Self; 4] = [Self::Cm, Self::Cu, Self::Ct, Self::Other];

    /// The carrier that serves this SIM, if one does.
    #[must_use]
    pub const fn served(self) -> Option<Carrier> {
        match self {
            Self::Cm => Some(Carrier::Cm),
            Self::Cu => Some(Carrier::Cu),
            Self::Ct => Some(Carrier::Ct),
            Self::Other => None,
        }
    }

    /// What the number's prefix suggests. A hint only: numbers are portable, so an explicit choice wins.
    #[must_use]
    pub fn proposed_for(number: &PhoneNumber) -> Self {
        CARRIERS
            .iter()
            .find(|facts| {
                facts
                    .prefixes
                    .iter()
                    .any(|prefix| number.reveal().starts_with(prefix.as_str()))
            })
            .map_or(Self::Other, |facts| facts.carrier.into())
    }
}

impl From<Carrier> for DeviceCarrier {
    fn from(carrier: Carrier) -> Self {
        match carrier {
            Carrier::Cm => Self::Cm,
            Carrier::Cu => Self::Cu,
            Carrier::Ct => Self::Ct,
        }
    }
}

/// The agreement that the consent page must show for a carrier: its name is never translated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The name as the carrier writes it, with its 《》.
    pub name: String,
    /// A gloss for readers of English.
    pub gloss: String,
    /// The page's address.
    pub url: String,
}

/// What is public knowledge about a carrier (`data/carriers.json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CarrierFacts {
    /// Which carrier.
    pub carrier: Carrier,
    /// Its name.
    pub name: Words,
    /// Its agreement.
    pub agreement: Agreement,
    /// The slogan line of the consent page, never translated.
    pub slogan: String,
    /// A gloss of the slogan for readers of English.
    pub slogan_gloss: String,
    /// Number prefixes; a hint only.
    pub prefixes: Vec<String>,
}

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static CARRIERS: LazyLock<Vec<CarrierFacts>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/carriers.json")).expect("data/carriers.json")
});

/// The public facts about the three carriers, in [`Carrier::ALL`]'s order.
#[must_use]
pub fn carrier_facts() -> &'static [CarrierFacts] {
    &CARRIERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_each_carrier_once_in_order() {
        let listed: Vec<_> = carrier_facts().iter().map(|facts| facts.carrier).collect();
        assert_eq!(listed, Carrier::ALL);
        for facts in carrier_facts() {
            assert!(
                facts.agreement.url.starts_with("https://"),
                "{}",
                facts.agreement.url
            );
            assert!(facts.agreement.name.starts_with('《') && facts.agreement.name.ends_with('》'));
        }
    }

    #[test]
    fn a_prefix_belongs_to_one_carrier_only() {
        let all: Vec<_> = carrier_facts()
            .iter()
            .flat_map(|facts| &facts.prefixes)
            .collect();
        for (i, one) in all.iter().enumerate() {
            for other in &all[i + 1..] {
                assert!(
                    !one.starts_with(other.as_str()) && !other.starts_with(one.as_str()),
                    "{one} and {other}"
                );
            }
        }
    }

    #[test]
    fn a_number_proposes_its_carrier() {
        for (number, carrier) in [
            ("13400001234", DeviceCarrier::Cm),
            ("13490001234", DeviceCarrier::Other),
            ("19800001234", DeviceCarrier::Cm),
            ("18600001234", DeviceCarrier::Cu),
            ("18900001234", DeviceCarrier::Ct),
            ("19200001234", DeviceCarrier::Other),
            ("17000001234", DeviceCarrier::Other),
        ] {
            assert_eq!(
                DeviceCarrier::proposed_for(&PhoneNumber::parse(number).unwrap()),
                carrier,
                "{number}"
            );
        }
    }
}
