//! Every ACS3 string of `vectors/signing.json`: made with the vendor's own Python SDK under a fake key, and the vendor's
//! published example. Source: the project's protocol page, section "Signing".

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use numberauth_cloud::{
    AccessKey, RequestParts, SignatureError, canonical_request, decode_pairs, signature,
    string_to_sign, verify,
};
use serde_json::Value;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

fn vectors() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors/signing.json")).unwrap();
    let all = file["vectors"].as_array().unwrap().clone();
    all.into_iter()
        .filter(|vector| vector["scheme"] == ALGORITHM)
        .collect()
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
    let mut seen = 0;
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
        let Err(SignatureError::Mismatch {
            string_to_sign,
            canonical_request,
        }) = verify(
            &request,
            &AccessKey::new("LTAI-FAKE-ACCESS-KEY-ID", "another"),
            now,
        )
        else {
            panic!("a wrong secret was accepted");
        };
        assert_eq!(canonical_request, vector["canonical_request"]);
        assert_eq!(string_to_sign, vector["string_to_sign"]);
        assert_eq!(
            signature(&fake_key(), &string_to_sign),
            vector["computed_signature"]
        );
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn the_vendors_published_example_is_reproduced() {
    let vector = vectors()
        .into_iter()
        .find(|vector| vector["x-acs-action"] == "RunInstances")
        .unwrap();
    let text = |field: &str| vector[field].as_str().unwrap();
    let query = vector["query"].as_object().unwrap();
    let query: Vec<_> = query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let headers = [
        ("host", text("host")),
        ("x-acs-action", text("x-acs-action")),
        ("x-acs-content-sha256", empty),
        ("x-acs-date", text("x-acs-date")),
        ("x-acs-signature-nonce", text("x-acs-signature-nonce")),
        ("x-acs-version", text("x-acs-version")),
    ];
    let to_sign = string_to_sign(&canonical_request(
        text("method"),
        "/",
        &query,
        &headers,
        empty,
    ));
    assert_eq!(
        to_sign,
        format!("{ALGORITHM}\n{}", text("hashed_canonical_request"))
    );
    assert_eq!(
        signature(&AccessKey::new("YourAccessKeyId", text("secret")), &to_sign),
        text("signature")
    );
}

#[test]
fn the_query_of_a_vector_decodes() {
    let sent = sent(&vectors()[0]).unwrap();
    assert!(
        decode_pairs(&sent.query)
            .contains(&("Url".into(), "https://h5.example.test/login/".into()))
    );
}
