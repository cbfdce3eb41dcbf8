//! Faults on the way, and the flow after them.

use crate::page::{lab, phone};
use crate::window::in_window;

#[tokio::test]
async fn a_reply_after_the_timeout_is_600015_and_late_and_the_flow_starts_again() {
    in_window(async |window| {
        // The page's own timeout for this call is 2 seconds.
        window.arm("getLoginToken", "delay", Some(2_600)).await;
        window.open_consent_page().await;
        window.press(".path", "path.fill_right").await;
        window.tick().await;
        window.press_on_phone("consent.button").await;
        window
            .phone_says(&phone("code").replace("{code}", "600015"))
            .await;
        assert_eq!(
            window.calls(4).await[3],
            ("getLoginToken".to_owned(), "600015".to_owned())
        );
        let late = format!(
            "document.querySelector('[data-operation=getLoginToken]').innerText.includes({:?})",
            lab("log.late")
        );
        window.until("the late reply", &late).await;

        window.open_consent_page().await;
        window.log_in_rightly().await;
        assert_eq!(window.number_on_phone().await, window.own_number().await);
    })
    .await;
}

#[tokio::test]
async fn a_refused_connection_is_600010_and_the_phone_s_retry_succeeds() {
    in_window(async |window| {
        window.arm("getLoginMaskPhone", "refuse", None).await;
        window.start().await;
        window.screen("maskFailed").await;
        window.phone_says("600010").await;
        window.press_on_phone("retry").await;
        window.screen("consent").await;
        window.log_in_rightly().await;
        window
            .assert_calls(&[
                ("GetAuthToken", "OK"),
                ("checkLoginAvailable", "600000"),
                ("getLoginMaskPhone", "600010"),
                ("GetAuthToken", "OK"),
                ("checkLoginAvailable", "600000"),
                ("getLoginMaskPhone", "600000"),
                ("getLoginToken", "600000"),
                ("GetPhoneWithToken", "OK"),
            ])
            .await;
    })
    .await;
}

#[tokio::test]
async fn after_a_reload_in_mid_call_a_new_flow_succeeds() {
    in_window(async |window| {
        window.arm("getLoginMaskPhone", "delay", Some(1_500)).await;
        window.start().await;
        window.screen("loading").await;
        window
            .until(
                "the call under way",
                "document.querySelector('[data-step=mask][data-status=running]')",
            )
            .await;
        window.reload().await;
        window.screen("start").await;
        window.open_consent_page().await;
        window.log_in_rightly().await;
        assert_eq!(window.number_on_phone().await, window.own_number().await);
    })
    .await;
}

#[tokio::test]
async fn several_faults_are_shown_together_and_each_is_taken_away_by_itself() {
    in_window(async |window| {
        window.arm("getLoginToken", "hang", None).await;
        window.arm("getLoginMaskPhone", "carrier", None).await;
        window.click("button:has([data-fault])").await;
        window
            .choose("select[id$='-operation']", "getLoginToken")
            .await;
        window.choose("select[id$='-effect']", "carrier").await;
        window.type_into("input[id$='-code']", "104012").await;
        window.press("header form", "fault.arm").await;
        let armed = |count: usize| {
            format!("document.querySelectorAll('[data-armed] li').length === {count}")
        };
        window.until("three faults", &armed(3)).await;
        window.picture("faults-armed").await;
        // By the page: the driver does not scroll within a panel.
        window
            .run("document.querySelector('[data-armed] li:nth-child(2) button').click()")
            .await;
        window.until("two faults", &armed(2)).await;
        let left = window.text("[data-armed] ol").await;
        assert!(
            left.contains("104012") && !left.contains("getLoginMaskPhone"),
            "{left}"
        );
        window
            .run("document.querySelector('[data-armed] > button').click()")
            .await;
        window
            .until("no fault", "!document.querySelector('[data-armed]')")
            .await;
        // None of them strikes any more.
        window.keys(thirtyfour::Key::Escape).await;
        window.open_consent_page().await;
        window.log_in_rightly().await;
    })
    .await;
}
