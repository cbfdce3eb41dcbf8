//! Our signer and our verifier agree, and every change to a signed request is refused.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use jiff::{SignedDuration, Timestamp};
use numberauth_cloud::acs3::sign;
use numberauth_cloud::rpc::{self, RpcInput};
use numberauth_cloud::{AccessKey, RequestParts, SignatureError, SigningInput, encode, verify};
use proptest::prelude::*;

const NOW: &str = "2026-01-01T00:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn key() -> AccessKey {
    AccessKey::new("id", "secret")
}

fn signed(query: &[(&str, &str)], body: &[u8], date: Timestamp) -> Vec<(String, String)> {
    let input = SigningInput {
        method: "POST",
        host: "127.0.0.1:1",
        action: "GetAuthToken",
        version: "2017-05-25",
        query,
        body,
        date,
        nonce: "n",
    };
    let mut headers = sign(&key(), &input);
    headers.push(("Host".into(), "127.0.0.1:1".into()));
    headers
}

fn parts<'a>(query: &'a str, headers: &'a [(String, String)], body: &'a [u8]) -> RequestParts<'a> {
    RequestParts {
        method: "POST",
        path: "/",
        query,
        headers,
        body,
    }
}

proptest! {
    #[test]
    fn signer_and_verifier_agree_on_any_parameters(
        pairs in proptest::collection::vec(("(?s).{1,8}", "(?s).{0,16}"), 0..5),
        body in proptest::collection::vec(any::<u8>(), 0..32),
    ) {
        let borrowed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let headers = signed(&borrowed, &body, now());
        let query = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let query = query.collect::<Vec<_>>().join("&");
        prop_assert!(verify(&parts(&query, &headers, &body), &key(), now()).is_ok());
        let other = format!("{query}&x=y");
        let refused = matches!(verify(&parts(&other, &headers, &body), &key(), now()), Err(SignatureError::Mismatch(_)));
        prop_assert!(refused);
    }
}

/// Any text that is no parameter of the signature itself, which a request has once.
fn business_name() -> impl Strategy<Value = String> {
    "(?s).{1,8}".prop_map(|name| format!("P{name}"))
}

fn joined(parameters: &[(String, String)]) -> String {
    let pairs = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn form() -> Vec<(String, String)> {
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    vec![("Content-Type".to_owned(), kind.to_owned())]
}

proptest! {
    #[test]
    fn the_legacy_signer_and_verifier_agree_in_query_and_form(
        pairs in proptest::collection::vec((business_name(), "(?s).{0,16}"), 0..5),
        nonce in "[ -~]{1,200}",
        get in any::<bool>(),
        in_body in any::<bool>(),
        sts in any::<bool>(),
    ) {
        let parameters: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let method = if get { "GET" } else { "POST" };
        let input = RpcInput { method, action: "A", version: "1", format: "JSON", parameters: &parameters, date: now(), nonce: &nonce };
        let key = if sts { key().with_security_token("token") } else { key() };
        let signed = rpc::sign(&key, &input);
        prop_assert_eq!(signed.iter().any(|(name, _)| name == "SecurityToken"), sts);
        let check = |parameters: &[(String, String)]| {
            let (text, headers) = (joined(parameters), form());
            let (query, body) = if in_body { ("", text.as_str()) } else { (text.as_str(), "") };
            verify(&RequestParts { method, path: "/", query, headers: &headers, body: body.as_bytes() }, &key, now())
        };
        prop_assert_eq!(check(&signed).unwrap().nonce, nonce);
        let mut touched = signed.clone();
        touched.push(("X".into(), "y".into()));
        prop_assert!(matches!(check(&touched), Err(SignatureError::Mismatch(_))));
    }
}

#[test]
fn every_touched_parameter_of_a_legacy_request_is_refused() {
    let input = RpcInput {
        method: "GET",
        action: "A",
        version: "1",
        format: "JSON",
        parameters: &[("SpToken", "a+b")],
        date: now(),
        nonce: "n",
    };
    let signed = rpc::sign(&key(), &input);
    let check = |parameters: &[(String, String)]| {
        let query = joined(parameters);
        let request = RequestParts {
            method: "GET",
            path: "/",
            query: &query,
            headers: &[],
            body: b"",
        };
        verify(&request, &key(), now())
    };
    assert!(check(&signed).is_ok());
    for at in 0..signed.len() {
        let mut touched = signed.clone();
        touched[at].1.push('0');
        assert!(check(&touched).is_err(), "{}", signed[at].0);
        touched.remove(at);
        assert!(check(&touched).is_err(), "{}", signed[at].0);
    }
}

#[test]
fn the_legacy_date_window_is_thirty_one_minutes_either_way() {
    for (seconds, accepted) in [
        (1_860, true),
        (-1_860, true),
        (1_861, false),
        (-1_861, false),
    ] {
        let input = RpcInput {
            method: "POST",
            action: "A",
            version: "1",
            format: "XML",
            parameters: &[],
            date: now() + SignedDuration::from_secs(seconds),
            nonce: "n",
        };
        let query = joined(&rpc::sign(&key(), &input));
        let verdict = verify(&parts(&query, &[], b""), &key(), now());
        assert_eq!(verdict.is_ok(), accepted, "{seconds} s: {verdict:?}");
    }
}

#[test]
fn a_temporary_keys_token_is_signed_too() {
    let key = key().with_security_token("token");
    let input = SigningInput {
        method: "GET",
        host: "127.0.0.1:1",
        action: "GetAuthToken",
        version: "2017-05-25",
        query: &[("a", "b")],
        body: b"",
        date: now(),
        nonce: "n",
    };
    let mut headers = sign(&key, &input);
    headers.push(("Host".into(), "127.0.0.1:1".into()));
    let request = |headers: &[(String, String)]| {
        let request = RequestParts {
            method: "GET",
            ..parts("a=b", headers, b"")
        };
        verify(&request, &key, now()).map(|_| ())
    };
    assert_eq!(request(&headers), Ok(()));
    let token = headers
        .iter_mut()
        .find(|(name, _)| name == "x-acs-security-token")
        .unwrap();
    token.1 = "another".into();
    assert!(request(&headers).is_err());
}

#[test]
fn every_touched_header_is_refused() {
    let headers = signed(&[], b"", now());
    assert!(verify(&parts("", &headers, b""), &key(), now()).is_ok());
    for at in 0..headers.len() {
        let mut touched = headers.clone();
        touched[at].1.push('0');
        assert!(
            verify(&parts("", &touched, b""), &key(), now()).is_err(),
            "{}",
            headers[at].0
        );
        let mut missing = headers.clone();
        missing.remove(at);
        assert!(
            verify(&parts("", &missing, b""), &key(), now()).is_err(),
            "{}",
            headers[at].0
        );
    }
}

#[test]
fn an_unsigned_acs_header_is_refused() {
    let mut headers = signed(&[], b"", now());
    headers.push(("X-Acs-Security-Token".into(), "t".into()));
    let refused = verify(&parts("", &headers, b""), &key(), now());
    assert_eq!(
        refused,
        Err(SignatureError::NotSigned("x-acs-security-token".into()))
    );
    // An ordinary header need not be signed.
    headers.pop();
    headers.push(("x-numberauth-call".into(), "1".into()));
    assert!(verify(&parts("", &headers, b""), &key(), now()).is_ok());
}

#[test]
fn another_body_is_refused() {
    let headers = signed(&[], b"a", now());
    assert_eq!(
        verify(&parts("", &headers, b"b"), &key(), now()),
        Err(SignatureError::WrongContentHash)
    );
}

#[test]
fn the_date_window_is_fifteen_minutes_either_way() {
    for (seconds, accepted) in [
        (0, true),
        (900, true),
        (-900, true),
        (901, false),
        (-901, false),
    ] {
        let date = now() + SignedDuration::from_secs(seconds);
        let headers = signed(&[], b"", date);
        let verdict = verify(&parts("", &headers, b""), &key(), now());
        assert_eq!(verdict.is_ok(), accepted, "{seconds} s: {verdict:?}");
    }
}

#[test]
fn a_malformed_authorization_is_told_from_a_wrong_one() {
    let headers = signed(&[], b"", now());
    for bad in [
        "",
        "Basic abc",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 Signature=a",
        "ACS3-HMAC-SHA256 Credential=id,Signature=a",
    ] {
        let mut touched = headers.clone();
        touched
            .iter_mut()
            .find(|(name, _)| name == "authorization")
            .unwrap()
            .1 = bad.into();
        let refused = verify(&parts("", &touched, b""), &key(), now()).unwrap_err();
        assert!(
            matches!(
                refused,
                SignatureError::Malformed | SignatureError::Missing("authorization")
            ),
            "{bad}: {refused:?}"
        );
    }
    for bad in [
        "2026-01-01T00:00:00.000Z",
        "2026-01-01 00:00:00Z",
        "1767225600",
        "2026-13-01T00:00:00Z",
    ] {
        let mut touched = headers.clone();
        touched
            .iter_mut()
            .find(|(name, _)| name == "x-acs-date")
            .unwrap()
            .1 = bad.into();
        assert_eq!(
            verify(&parts("", &touched, b""), &key(), now()),
            Err(SignatureError::MalformedDate("x-acs-date")),
            "{bad}"
        );
    }
}
