//! A running `numberauth serve`, and the plain HTTP that other programs speak with it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use numberauth_cloud::acs3::sign;
use numberauth_cloud::{AccessKey, SigningInput, encode};
use numberauth_protocol::Clock;
use serde_json::{Value, json};

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Self {
            status: status.unwrap_or(0),
            body: body.to_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

/// Where it listens and what a client needs: the line that it printed.
#[derive(Clone)]
pub(crate) struct Doors {
    pub(crate) ready: Value,
    pub(crate) address: String,
}

impl Doors {
    pub(crate) fn text(&self, field: &str) -> &str {
        self.ready[field].as_str().unwrap()
    }

    pub(crate) fn send(&self, bytes: &[u8]) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.write_all(bytes)?;
        let mut read = Vec::new();
        stream.read_to_end(&mut read)?;
        Ok(Answer::parse(&String::from_utf8_lossy(&read)))
    }

    pub(crate) fn ask(
        &self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Answer {
        let mut request = format!(
            "{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        self.send(format!("{request}\r\n{body}").as_bytes())
            .unwrap()
    }

    /// A call of the admin API that must succeed.
    pub(crate) fn admin(&self, method: &str, path: &str, body: &Value) -> Value {
        let bearer = format!("Bearer {}", self.text("admin_token"));
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let target = format!("/_sim/v1/{path}");
        let answer = self.ask(method, &target, &[("authorization".into(), bearer)], &body);
        assert!(
            (200..300).contains(&answer.status),
            "{target}: {}",
            answer.body
        );
        if answer.status == 204 {
            Value::Null
        } else {
            answer.json()
        }
    }

    pub(crate) fn gateway(&self, step: &str, request: &Value) -> Value {
        self.ask("POST", &format!("/h5/v1/{step}"), &[], &request.to_string())
            .json()
    }

    /// A signed call of the cloud API.
    pub(crate) fn cloud(&self, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let nonce = numberauth_protocol::Entropy::system().unwrap().hex::<16>();
        let input = SigningInput {
            method: "POST",
            host: &self.address,
            action,
            version: "2017-05-25",
            query: pairs,
            body: b"",
            date: Clock::system().unshifted(),
            nonce: &nonce,
        };
        let key = AccessKey::new(self.text("access_key_id"), self.text("access_key_secret"));
        let query: Vec<_> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let target = format!("/?{}", query.join("&"));
        self.ask("POST", &target, &sign(&key, &input), "")
    }

    /// A whole login on a device: the number that comes out of it.
    pub(crate) fn log_in(&self, device: &str, digits: &str) -> String {
        let answer = self.cloud(
            "GetAuthToken",
            &[
                ("Url", self.text("page_url")),
                ("Origin", self.text("origin")),
                ("SceneCode", self.text("scene_code")),
                ("BizType", "1"),
            ],
        );
        let tokens = answer.json()["TokenInfo"].clone();
        let request = json!({
            "flow": "login", "device": device, "mask": digits,
            "access_token": tokens["AccessToken"], "jwt_token": tokens["JwtToken"],
        });
        for step in ["check", "mask"] {
            assert_eq!(self.gateway(step, &request)["code"], "OK", "{step}");
        }
        let token = self.gateway("token", &request)["data"]["sp_token"].clone();
        let exchanged = self.cloud("GetPhoneWithToken", &[("SpToken", token.as_str().unwrap())]);
        let exchanged = exchanged.json();
        exchanged["Data"]["Mobile"].as_str().unwrap().to_owned()
    }
}

/// The running command; ended when dropped.
pub(crate) struct Serving {
    pub(crate) doors: Doors,
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Serving {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, "warn")
    }

    pub(crate) fn start_with(arguments: &[&str], log: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth"))
            .arg("serve")
            .args(arguments)
            .env("RUST_LOG", log)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        let base = ready["base_url"].as_str().unwrap();
        let address = base.strip_prefix("http://").unwrap().to_owned();
        Self {
            doors: Doors { ready, address },
            child,
            stdout,
        }
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end: the exit code, the rest of stdout, and stderr.
    pub(crate) fn end(mut self) -> (Option<i32>, String, String) {
        let (mut out, mut log) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), out, log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Where it has ended by itself there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
