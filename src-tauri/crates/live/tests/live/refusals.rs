//! What a live call must refuse.

use numberauth_live::{LiveError, LiveErrorCode, Proxies};
use numberauth_protocol::Flow;
use tokio::net::TcpSocket;

use crate::fixtures::{NAME, bench, draft};
use crate::front::{Listener, Root, Seen, Validity};

const SP_TOKEN: &str = "c3BUb2tlbi1vZi1hLXJlYWwtZGV2aWNlLTAxMjM0NTY3ODk";

/// A billable call to `endpoint` by a desk that trusts `root`.
async fn call(root: &Root, endpoint: &str) -> (LiveError, numberauth_live::Spend) {
    call_through(root, endpoint, Proxies::none()).await
}

async fn call_through(
    root: &Root,
    endpoint: &str,
    proxies: Proxies,
) -> (LiveError, numberauth_live::Spend) {
    let bench = bench(&[root], proxies);
    bench.enter(&draft(endpoint)).await;
    let called = bench.desk.get_phone_with_token(NAME, SP_TOKEN).await;
    (called.unwrap_err(), bench.desk.spend())
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into()
}

async fn answering(root: &Root, answer: Vec<u8>) -> (Listener, Seen) {
    Listener::tls_answering(root.tls("localhost", Validity::Now), answer).await
}

#[tokio::test]
async fn a_right_certificate_is_taken_without_any_proxy() {
    let root = Root::new();
    let body = r#"{"Code":"OK","RequestId":"R","Data":{"Mobile":"13800131234"}}"#;
    let (cloud, seen) = answering(&root, answer("200 OK", "", body)).await;
    let bench = bench(&[&root], Proxies::none());
    bench.enter(&draft(&cloud.endpoint())).await;
    let phone = bench
        .desk
        .get_phone_with_token(NAME, SP_TOKEN)
        .await
        .unwrap();
    assert_eq!(phone.number, "138****1234");
    let request = &seen.all()[0];
    assert!(request.starts_with("POST /?SpToken=c3BU"), "{request}");
    assert!(
        request.contains(&format!("host: {}\r\n", cloud.endpoint())),
        "{request}"
    );
    assert!(!request.contains("cookie"), "{request}");
}

#[tokio::test]
async fn plain_http_is_refused_and_gets_nothing_to_read() {
    let root = Root::new();
    let (plain, seen) = Listener::plain(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    let (error, spend) = call(&root, &plain.endpoint()).await;
    assert_eq!(error.code(), LiveErrorCode::TlsRefused, "{error}");
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
    assert_eq!(spend.used, 0);
    let sent = seen.all().concat();
    assert!(
        !sent.contains("POST") && !sent.contains("SpToken") && !sent.contains("ACS3"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_bad_certificate_is_refused_before_anything_is_sent() {
    let (root, namesake, stranger) = (Root::new(), Root::new(), Root::named("a stranger"));
    let cases = [
        (
            root.tls("www.example.com", Validity::Now),
            "for another host",
        ),
        (
            stranger.tls("localhost", Validity::Now),
            "nobody whom this system trusts",
        ),
        (
            namesake.tls("localhost", Validity::Now),
            "nobody whom this system trusts",
        ),
        (root.tls("localhost", Validity::Past), "has expired"),
        (root.tls("localhost", Validity::Future), "not valid yet"),
    ];
    for (tls, why) in cases {
        let (cloud, seen) = Listener::tls_answering(tls, Vec::new()).await;
        let (error, spend) = call(&root, &cloud.endpoint()).await;
        assert_eq!(error.code(), LiveErrorCode::TlsRefused, "{error}");
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!((spend.used, seen.count()), (0, 0), "{why}");
    }
}

#[tokio::test]
async fn the_platforms_roots_do_not_trust_a_strangers() {
    let root = Root::new();
    let (cloud, seen) = answering(&root, Vec::new()).await;
    let connector = numberauth_live::Connector::platform();
    // A machine without certificates has no connector at all, which is a refusal too.
    let Ok(connector) = connector else { return };
    let bench = crate::fixtures::bench_with(connector);
    bench.enter(&draft(&cloud.endpoint())).await;
    let error = bench
        .desk
        .get_auth_token(NAME, Flow::Login)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::TlsRefused, "{error}");
    assert_eq!(seen.count(), 0);
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let root = Root::new();
    let body = r#"{"Code":"OK","Data":{"Mobile":"13800131234"}}"#;
    let (elsewhere, followed) = answering(&root, answer("200 OK", "", body)).await;
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let location = format!("location: https://{}/\r\n", elsewhere.endpoint());
        let (cloud, seen) = answering(&root, answer(status, &location, "")).await;
        let (error, spend) = call(&root, &cloud.endpoint()).await;
        assert_eq!(error.code(), LiveErrorCode::Redirected, "{error}");
        assert_eq!(seen.count(), 1, "asked once");
        assert_eq!(spend.used, 1, "it may have been billed");
    }
    assert_eq!(followed.count(), 0);
}

#[tokio::test]
async fn a_cookie_is_not_kept() {
    let root = Root::new();
    let body = r#"{"Code":"isv.TOKEN_INVALID","Message":"m","RequestId":"R"}"#;
    let (cloud, seen) = answering(&root, answer("200 OK", "set-cookie: a=b\r\n", body)).await;
    let bench = bench(&[&root], Proxies::none());
    bench.enter(&draft(&cloud.endpoint())).await;
    for _ in 0..2 {
        let refused = bench.desk.get_phone_with_token(NAME, SP_TOKEN).await;
        assert_eq!(refused.unwrap_err().code(), LiveErrorCode::CloudRefused);
    }
    assert_eq!(seen.count(), 2);
    assert!(!seen.all()[1].to_lowercase().contains("cookie"));
}

#[tokio::test]
async fn an_answer_that_is_none_is_counted_and_never_asked_for_again() {
    let root = Root::new();
    let long = "x".repeat(300 * 1024);
    let cases = [
        (answer("200 OK", "", "<html>"), LiveErrorCode::NotUnderstood),
        (
            answer("502 Bad Gateway", "", "<html>"),
            LiveErrorCode::NotUnderstood,
        ),
        (answer("200 OK", "", &long), LiveErrorCode::AnswerLost),
        (
            format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(1024 * 1024)).into(),
            LiveErrorCode::AnswerLost,
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_vec(),
            LiveErrorCode::AnswerLost,
        ),
        (b"nonsense\r\n\r\n".to_vec(), LiveErrorCode::AnswerLost),
        (Vec::new(), LiveErrorCode::AnswerLost),
    ];
    for (bytes, code) in cases {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
        let (cloud, seen) = answering(&root, bytes).await;
        let (error, spend) = call(&root, &cloud.endpoint()).await;
        assert_eq!(error.code(), code, "{shown}: {error}");
        assert_eq!((spend.used, spend.maybe), (1, 1), "{shown}");
        assert_eq!(seen.count(), 1, "{shown}");
    }
}

#[tokio::test]
async fn nobody_there_says_so_and_costs_nothing() {
    let root = Root::new();
    let nobody = TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = nobody.local_addr().unwrap().port();
    let (error, spend) = call(&root, &format!("127.0.0.1:{port}")).await;
    assert_eq!(error.code(), LiveErrorCode::NotConnected, "{error}");
    assert!(error.to_string().contains("connection refused"), "{error}");
    assert_eq!(spend.used, 0);

    // A port that takes the connection and never says a word.
    let silent = Listener::start(|stream| async move {
        let _held = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let (error, spend) = call(&root, &silent.endpoint()).await;
    assert_eq!(error.to_string(), "no TLS agreement within 1 s");
    assert_eq!(error.code(), LiveErrorCode::NotConnected);
    assert_eq!(spend.used, 0);
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_password() {
    let root = Root::new();
    for answer in [
        &b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..],
        b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"",
    ] {
        let (proxy, seen) = Listener::plain(answer).await;
        let proxies = Proxies::all_through(&format!("http://me:pass-word-1@{}", proxy.address));
        let (error, spend) = call_through(&root, "localhost:9", proxies).await;
        assert_eq!(error.code(), LiveErrorCode::NotConnected, "{error}");
        let text = error.to_string();
        assert!(text.contains(&proxy.address.to_string()), "{text}");
        assert!(
            !text.contains("pass-word-1") && !text.contains("me:"),
            "{text}"
        );
        assert_eq!(spend.used, 0);
        // The proxy gets its password, and of the call only the host.
        let asked = seen.all().concat();
        assert!(asked.contains("Proxy-Authorization: Basic "), "{asked}");
        assert!(!asked.contains("SpToken"), "{asked}");
    }
    for kind in ["https", "socks4"] {
        let proxies = Proxies::all_through(&format!("{kind}://me:pass-word-1@127.0.0.1:9"));
        let (error, _) = call_through(&root, "localhost:9", proxies).await;
        let text = error.to_string();
        assert!(text.contains("of a kind that is not spoken"), "{text}");
        assert!(!text.contains("pass-word-1"), "{text}");
    }
}
