//! What a person sees in the window and does with it.

use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::sources::words;
use crate::window::Window;

/// A row of the live log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Row {
    pub(crate) operation: String,
    pub(crate) code: String,
    pub(crate) text: String,
}

/// The phone's words, in its usual language.
pub(crate) fn phone(key: &str) -> String {
    words("zh", &format!("phone.{key}"))
}

/// The lab's words: the tests' window is English until a test says otherwise.
pub(crate) fn lab(key: &str) -> String {
    words("en", key)
}

/// The button that shows this text and nothing more, within the part of the page.
fn button_in(part: &str, text: &str) -> String {
    format!(
        "[...document.querySelectorAll({:?})].find((one) => one.innerText.trim() === {})",
        format!("{part} button"),
        json!(text)
    )
}

/// Carriers of the flow's calls.
impl Window {
    /// Chooses the SIM's carrier in the header.
    pub(crate) async fn choose_carrier(&self, carrier: &str) {
        self.click(&format!("header label:has(input[value='{carrier}'])"))
            .await;
        self.until(
            "the carrier",
            &format!("document.querySelector(\"header label.on input[value='{carrier}']\")"),
        )
        .await;
    }

    /// Chooses in one of the header's or the fault's lists, found by an option that only it has.
    pub(crate) async fn choose(&self, list: &str, option: &str) {
        self.click(&format!("{list} option[value='{option}']"))
            .await;
    }

    /// Chooses a scenario in the header, by searching for its id.
    pub(crate) async fn choose_scenario(&self, id: &str) {
        self.click("header .scenario input").await;
        self.keys(id).await;
        self.click(&format!("header .scenario [data-choice='{id}']"))
            .await;
        self.until(
            "the list's end",
            "!document.querySelector('header .scenario [data-choice]')",
        )
        .await;
    }

    /// Opens a view by its link.
    pub(crate) async fn go_to(&self, view: &str) {
        self.click(&format!("nav a[href='#{view}']")).await;
        self.until(
            view,
            &format!("document.querySelector(\"nav a[href='#{view}'][aria-current=page]\")"),
        )
        .await;
    }

    /// The lab's own Start.
    pub(crate) async fn start(&self) {
        self.click("[data-start]").await;
    }

    /// Start, up to the consent page.
    pub(crate) async fn open_consent_page(&self) {
        self.start().await;
        self.screen("consent").await;
    }

    /// Presses a button of the lab by its words.
    pub(crate) async fn press(&self, part: &str, key: &str) {
        self.click_found(key, &button_in(part, &lab(key))).await;
    }

    /// Presses a button on the phone by its words.
    pub(crate) async fn press_on_phone(&self, key: &str) {
        self.click_found(key, &button_in(".phone", &phone(key)))
            .await;
    }

    /// Ticks the box, or takes the tick away.
    pub(crate) async fn tick(&self) {
        self.click(".phone input[type=checkbox]").await;
    }

    /// Fills the right digits, ticks, and presses the button.
    pub(crate) async fn log_in_rightly(&self) {
        self.press(".path", "path.fill_right").await;
        self.tick().await;
        self.press_on_phone("consent.button").await;
        self.screen("signedIn").await;
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.click_found(selector, &format!("document.querySelector({selector:?})"))
            .await;
    }

    async fn click_found(&self, what: &str, find: &str) {
        self.with(what, find, async |element| element.click().await)
            .await;
    }

    /// Types into a field, over what is in it.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        let find = format!("document.querySelector({selector:?})");
        self.with(selector, &find, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await;
    }

    /// Presses keys wherever the focus is.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        for key in keys.into().as_vec() {
            let press = self.session().action_chain().key_down(key).key_up(key);
            press.perform().await.unwrap();
        }
    }

    /// Waits for a screen of the phone.
    pub(crate) async fn screen(&self, name: &str) {
        self.until(
            &format!("the phone's screen {name}"),
            &format!("document.querySelector(\".phone[data-screen='{name}']\")"),
        )
        .await;
    }

    /// Waits for a text on the phone.
    pub(crate) async fn phone_says(&self, text: &str) {
        self.until(
            text,
            &format!(
                "document.querySelector('.phone').innerText.includes({})",
                json!(text)
            ),
        )
        .await;
    }

    pub(crate) async fn phone_shows(&self, text: &str) -> bool {
        self.text(".phone").await.contains(text)
    }

    pub(crate) async fn text(&self, selector: &str) -> String {
        let text = self
            .ask(&format!("document.querySelector({selector:?}).innerText"))
            .await;
        text.as_str().unwrap().to_owned()
    }

    /// The number of the device, in whichever view.
    pub(crate) async fn own_number(&self) -> String {
        let snapshot = self.command("feed|snapshot", &json!({})).await;
        let number = &snapshot["simulation"]["device"]["number"];
        number.as_str().unwrap().to_owned()
    }

    /// The number that the phone shows after a login.
    pub(crate) async fn number_on_phone(&self) -> String {
        only_digits(&self.text(".phone .number").await)
    }

    /// The log's rows as they are now.
    pub(crate) async fn rows(&self) -> Vec<Row> {
        let rows = self
            .ask(
                "[...document.querySelectorAll('[data-operation]')].map((row) => ({
                   operation: row.dataset.operation,
                   code: row.querySelector('[data-code]').dataset.code,
                   text: row.innerText,
                 }))",
            )
            .await;
        serde_json::from_value(rows).unwrap()
    }

    /// Waits for as many rows, and answers each one's call and code. More than these fail.
    pub(crate) async fn calls(&self, count: usize) -> Vec<(String, String)> {
        self.until(
            &format!("{count} rows"),
            &format!("document.querySelectorAll('[data-operation]').length >= {count}"),
        )
        .await;
        let rows = self.rows().await.into_iter();
        rows.map(|row| (row.operation, row.code)).collect()
    }

    /// Fails unless these are the log's rows, from the first to the last.
    pub(crate) async fn assert_calls(&self, expected: &[(&str, &str)]) {
        let calls = self.calls(expected.len()).await;
        let calls: Vec<_> = calls
            .iter()
            .map(|(call, code)| (call.as_str(), code.as_str()))
            .collect();
        assert_eq!(calls, expected);
    }

    /// Whether the element has the focus.
    pub(crate) async fn has_focus(&self, selector: &str) -> bool {
        self.ask(&format!(
            "document.activeElement === document.querySelector({selector:?})"
        ))
        .await
            == json!(true)
    }

    pub(crate) async fn wait_for_focus(&self, selector: &str) {
        self.until(
            &format!("the focus on {selector}"),
            &format!("document.activeElement === document.querySelector({selector:?})"),
        )
        .await;
    }

    /// The value of a field.
    pub(crate) async fn value(&self, selector: &str) -> Value {
        self.ask(&format!("document.querySelector({selector:?}).value"))
            .await
    }

    /// Arms a fault by the header's form, once: the effect as the form names it.
    pub(crate) async fn arm(&self, operation: &str, effect: &str, milliseconds: Option<u32>) {
        self.click("button:has([data-fault])").await;
        self.choose("select[id$='-operation']", operation).await;
        self.choose("select[id$='-effect']", effect).await;
        if let Some(milliseconds) = milliseconds {
            self.type_into("input[id$='-number']", &milliseconds.to_string())
                .await;
        }
        self.press("header form", "fault.arm").await;
        let armed =
            format!("document.querySelector('[data-fault]').innerText.includes('{operation}')");
        self.until("the armed fault", &armed).await;
        self.keys(Key::Escape).await;
    }
}

/// `138 0013 1234` is 13800131234.
pub(crate) fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
