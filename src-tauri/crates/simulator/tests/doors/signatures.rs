//! A wrong signature: the journal names the slip, the client learns no more than the real cloud tells.

use numberauth_cloud::rpc::{self, RpcInput};
use numberauth_cloud::{canonical_query, encode};
use numberauth_protocol::{Entry, SignatureCause, SignatureFinding, SignatureScheme};

use super::*;

/// A simulator and the journal that it writes.
async fn watched() -> (Simulator, Journal) {
    let config = config(0);
    let journal = config.journal.clone();
    (Simulator::start(config).await.unwrap(), journal)
}

/// The finding of the newest entry.
fn finding(journal: &Journal) -> (Entry, Option<SignatureFinding>) {
    let newest = journal.after(0, usize::MAX).last().cloned().unwrap();
    let finding = newest.hop.signature.as_deref().cloned();
    ((*newest).clone(), finding)
}

fn legacy(secret: &str, nonce: &str, method: &str) -> String {
    let account = ACCOUNTS[0];
    let pairs = token_pairs();
    let input = RpcInput {
        method,
        action: "GetAuthToken",
        version: "2017-05-25",
        format: "JSON",
        parameters: &pairs,
        date: Clock::batch().unshifted(),
        nonce,
    };
    let signed = rpc::sign(&AccessKey::new(account.access_key_id, secret), &input);
    canonical_query(
        signed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

#[tokio::test(start_paused = true)]
async fn the_journal_names_the_slip_and_the_client_learns_nothing_of_it() {
    let (simulator, journal) = watched().await;
    let pasted = AccessKey::new(
        ACCOUNTS[0].access_key_id,
        format!("{} ", ACCOUNTS[0].access_key_secret),
    );
    let answer = signed(&simulator, &pasted, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(answer.json()["Code"], "SignatureDoesNotMatch");
    let (entry, found) = finding(&journal);
    let found = found.unwrap();
    assert_eq!(found.scheme, SignatureScheme::Acs3);
    assert_eq!(found.causes[0].cause, SignatureCause::SecretWithSpace);
    assert!(found.causes[0].certain && found.first_difference.is_none());
    let whole = simulator.signature_report(found.report).unwrap();
    assert_eq!(whole.causes, found.causes);
    // What the real cloud would not say: the cause, the canonical request, the secret.
    for word in [
        "secret",
        "space",
        "x-acs-date:",
        ACCOUNTS[0].access_key_secret,
    ] {
        assert!(!answer.body.contains(word), "{word} in {}", answer.body);
    }
    let journalled = serde_json::to_string(&entry).unwrap();
    assert!(
        !journalled.contains(ACCOUNTS[0].access_key_secret),
        "{journalled}"
    );
    simulator.reset();
    assert_eq!(simulator.signature_report(found.report), None);
}

#[tokio::test(start_paused = true)]
async fn a_right_signature_has_no_finding() {
    let (simulator, journal) = watched().await;
    let key = ACCOUNTS[0].access_key();
    signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(finding(&journal).1, None);
}

#[tokio::test(start_paused = true)]
async fn the_legacy_signature_is_taken_from_query_and_form_by_get_and_post() {
    let (simulator, journal) = watched().await;
    let address = simulator.address();
    let secret = ACCOUNTS[0].access_key_secret;
    let in_query = format!("/?{}", legacy(secret, "1", "POST"));
    let answer = post(address, &in_query, &host(address), b"").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (200, &json!("OK")),
        "{}",
        answer.body
    );
    let again = post(address, &in_query, &host(address), b"").await;
    assert_eq!(again.json()["Code"], "SignatureNonceUsed");
    let mut headers = host(address);
    headers.push((
        "content-type".into(),
        "application/x-www-form-urlencoded".into(),
    ));
    let answer = post(
        address,
        "/",
        &headers,
        legacy(secret, "2", "POST").as_bytes(),
    )
    .await;
    assert_eq!(answer.json()["Code"], "OK", "{}", answer.body);
    let get = format!(
        "GET /?{} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n",
        legacy(secret, "3", "GET")
    );
    assert_eq!(raw(address, get.as_bytes()).await.json()["Code"], "OK");
    // Signed for POST, sent by GET.
    let get = format!(
        "GET /?{} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n",
        legacy(secret, "4", "POST")
    );
    let answer = raw(address, get.as_bytes()).await.json();
    assert_eq!(answer["Code"], "SignatureDoesNotMatch");
    let said = answer["Message"].as_str().unwrap();
    assert!(
        said.contains("server string to sign is:GET&%2F&AccessKeyId%3D"),
        "{said}"
    );
    let found = finding(&journal).1.unwrap();
    assert_eq!(found.causes[0].cause, SignatureCause::WrongMethod);
    assert_eq!(found.first_difference.unwrap().byte, 0);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_nobody_knows_has_a_finding_too() {
    let (simulator, journal) = watched().await;
    let old = AccessKey::new("AnOldId", "x");
    signed(&simulator, &old, "GetAuthToken", &token_pairs(), "1").await;
    let found = finding(&journal).1.unwrap();
    assert_eq!(found.causes[0].cause, SignatureCause::OtherSecret);
    assert!(!found.causes[0].certain);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_let_in_uses_no_fault_up() {
    let (simulator, journal) = watched().await;
    let fault = Fault::once(
        Operation::Cloud(CloudAction::GetAuthToken),
        FaultEffect::ServerError { status: None },
    );
    simulator.set_faults(Some(fault)).unwrap();
    let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "x");
    let answer = signed(&simulator, &wrong, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(answer.json()["Code"], "SignatureDoesNotMatch");
    assert_eq!(finding(&journal).0.hop.fault, None);
    let key = ACCOUNTS[0].access_key();
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "2").await;
    assert_eq!(answer.status, 503);
}

#[tokio::test(start_paused = true)]
async fn numbers_in_names_and_nonces_do_not_show_in_the_journal() {
    let (simulator, journal) = watched().await;
    let number = "13912345678";
    let key = ACCOUNTS[0].access_key();
    let pairs = [(number, "x"), ("Url", "https://a.test/")];
    signed(&simulator, &key, "GetAuthToken", &pairs, number).await;
    let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "x");
    signed(&simulator, &wrong, "GetAuthToken", &pairs, "2").await;
    let mut headers = host(simulator.address());
    for (name, value) in [
        (
            "authorization",
            "ACS3-HMAC-SHA256 Credential=SimulatedAccessKeyId1,SignedHeaders=host,Signature=0",
        ),
        ("x-acs-action", "GetAuthToken"),
        ("x-acs-version", "2017-05-25"),
        ("x-acs-date", "2026-01-01T00:00:00Z"),
        ("x-acs-signature-nonce", "n"),
        ("x-acs-content-sha256", "x"),
        ("x-acs-13912345678", "y"),
    ] {
        headers.push((name.into(), value.into()));
    }
    post(simulator.address(), "/", &headers, b"").await;
    let entries = journal.after(0, usize::MAX);
    let all: String = entries
        .iter()
        .map(|entry| serde_json::to_string(&**entry).unwrap())
        .collect();
    assert!(!all.contains(number), "{all}");
    assert!(all.contains("139****5678"), "{all}");
}

#[tokio::test(start_paused = true)]
async fn half_a_legacy_request_is_told_what_is_missing() {
    let (simulator, journal) = watched().await;
    let address = simulator.address();
    let whole = legacy(ACCOUNTS[0].access_key_secret, "1", "POST");
    for (left_out, code) in [
        ("AccessKeyId", "MissingParameter"),
        ("SignatureNonce", "MissingParameter"),
        ("Timestamp", "MissingParameter"),
        ("Signature", "MissingParameter"),
        ("Version", "MissingParameter"),
    ] {
        let pairs = whole
            .split('&')
            .filter(|pair| !pair.starts_with(&format!("{left_out}=")));
        let query = pairs.collect::<Vec<_>>().join("&");
        let answer = post(address, &format!("/?{query}"), &host(address), b"").await;
        assert_eq!(
            (answer.status, &answer.json()["Code"]),
            (400, &json!(code)),
            "{left_out}"
        );
        assert!(answer.body.contains(left_out), "{}", answer.body);
        let found = finding(&journal).1.unwrap();
        assert_eq!(
            found.causes[0].cause,
            SignatureCause::Incomplete,
            "{left_out}"
        );
    }
    let odd = whole.replace(
        &encode("2026-01-01T00:00:00Z"),
        &encode("2026-01-01T00:00:00.5Z"),
    );
    let answer = post(address, &format!("/?{odd}"), &host(address), b"").await;
    assert_eq!(answer.json()["Code"], "InvalidTimeStamp.Format");
    assert_eq!(
        finding(&journal).1.unwrap().causes[0].cause,
        SignatureCause::TimestampForm
    );
}
