//! What no page may do, in any test: see watch.js.

use serde_json::{Value, json};

use crate::window::{Window, in_window};

/// The offences so far, as sentences.
async fn offences(window: &Window) -> Vec<String> {
    // Reports come in a task of their own: after the next frame all of them have.
    window
        .run_async("await new Promise((then) => requestAnimationFrame(() => setTimeout(then)))")
        .await;
    serde_json::from_value(window.ask("window.offences").await).unwrap()
}

pub(crate) async fn assert_no_offence(window: &Window) {
    assert_eq!(
        offences(window).await,
        Vec::<String>::new(),
        "the page broke its policy or let an error go"
    );
}

#[tokio::test]
async fn an_offence_does_not_go_unseen() {
    in_window(async |window| {
        assert_no_offence(window).await;
        window
            .run(
                "document.head.append(Object.assign(document.createElement('style'), { textContent: 'b {}' }));
                 setTimeout(() => { throw new Error('thrown on purpose') });
                 Promise.reject(new Error('rejected on purpose'));
                 fetch('http://example.invalid/').catch(() => {})",
            )
            .await;
        window.until("four offences", "window.offences.length >= 4").await;
        let seen = offences(window).await.join("\n");
        for part in [
            "style-src",
            "connect-src",
            "thrown on purpose",
            "rejected on purpose",
        ] {
            assert!(seen.contains(part), "{part} in {seen}");
        }
        assert_ne!(window.ask("window.offences.splice(0)").await, json!([]));
        assert_eq!(window.ask("window.offences").await, Value::Array(vec![]));
    })
    .await;
}
