use std::fmt;

use numberauth_protocol::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::FaultError;

/// The longest delay, in milliseconds: a day.
pub(super) const LONGEST_DELAY_MS: u64 = 86_400_000;
/// A clock is wrong by at most so many seconds: ten years.
pub(super) const LONGEST_SKEW_SECONDS: i64 = 10 * 366 * 86_400;
/// The longest code of a carrier, in characters.
pub(super) const LONGEST_CODE: usize = 32;
/// The longest words of a carrier, in characters.
pub(super) const LONGEST_MSG: usize = 200;
/// What a server error's status is unless another is given.
const USUAL_STATUS: u16 = 503;

/// What a fault does.
// A variant with nothing in it has its braces so that serde refuses unknown keys there too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// The answer comes this many milliseconds late; what it did stands.
    Delay {
        /// Milliseconds, up to a day.
        #[schemars(range(max = LONGEST_DELAY_MS))]
        ms: u64,
    },
    /// As a delay, of a length that is drawn anew for each call.
    Jitter {
        /// The shortest, in milliseconds.
        #[schemars(range(max = LONGEST_DELAY_MS))]
        least_ms: u64,
        /// The longest, in milliseconds, up to a day.
        #[schemars(range(max = LONGEST_DELAY_MS))]
        most_ms: u64,
        /// The same seed draws the same lengths.
        #[schemars(range(max = u32::MAX))]
        seed: u32,
    },
    /// No answer ever comes, and nothing is done: the caller's own timer decides.
    Hang {},
    /// The connection is refused, by a port that nobody listens on. A program from outside that has the listener's address
    /// is closed its connection without an answer.
    Refuse {},
    /// The connection is reset (TCP RST) in place of an answer, and nothing is done.
    Reset {},
    /// The connection is closed in order, without one byte of an answer, and nothing is done.
    EmptyReply {},
    /// The body is cut in the middle; what the call did stands.
    Cut {},
    /// The body is whole and no JSON: its last character is missing. What the call did stands.
    BadJson {},
    /// The right body says that it is HTML; what the call did stands.
    WrongContentType {},
    /// The body comes in small pieces; what the call did stands.
    SlowDrip {
        /// From the head to the last piece, in milliseconds, up to a day.
        #[schemars(range(min = 1, max = LONGEST_DELAY_MS))]
        ms: u64,
    },
    /// HTTP 5xx before anything is done.
    ServerError {
        /// The status, 500 to 599; 503 unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 500, max = 599))]
        #[ts(optional = nullable)]
        status: Option<u16>,
    },
    /// The cloud has had too many calls: `Throttling.User` with HTTP 429, once the signature is found right.
    Throttle {},
    /// The account's service is stopped: `isv.OUT_OF_SERVICE`.
    OutOfService {},
    /// The RAM user of the `AccessKey` may not call the action: `isv.RAM_PERMISSION_DENY`.
    PermissionDenied {},
    /// The cloud's clock is wrong. Where it is wrong by more than the signature's window, a right signature is refused:
    /// `InvalidTimeStamp.Expired`. The answer's `Date` is wrong with it.
    ClockSkew {
        /// How far the clock is ahead, in seconds; negative: behind. Not 0, up to ten years.
        #[schemars(range(min = -LONGEST_SKEW_SECONDS, max = LONGEST_SKEW_SECONDS), extend("not" = {"const": 0}))]
        seconds: i64,
    },
    /// The carrier refuses for a reason of its own; at `VerifyPhoneWithToken` it cannot say (UNKNOWN).
    Carrier {
        /// Its code, 1 to 32 letters, digits, `-`, `_` and `.`; the carrier's code for "busy" unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(length(max = LONGEST_CODE), regex(pattern = "^[A-Za-z0-9._-]+$"))]
        #[ts(optional = nullable)]
        code: Option<String>,
        /// Its words, 1 to 200 characters; the ones that the carrier has for the code unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(length(min = 1, max = LONGEST_MSG))]
        #[ts(optional = nullable)]
        msg: Option<String>,
    },
}

/// The mark by which the journal names a fault: stable, for programs.
impl fmt::Display for FaultEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay { ms } => write!(f, "delay {ms} ms"),
            Self::Jitter {
                least_ms, most_ms, ..
            } => write!(f, "jitter {least_ms}-{most_ms} ms"),
            Self::Hang {} => f.write_str("no answer"),
            Self::Refuse {} => f.write_str("connection refused"),
            Self::Reset {} => f.write_str("connection reset"),
            Self::EmptyReply {} => f.write_str("empty reply"),
            Self::Cut {} => f.write_str("cut"),
            Self::BadJson {} => f.write_str("bad JSON"),
            Self::WrongContentType {} => f.write_str("wrong content type"),
            Self::SlowDrip { ms } => write!(f, "slow drip {ms} ms"),
            Self::ServerError { status } => write!(f, "{}", status.unwrap_or(USUAL_STATUS)),
            Self::Throttle {} => f.write_str("throttled"),
            Self::OutOfService {} => f.write_str("out of service"),
            Self::PermissionDenied {} => f.write_str("permission denied"),
            Self::ClockSkew { seconds } => write!(f, "clock skew {seconds:+} s"),
            Self::Carrier { code: None, .. } => f.write_str("carrier refuses"),
            Self::Carrier {
                code: Some(code), ..
            } => write!(f, "carrier refuses {code}"),
        }
    }
}

impl FaultEffect {
    /// Whether it can be at `operation`, with its numbers as they are.
    pub(super) fn check(&self, operation: Operation) -> Result<(), FaultError> {
        let of_the_cloud = matches!(operation, Operation::Cloud(_));
        match self {
            Self::Throttle {}
            | Self::OutOfService {}
            | Self::PermissionDenied {}
            | Self::ClockSkew { .. }
                if !of_the_cloud =>
            {
                Err(FaultError::CloudOnly(operation))
            }
            Self::Carrier { .. } if !operation.asks_carrier() => {
                Err(FaultError::NoCarrierThere(operation))
            }
            Self::Delay { ms } | Self::SlowDrip { ms } | Self::Jitter { most_ms: ms, .. }
                if *ms > LONGEST_DELAY_MS =>
            {
                Err(FaultError::DelayTooLong(*ms))
            }
            Self::Jitter {
                least_ms, most_ms, ..
            } if least_ms > most_ms => Err(FaultError::JitterUpsideDown {
                least_ms: *least_ms,
                most_ms: *most_ms,
            }),
            Self::SlowDrip { ms: 0 } => Err(FaultError::DripOfNoTime),
            Self::ServerError {
                status: Some(status),
            } if !(500..=599).contains(status) => Err(FaultError::NoServerError(*status)),
            Self::ClockSkew { seconds }
                if *seconds == 0
                    || seconds.unsigned_abs() > LONGEST_SKEW_SECONDS.unsigned_abs() =>
            {
                Err(FaultError::Skew(*seconds))
            }
            Self::Carrier { code, msg } => {
                if code.as_deref().is_some_and(|code| !is_code(code)) {
                    return Err(FaultError::CarrierCode);
                }
                if msg.as_deref().is_some_and(|msg| !is_msg(msg)) {
                    return Err(FaultError::CarrierMsg);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The status that comes before anything is done.
    pub(crate) fn server_error(&self) -> Option<u16> {
        match self {
            Self::ServerError { status } => Some(status.unwrap_or(USUAL_STATUS)),
            _ => None,
        }
    }

    /// Whether no answer comes at all: nothing is done then either.
    pub(crate) fn is_unanswered(&self) -> bool {
        matches!(
            self,
            Self::Hang {} | Self::Refuse {} | Self::Reset {} | Self::EmptyReply {}
        )
    }

    pub(super) fn is_refuse(&self) -> bool {
        matches!(self, Self::Refuse {})
    }

    pub(crate) fn is_carrier(&self) -> bool {
        matches!(self, Self::Carrier { .. })
    }
}

fn is_code(text: &str) -> bool {
    numberauth_protocol::redact::scrub(text) == text
        && (1..=LONGEST_CODE).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn is_msg(text: &str) -> bool {
    (1..=LONGEST_MSG).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}
