//! Wrong digits: China Mobile knows when the token is asked for, the others only at the exchange (PROTOCOL.md §3).

use serde_json::json;

use crate::page::phone;
use crate::window::{Window, in_window};

const DIGITS: &str = ".phone input[inputmode=numeric]";
const WRONG_AT_TOKEN: &[(&str, &str)] = &[("getLoginToken", "600011")];
const WRONG_AT_EXCHANGE: &[(&str, &str)] = &[
    ("getLoginToken", "600000"),
    ("GetPhoneWithToken", "isv.TOKEN_INVALID"),
];

async fn learns_late(window: &Window, carrier: &str, wrong: &[(&str, &str)], counts: bool) {
    window.choose_carrier(carrier).await;
    window.open_consent_page().await;
    window.press(".path", "path.fill_wrong").await;
    window.tick().await;
    window.press_on_phone("consent.button").await;
    window.phone_says(&phone("consent.wrongDigits")).await;

    window.screen("consent").await;
    window.wait_for_focus(DIGITS).await;
    assert_eq!(window.value(DIGITS).await, json!(""));
    assert_eq!(
        window
            .ask("document.querySelector('.phone input[type=checkbox]').checked")
            .await,
        json!(true),
        "the tick survives a failed try"
    );
    if counts {
        window
            .phone_says("已输错 1 次；连续 3 次将锁定 24 小时")
            .await;
    } else {
        assert!(!window.phone_shows("已输错").await);
    }

    window.press(".path", "path.fill_right").await;
    window.press_on_phone("consent.button").await;
    window.screen("signedIn").await;
    assert_eq!(window.number_on_phone().await, window.own_number().await);
    let before = [
        ("GetAuthToken", "OK"),
        ("checkLoginAvailable", "600000"),
        ("getLoginMaskPhone", "600000"),
    ];
    let right = [("getLoginToken", "600000"), ("GetPhoneWithToken", "OK")];
    window
        .assert_calls(&[&before, wrong, &right].concat())
        .await;
}

#[tokio::test]
async fn china_mobile_refuses_wrong_digits_at_the_token() {
    in_window(async |window| learns_late(window, "CM", WRONG_AT_TOKEN, true).await).await;
}

#[tokio::test]
async fn china_unicom_refuses_wrong_digits_at_the_exchange_and_does_not_count() {
    in_window(async |window| learns_late(window, "CU", WRONG_AT_EXCHANGE, false).await).await;
}

#[tokio::test]
async fn china_telecom_refuses_wrong_digits_at_the_exchange_and_counts() {
    in_window(async |window| learns_late(window, "CT", WRONG_AT_EXCHANGE, true).await).await;
}
