//! ACS3-HMAC-SHA256, the signature of the official SDKs 2.x. Checked against `tests/vectors/signing.json` and the
//! vendor's published example.

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::AccessKey;
use crate::encoding::{canonical_query, decode_pairs};

/// The algorithm's name, first word of the `Authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";
/// How far a request's date may be from the server's, either way: 15 minutes.
const DATE_WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What is signed of a request that is about to be sent.
#[derive(Clone)]
pub struct SigningInput<'a> {
    /// The `Host` header, with its port.
    pub host: &'a str,
    /// The action's name.
    pub action: &'a str,
    /// The API's version.
    pub version: &'a str,
    /// The query, not yet encoded.
    pub query: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
    /// The client's time, unshifted.
    pub date: Timestamp,
    /// Never used twice.
    pub nonce: &'a str,
}

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

    fn required(&self, name: &'static str) -> Result<&'a str, SignatureError> {
        self.header(name)
            .filter(|value| !value.is_empty())
            .ok_or(SignatureError::MissingHeader(name))
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

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// A header that the signature needs is missing or empty.
    #[error("header {0} is missing")]
    MissingHeader(&'static str),
    /// The `Authorization` header is not of the form.
    #[error(
        "the Authorization header is not `{ALGORITHM} Credential=…,SignedHeaders=…,Signature=…`"
    )]
    Malformed,
    /// `x-acs-date` is not `yyyy-MM-ddTHH:mm:ssZ`.
    #[error("x-acs-date is not of the form yyyy-MM-ddTHH:mm:ssZ")]
    MalformedDate,
    /// The date is more than 15 minutes away.
    #[error("x-acs-date is more than 15 minutes away from the server's time {server_time}")]
    Expired {
        /// The server's time, unshifted.
        server_time: Timestamp,
    },
    /// `host` or an `x-acs-*` header was sent, but not signed.
    #[error("header {0} is not signed")]
    NotSigned(String),
    /// `x-acs-content-sha256` is not the body's.
    #[error("x-acs-content-sha256 is not the SHA-256 of the body")]
    WrongContentHash,
    /// The signature is another.
    #[error("the signature does not match the server's string to sign")]
    Mismatch {
        /// The server's string to sign, which the real cloud puts into its answer.
        string_to_sign: String,
        /// The canonical request behind it.
        canonical_request: String,
    },
}

/// The canonical request of ACS3. `headers` are the signed ones: names in lower case, sorted.
#[must_use]
pub fn canonical_request(
    method: &str,
    path: &str,
    query: &[(&str, &str)],
    headers: &[(&str, &str)],
    content_sha256: &str,
) -> String {
    let line = |(name, value): &(&str, &str)| format!("{name}:{}", value.trim());
    let lines = headers.iter().map(line).collect::<Vec<_>>().join("\n");
    let names = headers
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(";");
    let query = canonical_query(query.iter().copied());
    let path = if path.is_empty() { "/" } else { path };
    format!("{method}\n{path}\n{query}\n{lines}\n\n{names}\n{content_sha256}")
}

/// The string to sign of a canonical request.
#[must_use]
pub fn string_to_sign(canonical_request: &str) -> String {
    format!(
        "{ALGORITHM}\n{}",
        hex::encode(Sha256::digest(canonical_request))
    )
}

/// The signature of a string to sign: lower-case hex.
#[must_use]
pub fn signature(key: &AccessKey, string_to_sign: &str) -> String {
    hex::encode(mac(key, string_to_sign))
}

fn mac(key: &AccessKey, string_to_sign: &str) -> [u8; 32] {
    // HMAC takes a key of any length; the error type exists for other MACs.
    Hmac::<Sha256>::new_from_slice(key.secret_bytes())
        .map(|mac| {
            mac.chain_update(string_to_sign)
                .finalize()
                .into_bytes()
                .into()
        })
        .unwrap_or_default()
}

/// Signs a `POST /` and gives the headers to send, `Authorization` last; `host` is signed, and sent by the HTTP client.
#[must_use]
pub fn sign(key: &AccessKey, input: &SigningInput<'_>) -> Vec<(String, String)> {
    let content_sha256 = hex::encode(Sha256::digest(input.body));
    let date = input.date.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let signed = [
        ("host", input.host),
        ("x-acs-action", input.action),
        ("x-acs-content-sha256", content_sha256.as_str()),
        ("x-acs-date", date.as_str()),
        ("x-acs-signature-nonce", input.nonce),
        ("x-acs-version", input.version),
    ];
    let request = canonical_request("POST", "/", input.query, &signed, &content_sha256);
    let authorization = format!(
        "{ALGORITHM} Credential={},SignedHeaders={},Signature={}",
        key.id(),
        signed.map(|(name, _)| name).join(";"),
        signature(key, &string_to_sign(&request)),
    );
    let own = signed
        .iter()
        .skip(1)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    own.chain([("authorization".to_owned(), authorization)])
        .collect()
}

struct Authorization<'a> {
    credential: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (algorithm, rest) = text.trim().split_once(' ')?;
        if algorithm != ALGORITHM {
            return None;
        }
        let mut fields = rest.split(',').map(|field| field.trim().split_once('='));
        let mut field = |name: &str| {
            fields
                .next()
                .flatten()
                .filter(|(known, _)| *known == name)
                .map(|(_, value)| value)
        };
        Some(Self {
            credential: field("Credential")?,
            signed_headers: field("SignedHeaders")?.split(';').collect(),
            signature: field("Signature")?,
        })
    }
}

/// Who says to have signed a request, for looking the key up before [`verify`].
pub fn claimed_access_key<'a>(request: &RequestParts<'a>) -> Result<&'a str, SignatureError> {
    let authorization = request.required("authorization")?;
    Authorization::parse(authorization)
        .map(|parsed| parsed.credential)
        .ok_or(SignatureError::Malformed)
}

/// Checks a request's signature against `key`. `now` is the server's time, unshifted.
///
/// The list of signed headers that was *sent* counts, but `host` and every `x-acs-*` header must be in it.
pub fn verify(
    request: &RequestParts<'_>,
    key: &AccessKey,
    now: Timestamp,
) -> Result<Verified, SignatureError> {
    let authorization = Authorization::parse(request.required("authorization")?)
        .ok_or(SignatureError::Malformed)?;
    let action = request.required("x-acs-action")?;
    let version = request.required("x-acs-version")?;
    let nonce = request.required("x-acs-signature-nonce")?;
    let content_sha256 = request.required("x-acs-content-sha256")?;
    check_date(request.required("x-acs-date")?, now)?;

    let must_be_signed = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase());
    for name in must_be_signed.filter(|name| name == "host" || name.starts_with("x-acs-")) {
        if !authorization.signed_headers.contains(&name.as_str()) {
            return Err(SignatureError::NotSigned(name));
        }
    }
    if content_sha256 != hex::encode(Sha256::digest(request.body)) {
        return Err(SignatureError::WrongContentHash);
    }

    let mut signed: Vec<_> = authorization
        .signed_headers
        .iter()
        .map(|name| (*name, request.header(name).unwrap_or_default()))
        .collect();
    signed.sort_unstable();
    let pairs = decode_pairs(request.query);
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let canonical = canonical_request(
        request.method,
        request.path,
        &pairs,
        &signed,
        content_sha256,
    );
    let to_sign = string_to_sign(&canonical);
    let sent = hex::decode(authorization.signature).unwrap_or_default();
    if bool::from(mac(key, &to_sign).ct_eq(sent.as_slice())) {
        Ok(Verified {
            action: action.to_owned(),
            version: version.to_owned(),
            nonce: nonce.to_owned(),
        })
    } else {
        Err(SignatureError::Mismatch {
            string_to_sign: to_sign,
            canonical_request: canonical,
        })
    }
}

fn check_date(text: &str, now: Timestamp) -> Result<(), SignatureError> {
    // Exactly the form with whole seconds: `Timestamp` alone would take fractions and offsets too.
    let bytes = text.as_bytes();
    let whole_seconds =
        bytes.len() == "yyyy-MM-ddTHH:mm:ssZ".len() && bytes[10] == b'T' && bytes[19] == b'Z';
    let date: Timestamp = whole_seconds
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(SignatureError::MalformedDate)?;
    if now.duration_since(date).abs() <= DATE_WINDOW {
        Ok(())
    } else {
        Err(SignatureError::Expired { server_time: now })
    }
}
