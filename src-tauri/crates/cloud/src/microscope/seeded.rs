//! Calls that are signed wrongly on purpose, to see what the server and the microscope make of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use numberauth_protocol::{CloudAction, Operation, SignatureCause, SignatureScheme};

use super::recipe::{Order, Recipe, hash_of_nothing, mac};
use super::specimen::Specimen;
use crate::encoding::encode;
use crate::signature::date_text;
use crate::{AccessKey, SignedCall, VERSION, acs3, rpc};

/// The slips that can be made on purpose. The one of the legacy signature alone is made with that one.
pub const SEEDED: [SignatureCause; 12] = [
    SignatureCause::SecretWithSpace,
    SignatureCause::OtherSecret,
    SignatureCause::TildeEncoded,
    SignatureCause::StarNotEncoded,
    SignatureCause::MarksNotEncoded,
    SignatureCause::PlusForSpace,
    SignatureCause::NotEncodedTwice,
    SignatureCause::Unsorted,
    SignatureCause::WrongMethod,
    SignatureCause::TimestampForm,
    SignatureCause::ClockSkew,
    SignatureCause::HostWithoutPort,
];

/// Further than either signature's window.
const SKEW: SignedDuration = SignedDuration::from_mins(40);

/// A call that is signed with a slip, or `None` if the slip is none of [`SEEDED`]. The arguments are those of
/// [`SignedCall::new`].
#[must_use]
pub fn signed_with(
    slip: SignatureCause,
    key: &AccessKey,
    host: &str,
    action: CloudAction,
    query: &[(&str, &str)],
    date: Timestamp,
    nonce: &str,
) -> Option<SignedCall> {
    let mut recipe = Recipe::default();
    let mut secret = key.secret_bytes().to_vec();
    let mut date_sent = date_text(date);
    match slip {
        SignatureCause::SecretWithSpace => secret.push(b' '),
        SignatureCause::OtherSecret => secret.reverse(),
        SignatureCause::TildeEncoded => recipe.tilde_encoded = true,
        SignatureCause::StarNotEncoded => recipe.raw.push(b'*'),
        SignatureCause::MarksNotEncoded => recipe.raw.extend(b"!'()"),
        SignatureCause::PlusForSpace => recipe.plus_for_space = true,
        SignatureCause::NotEncodedTwice => recipe.once = true,
        SignatureCause::Unsorted => recipe.order = Order::AsSent,
        SignatureCause::WrongMethod => recipe.method = Some("GET"),
        SignatureCause::TimestampForm => date_sent = date_sent.replace('Z', ".123Z"),
        SignatureCause::ClockSkew => date_sent = date_text(date.saturating_sub(SKEW).ok()?),
        SignatureCause::HostWithoutPort => recipe.host_without_port = true,
        _ => return None,
    }
    let name = Operation::Cloud(action).name();
    Some(if slip == SignatureCause::NotEncodedTwice {
        legacy(&recipe, &secret, key.id(), name, query, &date_sent, nonce)
    } else {
        let headers = [
            ("host", host),
            ("x-acs-action", name),
            ("x-acs-content-sha256", &hash_of_nothing()),
            ("x-acs-date", &date_sent),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-version", VERSION),
        ];
        modern(&recipe, &secret, key.id(), &headers, query)
    })
}

fn joined(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn specimen(scheme: SignatureScheme, query: String, headers: &[(&str, &str)]) -> Specimen {
    let owned = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Specimen {
        scheme,
        method: "POST".into(),
        path: "/".into(),
        query,
        form: String::new(),
        signed_headers: owned.collect(),
        content_sha256: hash_of_nothing(),
        signature: None,
    }
}

fn modern(
    recipe: &Recipe,
    secret: &[u8],
    key_id: &str,
    headers: &[(&str, &str)],
    query: &[(&str, &str)],
) -> SignedCall {
    let query = joined(query);
    let specimen = specimen(SignatureScheme::Acs3, query.clone(), headers);
    let strings = recipe.strings(&specimen);
    let signature = hex::encode(mac(SignatureScheme::Acs3, secret, &strings.string_to_sign));
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let authorization = format!(
        "{} Credential={key_id},SignedHeaders={},Signature={signature}",
        acs3::ALGORITHM,
        names.join(";"),
    );
    let sent = specimen.signed_headers.into_iter();
    SignedCall {
        path: format!("/?{query}"),
        headers: sent
            .filter(|(name, _)| name != "host")
            .chain([("authorization".to_owned(), authorization)])
            .collect(),
    }
}

fn legacy(
    recipe: &Recipe,
    secret: &[u8],
    key_id: &str,
    action: &str,
    query: &[(&str, &str)],
    date: &str,
    nonce: &str,
) -> SignedCall {
    let mut pairs = vec![
        ("AccessKeyId", key_id),
        ("Action", action),
        ("Format", "JSON"),
        ("SignatureMethod", rpc::METHOD),
        ("SignatureNonce", nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", date),
        ("Version", VERSION),
    ];
    pairs.extend_from_slice(query);
    let query = joined(&pairs);
    let strings = recipe.strings(&specimen(SignatureScheme::Rpc, query.clone(), &[]));
    let secret = [secret, b"&"].concat();
    let signature = mac(SignatureScheme::Rpc, &secret, &strings.string_to_sign);
    SignedCall {
        path: format!(
            "/?{query}&Signature={}",
            encode(&STANDARD.encode(signature))
        ),
        headers: Vec::new(),
    }
}
