//! The Live window: opened by its word alone, told apart at a glance, and apart from the simulation.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::access::{look, violations};
use crate::home::Home;
use crate::sources::{self, words};
use crate::watch;
use crate::window::{Window, in_window, in_window_of};

/// The two windows of the program.
struct Both<'a> {
    window: &'a Window,
    main: WindowHandle,
    live: WindowHandle,
}

impl<'a> Both<'a> {
    /// Opens the Live window as a person does, and stands in it.
    async fn open(window: &'a Window) -> Self {
        let session = window.session();
        let main = session.window().await.unwrap();
        type_word(window, &words("en", "gate.word")).await;
        let live = loop {
            let handles = session.windows().await.unwrap();
            if let Some(live) = handles.into_iter().find(|handle| *handle != main) {
                break live;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        };
        let both = Self { window, main, live };
        both.to_live().await;
        window
            .until("the page", "location.href.includes('live.html')")
            .await;
        window.run(include_str!("watch.js")).await;
        window
            .until("the profiles", "document.querySelector('.live .profiles')")
            .await;
        both
    }

    async fn to_main(&self) {
        let to = self.main.clone();
        self.window.session().switch_to_window(to).await.unwrap();
    }

    async fn to_live(&self) {
        let to = self.live.clone();
        self.window.session().switch_to_window(to).await.unwrap();
    }

    /// Another look, by the main window's settings, which the Live window follows.
    async fn look(&self, language: &str, theme: &str) {
        self.to_main().await;
        look(self.window, language, theme).await;
        self.to_live().await;
        let tag = if language == "zh" { "zh-CN" } else { "en" };
        let followed = format!(
            "document.documentElement.lang === '{tag}' && document.documentElement.dataset.theme === '{theme}'"
        );
        self.window.until("the look", &followed).await;
    }

    /// Back to the main window, where the test's end looks for offences; the Live window's are looked for here.
    async fn end(self) {
        watch::assert_no_offence(self.window).await;
        self.to_main().await;
    }
}

/// Opens the dialog, types this word and confirms.
async fn type_word(window: &Window, word: &str) {
    window.click("nav button.item").await;
    window
        .until("the dialog", "document.querySelector('dialog[open]')")
        .await;
    window.type_into("dialog input", word).await;
    window.click("dialog button[type=submit]").await;
}

/// Fills the form for a new profile and saves it.
async fn make_profile(window: &Window, name: &str, endpoint: &str) {
    window.press(".profiles", "live.new").await;
    for (field, value) in [
        ("name", name),
        ("access_key_id", "LTAI5tExampleExample"),
        ("scene_code", "FC100000000000001"),
        ("page_url", "https://www.example.com/"),
        ("origin", "https://www.example.com"),
        ("endpoint", endpoint),
    ] {
        window
            .type_into(&format!(".profiles form input[id$='-{field}']"), value)
            .await;
    }
    window.press(".profiles form", "live.save").await;
    let shown = format!("document.querySelector('[data-profile={name:?}]')");
    window.until("the profile", &shown).await;
}

#[tokio::test]
async fn pictures_of_the_live_window() {
    in_window(async |window| {
        let both = Both::open(window).await;
        window.picture("live-empty").await;
        make_profile(window, "staging", "localhost:9").await;
        for (language, theme) in [
            ("zh", "light"),
            ("zh", "dark"),
            ("en", "light"),
            ("en", "dark"),
        ] {
            both.look(language, theme).await;
            window.picture(&format!("live-{language}-{theme}")).await;
        }
        both.end().await;
    })
    .await;
}
