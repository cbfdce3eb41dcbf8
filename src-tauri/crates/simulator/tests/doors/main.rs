//! The simulator's sockets under bad input: each is refused with a clear answer, and the next request is served.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod admin;
mod admin_faults;
mod admin_refused;
mod cloud;
mod dialect;
mod faults;
mod openapi;
mod origins;
mod schemas;
mod signatures;
mod sockets;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use numberauth_cloud::acs3::sign;
use numberauth_cloud::{AccessKey, SigningInput};
use numberauth_protocol::{
    Clock, CloudAction, Connection, DeviceCarrier, Entropy, Journal, Network, Operation,
};
use numberauth_simulator::{
    ACCOUNTS, Config, Device, Fault, FaultEffect, PAGE_ORIGIN, PAGE_URL, RuleBook, ScenarioDesk,
    Sim, Simulator, StartError,
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
        origins: Vec::new(),
        admin_token: None,
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
