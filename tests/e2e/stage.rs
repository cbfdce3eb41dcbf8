//! The stage: a second window with the phone alone, worked from the lab and by hand.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::access::violations;
use crate::login::LOGIN;
use crate::sources;
use crate::stage_window::Staged;
use crate::window::{Window, in_window};

pub(crate) const BOX: &str = ".phone input[type=checkbox]";
pub(crate) const DIGITS: &str = ".phone input[inputmode=numeric]";

/// What of the mark cannot be seen whole, uncovered and large enough, wherever the page is scrolled to.
pub(crate) async fn assert_marked(window: &Window) {
    let amiss = window
        .ask(
            "(() => {
               const page = document.querySelector('.phone .page');
               const amiss = [];
               for (const to of [0, 9999]) {
                 page.scrollTo(0, to);
                 scrollTo(0, to);
                 const mark = document.querySelector('.phone .strip');
                 const { left, right, top, bottom } = stageBox(mark);
                 const size = parseFloat(getComputedStyle(mark).fontSize);
                 const front = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
                 if (!(left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight))
                   amiss.push(`outside: ${[left, top, right, bottom]} of ${[innerWidth, innerHeight]}`);
                 if (!mark.contains(front)) amiss.push(`behind ${front?.className}`);
                 // A size that the web view divides by the phone's scale may come back a millionth smaller.
                 if (!(size >= 14 - 1e-4)) amiss.push(`${size} px`);
                 if (!mark.innerText.includes('SIMULATION')) amiss.push(mark.innerText);
               }
               page.scrollTo(0, 0);
               return amiss;
             })()",
        )
        .await;
    assert_eq!(amiss, json!([]));
}

/// The phone's box and what is in it, in the window's own pixels.
async fn phone_fills_the_window(window: &Window) {
    let amiss = window
        .ask(
            "(() => {
               const { left, right, top, bottom, width, height } = stageBox(document.querySelector('.phone'));
               const amiss = [];
               if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) amiss.push('it hangs out');
               if (height < innerHeight - 17) amiss.push(`${height} of ${innerHeight} high`);
               if (Math.abs((left + right) / 2 - innerWidth / 2) > 1) amiss.push('it is not in the middle');
               if (document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth)
                 amiss.push('the window scrolls');
               const small = [...document.querySelectorAll('.phone *')].filter((one) =>
                 [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
                 && parseFloat(getComputedStyle(one).fontSize) < 12);
               if (small.length > 0) amiss.push(`small type: ${small[0].innerText}`);
               return [amiss, width];
             })()",
        )
        .await;
    assert_eq!(amiss[0], json!([]), "{amiss}");
}

#[tokio::test]
async fn a_login_by_keyboard_on_the_stage_is_followed_in_the_lab() {
    in_window(async |window| {
        let number = window.own_number().await;
        let middle = &number[3..7];
        let staged = Staged::open(window).await;
        let title = window.session().title().await.unwrap();
        assert!(title.contains("SIMULATION"), "{title}");
        assert_marked(window).await;
        staged.mirrored("start").await;

        // The presenter starts it in the lab; the phone's own button would do as well.
        window.start().await;
        staged.mirrored("consent").await;
        window.picture("stage-lab-consent").await;
        staged.to_stage().await;
        window.wait_for_focus(DIGITS).await;
        window.keys(middle).await;
        for _ in 0..20 {
            if window.has_focus(BOX).await {
                break;
            }
            window.keys(Key::Tab).await;
        }
        window.keys(Key::Space).await;
        assert_marked(window).await;

        staged.mirrored("consent").await;
        let shown = format!(
            "document.querySelector('[data-mirror] {}').value",
            "input[inputmode=numeric]"
        );
        window
            .until("four bullets", &format!("{shown} === '••••'"))
            .await;
        window
            .until(
                "the tick",
                "document.querySelector('[data-mirror] input[type=checkbox]').checked",
            )
            .await;
        // Nothing can be done with it.
        let inert = "document.querySelector('[data-mirror]').inert";
        assert_eq!(window.ask(inert).await, json!(true));
        window
            .run("document.querySelector('[data-mirror] input[inputmode=numeric]').focus()")
            .await;
        let focus = "document.activeElement.closest('[data-mirror]') === null";
        assert_eq!(window.ask(focus).await, json!(true));

        staged.to_stage().await;
        window
            .run("document.querySelector('.phone input[inputmode=numeric]').focus()")
            .await;
        window.keys(Key::Enter).await;
        window.screen("signedIn").await;
        assert_eq!(window.number_on_phone().await, number);
        window.picture("stage-signed-in").await;

        staged.mirrored("signedIn").await;
        let mirror = window.text("[data-mirror]").await;
        assert!(
            mirror.contains(&format!("{}****{}", &number[..3], &number[7..])),
            "{mirror}"
        );
        assert!(!mirror.contains(middle), "{mirror}");
        window.assert_calls(&LOGIN).await;
        window.picture("stage-lab-signed-in").await;
        staged.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_labs_controls_work_the_stage() {
    in_window(async |window| {
        let number = window.own_number().await;
        let staged = Staged::open(window).await;
        staged.to_lab().await;
        // A step alone, with an argument: there is no mask before the check.
        window.click("[data-step=mask]").await;
        window.type_into(".runner input[id$='-timeout']", "2").await;
        window.click(".runner button[type=submit]").await;
        staged.mirrored("maskFailed").await;
        window
            .until("its code", "document.querySelector('[data-step=mask] [data-step-code]').innerText.includes('600013')")
            .await;
        window.start().await;
        staged.mirrored("consent").await;
        window.press(".path", "path.fill_wrong").await;
        staged.to_stage().await;
        let typed = format!("document.querySelector('{DIGITS}').value");
        window.until("four digits", &format!("{typed}.length === 4")).await;
        assert_ne!(window.ask(&typed).await, json!(number[3..7]));
        staged.to_lab().await;
        window.press(".path", "path.fill_right").await;
        staged.to_stage().await;
        let right = format!("{typed} === '{}'", &number[3..7]);
        window.until("the right ones", &right).await;

        // The other view is the other flow; back again, this one is as it was left.
        staged.to_lab().await;
        window.go_to("verify").await;
        staged.mirrored("start").await;
        staged.to_stage().await;
        window.phone_says(&crate::page::phone("welcome.verify")).await;
        staged.to_lab().await;
        window.go_to("login").await;
        staged.mirrored("consent").await;
        window.click("[data-reset]").await;
        staged.mirrored("start").await;
        staged.end().await;
    })
    .await;
}

#[tokio::test]
async fn the_next_outcome_is_chosen_on_the_stage_without_a_trace() {
    in_window(async |window| {
        let number = window.own_number().await;
        let staged = Staged::open(window).await;
        let before = window.ask("document.body.innerText").await;
        let chain = window.session().action_chain().key_down(Key::Control);
        let chain = chain.key_down('2').key_up('2').key_up(Key::Control);
        chain.perform().await.unwrap();
        staged.to_lab().await;
        window
            .until(
                "the armed outcome",
                "document.querySelector('[data-outcome=wrong_digits][aria-pressed=true]')",
            )
            .await;
        staged.to_stage().await;
        assert_eq!(window.ask("document.body.innerText").await, before);
        staged.touch(".phone .phone-primary").await;
        window.screen("consent").await;
        staged.touch(DIGITS).await;
        window.keys(&number[3..7]).await;
        staged.touch(BOX).await;
        staged.touch(".phone .phone-primary").await;
        window
            .until(
                "wrong digits",
                "document.querySelector('.phone .phone-error')",
            )
            .await;
        staged.mirrored("consent").await;
        staged.end().await;
    })
    .await;
}

#[tokio::test]
async fn opened_in_the_middle_the_flow_begins_anew_and_closed_the_phone_is_the_labs_again() {
    in_window(async |window| {
        window.open_consent_page().await;
        window.tick().await;
        let staged = Staged::open(window).await;
        window.screen("start").await;
        staged.touch(".phone .phone-primary").await;
        staged.mirrored("consent").await;
        // A reload of the lab ends nothing on the stage.
        window.reload().await;
        staged.mirrored("consent").await;
        staged.to_stage().await;
        window.screen("consent").await;
        staged.touch(DIGITS).await;
        window.keys("0013").await;
        staged.touch(BOX).await;
        staged.touch(".phone .phone-primary").await;
        window
            .until(
                "an answer of the instance that was made before the reload",
                "document.querySelector('.phone .phone-error') || document.querySelector(\".phone[data-screen='signedIn']\")",
            )
            .await;
        assert!(!window.phone_shows("600013").await && !window.phone_shows("600010").await);
        // A reload of the stage begins its flow anew.
        staged.reload().await;
        window.screen("start").await;
        staged.mirrored("start").await;

        // Closed in the middle of the flow.
        window.start().await;
        staged.mirrored("consent").await;
        window.click("[data-stage=open]").await;
        staged.is_gone().await;
        window.screen("start").await;
        window.open_consent_page().await;
        window.log_in_rightly().await;
    })
    .await;
}

#[tokio::test]
async fn two_quick_openings_and_a_closing_between_leave_one_stage() {
    in_window(async |window| {
        window
            .run_async(
                "const give = (name, args) => window.__TAURI_INTERNALS__.invoke(`plugin:stage|${name}`, args);
                 await Promise.all([give('open', { flow: 'login' }), give('open', { flow: 'login' })]);
                 await give('close');
                 await give('open', { flow: 'login' });",
            )
            .await;
        window
            .until("the mirror", "document.querySelector('[data-mirror] .phone')")
            .await;
        let windows = window.session().windows().await.unwrap();
        assert_eq!(windows.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_phone_fills_a_stage_of_any_size_and_the_mark_is_seen() {
    in_window(async |window| {
        let staged = Staged::open(window).await;
        for (width, height) in [
            (400, 500),
            (480, 760),
            (1280, 720),
            (1920, 1080),
            (700, 1200),
            (1000, 500),
            (3840, 2160),
        ] {
            let session = window.session();
            session.set_window_rect(0, 0, width, height).await.unwrap();
            let sized = format!("innerWidth === {width} && innerHeight === {height}");
            window.until("the size", &sized).await;
            window.settle().await;
            phone_fills_the_window(window).await;
            assert_marked(window).await;
            window.picture(&format!("stage-{width}x{height}")).await;
            if width == 480 {
                staged.touch(".phone .phone-primary").await;
                window.screen("consent").await;
            }
        }
        // A page with a large icon: its lines are as thin as they are drawn.
        staged.touch("[data-part=other_way]").await;
        window.screen("otherWay").await;
        window.picture("stage-icon-3840x2160").await;
        staged.end().await;
    })
    .await;
}

/// Both windows in every look, as they are now; the lab is English and dark at the end, and the test stands in it.
async fn violations_of_both(staged: &Staged<'_>, state: &str) -> Vec<String> {
    let window = staged.window;
    let mut found = Vec::new();
    for language in ["zh", "en"] {
        for theme in ["light", "dark"] {
            let look = format!("{state}, {language}, {theme}");
            let name = format!("{state}-{language}-{theme}").replace(' ', "-");
            staged.look(language, theme).await;
            window.picture(&format!("stage-{name}")).await;
            let on_stage = violations(window).await.into_iter();
            found.extend(on_stage.map(|what| format!("stage, {look}: {what}")));
            assert_marked(window).await;
            staged.to_lab().await;
            window.picture(&format!("stage-lab-{name}")).await;
            let in_lab = violations(window).await.into_iter();
            found.extend(in_lab.map(|what| format!("lab, {look}: {what}")));
        }
    }
    found
}

/// A stage with axe-core in both windows; the test stands in the lab.
async fn staged_with_axe(window: &Window) -> Staged<'_> {
    let axe = sources::read("ui/node_modules/axe-core/axe.min.js");
    let staged = Staged::open(window).await;
    window.run(&axe).await;
    staged.to_lab().await;
    window.run(&axe).await;
    staged
}

/// Presses the phone's own button on the stage until its page is this one; the test then stands in the lab.
async fn press_the_phone(staged: &Staged<'_>, screen: &str) {
    staged.to_stage().await;
    staged.touch(".phone .phone-primary").await;
    staged.mirrored(screen).await;
}

#[tokio::test]
async fn neither_window_breaks_a_rule_of_access_in_a_login() {
    in_window(async |window| {
        let staged = staged_with_axe(window).await;
        let mut found = violations_of_both(&staged, "start").await;
        window.start().await;
        staged.mirrored("consent").await;
        found.extend(violations_of_both(&staged, "consent").await);

        // Digits are there, the tick is not.
        window.press(".path", "path.fill_wrong").await;
        press_the_phone(&staged, "consent").await;
        window
            .until(
                "the question for the tick",
                "document.querySelector('[data-mirror] [data-asked]')",
            )
            .await;
        found.extend(violations_of_both(&staged, "consent unticked").await);
        staged.to_stage().await;
        staged.touch(BOX).await;
        press_the_phone(&staged, "consent").await;
        window
            .until(
                "wrong digits",
                "document.querySelector('[data-mirror] .phone-error')",
            )
            .await;
        found.extend(violations_of_both(&staged, "consent wrong digits").await);
        window.press(".path", "path.fill_right").await;
        press_the_phone(&staged, "signedIn").await;
        found.extend(violations_of_both(&staged, "signed in").await);

        for (outcome, screen) in [
            ("wifi", "wifiWarning"),
            ("no_network", "checkFailed"),
            ("locked", "locked"),
        ] {
            window
                .command("outcome|arm", &json!({ "outcome": outcome }))
                .await;
            window.start().await;
            staged.mirrored(screen).await;
            found.extend(violations_of_both(&staged, screen).await);
        }
        assert!(
            found.is_empty(),
            "{} violations:\n{}",
            found.len(),
            found.join("\n")
        );
        staged.end().await;
    })
    .await;
}

#[tokio::test]
async fn neither_window_breaks_a_rule_of_access_in_a_verification() {
    in_window(async |window| {
        let staged = staged_with_axe(window).await;
        window.go_to("verify").await;
        staged.mirrored("start").await;
        let mut found = violations_of_both(&staged, "verify start").await;
        window.start().await;
        staged.mirrored("form").await;
        found.extend(violations_of_both(&staged, "verify form").await);
        press_the_phone(&staged, "form").await;
        window
            .until(
                "the question for the number",
                "document.querySelector('[data-mirror] .phone-error:not(:empty)')",
            )
            .await;
        found.extend(violations_of_both(&staged, "verify no number").await);
        staged.to_stage().await;
        staged.touch(BOX).await;
        for (fill, state) in [
            ("fill_right_number", "verify pass"),
            ("fill_wrong_number", "verify reject"),
        ] {
            staged.to_lab().await;
            window.press(".path", &format!("path.{fill}")).await;
            press_the_phone(&staged, "result").await;
            found.extend(violations_of_both(&staged, state).await);
            staged.to_stage().await;
            staged.touch(".phone .phone-primary").await;
            staged.mirrored("form").await;
        }
        assert!(
            found.is_empty(),
            "{} violations:\n{}",
            found.len(),
            found.join("\n")
        );
        staged.end().await;
    })
    .await;
}
