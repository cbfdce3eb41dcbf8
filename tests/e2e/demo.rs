//! The README's five-minute demo, done literally: what the presenter does in the lab, and what the audience sees on the stage.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::bench::run_ends;
use crate::page::{lab, phone};
use crate::stage_window::Staged;
use crate::window::{Window, in_window};

const BOX: &str = ".phone input[type=checkbox]";
const BUTTON: &str = ".phone [data-part=button]";

/// The demo's steps in both READMEs: rows of a table, by number.
fn steps(page: &str) -> Vec<String> {
    let text = crate::sources::read(page);
    let (_, demo) = text.split_once("<!-- demo -->").unwrap();
    let (demo, _) = demo.split_once("<!-- /demo -->").unwrap();
    let rows = demo.lines().filter_map(|line| {
        let (number, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
        number.parse::<u8>().ok()?;
        Some(rest.to_owned())
    });
    rows.collect()
}

/// Ctrl and a key, wherever the focus is.
async fn press_with_control(window: &Window, key: impl Into<char>) {
    let key = key.into();
    let chord = window.session().action_chain().key_down(Key::Control);
    let chord = chord.key_down(key).key_up(key).key_up(Key::Control);
    chord.perform().await.unwrap();
}

/// In the lab Ctrl+Enter, on the stage the consent page with an empty box.
async fn start(staged: &Staged<'_>) {
    staged.to_lab().await;
    press_with_control(staged.window, Key::Enter).await;
    staged.mirrored("consent").await;
    staged.to_stage().await;
    staged.window.screen("consent").await;
}

/// In the lab *Fill correct* or *Fill wrong*; on the stage the four digits come. The test then stands there.
async fn fill(staged: &Staged<'_>, button: &str) {
    let window = staged.window;
    staged.to_lab().await;
    window.press(".path", button).await;
    staged.to_stage().await;
    let filled = "document.querySelector('.phone input[inputmode=numeric]').value.length === 4";
    window.until("the digits", filled).await;
}

/// 3 to 5: a masked number and a box that nobody has ticked; no consent, no call; then the whole number.
async fn logs_in(staged: &Staged<'_>, number: &str) {
    let window = staged.window;
    let (head, middle, tail) = (&number[..3], &number[3..7], &number[7..]);
    start(staged).await;
    let shown = window.text(".phone").await;
    assert!(
        shown.contains(head) && shown.contains(tail) && !shown.contains(middle),
        "{shown}"
    );
    let ticked = format!("document.querySelector('{BOX}').checked");
    assert_eq!(window.ask(&ticked).await, json!(false));

    fill(staged, "path.fill_right").await;
    staged.touch(BUTTON).await;
    window.phone_says(&phone("agree.ask")).await;
    staged.to_lab().await;
    let rows = window.rows().await;
    assert!(rows.iter().all(|row| row.operation != "getLoginToken"));

    staged.to_stage().await;
    staged.touch(BOX).await;
    staged.touch(BUTTON).await;
    window.screen("signedIn").await;
    assert_eq!(window.number_on_phone().await, number);
}

/// 6 and 7: the next outcome, of which the audience sees nothing, and what it does.
async fn fails(staged: &Staged<'_>) {
    let window = staged.window;
    let before = window.ask("document.body.innerText").await;
    staged.to_lab().await;
    press_with_control(window, '2').await;
    let armed = "document.querySelector('[data-outcome=wrong_digits][aria-pressed=true]')";
    window.until("the armed outcome", armed).await;
    staged.to_stage().await;
    assert_eq!(window.ask("document.body.innerText").await, before);

    start(staged).await;
    fill(staged, "path.fill_wrong").await;
    staged.touch(BOX).await;
    staged.touch(BUTTON).await;
    window.phone_says(&phone("consent.wrongDigits")).await;
    window
        .phone_says("已输错 1 次；连续 3 次将锁定 24 小时")
        .await;
}

/// 8 and 9, in the lab: the red row says why, its link explains the code, which comes again with its proof.
async fn explains(window: &Window) {
    window.click(".row.failed").await;
    window.click("a[href='#codes/600011']").await;
    let explained = "document.querySelector('.detail[data-code=\"600011\"] h2')";
    window.until("the explanation", explained).await;
    window
        .press("[data-reproduce='600011']", "reproduce.run")
        .await;
    run_ends(window).await;
    let proof = "document.querySelector('[data-proven=\"true\"] [data-case] [data-step-place]')";
    window.until("the proof", proof).await;
}

/// 10 and 11: the matrix with a cell's proof, and the evidence. The system's dialog is not ours: `tests/shell/bench.rs` answers it.
async fn proves(window: &Window) {
    window.go_to("matrix").await;
    window.press("[data-view=matrix]", "matrix.run_all").await;
    run_ends(window).await;
    let sum = |state: &str| format!("document.querySelector('[data-sum={state}]').dataset.n");
    let all = format!(
        "{} === '363' && {} === '0'",
        sum("observed"),
        sum("unexpected")
    );
    window.until("363 results", &all).await;
    window
        .click("[data-square='600011 getLoginToken CM']")
        .await;
    let proof = "document.querySelector('[data-detail] [data-case] [data-step-place]')";
    window.until("the cell's proof", proof).await;

    window.press("[data-view=matrix]", "export.button").await;
    let page = format!(
        "[...document.querySelectorAll('button')].some((one) => one.innerText.trim() === {})",
        json!(lab("export.html"))
    );
    window.until("the page for people", &page).await;
    window.keys(Key::Escape).await;
}

#[tokio::test]
async fn the_readmes_demo_goes_as_it_says() {
    in_window(async |window| {
        let number = window.own_number().await;
        // 1 and 2: the window, then F8.
        let staged = Staged::open_by_key(window).await;
        window.phone_says("SIMULATION").await;
        logs_in(&staged, &number).await;
        fails(&staged).await;
        staged.to_lab().await;
        explains(window).await;
        proves(window).await;
        staged.end().await;
    })
    .await;
}

/// The steps that were done above are those of the READMEs, in both languages: what they name is on the screen by that name.
#[test]
fn the_readmes_tell_the_steps_that_are_done_here() {
    let (en, zh) = (steps("README.md"), steps("README.zh-CN.md"));
    assert_eq!((en.len(), zh.len()), (11, 11), "{en:?}\n{zh:?}");
    for (number, keys) in [
        (2, &["`F8`"][..]),
        (3, &["`Ctrl+Enter`"]),
        (6, &["`Ctrl+2`"]),
    ] {
        for key in keys {
            assert!(
                en[number - 1].contains(key) && zh[number - 1].contains(key),
                "step {number}: {key}"
            );
        }
    }
    for (number, key) in [
        (4, "path.fill_right"),
        (7, "path.fill_wrong"),
        (8, "reproduce.link"),
        (9, "reproduce.run"),
        (10, "matrix.run_all"),
        (11, "export.button"),
    ] {
        for (language, step) in [("en", &en[number - 1]), ("zh", &zh[number - 1])] {
            let words = crate::sources::words(language, key);
            assert!(
                step.contains(&words),
                "step {number}, {language}: {words} is not in {step}"
            );
        }
    }
    for (number, key) in [
        (4, "agree.ask"),
        (5, "consent.button"),
        (7, "consent.wrongDigits"),
    ] {
        for step in [&en[number - 1], &zh[number - 1]] {
            assert!(
                step.contains(&phone(key)),
                "step {number}: {} is not in {step}",
                phone(key)
            );
        }
    }
}
