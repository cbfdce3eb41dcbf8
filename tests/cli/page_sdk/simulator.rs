//! `numberauth serve` as a child process, and its admin API.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

/// A running `numberauth serve`; it ends with this value.
pub(crate) struct Simulator {
    child: Child,
    ready: Value,
    admin: reqwest::Client,
}

impl Simulator {
    pub(crate) fn start(allowed: &[String]) -> Self {
        let origins = allowed.iter().flat_map(|origin| ["--allow-origin", origin]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth"))
            .arg("serve")
            .args(origins)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let admin = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            child,
            ready,
            admin,
        }
    }

    /// What the ready line says.
    pub(crate) fn told(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let authority = self.told("base_url").strip_prefix("http://").unwrap();
        authority.parse().unwrap()
    }

    async fn admin(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/_sim/v1{path}", self.told("base_url"));
        let request = self.admin.request(method, url);
        let request = request.bearer_auth(self.told("admin_token"));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path}: {body}");
        body
    }

    /// Registers a device, and gives its id.
    pub(crate) async fn device(&self, carrier: &str, number: &str, network: &str) -> String {
        let device = json!({"carrier": carrier, "number": number, "network": network});
        let made = self.admin(Method::POST, "/devices", Some(device)).await;
        made["device"].as_str().unwrap().to_owned()
    }

    /// From now on the operation is answered a minute late: for a page that is never.
    pub(crate) async fn silence(&self, operation: &str) {
        let fault = json!({"operation": operation, "effect": {"kind": "delay", "ms": 60_000}});
        let faults = json!({"faults": [fault]});
        self.admin(Method::PUT, "/faults", Some(faults)).await;
    }

    /// The journal, as text.
    pub(crate) async fn journal(&self) -> String {
        let journal = self.admin(Method::GET, "/journal?limit=1000", None).await;
        journal["entries"].to_string()
    }

    /// A call of a page's instance, past the page.
    pub(crate) async fn call(&self, body: &Value) -> Value {
        let url = format!("{}/sdk/v1/call", self.told("base_url"));
        let answer = self.admin.post(url).json(body).send().await.unwrap();
        answer.json().await.unwrap()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
