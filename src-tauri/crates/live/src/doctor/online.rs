//! What only an answer of the cloud can tell. Neither request is billed.

use http::Method;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use numberauth_cloud::Error as CloudError;
use numberauth_protocol::{Flow, redact};

use super::finding::{Case, Finding};
use crate::connector::Outgoing;
use crate::{LiveClient, LiveContext, LiveCredentials, LiveFailure, LiveProfile};

/// A clock that is so far away is told.
const NOTICEABLE: SignedDuration = SignedDuration::from_secs(60);
/// From here on a signature is refused (PROTOCOL "Signing").
const REFUSED: SignedDuration = SignedDuration::from_mins(15);

/// Asks the endpoint for nothing, unsigned, and compares the date of its answer with this machine's clock.
pub(super) async fn clock(profile: &LiveProfile, context: &LiveContext) -> Finding {
    let endpoint = profile.endpoint();
    let authority = endpoint.authority();
    let outgoing = Outgoing {
        method: Method::GET,
        path: "/",
        headers: &[],
    };
    let sent = context.clock.unshifted();
    let reply = context.connector.exchange(endpoint, &outgoing).await;
    let answered = context.clock.unshifted();
    let reply = match reply {
        Ok(reply) => reply,
        Err(why) => return unanswered(profile, &why.to_string()),
    };
    let date = reply
        .header("date")
        .and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
    let Some(date) = date else {
        return Case::ClockNotTold.with(&[("endpoint", &authority)]);
    };
    let ahead = ahead(sent, answered, date);
    let case = match ahead.abs() {
        apart if apart > REFUSED => Case::ClockTooFar,
        apart if apart > NOTICEABLE => Case::ClockOff,
        _ => Case::ClockGood,
    };
    let (direction_zh, direction_en) = if ahead.is_negative() {
        ("慢", "behind")
    } else {
        ("快", "ahead of")
    };
    case.with(&[
        ("endpoint", &authority),
        ("seconds", &ahead.abs().as_secs().to_string()),
        ("direction_zh", direction_zh),
        ("direction_en", direction_en),
    ])
}

/// The endpoint did not answer, or this machine cannot ask.
pub(super) fn unanswered(profile: &LiveProfile, reason: &str) -> Finding {
    let authority = profile.endpoint().authority();
    Case::ClockUnanswered.with(&[("endpoint", &authority), ("reason", reason)])
}

/// How far this machine's clock is ahead. The answer's date, in whole seconds, was written at some time between `sent`
/// and `answered`: within these there is no difference to tell.
fn ahead(sent: Timestamp, answered: Timestamp, date: Timestamp) -> SignedDuration {
    let earliest = date;
    let latest = date
        .saturating_add(SignedDuration::from_secs(1))
        .unwrap_or(Timestamp::MAX);
    if sent > latest {
        sent.duration_since(latest)
    } else if answered < earliest {
        answered.duration_since(earliest)
    } else {
        SignedDuration::ZERO
    }
}

/// Asks for tokens, to see that key, signature and scheme are accepted.
pub(super) async fn key(
    profile: &LiveProfile,
    credentials: LiveCredentials,
    context: LiveContext,
) -> Finding {
    let client = LiveClient::new(profile, credentials, context);
    match client.get_auth_token(Flow::Login).await {
        Ok(_) => Case::KeyGood.with(&[]),
        Err(failure) => {
            let reason = redact::scrub(&failure.to_string());
            let case = match failure {
                LiveFailure::Cloud(CloudError::Business { .. } | CloudError::Platform { .. }) => {
                    Case::KeyRefused
                }
                _ => Case::KeyUnanswered,
            };
            case.with(&[("reason", &reason)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_an_answer_is_read_and_compared() {
        let date = DateTimeParser::new()
            .parse_timestamp("Thu, 01 Jan 2026 00:00:10 GMT")
            .unwrap();
        let at = |seconds: i64| Timestamp::from_second(1_767_225_600 + seconds).unwrap();
        assert_eq!(date, at(10));
        for (sent, answered, seconds) in [
            (10, 10, 0),
            (5, 15, 0),
            (11, 12, 0),
            (13, 14, 2),
            (5, 8, -2),
            (1_000, 1_001, 989),
        ] {
            assert_eq!(
                ahead(at(sent), at(answered), date).as_secs(),
                seconds,
                "{sent} {answered}"
            );
        }
    }
}
