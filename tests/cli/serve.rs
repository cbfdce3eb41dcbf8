//! `numberauth serve`: ready line, several clients, the end, and what it refuses.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::numberauth;
use crate::serving::Serving;

#[test]
fn when_it_is_ready_one_line_tells_what_a_client_needs() {
    let serving = Serving::start(&[]);
    let doors = serving.doors.clone();
    let text = doors.ready.to_string();
    let mut fields: Vec<_> = doors.ready.as_object().unwrap().keys().cloned().collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "access_key_id",
            "access_key_secret",
            "admin_token",
            "base_url",
            "origin",
            "page_url",
            "scene_code"
        ],
        "{text}"
    );
    assert_eq!(doors.text("page_url"), "https://demo.example.test/");
    assert_eq!(doors.text("origin"), "https://demo.example.test");
    assert_eq!(doors.text("admin_token").len(), 48);
    let health = doors.ask("GET", "/_sim/v1/health", &[], "");
    assert_eq!(
        health.json(),
        json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})
    );
    // Random in each run.
    let other = Serving::start(&[]);
    assert_ne!(other.doors.text("admin_token"), doors.text("admin_token"));
    assert_ne!(other.doors.address, doors.address);
}

#[test]
fn the_first_allowed_origin_is_the_page() {
    let serving = Serving::start(&[
        "--allow-origin",
        "http://localhost:5173",
        "--allow-origin",
        "https://shop.example.test",
    ]);
    let doors = &serving.doors;
    assert_eq!(doors.text("origin"), "http://localhost:5173");
    assert_eq!(doors.text("page_url"), "http://localhost:5173/");
    for (origin, status) in [
        ("http://localhost:5173", 404),
        ("https://shop.example.test", 404),
        ("https://evil.example", 403),
        ("null", 403),
    ] {
        let headers = [("origin".to_owned(), origin.to_owned())];
        let answer = doors.ask("GET", "/nowhere", &headers, "");
        assert_eq!(answer.status, status, "{origin}");
        let admin = doors.ask("GET", "/_sim/v1/health", &headers, "");
        assert_eq!(admin.status, 403, "{origin}");
    }
}

#[test]
fn two_clients_at_once_have_a_device_each() {
    let serving = Serving::start(&[]);
    let clients = [
        ("CM", "13800001234", "0000"),
        ("CU", "18612345678", "1234"),
        ("CT", "18998765432", "9876"),
    ]
    .map(|(carrier, number, digits)| {
        let doors = serving.doors.clone();
        std::thread::spawn(move || {
            let device = json!({"carrier": carrier, "number": number, "network": "cellular"});
            let id = doors.admin("POST", "devices", &device)["device"].clone();
            for _ in 0..10 {
                assert_eq!(doors.log_in(id.as_str().unwrap(), digits), number);
            }
        })
    });
    for client in clients {
        client.join().unwrap();
    }
}

#[test]
fn logs_never_reach_stdout() {
    let serving = Serving::start_with(&[], "trace");
    let answer = serving.doors.cloud("GetAuthToken", &[]);
    assert_eq!(answer.json()["Code"], "MissingParameter");
    serving.signal("INT");
    let (code, out, log) = serving.end();
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(log.contains("stopping"), "{log}");
}

/// Arms a delay on `GetAuthToken` and starts a call; it is under way when this returns.
fn delayed_call(serving: &Serving, ms: u64) -> std::thread::JoinHandle<Option<Value>> {
    let doors = serving.doors.clone();
    let delay = json!({"operation": "GetAuthToken", "effect": {"kind": "delay", "ms": ms}});
    doors.admin("PUT", "faults", &json!({"faults": [delay]}));
    let caller = doors.clone();
    let call = std::thread::spawn(move || {
        std::panic::catch_unwind(|| caller.cloud("GetAuthToken", &[]))
            .ok()
            .filter(|answer| answer.status != 0)
            .map(|answer| answer.json())
    });
    let started = Instant::now();
    while doors.admin("GET", "faults", &Value::Null)["faults"][0]["hits"] == 0 {
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "the call never came"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    call
}

#[test]
fn told_to_stop_it_finishes_what_is_under_way() {
    let serving = Serving::start(&[]);
    let port = serving.doors.address.clone();
    let call = delayed_call(&serving, 700);
    serving.signal("TERM");
    let answer = call.join().unwrap().expect("the call was cut off");
    assert_eq!(answer["Code"], "MissingParameter");
    let (code, _, log) = serving.end();
    assert_eq!((code, log.as_str()), (Some(0), ""));
    assert!(std::net::TcpStream::connect(&port).is_err());
    // Its port is free at once.
    let port = port.rsplit(':').next().unwrap().to_owned();
    let again = Serving::start(&["--port", &port]);
    assert!(again.doors.address.ends_with(&port));
}

#[test]
fn a_second_word_ends_it_at_once() {
    let serving = Serving::start(&[]);
    let call = delayed_call(&serving, 60_000);
    serving.signal("INT");
    // The first must have been heard: two of one kind would melt into one.
    let doors = serving.doors.clone();
    let started = Instant::now();
    while std::net::TcpStream::connect(&doors.address).is_ok() {
        assert!(
            started.elapsed() < Duration::from_secs(3),
            "it still listens"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    serving.signal("INT");
    let (code, _, _) = serving.end();
    assert_eq!(code, Some(0));
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(call.join().unwrap(), None);
}

#[test]
fn it_does_not_wait_for_ever() {
    let serving = Serving::start(&[]);
    let call = delayed_call(&serving, 60_000);
    let started = Instant::now();
    serving.signal("TERM");
    let (code, _, log) = serving.end();
    assert_eq!(code, Some(0));
    assert!(log.contains("did not finish"), "{log}");
    let took = started.elapsed();
    assert!((5..15).contains(&took.as_secs()), "{took:?}");
    assert_eq!(call.join().unwrap(), None);
}

#[test]
fn what_cannot_be_served_is_said_and_exits_with_two() {
    let serving = Serving::start(&[]);
    let port = serving.doors.address.rsplit(':').next().unwrap();
    for (arguments, why) in [
        (vec!["--port", port], port),
        (vec!["--port", "70000"], "70000"),
        (vec!["--port", "-1"], "-1"),
        (vec!["--port", ""], "--port"),
        (vec!["--allow-origin", "null"], "null"),
        (vec!["--allow-origin", "*"], "scheme://host"),
        (
            vec!["--allow-origin", "https://shop.example.test/"],
            "no slash",
        ),
        (
            vec!["--allow-origin", "https://a.test", "--allow-origin", "b"],
            "\"b\"",
        ),
        (vec!["--allow-origin"], "--allow-origin"),
        (vec!["--listen", "0.0.0.0"], "--listen"),
    ] {
        let output = numberauth(&[&["serve"], arguments.as_slice()].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {said}");
        assert!(output.stdout.is_empty());
        assert!(said.contains(why) && !said.contains("panicked"), "{said}");
    }
    // The one that had the port is not disturbed.
    let health = serving.doors.ask("GET", "/_sim/v1/health", &[], "");
    assert_eq!(health.status, 200);
}

#[test]
fn where_nobody_can_read_the_address_it_does_not_stay() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_numberauth"))
        .arg("serve")
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("stdout") && !said.contains("panicked"),
        "{said}"
    );
}

/// What the whole program serves, `/sdk/v1` included, is what its document says.
#[test]
fn every_door_of_the_openapi_document_is_there_and_opens_as_it_says() {
    let origin = "https://shop.example.test";
    let serving = Serving::start(&["--allow-origin", origin]);
    let doors = &serving.doors;
    let bearer = (
        "authorization".to_owned(),
        format!("Bearer {}", doors.text("admin_token")),
    );
    let document = doors.ask("GET", "/_sim/v1/openapi.json", &[], "").json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 15);
    for (path, described) in paths {
        let target = path.replace("{step}", "check").replace("{code}", "none");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let answer = doors.ask(method, &target, std::slice::from_ref(&bearer), "");
            let is_described = described.get(method.to_ascii_lowercase()).is_some();
            assert_eq!(
                answer.status != 405,
                is_described,
                "{method} {path} answers {}",
                answer.status
            );
            let nowhere = answer.status == 404 && answer.json()["code"] == "NOT_FOUND";
            assert!(!nowhere, "{method} {path} is not served");
        }
    }
}
