//! The simulator's sockets under bad input: each is refused with a clear answer, and the next request is served.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use numberauth_cloud::acs3::sign;
use numberauth_cloud::{AccessKey, SigningInput};
use numberauth_protocol::{
    Clock, CloudAction, Connection, DeviceCarrier, Entropy, Journal, Network, Operation,
};
use numberauth_simulator::{
    ACCOUNTS, Config, Device, Fault, FaultEffect, PAGE_ORIGIN, PAGE_URL, RuleBook, Sim, Simulator,
    StartError,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn config(port: u16) -> Config {
    let entropy = Entropy::seeded(1, "doors");
    let sim = |carrier| Sim::made_up(carrier, &entropy);
    let (own, stranger) = (sim(DeviceCarrier::Cm), sim(DeviceCarrier::Cu));
    Config {
        clock: Clock::batch(),
        entropy: entropy.clone(),
        journal: Journal::default(),
        rules: RuleBook::shipped(),
        machine: Arc::new(|| Connection::Unknown),
        device: Device {
            sim: own,
            network: Network::Cellular,
            hotspot_owner: stranger,
        },
        port,
        batch: true,
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

/// Sends bytes as they are and reads until the connection ends.
async fn raw(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that refuses early may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read).await;
    let text = String::from_utf8_lossy(&read).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    Answer {
        status,
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

async fn post(
    address: SocketAddr,
    target: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> Answer {
    let mut request = format!(
        "POST {target} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    request.push_str("\r\n");
    raw(address, &[request.as_bytes(), body].concat()).await
}

fn host(address: SocketAddr) -> Vec<(String, String)> {
    vec![("host".into(), address.to_string())]
}

async fn start() -> Simulator {
    Simulator::start(config(0)).await.unwrap()
}

#[tokio::test]
async fn a_foreign_host_or_origin_is_refused() {
    let simulator = start().await;
    let address = simulator.address();
    let body = br#"{"flow":"login","access_token":"a","jwt_token":"b"}"#;
    for (own, status) in [
        (address.to_string(), 200),
        (format!("localhost:{}", address.port()), 200),
        ("sim".into(), 200),
        ("evil.example".into(), 403),
        (format!("evil.example:{}", address.port()), 403),
        ("127.0.0.1:1".into(), 403),
        ("127.0.0.1".into(), 403),
    ] {
        let answer = post(
            address,
            "/h5/v1/check",
            &[("host".into(), own.clone())],
            body,
        )
        .await;
        assert_eq!(answer.status, status, "{own}");
    }
    assert_eq!(post(address, "/h5/v1/check", &[], body).await.status, 400);
    for origin in ["https://evil.example", "null", ""] {
        let mut headers = host(address);
        headers.push(("origin".into(), origin.into()));
        let answer = post(address, "/h5/v1/check", &headers, body).await;
        assert_eq!(answer.status, 403, "{origin}");
        assert!(!answer.head.contains("access-control"), "{}", answer.head);
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_the_next_one_is_served() {
    let simulator = start().await;
    let address = simulator.address();
    let send = |target: &'static str, body: Vec<u8>| async move {
        post(address, target, &host(address), &body).await
    };
    for body in ["", "{", "not json", "\u{0}"] {
        assert_eq!(
            send("/h5/v1/check", body.into()).await.status,
            400,
            "{body:?}"
        );
    }
    // JSON, but no request of this gateway: an answer of the gateway.
    for body in [
        "{}",
        "[]",
        "null",
        r#"{"flow":"both","access_token":"a","jwt_token":"b"}"#,
        r#"{"flow":"login","access_token":1,"jwt_token":"b"}"#,
        r#"{"flow":"login","device":"x","access_token":"a","jwt_token":"b"}"#,
    ] {
        let answer = send("/h5/v1/check", body.into()).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (200, &json!("BAD_REQUEST")),
            "{body}"
        );
    }
    for nowhere in ["/h5/v1/mask/", "/h5/v1/steal", "/etc/passwd"] {
        assert_eq!(send(nowhere, b"{}".to_vec()).await.status, 404, "{nowhere}");
    }
    assert_eq!(
        send("/h5/v1/check", vec![b'x'; 64 * 1024 + 1]).await.status,
        413
    );
    let get = format!("GET /h5/v1/check HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    assert_eq!(raw(address, get.as_bytes()).await.status, 405);
    let long = format!(
        "GET /?{} HTTP/1.1\r\nhost: {address}\r\n\r\n",
        "x".repeat(200_000)
    );
    assert!([414, 431].contains(&raw(address, long.as_bytes()).await.status));
    assert_eq!(
        raw(address, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
            .await
            .status,
        400
    );
    let forged = br#"{"flow":"login","access_token":"a","jwt_token":"b"}"#;
    assert_eq!(
        send("/h5/v1/check", forged.to_vec()).await.json()["code"],
        "IDENTITY"
    );
}

const QUERY: &str = "BizType=1&Origin=https%3A%2F%2Fdemo.example.test&SceneCode=FC100000000000001&Url=https%3A%2F%2Fdemo.example.test%2F";

/// A signed call of an action.
async fn signed(
    simulator: &Simulator,
    key: &AccessKey,
    action: &str,
    pairs: &[(&str, &str)],
    nonce: &str,
) -> Answer {
    let address = simulator.address();
    let authority = address.to_string();
    let input = SigningInput {
        method: "POST",
        host: &authority,
        action,
        version: "2017-05-25",
        query: pairs,
        body: b"",
        date: "2026-01-01T00:00:00Z".parse().unwrap(),
        nonce,
    };
    let mut headers = host(address);
    headers.extend(sign(key, &input));
    let query: Vec<_> = pairs
        .iter()
        .map(|(n, v)| format!("{n}={}", numberauth_cloud::encode(v)))
        .collect();
    post(address, &format!("/?{}", query.join("&")), &headers, b"").await
}

fn token_pairs() -> [(&'static str, &'static str); 4] {
    [
        ("Url", PAGE_URL),
        ("Origin", PAGE_ORIGIN),
        ("SceneCode", ACCOUNTS[0].scene_code),
        ("BizType", "1"),
    ]
}

#[tokio::test]
async fn the_cloud_refuses_in_the_vendors_own_words() {
    let simulator = start().await;
    let key = ACCOUNTS[0].access_key();
    let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "another");
    let unknown = AccessKey::new("nobody", "x");
    let pairs = token_pairs();
    let no_url = &pairs[1..];
    let with = |name: &'static str, value: &'static str| {
        pairs.map(|(known, old)| (known, if known == name { value } else { old }))
    };
    let action = "GetAuthToken";
    let cases = [
        (
            signed(&simulator, &key, action, &pairs, "1").await,
            200,
            "OK",
        ),
        (
            signed(&simulator, &key, action, &pairs, "1").await,
            400,
            "SignatureNonceUsed",
        ),
        (
            signed(&simulator, &wrong, action, &pairs, "2").await,
            400,
            "SignatureDoesNotMatch",
        ),
        (
            signed(&simulator, &unknown, action, &pairs, "3").await,
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        (
            signed(&simulator, &key, "GetEverything", &pairs, "4").await,
            404,
            "InvalidAction.NotFound",
        ),
        (
            signed(&simulator, &key, action, no_url, "5").await,
            400,
            "MissingParameter",
        ),
        (
            signed(&simulator, &key, action, &with("SceneCode", "FC0"), "6").await,
            200,
            "isv.SCENE_QUERY_FAIL",
        ),
        (
            signed(&simulator, &key, action, &with("BizType", "2"), "7").await,
            200,
            "isv.INVALID_PARAMETERS",
        ),
        (
            signed(&simulator, &key, action, &with("Url", "ftp://x"), "8").await,
            200,
            "isv.INVALID_PARAMETERS",
        ),
        (
            signed(
                &simulator,
                &key,
                "GetPhoneWithToken",
                &[("SpToken", "x")],
                "9",
            )
            .await,
            200,
            "isv.TOKEN_INVALID",
        ),
    ];
    for (answer, status, code) in cases {
        let body = answer.json();
        assert_eq!(
            (answer.status, &body["Code"]),
            (status, &json!(code)),
            "{body}"
        );
        assert!(
            body["Message"].is_string()
                && body["RequestId"].as_str().is_some_and(|id| id.len() == 36)
        );
        assert_eq!(
            body["HostId"].is_string() && body["Recommend"].is_string(),
            status != 200,
            "{body}"
        );
        // The answer tells no more than the real cloud's: no canonical request, no secret.
        assert!(
            !answer.body.contains("x-acs-date")
                && !answer.body.contains(ACCOUNTS[0].access_key_secret)
        );
    }
    // A wrong secret uses no nonce up.
    assert_eq!(
        signed(&simulator, &key, action, &pairs, "2").await.json()["Code"],
        "OK"
    );
}

#[tokio::test]
async fn a_call_without_a_signature_is_refused() {
    let simulator = start().await;
    let address = simulator.address();
    let answer = post(address, &format!("/?{QUERY}"), &host(address), b"").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (400, &json!("MissingParameter"))
    );
}

#[tokio::test]
async fn a_moved_calendar_makes_no_signature_one_of_another_day() {
    let clock = Clock::batch();
    let simulator = Simulator::start(Config {
        clock: clock.clone(),
        ..config(0)
    })
    .await
    .unwrap();
    clock.advance(86_400 * 30);
    let key = ACCOUNTS[0].access_key();
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(answer.json()["Code"], "OK");
    assert!(
        answer.head.contains("date: thu, 01 jan 2026 00:00:0"),
        "{}",
        answer.head
    );
    // The system's clock is years away from the signature's date.
    let simulator = Simulator::start(Config {
        clock: Clock::system(),
        ..config(0)
    })
    .await
    .unwrap();
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (400, &json!("InvalidTimeStamp.Expired"))
    );
}

#[tokio::test]
async fn an_sp_token_of_sixteen_kilobytes_fits_into_the_request_line() {
    let simulator = start().await;
    let long = "x".repeat(16 * 1024);
    let key = ACCOUNTS[0].access_key();
    let answer = signed(
        &simulator,
        &key,
        "GetPhoneWithToken",
        &[("SpToken", &long)],
        "1",
    )
    .await;
    assert_eq!(answer.json()["Code"], "isv.TOKEN_INVALID");
}

#[tokio::test]
async fn a_form_body_is_taken_like_a_query() {
    let simulator = start().await;
    let address = simulator.address();
    let authority = address.to_string();
    let body = QUERY.as_bytes();
    let input = SigningInput {
        method: "POST",
        host: &authority,
        action: "GetAuthToken",
        version: "2017-05-25",
        query: &[],
        body,
        date: "2026-01-01T00:00:00Z".parse().unwrap(),
        nonce: "1",
    };
    let mut headers = host(address);
    headers.push((
        "content-type".into(),
        "application/x-www-form-urlencoded; charset=utf-8".into(),
    ));
    headers.extend(sign(&ACCOUNTS[0].access_key(), &input));
    assert_eq!(
        post(address, "/", &headers, body).await.json()["Code"],
        "OK"
    );
}

#[tokio::test]
async fn a_fault_closes_its_connection_and_the_refusing_port_refuses() {
    let simulator = start().await;
    let operation = Operation::Cloud(CloudAction::GetAuthToken);
    let key = ACCOUNTS[0].access_key();
    for (effect, status) in [(FaultEffect::ServerError, 503), (FaultEffect::Cut, 200)] {
        simulator
            .set_fault(Some(Fault {
                operation,
                effect,
                times: Some(1),
            }))
            .unwrap();
        let answer = signed(
            &simulator,
            &key,
            "GetAuthToken",
            &token_pairs(),
            &format!("{effect}"),
        )
        .await;
        assert_eq!(answer.status, status);
        assert!(answer.head.contains("connection: close"), "{}", answer.head);
        if effect == FaultEffect::Cut {
            let promised = answer
                .head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .unwrap();
            assert!(
                !answer.body.is_empty() && answer.body.len() < promised.parse().unwrap(),
                "{}",
                answer.body
            );
        }
    }
    simulator
        .set_fault(Some(Fault {
            operation,
            effect: FaultEffect::Refuse,
            times: Some(1),
        }))
        .unwrap();
    let target = simulator.route().target(operation);
    assert_ne!(target.address, simulator.address());
    let refused = TcpStream::connect(target.address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    assert_eq!(
        simulator.route().target(operation).address,
        simulator.address()
    );
}

#[tokio::test]
async fn the_batch_host_is_foreign_outside_batch() {
    let interactive = Config {
        batch: false,
        ..config(0)
    };
    let simulator = Simulator::start(interactive).await.unwrap();
    let answer = post(
        simulator.address(),
        "/h5/v1/check",
        &[("host".into(), "sim".into())],
        b"{}",
    )
    .await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn an_sp_token_of_another_account_is_not_exchanged() {
    let simulator = start().await;
    let address = simulator.address();
    let (access, jwt) = simulator.tokens_issued_ago(numberauth_protocol::Flow::Verify, 0);
    let body =
        json!({"flow": "verify", "access_token": access.reveal(), "jwt_token": jwt.reveal()})
            .to_string();
    for step in ["check", "token"] {
        let answer = post(
            address,
            &format!("/h5/v1/{step}"),
            &host(address),
            body.as_bytes(),
        )
        .await
        .json();
        assert_eq!(answer["code"], "OK", "{answer}");
        let Some(token) = answer["data"]["sp_token"].as_str() else {
            continue;
        };
        let pairs = [("PhoneNumber", "13800001234"), ("SpToken", token)];
        let other = signed(
            &simulator,
            &ACCOUNTS[1].access_key(),
            "VerifyPhoneWithToken",
            &pairs,
            "1",
        )
        .await;
        assert_eq!(other.json()["Code"], "isv.TOKEN_UNAUTHORIZED_USED");
        let own = signed(
            &simulator,
            &ACCOUNTS[0].access_key(),
            "VerifyPhoneWithToken",
            &pairs,
            "2",
        )
        .await;
        assert_eq!(own.json()["Code"], "OK");
    }
}

#[tokio::test]
async fn another_version_of_the_api_is_not_found() {
    let simulator = start().await;
    let address = simulator.address();
    let authority = address.to_string();
    let input = SigningInput {
        method: "POST",
        host: &authority,
        action: "GetAuthToken",
        version: "2099-01-01",
        query: &[],
        body: b"",
        date: "2026-01-01T00:00:00Z".parse().unwrap(),
        nonce: "1",
    };
    let mut headers = host(address);
    headers.extend(sign(&ACCOUNTS[0].access_key(), &input));
    let answer = post(address, "/", &headers, b"").await;
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (404, &json!("InvalidAction.NotFound"))
    );
}

#[tokio::test]
async fn a_taken_port_is_a_clear_error() {
    let simulator = start().await;
    let port = simulator.address().port();
    let Err(error @ StartError::Listen { .. }) = Simulator::start(config(port)).await else {
        panic!("two simulators on one port");
    };
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}

#[tokio::test]
async fn it_listens_on_loopback_alone() {
    assert!(start().await.address().ip().is_loopback());
}
