use std::sync::Arc;

use ::http::StatusCode;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use numberauth_protocol::gateway::{Code, Reply, Request as GatewayRequest, Step};
use numberauth_protocol::{Hop, Operation, Outcome, Party, SdkCall};
use serde_json::Value;

use super::exchange::{Exchange, begin};
use super::received::Received;
use super::wire::Answer;
use super::{Face, receive};
use crate::carrier::OwnReason;
use crate::fault::{FaultEffect, Strike};
use crate::gateway::Answered;
use crate::world::{CarrierSaid, World};

/// `POST /h5/v1/{check,mask,token}`
pub(super) async fn answer(
    State(face): State<Face>,
    Path(step): Path<String>,
    request: Request<Body>,
) -> Response {
    let step = match step.as_str() {
        "check" => Step::Check,
        "mask" => Step::Mask,
        "token" => Step::Token,
        _ => return face.plain(404, "the steps are check, mask and token"),
    };
    let received = match receive(&face, request).await {
        Ok(received) => received,
        Err(refused) => return refused,
    };
    let Ok(value) = serde_json::from_slice::<Value>(&received.body) else {
        return face.plain(400, "the body is not JSON");
    };
    let world = &face.world;
    // A body that names no call of a flow is none: it is answered, and nothing is there to journal.
    let reply = match serde_json::from_value::<GatewayRequest>(value) {
        Ok(request) => match step.call(request.flow) {
            Some(call) => return exchange(world, &received, step, call, &request).await,
            None => world.answer_gateway(step, &request, None).reply,
        },
        Err(error) => bad_request(world, &error),
    };
    Answer::json(200, &reply).respond(world)
}

/// Answers a call of the SDK, as a fault has it.
async fn exchange(
    world: &Arc<World>,
    received: &Received,
    step: Step,
    call: SdkCall,
    request: &GatewayRequest,
) -> Response {
    let operation = Operation::Sdk(call);
    let ends = (Party::Sdk, Party::Gateway);
    let (begun, flight) = begin(world, received, Some(request.flow), ends, operation);
    let strike = world.strike(operation, received.asked());
    let (answer, code, carrier) = reply(world, step, request, strike.as_ref());
    let hop = Hop {
        at: begun.at,
        elapsed: begun.watch.elapsed(),
        call: begun.call,
        flow: begun.flow,
        from: begun.from,
        to: begun.to,
        operation,
        carrier: carrier.as_ref().and_then(|said| said.carrier),
        outcome: Outcome::Reply {
            code,
            status: answer.status(),
        },
        request: Some(received.message()),
        response: Some(answer.message(world)),
        content: None,
        fault: None,
        late: false,
        hint: None,
        signature: None,
    };
    let exchange = Exchange {
        hop,
        watch: begun.watch,
        carrier,
        strike,
        flight,
    };
    exchange.send(world, answer).await
}

/// The answer, its code for the journal, and what the carrier said.
fn reply(
    world: &World,
    step: Step,
    request: &GatewayRequest,
    strike: Option<&Strike>,
) -> (Answer, String, Option<CarrierSaid>) {
    let effect = strike.map(|strike| &strike.effect);
    if let Some(status) = effect.and_then(FaultEffect::server_error) {
        return (Answer::bare_error(status), error_name(status), None);
    }
    if effect.is_some_and(FaultEffect::is_unanswered) {
        // What stands here is not sent.
        return (Answer::nothing(), String::new(), None);
    }
    let Answered { reply, carrier } = world.answer_gateway(step, request, OwnReason::of(effect));
    let answer = Answer::json(200, &reply).struck_by(effect);
    (answer, code_name(reply.code), carrier)
}

fn bad_request(world: &World, error: &serde_json::Error) -> Reply {
    Reply {
        code: Code::BadRequest,
        message: format!("the body is not a request of this gateway: {error}"),
        request_id: world.entropy.uuid(),
        data: None,
        content: None,
    }
}

fn code_name(code: Code) -> String {
    let name = serde_json::to_value(code).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A bare page has no code: the status's own name stands for it.
fn error_name(status: u16) -> String {
    let name = StatusCode::from_u16(status).ok();
    let name = name.and_then(|status| status.canonical_reason());
    name.unwrap_or("ServerError").replace(' ', "")
}
