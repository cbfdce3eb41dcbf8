//! What both signatures share: the request as it came in, what a right signature proves, and why one does not hold.

use jiff::{SignedDuration, Timestamp};
use numberauth_protocol::SignatureScheme;
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

use crate::encoding::decode_pairs;
use crate::{AccessKey, acs3, rpc};

/// A request as it came in.
#[derive(Clone, Copy)]
pub struct RequestParts<'a> {
    /// `POST` or `GET`.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
    /// The query as it was sent.
    pub query: &'a str,
    /// The headers, names in any case.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> RequestParts<'a> {
    /// A header's value, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// A form body as text; empty for any other body.
    #[must_use]
    pub fn form(&self) -> &'a str {
        let is_form = self.header("content-type").is_some_and(|kind| {
            kind.to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
        is_form
            .then(|| std::str::from_utf8(self.body).ok())
            .flatten()
            .unwrap_or_default()
    }

    /// The parameters, decoded: those of the query and then those of a form body. The official SDKs use one or the other.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        let mut pairs = decode_pairs(self.query);
        pairs.extend(decode_pairs(self.form()));
        pairs
    }

    /// Which signature the request carries: ACS3 in its `Authorization` header, or the legacy one in its parameters.
    #[must_use]
    pub fn scheme(&self) -> SignatureScheme {
        let signed_by_header = self.header("authorization").is_some()
            || !self.parameters().iter().any(|(name, _)| {
                matches!(
                    name.as_str(),
                    "Signature" | "SignatureMethod" | "AccessKeyId"
                )
            });
        if signed_by_header {
            SignatureScheme::Acs3
        } else {
            SignatureScheme::Rpc
        }
    }
}

/// What a right signature proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The action that was signed.
    pub action: String,
    /// The version that was signed.
    pub version: String,
    /// The nonce, which the caller must refuse if it was used before.
    pub nonce: String,
}

/// The strings between a request and its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CanonicalStrings {
    /// ACS3's canonical request; the legacy signature has none.
    pub canonical_request: Option<String>,
    /// What the MAC is made of.
    pub string_to_sign: String,
}

impl CanonicalStrings {
    /// The one that shows how the request was read: the canonical request, or the legacy string to sign.
    #[must_use]
    pub fn telling(&self) -> &str {
        self.canonical_request
            .as_deref()
            .unwrap_or(&self.string_to_sign)
    }
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// A header or parameter that the signature needs is missing or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The `Authorization` header is not of the form.
    #[error(
        "the Authorization header is not `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`"
    )]
    Malformed,
    /// A signature method or version that is not spoken.
    #[error("{name} must be {expected}")]
    Unsupported {
        /// The parameter.
        name: &'static str,
        /// Its only value.
        expected: &'static str,
    },
    /// The date is not `yyyy-MM-ddTHH:mm:ssZ`.
    #[error("{0} is not of the form yyyy-MM-ddTHH:mm:ssZ")]
    MalformedDate(&'static str),
    /// The date is too far away.
    #[error(
        "the request's date is more than {window_minutes} minutes away from the server's time {server_time}"
    )]
    Expired {
        /// The server's time, unshifted.
        server_time: Timestamp,
        /// How far the request's date is ahead of it (negative: behind), in seconds.
        skew_seconds: i64,
        /// How far it may be, either way.
        window_minutes: i64,
    },
    /// `host` or an `x-acs-*` header was sent, but not signed.
    #[error("header {0} is not signed")]
    NotSigned(String),
    /// `x-acs-content-sha256` is not the body's.
    #[error("x-acs-content-sha256 is not the SHA-256 of the body")]
    WrongContentHash,
    /// The signature is another.
    #[error("the signature does not match the server's string to sign")]
    Mismatch(CanonicalStrings),
}

/// Who says to have signed a request, for looking the key up before [`verify`].
pub fn claimed_access_key(request: &RequestParts<'_>) -> Result<String, SignatureError> {
    match request.scheme() {
        SignatureScheme::Acs3 => acs3::claimed_access_key(request).map(str::to_owned),
        SignatureScheme::Rpc => rpc::claimed_access_key(request),
    }
}

/// Checks a request's signature, of either scheme, against `key`. `now` is the server's time, unshifted.
pub fn verify(
    request: &RequestParts<'_>,
    key: &AccessKey,
    now: Timestamp,
) -> Result<Verified, SignatureError> {
    match request.scheme() {
        SignatureScheme::Acs3 => acs3::verify(request, key, now),
        SignatureScheme::Rpc => rpc::verify(request, key, now),
    }
}

/// The form of a date in both signatures.
pub(crate) fn date_text(date: Timestamp) -> String {
    date.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Checks a date's form and window. `name` is its header or parameter.
pub(crate) fn check_date(
    name: &'static str,
    text: &str,
    now: Timestamp,
    window_minutes: i64,
) -> Result<(), SignatureError> {
    // Exactly the form with whole seconds: `Timestamp` alone would take fractions and offsets too.
    let bytes = text.as_bytes();
    let whole_seconds =
        bytes.len() == "yyyy-MM-ddTHH:mm:ssZ".len() && bytes[10] == b'T' && bytes[19] == b'Z';
    let date: Timestamp = whole_seconds
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(SignatureError::MalformedDate(name))?;
    let ahead = date.duration_since(now);
    if ahead.abs() <= SignedDuration::from_mins(window_minutes) {
        Ok(())
    } else {
        Err(SignatureError::Expired {
            server_time: now,
            skew_seconds: ahead.as_secs(),
            window_minutes,
        })
    }
}
