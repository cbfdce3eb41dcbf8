//! Every screen of the phone and the signature view in both themes, as pictures for people to look at (target/screenshots), and the simulation's mark on each.

use serde_json::{Value, json};

use crate::access::{change_settings, look};
use crate::simulation_mark::assert_marked;
use crate::window::{Window, in_window};

const NUMBER: &str = ".phone input[inputmode=tel]";

/// A gallery's window: calls that are held back are held until they are not wanted any more.
async fn begin(window: &Window) {
    let longest = json!({
        "checkLoginAvailable": 600, "getLoginMaskPhone": 600, "getLoginToken": 600,
        "checkAuthAvailable": 600, "getVerifyToken": 600,
    });
    change_settings(window, &json!({ "timeouts": longest })).await;
    look(window, "zh", "light").await;
}

/// One picture in each theme.
async fn shoot(window: &Window, name: &str) {
    for theme in ["dark", "light"] {
        look(window, "zh", theme).await;
        assert_marked(window).await;
        window.picture(&format!("phone-{name}-{theme}")).await;
    }
}

async fn shoot_window(window: &Window, name: &str) {
    for (language, theme) in [
        ("zh", "light"),
        ("en", "dark"),
        ("zh", "dark"),
        ("en", "light"),
    ] {
        look(window, language, theme).await;
        window
            .picture(&format!("window-{name}-{language}-{theme}"))
            .await;
    }
    look(window, "zh", "light").await;
}

async fn device(window: &Window, carrier: &str, network: &str) {
    let choice = json!({"choice": {"carrier": carrier, "network": network}});
    window.command("lab|set_device", &choice).await;
    let chosen = format!("document.querySelector('header label.on input').value === '{carrier}'");
    let on = format!(
        "[...document.querySelectorAll('header select')].some((one) => one.value === '{network}')"
    );
    window
        .until("the device", &format!("{chosen} && {on}"))
        .await;
}

async fn fault(window: &Window, operation: &str, effect: Value) {
    let fault = json!({"fault": {"operation": operation, "effect": effect, "times": 1}});
    window.command("lab|set_fault", &fault).await;
}

/// A step alone, as the lab's panel runs it.
async fn step(window: &Window, name: &str) {
    window.click(&format!("[data-step={name}]")).await;
    window.click(".runner button[type=submit]").await;
}

async fn start_anew(window: &Window) {
    window.click("header [data-reset]").await;
    window.screen("start").await;
}

#[tokio::test]
async fn screens_of_the_login() {
    in_window(async |window| {
        begin(window).await;
        shoot(window, "login-start").await;
        shoot_window(window, "login-start").await;

        fault(
            window,
            "checkLoginAvailable",
            json!({"kind": "delay", "ms": 600_000}),
        )
        .await;
        window.start().await;
        window.screen("loading").await;
        shoot(window, "loading").await;
        window.press_on_phone("cancel").await;
        window.screen("start").await;

        window.open_consent_page().await;
        shoot(window, "consent-cm").await;
        window.press_on_phone("consent.button").await;
        shoot(window, "consent-incomplete").await;
        window
            .type_into(".phone input[inputmode=numeric]", "12")
            .await;
        shoot(window, "consent-two-digits").await;
        window.click(".path .fill button:nth-of-type(2)").await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&crate::page::phone("agree.ask")).await;
        shoot(window, "consent-unticked").await;
        window.click(".phone .agreements .row button").await;
        shoot(window, "consent-agreement-address").await;
        window.click(".phone .agreements .row button").await;
        for (nth, name) in [(2, "terms"), (3, "privacy")] {
            window
                .click(&format!(
                    ".phone .agreements .row button:nth-of-type({nth})"
                ))
                .await;
            window.screen("document").await;
            shoot(window, &format!("document-{name}")).await;
            window.click(".phone .back").await;
            window.screen("consent").await;
        }
        window.press_on_phone("other").await;
        window.screen("otherWay").await;
        shoot(window, "other-way").await;
        window.press_on_phone("back").await;
        window.screen("consent").await;

        window.tick().await;
        fault(
            window,
            "getLoginToken",
            json!({"kind": "delay", "ms": 600_000}),
        )
        .await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&crate::page::phone("consent.busy")).await;
        shoot(window, "consent-busy").await;
    })
    .await;
}

#[tokio::test]
async fn screens_of_a_login_that_fails() {
    in_window(async |window| {
        begin(window).await;
        // Wrong digits, until China Mobile locks the number.
        window.open_consent_page().await;
        window.tick().await;
        for tries in 1..=3 {
            window.click(".path .fill button:nth-of-type(3)").await;
            window.press_on_phone("consent.button").await;
            window.phone_says(&format!("输错 {tries} 次")).await;
            shoot(window, &format!("consent-wrong-{tries}")).await;
        }
        shoot_window(window, "wrong-digits").await;
        window.click(".path .fill button:nth-of-type(2)").await;
        window.press_on_phone("consent.button").await;
        window.screen("locked").await;
        shoot(window, "locked").await;
        start_anew(window).await;

        // Calls that fail.
        window.open_consent_page().await;
        window.tick().await;
        window.click(".path .fill button:nth-of-type(2)").await;
        fault(window, "getLoginToken", json!({"kind": "server_error"})).await;
        window.press_on_phone("consent.button").await;
        window.phone_says("600010").await;
        shoot(window, "consent-600010").await;
        start_anew(window).await;
        window
            .command("lab|set_credentials", &json!({"credentials": "forged"}))
            .await;
        window.start().await;
        window.screen("checkFailed").await;
        shoot(window, "check-failed").await;
        window
            .command("lab|set_credentials", &json!({"credentials": "good"}))
            .await;
        start_anew(window).await;
        step(window, "consent").await;
        window.screen("error").await;
        shoot(window, "error-no-mask").await;

        // Where no carrier sees the SIM.
        start_anew(window).await;
        device(window, "CM", "wifi").await;
        window.start().await;
        window.screen("wifiWarning").await;
        shoot(window, "wifi-warning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("maskFailed").await;
        shoot(window, "mask-failed-wifi").await;
        shoot_window(window, "mask-failed-wifi").await;
        device(window, "other", "cellular").await;
        window.start().await;
        window.screen("maskFailed").await;
        shoot(window, "mask-failed-not-served").await;
    })
    .await;
}

#[tokio::test]
async fn screens_of_a_login_to_its_end() {
    in_window(async |window| {
        begin(window).await;
        for carrier in ["CT", "CU"] {
            device(window, carrier, "cellular").await;
            window.open_consent_page().await;
            shoot(window, &format!("consent-{}", carrier.to_lowercase())).await;
        }
        device(window, "CM", "hotspot").await;
        window.start().await;
        window.screen("wifiWarning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("consent").await;
        shoot_window(window, "hotspot").await;
        device(window, "CM", "cellular").await;

        window.open_consent_page().await;
        window.click(".path .fill button:nth-of-type(2)").await;
        look(window, "en", "light").await;
        window.picture("phone-consent-en-light").await;
        look(window, "en", "dark").await;
        window.picture("phone-consent-en-dark").await;
        look(window, "zh", "light").await;

        // A token by a lone step, waiting for its exchange, then too old for it.
        window.press_on_phone("other").await;
        window.screen("otherWay").await;
        step(window, "token").await;
        window.screen("tokenReady").await;
        shoot(window, "token-ready").await;
        window
            .command("lab|advance_clock", &json!({"seconds": 600}))
            .await;
        window.screen("tokenExpired").await;
        shoot(window, "token-expired").await;

        start_anew(window).await;
        window.open_consent_page().await;
        window.tick().await;
        window.click(".path .fill button:nth-of-type(2)").await;
        window.press_on_phone("consent.button").await;
        window.screen("signedIn").await;
        shoot(window, "signed-in").await;
        window.click("[data-operation=getLoginToken]").await;
        shoot_window(window, "signed-in").await;
        for view in ["codes", "settings"] {
            window.go_to(view).await;
            shoot_window(window, view).await;
        }
    })
    .await;
}

#[tokio::test]
async fn screens_of_the_verification() {
    in_window(async |window| {
        begin(window).await;
        window.go_to("verify").await;
        shoot(window, "verify-start").await;
        window.start().await;
        window.screen("form").await;
        shoot(window, "verify-form").await;
        shoot_window(window, "verify-form").await;
        window.press_on_phone("verify.button").await;
        window.phone_says(&crate::page::phone("verify.ask")).await;
        shoot(window, "verify-no-number").await;
        window.type_into(NUMBER, "1380013").await;
        window.press_on_phone("verify.button").await;
        window
            .phone_says(&crate::page::phone("verify.length"))
            .await;
        shoot(window, "verify-too-short").await;

        for (nth, result) in [(2, "PASS"), (3, "REJECT"), (2, "UNKNOWN")] {
            window
                .click(&format!(".path .fill button:nth-of-type({nth})"))
                .await;
            if result == "PASS" {
                window.phone_says("识别为").await;
                window.press_on_phone("verify.button").await;
                window.phone_says(&crate::page::phone("agree.ask")).await;
                shoot(window, "verify-unticked").await;
                window.tick().await;
            }
            if result == "UNKNOWN" {
                fault(window, "VerifyPhoneWithToken", json!({"kind": "carrier"})).await;
            }
            window.press_on_phone("verify.button").await;
            window.screen("result").await;
            window
                .phone_says(&crate::page::phone(&format!("result.{result}")))
                .await;
            shoot(window, &format!("verify-{}", result.to_lowercase())).await;
            window.press_on_phone("verify.again").await;
            window.screen("form").await;
        }
        fault(window, "VerifyPhoneWithToken", json!({"kind": "refuse"})).await;
        window.press_on_phone("verify.button").await;
        window.screen("error").await;
        shoot(window, "verify-error").await;
        shoot_window(window, "verify-error").await;

        device(window, "CM", "wifi").await;
        window.start().await;
        window.screen("wifiWarning").await;
        shoot(window, "verify-wifi-warning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("form").await;
        window.press_on_phone("verify.button").await;
        window.screen("tokenFailed").await;
        shoot(window, "verify-token-failed").await;
        window
            .command("lab|set_credentials", &json!({"credentials": "expired"}))
            .await;
        window.press_on_phone("retry").await;
        window.screen("form").await;
        window.press_on_phone("verify.button").await;
        window.screen("checkFailed").await;
        shoot(window, "verify-check-failed").await;
    })
    .await;
}

#[tokio::test]
async fn the_signature_view() {
    in_window(async |window| {
        begin(window).await;
        crate::signature::open(window).await;
        shoot_window(window, "signature-start").await;
        for cause in ["star_not_encoded", "not_encoded_twice", "other_secret"] {
            crate::signature::slip(window, cause).await;
            shoot_window(window, &format!("signature-{}", cause.replace('_', "-"))).await;
        }
        window.run("location.hash = '#login'").await;
        window.click("[data-seq]").await;
        window.click("[data-tab=signature]").await;
        shoot_window(window, "signature-tab").await;
    })
    .await;
}
