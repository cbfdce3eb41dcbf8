//! It is always seen that this is a simulation.

use serde_json::json;

use crate::access::look;
use crate::window::{Window, in_window};

/// The marks of the lab and of the phone: in the window, uncovered, whatever is scrolled.
pub(crate) async fn assert_marked(window: &Window) {
    let hidden = window
        .ask(
            "['header .simulation', '.phone .strip'].filter((selector) => {
               if (selector.startsWith('.phone') && !document.querySelector('.phone')) return false;
               const page = document.querySelector('.phone .page');
               const before = page?.scrollTop;
               page?.scrollTo(0, 9999);
               const mark = document.querySelector(selector);
               const { left, right, top, bottom } = mark.getBoundingClientRect();
               const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
               const front = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
               page?.scrollTo(0, before);
               return !(inside && mark.contains(front) && mark.innerText.includes('SIMULATION'));
             })",
        )
        .await;
    assert_eq!(hidden, json!([]), "these marks are not seen");
}

#[tokio::test]
async fn every_view_and_the_title_say_simulation() {
    in_window(async |window| {
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            let title = window.session().title().await.unwrap();
            assert!(title.contains("SIMULATION"), "{title}");
            // Whatever views there are: the navigation names them.
            let views = window
                .ask("[...document.querySelectorAll('nav a[href^=\"#\"]')].map((link) => link.hash.slice(1))")
                .await;
            let views: Vec<String> = serde_json::from_value(views).unwrap();
            assert_eq!(views.len(), 8, "{views:?}");
            for view in &views {
                window.go_to(view).await;
                window.settle().await;
                assert_marked(window).await;
            }
        }
    })
    .await;
}
