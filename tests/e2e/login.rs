//! One-tap login to the whole number, on each carrier.

use crate::page::phone;
use crate::window::{Window, in_window};

/// The flow's calls in the seed's order, all of them with success.
pub(crate) const LOGIN: [(&str, &str); 5] = [
    ("GetAuthToken", "OK"),
    ("checkLoginAvailable", "600000"),
    ("getLoginMaskPhone", "600000"),
    ("getLoginToken", "600000"),
    ("GetPhoneWithToken", "OK"),
];

async fn logs_in(window: &Window, carrier: &str, slogan: &str) {
    window.choose_carrier(carrier).await;
    window.open_consent_page().await;
    window.phone_says(slogan).await;
    let number = window.own_number().await;
    assert!(
        !window.phone_shows(&number[3..7]).await,
        "the four digits are hidden"
    );
    window.log_in_rightly().await;
    window.phone_says(&phone("signedIn.title")).await;
    assert_eq!(window.number_on_phone().await, number);
    window.assert_calls(&LOGIN).await;
}

#[tokio::test]
async fn china_mobile_logs_in_to_the_whole_number() {
    in_window(async |window| logs_in(window, "CM", "中国移动提供认证服务").await).await;
}

#[tokio::test]
async fn china_unicom_logs_in_to_the_whole_number() {
    in_window(async |window| logs_in(window, "CU", "中国联通提供认证服务").await).await;
}

#[tokio::test]
async fn china_telecom_logs_in_to_the_whole_number() {
    in_window(async |window| logs_in(window, "CT", "天翼账号提供认证服务").await).await;
}
