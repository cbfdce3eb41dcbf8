//! The next outcome: a key in the real window decides it, the phone shows it, and the next run is as before.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::access::{Audit, look};
use crate::page::phone;
use crate::window::{Window, in_window};

const DIGITS: &str = ".phone input[inputmode=numeric]";

/// What of the bar is not whole in the view, or cuts its own words.
const CUT: &str = "(() => {
  const port = document.querySelector('.stage').getBoundingClientRect();
  return [...document.querySelectorAll('.choices > :is(.head, button)')].filter((one) => {
    one.scrollIntoView({ block: 'nearest' });
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const whole = left >= port.left - 1 && right <= port.right + 1 && top >= port.top - 1 && bottom <= port.bottom + 1;
    return !whole || one.scrollWidth > one.clientWidth + 1 && one.matches('button');
  }).map((one) => one.innerText);
})()";

impl Window {
    /// Ctrl and a digit, wherever the focus is.
    async fn press_with_control(&self, digit: char) {
        let chord = self.session().action_chain();
        let chord = chord.key_down(Key::Control).key_down(digit);
        let chord = chord.key_up(digit).key_up(Key::Control);
        chord.perform().await.unwrap();
    }

    async fn arm_by_key(&self, digit: char, outcome: &str) {
        self.press_with_control(digit).await;
        self.until(
            outcome,
            &format!("document.querySelector(\"[data-outcome={outcome}][aria-pressed=true]\")"),
        )
        .await;
    }

    async fn nothing_is_armed(&self) {
        self.until(
            "nothing armed",
            "!document.querySelector('[data-outcome][aria-pressed=true]')",
        )
        .await;
    }

    /// From the phone's screen back to the lab's own start, up to the consent page, and signed in with the right digits.
    async fn the_next_run_succeeds(&self) {
        self.nothing_is_armed().await;
        self.open_consent_page().await;
        self.log_in_rightly().await;
        assert_eq!(self.number_on_phone().await, self.own_number().await);
    }
}

#[tokio::test]
async fn right_digits_come_out_wrong_once_when_the_key_says_so() {
    in_window(async |window| {
        window.open_consent_page().await;
        // Typed where the digits are typed: the key is no digit of theirs, and shows nothing on the phone.
        window.click(DIGITS).await;
        window.wait_for_focus(DIGITS).await;
        let before = window.text(".phone").await;
        window.arm_by_key('2', "wrong_digits").await;
        assert_eq!(window.value(DIGITS).await, json!(""));
        assert_eq!(window.text(".phone").await, before);
        window.press(".path", "path.fill_right").await;
        window.tick().await;
        window.press_on_phone("consent.button").await;
        window.phone_says(&phone("consent.wrongDigits")).await;
        window
            .phone_says("已输错 1 次；连续 3 次将锁定 24 小时")
            .await;
        window.nothing_is_armed().await;
        window.press(".path", "path.fill_right").await;
        window.press_on_phone("consent.button").await;
        window.screen("signedIn").await;
        assert_eq!(window.number_on_phone().await, window.own_number().await);
    })
    .await;
}

#[tokio::test]
async fn an_expired_token_a_lock_and_no_network_are_told_on_the_phone() {
    in_window(async |window| {
        // Unicom's code for an expired token is that for wrong digits: only the calendar tells them apart.
        window.choose_carrier("CU").await;
        window.arm_by_key('5', "token_expired").await;
        window.open_consent_page().await;
        window.press(".path", "path.fill_right").await;
        window.tick().await;
        window.press_on_phone("consent.button").await;
        window.screen("tokenExpired").await;
        window.the_next_run_succeeds().await;

        window.choose_carrier("CM").await;
        window.arm_by_key('6', "locked").await;
        window.start().await;
        window.screen("locked").await;
        window.the_next_run_succeeds().await;

        window.arm_by_key('4', "no_network").await;
        window.start().await;
        window.screen("checkFailed").await;
        window.the_next_run_succeeds().await;
    })
    .await;
}

#[tokio::test]
async fn wifi_warns_and_a_refused_mask_still_says_that_it_was_wifi() {
    in_window(async |window| {
        window.arm_by_key('7', "wifi").await;
        window.start().await;
        window.screen("wifiWarning").await;
        window.press_on_phone("wifi.goOn").await;
        window.screen("maskFailed").await;
        window.phone_says(&phone("maskFailed.wifi")).await;
        window.the_next_run_succeeds().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_carrier_cannot_do_tells_why_and_stays_off() {
    in_window(async |window| {
        window.choose_carrier("CU").await;
        let locked = "[data-outcome=locked]";
        window
            .until(
                "Locked off",
                &format!("document.querySelector('{locked}[aria-disabled=true]')"),
            )
            .await;
        window.press_with_control('6').await;
        window.arm_by_key('1', "success").await;
        window.press_with_control('1').await;
        window.nothing_is_armed().await;
        window
            .run(&format!("document.querySelector('{locked}').focus()"))
            .await;
        // The focus is to come from the keyboard, else nothing is told.
        window.keys(Key::Tab).await;
        let back = window.session().action_chain().key_down(Key::Shift);
        let back = back.key_down(Key::Tab).key_up(Key::Tab);
        back.key_up(Key::Shift).perform().await.unwrap();
        window
            .until(
                "the reason",
                "document.querySelector('.outcome-why')?.innerText.includes('China Unicom')",
            )
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_bar_breaks_no_rule_of_access_with_one_armed_and_one_off_that_says_why() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        window.choose_carrier("CU").await;
        window.arm_by_key('2', "wrong_digits").await;
        // The focus comes from the keyboard, by which the reason is told.
        let before_locked = "document.querySelector('[data-outcome=token_expired]').focus()";
        window.run(before_locked).await;
        window.keys(Key::Tab).await;
        let why = "document.querySelector('.outcome-why')";
        window.until("the reason", why).await;
        window.pictures("outcome-armed-and-off").await;
        audit.state(window, "one armed, one off").await;
        window.until("the reason still", why).await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn the_bar_takes_one_line_or_five_and_four_cuts_nothing_and_stays_as_it_is_when_armed() {
    in_window(async |window| {
        for (width, height, lines) in [
            (1_280, 800, json!([9])),
            (1_270, 800, json!([9])),
            (1_180, 800, json!([5, 4])),
            (1_100, 700, json!([5, 4])),
            (960, 700, json!([5, 4])),
            (900, 600, json!([5, 4])),
        ] {
            let session = window.session();
            session.set_window_rect(0, 0, width, height).await.unwrap();
            window
                .until("the size", &format!("innerWidth === {width}"))
                .await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                window.settle().await;
                let mut places = Vec::new();
                for armed in [Some("token_expired"), None] {
                    window
                        .command("outcome|arm", &json!({ "outcome": armed }))
                        .await;
                    window.settle().await;
                    window
                        .picture(&format!(
                            "outcomes-{language}-{width}-{}",
                            if armed.is_some() { "armed" } else { "none" }
                        ))
                        .await;
                    let of_each_line = "Object.values(Object.groupBy([...document.querySelectorAll('.choices > button')], (one) =>
                      Math.round(one.getBoundingClientRect().top))).map((line) => line.length)";
                    assert_eq!(
                        window.ask(of_each_line).await,
                        lines,
                        "{language} at {width}"
                    );
                    let boxes = "[...document.querySelectorAll('.choices > :is(.head, button)')].map((one) => {
                      const { x, y, width, height } = one.getBoundingClientRect();
                      const { top } = one.parentElement.getBoundingClientRect();
                      return [x, y - top, width, height].map(Math.round);
                    })";
                    places.push(window.ask(boxes).await);
                    let cut = window.ask(CUT).await;
                    assert_eq!(cut, json!([]), "{language} at {width}");
                }
                assert_eq!(places[0], places[1], "{language} at {width}");
                let over = "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.stage'))";
                assert_eq!(window.ask(over).await, json!(0), "{language} at {width}");
            }
        }
    })
    .await;
}
