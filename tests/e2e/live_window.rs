//! The program's second window, for tests: opened through the gate, as a person does.

use thirtyfour::prelude::*;

use crate::access::{look, violations};
use crate::home::Home;
use crate::sources::{self, words};
use crate::watch;
use crate::window::Window;

/// The two windows of the program; a test stands in one of them.
pub(crate) struct Both<'a> {
    pub(crate) window: &'a Window,
    main: WindowHandle,
    live: WindowHandle,
}

impl<'a> Both<'a> {
    /// Opens the Live window by its word, and stands in it.
    pub(crate) async fn open(window: &'a Window) -> Self {
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

    pub(crate) async fn to_main(&self) {
        let to = self.main.clone();
        self.window.session().switch_to_window(to).await.unwrap();
    }

    pub(crate) async fn to_live(&self) {
        let to = self.live.clone();
        self.window.session().switch_to_window(to).await.unwrap();
    }

    /// Another look, by the main window's settings, which the Live window follows.
    pub(crate) async fn look(&self, language: &str, theme: &str) {
        self.to_main().await;
        look(self.window, language, theme).await;
        self.to_live().await;
        let tag = if language == "zh" { "zh-CN" } else { "en" };
        let followed = format!(
            "document.documentElement.lang === '{tag}' && document.documentElement.dataset.theme === '{theme}'"
        );
        self.window.until("the look", &followed).await;
    }

    /// What breaks a rule of access in what the Live window shows, in each look.
    pub(crate) async fn violations(&self, state: &str) -> Vec<String> {
        let axe = sources::read("ui/node_modules/axe-core/axe.min.js");
        self.window.run(&axe).await;
        let mut found = Vec::new();
        for language in ["zh", "en"] {
            for theme in ["light", "dark"] {
                self.look(language, theme).await;
                let here = violations(self.window).await.into_iter();
                found.extend(here.map(|what| format!("{state}, {language}, {theme}: {what}")));
            }
        }
        self.look("en", "light").await;
        found
    }

    /// Pictures of what the Live window shows, in each look.
    pub(crate) async fn pictures(&self, name: &str) {
        for (language, theme) in [
            ("zh", "light"),
            ("zh", "dark"),
            ("en", "dark"),
            ("en", "light"),
        ] {
            self.look(language, theme).await;
            self.window
                .picture(&format!("live-{name}-{language}-{theme}"))
                .await;
        }
    }

    /// Back to the main window, where the test's end looks for offences; the Live window's are looked for here.
    pub(crate) async fn end(self) {
        watch::assert_no_offence(self.window).await;
        self.to_main().await;
    }
}

/// A home whose program finds no keychain, whatever the machine has.
pub(crate) fn home_without_keychain() -> Home {
    Home::new().and(
        "DBUS_SESSION_BUS_ADDRESS",
        "unix:path=/nowhere/of/these/tests",
    )
}

/// Opens the dialog, types this word and confirms.
pub(crate) async fn type_word(window: &Window, word: &str) {
    window.click("nav button.item").await;
    window
        .until("the dialog", "document.querySelector('[role=alertdialog]')")
        .await;
    window.type_into("[role=alertdialog] input", word).await;
    window.click("[role=alertdialog] button[type=submit]").await;
}

/// Fills the form for a new profile and saves it.
pub(crate) async fn make_profile(window: &Window, fields: &[(&str, &str)]) {
    window.press(".profiles", "live.new").await;
    for (field, value) in fields {
        window
            .type_into(&format!(".profiles form input[id$='-{field}']"), value)
            .await;
    }
    window.press(".profiles form", "live.save").await;
    let (_, name) = fields[0];
    let shown = format!("document.querySelector('[data-profile={name:?}]')");
    window.until("the profile", &shown).await;
}

/// A profile that leads nowhere.
pub(crate) const NOWHERE: [(&str, &str); 6] = [
    ("name", "staging"),
    ("access_key_id", "LTAI5tExampleExample"),
    ("scene_code", "FC100000000000001"),
    ("page_url", "https://www.example.com/"),
    ("origin", "https://www.example.com"),
    ("endpoint", "localhost:9"),
];

/// Types the secret and keeps it.
pub(crate) async fn keep_secret(window: &Window, secret: &str) {
    window.type_into("input[type=password]", secret).await;
    window.press(".profiles form", "live.save_secret").await;
    window
        .until(
            "the secret",
            "document.querySelector('[data-secret=this_run]')",
        )
        .await;
}
