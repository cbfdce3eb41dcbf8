use numberauth_protocol::redact;
use serde_json::{Value, json};
use thiserror::Error;

use crate::fault::FaultError;
use crate::rate_limit::RateLimitError;
use crate::world::{ClockError, DeviceRefusal, KnownElsewhere};

/// Why the admin API did not do what it was asked.
#[derive(Debug, Error)]
pub(super) enum AdminError {
    #[error("the bearer token is missing or wrong")]
    Unauthorized,
    #[error("nothing is served here")]
    NoRoute,
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    #[error("{0}")]
    TooLong(&'static str),
    #[error("{why}")]
    Invalid {
        why: String,
        /// One that would do.
        example: &'static str,
    },
    #[error("no scheme has the code {0:?}")]
    NoScene(String),
    #[error(transparent)]
    KnownElsewhere(#[from] KnownElsewhere),
    #[error(transparent)]
    Device(#[from] DeviceRefusal),
    #[error(transparent)]
    Clock(#[from] ClockError),
    #[error(transparent)]
    Fault(#[from] FaultError),
    #[error(transparent)]
    RateLimit(#[from] RateLimitError),
}

impl AdminError {
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::NotJson(_) => 400,
            Self::Unauthorized => 401,
            Self::NoRoute | Self::NoScene(_) => 404,
            Self::KnownElsewhere(_) | Self::Device(_) => 409,
            Self::TooLong(_) => 413,
            Self::Invalid { .. } | Self::Clock(_) | Self::Fault(_) | Self::RateLimit(_) => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "NOT_JSON",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::NoRoute => "NOT_FOUND",
            Self::NoScene(_) => "NO_SCENE",
            Self::KnownElsewhere(_) | Self::Device(DeviceRefusal::KnownElsewhere(_)) => {
                "NUMBER_KNOWN_ELSEWHERE"
            }
            Self::Device(DeviceRefusal::TooMany) => "TOO_MANY_DEVICES",
            Self::TooLong(_) => "TOO_LONG",
            Self::Invalid { .. } => "INVALID",
            Self::Clock(_) => "CLOCK_TOO_FAR",
            Self::Fault(_) => "IMPOSSIBLE_FAULT",
            Self::RateLimit(_) => "IMPOSSIBLE_LIMIT",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unauthorized => Some(
                "send `Authorization: Bearer ` and the admin_token of the line that `numberauth serve` printed"
                    .into(),
            ),
            Self::NoRoute => Some("GET /_sim/v1/openapi.json lists what is".into()),
            Self::NoScene(_) => Some("POST /_sim/v1/reset brings the documented schemes back".into()),
            Self::Device(DeviceRefusal::TooMany) => Some("start another `numberauth serve`".into()),
            Self::Invalid { example, .. } => Some(format!("for example {example}")),
            _ => None,
        }
    }

    pub(super) fn body(&self) -> Value {
        // serde's words and a path repeat what was sent, which may be somebody's number.
        let message = redact::scrub(&self.to_string());
        let mut body = json!({"code": self.code(), "message": message});
        if let Some(hint) = self.hint() {
            body["hint"] = json!(hint);
        }
        body
    }
}
