//! The calls: what was journalled, which faults strike them, and how many fit into a second.

use std::collections::BTreeMap;

use numberauth_cloud::decode_pairs;
use numberauth_protocol::CloudAction;
use serde::Deserialize;
use serde_json::json;

use super::{AdminError, Done, Face, Received, parse};
use crate::fault::Fault;
use crate::rate_limit::RateLimits;

/// So many entries are given unless another limit is asked for.
const USUAL_LIMIT: usize = 100;
/// At most so many entries are given.
const MOST_ENTRIES: usize = 1_000;

/// `GET /journal?after=SEQ&limit=N`
pub(super) fn journal(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let Page { after, limit } = Page::parse(&received.query)?;
    let entries = face.world.journal.after(after, limit);
    let last_seq = entries.last().map_or(after, |entry| entry.seq);
    let entries: Vec<_> = entries.iter().map(|entry| &**entry).collect();
    Ok(Done::Told(
        json!({"entries": entries, "last_seq": last_seq}),
    ))
}

struct Page {
    after: u64,
    limit: usize,
}

impl Page {
    fn parse(query: &str) -> Result<Self, AdminError> {
        let invalid = |why: &str| AdminError::Invalid {
            why: why.to_owned(),
            example: "?after=120&limit=100",
        };
        let (mut after, mut limit) = (None, None);
        for (name, value) in decode_pairs(query) {
            let number = value
                .parse()
                .map_err(|_| invalid("a value in the query is no number"))?;
            let field = match name.as_str() {
                "after" => &mut after,
                "limit" => &mut limit,
                _ => return Err(invalid("the query has after and limit only")),
            };
            if field.replace(number).is_some() {
                return Err(invalid("the query has a name twice"));
            }
        }
        let limit = limit.map_or(Ok(USUAL_LIMIT), usize::try_from);
        let limit = limit
            .ok()
            .filter(|limit| (1..=MOST_ENTRIES).contains(limit))
            .ok_or_else(|| invalid("limit is a number from 1 to 1000"))?;
        Ok(Self {
            after: after.unwrap_or(0),
            limit,
        })
    }
}

/// `GET /faults`
pub(super) fn faults(face: &Face, _: &Received) -> Result<Done, AdminError> {
    Ok(Done::Told(json!({"faults": face.world.faults.all()})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFaults {
    faults: Vec<Fault>,
}

/// `PUT /faults`
pub(super) fn set_faults(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let example =
        r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"throttle"},"times":1}]}"#;
    let new: NewFaults = parse(received, example)?;
    face.world.faults.arm(new.faults)?;
    face.world.touch();
    faults(face, received)
}

/// `DELETE /faults`
pub(super) fn clear_faults(face: &Face, _: &Received) -> Result<Done, AdminError> {
    face.world.faults.arm(None)?;
    face.world.touch();
    Ok(Done::Silently)
}

/// `GET /limits`
pub(super) fn limits(face: &Face, _: &Received) -> Result<Done, AdminError> {
    Ok(Done::Told(json!(face.world.rates.limits())))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLimits {
    calls_per_second: Option<BTreeMap<CloudAction, u32>>,
}

/// `PUT /limits`: without limits of its own, the documented ones.
pub(super) fn set_limits(face: &Face, received: &Received) -> Result<Done, AdminError> {
    let new = if received.body.is_empty() {
        NewLimits::default()
    } else {
        parse(received, r#"{"calls_per_second":{"GetAuthToken":10}}"#)?
    };
    let new = new
        .calls_per_second
        .map_or_else(RateLimits::documented, |calls_per_second| RateLimits {
            calls_per_second,
        });
    face.world.rates.set(new)?;
    limits(face, received)
}

/// `DELETE /limits`
pub(super) fn lift_limits(face: &Face, _: &Received) -> Result<Done, AdminError> {
    face.world.rates.lift();
    Ok(Done::Silently)
}
