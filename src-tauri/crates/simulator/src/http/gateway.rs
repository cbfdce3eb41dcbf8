use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use numberauth_protocol::gateway::{Code, Reply, Request as GatewayRequest, Step};
use numberauth_protocol::{Content, Hop, Operation, Outcome, Party};
use serde_json::Value;

use super::wire::Answer;
use super::{Face, receive};
use crate::fault::FaultEffect;
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
    let world = &*face.world;
    let watch = world.clock.stopwatch();
    let at = world.clock.now();
    let parsed = serde_json::from_value::<GatewayRequest>(value);
    let operation = parsed
        .as_ref()
        .ok()
        .and_then(|request| step.call(request.flow))
        .map(Operation::Sdk);
    let fault = operation.and_then(|operation| world.faults.strike(operation));
    if fault.is_some() {
        world.touch();
    }
    let (reply, carrier) = match (&parsed, fault) {
        (_, Some(FaultEffect::ServerError | FaultEffect::Refuse)) => (None, None),
        (Ok(request), _) => {
            let Answered { reply, carrier } =
                world.answer_gateway(step, request, fault == Some(FaultEffect::Carrier));
            (Some(reply), carrier)
        }
        (Err(error), _) => (Some(bad_request(world, error)), None),
    };
    let answer = reply
        .as_ref()
        .map_or_else(Answer::bare_503, |reply| Answer::json(200, reply))
        .touched_by(fault);
    tokio::time::sleep(fault.map_or(std::time::Duration::ZERO, FaultEffect::delay)).await;

    // A body that names no flow is no call of the flow: it is answered, and nothing is there to journal.
    if let (Some(operation), Ok(request)) = (operation, &parsed) {
        let hop = Hop {
            at,
            elapsed: watch.elapsed(),
            call: received.call(),
            flow: Some(request.flow),
            from: Party::Sdk,
            to: Party::Gateway,
            operation,
            carrier: carrier.as_ref().and_then(|said| said.carrier),
            outcome: Outcome::Reply {
                code: code_name(reply.as_ref()),
                status: answer.status(),
            },
            request: Some(received.message()),
            response: Some(answer.message(world)),
            content: None,
            fault: fault.map(|fault| fault.to_string()),
            late: false,
            hint: None,
            signature: None,
        };
        journal(world, hop, Party::Gateway, carrier, fault);
    }
    answer.respond(world)
}

/// Writes the carrier's hop, if there was one, and then the exchange around it.
pub(super) fn journal(
    world: &World,
    exchange: Hop,
    asker: Party,
    carrier: Option<CarrierSaid>,
    fault: Option<FaultEffect>,
) {
    if let Some(said) = carrier {
        world.journal.record(Hop {
            elapsed: std::time::Duration::ZERO,
            flow: Some(said.flow),
            from: asker,
            to: Party::Carrier,
            carrier: said.carrier,
            outcome: Outcome::Carrier {
                code: said.code.clone(),
            },
            request: None,
            response: None,
            content: Some(Content {
                code: Some(said.code),
                msg: Some(said.msg),
                reason: None,
            }),
            fault: fault
                .filter(|fault| *fault == FaultEffect::Carrier)
                .map(|fault| fault.to_string()),
            ..exchange.clone()
        });
    }
    world.journal.record(if fault == Some(FaultEffect::Refuse) {
        let reason = FaultEffect::Refuse.to_string();
        Hop {
            outcome: Outcome::Failed { reason },
            response: None,
            ..exchange
        }
    } else {
        exchange
    });
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

fn code_name(reply: Option<&Reply>) -> String {
    let name = reply.and_then(|reply| serde_json::to_value(reply.code).ok());
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_else(|| "ServiceUnavailable".into())
}
