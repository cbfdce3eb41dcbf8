//! The scenario that the world is arranged by: what it says is judged in a room above.

use std::sync::Arc;

use serde::de::IgnoredAny;

use super::{AdminError, Done, Face, Received};
use crate::scenario_desk::ScenarioDesk;

fn desk(face: &Face) -> Result<Arc<dyn ScenarioDesk>, AdminError> {
    face.scenario_desk().ok_or(AdminError::NoRoute)
}

/// `GET /scenario`
pub(super) fn arranged(face: &Face, _: &Received) -> Result<Done, AdminError> {
    Ok(Done::Told(desk(face)?.arranged()))
}

/// `PUT /scenario`
pub(super) fn arrange(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let desk = desk(face)?;
    serde_json::from_slice::<IgnoredAny>(&received.body)
        .map_err(|error| AdminError::NotJson(error.to_string()))?;
    desk.arrange(&received.body)
        .map(Done::Told)
        .map_err(|why| AdminError::Invalid {
            why,
            example: r#"{"name":"cm-login"}, or a whole scenario file"#,
        })
}
