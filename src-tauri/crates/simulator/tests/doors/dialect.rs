//! The cloud's own words: XML for legacy calls, and the refusals that have a cause of their own.

use std::collections::BTreeMap;

use numberauth_cloud::rpc::{self, RpcInput};
use numberauth_simulator::RateLimits;

use super::*;

/// A legacy call in the query; `secret` signs it.
async fn legacy(
    simulator: &Simulator,
    secret: &str,
    action: &str,
    format: &str,
    pairs: &[(&str, &str)],
    nonce: &str,
) -> Answer {
    let input = RpcInput {
        method: "POST",
        action,
        version: "2017-05-25",
        format,
        parameters: pairs,
        date: "2026-01-01T00:00:00Z".parse().unwrap(),
        nonce,
    };
    let key = AccessKey::new(ACCOUNTS[0].access_key_id, secret);
    let query: Vec<_> = rpc::sign(&key, &input)
        .iter()
        .map(|(name, value)| format!("{name}={}", numberauth_cloud::encode(value)))
        .collect();
    let address = simulator.address();
    post(
        address,
        &format!("/?{}", query.join("&")),
        &host(address),
        b"",
    )
    .await
}

#[tokio::test]
async fn a_legacy_call_is_answered_in_the_format_that_it_asks_for() {
    let simulator = start().await;
    let secret = ACCOUNTS[0].access_key_secret;
    let pairs = token_pairs();
    for (at, format) in ["XML", "xml", "Xml"].into_iter().enumerate() {
        let answer = legacy(
            &simulator,
            secret,
            "GetAuthToken",
            format,
            &pairs,
            &at.to_string(),
        )
        .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(
            answer.head.contains("content-type: text/xml;charset=utf-8"),
            "{}",
            answer.head
        );
        let body = &answer.body;
        assert!(
            body.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><GetAuthTokenResponse>")
                && body.ends_with("</GetAuthTokenResponse>")
                && body.contains("<Code>OK</Code>")
                && body.contains("<TokenInfo><AccessToken>"),
            "{body}"
        );
    }
    for (at, format) in ["JSON", "json", "yaml"].into_iter().enumerate() {
        let nonce = format!("json{at}");
        let answer = legacy(&simulator, secret, "GetAuthToken", format, &pairs, &nonce).await;
        assert_eq!(answer.json()["Code"], "OK", "{format}");
    }
    // An SDK 2.x speaks JSON, whatever a parameter of that name says.
    let with_format = [&pairs[..], &[("Format", "XML")]].concat();
    let key = ACCOUNTS[0].access_key();
    let answer = signed(&simulator, &key, "GetAuthToken", &with_format, "acs3").await;
    assert_eq!(answer.json()["Code"], "OK");
}

#[tokio::test]
async fn a_failure_is_told_in_xml_too() {
    let simulator = start().await;
    let secret = ACCOUNTS[0].access_key_secret;
    let call = async |secret: &str, action: &str, nonce: &str| {
        legacy(
            &simulator,
            secret,
            action,
            "XML",
            &[("SpToken", "x")],
            nonce,
        )
        .await
    };
    for (answer, status, root, code) in [
        (
            call(secret, "GetPhoneWithToken", "1").await,
            200,
            "GetPhoneWithTokenResponse",
            "isv.TOKEN_INVALID",
        ),
        (
            call(secret, "GetPhoneWithToken", "1").await,
            400,
            "Error",
            "SignatureNonceUsed",
        ),
        (
            call("wrong", "GetPhoneWithToken", "2").await,
            400,
            "Error",
            "SignatureDoesNotMatch",
        ),
        (
            call(secret, "GetAuthToken", "3").await,
            400,
            "Error",
            "MissingParameter",
        ),
        (
            call(secret, "<b>", "4").await,
            404,
            "Error",
            "InvalidAction.NotFound",
        ),
    ] {
        let body = &answer.body;
        assert_eq!(answer.status, status, "{body}");
        assert!(
            body.contains(&format!("<{root}>")) && body.contains(&format!("<Code>{code}</Code>")),
            "{body}"
        );
        assert_eq!(
            body.contains("<HostId>") && body.contains("<Recommend>"),
            status != 200,
            "{body}"
        );
    }
    // The journal hides in XML what it hides in JSON.
    let journal = Journal::default();
    let simulator = Simulator::start(Config {
        journal: journal.clone(),
        ..config(0)
    })
    .await
    .unwrap();
    let answer = legacy(
        &simulator,
        secret,
        "GetAuthToken",
        "XML",
        &token_pairs(),
        "1",
    )
    .await;
    let written = serde_json::to_string(&*journal.after(0, 1)[0]).unwrap();
    for field in ["AccessToken", "JwtToken"] {
        let (_, rest) = answer.body.split_once(&format!("<{field}>")).unwrap();
        let (token, _) = rest.split_once('<').unwrap();
        assert!(
            token.len() > 40 && !written.contains(&token[8..]),
            "{written}"
        );
    }
}

fn fault(action: CloudAction, effect: FaultEffect) -> Fault {
    Fault::once(Operation::Cloud(action), effect)
}

#[tokio::test]
async fn each_refusal_of_the_cloud_has_a_cause_of_its_own() {
    let simulator = start().await;
    let key = ACCOUNTS[0].access_key();
    let action = "GetAuthToken";
    for (effect, status, code) in [
        (FaultEffect::Throttle {}, 429, "Throttling.User"),
        (FaultEffect::OutOfService {}, 200, "isv.OUT_OF_SERVICE"),
        (
            FaultEffect::PermissionDenied {},
            200,
            "isv.RAM_PERMISSION_DENY",
        ),
        (
            FaultEffect::ServerError { status: None },
            503,
            "ServiceUnavailable",
        ),
    ] {
        simulator
            .set_faults(Some(fault(CloudAction::GetAuthToken, effect.clone())))
            .unwrap();
        let answer = signed(&simulator, &key, action, &token_pairs(), code).await;
        assert_eq!(
            (answer.status, &answer.json()["Code"]),
            (status, &json!(code))
        );
        let waits = answer.head.contains("x-acs-retry-after: 1000");
        assert_eq!(
            waits,
            effect == (FaultEffect::Throttle {}),
            "{}",
            answer.head
        );
        let next = signed(
            &simulator,
            &key,
            action,
            &token_pairs(),
            effect.to_string().as_str(),
        )
        .await;
        assert_eq!(next.json()["Code"], "OK");
    }
    // Whoever signs wrongly is told that, and nothing of the account.
    for effect in [FaultEffect::Throttle {}, FaultEffect::PermissionDenied {}] {
        simulator
            .set_faults(Some(fault(CloudAction::GetAuthToken, effect)))
            .unwrap();
        let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "another");
        let answer = signed(&simulator, &wrong, action, &token_pairs(), "wrong").await;
        assert_eq!(answer.json()["Code"], "SignatureDoesNotMatch");
    }
}

#[tokio::test]
async fn too_many_calls_in_a_second_are_told_when_to_come_back() {
    let simulator = start().await;
    let [first, second] = ACCOUNTS;
    let pairs = token_pairs();
    let limits = |calls| RateLimits {
        calls_per_second: BTreeMap::from([(CloudAction::GetAuthToken, calls)]),
    };
    assert!(simulator.set_rate_limits(limits(0)).is_err());
    simulator.set_rate_limits(limits(2)).unwrap();
    let key = first.access_key();
    let call = async |nonce: &str| signed(&simulator, &key, "GetAuthToken", &pairs, nonce).await;
    assert_eq!(call("1").await.json()["Code"], "OK");
    assert_eq!(call("2").await.json()["Code"], "OK");
    let refused = call("3").await;
    assert_eq!(
        (refused.status, &refused.json()["Code"]),
        (429, &json!("Throttling.User"))
    );
    let wait: u64 = refused
        .head
        .lines()
        .find_map(|line| line.strip_prefix("x-acs-retry-after: "))
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    assert!((1..=1_000).contains(&wait), "{wait}");
    // Other actions and other accounts have their own count.
    let other = signed(
        &simulator,
        &key,
        "GetPhoneWithToken",
        &[("SpToken", "x")],
        "4",
    )
    .await;
    assert_eq!(other.json()["Code"], "isv.TOKEN_INVALID");
    let other = signed(
        &simulator,
        &second.access_key(),
        "GetAuthToken",
        &pairs,
        "5",
    )
    .await;
    assert_eq!(other.json()["Code"], "isv.SCENE_QUERY_FAIL");
    // Whoever waits as long as told is served.
    tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
    assert_eq!(call("6").await.json()["Code"], "OK");
}
