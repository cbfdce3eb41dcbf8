//! axe-core in the real window: no violation of any impact, in both languages, light, dark and high contrast; also in what one's own acts bring: panels, dialogs, problems.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::home::Home;
use crate::sources;
use crate::window::{Window, in_window, in_window_of};

/// The look of everything: the lab and the phone alike.
pub(crate) async fn look(window: &Window, language: &str, theme: &str) {
    // The phone is somebody's app: it has no high contrast of its own.
    let phone_theme = if theme == "contrast" { "light" } else { theme };
    change_settings(
        window,
        &json!({"language": language, "phone_language": language, "theme": theme, "phone_theme": phone_theme}),
    )
    .await;
    let tag = if language == "zh" { "zh-CN" } else { "en" };
    let phone =
        format!("document.querySelector(\".phone[lang='{tag}'][data-phone-theme={phone_theme}]\")");
    let lab = format!(
        "document.documentElement.lang === '{tag}' && document.documentElement.dataset.theme === '{theme}'"
    );
    window
        .until(
            "the look",
            &format!("{lab} && (!document.querySelector('.phone') || {phone})"),
        )
        .await;
}

/// Changes some settings by the page's own command.
pub(crate) async fn change_settings(window: &Window, change: &Value) {
    window
        .command("settings|save", &json!({ "change": change }))
        .await;
}

/// One sentence for each element that breaks a rule.
pub(crate) async fn violations(window: &Window) -> Vec<String> {
    window.settle().await;
    let found = window
        .run_async(
            "const { violations } = await axe.run(document, { resultTypes: ['violations'] });
             return violations.flatMap(({ id, impact, nodes }) =>
               nodes.map((node) => `${id} (${impact}) at ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`));",
        )
        .await;
    serde_json::from_value(found).unwrap()
}

/// Every state in every look; all violations are told at once.
pub(crate) struct Audit(Vec<String>);

impl Audit {
    pub(crate) async fn begin(window: &Window) -> Self {
        window
            .run(&sources::read("ui/node_modules/axe-core/axe.min.js"))
            .await;
        Self(Vec::new())
    }

    pub(crate) async fn state(&mut self, window: &Window, name: &str) {
        self.in_looks(
            window,
            name,
            &[
                ("zh", "light"),
                ("zh", "dark"),
                ("zh", "contrast"),
                ("en", "contrast"),
                ("en", "dark"),
                ("en", "light"),
            ],
        )
        .await;
    }

    /// A page of the phone: it has no high contrast of its own, and the lab around it is looked at elsewhere.
    pub(crate) async fn phone_page(&mut self, window: &Window, name: &str) {
        let looks = [
            ("zh", "light"),
            ("zh", "dark"),
            ("en", "dark"),
            ("en", "light"),
        ];
        self.in_looks(window, name, &looks).await;
    }

    async fn in_looks(&mut self, window: &Window, name: &str, looks: &[(&str, &str)]) {
        for (language, theme) in looks {
            look(window, language, theme).await;
            let found = violations(window).await.into_iter();
            self.0
                .extend(found.map(|what| format!("{name}, {language}, {theme}: {what}")));
        }
    }

    pub(crate) fn end(self) {
        assert!(
            self.0.is_empty(),
            "{} violations:\n{}",
            self.0.len(),
            self.0.join("\n")
        );
    }
}

#[tokio::test]
async fn the_login_view_breaks_no_rule_of_access() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        audit.state(window, "start").await;
        window.open_consent_page().await;
        window.click("[data-seq]").await;
        audit.state(window, "consent and a selected row").await;
        window.press(".path", "path.fill_wrong").await;
        window.tick().await;
        window.click(".phone .phone-primary").await;
        window
            .until(
                "wrong digits",
                "document.querySelector('.phone .phone-error')",
            )
            .await;
        audit.state(window, "wrong digits").await;
        window.press(".path", "path.fill_right").await;
        window.click(".phone .phone-primary").await;
        window.screen("signedIn").await;
        audit.state(window, "signed in").await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn the_verify_view_breaks_no_rule_of_access() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        window.go_to("verify").await;
        audit.state(window, "start").await;
        window.start().await;
        window.screen("form").await;
        window
            .type_into(".phone input[inputmode=tel]", "1380013")
            .await;
        window.click(".phone .phone-primary").await;
        window
            .until(
                "the error",
                "document.querySelector('.phone .phone-error:not(:empty)')",
            )
            .await;
        audit.state(window, "form with an error").await;
        window.press(".path", "path.fill_right_number").await;
        window.tick().await;
        window.click(".phone .phone-primary").await;
        window.screen("result").await;
        audit.state(window, "result").await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn the_benchs_views_break_no_rule_of_access() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        window.go_to("matrix").await;
        window
            .until("the grid", "document.querySelector('[data-square]')")
            .await;
        audit.state(window, "the matrix, nothing run").await;
        window.press("[data-view=matrix]", "matrix.run_all").await;
        crate::bench::run_ends(window).await;
        window
            .click("[data-square='600011 getLoginToken CM']")
            .await;
        window
            .until("the proof", "document.querySelector('[data-case]')")
            .await;
        audit.state(window, "the matrix, a cell's proof").await;
        window.go_to("scenarios").await;
        window.click("[data-scenario='cm-login'] button").await;
        audit.state(window, "a scenario").await;
        window.click("[data-tab=text]").await;
        window
            .until("the editor", "document.querySelector('.editor textarea')")
            .await;
        audit.state(window, "a scenario's text").await;
        audit.end();
    })
    .await;
}

/// Opens one of the header's or the path's panels.
async fn open_panel(window: &Window, button: &str) {
    window.click(button).await;
    window
        .until(
            "the panel",
            &format!("document.querySelector({button:?}).getAttribute('aria-expanded') === 'true'"),
        )
        .await;
}

#[tokio::test]
async fn open_panels_break_no_rule_of_access() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        open_panel(window, "button:has([data-fault])").await;
        audit.state(window, "the fault's panel").await;
        window
            .type_into("header form input[id$='-number']", "x")
            .await;
        window
            .until(
                "the mistake",
                "document.querySelector('header form .field-error:not(:empty)')",
            )
            .await;
        audit.state(window, "the fault's panel, a mistake").await;
        window.keys(Key::Escape).await;
        window.arm("getLoginToken", "refuse", None).await;
        open_panel(window, "button:has([data-fault])").await;
        audit.state(window, "the fault's panel, armed").await;
        window.keys(Key::Escape).await;

        open_panel(window, "button:has([data-own-number])").await;
        audit.state(window, "the number's panel").await;
        window
            .type_into(".path form input[inputmode=tel]", "1380013x")
            .await;
        window
            .until(
                "the mistake",
                "document.querySelector('.path form .field-error')",
            )
            .await;
        audit.state(window, "the number's panel, a mistake").await;
        window.keys(Key::Escape).await;

        open_panel(window, "header .time button").await;
        window.type_into("header .time input", "1.5").await;
        window.click("header .time form button").await;
        window
            .until(
                "the mistake",
                "document.querySelector('header .time .field-error:not(:empty)')",
            )
            .await;
        audit.state(window, "the calendar's panel, a mistake").await;
        window.keys(Key::Escape).await;

        window.click("[data-step=token]").await;
        window
            .until("the step's panel", "document.querySelector('.runner')")
            .await;
        audit.state(window, "a step's panel").await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn dialogs_problems_and_notices_break_no_rule_of_access() {
    let home = Home::with_settings("{\"theme\": \"da");
    in_window_of(&home, async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        audit.state(window, "a notice").await;
        crate::live_window::type_word(window, "yes").await;
        window
            .until(
                "the refusal",
                "document.querySelector('[role=alertdialog] .field-error:not(:empty)')",
            )
            .await;
        audit.state(window, "the gate, a wrong word").await;
        window.keys(Key::Escape).await;
        window
            .until("no dialog", "!document.querySelector('[role=alertdialog]')")
            .await;

        window.go_to("scenarios").await;
        crate::gallery::break_a_copy(window).await;
        audit
            .state(window, "a scenario's text, with problems")
            .await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn the_other_views_break_no_rule_of_access() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        window.go_to("codes").await;
        audit.state(window, "codes").await;
        window.go_to("signature").await;
        audit.state(window, "signature, nothing seen").await;
        crate::signature::slip(window, "star_not_encoded").await;
        audit.state(window, "signature, a finding").await;
        window.go_to("settings").await;
        audit.state(window, "settings").await;
        window.type_into("main input[inputmode=decimal]", "x").await;
        window
            .until(
                "the mistake",
                "document.querySelector('main input[aria-invalid=true]')",
            )
            .await;
        audit.state(window, "settings, a mistake").await;
        audit.end();
    })
    .await;
}

#[tokio::test]
async fn a_failed_login_and_what_opens_in_the_bench_break_no_rule_of_access() {
    in_window(async |window| {
        let mut audit = Audit::begin(window).await;
        look(window, "en", "light").await;
        for (network, screen) in [("wifi", "wifiWarning"), ("hotspot", "wifiWarning")] {
            window.choose("header select", network).await;
            window.start().await;
            window.screen(screen).await;
            audit.state(window, &format!("a login on {network}")).await;
        }
        window.choose("header select", "cellular").await;
        window.go_to("scenarios").await;
        window
            .until("the list", "document.querySelector('[data-scenario]')")
            .await;
        audit.state(window, "the scenarios, none open").await;
        window
            .type_into(
                "[data-view=scenarios] input[type=search]",
                "no such scenario",
            )
            .await;
        audit.state(window, "the scenarios, none found").await;
        window
            .type_into("[data-view=scenarios] input[type=search]", "cm-login")
            .await;
        window.click("[data-scenario='cm-login'] button").await;
        window.click("[data-open='cm-login'] .acts .primary").await;
        window
            .until("the proof", "document.querySelector('[data-case]')")
            .await;
        audit.state(window, "a scenario's result").await;
        open_panel(window, "[data-run] .popover button").await;
        audit.state(window, "the export's panel").await;
        audit.end();
    })
    .await;
}
