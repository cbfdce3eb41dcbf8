use super::*;

const SHOP: &str = "https://shop.example.test";

async fn start_for(origins: &[&str]) -> Simulator {
    let origins = origins.iter().map(|&origin| origin.to_owned()).collect();
    Simulator::start(Config {
        origins,
        ..config(0)
    })
    .await
    .unwrap()
}

/// A request with the right `Host` and the headers given.
async fn ask(
    simulator: &Simulator,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let address = simulator.address();
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: 0\r\n"
    );
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    raw(address, format!("{request}\r\n").as_bytes()).await
}

fn hello() -> axum::Router {
    axum::Router::new().route(
        "/sdk/v1/hello",
        axum::routing::get(|| async { "hello" }).post(|| async { "posted" }),
    )
}

#[tokio::test]
async fn an_allowed_origin_may_read_every_answer() {
    let simulator = start_for(&["http://localhost:5173", SHOP]).await;
    simulator.mount(hello());
    for (method, target, status) in [
        ("GET", "/sdk/v1/hello", 200),
        ("POST", "/sdk/v1/hello", 200),
        ("GET", "/sdk/v1/nothing", 404),
        ("DELETE", "/sdk/v1/hello", 405),
        ("POST", "/h5/v1/check", 400),
        ("GET", "/", 400),
        ("GET", "/nowhere", 404),
        // Without a method to ask for it is no preflight.
        ("OPTIONS", "/sdk/v1/hello", 405),
    ] {
        let answer = ask(&simulator, method, target, &[("origin", SHOP)]).await;
        assert_eq!(answer.status, status, "{method} {target}");
        let own = format!("access-control-allow-origin: {SHOP}");
        assert_eq!(answer.head.matches(&own).count(), 1, "{}", answer.head);
        assert!(answer.head.contains("vary: origin"), "{}", answer.head);
        assert!(!answer.head.contains("credentials"), "{}", answer.head);
    }
    // Where no browser asks across origins there is nothing to allow.
    let answer = ask(&simulator, "GET", "/sdk/v1/hello", &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello"));
    assert!(!answer.head.contains("access-control"), "{}", answer.head);
}

#[tokio::test]
async fn an_origin_is_allowed_to_the_letter_only() {
    let simulator = start_for(&[SHOP]).await;
    simulator.mount(hello());
    for origin in [
        "null",
        "",
        "*",
        "http://shop.example.test",
        "https://shop.example.test:8443",
        "https://shop.example.test/",
        "https://SHOP.example.test",
        "https://shop.example.test.evil.example",
        "https://evil.example",
        "https://shop.example.test https://evil.example",
    ] {
        for method in ["GET", "OPTIONS"] {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", "POST"),
            ];
            let answer = ask(&simulator, method, "/sdk/v1/hello", &headers).await;
            assert_eq!(answer.status, 403, "{method} {origin}");
            assert!(!answer.head.contains("access-control"), "{}", answer.head);
        }
    }
    let twice = [("origin", SHOP), ("origin", "https://evil.example")];
    let answer = ask(&simulator, "GET", "/sdk/v1/hello", &twice).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_preflight_says_what_may_be_asked() {
    let simulator = start_for(&[SHOP]).await;
    let preflight = [
        ("origin", SHOP),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let answer = ask(&simulator, "OPTIONS", "/sdk/v1/hello", &preflight).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    for line in [
        "access-control-allow-origin: https://shop.example.test",
        "access-control-allow-methods: get, post, put, delete",
        "access-control-allow-headers: content-type",
        "access-control-max-age: 600",
        "vary: origin",
    ] {
        assert!(
            answer.head.contains(line),
            "{line} is not in {}",
            answer.head
        );
    }
    assert!(!answer.head.contains("private-network"), "{}", answer.head);

    let private = [
        &preflight[..],
        &[("access-control-request-private-network", "true")],
    ]
    .concat();
    let answer = ask(&simulator, "OPTIONS", "/sdk/v1/hello", &private).await;
    let line = "access-control-allow-private-network: true";
    assert!(answer.head.contains(line), "{}", answer.head);
}

#[tokio::test]
async fn what_is_mounted_stands_behind_the_same_guard() {
    let simulator = start_for(&[SHOP]).await;
    let missing = ask(&simulator, "GET", "/sdk/v1/hello", &[]).await;
    assert_eq!(missing.status, 404);
    simulator.mount(hello());
    let address = simulator.address();
    let foreign = [("host".to_owned(), "evil.example".to_owned())];
    let answer = post(address, "/sdk/v1/hello", &foreign, b"").await;
    assert_eq!(answer.status, 403);

    // It is still there when the listener comes back.
    simulator.stop_listening().await;
    simulator.listen_again().await.unwrap();
    let answer = ask(&simulator, "GET", "/sdk/v1/hello", &[]).await;
    assert_eq!(answer.status, 200);
    // And nothing of it is served elsewhere.
    simulator.mount(axum::Router::new().route("/", axum::routing::get(|| async { "stolen" })));
    assert_ne!(ask(&simulator, "GET", "/", &[]).await.body, "stolen");
    assert_eq!(
        ask(&simulator, "GET", "/sdk/v1/hello", &[]).await.status,
        404
    );
}

#[tokio::test]
async fn no_origin_reaches_the_admin_api() {
    let simulator = start_for(&[SHOP]).await;
    for target in ["/_sim/v1/health", "/_sim/v1/journal", "/_sim/nothing"] {
        for method in ["GET", "OPTIONS"] {
            let headers = [("origin", SHOP), ("access-control-request-method", "GET")];
            let answer = ask(&simulator, method, target, &headers).await;
            assert_eq!(answer.status, 403, "{method} {target}");
            assert!(!answer.head.contains("access-control"), "{}", answer.head);
        }
    }
}

#[tokio::test]
async fn an_origin_that_could_never_match_is_refused_at_the_start() {
    for origin in [
        "null",
        "*",
        "shop.example.test",
        "https://shop.example.test/",
    ] {
        let config = Config {
            origins: vec![SHOP.into(), origin.into()],
            ..config(0)
        };
        let Err(error @ StartError::Origin(_)) = Simulator::start(config).await else {
            panic!("{origin} was allowed");
        };
        assert!(error.to_string().contains(origin), "{error}");
    }
    let config = Config {
        admin_token: Some("short".into()),
        ..config(0)
    };
    let Err(StartError::AdminToken) = Simulator::start(config).await else {
        panic!("a token of five letters was taken");
    };
}

#[tokio::test]
async fn an_image_or_a_link_of_another_site_is_refused_without_an_origin_too() {
    let simulator = start().await;
    let address = simulator.address();
    for (site, path, refused) in [
        ("cross-site", "/", true),
        ("same-site", "/h5/v1/check", true),
        ("none", "/", false),
        ("cross-site", "/sdk/v1/numberauth.js", false),
    ] {
        let mut headers = host(address);
        headers.push(("sec-fetch-site".into(), site.into()));
        let answer = post(address, path, &headers, b"{}").await;
        assert_eq!(answer.status == 403, refused, "{site} {path}");
    }
    let mut twice = host(address);
    twice.push(("host".into(), "evil.example".into()));
    assert_eq!(post(address, "/", &twice, b"").await.status, 400);
}
