//! The live result codes in the real window: the sequence of hops, the hop that is waited for, ten thousand rows, and what is copied.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::access::{change_settings, look, violations};
use crate::page::lab;
use crate::pictures::APART;
use crate::sources;
use crate::window::{Window, in_window};

const LOOKS: [(&str, &str); 4] = [
    ("zh", "light"),
    ("zh", "dark"),
    ("en", "light"),
    ("en", "dark"),
];

/// A picture in each look, none of which breaks a rule of access.
async fn shoot(window: &Window, name: &str) {
    for (language, theme) in LOOKS {
        look(window, language, theme).await;
        window
            .picture(&format!("log-{name}-{language}-{theme}"))
            .await;
        assert_eq!(
            violations(window).await,
            Vec::<String>::new(),
            "{name}, {language}, {theme}"
        );
    }
    look(window, "en", "light").await;
}

async fn begin(window: &Window) {
    window
        .run(&sources::read("ui/node_modules/axe-core/axe.min.js"))
        .await;
    look(window, "en", "light").await;
}

async fn wrong_digits(window: &Window) {
    window.open_consent_page().await;
    window.press(".path", "path.fill_wrong").await;
    window.tick().await;
    window.click(".phone .phone-primary").await;
    window
        .until(
            "the refusal",
            "document.querySelector(\".row.failed [data-code='600011']\")",
        )
        .await;
}

/// Each arrow of the diagram by its kind, from top to bottom.
async fn arrows(window: &Window) -> Vec<String> {
    let kinds = window
        .ask("[...document.querySelectorAll('[data-arrow]')].map((arrow) => arrow.dataset.arrow)")
        .await;
    serde_json::from_value(kinds).unwrap()
}

#[tokio::test]
async fn the_selected_call_is_drawn_and_its_whole_flow() {
    in_window(async |window| {
        begin(window).await;
        wrong_digits(window).await;
        window.click(".row.failed").await;
        shoot(window, "why").await;
        window.click("[data-tab=sequence]").await;
        assert_eq!(
            arrows(window).await,
            ["ask", "ask", "ask", "answer", "answer", "answer"]
        );
        shoot(window, "sequence").await;
        window.click(".sequence label:nth-of-type(2)").await;
        window
            .until("the flow", "document.querySelectorAll('.heading').length === 4")
            .await;
        // The lanes' heads stay in view while the arrows scroll below them.
        window
            .run("document.querySelector('.detail [role=tabpanel]').scrollTop = 200")
            .await;
        let stays = "(() => {
            const head = document.querySelector('.heads').getBoundingClientRect();
            const panel = document.querySelector('.detail [role=tabpanel]').getBoundingClientRect();
            return Math.abs(head.top - panel.top) < 2;
        })()";
        window.until("the heads", stays).await;
        shoot(window, "flow").await;
        let least = "Math.min(...[...document.querySelectorAll('.picture text')].map((text) => parseFloat(getComputedStyle(text).fontSize)))";
        assert!(window.ask(least).await.as_f64().unwrap() >= 12.0);
        let number = window.own_number().await;
        assert!(!window.text(".detail").await.contains(&number));
        look(window, "en", "contrast").await;
        window.picture("log-flow-en-contrast").await;
        assert_eq!(violations(window).await, Vec::<String>::new(), "contrast");
    })
    .await;
}

/// Whether the newest call's last arrow is whole in the pane, below the lanes' heads; and nothing of the line above the picture is cut.
const END_IS_SEEN: &str = "(() => {
    const pane = document.querySelector('.newest').getBoundingClientRect();
    const heads = document.querySelector('.heads').getBoundingClientRect();
    const last = [...document.querySelectorAll('[data-arrow]')].at(-1).getBoundingClientRect();
    const said = document.querySelector('.newest .bar').getBoundingClientRect();
    const whole = said.top >= pane.top - 1 || said.bottom <= pane.top + 1;
    return whole && last.top >= heads.bottom && last.bottom <= pane.bottom;
})()";

#[tokio::test]
async fn the_newest_flow_is_followed_to_its_end_whatever_was_before_until_somebody_scrolls() {
    in_window(async |window| {
        begin(window).await;
        // A long flow, then one that ends at its second call, then a longer one.
        wrong_digits(window).await;
        window.until("the end of a long flow", END_IS_SEEN).await;
        window.arm("checkLoginAvailable", "refuse", None).await;
        window.start().await;
        window.screen("checkFailed").await;
        window.until("the end of a short flow", END_IS_SEEN).await;
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            window.settle().await;
            assert_eq!(window.ask(END_IS_SEEN).await, json!(true), "{language}");
            window
                .picture(&format!("log-newest-{language}-light"))
                .await;
        }
        window.open_consent_page().await;
        window.until("the end of the next flow", END_IS_SEEN).await;
        window
            .run("document.querySelector('.newest').scrollTop = 0")
            .await;
        window.settle().await;
        window.press(".path", "path.fill_wrong").await;
        window.tick().await;
        let arrows = "document.querySelectorAll('[data-arrow]').length";
        let before = window.ask(arrows).await;
        window.click(".phone .phone-primary").await;
        window
            .until("its arrows", &format!("{arrows} > {before}"))
            .await;
        window.settle().await;
        let top = window
            .ask("document.querySelector('.newest').scrollTop")
            .await;
        assert_eq!(top, json!(0));
    })
    .await;
}

#[tokio::test]
async fn the_hop_that_is_waited_for_is_seen_before_it_is_journalled() {
    in_window(async |window| {
        begin(window).await;
        let timeouts = json!({
            "checkLoginAvailable": 20, "getLoginMaskPhone": 20, "getLoginToken": 20,
            "checkAuthAvailable": 20, "getVerifyToken": 20,
        });
        change_settings(window, &json!({ "timeouts": timeouts })).await;
        window.open_consent_page().await;
        window.press(".path", "path.fill_right").await;
        window.tick().await;
        window.arm("getLoginToken", "delay", Some(600_000)).await;
        window.click(".phone .phone-primary").await;
        window
            .until(
                "who is waited for",
                "document.querySelector(\"[data-waiting='gateway']\")",
            )
            .await;
        let line = window.text("[data-waiting]").await;
        assert!(line.contains("getLoginToken"), "{line}");
        window
            .until(
                "the lit hop",
                "document.querySelector(\"[data-arrow='waiting']\")",
            )
            .await;
        let rows = window.rows().await;
        assert!(
            rows.iter().all(|row| row.operation != "getLoginToken"),
            "{rows:?}"
        );
        window
            .until(
                "a second",
                "parseFloat(document.querySelector('[data-waiting] .time').innerText) >= 1",
            )
            .await;
        window.picture("log-waiting-en-light").await;
        look(window, "zh", "dark").await;
        window.picture("log-waiting-zh-dark").await;
        assert_eq!(violations(window).await, Vec::<String>::new());
        look(window, "en", "light").await;
        // The page gives up, and nobody waits any more: what the gateway still does has no answer.
        window
            .until(
                "the timeout",
                "document.querySelector(\".row.failed [data-code='600015']\")",
            )
            .await;
        window
            .until("nobody waits", "!document.querySelector('[data-waiting]')")
            .await;
        window.click(".row.failed").await;
        window.click("[data-tab=sequence]").await;
        assert_eq!(arrows(window).await, ["ask", "lost", "answer"]);
        window.picture("log-timeout-en-light").await;
    })
    .await;
}

/// The text that was copied, by the page's own clipboard.
async fn copied(window: &Window, what: &str) -> String {
    window.run("window.written = null; navigator.clipboard.writeText = async (text) => { window.written = text; }").await;
    window.click("[data-copy]").await;
    window.click(&format!("[data-copy-as='{what}']")).await;
    let text = window.until(what, "window.written").await;
    text.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_call_is_copied_as_json_as_curl_and_for_a_ticket_without_a_secret() {
    in_window(async |window| {
        begin(window).await;
        wrong_digits(window).await;
        window.click(".row.failed").await;
        let number = window.own_number().await;
        let support = copied(window, "support").await;
        assert!(
            support.contains("600011") && support.contains("104012"),
            "{support}"
        );
        let curl = copied(window, "curl").await;
        for part in [
            "curl -i -X POST 'http://127.0.0.1:",
            "/h5/v1/token'",
            "\"$MASK_DIGITS\"",
            "\"$ACCESS_TOKEN\"",
        ] {
            assert!(curl.contains(part), "{part} in {curl}");
        }
        let json: Value = serde_json::from_str(&copied(window, "json").await).unwrap();
        assert_eq!(json["hops"].as_array().unwrap().len(), 3);
        for text in [&support, &curl, &json.to_string()] {
            assert!(!text.contains(&number), "{text}");
        }
        window
            .until(
                "it is told",
                &format!(
                    "document.querySelector('[data-copied]').innerText === {}",
                    json!(lab("copy.copied").replace("{what}", &lab("copy.json")))
                ),
            )
            .await;
        window.click("[data-copy]").await;
        window
            .until("the menu", "document.querySelector('[data-copy-as=curl]')")
            .await;
        window.picture("log-copy-en-light").await;
        assert_eq!(violations(window).await, Vec::<String>::new());
        window.keys(Key::Escape).await;
        // A clipboard that refuses is told.
        window
            .run("navigator.clipboard.writeText = async () => { throw new Error('no') }")
            .await;
        window.click("[data-copy]").await;
        window.click("[data-copy-as='json']").await;
        window
            .until(
                "the refusal",
                &format!(
                    "document.querySelector('[data-copied]').innerText === {}",
                    json!(lab("common.copy_failed"))
                ),
            )
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_long_log_is_read_by_the_keyboard_alone() {
    in_window(async |window| {
        begin(window).await;
        for _ in 0..4 {
            window
            .run_async(
                "for (let call = 0; call < 15; call++) await window.__TAURI_INTERNALS__.invoke('plugin:server|get_auth_token', { flow: 'login' });",
            )
            .await;
        }
        window.until("every row", "document.querySelector('.rows [role=option]')?.ariaSetSize === '60'").await;
        let at_end = "(() => { const s = document.querySelector('.scroller'); return s.scrollHeight - s.scrollTop - s.clientHeight < 2; })()";
        window.until("the end", at_end).await;
        window.run("document.querySelector('.rows').focus()").await;
        let selected = "document.querySelector('.rows [role=option][aria-selected=true]')";
        let place = format!("{selected}?.ariaPosInSet");
        for (key, expected) in [(Key::Home, "1"), (Key::Down, "2"), (Key::End, "60"), (Key::Up, "59")] {
            window.keys(key).await;
            window.until("the row", &format!("{place} === '{expected}'")).await;
            let in_view = format!(
                "(() => {{ const row = {selected}.getBoundingClientRect(), s = document.querySelector('.scroller').getBoundingClientRect(); return row.top >= s.top - 1 && row.bottom <= s.bottom + 1; }})()"
            );
            window.until("the row in view", &in_view).await;
            let named = format!("document.querySelector('.rows').getAttribute('aria-activedescendant') === {selected}.id");
            assert_eq!(window.ask(&named).await, json!(true));
        }
        window.keys(Key::PageUp).await;
        window.until("a page up", &format!("Number({place}) < 59")).await;
        window.keys(Key::Home).await;
        window.until("the first", &format!("{place} === '1'")).await;
        // Who reads is not pulled away, and learns how much is new.
        window.command("server|get_auth_token", &json!({"flow": "login"})).await;
        window.until("what is new", "document.querySelector('.newer')").await;
        assert_eq!(window.text(".newer").await, lab("log.newer").replace("{n}", "1"));
        let top = window.ask("document.querySelector('.scroller').scrollTop").await;
        assert_eq!(top, json!(0));
        window.picture("log-new-en-light").await;
        window.click(".newer").await;
        window.until("the end", at_end).await;
        // Every row gets another height at once, and others come into view by that: the end stays in view, and the browser, whose
        // word the window listens to, sees no loop of sizes.
        for width in ["300px", "", "300px", ""] {
            window.run(&format!("document.querySelector('.live').style.width = '{width}'")).await;
            window.until("rows that touch and do not overlap", APART).await;
            window.until("the end", at_end).await;
        }
    })
    .await;
}

/// A row that is as tall as was guessed must be remembered all the same: the guess becomes another one.
#[tokio::test]
async fn a_row_that_was_as_tall_as_guessed_is_not_overlapped_by_those_after_it() {
    in_window(async |window| {
        begin(window).await;
        let mut rows = 0;
        let mut more = async |act: &str| {
            if act == "flow" {
                window.open_consent_page().await;
                rows += 3;
            } else {
                let tokens = json!({"flow": "login"});
                window.command("server|get_auth_token", &tokens).await;
                rows += 1;
            }
            let all = format!("document.querySelectorAll('.rows .place').length === {rows}");
            window.until("all rows", &all).await;
            window.until("rows that touch and do not overlap", APART).await;
        };
        // Tall ones, each as the one before; then others, after which the next guess is less; then one for which all are placed anew.
        for act in ["tokens", "tokens", "tokens", "flow", "tokens", "tokens"] {
            more(act).await;
        }
        let heights = "[...document.querySelectorAll('.rows .place')].map((place) => place.getBoundingClientRect().height)";
        let heights: Vec<f64> = serde_json::from_value(window.ask(heights).await).unwrap();
        assert!(
            heights.iter().any(|height| *height > 1.2 * heights[4]),
            "none is taller than a check: {heights:?}"
        );
    })
    .await;
}
