//! What one feels: a press shows its effect while a call waits for its timeout.

use thirtyfour::prelude::*;

use crate::window::{Window, in_window};

/// Presses with a mouse's events, and answers after how many milliseconds the page showed it, and whether the call still ran.
async fn press(window: &Window, selector: &str, shows: &str) -> (f64, bool) {
    let answer = window
        .run_async(&format!(
            "const running = () => Boolean(document.querySelector('[data-step=check][data-status=running]'));
             const begun = performance.now();
             document.querySelector({selector:?}).click();
             while (!({shows})) await new Promise((then) => requestAnimationFrame(then));
             return [performance.now() - begun, running()];"
        ))
        .await;
    serde_json::from_value(answer).unwrap()
}

#[tokio::test]
async fn whatever_is_pressed_shows_while_a_call_waits_for_its_timeout() {
    in_window(async |window| {
        crate::presses::hang(window).await;
        let paints = window.ask("performance.getEntriesByType('paint').map(({ name, startTime }) => `${name} ${Math.round(startTime)} ms`).join(', ')").await;
        eprintln!("{paints}");
        let presses = [
            ("header input[value=CT]", "document.querySelector(\"header label.on input[value='CT']\")"),
            ("nav a[href='#settings']", "document.querySelector(\"nav a[href='#settings'][aria-current]\")"),
            ("nav a[href='#codes']", "document.querySelector('section[data-code]')"),
            ("nav a[href='#login']", "document.querySelector('.phone')"),
            ("button:has([data-fault])", "document.querySelector('select[id$=-effect]')"),
        ];
        // By the order of events, not by a clock: each is shown before the call ends.
        for (selector, shows) in presses {
            let (took, running) = press(window, selector, shows).await;
            eprintln!("{selector}: shown after {took:.0} ms");
            // Its step is seen in the flow's view alone.
            assert!(running || shows.contains("nav") || selector.contains("#codes"), "{selector}");
        }
        let ended = window.rows().await;
        let ended = ended
            .iter()
            .find(|row| row.operation == "checkLoginAvailable");
        assert_eq!(ended, None, "the call ended before the presses were shown");
        window.keys(Key::Escape).await;
        window.press_on_phone("cancel").await;
        window.screen("start").await;
    })
    .await;
}
