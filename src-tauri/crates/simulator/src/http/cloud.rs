use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use numberauth_cloud::microscope::{Known, explain};
use numberauth_cloud::{
    CanonicalStrings, RequestParts, SignatureError, VERSION, claimed_access_key, verify,
};
use numberauth_protocol::{
    BizType, CloudAction, Flow, Hop, Operation, Outcome, Party, SignatureScheme,
};

use super::gateway::journal;
use super::wire::Received;
use super::{Face, dialect, receive};
use crate::account::{ACCOUNTS, Account};
use crate::cloud_api::{CloudReply, Parameters};
use crate::fault::FaultEffect;
use crate::world::World;

/// `POST /` and `GET /`: the cloud API, its signature checked first.
pub(super) async fn answer(State(face): State<Face>, request: Request<Body>) -> Response {
    let received = match receive(&face, request).await {
        Ok(received) => received,
        Err(refused) => return refused,
    };
    let world = &*face.world;
    let watch = world.clock.stopwatch();
    let at = world.clock.now();
    let parameters = Parameters(received.parts().parameters());
    let named = match received.parts().scheme() {
        SignatureScheme::Acs3 => received.header("x-acs-action"),
        SignatureScheme::Rpc => parameters.get("Action"),
    };
    let action = named.and_then(action);
    let fault = action.and_then(|action| world.faults.strike(Operation::Cloud(action)));
    if fault.is_some() {
        world.touch();
    }
    let reply = match fault {
        // A refused one gets no answer at all; what stands here is not sent.
        Some(FaultEffect::ServerError | FaultEffect::Refuse) => CloudReply::platform(
            503,
            "ServiceUnavailable",
            "The request has failed due to a temporary failure.",
        ),
        _ => answer_signed(world, &received, &parameters, action, fault)
            .unwrap_or_else(|refused| refused),
    };
    let answer = dialect::answer(world, &received, &parameters, action, &reply).touched_by(fault);
    tokio::time::sleep(fault.map_or(std::time::Duration::ZERO, FaultEffect::delay)).await;

    // An action that is none has no place in the flow; it is answered, and the log tells it.
    if let Some(action) = action {
        let signature = reply.signature.map(|report| {
            let finding = |number| Box::new(report.finding(number));
            finding(world.signature_reports.keep((*report).clone()))
        });
        let exchange = Hop {
            at,
            elapsed: watch.elapsed(),
            call: received.call(),
            flow: flow(action, &parameters),
            from: Party::Server,
            to: Party::Cloud,
            operation: Operation::Cloud(action),
            carrier: reply.carrier.as_ref().and_then(|said| said.carrier),
            outcome: Outcome::Reply {
                code: reply.code.to_owned(),
                status: answer.status(),
            },
            request: Some(received.message()),
            response: Some(answer.message(world)),
            content: None,
            fault: fault.map(|fault| fault.to_string()),
            late: false,
            hint: None,
            signature,
        };
        journal(world, exchange, Party::Cloud, reply.carrier, fault);
    } else {
        tracing::warn!("a cloud call without a known action was refused");
    }
    answer.respond(world)
}

fn action(name: &str) -> Option<CloudAction> {
    [
        CloudAction::GetAuthToken,
        CloudAction::GetPhoneWithToken,
        CloudAction::VerifyPhoneWithToken,
    ]
    .into_iter()
    .find(|action| Operation::Cloud(*action).name() == name)
}

fn flow(action: CloudAction, parameters: &Parameters) -> Option<Flow> {
    match action {
        CloudAction::GetPhoneWithToken => Some(Flow::Login),
        CloudAction::VerifyPhoneWithToken => Some(Flow::Verify),
        CloudAction::GetAuthToken => parameters
            .get("BizType")
            .and_then(BizType::parse)
            .map(BizType::flow),
    }
}

fn answer_signed(
    world: &World,
    received: &Received,
    parameters: &Parameters,
    action: Option<CloudAction>,
    fault: Option<FaultEffect>,
) -> Result<CloudReply, CloudReply> {
    let parts = received.parts();
    let nobody = Known::default();
    let id = claimed_access_key(&parts).map_err(|error| explained(&parts, &error, nobody))?;
    let account = ACCOUNTS
        .iter()
        .position(|account| account.access_key_id == id)
        .ok_or_else(|| {
            CloudReply::platform(
                404,
                "InvalidAccessKeyId.NotFound",
                "Specified access key is not found.",
            )
        })?;
    let now = world.clock.unshifted();
    let key = ACCOUNTS[account].access_key();
    let verified = verify(&parts, &key, now).map_err(|error| {
        let others: Vec<_> = ACCOUNTS.iter().map(Account::access_key).collect();
        let known = Known {
            key: Some(&key),
            others: &others,
            client_string: None,
        };
        explained(&parts, &error, known)
    })?;
    if !world.ledger().use_nonce(&id, &verified.nonce, now) {
        let message = "Specified signature nonce was used already.";
        return Err(CloudReply::platform(400, "SignatureNonceUsed", message));
    }
    let action = action
        .filter(|_| verified.version == VERSION)
        .ok_or_else(|| {
            CloudReply::platform(
                404,
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        })?;
    Ok(world.answer_cloud(action, account, parameters, fault))
}

/// The answer to a signature that does not hold, with the microscope's report for the journal.
fn explained(parts: &RequestParts<'_>, error: &SignatureError, known: Known<'_>) -> CloudReply {
    CloudReply {
        signature: Some(Box::new(explain(parts, error, known))),
        ..refused(error)
    }
}

/// The platform's answer to a signature that does not hold: never more than the real one says.
fn refused(error: &SignatureError) -> CloudReply {
    let platform = |code, message: String| CloudReply::platform(400, code, message);
    match error {
        SignatureError::Expired { .. } => platform(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.".into(),
        ),
        SignatureError::MalformedDate(_) => platform(
            "InvalidTimeStamp.Format",
            "Specified time stamp or date value is not well formatted.".into(),
        ),
        SignatureError::Missing(name) => platform(
            "MissingParameter",
            format!("{name} is mandatory for this action."),
        ),
        SignatureError::Mismatch(CanonicalStrings { string_to_sign, .. }) => platform(
            "SignatureDoesNotMatch",
            format!(
                "Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}"
            ),
        ),
        SignatureError::Malformed
        | SignatureError::Unsupported { .. }
        | SignatureError::NotSigned(_)
        | SignatureError::WrongContentHash => platform(
            "SignatureDoesNotMatch",
            "Specified signature is not matched with our calculation.".into(),
        ),
    }
}
