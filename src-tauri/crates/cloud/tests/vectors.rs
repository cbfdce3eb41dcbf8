//! Every string of `vectors/signing.json`: made with the vendor's own Python SDK under a fake key, and the vendor's
//! published example. Source: the project's protocol page, section "Signing".

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use numberauth_cloud::{
    AccessKey, CanonicalStrings, RequestParts, SignatureError, acs3, canonical_query, decode_pairs,
    rpc, verify,
};
use numberauth_protocol::SignatureScheme;
use serde_json::Value;

fn vectors() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors/signing.json")).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

struct Sent {
    method: String,
    query: String,
    headers: Vec<(String, String)>,
}

fn sent(vector: &Value) -> Option<Sent> {
    let line: Vec<_> = vector["request_line"].as_str()?.split(' ').collect();
    let headers = vector["headers"].as_array()?.iter();
    Some(Sent {
        method: line[0].to_owned(),
        query: line[1].split_once('?')?.1.to_owned(),
        headers: headers
            .map(|h| {
                (
                    h[0].as_str().unwrap().to_owned(),
                    h[1].as_str().unwrap().to_owned(),
                )
            })
            .collect(),
    })
}

fn fake_key() -> AccessKey {
    AccessKey::new("LTAI-FAKE-ACCESS-KEY-ID", "FAKE-SECRET-FOR-TEST-ONLY")
}

#[test]
fn every_request_of_the_official_sdk_verifies() {
    let now = "2024-01-02T03:10:00Z".parse().unwrap();
    let mut seen = Vec::new();
    for vector in vectors() {
        let Some(sent) = sent(&vector) else { continue };
        let request = RequestParts {
            method: &sent.method,
            path: "/",
            query: &sent.query,
            headers: &sent.headers,
            body: b"",
        };
        let verified = verify(&request, &fake_key(), now).unwrap();
        assert_eq!(verified.action, vector["operation"]);
        // A wrong secret shows the server's strings, which must be the vector's to the byte.
        let another = AccessKey::new("LTAI-FAKE-ACCESS-KEY-ID", "another");
        let Err(SignatureError::Mismatch(CanonicalStrings {
            canonical_request,
            string_to_sign,
        })) = verify(&request, &another, now)
        else {
            panic!("a wrong secret was accepted");
        };
        assert_eq!(
            canonical_request.as_deref(),
            vector["canonical_request"].as_str()
        );
        assert_eq!(string_to_sign, vector["string_to_sign"]);
        let signature = match request.scheme() {
            SignatureScheme::Acs3 => acs3::signature(&fake_key(), &string_to_sign),
            SignatureScheme::Rpc => rpc::signature(&fake_key(), &string_to_sign),
        };
        assert_eq!(signature, vector["computed_signature"]);
        seen.push(request.scheme());
    }
    let count = |scheme| seen.iter().filter(|seen| **seen == scheme).count();
    assert_eq!(
        (count(SignatureScheme::Acs3), count(SignatureScheme::Rpc)),
        (3, 3)
    );
}

fn published(field: &str) -> Value {
    vectors()
        .into_iter()
        .find(|vector| !vector[field].is_null())
        .unwrap()
}

fn pairs(map: &Value) -> Vec<(String, String)> {
    let pairs = map.as_object().unwrap().iter();
    pairs
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect()
}

fn canonical(map: &Value) -> String {
    let pairs = pairs(map);
    canonical_query(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

#[test]
fn the_vendors_published_acs3_example_is_reproduced() {
    let vector = published("hashed_canonical_request");
    let text = |field: &str| vector[field].as_str().unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let headers = [
        ("host", text("host")),
        ("x-acs-action", text("x-acs-action")),
        ("x-acs-content-sha256", empty),
        ("x-acs-date", text("x-acs-date")),
        ("x-acs-signature-nonce", text("x-acs-signature-nonce")),
        ("x-acs-version", text("x-acs-version")),
    ];
    let query = canonical(&vector["query"]);
    let to_sign = acs3::string_to_sign(&acs3::canonical_request(
        text("method"),
        "/",
        &query,
        &headers,
        empty,
    ));
    assert_eq!(
        to_sign,
        format!("ACS3-HMAC-SHA256\n{}", text("hashed_canonical_request"))
    );
    assert_eq!(
        acs3::signature(&AccessKey::new("YourAccessKeyId", text("secret")), &to_sign),
        text("signature")
    );
}

#[test]
fn the_vendors_classic_rpc_example_is_reproduced_and_verifies() {
    let vector = published("params");
    let key = AccessKey::new("testid", vector["secret"].as_str().unwrap());
    let query = canonical(&vector["params"]);
    let to_sign = rpc::string_to_sign("GET", &query);
    assert_eq!(rpc::signature(&key, &to_sign), vector["signature"]);
    let sent = format!(
        "{query}&Signature={}",
        numberauth_cloud::encode(vector["signature"].as_str().unwrap())
    );
    let request = RequestParts {
        method: "GET",
        path: "/",
        query: &sent,
        headers: &[],
        body: b"",
    };
    let verified = verify(&request, &key, "2016-02-23T12:50:00Z".parse().unwrap()).unwrap();
    assert_eq!(verified.nonce, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf");
}

#[test]
fn the_query_of_a_vector_decodes() {
    let sent = sent(&vectors()[0]).unwrap();
    assert!(
        decode_pairs(&sent.query)
            .contains(&("Url".into(), "https://h5.example.test/login/".into()))
    );
}
