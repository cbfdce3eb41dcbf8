//! The controls of the lab: what a tester chooses about the simulated world.

use std::collections::HashMap;

use numberauth_protocol::{DeviceCarrier, Entropy, Network, PhoneNumber, PhoneNumberError, Words};
use numberauth_simulator::{ClockError, Device, FaultError, RateLimitError, Sim};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// A choice about the device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceChoice {
    /// The SIM's carrier.
    pub carrier: DeviceCarrier,
    /// The network.
    pub network: Network,
    /// The SIM's number as it was typed; absent keeps the number, or takes the carrier's made-up one when the carrier
    /// changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub number: Option<String>,
    /// The hotspot's owner; absent keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hotspot_owner: Option<HotspotChoice>,
}

/// A choice about the hotspot's owner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HotspotChoice {
    /// The owner's carrier.
    pub carrier: DeviceCarrier,
    /// The owner's number as it was typed; absent as for the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub number: Option<String>,
}

/// A choice that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LabError {
    /// The device's number is none.
    #[error("the device's number: {0}")]
    Number(PhoneNumberError),
    /// The hotspot owner's number is none.
    #[error("the hotspot owner's number: {0}")]
    HotspotNumber(PhoneNumberError),
    /// The fault cannot be.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// The limits on calls cannot be.
    #[error(transparent)]
    Limits(#[from] RateLimitError),
    /// The next outcome cannot come, for this reason.
    #[error("this outcome cannot come: {}", .0.en)]
    Outcome(Words),
    /// The calendar would leave the years that it has.
    #[error(transparent)]
    ClockTooFar(#[from] ClockError),
}

/// The made-up SIMs of a run: one a carrier for the device, and one a carrier for a hotspot's owner.
pub(crate) struct SimDrawer {
    own: HashMap<DeviceCarrier, Sim>,
    strangers: HashMap<DeviceCarrier, Sim>,
}

impl SimDrawer {
    pub(crate) fn new(entropy: &Entropy) -> Self {
        let draw = || {
            DeviceCarrier::ALL
                .map(|carrier| (carrier, Sim::made_up(carrier, entropy)))
                .into()
        };
        Self {
            own: draw(),
            strangers: draw(),
        }
    }

    pub(crate) fn device(
        &self,
        carrier: DeviceCarrier,
        network: Network,
        hotspot_carrier: DeviceCarrier,
    ) -> Device {
        Device {
            sim: self.own[&carrier],
            network,
            hotspot_owner: self.strangers[&hotspot_carrier],
        }
    }

    /// The choice that leads to this device; a number is in it only if it is none of the made-up ones.
    pub(crate) fn choice_of(&self, device: Device) -> DeviceChoice {
        let typed = |sim: Sim, made_up: Sim| {
            (sim.number != made_up.number).then(|| sim.number.reveal().to_owned())
        };
        let Device {
            sim,
            network,
            hotspot_owner,
        } = device;
        DeviceChoice {
            carrier: sim.carrier,
            network,
            number: typed(sim, self.own[&sim.carrier]),
            hotspot_owner: Some(HotspotChoice {
                carrier: hotspot_owner.carrier,
                number: typed(hotspot_owner, self.strangers[&hotspot_owner.carrier]),
            }),
        }
    }

    /// The device that a choice makes of the present one.
    pub(crate) fn choose(
        &self,
        present: Device,
        choice: &DeviceChoice,
    ) -> Result<Device, LabError> {
        let sim = pick(
            present.sim,
            self.own[&choice.carrier],
            choice.number.as_deref(),
        )
        .map_err(LabError::Number)?;
        let hotspot_owner = match &choice.hotspot_owner {
            None => present.hotspot_owner,
            Some(owner) => pick(
                present.hotspot_owner,
                self.strangers[&owner.carrier],
                owner.number.as_deref(),
            )
            .map_err(LabError::HotspotNumber)?,
        };
        Ok(Device {
            sim,
            network: choice.network,
            hotspot_owner,
        })
    }
}

fn pick(present: Sim, made_up: Sim, typed: Option<&str>) -> Result<Sim, PhoneNumberError> {
    match typed {
        Some(typed) => Ok(Sim {
            carrier: made_up.carrier,
            number: PhoneNumber::parse_typed(typed)?,
        }),
        None if present.carrier == made_up.carrier => Ok(present),
        None => Ok(made_up),
    }
}
