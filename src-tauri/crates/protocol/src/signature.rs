//! What everybody says about signatures: the two schemes, the causes of a wrong one, and a finding as the journal keeps it.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Words;

/// The two signatures of the cloud API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
pub enum SignatureScheme {
    /// ACS3-HMAC-SHA256, of the SDKs 2.x.
    #[serde(rename = "ACS3-HMAC-SHA256")]
    Acs3,
    /// RPC HMAC-SHA1, of the SDKs 1.x and pop-core.
    #[serde(rename = "HMAC-SHA1")]
    Rpc,
}

/// Why a signature does not hold. A closed list: each has its words in `data/signature-causes.json`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SignatureCause {
    /// A space or a line end was pasted into the secret.
    SecretWithSpace,
    /// The secret is another: an old one, a revoked one, another account's.
    OtherSecret,
    /// The legacy secret was used without its final `&`.
    MissingAmpersand,
    /// `~` was encoded as `%7E`.
    TildeEncoded,
    /// `*` was left as it is.
    StarNotEncoded,
    /// `!'()` were left as they are.
    MarksNotEncoded,
    /// `/`, `:` and their like were left as they are.
    ReservedNotEncoded,
    /// The hexadecimal digits of the encoding are in lower case.
    LowerCaseEncoding,
    /// A space was encoded as `+`.
    PlusForSpace,
    /// A `+` was sent unencoded, and arrived as a space.
    PlusNotEncoded,
    /// The parameters were encoded twice on the wire.
    SentEncodedTwice,
    /// The legacy string to sign holds values that were encoded once only.
    NotEncodedTwice,
    /// The parameters are not sorted by name.
    Unsorted,
    /// Parameters without a value were left out.
    EmptyLeftOut,
    /// The query was left out of the canonical request.
    QueryLeftOut,
    /// Another HTTP method was signed than the one that was sent.
    WrongMethod,
    /// Another path was signed.
    WrongPath,
    /// `host` was signed without its port.
    HostWithoutPort,
    /// A header that must be signed was sent unsigned.
    HeaderNotSigned,
    /// `x-acs-content-sha256` is not the body's.
    WrongContentHash,
    /// The signature was written in another encoding (base64 for hexadecimal, or the other way).
    WrongSignatureEncoding,
    /// The timestamp has milliseconds, or another form.
    TimestampForm,
    /// The client's clock is wrong.
    ClockSkew,
    /// Local time was written as UTC.
    LocalTime,
    /// A part is missing or malformed.
    Incomplete,
}

impl SignatureCause {
    /// All of them, in the order of the dictionary.
    pub const ALL: [Self; 25] = [
        Self::SecretWithSpace,
        Self::OtherSecret,
        Self::MissingAmpersand,
        Self::TildeEncoded,
        Self::StarNotEncoded,
        Self::MarksNotEncoded,
        Self::ReservedNotEncoded,
        Self::LowerCaseEncoding,
        Self::PlusForSpace,
        Self::PlusNotEncoded,
        Self::SentEncodedTwice,
        Self::NotEncodedTwice,
        Self::Unsorted,
        Self::EmptyLeftOut,
        Self::QueryLeftOut,
        Self::WrongMethod,
        Self::WrongPath,
        Self::HostWithoutPort,
        Self::HeaderNotSigned,
        Self::WrongContentHash,
        Self::WrongSignatureEncoding,
        Self::TimestampForm,
        Self::ClockSkew,
        Self::LocalTime,
        Self::Incomplete,
    ];

    /// The dictionary's entry.
    #[must_use]
    pub fn entry(self) -> &'static CauseEntry {
        // A test holds the dictionary to exactly `ALL`, in order.
        let at = Self::ALL.iter().position(|cause| *cause == self);
        &CAUSES[at.unwrap_or(0)]
    }
}

/// What a cause means and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CauseEntry {
    /// The cause.
    pub cause: SignatureCause,
    /// What was done.
    pub meaning: Words,
    /// What to do.
    pub fix: Words,
}

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static CAUSES: LazyLock<Vec<CauseEntry>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/signature-causes.json"))
        .expect("data/signature-causes.json is not of its form")
});

/// The dictionary of causes.
#[must_use]
pub fn signature_causes() -> &'static [CauseEntry] {
    &CAUSES
}

/// A cause that was named, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct NamedCause {
    /// Which.
    pub cause: SignatureCause,
    /// The signature that was sent is exactly the one that this slip makes, or the slip is there to see. Otherwise it is what is
    /// left when every known slip in the request is ruled out.
    pub certain: bool,
    /// What exactly, such as the parameter's name; no secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
}

/// Where two canonical strings part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Difference {
    /// The first byte that differs, counted from 0.
    pub byte: usize,
    /// Its line, counted from 1.
    pub line: usize,
    /// The parameter or header in which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub within: Option<String>,
    /// What stands there in the server's string: one character, or one `%XX`; empty at its end.
    pub server: String,
    /// What stands there in the client's.
    pub client: String,
}

/// What was found about a signature that does not hold, as the journal keeps it: redacted by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct SignatureFinding {
    /// The simulator's number of the whole report, which only the simulation's signature view shows.
    pub report: u64,
    /// Which signature.
    pub scheme: SignatureScheme,
    /// The likely causes, the surest first.
    pub causes: Vec<NamedCause>,
    /// Whether the client's side was known: its signature with the secret, or its own string. Where it was not, the causes are
    /// only what the request itself shows.
    pub compared: bool,
    /// The server's canonical request (ACS3) or string to sign (RPC); absent where it did not come to that.
    pub server: Option<String>,
    /// The client's, where it could be worked out.
    pub client: Option<String>,
    /// Where they part.
    pub first_difference: Option<Difference>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_has_each_cause_once_in_order() {
        let listed: Vec<_> = signature_causes().iter().map(|entry| entry.cause).collect();
        assert_eq!(listed, SignatureCause::ALL);
        for entry in signature_causes() {
            for words in [&entry.meaning, &entry.fix] {
                assert!(!words.zh.is_empty() && !words.en.is_empty(), "{entry:?}");
            }
            assert_eq!(entry.cause.entry(), entry);
        }
    }
}
