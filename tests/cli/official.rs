//! Alibaba's official Python SDK, unmodified, against `numberauth serve`: only `endpoint` and `protocol` are set.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::serving::{Doors, Serving};

/// A Python with the SDK, taking commands.
struct Official {
    child: Child,
    commands: ChildStdin,
    outcomes: BufReader<ChildStdout>,
}

impl Official {
    fn start(doors: &Doors) -> Self {
        let Some(python) = std::env::var_os("NUMBERAUTH_OFFICIAL_PYTHON") else {
            panic!(
                "NUMBERAUTH_OFFICIAL_PYTHON names no Python with the official SDK: run `cargo xtask test`"
            );
        };
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../tests/cli/official/client.py"
        );
        let mut command = Command::new(python);
        // The machine's proxy is not for 127.0.0.1.
        for proxy in ["http_proxy", "https_proxy", "all_proxy"] {
            command
                .env_remove(proxy)
                .env_remove(proxy.to_ascii_uppercase());
        }
        let mut child = command
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut commands = child.stdin.take().unwrap();
        writeln!(commands, "{}", doors.ready).unwrap();
        let outcomes = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            commands,
            outcomes,
        }
    }

    fn call(&mut self, command: &Value) -> Value {
        writeln!(self.commands, "{command}").unwrap();
        let mut line = String::new();
        self.outcomes.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the SDK fell over at {command}"))
    }

    fn get_auth_token(&mut self, doors: &Doors, biz_type: u8, more: &Value) -> Value {
        let mut command = json!({"action": "GetAuthToken", "arguments": {
            "url": doors.text("page_url"), "origin": doors.text("origin"),
            "scene_code": doors.text("scene_code"), "biz_type": biz_type,
        }});
        let more = more.as_object().cloned().unwrap_or_default();
        command.as_object_mut().unwrap().extend(more);
        self.call(&command)
    }

    fn get_phone(&mut self, sp_token: &Value) -> Value {
        self.call(&json!({"action": "GetPhoneWithToken", "arguments": {"sp_token": sp_token}}))
    }

    fn verify(&mut self, number: &str, sp_token: &Value) -> Value {
        let arguments = json!({"phone_number": number, "sp_token": sp_token});
        self.call(&json!({"action": "VerifyPhoneWithToken", "arguments": arguments}))
    }
}

impl Drop for Official {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A device of its own, and the gateway's request for its tokens.
fn page(doors: &Doors, tokens: &Value, flow: &str, number: &str) -> Value {
    let device = json!({"carrier": "CM", "number": number, "network": "cellular"});
    let id = doors.admin("POST", "devices", &device)["device"].clone();
    json!({
        "flow": flow, "device": id, "mask": number[3..7],
        "access_token": tokens["AccessToken"], "jwt_token": tokens["JwtToken"],
    })
}

#[test]
fn a_login_from_tokens_to_number_and_no_token_twice() {
    let serving = Serving::start(&[]);
    let doors = &serving.doors;
    let mut sdk = Official::start(doors);
    let answer = sdk.get_auth_token(doors, 1, &json!({}));
    assert_eq!(
        (&answer["status"], &answer["body"]["Code"]),
        (&json!(200), &json!("OK"))
    );
    let request = page(doors, &answer["body"]["TokenInfo"], "login", "13812345678");
    assert_eq!(doors.gateway("check", &request)["code"], "OK");
    assert_eq!(
        doors.gateway("mask", &request)["data"]["mask_phone"],
        "138****5678"
    );
    let sp_token = doors.gateway("token", &request)["data"]["sp_token"].clone();
    // As long as the real one, in the query.
    assert!(sp_token.as_str().unwrap().len() > 2_000);
    let exchanged = sdk.get_phone(&sp_token);
    assert_eq!(exchanged["body"]["Data"]["Mobile"], "13812345678");
    let again = sdk.get_phone(&sp_token);
    assert_eq!(
        (&again["status"], &again["body"]["Code"]),
        (&json!(200), &json!("isv.TOKEN_INVALID")),
        "a business failure is a normal return"
    );
}

#[test]
fn a_verification_passes_rejects_or_is_unknown() {
    let serving = Serving::start(&[]);
    let doors = &serving.doors;
    let mut sdk = Official::start(doors);
    let tokens = sdk.get_auth_token(doors, 0, &json!({}))["body"]["TokenInfo"].clone();
    let request = page(doors, &tokens, "verify", "13812345678");
    assert_eq!(doors.gateway("check", &request)["code"], "OK");
    let busy = json!({"faults": [{"operation": "VerifyPhoneWithToken", "effect": {"kind": "carrier"}, "times": 1}]});
    for (number, result) in [
        ("13812345678", "PASS"),
        ("13800009999", "REJECT"),
        ("13812345678", "UNKNOWN"),
    ] {
        if result == "UNKNOWN" {
            doors.admin("PUT", "faults", &busy);
        }
        let sp_token = doors.gateway("token", &request)["data"]["sp_token"].clone();
        let answer = sdk.verify(number, &sp_token);
        assert_eq!(answer["body"]["Code"], "OK", "{answer}");
        assert_eq!(answer["body"]["GateVerify"]["VerifyResult"], result);
        let login = sdk.get_phone(&sp_token);
        assert_eq!(login["body"]["Code"], "isv.TOKEN_UNAUTHORIZED_USED");
    }
    // And for a back end alone, without any page.
    let made = json!({"carrier": "CT", "number": "18900001234", "flow": "verify"});
    let sp_token = doors.admin("POST", "sp-tokens", &made)["sp_token"].clone();
    let answer = sdk.verify("18900001234", &sp_token);
    assert_eq!(answer["body"]["GateVerify"]["VerifyResult"], "PASS");
    let answer = sdk.verify("1890000123", &sp_token);
    assert_eq!(answer["body"]["Code"], "isv.MOBILE_NUMBER_ILLEGAL");
}

#[test]
fn who_signs_wrongly_or_too_often_gets_the_sdks_own_exceptions() {
    let serving = Serving::start(&[]);
    let doors = &serving.doors;
    let mut sdk = Official::start(doors);
    for (more, exception, code, status) in [
        (
            json!({"secret": "wrong"}),
            "ClientException",
            "SignatureDoesNotMatch",
            400,
        ),
        (
            json!({"key_id": "nobody"}),
            "ClientException",
            "InvalidAccessKeyId.NotFound",
            404,
        ),
    ] {
        let answer = sdk.get_auth_token(doors, 1, &more);
        assert_eq!(
            (&answer["exception"], &answer["code"], &answer["status"]),
            (&json!(exception), &json!(code), &json!(status))
        );
    }
    let fault = |kind: &str| {
        let fault = json!({"operation": "GetAuthToken", "effect": {"kind": kind}, "times": 1});
        doors.admin("PUT", "faults", &json!({"faults": [fault]}));
    };
    fault("server_error");
    let down = sdk.get_auth_token(doors, 1, &json!({}));
    assert_eq!(
        (&down["exception"], &down["code"]),
        (&json!("ServerException"), &json!("ServiceUnavailable"))
    );
    for (kind, code) in [
        ("out_of_service", "isv.OUT_OF_SERVICE"),
        ("permission_denied", "isv.RAM_PERMISSION_DENY"),
    ] {
        fault(kind);
        let answer = sdk.get_auth_token(doors, 1, &json!({}));
        assert_eq!(
            (&answer["status"], &answer["body"]["Code"]),
            (&json!(200), &json!(code))
        );
    }
    doors.admin(
        "PUT",
        "limits",
        &json!({"calls_per_second": {"GetAuthToken": 1}}),
    );
    let mut throttled = Value::Null;
    // The second call of one second; a slow machine may need more than one try.
    for _ in 0..20 {
        throttled = sdk.get_auth_token(doors, 1, &json!({}));
        if throttled["exception"].is_string() {
            break;
        }
    }
    assert_eq!(
        (
            &throttled["exception"],
            &throttled["code"],
            &throttled["status"]
        ),
        (
            &json!("ThrottlingException"),
            &json!("Throttling.User"),
            &json!(429)
        )
    );
    let wait = throttled["retry_after"].as_u64().unwrap();
    assert!((1..=1_000).contains(&wait), "{wait}");
}

/// Stands between for one request, as a proxy does, and gives the bytes that went to the simulator.
fn record_one(doors: &Doors) -> (String, std::thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let (address, base) = (doors.address.clone(), doors.text("base_url").to_owned());
    let recorded = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        // The SDK's requests have no body: the head is all.
        while !bytes.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            bytes.extend(byte);
        }
        let asked = String::from_utf8(bytes).unwrap();
        // A proxy is asked for the whole address; a server for the path.
        let asked = asked.replacen(&base, "", 1).into_bytes();
        let mut server = TcpStream::connect(address).unwrap();
        server.write_all(&asked).unwrap();
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while !String::from_utf8_lossy(&answer).trim_end().ends_with('}') {
            let read = server.read(&mut part).unwrap();
            assert_ne!(read, 0, "no whole answer");
            answer.extend(&part[..read]);
        }
        client.write_all(&answer).unwrap();
        asked
    });
    (proxy, recorded)
}

#[test]
fn a_recorded_request_is_not_accepted_again() {
    let serving = Serving::start(&[]);
    let doors = &serving.doors;
    let mut sdk = Official::start(doors);
    let (proxy, recorded) = record_one(doors);
    let answer = sdk.get_auth_token(doors, 1, &json!({"http_proxy": proxy}));
    assert_eq!(answer["body"]["Code"], "OK");
    let request = String::from_utf8(recorded.join().unwrap()).unwrap();
    let closing = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let replayed = doors.send(closing.as_bytes()).unwrap();
    assert_eq!(
        (replayed.status, &replayed.json()["Code"]),
        (400, &json!("SignatureNonceUsed"))
    );
}
