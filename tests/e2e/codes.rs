//! Explain this code in the real window: opened by its address, reproduced with its proof, loaded into the lab.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::access::{Audit, look};
use crate::bench::run_ends;
use crate::window::{Window, in_window};

/// Opens a code by its address, as the log and the palette do.
async fn explain(window: &Window, place: &str) {
    window
        .run(&format!("location.hash = '#codes/{place}'"))
        .await;
    window
        .until(
            "the explanation",
            &format!("document.querySelector('.detail[data-code=\"{place}\"] h2')"),
        )
        .await;
}

async fn shoot(window: &Window, name: &str) {
    for (language, theme) in [
        ("zh", "light"),
        ("en", "dark"),
        ("zh", "dark"),
        ("en", "light"),
    ] {
        look(window, language, theme).await;
        window
            .picture(&format!("codes-{name}-{language}-{theme}"))
            .await;
    }
}

#[tokio::test]
async fn a_code_is_reproduced_with_its_proof_and_loaded() {
    in_window(async |window| {
        explain(window, "600012").await;
        window
            .until(
                "the causes",
                "document.querySelectorAll('.ways input').length >= 3",
            )
            .await;
        window
            .press("[data-reproduce='600012']", "reproduce.run")
            .await;
        run_ends(window).await;
        window
            .until(
                "the proof",
                "document.querySelector('[data-proven=\"true\"] [data-case] [data-step-place]')",
            )
            .await;
        let seen = "[...document.querySelectorAll('[data-case] tbody tr')]
            .some((row) => row.cells[0].textContent === 'getLoginMaskPhone' && row.cells[2].textContent.includes('600012'))";
        assert_eq!(window.ask(seen).await, json!(true));
        let hops = "document.querySelectorAll('[data-case] .hops li').length > 3";
        assert_eq!(window.ask(hops).await, json!(true));
        let id = window
            .ask("document.querySelector('[data-case]').dataset.case")
            .await;

        window
            .press("[data-reproduce='600012']", "scenarios.load")
            .await;
        window.screen("start").await;
        let snapshot = window.command("feed|snapshot", &json!({})).await;
        assert_eq!(snapshot["simulation"]["scenario"]["id"], id);
        assert_eq!(window.ask("location.hash").await, json!("#login"));
    })
    .await;
}

#[tokio::test]
async fn what_a_reproduction_brings_into_sight_is_not_cut() {
    in_window(async |window| {
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            explain(window, "600011").await;
            let causes = "document.querySelector('[data-reproduce=\"600011\"] .ways input')";
            window.until("the causes", causes).await;
            window
                .click("[data-reproduce='600011'] .button.primary")
                .await;
            run_ends(window).await;
            // It is longer than the pane: scrolled to, it begins at the pane's upper edge.
            window
                .until(
                    "the result at the top",
                    "(([pane, run, proof]) => proof && run.top - pane.top < 40)(
                       ['.detail', '.detail .run', '[data-proven]:has([data-step-place])']
                         .map((part) => document.querySelector(part)?.getBoundingClientRect()))",
                )
                .await;
            window.settle().await;
            window.picture(&format!("codes-result-{language}")).await;
            let cut = window
                .ask(
                    "((pane) => [...document.querySelectorAll('.detail .run .far, .detail .run .told, .detail .run button, .came')]
                       .filter((part) => part.getBoundingClientRect().top < pane.top)
                       .map((part) => part.innerText))(document.querySelector('.detail').getBoundingClientRect())",
                )
                .await;
            assert_eq!(cut, json!([]), "{language}");
            let seen = window
                .ask("document.querySelectorAll('.detail .run button').length")
                .await;
            assert_eq!(seen, json!(1), "{language}: the evidence can be exported");
            window.go_to("login").await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_by_keyboard_alone() {
    in_window(async |window| {
        window.go_to("codes").await;
        window
            .run("document.querySelector('[data-place][tabindex=\"0\"]').focus()")
            .await;
        window.keys(Key::Down + Key::Down).await;
        window
            .until(
                "the third code",
                "document.querySelector('.detail[data-code=\"600010\"] h2') && document.activeElement.dataset.place === '600010'",
            )
            .await;
    })
    .await;
}

#[tokio::test]
async fn no_explanation_breaks_a_rule_of_access_and_each_has_its_picture() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        for place in ["600011", "600013", "600008", "rules", "carriers", "cloud"] {
            explain(window, place).await;
            shoot(window, place).await;
            audit.state(window, place).await;
        }
        explain(window, "600012").await;
        window
            .press("[data-reproduce='600012']", "reproduce.run")
            .await;
        run_ends(window).await;
        window
            .until(
                "the proof",
                "document.querySelector('[data-proven] [data-case]')",
            )
            .await;
        shoot(window, "reproduced").await;
        audit.state(window, "the proof").await;
        let session = window.session();
        for (name, width, height) in [("small", 900, 600), ("zoomed", 320, 800)] {
            session.set_window_rect(0, 0, width, height).await.unwrap();
            window
                .until("the size", &format!("innerWidth <= {width}"))
                .await;
            for place in ["600012", "rules"] {
                explain(window, place).await;
                shoot(window, &format!("{name}-{place}")).await;
                let fits = "document.documentElement.scrollWidth <= innerWidth";
                assert_eq!(window.ask(fits).await, json!(true), "{place} at {width}");
            }
        }
        audit.end();
    })
    .await;
}
