//! Every state of every view, as pictures for people to look at (target/screenshots, `view-state-language-theme.png`), with the
//! simulation's mark on each. `cargo xtask screenshots` makes them in both languages and themes.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::access::{change_settings, look};
use crate::live_window::{Both, home_without_keychain};
use crate::pictures::looks;
use crate::simulation_mark::assert_marked;
use crate::stage_window::Staged;
use crate::window::{Window, in_window, in_window_of};

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

/// The state in every look that is asked for, and the simulation's mark on it.
async fn shoot(window: &Window, name: &str) {
    window.pictures(name).await;
    assert_marked(window).await;
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
    window.command("lab|add_fault", &fault).await;
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

        fault(
            window,
            "checkLoginAvailable",
            json!({"kind": "delay", "ms": 600_000}),
        )
        .await;
        window.start().await;
        window.screen("loading").await;
        shoot(window, "login-loading").await;
        window.press_on_phone("cancel").await;
        window.screen("start").await;

        window.open_consent_page().await;
        shoot(window, "login-consent-cm").await;
        window.press_on_phone("consent.button").await;
        shoot(window, "login-consent-incomplete").await;
        window
            .type_into(".phone input[inputmode=numeric]", "12")
            .await;
        shoot(window, "login-consent-two-digits").await;
        window.click(".path .fill button:nth-of-type(1)").await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&crate::page::phone("agree.ask")).await;
        shoot(window, "login-consent-unticked").await;
        window.click(".phone .agreements .row button").await;
        shoot(window, "login-consent-agreement-address").await;
        window.click(".phone .agreements .row button").await;
        for (nth, name) in ["terms", "privacy"].into_iter().enumerate() {
            window
                .run(&format!(
                    "document.querySelectorAll('.phone [data-part=app_agreement]')[{nth}].click()"
                ))
                .await;
            window.screen("document").await;
            shoot(window, &format!("login-document-{name}")).await;
            window.click(".phone .back").await;
            window.screen("consent").await;
        }
        window.press_on_phone("other").await;
        window.screen("otherWay").await;
        shoot(window, "login-other-way").await;
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
        shoot(window, "login-consent-busy").await;
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
            window.click(".path .fill button:nth-of-type(2)").await;
            window.press_on_phone("consent.button").await;
            window.phone_says(&format!("输错 {tries} 次")).await;
            shoot(window, &format!("login-consent-wrong-{tries}")).await;
        }
        window.click(".path .fill button:nth-of-type(1)").await;
        window.press_on_phone("consent.button").await;
        window.screen("locked").await;
        shoot(window, "login-locked").await;
        start_anew(window).await;

        // Calls that fail.
        window.open_consent_page().await;
        window.tick().await;
        window.click(".path .fill button:nth-of-type(1)").await;
        fault(window, "getLoginToken", json!({"kind": "server_error"})).await;
        window.press_on_phone("consent.button").await;
        window.phone_says("600010").await;
        shoot(window, "login-consent-600010").await;
        start_anew(window).await;
        window
            .command("lab|set_credentials", &json!({"credentials": "forged"}))
            .await;
        window.start().await;
        window.screen("checkFailed").await;
        shoot(window, "login-check-failed").await;
        window
            .command("lab|set_credentials", &json!({"credentials": "good"}))
            .await;
        start_anew(window).await;
        step(window, "consent").await;
        window.screen("error").await;
        shoot(window, "login-error-no-mask").await;

        // Where no carrier sees the SIM.
        start_anew(window).await;
        device(window, "CM", "wifi").await;
        window.start().await;
        window.screen("wifiWarning").await;
        shoot(window, "login-wifi-warning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("maskFailed").await;
        shoot(window, "login-mask-failed-wifi").await;
        device(window, "other", "cellular").await;
        window.start().await;
        window.screen("maskFailed").await;
        shoot(window, "login-mask-failed-not-served").await;
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
            shoot(window, &format!("login-consent-{}", carrier.to_lowercase())).await;
        }
        device(window, "CM", "hotspot").await;
        window.start().await;
        window.screen("wifiWarning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("consent").await;
        shoot(window, "login-hotspot").await;
        device(window, "CM", "cellular").await;

        window.open_consent_page().await;
        window.click(".path .fill button:nth-of-type(1)").await;
        shoot(window, "login-consent-filled").await;

        // A token by a lone step, waiting for its exchange, then too old for it.
        window.press_on_phone("other").await;
        window.screen("otherWay").await;
        step(window, "token").await;
        window.screen("tokenReady").await;
        shoot(window, "login-token-ready").await;
        window
            .command("lab|advance_clock", &json!({"seconds": 600}))
            .await;
        window.screen("tokenExpired").await;
        shoot(window, "login-token-expired").await;

        start_anew(window).await;
        window.open_consent_page().await;
        window.tick().await;
        window.click(".path .fill button:nth-of-type(1)").await;
        window.press_on_phone("consent.button").await;
        window.screen("signedIn").await;
        shoot(window, "login-signed-in").await;
        select_row(window, "getLoginToken").await;
        shoot(window, "login-detail").await;
        for view in ["codes", "settings"] {
            window.go_to(view).await;
            shoot(window, &format!("{view}-full")).await;
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
        window.press_on_phone("verify.button").await;
        window.phone_says(&crate::page::phone("verify.ask")).await;
        shoot(window, "verify-no-number").await;
        window.type_into(NUMBER, "1380013").await;
        window.press_on_phone("verify.button").await;
        window
            .phone_says(&crate::page::phone("verify.length"))
            .await;
        shoot(window, "verify-too-short").await;

        for (nth, result) in [(1, "PASS"), (2, "REJECT"), (1, "UNKNOWN")] {
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

        device(window, "CM", "wifi").await;
        window.start().await;
        window.screen("wifiWarning").await;
        shoot(window, "verify-wifi-warning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("form").await;
        // Begun anew, it is asked anew.
        window.tick().await;
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
        shoot(window, "signature-start").await;
        for cause in ["star_not_encoded", "not_encoded_twice", "other_secret"] {
            crate::signature::slip(window, cause).await;
            shoot(window, &format!("signature-{}", cause.replace('_', "-"))).await;
        }
        window.run("location.hash = '#login'").await;
        window.click("[data-seq]").await;
        window.click("[data-tab=signature]").await;
        shoot(window, "signature-tab").await;
    })
    .await;
}

/// A copy of a scenario whose text is broken by hand, with what is wrong told.
pub(crate) async fn break_a_copy(window: &Window) {
    window.click("[data-scenario='cm-login'] button").await;
    window
        .click("[data-open='cm-login'] .acts button:nth-of-type(3)")
        .await;
    window
        .until(
            "the copy's text",
            "document.querySelector('.editor textarea')?.value.includes('cm-login-copy')",
        )
        .await;
    window
        .run(
            "const area = document.querySelector('.editor textarea');
             area.value = area.value.replace('\"carrier\": \"CM\"', '\"carrier\": \"XX\"');
             area.dispatchEvent(new Event('input', { bubbles: true }));",
        )
        .await;
    window
        .until(
            "what is wrong",
            "document.querySelector('.editor [data-problem]')",
        )
        .await;
}

#[tokio::test]
async fn the_bench() {
    in_window(async |window| {
        begin(window).await;
        window.go_to("matrix").await;
        window
            .until("the grid", "document.querySelector('[data-square]')")
            .await;
        shoot(window, "matrix-before").await;
        run_matrix(window).await;
        shoot(window, "matrix-after").await;
        open_cell(window, "600011 getLoginToken CM").await;
        shoot(window, "matrix-cell").await;

        window.go_to("scenarios").await;
        window
            .until("the list", "document.querySelector('[data-scenario]')")
            .await;
        shoot(window, "scenarios-list").await;
        window.click("[data-scenario='cm-login'] button").await;
        shoot(window, "scenarios-detail").await;
        window.click("[data-tab=text]").await;
        window
            .until("the editor", "document.querySelector('.editor textarea')")
            .await;
        shoot(window, "scenarios-editor").await;
        break_a_copy(window).await;
        shoot(window, "scenarios-problems").await;
        window.click("[data-scenario='cm-login'] button").await;
        window.click("[data-open='cm-login'] .acts .primary").await;
        window
            .until("the proof", "document.querySelector('[data-case]')")
            .await;
        shoot(window, "scenarios-result").await;
    })
    .await;
}

/// Opens a call's details: its row is brought into view by the log itself.
async fn select_row(window: &Window, operation: &str) {
    let row = format!("document.querySelector('[data-operation={operation}]')");
    window.until("the row", &row).await;
    window.run(&format!("{row}.click()")).await;
}

async fn run_matrix(window: &Window) {
    window.click("[data-view=matrix] .button.primary").await;
    crate::bench::run_ends(window).await;
    window
        .until(
            "the observed cells",
            "document.querySelector(\"[data-sum=observed]\").dataset.n === '363'",
        )
        .await;
}

async fn open_cell(window: &Window, square: &str) {
    window.click(&format!("[data-square='{square}']")).await;
    window
        .until("the proof", "document.querySelector('[data-case]')")
        .await;
}

#[tokio::test]
async fn the_way_to_the_live_window() {
    in_window_of(&home_without_keychain(), async |window| {
        begin(window).await;
        window.click("nav button.item").await;
        window
            .until("the gate", "document.querySelector('[role=alertdialog]')")
            .await;
        shoot_gate(window, "gate-open").await;
        window.keys("yes").await;
        window.keys(Key::Enter).await;
        window
            .until(
                "the refusal",
                "document.querySelector('[role=alertdialog] .field-error:not(:empty)')",
            )
            .await;
        shoot_gate(window, "gate-refused").await;
        window.keys(Key::Escape).await;
        window
            .until("no dialog", "!document.querySelector('[role=alertdialog]')")
            .await;
        look(window, "en", "light").await;
        let both = Both::open(window).await;
        for (language, theme) in looks() {
            both.look(language, theme).await;
            window
                .picture(&format!("live-start-{language}-{theme}"))
                .await;
        }
        both.end().await;
    })
    .await;
}

/// Below a dialog the marks are covered, as they should be.
async fn shoot_gate(window: &Window, name: &str) {
    window.pictures(name).await;
}

/// The README's own pictures: `cargo xtask screenshots --readme` takes them from here.
#[tokio::test]
async fn the_readme() {
    const NUMBER: &str = "13800131234";
    in_window(async |window| {
        begin(window).await;
        let choice = json!({"choice": {"carrier": "CM", "network": "cellular", "number": NUMBER}});
        window.command("lab|set_device", &choice).await;
        window.open_consent_page().await;
        window.tick().await;
        window.click(".path .fill button:nth-of-type(2)").await;
        window.press_on_phone("consent.button").await;
        window.phone_says("输错 1 次").await;
        select_row(window, "getLoginToken").await;
        readme(window, "login").await;
        window.go_to("matrix").await;
        run_matrix(window).await;
        open_cell(window, "600011 getLoginToken CM").await;
        readme(window, "matrix").await;
        window.go_to("login").await;
        let staged = Staged::open(window).await;
        window
            .session()
            .set_window_rect(0, 0, 480, 760)
            .await
            .unwrap();
        window.until("the size", "innerWidth === 480").await;
        staged.touch(".phone .phone-primary").await;
        window.screen("consent").await;
        for language in ["en", "zh"] {
            staged.look(language, "light").await;
            window.picture(&format!("readme-stage-{language}")).await;
        }
        staged.end().await;
    })
    .await;
}

async fn readme(window: &Window, name: &str) {
    for language in ["en", "zh"] {
        look(window, language, "light").await;
        window.picture(&format!("readme-{name}-{language}")).await;
    }
}
