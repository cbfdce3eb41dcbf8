//! The three calls in the real window, over TLS to a simulator that stands for the cloud.

use numberauth_protocol::{DeviceCarrier, Flow};
use numberauth_simulator::{ACCOUNTS, PAGE_ORIGIN, PAGE_URL};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::fixtures::Cloud;
use crate::home::Home;
use crate::live_window::{Both, home_without_keychain, keep_secret, make_profile};
use crate::page::lab;
use crate::window::{Window, in_window_of};

/// A home whose program trusts this cloud's root alone, and reaches the cloud through its proxy.
fn home_for(cloud: &Cloud) -> Home {
    let home = home_without_keychain();
    let root = home.path().join("root.pem");
    std::fs::write(&root, cloud.root.pem()).unwrap();
    home.and("SSL_CERT_FILE", root)
        .and("https_proxy", cloud.proxy_url())
}

async fn enter(window: &Window, cloud: &Cloud) {
    let endpoint = cloud.endpoint();
    make_profile(
        window,
        &[
            ("name", "bench"),
            ("access_key_id", ACCOUNTS[0].access_key_id),
            ("scene_code", ACCOUNTS[0].scene_code),
            ("page_url", PAGE_URL),
            ("origin", PAGE_ORIGIN),
            ("endpoint", &endpoint),
        ],
    )
    .await;
    keep_secret(window, ACCOUNTS[0].access_key_secret).await;
}

/// An spToken of a device.
async fn sp_token(cloud: &Cloud, flow: Flow) -> String {
    let bench = cloud.bench().await;
    cloud.sp_token(&bench.desk, flow).await
}

/// Pastes by what a person would do, without a clipboard of the machine.
async fn paste(window: &Window, action: &str, token: &str) {
    window
        .run(&format!(
            "const field = document.querySelector('[data-action={action}] textarea');
             field.value = {};
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
            json!(token)
        ))
        .await;
}

async fn call(window: &Window, action: &str) {
    let button = format!("live.button.{action}");
    window
        .press(&format!("[data-action={action}]"), &button)
        .await;
    window
        .until(
            action,
            &format!(
                "document.querySelector('[data-action={action}] .ended :is(.answer, .problem)')"
            ),
        )
        .await;
}

#[tokio::test]
async fn tokens_a_number_and_a_verdict() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    in_window_of(&home_for(&cloud), async |window| {
        let both = Both::open(window).await;
        enter(window, &cloud).await;

        call(window, "GetAuthToken").await;
        let tokens = window.text("[data-action=GetAuthToken] .answer").await;
        assert!(tokens.contains("jwtToken"), "{tokens}");
        let left = "document.querySelector('[data-action=GetAuthToken] [role=timer]').innerText";
        let before = window.ask(left).await;
        window
            .until("a second less", &format!("{left} !== {before}"))
            .await;

        // Copied whole, pasted elsewhere in the window.
        window
            .click("[data-action=GetAuthToken] .token .copy button")
            .await;
        window
            .until(
                "the copy",
                &format!("document.querySelector('.copy').innerText.includes({})", json!(lab("common.copied"))),
            )
            .await;
        window.click("[data-action=GetPhoneWithToken] textarea").await;
        let chain = window.session().action_chain();
        chain
            .key_down(Key::Control)
            .key_down('v')
            .key_up('v')
            .key_up(Key::Control)
            .perform()
            .await
            .unwrap();
        window
            .until(
                "the token",
                "document.querySelector('[data-action=GetPhoneWithToken] textarea').value.length > 20",
            )
            .await;

        paste(window, "GetPhoneWithToken", &sp_token(&cloud, Flow::Login).await).await;
        call(window, "GetPhoneWithToken").await;
        let number = cloud.number();
        let masked = format!("{}****{}", &number[..3], &number[7..]);
        let shown = window.text("[data-number]").await;
        assert!(shown.contains(&masked), "{shown}");

        let field = "[data-action=VerifyPhoneWithToken] input";
        window.type_into(field, &number).await;
        paste(window, "VerifyPhoneWithToken", &sp_token(&cloud, Flow::Verify).await).await;
        call(window, "VerifyPhoneWithToken").await;
        assert_eq!(
            window.ask("document.querySelector('[data-verdict]').dataset.verdict").await,
            json!("PASS")
        );
        assert_eq!(
            window.ask("document.querySelector('[data-spend]').dataset.spend").await,
            json!("2")
        );
        let rows = window.ask("[...document.querySelectorAll('.journal [data-code]')].map((one) => one.dataset.code)").await;
        assert_eq!(rows, json!(["OK", "OK", "OK"]));
        window.click(".journal li:last-child summary").await;
        let all = window.text(".live").await;
        assert!(!all.contains(&number), "the whole number is shown");
        assert_eq!(both.violations("results").await, Vec::<String>::new());
        both.pictures("results").await;
        both.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_limit_asks_before_the_next_call_is_sent() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    in_window_of(&home_for(&cloud), async |window| {
        let both = Both::open(window).await;
        enter(window, &cloud).await;
        window.press(".meter", "live.change_limit").await;
        window.type_into(".meter input", "1").await;
        window.press(".meter", "live.set_limit").await;
        paste(
            window,
            "GetPhoneWithToken",
            &sp_token(&cloud, Flow::Login).await,
        )
        .await;
        call(window, "GetPhoneWithToken").await;
        window
            .until("the question", "document.querySelector('[data-more]')")
            .await;

        let asked = cloud.asked.count();
        paste(window, "GetPhoneWithToken", "another").await;
        call(window, "GetPhoneWithToken").await;
        window
            .until(
                "the refusal",
                "document.querySelector('[data-problem=limit_reached]')",
            )
            .await;
        assert_eq!(cloud.asked.count(), asked, "nothing was sent");
        assert_eq!(both.violations("limit").await, Vec::<String>::new());
        both.pictures("limit").await;
        both.look("en", "light").await;
        window.click("[data-more]").await;
        window
            .until("no question", "!document.querySelector('[data-more]')")
            .await;
        both.end().await;
    })
    .await;
}
