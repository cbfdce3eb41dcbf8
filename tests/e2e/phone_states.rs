//! axe-core on the pages of the phone that take a fault, a lone step or time to come: no violation, in every look.

use serde_json::{Value, json};

use crate::access::{Audit, change_settings, look};
use crate::sources::words;
use crate::window::{Window, in_window};

const BUTTON: &str = ".phone .phone-primary";

/// The phone's words as they are between two audits: English.
fn phone(key: &str) -> String {
    words("en", &format!("phone.{key}"))
}

/// A fault that strikes the next call of the operation, and no other.
async fn once(window: &Window, operation: &str, effect: Value) {
    let fault = json!({"operation": operation, "effect": effect, "times": 1});
    window
        .command("lab|add_fault", &json!({ "fault": fault }))
        .await;
}

/// Audits the page of this name, which says so: before, and after all looks still.
async fn audited(found: &mut Audit, window: &Window, screen: &str, says: &[&str]) {
    let shown = async || {
        window.screen(screen).await;
        for words in says {
            window.phone_says(words).await;
        }
    };
    shown().await;
    let state = format!("{screen}: {}", says.join(", "));
    // Each row of the log takes axe its time, and is looked at elsewhere.
    window.command("feed|clear", &json!({})).await;
    found.phone_page(window, &state).await;
    shown().await;
}

/// Runs a step alone, with the mask that is typed for it.
async fn step(window: &Window, step: &str, mask: Option<&str>) {
    window.click(&format!("[data-step={step}]")).await;
    if let Some(mask) = mask {
        window.type_into(".runner input[id$='-mask']", mask).await;
    }
    window.click(".runner button[type=submit]").await;
    window
        .until("the panel's end", "!document.querySelector('.runner')")
        .await;
}

/// A call that hangs does so for as long as the audit takes.
async fn wait_long(window: &Window) {
    let seconds = json!({
        "checkLoginAvailable": 600, "getLoginMaskPhone": 600, "getLoginToken": 600, "checkAuthAvailable": 600, "getVerifyToken": 600,
    });
    change_settings(window, &json!({ "timeouts": seconds })).await;
}

async fn before_the_consent_page(window: &Window, found: &mut Audit) {
    once(window, "getLoginMaskPhone", json!({"kind": "hang"})).await;
    window.start().await;
    audited(found, window, "loading", &[&phone("loading.text")]).await;
    let busy = "document.querySelector('.phone [aria-busy=true]')";
    window.until("the page is busy", busy).await;
    window.click(".phone .phone-plain").await;
    window.screen("start").await;

    once(window, "getLoginMaskPhone", json!({"kind": "refuse"})).await;
    window.start().await;
    let says = [&*phone("maskFailed.title"), "600010"];
    audited(found, window, "maskFailed", &says).await;
}

async fn from_the_consent_page(window: &Window, found: &mut Audit) {
    window.open_consent_page().await;
    let agreement = ".phone [data-part=carrier_agreement]";
    window.click(agreement).await;
    let address = format!("document.querySelector({agreement:?}).dataset.address");
    let address = window.ask(&address).await;
    let address = address.as_str().unwrap();
    assert!(address.starts_with("https://"), "{address}");
    let says = [address, &*phone("agree.open"), &*phone("agree.copy")];
    audited(found, window, "consent", &says).await;

    window.click(".phone [data-part=app_agreement]").await;
    audited(found, window, "document", &[&phone("document.terms2")]).await;
    window.click(".phone [data-part=way_out]").await;
    window.screen("consent").await;
    window.click(".phone [data-part=other_way]").await;
    audited(found, window, "otherWay", &[&phone("otherWay.text")]).await;
    window.click(BUTTON).await;
    window.screen("consent").await;

    // The button while its call is under way.
    once(window, "getLoginToken", json!({"kind": "hang"})).await;
    window.press(".path", "path.fill_right").await;
    window.tick().await;
    window.click(BUTTON).await;
    audited(found, window, "consent", &[&phone("consent.busy")]).await;
    let busy = format!("document.querySelector({BUTTON:?}).getAttribute('aria-disabled')");
    assert_eq!(window.ask(&busy).await, json!("true"));
    window.click("[data-reset]").await;
    window.screen("start").await;
}

async fn with_a_token(window: &Window, found: &mut Audit) {
    // Without a check before it: the login's error.
    let number = window.own_number().await;
    step(window, "token", Some(&number[3..7])).await;
    let says = [&*phone("error.title"), "600014"];
    audited(found, window, "error", &says).await;

    // China Telecom's token lives longer than the audit, on any machine.
    window.choose_carrier("CT").await;
    let number = window.own_number().await;
    window.open_consent_page().await;
    window.click(".phone [data-part=way_out]").await;
    window.screen("start").await;
    step(window, "token", Some(&number[3..7])).await;
    audited(found, window, "tokenReady", &[&phone("tokenReady.use")]).await;
    window
        .command("lab|advance_clock", &json!({"seconds": 86_400}))
        .await;
    let says = [&*phone("tokenExpired.title"), &*phone("tokenExpired.again")];
    audited(found, window, "tokenExpired", &says).await;
}

async fn in_a_verification(window: &Window, found: &mut Audit) {
    window.go_to("verify").await;
    window.start().await;
    window.screen("form").await;
    window.press(".path", "path.fill_right_number").await;
    window.tick().await;

    once(window, "getVerifyToken", json!({"kind": "refuse"})).await;
    window.click(BUTTON).await;
    let says = [&*phone("tokenFailed.title"), "600010"];
    audited(found, window, "tokenFailed", &says).await;

    again_with(window, "permission_denied").await;
    let says = [&*phone("error.title"), "isv.RAM_PERMISSION_DENY"];
    audited(found, window, "error", &says).await;

    // A carrier that refuses here cannot say more than that it does not know.
    again_with(window, "carrier").await;
    let says = [&*phone("result.UNKNOWN"), &*phone("result.UNKNOWNText")];
    audited(found, window, "result", &says).await;
}

/// Back to the form, number and tick as they were, and verified again: the server's call meets the fault.
async fn again_with(window: &Window, effect: &str) {
    window.click(BUTTON).await;
    window.screen("form").await;
    once(window, "VerifyPhoneWithToken", json!({"kind": effect})).await;
    window.click(BUTTON).await;
}

#[tokio::test]
async fn no_page_of_the_phone_that_is_seldom_seen_breaks_a_rule_of_access() {
    in_window(async |window| {
        let mut found = Audit::begin(window).await;
        look(window, "en", "light").await;
        wait_long(window).await;
        before_the_consent_page(window, &mut found).await;
        from_the_consent_page(window, &mut found).await;
        with_a_token(window, &mut found).await;
        in_a_verification(window, &mut found).await;
        found.end();
    })
    .await;
}
