//! Both flows with the keyboard alone.

use thirtyfour::prelude::*;

use crate::window::{Window, in_window};

const BOX: &str = ".phone input[type=checkbox]";
const BUTTON: &str = ".phone .phone-primary";

/// Tab, or Shift+Tab, until the element has the focus.
async fn tab_to(window: &Window, selector: &str, back: bool) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        if window.has_focus(selector).await {
            return;
        }
        let chain = window.session().action_chain();
        let chain = if back {
            chain
                .key_down(Key::Shift)
                .key_down(Key::Tab)
                .key_up(Key::Tab)
                .key_up(Key::Shift)
        } else {
            chain.key_down(Key::Tab).key_up(Key::Tab)
        };
        chain.perform().await.unwrap();
        passed.push(
            window
                .ask("document.activeElement.outerHTML.slice(0, 80)")
                .await,
        );
    }
    window
        .fail(&format!(
            "Tab never reaches {selector}; it passes {passed:#?}"
        ))
        .await;
}

#[tokio::test]
async fn login_is_finished_with_the_keyboard_alone() {
    in_window(async |window| {
        tab_to(window, "header input[value=CM]", false).await;
        window.keys(Key::Right).await;
        let chosen = "document.querySelector('header label.on input[value=CU]')";
        window.until("China Unicom", chosen).await;
        let number = window.own_number().await;

        tab_to(window, "[data-start]", false).await;
        window.keys(Key::Enter).await;
        window.screen("consent").await;
        // The phone never takes the focus from the lab's own controls.
        tab_to(window, ".phone input[inputmode=numeric]", false).await;
        window.keys(&number[3..7]).await;
        tab_to(window, BOX, false).await;
        window.keys(Key::Space).await;
        tab_to(window, BUTTON, true).await;
        window.keys(Key::Enter).await;

        window.screen("signedIn").await;
        window.wait_for_focus(".phone [data-arrive]").await;
        assert_eq!(window.number_on_phone().await, number);
    })
    .await;
}

#[tokio::test]
async fn verification_is_finished_with_the_keyboard_alone() {
    in_window(async |window| {
        tab_to(window, "nav a[href='#verify']", false).await;
        window.keys(Key::Enter).await;
        window
            .until(
                "the verify view",
                "document.querySelector('.phone[data-screen=start]')",
            )
            .await;
        let number = window.own_number().await;

        tab_to(window, BUTTON, false).await;
        window.keys(Key::Space).await;
        window.screen("form").await;
        window.wait_for_focus(".phone input[inputmode=tel]").await;
        window.keys(number.as_str()).await;
        tab_to(window, BOX, false).await;
        window.keys(Key::Space).await;
        tab_to(window, ".phone input[inputmode=tel]", true).await;
        window.keys(Key::Enter).await;

        window.screen("result").await;
        window.phone_says(&crate::page::phone("result.PASS")).await;
        window.wait_for_focus(".phone [data-arrive]").await;
    })
    .await;
}

/// What has the focus, and whether that is seen: by an outline of its own, or by one that stands for it.
const RING: &str = "(() => {
  const one = document.activeElement;
  const drawn = (style, width, height) =>
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && style.visibility === 'visible' && width > 4 && height > 4;
  const { width, height } = one.getBoundingClientRect();
  const beside = one.nextElementSibling;
  const before = beside && getComputedStyle(beside, '::before');
  const frame = one.closest('.framed');
  const seen =
    (frame !== null && drawn(getComputedStyle(frame), frame.offsetWidth, frame.offsetHeight)) ||
    (!one.matches('.visually-hidden') && drawn(getComputedStyle(one), width, height)) ||
    Boolean(before && before.content !== 'none' && drawn(before, parseFloat(before.width), parseFloat(before.height)));
  return [one.outerHTML.slice(0, 90), seen || one === document.body];
})()";

/// Tab through the window: wherever it stops, that is seen. axe does not look for it.
#[tokio::test]
async fn wherever_the_focus_is_it_is_seen() {
    in_window(async |window| {
        for theme in ["light", "dark", "contrast"] {
            crate::access::look(window, "zh", theme).await;
            window.run("document.activeElement?.blur()").await;
            let mut seen = std::collections::BTreeSet::new();
            let mut radios = 0;
            for _ in 0..40 {
                window.keys(Key::Tab).await;
                // The focus is there before the page has drawn it.
                window
                    .until("the focus to be seen", &format!("{RING}[1]"))
                    .await;
                let stop = window.ask(&format!("{RING}[0]")).await;
                let stop = stop.as_str().unwrap().to_owned();
                if stop.starts_with("<body") {
                    break;
                }
                radios += usize::from(stop.contains("type=\"radio\""));
                seen.insert(stop);
            }
            assert!(seen.len() > 15, "{theme}: Tab stops at {seen:#?}");
            assert!(
                radios >= 1,
                "{theme}: no group of choices was passed: {seen:#?}"
            );
        }
    })
    .await;
}
