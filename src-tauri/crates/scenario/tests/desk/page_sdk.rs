//! The page SDK's doors: `/sdk/v1/*` for pages of other people.

use std::net::SocketAddr;
use std::time::Duration;

use numberauth_protocol::{DeviceCarrier, Flow, Network, PhoneNumber};
use numberauth_scenario::{Bench, BenchConfig};
use numberauth_simulator::{Device, Sim};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::page::Page;

const ORIGIN: &str = "http://shop.test:8080";
/// Longer than an instance may be idle.
const IDLE: Duration = Duration::from_mins(10);
/// Not quite so long.
const NOT_IDLE: Duration = Duration::from_millis(599_999);

/// A desk that serves pages of one other origin.
async fn desk() -> Page {
    let bench = Bench::start(BenchConfig {
        origins: vec![ORIGIN.to_owned()],
        ..BenchConfig::batch(1, "page sdk")
    })
    .await
    .unwrap();
    let sdk = bench.phone_server().unwrap();
    Page {
        bench: std::sync::Arc::new(bench),
        sdk,
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

/// One request as a browser on the allowed page sends it.
async fn ask(address: SocketAddr, method: &str, target: &str, body: &[u8]) -> Answer {
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\norigin: {ORIGIN}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that refuses early may close before it has read everything.
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read).await;
    let text = String::from_utf8(read).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

impl Page {
    async fn post(&self, path: &str, body: &Value) -> Answer {
        let address = self.bench.simulator().address();
        ask(address, "POST", path, body.to_string().as_bytes()).await
    }

    /// A call that must be taken: its result.
    async fn taken(&self, instance: &str, number: u64, call: &str, options: Value) -> Value {
        let body = json!({"instance": instance, "number": number, "settled": number - 1, "call": call, "options": options});
        let answer = self.post("/sdk/v1/call", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["result"].take()
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_of_another_origin_logs_in_and_its_calls_are_in_the_journal_without_secrets() {
    let desk = desk().await;
    let tokens = desk.tokens(Flow::Login).await;
    let check = desk
        .taken("a", 1, "checkLoginAvailable", tokens.clone())
        .await;
    assert_eq!(check["code"], 600_000);
    // Another instance knows nothing of it.
    let stranger = desk.taken("b", 1, "getLoginMaskPhone", json!({})).await;
    assert_eq!(stranger["code"], 600_013);
    let mask = desk.taken("a", 2, "getLoginMaskPhone", json!({})).await;
    let number = desk.bench.own_number();
    assert_eq!(mask["maskPhone"], number.masked().to_string());
    let digits = desk.right_digits();
    let token = desk
        .taken("a", 3, "getLoginToken", json!({"mask": digits}))
        .await;
    assert_eq!(
        (&token["code"], &token["vender"]),
        (&json!(600_000), &json!("CM"))
    );
    let sp_token = token["spToken"].as_str().unwrap();

    let entries = desk.bench.journal().after(0, usize::MAX);
    let journal: String = entries
        .iter()
        .map(|entry| json!(**entry).to_string())
        .collect();
    for call in ["checkLoginAvailable", "getLoginMaskPhone", "getLoginToken"] {
        assert!(journal.contains(call), "{call}");
    }
    for secret in [
        number.reveal(),
        sp_token,
        tokens["jwtToken"].as_str().unwrap(),
        &format!("\"{digits}\""),
    ] {
        assert!(!journal.contains(secret), "{secret}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_instance_stays_on_the_device_of_its_first_call() {
    let desk = desk().await;
    let sim = |number| Sim {
        carrier: DeviceCarrier::Ct,
        number: PhoneNumber::parse(number).unwrap(),
    };
    let phone = desk.bench.simulator().add_device(Device {
        sim: sim("18900131234"),
        network: Network::Hotspot,
        hotspot_owner: sim("18900135678"),
    });
    let tokens = desk.tokens(Flow::Login).await;
    let call = |number: u64, call: &str, device: &str, options: &Value| json!({"instance": "a", "number": number, "call": call, "options": options, "device": device});
    let check = call(1, "checkLoginAvailable", &phone, &tokens);
    let checked = desk.post("/sdk/v1/call", &check).await.json();
    assert_eq!(checked["result"]["code"], 600_000);
    assert_eq!(checked["connection"], "wifi");
    let mask = call(2, "getLoginMaskPhone", &phone, &json!({}));
    let masked = desk.post("/sdk/v1/call", &mask).await.json();
    assert_eq!(masked["result"]["maskPhone"], "189****5678");

    let mut moved = call(3, "getLoginMaskPhone", &phone, &json!({}));
    moved["device"] = Value::Null;
    let moved = desk.post("/sdk/v1/call", &moved).await;
    assert_eq!(
        (moved.status, &moved.json()["code"]),
        (409, &json!("OTHER_DEVICE"))
    );
    let nowhere = call(1, "getLoginMaskPhone", "no such device", &json!({}));
    let nowhere = desk.post("/sdk/v1/call", &nowhere).await;
    assert_eq!(
        (nowhere.status, &nowhere.json()["code"]),
        (404, &json!("NO_DEVICE"))
    );
    assert!(
        nowhere.body.contains("/_sim/v1/devices"),
        "{}",
        nowhere.body
    );

    let address = desk.bench.simulator().address();
    for (query, connection) in [
        (format!("?device={phone}"), "wifi"),
        (String::new(), "cellular"),
    ] {
        let target = format!("/sdk/v1/connection{query}");
        let answer = ask(address, "GET", &target, b"").await;
        assert_eq!(answer.json(), json!({"connection": connection}));
        let target = format!("/sdk/v1/numberauth.mjs{query}");
        let script = ask(address, "GET", &target, b"").await;
        assert!(
            script
                .body
                .contains(&format!("connection: \"{connection}\"")),
            "{query}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_instance_is_forgotten_after_ten_idle_minutes_of_real_time() {
    let desk = desk().await;
    let check = async |instance, number| {
        let tokens = desk.tokens(Flow::Login).await;
        let result = desk
            .taken(instance, number, "checkLoginAvailable", tokens)
            .await;
        assert_eq!(result["code"], 600_000);
    };
    check("a", 1).await;
    // A calendar that moves on is no idleness.
    desk.bench.advance_clock(86_400).unwrap();
    tokio::time::sleep(NOT_IDLE).await;
    desk.bench.advance_clock(-86_400).unwrap();
    let mask = desk.taken("a", 2, "getLoginMaskPhone", json!({})).await;
    assert_eq!(mask["code"], 600_000, "still known");

    tokio::time::sleep(IDLE).await;
    let begun = tokio::time::Instant::now();
    let forgotten = desk.taken("a", 3, "getLoginMaskPhone", json!({})).await;
    assert_eq!(
        forgotten["code"], 600_013,
        "a new instance: nothing is checked"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "its old calls are not waited for"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_under_way_keeps_its_instance() {
    let desk = desk().await;
    desk.delay(numberauth_protocol::SdkCall::CheckLoginAvailable, 50_000);
    let mut options = desk.tokens(Flow::Login).await;
    options["timeout"] = json!(60);
    let slow = desk.taken("a", 1, "checkLoginAvailable", options);
    let (slow, ()) = tokio::join!(slow, tokio::time::sleep(Duration::from_secs(40)));
    assert_eq!(slow["code"], 600_000);
    tokio::time::sleep(NOT_IDLE).await;
    // Idle since its answer, not since it was made.
    let mask = desk.taken("a", 2, "getLoginMaskPhone", json!({})).await;
    assert_eq!(
        mask["code"], 600_025,
        "known, but its accessToken has expired"
    );
}

#[tokio::test(start_paused = true)]
async fn a_thousand_instances_are_enough_and_closed_or_idle_ones_make_room() {
    let desk = desk().await;
    for id in 0..1_000 {
        desk.taken(&id.to_string(), 1, "getLoginMaskPhone", json!({}))
            .await;
    }
    let one_more =
        json!({"instance": "x", "number": 1, "call": "getLoginMaskPhone", "options": {}});
    let refused = desk.post("/sdk/v1/call", &one_more).await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (429, &json!("TOO_MANY_INSTANCES"))
    );
    for _twice in 0..2 {
        let closed = desk.post("/sdk/v1/close", &json!({"instance": "7"})).await;
        assert_eq!((closed.status, closed.body.as_str()), (204, ""));
    }
    assert_eq!(desk.post("/sdk/v1/call", &one_more).await.status, 200);
    desk.taken("0", 2, "getLoginMaskPhone", json!({})).await;
    tokio::time::sleep(IDLE).await;
    desk.taken("7", 1, "getLoginMaskPhone", json!({})).await;
}

#[tokio::test(start_paused = true)]
async fn calls_are_taken_in_the_pages_order_and_a_lost_one_is_not_waited_for() {
    let desk = desk().await;
    let tokens = desk.tokens(Flow::Login).await;
    let call = |number: u64, settled: u64, call: &str, options: &Value| json!({"instance": "a", "number": number, "settled": settled, "call": call, "options": options});
    let (second, first) = (
        call(2, 0, "getLoginMaskPhone", &json!({})),
        call(1, 0, "checkLoginAvailable", &tokens),
    );
    let (second, first) = tokio::join!(
        desk.post("/sdk/v1/call", &second),
        desk.post("/sdk/v1/call", &first)
    );
    assert_eq!(
        second.json()["result"]["code"],
        600_013,
        "taken before the check was answered"
    );
    assert_eq!(first.json()["result"]["code"], 600_000);

    let begun = tokio::time::Instant::now();
    let fourth = call(4, 3, "getLoginMaskPhone", &json!({}));
    let fourth = desk.post("/sdk/v1/call", &fourth).await;
    assert_eq!(
        fourth.json()["result"]["code"],
        600_000,
        "the third was lost"
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
    let third = call(3, 2, "getLoginMaskPhone", &json!({}));
    let third = desk.post("/sdk/v1/call", &third).await;
    assert_eq!(
        (third.status, &third.json()["code"]),
        (409, &json!("CALL_NUMBER"))
    );
}

/// Each of the requests is refused with this status and code, and with words.
async fn assert_refused(desk: &Page, status: u16, code: &str, requests: &[(&str, &str, String)]) {
    let address = desk.bench.simulator().address();
    let document: Value =
        serde_json::from_str(include_str!("../../../simulator/src/http/openapi.json")).unwrap();
    for (method, target, body) in requests {
        let what = format!("{method} {target} {body:.80}");
        let answer = ask(address, method, target, body.as_bytes()).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        let refusal = answer.json();
        assert_eq!(refusal["code"], code, "{what}");
        let words = refusal["message"].as_str().unwrap();
        assert!(words.len() > 10, "{what}");
        let path = target.split('?').next().unwrap();
        let described = &document["paths"][path][method.to_ascii_lowercase()];
        if described.is_object() {
            let answers = &described["responses"];
            assert!(answers[status.to_string()].is_object(), "{what}: OpenAPI");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_call_is_refused_clearly_and_the_next_one_is_served() {
    let desk = desk().await;
    let good = json!({"instance": "a", "number": 1, "call": "getLoginMaskPhone", "options": {}});
    let call = |body: String| ("POST", "/sdk/v1/call", body);
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        call(body.to_string())
    };
    let bad = [
        call(String::new()),
        call("not JSON".into()),
        call("[]".into()),
        call("[".repeat(60_000)),
        with("extra", json!(1)),
        with("call", json!("getToken")),
        with("number", json!(-1)),
        with("options", json!([])),
        with("device", json!(1)),
        with("instance", json!("")),
        with("instance", json!("x".repeat(65))),
        ("POST", "/sdk/v1/close", "{}".into()),
    ];
    assert_refused(&desk, 400, "BAD_REQUEST", &bad).await;
    let numbers = [with("number", json!(0)), with("number", json!(u64::MAX))];
    assert_refused(&desk, 409, "CALL_NUMBER", &numbers).await;
    let long = [with("instance", json!("x".repeat(65_536)))];
    assert_refused(&desk, 413, "TOO_LONG", &long).await;

    // serde's words repeat what was sent; a number that went astray is not repeated.
    let stray = with("number", json!("13800131234")).2;
    let address = desk.bench.simulator().address();
    let answer = ask(address, "POST", "/sdk/v1/call", stray.as_bytes()).await;
    assert!(
        answer.status == 400 && !answer.body.contains("13800131234"),
        "{}",
        answer.body
    );

    let journal = desk.bench.journal().after(0, 10);
    assert!(journal.is_empty(), "none of them was a call");
    let served = desk.post("/sdk/v1/call", &good).await;
    assert_eq!(served.json()["result"]["code"], 600_013);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_address_is_refused_clearly() {
    let desk = desk().await;
    let get = |target| ("GET", target, String::new());
    let queries = [
        get("/sdk/v1/connection?devise=none"),
        get("/sdk/v1/connection?device=a&device=b"),
        get("/sdk/v1/numberauth.mjs?x"),
    ];
    assert_refused(&desk, 400, "BAD_REQUEST", &queries).await;
    let devices = [
        get("/sdk/v1/connection?device=none"),
        get("/sdk/v1/numberauth.js?device="),
    ];
    assert_refused(&desk, 404, "NO_DEVICE", &devices).await;
    let paths = [
        get("/sdk/v1/numberauth.css"),
        get("/sdk/v2/call"),
        get("/sdk/"),
    ];
    assert_refused(&desk, 404, "NOT_FOUND", &paths).await;
    let methods = [
        get("/sdk/v1/call"),
        ("PUT", "/sdk/v1/numberauth.js", String::new()),
    ];
    assert_refused(&desk, 405, "METHOD_NOT_ALLOWED", &methods).await;
}

#[tokio::test(start_paused = true)]
async fn the_scripts_are_served_as_browsers_want_them() {
    let desk = desk().await;
    let address = desk.bench.simulator().address();
    for name in ["numberauth.js", "numberauth.mjs"] {
        let script = ask(address, "GET", &format!("/sdk/v1/{name}"), b"").await;
        assert_eq!(
            script.status, 200,
            "run the tests by `cargo xtask test`, which builds the scripts: {}",
            script.body
        );
        for header in [
            "content-type: text/javascript; charset=utf-8",
            "cache-control: no-store",
            "cross-origin-resource-policy: cross-origin",
            "x-content-type-options: nosniff",
            &format!("access-control-allow-origin: {ORIGIN}"),
        ] {
            assert!(script.head.contains(header), "{header}: {}", script.head);
        }
        assert!(!script.body.contains("__NUMBERAUTH_CONNECTION__"));
        assert!(script.body.contains("PhoneServerCustomization"));
    }
}

#[tokio::test(start_paused = true)]
async fn without_an_allowed_origin_there_is_no_page_sdk() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let address = page.bench.simulator().address();
    let request = format!(
        "GET /sdk/v1/numberauth.js HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[tokio::test]
async fn a_desk_that_is_gone_has_closed_its_port() {
    let desk = desk().await;
    let address = desk.bench.simulator().address();
    desk.taken("a", 1, "getLoginMaskPhone", json!({})).await;
    drop(desk);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).await.is_ok() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "something still holds the simulator"
        );
        tokio::task::yield_now().await;
    }
}
