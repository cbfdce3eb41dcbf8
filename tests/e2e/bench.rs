//! The tester's bench in the real window: scenarios run, edited and loaded; the whole matrix, and the proof behind a cell.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::access::{Audit, look};
use crate::home::Home;
use crate::page::lab;
use crate::window::{Window, in_window, in_window_of};

async fn open_scenario(window: &Window, id: &str) {
    window
        .click(&format!("[data-scenario='{id}'] button"))
        .await;
    window
        .until(
            "the scenario",
            &format!("document.querySelector(\"[data-open='{id}']\")"),
        )
        .await;
}

pub(crate) async fn run_ends(window: &Window) {
    // A debug build seals a matrix's report slowly on a busy machine: more patience than for a page.
    for _ in 0..100 {
        if window
            .ask("document.querySelector(\"[data-run='ended']\") !== null")
            .await
            == json!(true)
        {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    window
        .until(
            "the end of the run",
            "document.querySelector(\"[data-run='ended']\")",
        )
        .await;
}

/// The footer's number for a state of cells.
async fn sum(window: &Window, state: &str) -> serde_json::Value {
    window
        .ask(&format!(
            "Number(document.querySelector(\"[data-sum='{state}']\").dataset.n)"
        ))
        .await
}

#[tokio::test]
async fn no_view_makes_the_page_longer_than_the_window() {
    in_window(async |window| {
        let session = window.session();
        session.set_window_rect(0, 0, 1280, 800).await.unwrap();
        window
            .until("the size", "innerWidth <= 1280 && innerHeight <= 800")
            .await;
        for view in [
            "login",
            "verify",
            "matrix",
            "scenarios",
            "codes",
            "signature",
            "settings",
        ] {
            window.go_to(view).await;
            match view {
                "matrix" => {
                    window
                        .until("the grid", "document.querySelector('[data-square]')")
                        .await;
                }
                "scenarios" => open_scenario(window, "cm-login").await,
                _ => {}
            }
            let fits = "document.documentElement.scrollHeight <= window.innerHeight";
            assert_eq!(window.ask(fits).await, json!(true), "{view}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_matrix_is_run_and_a_cell_opens_its_evidence() {
    in_window(async |window| {
        window.go_to("matrix").await;
        window
            .until(
                "the grid",
                "document.querySelectorAll('[data-square]').length === 150",
            )
            .await;
        assert_eq!(sum(window, "not_run").await, json!(363));
        window.press("[data-view=matrix]", "matrix.run_all").await;
        run_ends(window).await;
        window
            .until(
                "the observed cells",
                "document.querySelector(\"[data-sum=observed]\").dataset.n === '363'",
            )
            .await;
        for (state, count) in [
            ("unexpected", 0),
            ("impossible", 237),
            ("not_run", 0),
            ("all", 600),
        ] {
            assert_eq!(sum(window, state).await, json!(count), "{state}");
        }
        // By keyboard alone: one tab stop, arrows move, Enter opens.
        window
            .run("document.querySelector('[data-square][tabindex=\"0\"]').focus()")
            .await;
        for key in [Key::Down, Key::Down, Key::Down, Key::Right] {
            window.keys(key).await;
        }
        let focused = window.ask("document.activeElement.dataset.square").await;
        assert_eq!(focused, json!("600011 checkLoginAvailable CU"));
        window.keys(Key::Enter).await;
        window
            .until(
                "why it is impossible",
                "document.querySelector(\"[data-detail] [data-state='impossible']\")",
            )
            .await;
        window
            .click("[data-square='600011 getLoginToken CM']")
            .await;
        window
            .until(
                "the proof",
                "document.querySelector('[data-detail] [data-case] [data-step-place]')",
            )
            .await;
        let detail = window.text("[data-detail]").await;
        for part in ["getLoginToken", "600011"] {
            assert!(detail.contains(part), "{part} in {detail}");
        }
        assert!(!detail.contains(&window.own_number().await));
    })
    .await;
}

#[tokio::test]
async fn every_square_of_the_matrix_is_drawn_alike_and_a_call_stands_apart() {
    // Widths, sides and corners of all that can come; how far each stands from the one before it in its row.
    const DRAWN: &str = "(() => {
      const rows = [...document.querySelectorAll('[role=grid] tbody tr')].map((row) => [...row.querySelectorAll('[data-square]')]);
      const looks = new Set(rows.flat().filter((square) => !square.classList.contains('impossible')).map((square) => {
        const { borderTop, borderRight, borderBottom, borderLeft, borderRadius, backgroundClip } = getComputedStyle(square);
        return JSON.stringify([borderTop === borderRight && borderTop === borderBottom && borderTop === borderLeft, borderRadius, backgroundClip]);
      }));
      const boxes = rows.flatMap((row) => row.map((square) => square.getBoundingClientRect()));
      const widths = boxes.map((box) => box.width);
      const gaps = rows.flatMap((row) => row.slice(1).map((square, at) => [
        at % 3 === 2, square.getBoundingClientRect().left - row[at].getBoundingClientRect().right,
      ]));
      const between = gaps.filter(([apart]) => apart).map(([, gap]) => gap);
      const within = gaps.filter(([apart]) => !apart).map(([, gap]) => gap);
      return {
        looks: looks.size, alike: [...looks].every((look) => look.startsWith('[true')),
        widths: Math.max(...widths) - Math.min(...widths) <= 1,
        narrowest: Math.min(...widths) >= 24,
        apart: Math.min(...between) - Math.max(...within) >= 4,
        names: [...document.querySelectorAll('[role=grid] thead th')].filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.innerText),
      };
    })()";
    in_window(async |window| {
        for language in ["zh", "en"] {
            for (width, height) in [(1_280, 800), (900, 600)] {
                let session = window.session();
                session.set_window_rect(0, 0, width, height).await.unwrap();
                let sized = format!("innerWidth === {width} && innerHeight === {height}");
                window.until("the size", &sized).await;
                look(window, language, "light").await;
                window.go_to("matrix").await;
                let grid = "document.querySelectorAll('[data-square]').length === 150";
                window.until("the grid", grid).await;
                window.settle().await;
                assert_eq!(
                    window.ask(DRAWN).await,
                    json!({"looks": 1, "alike": true, "widths": true, "narrowest": true, "apart": true, "names": []}),
                    "{language} {width}"
                );
                window
                    .pictures(&format!("matrix-squares-{width}"))
                    .await;
            }
        }
    })
    .await;
}

/// A home with scenarios of the most steps that one may have: a run of them outlasts what is looked at meanwhile.
fn home_with_long_scenarios() -> Home {
    let mut steps = vec![json!({"GetAuthToken": {"flow": "login"}})];
    steps.resize(1_000, json!({"checkLoginAvailable": {}}));
    let home = Home::new();
    let folder = home.data().join("scenarios");
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..90 {
        let id = format!("long-{number}");
        let scenario = json!({
            "schema_version": 1,
            "id": id,
            "title": {"zh": "一千次网络检查", "en": "A thousand checks"},
            "about": {"zh": "很长，好在运行中看一看。", "en": "Long, to be looked at while it runs."},
            "device": {"carrier": "CM", "network": "cellular"},
            "steps": steps,
            "outcome": "nothing",
        });
        std::fs::write(folder.join(id).with_extension("json"), scenario.to_string()).unwrap();
    }
    home
}

#[tokio::test]
async fn a_run_in_progress_breaks_no_rule_of_access() {
    const RUNNING: &str = "document.querySelector(\"[data-run='running']\")";
    in_window_of(&home_with_long_scenarios(), async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        window.go_to("scenarios").await;
        window
            .type_into("[data-view=scenarios] input[type=search]", "long-")
            .await;
        window
            .until(
                "the long ones",
                "document.querySelector(\"[data-scenario^='long-']\") && !document.querySelector(\"[data-scenario='cm-login']\")",
            )
            .await;
        window
            .click("[data-view=scenarios] .button.primary")
            .await;
        window.until("the run", RUNNING).await;
        // All of them run, one is looked at: a long list would be looked at for longer than they run.
        window
            .type_into("[data-view=scenarios] input[type=search]", "long-77")
            .await;
        window.pictures("scenarios-running").await;
        audit.state(window, "scenarios run").await;
        window.until("the run still", RUNNING).await;

        // Elsewhere nothing else can be run meanwhile.
        window.run("location.hash = '#codes/600012'").await;
        window
            .until(
                "a refused second run",
                "document.querySelector(\"[data-reproduce='600012'] .primary:disabled\")",
            )
            .await;
        audit.state(window, "codes, another run goes on").await;
        window.pictures("codes-other-run").await;
        look(window, "en", "light").await;
        window.go_to("scenarios").await;
        window
            .until("the run to the end of the audit", RUNNING)
            .await;
        window.press("[data-view=scenarios]", "run.stop").await;
        run_ends(window).await;
        audit.state(window, "a stopped run").await;
        window.pictures("scenarios-stopped").await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn a_scenario_is_run_copied_edited_saved_and_deleted() {
    in_window(async |window| {
        window.go_to("scenarios").await;
        open_scenario(window, "cm-login").await;
        window.press("[data-open]", "scenarios.run").await;
        run_ends(window).await;
        window
            .until(
                "its result",
                "document.querySelector(\"[data-case=cm-login] [data-verdict=passed]\")",
            )
            .await;

        window.press("[data-open]", "scenarios.duplicate").await;
        window
            .until(
                "the copy",
                "document.querySelector('.editor textarea')?.value.includes('cm-login-copy')",
            )
            .await;
        window
            .run(
                "const area = document.querySelector('.editor textarea');
                 area.value = area.value.replace('\"outcome\"', '\"outcom\"');
                 area.dispatchEvent(new Event('input', { bubbles: true }));",
            )
            .await;
        window
            .until(
                "the problem",
                "document.querySelector('.editor [data-problem]')",
            )
            .await;
        window
            .run(
                "const area = document.querySelector('.editor textarea');
                 area.value = area.value.replace('\"outcom\"', '\"outcome\"');
                 area.dispatchEvent(new Event('input', { bubbles: true }));",
            )
            .await;
        window
            .until(
                "no problem",
                "!document.querySelector('.editor [data-problem]')",
            )
            .await;
        window.press(".editor", "editor.save").await;
        window
            .until(
                "the saved one",
                "document.querySelector(\"[data-scenario='cm-login-copy']\")",
            )
            .await;
        window
            .press("[data-open='cm-login-copy']", "scenarios.delete")
            .await;
        window
            .press("[role=alertdialog]", "scenarios.delete_yes")
            .await;
        window
            .until(
                "its end",
                "!document.querySelector(\"[data-scenario='cm-login-copy']\")",
            )
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_named_as_a_shipped_scenario_is_listed_beside_it_and_deleted() {
    let home = Home::new();
    let folder = home.data().join("scenarios");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("cm-login.json");
    std::fs::write(&file, "{}").unwrap();
    in_window_of(&home, async |window| {
        window.go_to("scenarios").await;
        open_scenario(window, "cm-login").await;
        open_scenario(window, "scenarios/cm-login").await;
        let open = "[data-open='scenarios/cm-login']";
        window.press(open, "scenarios.delete").await;
        window
            .press("[role=alertdialog]", "scenarios.delete_yes")
            .await;
        window
            .until(
                "its end",
                "!document.querySelector(\"[data-scenario='scenarios/cm-login']\")",
            )
            .await;
        assert!(!file.exists());
        open_scenario(window, "cm-login").await;
    })
    .await;
}

#[tokio::test]
async fn a_loaded_scenario_shows_what_was_touched_until_one_key_resets_it() {
    in_window(async |window| {
        window.choose_scenario("cm-login").await;
        assert_eq!(window.ask("document.querySelector('header .modified')").await, json!(null));
        window.choose_carrier("CT").await;
        window.until("modified", "document.querySelector('header .modified')").await;
        let words = window.text("header .modified").await;
        assert_eq!(words, lab("scenario.modified"));
        window.pictures("header-modified").await;
        look(window, "en", "light").await;
        // While one types, the key is not ours.
        window.open_consent_page().await;
        window.run("document.querySelector('.phone input[inputmode=numeric]').focus()").await;
        window.keys(Key::F5).await;
        assert_ne!(window.ask("document.querySelector('header .modified')").await, json!(null));
        window.run("document.activeElement.blur()").await;
        window.keys(Key::F5).await;
        window
            .until(
                "the reset",
                "!document.querySelector('header .modified') && document.querySelector(\"header label.on input[value='CM']\")",
            )
            .await;
    })
    .await;
}
