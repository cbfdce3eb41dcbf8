//! The check of the consent page in the real window: it holds for three carriers, sees what is spoiled, and a customer's wording is tried.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::access::{look, violations};
use crate::page::{lab, phone};
use crate::sources;
use crate::stage_window::Staged;
use crate::window::{Window, in_window};

const DIGITS: &str = ".phone input[inputmode=numeric]";

/// UX.md: top to bottom; four slots of 28×44 px with digits as large as head and tail; one field behind them.
const DRAWN: &str = "(() => {
  const part = (name) => document.querySelector(`[data-part=${name}]`);
  const order = ['simulation_mark', 'way_out', 'app_name', 'number_head', 'slogan', 'button', 'other_way', 'box'];
  const tops = order.map((name) => part(name).getBoundingClientRect().top);
  if (tops.some((top, index) => index > 0 && top <= tops[index - 1])) return `order: ${tops}`;
  const size = (element) => getComputedStyle(element).fontSize;
  for (const slot of document.querySelectorAll('[data-part=number_slot]')) {
    const { width, height } = slot.getBoundingClientRect();
    if (width !== 28 || height !== 44) return `slot: ${width}×${height}`;
    if (size(slot) !== size(part('number_head')) || size(slot) !== size(part('number_tail'))) return 'digits of another size';
  }
  if (document.querySelectorAll('.phone input[type=text]').length !== 1) return 'more than one field';
  if (part('button').getAttribute('aria-disabled') !== 'false' || part('button').disabled) return 'the button is not enabled';
  return 'to the letter';
})()";

/// Opens the view with the login's consent page on the phone.
async fn open(window: &Window) {
    window.go_to("consent").await;
    window.open_consent_page().await;
}

/// Waits until the list says so of a rule.
async fn rule(window: &Window, rule: &str, verdict: &str) {
    window
        .until(
            &format!("{rule}: {verdict}"),
            &format!("document.querySelector(\"[data-rule='{rule}'][data-verdict='{verdict}']\")"),
        )
        .await;
}

/// The rules with this verdict, in the list's order.
async fn rules(window: &Window, verdict: &str) -> Value {
    window
        .ask(&format!(
            "[...document.querySelectorAll(\"[data-verdict='{verdict}']\")].map((one) => one.dataset.rule)"
        ))
        .await
}

/// Waits until nothing is left that cannot be seen, and fails unless everything holds.
async fn all_hold(window: &Window, what: &str) {
    window
        .until(
            &format!("{what}: everything seen"),
            "document.querySelector('[data-fails]') && !document.querySelector(\"[data-verdict='not_seen']\")",
        )
        .await;
    assert_eq!(rules(window, "fails").await, json!([]), "{what}");
}

async fn press_without_the_tick(window: &Window) {
    window.type_into(DIGITS, "0013").await;
    window.click(".phone [data-part=button]").await;
    window.phone_says(&phone("agree.ask")).await;
}

/// Spoils the page by a script, waits for the verdict, and mends it again.
async fn spoil(window: &Window, name: &str, spoil: &str, mend: &str) {
    window.run(spoil).await;
    rule(window, name, "fails").await;
    window.run(mend).await;
    rule(window, name, "holds").await;
}

#[tokio::test]
async fn the_page_holds_every_rule_on_each_carrier_and_at_a_verification() {
    in_window(async |window| {
        for carrier in ["CM", "CU", "CT"] {
            window.choose_carrier(carrier).await;
            open(window).await;
            assert_eq!(window.ask(DRAWN).await, json!("to the letter"), "{carrier}");
            press_without_the_tick(window).await;
            all_hold(window, carrier).await;
            let calls = window.command("feed|snapshot", &json!({})).await["entries"].to_string();
            assert!(!calls.contains("getLoginToken"), "no call without the tick");
            window.click("header [data-reset]").await;
            window.screen("start").await;
        }
        // The number stands where the flows are shown.
        window.go_to("login").await;
        let number = window.own_number().await;
        window.go_to("consent").await;
        window.click(".bar label:has(input[value=verify])").await;
        window.start().await;
        window.screen("form").await;
        window
            .type_into(".phone input[inputmode=tel]", &number)
            .await;
        window.click(".phone [data-part=button]").await;
        window.phone_says(&phone("agree.ask")).await;
        all_hold(window, "verification").await;
        window.picture("consent-verify").await;
    })
    .await;
}

/// At 900×600 the phone is lower than its page: what is below its edge is scrolled away, which is no mistake of the page.
#[tokio::test]
async fn a_low_window_makes_no_rule_fail() {
    in_window(async |window| {
        window
            .session()
            .set_window_rect(0, 0, 900, 600)
            .await
            .unwrap();
        window
            .until("the size", "innerWidth === 900 && innerHeight <= 600")
            .await;
        for language in ["zh", "en"] {
            for (flow, screen) in [("login", "consent"), ("verify", "form")] {
                look(window, language, "light").await;
                window.go_to("consent").await;
                window
                    .run("for (const one of document.querySelectorAll('.stage')) one.scrollTop = 0")
                    .await;
                window
                    .click(&format!(".bar label:has(input[value={flow}])"))
                    .await;
                window.start().await;
                window.screen(screen).await;
                // Nothing was scrolled yet, then each part that scrolls is at its end.
                for to in [0, 9_999] {
                    window
                        .run(&format!(
                            "for (const one of document.querySelectorAll('.stage, .stage *')) one.scrollTop = {to}"
                        ))
                        .await;
                    // Later than the watcher's slowest look.
                    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
                    window
                        .picture(&format!("consent-view-low-{flow}-{to}-{language}-light"))
                        .await;
                    let held = "document.querySelectorAll(\"[data-verdict='holds']\").length";
                    let held = window.ask(held).await.as_u64().unwrap();
                    assert!(held >= 4, "judged: {held}");
                    let failing = "[...document.querySelectorAll(\"[data-verdict='fails']\")].map((one) => one.innerText)";
                    assert_eq!(
                        window.ask(failing).await,
                        json!([]),
                        "{flow}, {language}, scrolled to {to}"
                    );
                }
            }
        }
    })
    .await;
}

/// Whether a menu, a panel or a dialog of the lab is open.
const OPEN: &str = "document.querySelector('[role=menu], [role=dialog]') !== null";

/// What the lab itself lays over the phone is no mistake of the page, and hides none of it.
#[tokio::test]
async fn a_menu_a_panel_or_the_palette_over_the_phone_changes_no_verdict() {
    in_window(async |window| {
        open(window).await;
        press_without_the_tick(window).await;
        all_hold(window, "before").await;
        let over = "(() => {
          const { left, right, top, bottom } = document.querySelector('.phone').getBoundingClientRect();
          return [...document.querySelectorAll('[role=menu], [role=dialog], .popover-panel')].some((one) => {
            const box = one.getBoundingClientRect();
            return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
          });
        })()";
        let palette = "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true }))";
        for (name, buttons, paused) in [
            ("menu", &["header [data-menu]", "[data-submenu=view]"][..], true),
            ("fault", &["button:has([data-fault])"], false),
            ("palette", &[], true),
        ] {
            for button in buttons {
                window.click(button).await;
            }
            if name == "palette" {
                window.run(palette).await;
            }
            window.until(&format!("{name} over the phone"), over).await;
            // Later than the watcher's slowest look, and what it asked is answered.
            tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
            window.picture(&format!("consent-under-{name}")).await;
            assert_eq!(rules(window, "fails").await, json!([]), "{name}");
            assert_eq!(rules(window, "not_seen").await, json!([]), "{name}");
            let said = window.ask("document.querySelector('[data-paused]').dataset.paused").await;
            assert_eq!(said, json!(paused.to_string()), "{name}");
            while window.ask(OPEN).await == json!(true) {
                window.keys(Key::Escape).await;
                window.settle().await;
            }
            window.until("looking again", "document.querySelector('[data-paused=false]')").await;
        }
        // It still looks: what is spoiled below a panel is told.
        window.click("button:has([data-fault])").await;
        window.until("the panel", over).await;
        window
            .run("document.querySelector('[data-part=slogan]').style.visibility = 'hidden'")
            .await;
        rule(window, "slogan", "fails").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_spoiled_on_the_page_is_told() {
    in_window(async |window| {
        open(window).await;
        press_without_the_tick(window).await;
        all_hold(window, "before").await;
        let slogan = "const slogan = document.querySelector('[data-part=slogan]');";
        spoil(
            window,
            "slogan",
            &format!("{slogan} slogan.style.visibility = 'hidden'"),
            &format!("{slogan} slogan.style.visibility = ''"),
        )
        .await;
        for (style, value) in [
            ("opacity", "0.02"),
            ("fontSize", "9px"),
            ("color", "rgb(210, 210, 210)"),
            ("textIndent", "-999px"),
            ("clipPath", "inset(100%)"),
            ("display", "none"),
        ] {
            spoil(
                window,
                "nothing_hidden",
                &format!("{slogan} slogan.style.{style} = '{value}'"),
                &format!("{slogan} slogan.style.{style} = ''"),
            )
            .await;
        }
        // A patch over the agreement, one that takes the pointer and one that does not.
        for pointer in ["auto", "none"] {
            spoil(
                window,
                "carrier_agreement",
                &format!(
                    "const at = document.querySelector('[data-part=carrier_agreement]').getBoundingClientRect();
                     const patch = document.createElement('div');
                     patch.id = 'patch';
                     patch.style.cssText = `position: fixed; left: ${{at.left}}px; top: ${{at.top}}px; width: ${{at.width}}px; height: ${{at.height}}px; background: white; pointer-events: {pointer}`;
                     document.querySelector('.phone .page').append(patch)"
                ),
                "document.getElementById('patch').remove()",
            )
            .await;
        }
        // Below the page's own ground.
        spoil(
            window,
            "slogan",
            &format!("{slogan} slogan.style.cssText = 'position: relative; z-index: -1'"),
            &format!("{slogan} slogan.style.cssText = ''"),
        )
        .await;
        let button = "const button = document.querySelector('[data-part=button]').firstChild;";
        spoil(
            window,
            "button_text",
            &format!("{button} button.data = '确定'"),
            &format!("{button} button.data = '本机号码一键登录'"),
        )
        .await;
        window.run("document.querySelector('[data-part=box]').checked = true").await;
        rule(window, "box_unticked", "fails").await;
        window.picture("consent-fails").await;
        assert_eq!(rules(window, "fails").await, json!(["box_unticked"]));
        // A new page is a new arrival.
        window.start().await;
        rule(window, "box_unticked", "holds").await;
        rule(window, "refused_without_tick", "not_seen").await;
    })
    .await;
}

#[tokio::test]
async fn a_customers_wording_is_tried_and_one_that_breaks_a_rule_is_refused() {
    in_window(async |window| {
        open(window).await;
        press_without_the_tick(window).await;
        window.click("[data-tab=wording]").await;
        window.type_into("[data-field=app_name]", "青禾阅读").await;
        window.type_into("[data-field=button]", "确定").await;
        window
            .type_into("[data-field='agreements[0].url']", "http://www.example.com/")
            .await;
        window.press("[data-wording]", "wording.apply").await;
        window
            .until(
                "the refusal",
                "[...document.querySelectorAll('[data-problem]')].map((one) => one.dataset.problem).join() === 'button_text,safe_link'",
            )
            .await;
        assert!(window.has_focus("[data-field=button]").await);
        assert!(window.phone_shows("示例应用").await, "nothing was applied");
        window.picture("consent-wording-refused").await;

        window.type_into("[data-field=button]", "登录 / 注册").await;
        window
            .type_into("[data-field='agreements[0].name']", "《青禾服务协议》")
            .await;
        window
            .type_into("[data-field='agreements[0].url']", "https://www.example.com/terms")
            .await;
        window.press("[data-wording]", "wording.apply").await;
        window.phone_says("青禾阅读").await;
        window.phone_says("登录 / 注册").await;
        window.picture("consent-wording").await;
        window.click("[data-tab=list]").await;
        all_hold(window, "the customer's wording").await;

        // Rust opens the address that is kept, by its place.
        window.click("[data-part=app_agreement]").await;
        window.phone_says("https://www.example.com/terms").await;

        // Another door is no way around the rules.
        let error = window
            .run_async(
                "const { wording } = (await window.__TAURI_INTERNALS__.invoke('plugin:feed|snapshot')).settings;
                 wording.zh.button = '确定';
                 return await window.__TAURI_INTERNALS__.invoke('plugin:settings|save', { change: { wording } }).then(() => 'saved', () => 'refused')",
            )
            .await;
        assert_eq!(error, json!("refused"));
        window.click("[data-tab=wording]").await;
        window.click("[data-restore]").await;
        window.phone_says("示例应用").await;
    })
    .await;
}

/// As wide as a wording may be, in letters that are, and nowhere a blank to break at.
fn widest(language: &str) -> Value {
    let (button, privacy) = match language {
        "zh" => (format!("{}登录", "W".repeat(24)), "隐私"),
        _ => (format!("{}·login", "W".repeat(22)), "privacy"),
    };
    let names = [
        "W".repeat(44),
        "M".repeat(44),
        "Q".repeat(44),
        "O".repeat(44),
        format!("{}{privacy}", "M".repeat(37)),
    ];
    let url = format!("https://www.example.com/{}", "w".repeat(400));
    let agreements = names.map(|name| json!({"name": name, "url": url}));
    json!({"app_name": "W".repeat(28), "button": button, "agreements": agreements})
}

/// What of the phone's words runs past the side of its page; its sides are drawn at the phone's own size in both windows.
const PAST_THE_SIDE: &str = "(() => {
  const page = document.querySelector('.phone .page');
  const { left, right } = page.getBoundingClientRect();
  const found = page.scrollWidth > page.clientWidth ? [`${page.scrollWidth} of ${page.clientWidth}`] : [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
    if (boxes.some((box) => box.left < left - 1 || box.right > right + 1)) found.push(walker.currentNode.data);
  }
  return found;
})()";

/// Longer than the watcher's slowest look.
async fn looked_again() {
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
}

#[tokio::test]
async fn the_widest_wording_that_is_accepted_is_read_whole_and_a_line_past_the_side_is_told() {
    in_window(async |window| {
        for language in ["zh", "en"] {
            let wording = json!({"language": language, "wording": widest(language)});
            window.command("consent|save_wording", &wording).await;
            for (flow, screen) in [("login", "consent"), ("verify", "form")] {
                look(window, language, "light").await;
                window.go_to("consent").await;
                window
                    .click(&format!(".bar label:has(input[value={flow}])"))
                    .await;
                window.start().await;
                window.screen(screen).await;
                looked_again().await;
                window
                    .picture(&format!("consent-widest-{flow}-{language}"))
                    .await;
                let what = format!("{flow}, {language}");
                assert_eq!(window.ask(PAST_THE_SIDE).await, json!([]), "{what}");
                assert_eq!(rules(window, "fails").await, json!([]), "{what}");
                // A long address without a blank breaks too.
                window.click(".phone [data-part=app_agreement]").await;
                assert_eq!(window.ask(PAST_THE_SIDE).await, json!([]), "{what}");
            }
        }

        // As it was before words broke anywhere; the same cut off instead of scrolled; the end of the sentence alone.
        let (phone, page, purpose) = (".phone", ".phone .page", ".phone [data-part=purpose]");
        for changes in [
            &[(phone, "overflowWrap", "break-word")][..],
            &[
                (phone, "overflowWrap", "break-word"),
                (page, "overflowX", "hidden"),
            ],
            &[(purpose, "whiteSpace", "nowrap")],
        ] {
            let set = |value: fn(&'static str) -> &'static str| {
                let set = changes.iter().map(|(of, name, to)| {
                    let to = value(to);
                    format!("document.querySelector('{of}').style.{name} = '{to}'")
                });
                set.collect::<Vec<_>>().join(";")
            };
            window.run(&set(|to| to)).await;
            rule(window, "nothing_hidden", "fails").await;
            let said = window.text("[data-rule=nothing_hidden]").await;
            assert!(said.contains("runs past the phone's side"), "{said}");
            window.picture("consent-past-the-side").await;
            window.run(&set(|_| "")).await;
            looked_again().await;
            assert_eq!(rules(window, "fails").await, json!([]), "{changes:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_widest_wording_is_read_whole_on_the_stage() {
    in_window(async |window| {
        let wording = json!({"language": "zh", "wording": widest("zh")});
        window.command("consent|save_wording", &wording).await;
        let staged = Staged::open(window).await;
        staged.mirrored("start").await;
        window.start().await;
        staged.mirrored("consent").await;
        staged.to_stage().await;
        window.screen("consent").await;
        assert!(
            window.phone_shows(&"Q".repeat(44)).await,
            "the wording is on the stage"
        );
        assert_eq!(window.ask(PAST_THE_SIDE).await, json!([]));
        window.picture("consent-widest-stage").await;
        // It can fail.
        window
            .run("document.querySelector('.phone').style.overflowWrap = 'break-word'")
            .await;
        assert_ne!(window.ask(PAST_THE_SIDE).await, json!([]));
        staged.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_view_breaks_no_rule_of_access_in_any_look() {
    in_window(async |window| {
        window
            .run(&sources::read("ui/node_modules/axe-core/axe.min.js"))
            .await;
        let mut found = Vec::new();
        look(window, "en", "light").await;
        window.go_to("consent").await;
        for state in ["start", "consent", "fails", "wording", "refused"] {
            match state {
                "consent" => window.open_consent_page().await,
                "fails" => {
                    window
                        .run("document.querySelector('[data-part=box]').checked = true")
                        .await;
                    rule(window, "box_unticked", "fails").await;
                }
                "wording" => window.click("[data-tab=wording]").await,
                _ => {}
            }
            for language in ["zh", "en"] {
                for theme in ["light", "dark"] {
                    look(window, language, theme).await;
                    if state == "refused" {
                        // The phone speaks as the lab does, and has a wording of its own in each language.
                        window.type_into("[data-field=button]", "OK").await;
                        window
                            .until("the problem", "document.querySelector('[data-problem]')")
                            .await;
                    }
                    let violations = violations(window).await.into_iter();
                    found.extend(
                        violations.map(|what| format!("{state}, {language}, {theme}: {what}")),
                    );
                    window
                        .picture(&format!("consent-view-{state}-{language}-{theme}"))
                        .await;
                }
            }
            look(window, "en", "light").await;
        }
        for (width, height) in [(900, 600), (320, 640)] {
            window
                .session()
                .set_window_rect(0, 0, width, height)
                .await
                .unwrap();
            for tab in ["list", "wording"] {
                window.click(&format!("[data-tab={tab}]")).await;
                let wide = "document.documentElement.scrollWidth <= innerWidth";
                window.until("nothing is wider than the window", wide).await;
                let violations = violations(window).await.into_iter();
                found.extend(violations.map(|what| format!("{tab}, {width} px: {what}")));
                window.picture(&format!("consent-view-{tab}-{width}")).await;
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert!(window.text("nav").await.contains(&lab("nav.consent")));
    })
    .await;
}
