//! The world itself: devices, schemes, tokens, the calendar, and back to the beginning.

use numberauth_protocol::{Carrier, DeviceCarrier, Flow, Network, PhoneNumber};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;

use super::{AdminError, Done, Face, Received, parse};
use crate::device::{Device, Sim};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDevice {
    carrier: DeviceCarrier,
    number: PhoneNumber,
    network: Network,
    #[serde(default)]
    hotspot_owner: Option<Sim>,
}

/// `POST /devices`
pub(super) fn add_device(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let example = r#"{"carrier":"CM","number":"13800001234","network":"cellular"}"#;
    let new: NewDevice = parse(received, example)?;
    let sim = Sim {
        carrier: new.carrier,
        number: new.number,
    };
    let hotspot_owner = match (new.hotspot_owner, new.network) {
        (Some(owner), _) => owner,
        (None, Network::Hotspot) => {
            return Err(AdminError::Invalid {
                why: "a device on a hotspot needs hotspot_owner".into(),
                example: r#""hotspot_owner":{"carrier":"CU","number":"18600005678"}"#,
            });
        }
        // Nobody's hotspot is asked on another network.
        (None, _) => sim,
    };
    let device = Device {
        sim,
        network: new.network,
        hotspot_owner,
    };
    let id = face.world.admit_device(device)?;
    Ok(Done::Made(json!({"device": id})))
}

/// `DELETE /scenes/{code}`
pub(super) fn delete_scene(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let (_, code) = received.path.rsplit_once('/').unwrap_or_default();
    let code = percent_decode_str(code).decode_utf8_lossy();
    if face.world.ledger().delete_scene(&code) {
        face.world.touch();
        Ok(Done::Silently)
    } else {
        Err(AdminError::NoScene(code.into_owned()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSpToken {
    carrier: Carrier,
    number: PhoneNumber,
    flow: Flow,
}

/// `POST /sp-tokens`
pub(super) fn issue_sp_token(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let example = r#"{"carrier":"CM","number":"13800001234","flow":"login"}"#;
    let new: NewSpToken = parse(received, example)?;
    let token = face
        .world
        .issue_sp_token_for(new.carrier, new.number, new.flow)?;
    Ok(Done::Made(json!({"sp_token": token.reveal()})))
}

/// `POST /reset`
pub(super) fn reset(face: &Face, _: &Received) -> Result<Done, AdminError> {
    face.world.reset();
    Ok(Done::Silently)
}

/// `GET /clock`
pub(super) fn clock(face: &Face, _: &Received) -> Result<Done, AdminError> {
    let clock = &face.world.clock;
    Ok(Done::Told(
        json!({"now": clock.now(), "shift_seconds": clock.shift_seconds()}),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: i64,
}

/// `POST /clock/advance`
pub(super) fn advance_clock(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let Advance { seconds } = parse(received, r#"{"seconds":600}"#)?;
    face.world.advance_clock(seconds)?;
    clock(face, received)
}
