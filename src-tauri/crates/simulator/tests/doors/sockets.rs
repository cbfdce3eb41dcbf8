use super::*;

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

#[tokio::test]
async fn request_line_and_headers_have_64_kb_together_to_the_byte() {
    let simulator = start().await;
    let address = simulator.address();
    let around = |query: usize, header: usize| {
        let (query, header) = ("x".repeat(query), "y".repeat(header));
        format!(
            "GET /h5/v1/check?{query} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-long: {header}\r\n\r\n"
        )
    };
    let left = 64 * 1024 - around(0, 0).len();
    let longest_target = 65_534 - "/h5/v1/check?".len();
    // What is short enough is answered by the route: its method is another.
    for (query, header, status) in [
        (0, left, 405),
        (left, 0, 405),
        (left / 2, left - left / 2, 405),
        (0, left + 1, 431),
        (left + 1, 0, 431),
        (left / 2, left - left / 2 + 1, 431),
        (0, 110_000, 431),
        (0, 200_000, 431),
        (longest_target, 0, 431),
        (longest_target + 1, 0, 414),
        (66_000, 0, 414),
        (200_000, 0, 414),
    ] {
        let answer = raw(address, around(query, header).as_bytes()).await;
        assert_eq!(answer.status, status, "{query} and {header}");
        if (query, header) == (0, left + 1) {
            assert!(answer.json()["message"].as_str().unwrap().contains("64 kB"));
        }
    }
    for (headers, status) in [(97, 405), (98, 405), (99, 431)] {
        let more = "x: y\r\n".repeat(headers);
        let request = format!(
            "GET /h5/v1/check HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{more}\r\n"
        );
        let answer = raw(address, request.as_bytes()).await;
        assert_eq!(answer.status, status, "2 and {headers} headers");
    }
}

#[tokio::test]
async fn a_fault_closes_its_connection_and_the_refusing_port_refuses() {
    let simulator = start().await;
    let operation = Operation::Cloud(CloudAction::GetAuthToken);
    let key = ACCOUNTS[0].access_key();
    for (effect, status) in [
        (FaultEffect::ServerError { status: None }, 503),
        (FaultEffect::Cut {}, 200),
    ] {
        simulator
            .set_faults(Some(Fault::once(operation, effect.clone())))
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
        if effect == (FaultEffect::Cut {}) {
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
        .set_faults(Some(Fault::once(operation, FaultEffect::Refuse {})))
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

#[tokio::test]
async fn who_has_the_listeners_address_is_hung_up_on_where_a_connection_is_refused() {
    let journal = Journal::default();
    let simulator = Simulator::start(Config {
        journal: journal.clone(),
        ..config(0)
    })
    .await
    .unwrap();
    let key = ACCOUNTS[0].access_key();
    let sdk = Operation::Sdk(numberauth_protocol::SdkCall::CheckLoginAvailable);
    for operation in [Operation::Cloud(CloudAction::GetAuthToken), sdk] {
        simulator
            .set_faults(Some(Fault::once(operation, FaultEffect::Refuse {})))
            .unwrap();
        let check = br#"{"flow":"login","access_token":"a","jwt_token":"b"}"#;
        let mut heads = Vec::new();
        for nonce in ["1", "2"] {
            let answer = if operation == sdk {
                let address = simulator.address();
                post(address, "/h5/v1/check", &host(address), check).await
            } else {
                signed(&simulator, &key, "GetAuthToken", &token_pairs(), nonce).await
            };
            heads.push((answer.status, answer.head.is_empty()));
        }
        assert_eq!(heads, [(0, true), (200, false)], "{operation}");
    }
    let first = &journal.after(0, 1)[0].hop;
    assert_eq!(first.fault.as_deref(), Some("connection refused"));
    assert!(first.response.is_none() && !format!("{first:?}").contains("503"));
}
