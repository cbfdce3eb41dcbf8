use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use numberauth_protocol::redact;
use numberauth_sdk::InstanceError;
use serde::Serialize;
use thiserror::Error;

/// Why a request was not taken. A call that was taken is answered by its result's code, never by one of these.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    #[error("the page SDK has no such path")]
    NoSuchPath,
    #[error("this path is not asked that way")]
    Method,
    #[error("the query has something else than one ?device=ID")]
    BadQuery,
    #[error("the body is not understood: {0}")]
    BadBody(String),
    #[error("the body is longer than 64 kB, or broke off")]
    TooLong,
    #[error("there is no such device")]
    NoSuchDevice,
    #[error("the page SDK's script is not built into this program")]
    NotBuilt,
    #[error("the simulator is shutting down")]
    ShuttingDown,
    #[error(transparent)]
    Instance(#[from] InstanceError),
}

/// How a refusal is written.
#[derive(Serialize)]
struct Written {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

impl Refusal {
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        use InstanceError::{
            BadId, Closed, NumberUsed, OtherDevice, TooFarAhead, TooMany, Transport,
        };
        match self {
            Self::NoSuchPath => (StatusCode::NOT_FOUND, "NOT_FOUND"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"),
            Self::BadQuery | Self::BadBody(_) | Self::Instance(BadId) => {
                (StatusCode::BAD_REQUEST, "BAD_REQUEST")
            }
            Self::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "TOO_LONG"),
            Self::NoSuchDevice => (StatusCode::NOT_FOUND, "NO_DEVICE"),
            Self::NotBuilt => (StatusCode::SERVICE_UNAVAILABLE, "NOT_BUILT"),
            Self::ShuttingDown => (StatusCode::SERVICE_UNAVAILABLE, "SHUTTING_DOWN"),
            Self::Instance(NumberUsed(_) | TooFarAhead(..)) => {
                (StatusCode::CONFLICT, "CALL_NUMBER")
            }
            Self::Instance(OtherDevice) => (StatusCode::CONFLICT, "OTHER_DEVICE"),
            Self::Instance(Closed) => (StatusCode::GONE, "CLOSED"),
            Self::Instance(TooMany) => (StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_INSTANCES"),
            Self::Instance(Transport(_)) => (StatusCode::INTERNAL_SERVER_ERROR, "NO_CLIENT"),
        }
    }

    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoSuchPath => Some(
                "the paths are numberauth.js, numberauth.mjs, call, close and connection, below /sdk/v1/",
            ),
            Self::Method => Some("POST call and close; GET the others"),
            Self::NoSuchDevice => Some(
                "register one by POST /_sim/v1/devices, or leave ?device= out for the default one",
            ),
            Self::NotBuilt => Some("run cargo xtask setup, then build the program again"),
            _ => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let written = Written {
            code,
            // serde's words repeat what was sent.
            message: redact::scrub(&self.to_string()),
            hint: self.hint(),
        };
        (status, Json(written)).into_response()
    }
}
