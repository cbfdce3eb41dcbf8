//! The page SDK over HTTP, for pages of other people: `/sdk/v1/*`, beside the simulator's own doors.
//!
//! A page loads a script from here, and the script's class calls back: each of its instances has a `PhoneServer` of its own,
//! so that what such a page does goes the same way, and into the same journal, as what the window's page does. Who may call
//! (host, origin) is judged before, by the simulator's guard.

mod refusal;
mod request;
mod script;

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use numberauth_protocol::Connection;
use numberauth_sdk::{Arrival, Config, Instances, SdkResult};
use numberauth_simulator::Simulator;
use serde::Serialize;

use self::refusal::Refusal;
use self::request::{PageCall, PageClose, device_of, read};
use self::script::Script;

/// An instance without a call for so long is dropped.
const LONGEST_IDLE: Duration = Duration::from_mins(10);
/// How often the idle ones are looked for.
const SWEEP: Duration = Duration::from_mins(1);

/// What the handlers need.
#[derive(Clone)]
struct PageSdk {
    instances: Arc<Instances>,
    /// Not held: the simulator holds the router.
    simulator: Weak<Simulator>,
}

/// The answer to a call.
#[derive(Serialize)]
struct Answer {
    /// What the callback gets.
    result: SdkResult,
    /// What `getConnection()` answers from now on.
    connection: Connection,
}

/// The answer to a question for the network.
#[derive(Serialize)]
struct Network {
    connection: Connection,
}

/// The routes, for [`Simulator::mount`]. Instances are made with `config`, whose device and connection they replace.
pub(crate) fn router(config: Config, simulator: &Arc<Simulator>) -> Router {
    let simulator = Arc::downgrade(simulator);
    let connections = Weak::clone(&simulator);
    let connection = move |device: Option<&str>| {
        let simulator = connections.upgrade();
        simulator
            .and_then(|simulator| simulator.connection_on(device))
            .unwrap_or(Connection::Unknown)
    };
    let config = Config {
        connection: Arc::new(connection),
        ..config
    };
    let instances = Arc::new(Instances::expiring(config, LONGEST_IDLE));
    tokio::spawn(sweep(Arc::downgrade(&instances)));
    Router::new()
        .route("/sdk/v1/numberauth.js", get(classic))
        .route("/sdk/v1/numberauth.mjs", get(module))
        .route("/sdk/v1/connection", get(connection_now))
        .route("/sdk/v1/call", post(call))
        .route("/sdk/v1/close", post(close))
        .fallback(async || Refusal::NoSuchPath)
        .method_not_allowed_fallback(async || Refusal::Method)
        .with_state(PageSdk {
            instances,
            simulator,
        })
}

/// Frees what pages have left behind, for as long as there are instances at all.
async fn sweep(instances: Weak<Instances>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(instances) = instances.upgrade() else {
            return;
        };
        instances.drop_idle();
    }
}

impl PageSdk {
    fn connection(&self, device: Option<&str>) -> Result<Connection, Refusal> {
        let simulator = self.simulator.upgrade().ok_or(Refusal::ShuttingDown)?;
        simulator.connection_on(device).ok_or(Refusal::NoSuchDevice)
    }

    fn script(&self, script: Script, request: &Request) -> Result<Response, Refusal> {
        let device = device_of(request.uri())?;
        script.respond(self.connection(device.as_deref())?)
    }
}

async fn classic(State(sdk): State<PageSdk>, request: Request) -> Result<Response, Refusal> {
    sdk.script(Script::Classic, &request)
}

async fn module(State(sdk): State<PageSdk>, request: Request) -> Result<Response, Refusal> {
    sdk.script(Script::Module, &request)
}

async fn connection_now(State(sdk): State<PageSdk>, request: Request) -> Result<Response, Refusal> {
    let device = device_of(request.uri())?;
    let connection = sdk.connection(device.as_deref())?;
    Ok(fresh(Network { connection }))
}

async fn call(State(sdk): State<PageSdk>, request: Request) -> Result<Response, Refusal> {
    let call: PageCall = read(request).await?;
    sdk.connection(call.device.as_deref())?;
    let device = call.device.clone();
    let arrival = Arrival {
        number: call.number,
        settled: call.settled,
        device: call.device,
        call: call.call,
        options: call.options,
    };
    let result = sdk.instances.take(&call.instance, arrival).await?;
    let connection = sdk.connection(device.as_deref())?;
    Ok(fresh(Answer { result, connection }))
}

async fn close(State(sdk): State<PageSdk>, request: Request) -> Result<StatusCode, Refusal> {
    let PageClose { instance } = read(request).await?;
    sdk.instances.close(&instance);
    Ok(StatusCode::NO_CONTENT)
}

/// JSON that is true now and at no other time.
fn fresh(value: impl Serialize) -> Response {
    let mut response = Json(value).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
