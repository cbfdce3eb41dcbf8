//! The admin API below `/_sim/v1`: whoever has the bearer token arranges the simulated world.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a handler that cannot fail is a handler like those that can"
)]

mod calls;
mod error;
mod scenario;
mod world;

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post};
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use self::error::AdminError;
use super::Face;
use super::received::Received;
use super::wire::Answer;

/// The description of all doors (`openapi.json`), compressed by `build.rs`.
const OPENAPI: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.deflate"));

/// What a handler gives back.
enum Done {
    /// 200 with a body.
    Told(Value),
    /// 201 with what was made.
    Made(Value),
    /// 204.
    Silently,
}

type Handle = fn(&Face, &Received) -> Result<Done, AdminError>;

/// All routes, for the router and for the test that compares them with the OpenAPI document.
pub(super) fn routes() -> [(&'static str, MethodRouter<Face>); 12] {
    [
        ("/_sim/v1/health", get(open(health))),
        ("/_sim/v1/openapi.json", get(open(openapi))),
        ("/_sim/v1/devices", post(guarded(world::add_device))),
        (
            "/_sim/v1/scenes/{code}",
            delete(guarded(world::delete_scene)),
        ),
        ("/_sim/v1/sp-tokens", post(guarded(world::issue_sp_token))),
        ("/_sim/v1/reset", post(guarded(world::reset))),
        ("/_sim/v1/clock", get(guarded(world::clock))),
        (
            "/_sim/v1/clock/advance",
            post(guarded(world::advance_clock)),
        ),
        ("/_sim/v1/journal", get(guarded(calls::journal))),
        (
            "/_sim/v1/faults",
            get(guarded(calls::faults))
                .put(guarded(calls::set_faults))
                .delete(guarded(calls::clear_faults)),
        ),
        (
            "/_sim/v1/scenario",
            get(guarded(scenario::arranged)).put(guarded(scenario::arrange)),
        ),
        (
            "/_sim/v1/limits",
            get(guarded(calls::limits))
                .put(guarded(calls::set_limits))
                .delete(guarded(calls::lift_limits)),
        ),
    ]
}

fn health(_: &Face, _: &Received) -> Result<Done, AdminError> {
    Ok(Done::Told(
        json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}),
    ))
}

fn openapi(_: &Face, _: &Received) -> Result<Done, AdminError> {
    described().map(Done::Told).map_err(AdminError::NotJson)
}

/// The description of all doors, or why it cannot be read. A test reads it.
pub(super) fn described() -> Result<Value, String> {
    let text = miniz_oxide::inflate::decompress_to_vec(OPENAPI);
    let text = text.map_err(|error| error.to_string())?;
    serde_json::from_slice(&text).map_err(|error| error.to_string())
}

/// A handler for everybody.
fn open(
    handle: Handle,
) -> impl Fn(State<Face>, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |State(face), request| Box::pin(act(face, request, handle))
}

/// A handler for whoever has the token.
fn guarded(
    handle: Handle,
) -> impl Fn(State<Face>, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |State(face), request| {
        Box::pin(async move {
            if is_authorized(&face, &request) {
                act(face, request, handle).await
            } else {
                refuse(&face, &AdminError::Unauthorized)
            }
        })
    }
}

fn is_authorized(face: &Face, request: &Request) -> bool {
    let sent = request.headers().get(::http::header::AUTHORIZATION);
    let sent = sent.and_then(|sent| sent.as_bytes().split_at_checked("Bearer ".len()));
    let (Some(own), Some((scheme, token))) = (&face.admin_token, sent) else {
        return false;
    };
    scheme.eq_ignore_ascii_case(b"Bearer ") && bool::from(own.as_bytes().ct_eq(token))
}

async fn act(face: Face, request: Request, handle: Handle) -> Response {
    let done = match Received::read(request).await {
        Ok(received) => handle(&face, &received),
        Err((_, why)) => Err(AdminError::TooLong(why)),
    };
    match done {
        Ok(Done::Told(value)) => Answer::json(200, &value).respond(&face.world),
        Ok(Done::Made(value)) => Answer::json(201, &value).respond(&face.world),
        Ok(Done::Silently) => Answer::nothing().respond(&face.world),
        Err(error) => refuse(&face, &error),
    }
}

fn refuse(face: &Face, error: &AdminError) -> Response {
    let answer = Answer::json(error.status(), &error.body());
    let answer = if matches!(error, AdminError::Unauthorized) {
        answer.with_header("www-authenticate", "Bearer".to_owned())
    } else {
        answer
    };
    answer.respond(&face.world)
}

/// What has no route below `/_sim/`.
pub(super) fn no_route(face: &Face) -> Response {
    refuse(face, &AdminError::NoRoute)
}

/// Reads a body; `example` is one that would do.
fn parse<T: DeserializeOwned>(received: &Received, example: &'static str) -> Result<T, AdminError> {
    serde_json::from_slice(&received.body).map_err(|error| {
        if error.is_data() {
            AdminError::Invalid {
                why: error.to_string(),
                example,
            }
        } else {
            AdminError::NotJson(error.to_string())
        }
    })
}
