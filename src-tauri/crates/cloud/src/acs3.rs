//! ACS3-HMAC-SHA256, the signature of the official SDKs 2.x. Checked against `tests/vectors/signing.json` and the
//! vendor's published example.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::AccessKey;
use crate::encoding::{canonical_query, decode_pairs};
use crate::signature::{
    CanonicalStrings, RequestParts, SignatureError, Verified, check_date, date_text,
};

/// The algorithm's name, first word of the `Authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";
/// How far a request's date may be from the server's, either way: 15 minutes.
const DATE_WINDOW_MINUTES: i64 = 15;

/// What is signed of a request that is about to be sent.
#[derive(Clone)]
pub struct SigningInput<'a> {
    /// `POST` or `GET`.
    pub method: &'a str,
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

impl<'a> RequestParts<'a> {
    fn required(&self, name: &'static str) -> Result<&'a str, SignatureError> {
        self.header(name)
            .filter(|value| !value.is_empty())
            .ok_or(SignatureError::Missing(name))
    }
}

/// The canonical request of ACS3. `query` is encoded, sorted and joined; `headers` are the signed ones: names in lower case,
/// sorted.
#[must_use]
pub fn canonical_request(
    method: &str,
    path: &str,
    query: &str,
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
    mac_with(key.secret_bytes(), string_to_sign)
}

/// The MAC under any bytes.
pub(crate) fn mac_with(secret: &[u8], string_to_sign: &str) -> [u8; 32] {
    // HMAC takes a key of any length; the error type exists for other MACs.
    Hmac::<Sha256>::new_from_slice(secret)
        .map(|mac| {
            mac.chain_update(string_to_sign)
                .finalize()
                .into_bytes()
                .into()
        })
        .unwrap_or_default()
}

/// Signs a request to `/` and gives the headers to send, `Authorization` last; `host` is signed, and sent by the HTTP client.
/// A temporary key's STS token is sent and signed too.
#[must_use]
pub fn sign(key: &AccessKey, input: &SigningInput<'_>) -> Vec<(String, String)> {
    let content_sha256 = hex::encode(Sha256::digest(input.body));
    let date = date_text(input.date);
    let mut signed = vec![
        ("host", input.host),
        ("x-acs-action", input.action),
        ("x-acs-content-sha256", content_sha256.as_str()),
        ("x-acs-date", date.as_str()),
        ("x-acs-signature-nonce", input.nonce),
        ("x-acs-version", input.version),
    ];
    if let Some(token) = key.security_token() {
        signed.push(("x-acs-accesskey-id", key.id()));
        signed.push(("x-acs-security-token", token));
    }
    signed.sort_unstable();
    let query = canonical_query(input.query.iter().copied());
    let request = canonical_request(input.method, "/", &query, &signed, &content_sha256);
    let names = signed.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let authorization = format!(
        "{ALGORITHM} Credential={},SignedHeaders={},Signature={}",
        key.id(),
        names.join(";"),
        signature(key, &string_to_sign(&request)),
    );
    let sent = signed
        .into_iter()
        .filter(|(name, _)| *name != "host")
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    sent.chain([("authorization".to_owned(), authorization)])
        .collect()
}

pub(crate) struct Authorization<'a> {
    pub(crate) credential: &'a str,
    pub(crate) signed_headers: Vec<&'a str>,
    pub(crate) signature: &'a str,
}

impl<'a> Authorization<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (algorithm, rest) = text.trim().split_once(' ')?;
        if algorithm != ALGORITHM {
            return None;
        }
        let mut fields = rest
            .split(',')
            .map(|field| field.trim_start().split_once('='));
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

pub(crate) fn claimed_access_key<'a>(
    request: &RequestParts<'a>,
) -> Result<&'a str, SignatureError> {
    let authorization = request.required("authorization")?;
    Authorization::parse(authorization)
        .map(|parsed| parsed.credential)
        .ok_or(SignatureError::Malformed)
}

/// The server's strings of a request, by the list of signed headers that was sent.
pub(crate) fn strings(
    request: &RequestParts<'_>,
    signed_headers: &[&str],
    content_sha256: &str,
) -> CanonicalStrings {
    let mut signed: Vec<_> = signed_headers
        .iter()
        .map(|name| (*name, request.header(name).unwrap_or_default()))
        .collect();
    signed.sort_unstable();
    let pairs = decode_pairs(request.query);
    let query = canonical_query(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let canonical = canonical_request(
        request.method,
        request.path,
        &query,
        &signed,
        content_sha256,
    );
    CanonicalStrings {
        string_to_sign: string_to_sign(&canonical),
        canonical_request: Some(canonical),
    }
}

/// The list of signed headers that was *sent* counts, but `host` and every `x-acs-*` header must be in it.
pub(crate) fn verify(
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
    let date = request.required("x-acs-date")?;
    check_date("x-acs-date", date, now, DATE_WINDOW_MINUTES)?;

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
    let strings = strings(request, &authorization.signed_headers, content_sha256);
    let sent = hex::decode(authorization.signature).unwrap_or_default();
    if bool::from(mac(key, &strings.string_to_sign).ct_eq(sent.as_slice())) {
        Ok(Verified {
            action: action.to_owned(),
            version: version.to_owned(),
            nonce: nonce.to_owned(),
        })
    } else {
        Err(SignatureError::Mismatch(strings))
    }
}
