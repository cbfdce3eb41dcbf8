use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use numberauth_cloud::microscope::{Known, SignatureReport, explain};
use numberauth_cloud::{
    CanonicalStrings, RequestParts, SignatureError, VERSION, Verified, claimed_access_key, verify,
};
use numberauth_protocol::{
    BizType, CloudAction, Flow, Hop, Operation, Outcome, Party, SignatureFinding, SignatureScheme,
};

use super::exchange::{Exchange, begin};
use super::received::Received;
use super::{Face, dialect, receive};
use crate::account::{ACCOUNTS, Account};
use crate::cloud_api::{CloudReply, Parameters};
use crate::fault::{FaultEffect, Strike};
use crate::world::World;

/// `POST /` and `GET /`: the cloud API, its signature checked first.
pub(super) async fn answer(State(face): State<Face>, request: Request<Body>) -> Response {
    let received = match receive(&face, request).await {
        Ok(received) => received,
        Err(refused) => return refused,
    };
    let world = &face.world;
    let parameters = Parameters(received.parts().parameters());
    let named = match received.parts().scheme() {
        SignatureScheme::Acs3 => received.header("x-acs-action"),
        SignatureScheme::Rpc => parameters.get("Action"),
    };
    let action = named.and_then(action);
    let begun = action.map(|action| {
        let ends = (Party::Server, Party::Cloud);
        let operation = Operation::Cloud(action);
        begin(world, &received, flow(action, &parameters), ends, operation)
    });
    let (reply, strike) = reply(world, &received, action, &parameters);
    let effect = strike.as_ref().map(|strike| &strike.effect);
    let answer = dialect::answer(world, &received, &parameters, action, &reply).struck_by(effect);
    let Some((begun, flight)) = begun else {
        // An action that is none has no place in the flow; it is answered, and the log tells it.
        tracing::warn!("a cloud call without a known action was refused");
        return answer.respond(world);
    };
    let hop = Hop {
        at: begun.at,
        elapsed: begun.watch.elapsed(),
        call: begun.call,
        flow: begun.flow,
        from: begun.from,
        to: begun.to,
        operation: begun.operation,
        carrier: reply.carrier.as_ref().and_then(|said| said.carrier),
        outcome: Outcome::Reply {
            code: reply.code.to_owned(),
            status: answer.status(),
        },
        request: Some(received.message()),
        response: Some(answer.message(world)),
        content: None,
        fault: None,
        late: false,
        hint: None,
        signature: reply.signature.map(|report| finding(world, &report)),
    };
    let exchange = Exchange {
        hop,
        watch: begun.watch,
        carrier: reply.carrier,
        strike,
        flight,
    };
    exchange.send(world, answer).await
}

/// What the cloud answers, and the fault that has struck the call: one that is not let in uses none up.
fn reply(
    world: &World,
    received: &Received,
    action: Option<CloudAction>,
    parameters: &Parameters,
) -> (CloudReply, Option<Strike>) {
    let call = match authenticate(world, received, action) {
        Ok(call) => call,
        Err(refused) => return (refused, None),
    };
    let strike = world.strike(Operation::Cloud(call.action), received.asked());
    let effect = strike.as_ref().map(|strike| &strike.effect);
    let reply = match effect {
        Some(FaultEffect::ClockSkew { seconds }) => call
            .at_skewed_time(world, received, *seconds)
            .err()
            .unwrap_or_else(|| world.answer_cloud(call.action, call.account, parameters, effect)),
        // Where no answer comes, what stands here is not sent.
        Some(effect) if effect.is_unanswered() => unavailable(503),
        Some(effect) if let Some(status) = effect.server_error() => unavailable(status),
        _ => world.answer_cloud(call.action, call.account, parameters, effect),
    };
    (reply, strike)
}

/// The platform's own failure, before anything is done.
fn unavailable(status: u16) -> CloudReply {
    let (code, message) = if status == 500 {
        (
            "InternalError",
            "The request processing has failed due to some unknown error.",
        )
    } else {
        (
            "ServiceUnavailable",
            "The request has failed due to a temporary failure.",
        )
    };
    CloudReply::platform(status, code, message)
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
    nonce: String,
}

impl Authentic {
    /// Whether a cloud whose clock is so many seconds ahead would let it in too.
    fn at_skewed_time(
        &self,
        world: &World,
        received: &Received,
        seconds: i64,
    ) -> Result<(), CloudReply> {
        let now = world.clock.unshifted();
        let skewed = now.saturating_add(SignedDuration::from_secs(seconds));
        // The calendar's end is thousands of years away.
        let checked = check_signature(received, self.account, skewed.unwrap_or(now));
        checked.map(|_| ()).inspect_err(|_| {
            // A date is judged before a nonce is looked at: this one was never used.
            let id = ACCOUNTS[self.account].access_key_id;
            world.ledger().release_nonce(id, &self.nonce);
        })
    }
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
    let Verified { nonce, version, .. } = check_signature(received, account, now)?;
    if !world.ledger().use_nonce(&id, &nonce, now) {
        let message = "Specified signature nonce was used already.";
        return Err(CloudReply::platform(400, "SignatureNonceUsed", message));
    }
    action
        .filter(|_| version == VERSION)
        .map(|action| Authentic {
            action,
            account,
            nonce,
        })
        .ok_or_else(|| {
            CloudReply::platform(
                404,
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        })
}

/// Checks an account's signature by a clock.
fn check_signature(
    received: &Received,
    account: usize,
    now: Timestamp,
) -> Result<Verified, CloudReply> {
    let parts = received.parts();
    let key = ACCOUNTS[account].access_key();
    verify(&parts, &key, now).map_err(|error| {
        let others: Vec<_> = ACCOUNTS.iter().map(Account::access_key).collect();
        let known = Known {
            key: Some(&key),
            others: &others,
            client_string: None,
        };
        explained(&parts, &error, known)
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
