//! Verification of a typed number.

use crate::page::phone;
use crate::window::{Window, in_window};

const NUMBER: &str = ".phone input[inputmode=tel]";
/// The flow's calls in the seed's order, all of them with success.
pub(crate) const VERIFY: [(&str, &str); 4] = [
    ("GetAuthToken", "OK"),
    ("checkAuthAvailable", "600000"),
    ("getVerifyToken", "600000"),
    ("VerifyPhoneWithToken", "OK"),
];

async fn verifies(window: &Window, typed: &str, result: &str) {
    window.go_to("verify").await;
    window.start().await;
    window.screen("form").await;
    window.type_into(NUMBER, typed).await;
    window.tick().await;
    window.press_on_phone("verify.button").await;
    window.screen("result").await;
    window.phone_says(&phone(&format!("result.{result}"))).await;
    window.assert_calls(&VERIFY).await;
    let last = window.rows().await.pop().unwrap();
    assert!(last.text.contains(result), "{last:?}");
}

fn full_width(number: &str) -> String {
    let wide = |digit: char| char::from_u32(u32::from(digit) - u32::from('0') + 0xff10).unwrap();
    number.chars().map(wide).collect()
}

#[tokio::test]
async fn the_device_s_own_number_passes() {
    in_window(async |window| {
        let number = window.own_number().await;
        verifies(window, &number, "PASS").await;
        assert!(
            !window.phone_shows(&number).await,
            "the result masks the number"
        );
    })
    .await;
}

#[tokio::test]
async fn another_number_is_rejected() {
    in_window(async |window| {
        let number = window.own_number().await;
        let last = if number.ends_with('7') { '8' } else { '7' };
        verifies(window, &format!("{}{last}", &number[..10]), "REJECT").await;
    })
    .await;
}

#[tokio::test]
async fn a_country_code_with_spaces_is_understood() {
    in_window(async |window| {
        let number = window.own_number().await;
        let typed = format!("+86 {} {} {}", &number[..3], &number[3..7], &number[7..]);
        verifies(window, &typed, "PASS").await;
    })
    .await;
}

#[tokio::test]
async fn full_width_digits_are_understood() {
    in_window(async |window| {
        let number = window.own_number().await;
        verifies(window, &full_width(&number), "PASS").await;
    })
    .await;
}
