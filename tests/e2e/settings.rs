//! Settings: live, kept between runs, and a broken file.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::home::Home;
use crate::page::only_digits;
use crate::sources::{self, words};
use crate::window::{Window, in_window, in_window_of};

/// How long a choice may take to be in the file. Machines are noisy.
const WRITTEN: Duration = Duration::from_secs(10);

const DIGITS: &str = ".phone input[inputmode=numeric]";

async fn switch_language(window: &Window, to: &str) {
    window.click("footer button").await;
    window
        .until(
            "the language",
            &format!("document.documentElement.lang === '{to}'"),
        )
        .await;
}

async fn theme(window: &Window, theme: &str) {
    window.go_to("settings").await;
    // Of the two theme controls this one also offers high contrast.
    window
        .click(&format!(
            "fieldset:has(input[value=contrast]) label:has(input[value={theme}])"
        ))
        .await;
    window
        .until(
            "the theme",
            &format!("document.documentElement.dataset.theme === '{theme}'"),
        )
        .await;
}

async fn background(window: &Window) -> Value {
    window
        .ask("getComputedStyle(document.body).backgroundColor")
        .await
}

#[tokio::test]
async fn language_and_theme_change_live_and_everything_stays() {
    in_window(async |window| {
        window.open_consent_page().await;
        window.type_into(DIGITS, "12").await;
        window.tick().await;
        let light = background(window).await;
        let english = window.text(".view").await;

        switch_language(window, "zh-CN").await;
        let chinese = window.text(".view").await;
        assert!(
            english.contains(&words("en", "log.title"))
                && chinese.contains(&words("zh", "log.title"))
        );
        theme(window, "dark").await;
        assert_ne!(background(window).await, light);
        window.go_to("login").await;

        window.screen("consent").await;
        assert_eq!(window.value(DIGITS).await, json!("12"));
        let ticked = "document.querySelector('.phone input[type=checkbox]').checked";
        assert_eq!(window.ask(ticked).await, json!(true));
        assert_eq!(window.rows().await.len(), 3);
        switch_language(window, "en").await;
        assert_eq!(window.value(DIGITS).await, json!("12"));
        window.press(".path", "path.fill_right").await;
        window.press_on_phone("consent.button").await;
        window.screen("signedIn").await;
    })
    .await;
}

#[tokio::test]
async fn settings_survive_a_restart_and_the_number_does_not() {
    const NUMBER: &str = "18912345679";
    let home = Home::new();
    in_window_of(&home, async |window| {
        window.choose_carrier("CT").await;
        window.click("button:has([data-own-number])").await;
        window
            .type_into(".path form input[inputmode=tel]", NUMBER)
            .await;
        window.press(".path form", "number.use").await;
        let shown = "document.querySelector('[data-own-number]').innerText.replace(/\\D/g, '')";
        window
            .until("the number", &format!("{shown} === '{NUMBER}'"))
            .await;
        switch_language(window, "zh-CN").await;
        theme(window, "dark").await;
        window
            .until(
                "the saved settings",
                "document.querySelector('.saved').innerText",
            )
            .await;
    })
    .await;

    let saved = std::fs::read_to_string(home.settings()).unwrap();
    let saved: Value = serde_json::from_str(&saved).unwrap();
    assert_eq!(
        (&saved["theme"], &saved["language"]),
        (&json!("dark"), &json!("zh"))
    );
    home.assert_no_file_has(&[NUMBER, "189 1234 5679"]);

    in_window_of(&home, async |window| {
        let chosen = window
            .ask("document.querySelector('header label.on input').value")
            .await;
        assert_eq!(chosen, json!("CT"));
        let look = "[document.documentElement.lang, document.documentElement.dataset.theme]";
        assert_eq!(window.ask(look).await, json!(["zh-CN", "dark"]));
        assert_ne!(window.own_number().await, NUMBER);
        assert_eq!(only_digits(&window.text(".notices").await), "");
    })
    .await;
}

#[tokio::test]
async fn a_corrupt_settings_file_is_set_aside_and_told() {
    const BROKEN: &str = "{\"theme\": \"da";
    let home = Home::with_settings(BROKEN);
    in_window_of(&home, async |window| {
        let aside = "settings.broken-1.json";
        let aside = home.settings().with_file_name(aside);
        let told = words("en", "notice.settings_set_aside")
            .replace("{file}", &aside.display().to_string());
        assert!(window.text(".notices").await.contains(&told));
        let kept = std::fs::read_to_string(aside).unwrap();
        assert_eq!(kept, BROKEN);
        window.open_consent_page().await;
        window.picture("notice-settings-set-aside").await;
    })
    .await;
}

#[tokio::test]
async fn settings_that_are_not_understood_are_told() {
    let home = Home::with_settings("{\"theme\": \"sepia\", \"language\": \"zh\"}");
    in_window_of(&home, async |window| {
        assert_eq!(
            window.ask("document.documentElement.lang").await,
            json!("zh-CN"),
            "what is understood is kept"
        );
        let told = window.text(".notices .notice p").await;
        assert!(
            told.chars().count() > 5,
            "the notice says what happened: {told:?}"
        );
        window.picture("notice-settings-fields-reset").await;
    })
    .await;
}

#[tokio::test]
async fn a_newer_settings_file_is_told_and_keeps_what_is_not_known() {
    let newer = sources::read("src-tauri/src/settings/frozen/newer.json");
    let home = Home::with_settings(&newer);
    in_window_of(&home, async |window| {
        let told = window.text(".notices").await;
        for part in ["7", "sound", "model", "network"] {
            assert!(told.contains(part), "{told}");
        }
        window.picture("notice-settings-newer").await;
        switch_language(window, "zh-CN").await;
        window.picture("notice-settings-newer-zh").await;
        let mut wanted: Value = serde_json::from_str(&newer).unwrap();
        wanted["language"] = json!("zh");
        wanted["stage_theme"] = json!("light");
        // A choice is shown at once and written after.
        let end = Instant::now() + WRITTEN;
        loop {
            let saved = std::fs::read(home.settings()).unwrap();
            let saved: Value = serde_json::from_slice(&saved).unwrap();
            if saved == wanted {
                break;
            }
            assert!(Instant::now() < end, "{saved}\nis not\n{wanted}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}
