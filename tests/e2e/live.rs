//! The Live window: opened by its word alone, told apart at a glance, and apart from the simulation.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::access::{look, violations};
use crate::live_window::{
    Both, NOWHERE, home_without_keychain, keep_secret, make_profile, type_word,
};
use crate::sources::{self, words};
use crate::window::{Window, in_window, in_window_of};

/// Where the mark of the real is not wholly seen, after everything was scrolled to its end.
const MARK_IS_SEEN: &str = "(() => {
  for (const one of document.querySelectorAll('*')) one.scrollTop = 99999;
  const mark = document.querySelector('[data-real]');
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  const front = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && mark.contains(front);
})()";

async fn windows(window: &Window) -> usize {
    window.session().windows().await.unwrap().len()
}

#[tokio::test]
async fn only_the_word_opens_it() {
    in_window(async |window| {
        type_word(window, "yes").await;
        let told = words("en", "gate.wrong").replace("{word}", &words("en", "gate.word"));
        let shows = format!(
            "document.querySelector('[role=alertdialog]').innerText.includes({})",
            json!(told)
        );
        window.until("the refusal", &shows).await;
        assert_eq!(windows(window).await, 1);
        window.keys(Key::Escape).await;
        window
            .until("no dialog", "!document.querySelector('[role=alertdialog]')")
            .await;
        window.wait_for_focus("nav button.item").await;

        // By keys alone.
        window.keys(Key::Enter).await;
        window.wait_for_focus("[role=alertdialog] input").await;
        window.keys(words("en", "gate.word").as_str()).await;
        window.keys(Key::Enter).await;
        window
            .until("no dialog", "!document.querySelector('[role=alertdialog]')")
            .await;
        assert_eq!(windows(window).await, 2);
        // A second time brings the same window.
        type_word(window, "LIVE").await;
        window
            .until("no dialog", "!document.querySelector('[role=alertdialog]')")
            .await;
        assert_eq!(windows(window).await, 2);
    })
    .await;
}

#[tokio::test]
async fn it_says_that_it_is_real_and_looks_it() {
    in_window_of(&home_without_keychain(), async |window| {
        let colour = "getComputedStyle(document.body).backgroundColor";
        let accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')";
        let both = Both::open(window).await;
        make_profile(window, &NOWHERE).await;
        for (language, theme) in [("zh", "light"), ("en", "dark")] {
            both.look(language, theme).await;
            let title = window.session().title().await.unwrap();
            assert!(
                title.contains("真实 LIVE") && title.contains("NumberAuth Lab"),
                "{title}"
            );
            assert!(!title.contains("SIMULATION"));
            let mark = window.text("[data-real]").await;
            assert!(
                mark.contains("LIVE") && mark.contains(&words(language, "live.mark_note")),
                "{mark}"
            );
            assert_eq!(window.ask(MARK_IS_SEEN).await, json!(true));
            let here = (window.ask(colour).await, window.ask(accent).await);
            both.to_main().await;
            let there = (window.ask(colour).await, window.ask(accent).await);
            both.to_live().await;
            assert!(here.0 != there.0 && here.1 != there.1, "{here:?}");
        }
        both.end().await;
    })
    .await;
}

#[tokio::test]
async fn it_fits_a_narrow_window() {
    in_window_of(&home_without_keychain(), async |window| {
        let both = Both::open(window).await;
        make_profile(window, &NOWHERE).await;
        for (width, height) in [(900, 600), (680, 500), (320, 480)] {
            both.to_live().await;
            let session = window.session();
            session.set_window_rect(0, 0, width, height).await.unwrap();
            window
                .until("the size", &format!("innerWidth <= {width}"))
                .await;
            for language in ["zh", "en"] {
                both.look(language, "light").await;
                window.picture(&format!("live-{width}-{language}")).await;
                let wide = window
                    .ask(
                        "[...document.querySelectorAll('.live *')].filter((one) => {
                           const { right, left, width } = one.getBoundingClientRect();
                           return width > 1 && (right > innerWidth + 1 || left < -1);
                         }).map((one) => one.outerHTML.slice(0, 80))",
                    )
                    .await;
                assert_eq!(wide, json!([]), "{width} {language}");
                assert_eq!(window.ask(MARK_IS_SEEN).await, json!(true), "{width}");
            }
        }
        both.end().await;
    })
    .await;
}

#[tokio::test]
async fn neither_window_may_give_the_others_commands() {
    in_window_of(&home_without_keychain(), async |window| {
        let refused = async |command: &str| {
            let told = window
                .run_async(&format!(
                    "return await window.__TAURI_INTERNALS__.invoke('plugin:{command}', {{}}).then(() => 'done', String)"
                ))
                .await;
            assert!(told.as_str().unwrap().contains("not allowed"), "{command}: {told}");
        };
        let both = Both::open(window).await;
        for command in ["lab|reset", "feed|snapshot", "sdk|call", "server|get_auth_token", "settings|save", "gate|open_live"] {
            refused(command).await;
        }
        both.to_main().await;
        for command in ["live|snapshot", "live|entries", "live|put_secret", "live|reveal_token"] {
            refused(command).await;
        }
        both.to_live().await;
        both.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_simulation_goes_on_beside_it() {
    in_window_of(&home_without_keychain(), async |window| {
        window.open_consent_page().await;
        let both = Both::open(window).await;
        // Its page was loaded, and the simulation's SDK instance is still there.
        both.to_main().await;
        window.log_in_rightly().await;
        both.to_live().await;
        both.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_found_again_and_the_secret_of_this_run_is_not() {
    const SECRET: &str = "planted-secret-of-this-run";
    let home = home_without_keychain();
    in_window_of(&home, async |window| {
        let both = Both::open(window).await;
        make_profile(window, &NOWHERE).await;
        assert!(
            window
                .text(".profiles")
                .await
                .contains(&words("en", "live.keychain_absent"))
        );
        keep_secret(window, SECRET).await;
        assert_eq!(
            window
                .ask(&format!(
                    "document.documentElement.outerHTML.includes('{SECRET}') || [...document.querySelectorAll('input')].some((one) => one.value === '{SECRET}')"
                ))
                .await,
            json!(false)
        );
        both.end().await;
    })
    .await;

    home.assert_no_file_has(&[SECRET]);
    in_window_of(&home, async |window| {
        let both = Both::open(window).await;
        window
            .until(
                "the profile without its secret",
                "document.querySelector('[data-profile=staging]') && document.querySelector('[data-secret=missing]')",
            )
            .await;
        both.end().await;
    })
    .await;
}

#[tokio::test]
async fn it_breaks_no_rule_of_access() {
    in_window_of(&home_without_keychain(), async |window| {
        let axe = sources::read("ui/node_modules/axe-core/axe.min.js");
        let mut found = Vec::new();
        window.run(&axe).await;
        window.click("nav button.item").await;
        for language in ["zh", "en"] {
            for theme in ["light", "dark"] {
                look(window, language, theme).await;
                window.picture(&format!("gate-{language}-{theme}")).await;
                found.extend(violations(window).await);
            }
        }
        look(window, "en", "light").await;
        window.press("[role=alertdialog]", "gate.cancel").await;

        let both = Both::open(window).await;
        found.extend(both.violations("empty").await);
        window.press(".profiles", "live.new").await;
        window.press(".profiles form", "live.save").await;
        window
            .until(
                "the wrong field",
                "document.querySelector('[aria-invalid=true]')",
            )
            .await;
        found.extend(both.violations("a wrong profile").await);
        both.pictures("form").await;
        window.press(".profiles form", "live.cancel").await;
        make_profile(window, &NOWHERE).await;
        keep_secret(window, "a secret").await;
        window
            .press("[data-action=GetAuthToken]", "live.button.GetAuthToken")
            .await;
        window
            .until("a failure", "document.querySelector('[data-problem]')")
            .await;
        window.press(".card", "live.delete").await;
        window
            .until(
                "the question",
                "document.querySelector('[role=alertdialog]')",
            )
            .await;
        found.extend(both.violations("a question").await);
        window.press("[role=alertdialog]", "live.delete_no").await;
        window
            .until(
                "no question",
                "!document.querySelector('[role=alertdialog]')",
            )
            .await;
        window.press(".meter", "live.change_limit").await;
        found.extend(both.violations("a failure, a field").await);
        both.pictures("failure").await;
        window.click("[data-tab=doctor]").await;
        window.press(".doctor", "live.doctor_button").await;
        window
            .until("findings", "document.querySelector('[data-check]')")
            .await;
        found.extend(both.violations("the doctor").await);
        both.pictures("doctor").await;
        both.end().await;
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}

#[test]
fn the_simulations_page_loads_nothing_of_the_live_windows() {
    let loaded = |page: &str| -> String {
        let page = sources::read(&format!("ui/dist/{page}"));
        let assets = page
            .split('"')
            .filter(|part| part.strip_suffix(".js").is_some());
        assets
            .map(|asset| {
                sources::read(&format!(
                    "ui/dist/{}",
                    asset.trim_start_matches("./").trim_start_matches('/')
                ))
            })
            .collect()
    };
    let (simulation, live) = (loaded("index.html"), loaded("live.html"));
    assert!(simulation.contains("feed|snapshot") && !simulation.contains("live|snapshot"));
    assert!(live.contains("live|snapshot") && !live.contains("feed|snapshot"));
}
