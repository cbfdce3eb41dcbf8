//! What the three actions answer, read from any transport's reply.

use numberauth_protocol::{AccessToken, HttpReply, JwtToken, PhoneNumber, TransportFailure};
use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

/// A success: what it brought and the cloud's id of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Success<T> {
    /// What was asked for.
    pub value: T,
    /// The cloud's id of the request.
    pub request_id: String,
}

/// What `GetAuthToken` brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthTokens {
    /// Valid 10 minutes.
    pub access_token: AccessToken,
    /// Valid 1 hour.
    pub jwt_token: JwtToken,
}

/// What `VerifyPhoneWithToken` answers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, Deserialize, ts_rs::TS, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum VerifyResult {
    /// It is this number.
    Pass,
    /// It is another.
    Reject,
    /// The carrier could not say.
    Unknown,
}

/// Why an action did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// HTTP 200 with a `Code` other than `OK`.
    #[error("{code}: {message}")]
    Business {
        /// Such as `isv.TOKEN_INVALID`.
        code: String,
        /// The cloud's words.
        message: String,
        /// The cloud's id of the request.
        request_id: String,
    },
    /// A 4xx or 5xx with the platform's own error.
    #[error("HTTP {status} {code}: {message}")]
    Platform {
        /// The HTTP status.
        status: u16,
        /// Such as `SignatureDoesNotMatch`.
        code: String,
        /// The cloud's words.
        message: String,
        /// The cloud's id of the request.
        request_id: String,
    },
    /// No whole answer came.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
    /// No answer within the client's own time.
    #[error("no answer within {seconds} s")]
    TimedOut {
        /// How long the client waited, in seconds.
        seconds: u64,
    },
    /// An answer that is not the API's.
    #[error("HTTP {status}, but not an answer of this API: {why}")]
    NotUnderstood {
        /// The HTTP status.
        status: u16,
        /// What was expected.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    request_id: String,
    token_info: Option<TokenInfo>,
    data: Option<Data>,
    gate_verify: Option<GateVerify>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TokenInfo {
    access_token: AccessToken,
    jwt_token: JwtToken,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Data {
    mobile: PhoneNumber,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GateVerify {
    verify_result: VerifyResult,
}

/// Reads an answer whose success holds what `pick` finds.
fn read<T>(
    reply: &HttpReply,
    wanted: &str,
    pick: impl FnOnce(Envelope) -> Option<T>,
) -> Result<Success<T>, Error> {
    let not_understood = |why: String| Error::NotUnderstood {
        status: reply.status,
        why,
    };
    // serde's own words may repeat a value of the answer; where it stands is enough.
    let envelope: Envelope = serde_json::from_slice(&reply.body).map_err(|error| {
        not_understood(format!(
            "line {} column {} of the body",
            error.line(),
            error.column()
        ))
    })?;
    let (code, message) = (envelope.code.clone(), envelope.message.clone());
    let request_id = envelope.request_id.clone();
    match reply.status {
        200 if code == "OK" => {
            let value =
                pick(envelope).ok_or_else(|| not_understood(format!("{wanted} is missing")))?;
            Ok(Success { value, request_id })
        }
        200 => Err(Error::Business {
            code,
            message,
            request_id,
        }),
        status => Err(Error::Platform {
            status,
            code,
            message,
            request_id,
        }),
    }
}

/// The answer of `GetAuthToken`.
pub fn auth_tokens(reply: &HttpReply) -> Result<Success<AuthTokens>, Error> {
    read(reply, "TokenInfo", |envelope| {
        let TokenInfo {
            access_token,
            jwt_token,
        } = envelope.token_info?;
        Some(AuthTokens {
            access_token,
            jwt_token,
        })
    })
}

/// The answer of `GetPhoneWithToken`.
pub fn phone(reply: &HttpReply) -> Result<Success<PhoneNumber>, Error> {
    read(reply, "Data.Mobile", |envelope| {
        envelope.data.map(|data| data.mobile)
    })
}

/// The answer of `VerifyPhoneWithToken`.
pub fn verification(reply: &HttpReply) -> Result<Success<VerifyResult>, Error> {
    read(reply, "GateVerify.VerifyResult", |envelope| {
        envelope.gate_verify.map(|gate| gate.verify_result)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> HttpReply {
        HttpReply {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    #[test]
    fn a_success_is_read() {
        let success = phone(&reply(
            200,
            r#"{"Code":"OK","RequestId":"R","Data":{"Mobile":"13800131234"}}"#,
        ))
        .unwrap();
        assert_eq!(
            (success.value.reveal(), success.request_id.as_str()),
            ("13800131234", "R")
        );
        let body = r#"{"Code":"OK","GateVerify":{"VerifyResult":"UNKNOWN","VerifyId":"1"}}"#;
        assert_eq!(
            verification(&reply(200, body)).unwrap().value,
            VerifyResult::Unknown
        );
    }

    #[test]
    fn failures_keep_their_kind() {
        let body = r#"{"Code":"isv.TOKEN_INVALID","Message":"m","RequestId":"R"}"#;
        assert!(
            matches!(phone(&reply(200, body)), Err(Error::Business { code, .. }) if code == "isv.TOKEN_INVALID")
        );
        assert!(matches!(
            phone(&reply(503, body)),
            Err(Error::Platform { status: 503, .. })
        ));
        assert!(matches!(
            phone(&reply(502, "<html>")),
            Err(Error::NotUnderstood { status: 502, .. })
        ));
        assert!(matches!(
            phone(&reply(200, r#"{"Code":"OK"}"#)),
            Err(Error::NotUnderstood { .. })
        ));
    }

    #[test]
    fn an_error_never_repeats_a_number() {
        let error = phone(&reply(
            200,
            r#"{"Code":"OK","Data":{"Mobile":13800131234}}"#,
        ))
        .unwrap_err();
        assert!(!error.to_string().contains("13800131234"), "{error}");
    }
}
