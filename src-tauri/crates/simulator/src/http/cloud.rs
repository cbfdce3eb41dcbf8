use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use numberauth_cloud::microscope::{Known, SignatureReport, explain};
use numberauth_cloud::{
    CanonicalStrings, RequestParts, SignatureError, VERSION, claimed_access_key, verify,
};
use numberauth_protocol::{
    BizType, CloudAction, Flow, Hop, Operation, Outcome, Party, SignatureFinding, SignatureScheme,
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
    let authentic = authenticate(world, &received, action);
    // A fault is for the caller's own calls: one that is not let in uses none up.
    let fault = authentic
        .as_ref()
        .ok()
        .and_then(|call| world.faults.strike(Operation::Cloud(call.action)));
    if fault.is_some() {
        world.touch();
    }
    let reply = match (authentic, fault) {
        (Err(refused), _) => refused,
        // A refused one gets no answer at all; what stands here is not sent.
        (Ok(_), Some(FaultEffect::ServerError | FaultEffect::Refuse)) => CloudReply::platform(
            503,
            "ServiceUnavailable",
            "The request has failed due to a temporary failure.",
        ),
        (Ok(call), _) => world.answer_cloud(call.action, call.account, &parameters, fault),
    };
    let answer = dialect::answer(world, &received, &parameters, action, &reply).touched_by(fault);
    tokio::time::sleep(fault.map_or(std::time::Duration::ZERO, FaultEffect::delay)).await;

    // An action that is none has no place in the flow; it is answered, and the log tells it.
    if let Some(action) = action {
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
            signature: reply.signature.map(|report| finding(world, &report)),
        };
        journal(world, exchange, Party::Cloud, reply.carrier, fault);
    } else {
        tracing::warn!("a cloud call without a known action was refused");
    }
    answer.respond(world)
}

/// Keeps the whole report, and gives what the journal has of it.
fn finding(world: &World, report: &SignatureReport) -> Box<SignatureFinding> {
    let kept = world.signature_reports.keep(report.clone());
    Box::new(report.finding(kept))
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

/// A call that was let in.
struct Authentic {
    action: CloudAction,
    /// Index of the account.
    account: usize,
}

/// Checks the key, the signature, the nonce and the action.
fn authenticate(
    world: &World,
    received: &Received,
    action: Option<CloudAction>,
) -> Result<Authentic, CloudReply> {
    let parts = received.parts();
    let nobody = Known::default();
    let id = claimed_access_key(&parts).map_err(|error| explained(&parts, &error, nobody))?;
    let account = ACCOUNTS
        .iter()
        .position(|account| account.access_key_id == id)
        .ok_or_else(|| CloudReply {
            signature: Some(Box::new(SignatureReport::unknown_key(parts.scheme()))),
            ..CloudReply::platform(
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
    action
        .filter(|_| verified.version == VERSION)
        .map(|action| Authentic { action, account })
        .ok_or_else(|| {
            CloudReply::platform(
                404,
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        })
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
