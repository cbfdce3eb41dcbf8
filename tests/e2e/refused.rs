//! What the consent page refuses by itself: no call is made.

use serde_json::json;

use crate::login::LOGIN;
use crate::page::phone;
use crate::window::in_window;

const BOX: &str = ".phone input[type=checkbox]";
const DIGITS: &str = ".phone input[inputmode=numeric]";

#[tokio::test]
async fn without_the_tick_or_the_four_digits_no_call_is_made() {
    in_window(async |window| {
        window.open_consent_page().await;
        window.calls(3).await;
        let ticked = format!("document.querySelector({BOX:?}).checked");
        assert_eq!(
            window.ask(&ticked).await,
            json!(false),
            "the box is unticked, always"
        );

        // Fewer than four digits come first.
        window.type_into(DIGITS, "123").await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&phone("consent.incomplete")).await;
        window.wait_for_focus(DIGITS).await;
        assert!(!window.phone_shows(&phone("agree.ask")).await);

        window.press(".path", "path.fill_right").await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&phone("agree.ask")).await;
        window.wait_for_focus(BOX).await;
        assert_eq!(window.rows().await.len(), 3);

        // Whatever a refused press had sent would have come before these.
        window.tick().await;
        window.press_on_phone("consent.button").await;
        window.screen("signedIn").await;
        window.assert_calls(&LOGIN).await;
    })
    .await;
}

#[tokio::test]
async fn verification_without_the_tick_or_a_number_makes_no_call() {
    const NUMBER: &str = ".phone input[inputmode=tel]";
    in_window(async |window| {
        window.go_to("verify").await;
        window.start().await;
        window.screen("form").await;
        window.type_into(NUMBER, "1380013").await;
        window.press_on_phone("verify.button").await;
        window.phone_says(&phone("verify.length")).await;
        window.wait_for_focus(NUMBER).await;

        window.press(".path", "path.fill_right_number").await;
        window.press_on_phone("verify.button").await;
        window.phone_says(&phone("agree.ask")).await;
        window.wait_for_focus(BOX).await;
        assert_eq!(window.rows().await, []);

        window.tick().await;
        window.press_on_phone("verify.button").await;
        window.screen("result").await;
        window.assert_calls(&crate::verify::VERIFY).await;
    })
    .await;
}

#[tokio::test]
async fn a_second_press_during_a_call_burns_no_try() {
    in_window(async |window| {
        window.open_consent_page().await;
        window.arm("getLoginToken", "delay", Some(800)).await;
        window.press(".path", "path.fill_wrong").await;
        window.tick().await;
        window.press_on_phone("consent.button").await;
        window.press_on_phone("consent.busy").await;
        window.phone_says(&phone("consent.wrongDigits")).await;
        window.phone_says("已输错 1 次").await;
        assert_eq!(window.calls(4).await.len(), 4);
    })
    .await;
}
