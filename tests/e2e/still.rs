//! Nothing jumps: what a presenter presses stays where it is, whatever network is chosen and whatever is said beside it.

use serde_json::{Value, json};

use crate::access::look;
use crate::sources::words;
use crate::stage::BOX;
use crate::stage_window::Staged;
use crate::window::{Window, in_window};

/// Where everything stands that is pressed often, and the phone; by name.
const PLACES: &str = "Object.fromEntries(Object.entries({
  menu: 'header [data-menu]', scenario: 'header .scenario', carrier: 'header .segmented', network: 'header .choice',
  fault: 'header button:has([data-fault])', time: 'header .time', reset: '[data-reset]', stage: '[data-stage]',
  start: '[data-start]', fill: '.path .fill', steps: '[data-step=network]', phone: '.phone', outcomes: '.outcomes',
}).map(([name, selector]) => {
  const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
  return [name, [x, y, width, height].map(Math.round)];
}))";

async fn places(window: &Window) -> Value {
    window.settle().await;
    window.ask(PLACES).await
}

async fn resize(window: &Window, width: u32, height: u32) {
    let session = window.session();
    session.set_window_rect(0, 0, width, height).await.unwrap();
    let size = format!("innerWidth === {width} && innerHeight === {height}");
    window.until("the size", &size).await;
}

/// Chooses carrier and network of the device and waits until the path tells of it.
async fn device(window: &Window, choice: &Value) {
    window
        .command("lab|set_device", &json!({ "choice": choice }))
        .await;
    let chosen = format!(
        "document.querySelector('header .choice select').value === {} && document.querySelector('header label.on input').value === {}",
        choice["network"], choice["carrier"]
    );
    window.until("the choice", &chosen).await;
}

/// One sentence for each thing that is not where it was.
fn moved(what: &str, before: &Value, after: &Value) -> Vec<String> {
    let before = before.as_object().unwrap();
    let changed = before
        .iter()
        .filter(|(name, place)| after[*name] != **place);
    changed
        .map(|(name, place)| format!("{what}: {name} from {place} to {}", after[name]))
        .collect()
}

#[tokio::test]
async fn no_network_no_carrier_and_no_mark_moves_what_is_pressed() {
    in_window(async |window| {
        let mut all = Vec::new();
        for (width, height) in [
            (1_280, 800),
            (1_180, 800),
            (1_100, 700),
            (1_000, 700),
            (900, 600),
        ] {
            resize(window, width, height).await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                for view in ["login", "verify"] {
                    window.go_to(view).await;
                    device(window, &json!({"carrier": "CM", "network": "cellular"})).await;
                    let before = places(window).await;
                    for carrier in ["CM", "CU", "other"] {
                        for network in ["hotspot", "wifi", "unknown", "machine", "cellular"] {
                            device(window, &json!({"carrier": carrier, "network": network})).await;
                            let what =
                                format!("{view} {language} {width}×{height} {carrier} {network}");
                            window
                                .picture(&format!("still-{}", what.replace(' ', "-")))
                                .await;
                            all.extend(moved(&what, &before, &places(window).await));
                        }
                    }
                }
            }
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn neither_a_wrong_try_nor_the_lock_moves_what_is_pressed() {
    const SIZES: [(u32, u32); 4] = [(1_280, 800), (1_180, 800), (1_100, 700), (900, 600)];
    in_window(async |window| {
        window.open_consent_page().await;
        let mut before = Vec::new();
        for (width, height) in SIZES {
            resize(window, width, height).await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                before.push(places(window).await);
            }
        }
        let mut all = Vec::new();
        for wrong in [1, 2, 3] {
            resize(window, 1_280, 800).await;
            look(window, "en", "light").await;
            window.press(".path", "path.fill_wrong").await;
            if wrong == 1 {
                window.tick().await;
            }
            window.click(".phone .phone-primary").await;
            let told = format!("document.querySelectorAll('.row.failed').length === {wrong}");
            window.until("the refusal", &told).await;
            if wrong == 2 {
                continue;
            }
            window.settle().await;
            let one_line = "(({height}) => height > 0 && height < 20)(document.querySelector('.ledger').getBoundingClientRect())";
            assert_eq!(window.ask(one_line).await, json!(true), "{wrong}");
            let mut known = before.iter();
            for (width, height) in SIZES {
                resize(window, width, height).await;
                for language in ["zh", "en"] {
                    look(window, language, "light").await;
                    let what = format!("wrong-{wrong} {language} {width}");
                    window
                        .picture(&format!("still-{}", what.replace(' ', "-")))
                        .await;
                    all.extend(moved(
                        &what,
                        known.next().unwrap(),
                        &places(window).await,
                    ));
                }
            }
        }
        let locked = "document.querySelector('.ledger .bad')";
        window.until("the lock", locked).await;
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn the_mark_of_a_modified_scenario_moves_nothing() {
    in_window(async |window| {
        let mut all = Vec::new();
        for (width, height) in [
            (1_280, 800),
            (1_180, 800),
            (900, 600),
            (760, 600),
            (320, 600),
        ] {
            resize(window, width, height).await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                window
                    .command("scenarios|load", &json!({"id": "cm-login"}))
                    .await;
                window
                    .until(
                        "the scenario as it is",
                        "!document.querySelector('header .modified')",
                    )
                    .await;
                let before = places(window).await;
                window
                    .command(
                        "lab|set_device",
                        &json!({"choice": {"carrier": "CM", "network": "wifi"}}),
                    )
                    .await;
                let mark = "document.querySelector('header .modified')";
                window.until("the mark", mark).await;
                window
                    .picture(&format!("modified-{language}-{width}"))
                    .await;
                all.extend(moved(
                    &format!("{language} {width}"),
                    &before,
                    &places(window).await,
                ));
            }
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

/// What of the header is pressed: all but the phone's and the path's places, which tell of the stage.
const HEADER: [&str; 2] = ["header .controls > *", "header .actions > *"];

#[tokio::test]
async fn neither_the_stage_nor_a_fault_nor_a_moved_clock_moves_the_header() {
    in_window(async |window| {
        let mut all = Vec::new();
        for (width, height) in [(1_360, 800), (1_280, 800), (1_180, 800), (900, 600)] {
            resize(window, width, height).await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                let before = places_of(window, &HEADER).await;
                let staged = Staged::open(window).await;
                staged.to_lab().await;
                let open = "document.querySelector('[data-stage=open]')";
                window.until("the open stage", open).await;
                let what = format!("{language}-{width}");
                window.picture(&format!("still-header-stage-{what}")).await;
                let after = places_of(window, &HEADER).await;
                all.extend(moved(&format!("{what} stage"), &before, &after));
                window.click("[data-stage=open]").await;
                staged.is_gone().await;

                window
                    .command("lab|advance_clock", &json!({"seconds": 121}))
                    .await;
                window
                    .command("lab|add_fault", &json!({"fault": {
                        "operation": "getLoginToken", "effect": {"kind": "refuse"}, "times": null,
                    }}))
                    .await;
                let notable = "document.querySelectorAll('header .notable').length === 2";
                window.until("the clock and the fault", notable).await;
                window
                    .picture(&format!("still-header-notable-{what}"))
                    .await;
                let after = places_of(window, &HEADER).await;
                all.extend(moved(&format!("{what} notable"), &before, &after));
                window.click("[data-reset]").await;
                window
                    .until("as usual", "!document.querySelector('header .notable')")
                    .await;
            }
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn a_wording_that_breaks_a_rule_moves_no_field() {
    const FORM: [&str; 4] = [
        "[data-wording] input",
        "[data-wording] button",
        "[data-wording] fieldset",
        "[data-wording] > p",
    ];
    in_window(async |window| {
        resize(window, 1_280, 800).await;
        let mut all = Vec::new();
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            window.go_to("consent").await;
            window.click("[data-tab=wording]").await;
            window
                .until("the form", "document.querySelector('[data-wording] input')")
                .await;
            let before = places_of(window, &FORM).await;
            for (field, text, count) in [
                ("button", "立即开通领红包", 1),
                ("app_name", &"W".repeat(60), 2),
                ("agreements[1].url", "http://www.example.com/", 3),
            ] {
                window
                    .type_into(&format!("[data-field='{field}']"), text)
                    .await;
                let told =
                    format!("document.querySelectorAll('[data-problem]').length === {count}");
                window.until("what it breaks", &told).await;
                let after = places_of(window, &FORM).await;
                all.extend(moved(&format!("{language} {field}"), &before, &after));
            }
            window.picture(&format!("still-wording-{language}")).await;
            window.click("[data-restore]").await;
            window.go_to("login").await;
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

/// What a script finds by each of these selectors: where it stands, by the selector.
async fn places_of(window: &Window, selectors: &[&str]) -> Value {
    window.settle().await;
    let named = json!(selectors);
    window
        .ask(&format!(
            "Object.fromEntries({named}.flatMap((selector) =>
               [...document.querySelectorAll(selector)].map((found, at) => {{
                 const {{ x, y, width, height }} = found.getBoundingClientRect();
                 return [`${{selector}} ${{at}}`, [x, y, width, height].map(Math.round)];
               }})))"
        ))
        .await
}

#[tokio::test]
async fn the_navigation_stays_where_it_is_in_every_view() {
    in_window(async |window| {
        let mut all = Vec::new();
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            window.go_to("login").await;
            window
                .until(
                    "what it counts",
                    "document.querySelectorAll('nav .count').length === 2",
                )
                .await;
            let before = places_of(window, &["nav .item"]).await;
            for view in ["verify", "matrix", "scenarios", "codes", "signature", "consent"] {
                window.go_to(view).await;
                let after = places_of(window, &["nav .item"]).await;
                all.extend(moved(&format!("{language} {view}"), &before, &after));
                let cut: Value = window
                    .ask("[...document.querySelectorAll('nav .item > span:first-of-type')].filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.innerText)")
                    .await;
                assert_eq!(cut, json!([]), "{language} {view}: names that are cut");
            }
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn neither_a_run_nor_a_chosen_cell_moves_the_matrix() {
    in_window(async |window| {
        const CELL: &str = "[data-square=\"600011 getLoginToken CM\"]";
        const PARTS: [&str; 4] = [CELL, "[data-square]", ".view > header", ".view > header .primary"];
        let mut all = Vec::new();
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            window.go_to("matrix").await;
            window.until("the cells", &format!("document.querySelector('{CELL}')")).await;
            let before = places_of(window, &PARTS).await;
            window.click(".view > header .primary").await;
            window.until("the run", "document.querySelector('[data-run=running], [data-run=ended]')").await;
            window.until("its end", "document.querySelector('[data-run=ended] .popover')").await;
            all.extend(moved(&format!("{language} run"), &before, &places_of(window, &PARTS).await));
            window.click(CELL).await;
            window.until("its proof", "document.querySelector('[data-detail] [data-case]')").await;
            all.extend(moved(&format!("{language} cell"), &before, &places_of(window, &PARTS).await));
            window.picture(&format!("still-matrix-{language}")).await;
            let wide: Value = window
                .ask("[...document.querySelectorAll('.table, [data-detail] .scroll')].map((part) => part.scrollWidth - part.clientWidth)")
                .await;
            assert_eq!(wide, json!([0, 0]), "{language}: nothing is wider than its place");
            window.go_to("login").await;
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

/// What of the consent page is pressed and the number above it, and the phone.
const CONSENT: [&str; 7] = [
    ".phone",
    ".phone .number",
    ".phone [data-part=slogan]",
    ".phone [data-part=button]",
    ".phone [data-part=other_way]",
    ".phone [data-part=box]",
    ".phone .agreements button",
];

/// Where it stands; `scrolls`: the pixels that hang out, but for one of rounding on the stage.
async fn consent_page(window: &Window) -> Value {
    let mut places = places_of(window, &CONSENT).await;
    let scrolls = "[document.querySelector('.phone .page')].map((page) => Math.max(0, page.scrollHeight - page.clientHeight - 1))[0]";
    places["scrolls"] = window.ask(scrolls).await;
    places
}

#[tokio::test]
async fn a_wrong_try_moves_nothing_of_the_consent_page() {
    in_window(async |window| {
        resize(window, 1_280, 800).await;
        let mut all = Vec::new();
        for carrier in ["CM", "CU", "CT"] {
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                window.choose_carrier(carrier).await;
                window.open_consent_page().await;
                window.tick().await;
                let page = consent_page(window).await;
                assert_eq!(page["scrolls"], json!(0), "{carrier} {language}");
                let lab = places(window).await;
                // China Mobile's third locks the number, which both the phone and the lab tell.
                let tries = match carrier {
                    "CM" => ["wrongDigits", "wrongDigits", "wrongDigitsLocked"].as_slice(),
                    _ => &["wrongDigits"],
                };
                for (nth, said) in tries.iter().enumerate() {
                    window.click(".path .fill button:nth-of-type(2)").await;
                    window.click(".phone [data-part=button]").await;
                    window.phone_says(&words(language, &format!("phone.consent.{said}"))).await;
                    let idle = "document.querySelector('.phone [data-part=button]').ariaDisabled === 'false'";
                    window.until("the end of the call", idle).await;
                    let what = format!("{carrier} {language} {}", nth + 1);
                    window.picture(&format!("still-wrong-{}", what.replace(' ', "-"))).await;
                    all.extend(moved(&what, &page, &consent_page(window).await));
                    all.extend(moved(&what, &lab, &places(window).await));
                }
                // A failure with its code, beside what is counted of the tries before.
                if carrier == "CU" {
                    window.click("[data-outcome=no_network]").await;
                    window.click(".path .fill button:nth-of-type(1)").await;
                    window.click(".phone [data-part=button]").await;
                    window.phone_says(&words(language, "flow.failure.600010")).await;
                    let what = format!("{carrier} {language} offline");
                    window.picture(&format!("still-offline-{language}")).await;
                    all.extend(moved(&what, &page, &consent_page(window).await));
                }
                window.click("[data-reset]").await;
                window.screen("start").await;
            }
        }
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_try_moves_nothing_on_the_stage_as_it_opens() {
    in_window(async |window| {
        let mut all = Vec::new();
        let staged = Staged::open(window).await;
        resize(window, 480, 760).await;
        for language in ["zh", "en"] {
            staged.look(language, "light").await;
            staged.to_lab().await;
            window.start().await;
            staged.mirrored("consent").await;
            window.click(".path .fill button:nth-of-type(2)").await;
            staged.to_stage().await;
            staged.touch(BOX).await;
            window
                .until(
                    "the tick",
                    &format!("document.querySelector('{BOX}').checked"),
                )
                .await;
            let before = consent_page(window).await;
            assert_eq!(before["scrolls"], json!(0), "{language}");
            staged.touch(".phone [data-part=button]").await;
            window
                .phone_says(&words(language, "phone.consent.wrongDigits"))
                .await;
            window
                .until(
                    "the count",
                    "document.querySelector('.phone .said [role=status]')",
                )
                .await;
            window
                .picture(&format!("still-stage-wrong-{language}"))
                .await;
            all.extend(moved(language, &before, &consent_page(window).await));
            staged.to_lab().await;
            window.click("[data-reset]").await;
            staged.mirrored("start").await;
        }
        staged.end().await;
        assert!(all.is_empty(), "{} jumps:\n{}", all.len(), all.join("\n"));
    })
    .await;
}
