//! The legacy RPC signature, HMAC-SHA1 version 1.0, of the SDKs 1.x and pop-core: everything is a parameter, in the query or
//! in a form body. Checked against `tests/vectors/signing.json` and the vendor's published example.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;

use crate::AccessKey;
use crate::encoding::{canonical_query, encode};
use crate::signature::{
    CanonicalStrings, RequestParts, SignatureError, Verified, check_date, date_text,
};

/// The only `SignatureMethod`.
pub const METHOD: &str = "HMAC-SHA1";
/// The only `SignatureVersion`.
const VERSION: &str = "1.0";
/// How far a request's date may be from the server's, either way: 31 minutes.
const DATE_WINDOW_MINUTES: i64 = 31;

/// What is signed of a request that is about to be sent.
#[derive(Clone, Copy)]
pub struct RpcInput<'a> {
    /// `POST` or `GET`.
    pub method: &'a str,
    /// The action's name.
    pub action: &'a str,
    /// The API's version.
    pub version: &'a str,
    /// The format of the answer, `JSON` or `XML`.
    pub format: &'a str,
    /// The business parameters, not yet encoded.
    pub parameters: &'a [(&'a str, &'a str)],
    /// The client's time, unshifted.
    pub date: Timestamp,
    /// Never used twice.
    pub nonce: &'a str,
}

/// The string to sign of already encoded, sorted and joined parameters.
#[must_use]
pub fn string_to_sign(method: &str, canonical_query: &str) -> String {
    format!("{method}&%2F&{}", encode(canonical_query))
}

/// The signature of a string to sign: base64.
#[must_use]
pub fn signature(key: &AccessKey, string_to_sign: &str) -> String {
    STANDARD.encode(mac(key, string_to_sign))
}

fn mac(key: &AccessKey, string_to_sign: &str) -> [u8; 20] {
    let secret = [key.secret_bytes(), b"&"].concat();
    mac_with(&secret, string_to_sign)
}

/// The MAC under any bytes, the final `&` included or not.
pub(crate) fn mac_with(secret: &[u8], string_to_sign: &str) -> [u8; 20] {
    // HMAC takes a key of any length; the error type exists for other MACs.
    Hmac::<Sha1>::new_from_slice(secret)
        .map(|mac| {
            mac.chain_update(string_to_sign)
                .finalize()
                .into_bytes()
                .into()
        })
        .unwrap_or_default()
}

/// Signs a request and gives all its parameters, `Signature` last, for the query or a form body.
#[must_use]
pub fn sign(key: &AccessKey, input: &RpcInput<'_>) -> Vec<(String, String)> {
    let timestamp = date_text(input.date);
    let mut parameters = vec![
        ("AccessKeyId", key.id()),
        ("Action", input.action),
        ("Format", input.format),
        ("SignatureMethod", METHOD),
        ("SignatureNonce", input.nonce),
        ("SignatureVersion", VERSION),
        ("Timestamp", &timestamp),
        ("Version", input.version),
    ];
    parameters.extend(key.security_token().map(|token| ("SecurityToken", token)));
    parameters.extend_from_slice(input.parameters);
    let to_sign = string_to_sign(input.method, &canonical_query(parameters.iter().copied()));
    let own = parameters
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    own.chain([("Signature".to_owned(), signature(key, &to_sign))])
        .collect()
}

/// The parameters by name, the first of each.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn required(&self, name: &'static str) -> Result<&str, SignatureError> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
            .ok_or(SignatureError::Missing(name))
    }
}

pub(crate) fn claimed_access_key(request: &RequestParts<'_>) -> Result<String, SignatureError> {
    let parameters = Parameters(request.parameters());
    parameters.required("AccessKeyId").map(str::to_owned)
}

/// The server's strings of a request.
pub(crate) fn strings(request: &RequestParts<'_>) -> CanonicalStrings {
    let parameters = request.parameters();
    let signed = parameters.iter().filter(|(name, _)| name != "Signature");
    let query = canonical_query(signed.map(|(name, value)| (name.as_str(), value.as_str())));
    CanonicalStrings {
        canonical_request: None,
        string_to_sign: string_to_sign(request.method, &query),
    }
}

pub(crate) fn verify(
    request: &RequestParts<'_>,
    key: &AccessKey,
    now: Timestamp,
) -> Result<Verified, SignatureError> {
    let parameters = Parameters(request.parameters());
    let action = parameters.required("Action")?;
    let version = parameters.required("Version")?;
    let nonce = parameters.required("SignatureNonce")?;
    for (name, expected) in [("SignatureMethod", METHOD), ("SignatureVersion", VERSION)] {
        if parameters.required(name)? != expected {
            return Err(SignatureError::Unsupported { name, expected });
        }
    }
    let timestamp = parameters.required("Timestamp")?;
    check_date("Timestamp", timestamp, now, DATE_WINDOW_MINUTES)?;
    let sent = STANDARD
        .decode(parameters.required("Signature")?)
        .unwrap_or_default();
    let strings = strings(request);
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
