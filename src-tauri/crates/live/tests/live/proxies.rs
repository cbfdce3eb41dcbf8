//! Proxies of the environment: live use goes through them, simulation never does. The variables are set on a child
//! process, which is this test program again.

use std::process::{Command, Stdio};

use numberauth_cloud::{AuthTokenRequest, Client, RequestContext};
use numberauth_live::{LiveDesk, OnlineChecks, Proxies};
use numberauth_protocol::{BizType, Clock, DeviceCarrier, Entropy};
use numberauth_simulator::{ACCOUNTS, PAGE_ORIGIN, PAGE_URL};

use crate::fixtures::{NAME, bench, draft, simulator};
use crate::front::Listener;

/// Runs one ignored test of this program with every proxy variable set, and tells whether it passed.
async fn with_proxy_variables(test: &'static str, proxy: String) -> bool {
    let status = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", test, "--ignored", "--test-threads=1"])
            .stdout(Stdio::null());
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            child.env(name, &proxy);
            child.env(name.to_uppercase(), &proxy);
        }
        for name in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
            child.env_remove(name);
        }
        child.status().unwrap()
    });
    status.await.unwrap().success()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_simulation_goes_to_a_proxy_of_the_environment() {
    let (proxy, seen) = Listener::plain(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
    let url = format!("http://{}", proxy.address);
    assert!(with_proxy_variables("proxies::inside_simulation", url).await);
    assert_eq!(seen.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn live_use_goes_through_the_proxy_of_the_environment() {
    let (proxy, seen) = Listener::plain(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
    let url = format!("http://{}", proxy.address);
    assert!(with_proxy_variables("proxies::inside_live_use", url).await);
    assert!(
        seen.all()[0].starts_with("CONNECT cloud.example.test:443 HTTP/1.1"),
        "{:?}",
        seen.all()
    );
}

#[tokio::test]
#[ignore = "run by nothing_of_the_simulation_goes_to_a_proxy_of_the_environment"]
async fn inside_simulation() {
    assert!(std::env::var_os("HTTP_PROXY").is_some());
    let simulator = simulator(DeviceCarrier::Cm).await;
    let client = Client::new(
        ACCOUNTS[0].access_key(),
        RequestContext {
            route: simulator.route(),
            clock: Clock::system(),
            entropy: Entropy::system().unwrap(),
        },
    )
    .unwrap();
    let request = AuthTokenRequest {
        url: PAGE_URL.into(),
        origin: PAGE_ORIGIN.into(),
        scene_code: ACCOUNTS[0].scene_code.into(),
        biz_type: BizType::Login,
    };
    client.get_auth_token(&request, None).await.unwrap();
}

#[tokio::test]
#[ignore = "run by live_use_goes_through_the_proxy_of_the_environment"]
async fn inside_live_use() {
    // The parts of a real desk: the environment's proxy, the platform's roots.
    let folder = tempfile::tempdir().unwrap();
    let desk = LiveDesk::open(folder.path()).unwrap();
    let profile = draft("cloud.example.test");
    desk.save_profile(&profile, None).await.unwrap();
    let findings = desk.doctor(Some(NAME), OnlineChecks::Clock).await.unwrap();
    let text = format!("{findings:?}");
    assert!(text.contains("environment variable HTTPS_PROXY"), "{text}");
    assert!(text.contains("did not connect"), "{text}");
}

#[tokio::test]
async fn socks_is_spoken_too() {
    // A SOCKS 5 proxy that refuses: greeting 05 00, then "not allowed".
    let (proxy, seen) = Listener::plain(b"\x05\x00\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00").await;
    let bench = bench(
        &[],
        Proxies::all_through(&format!("socks5h://{}", proxy.address)),
    );
    bench.enter(&draft("cloud.example.test")).await;
    let error = bench
        .desk
        .get_auth_token(NAME, numberauth_protocol::Flow::Login)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("did not connect"), "{error}");
    assert!(
        seen.all()[0].starts_with("\u{5}\u{1}\u{0}"),
        "{:?}",
        seen.all()
    );
}
