//! The phone's lines: where they may begin and end, at any width, and what a press brings into view.

use serde_json::json;

use crate::access::look;
use crate::window::{Window, in_window};

/// Makes the phone each of these many pixels wide in turn; what is wrong with the sentence of the agreements, at which width.
const COMMA: &str = "(() => {
  const phone = document.querySelector('.phone');
  const sentence = phone.querySelector('.agreements .row p');
  const amiss = [];
  for (let width = 200; width <= 420; width += 2) {
    phone.style.width = `${width}px`;
    const { left, right } = sentence.getBoundingClientRect();
    const words = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
    let commas = 0;
    for (let text = words.nextNode(); text; text = words.nextNode()) {
      for (const { index } of text.data.matchAll(/[，,]/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        const comma = range.getBoundingClientRect();
        commas += 1;
        if (comma.left < left + 4) amiss.push(`${width} px: a comma begins a line`);
        if (comma.right > right + 0.5) amiss.push(`${width} px: a comma hangs out by ${comma.right - right} px`);
      }
    }
    if (commas !== 1) amiss.push(`${commas} commas`);
    for (const link of sentence.querySelectorAll('button')) {
      const box = link.getBoundingClientRect();
      if (box.right > right + 0.5 || link.scrollWidth > link.clientWidth) amiss.push(`${width} px: ${link.innerText} is cut`);
      if (getComputedStyle(link.firstElementChild).textDecorationLine !== 'underline') amiss.push(`${link.innerText} looks like no link`);
    }
  }
  phone.style.width = '';
  return amiss;
})()";

#[tokio::test]
async fn no_line_of_the_agreements_begins_with_a_comma_at_any_width() {
    in_window(async |window| {
        for (view, screen) in [("login", "consent"), ("verify", "form")] {
            window.go_to(view).await;
            window.start().await;
            window.screen(screen).await;
            for language in ["zh", "en"] {
                look(window, language, "light").await;
                window.settle().await;
                assert_eq!(window.ask(COMMA).await, json!([]), "{view} {language}");
            }
            look(window, "en", "light").await;
        }
    })
    .await;
}

/// What of the address that an agreement shows cannot be seen, and where the focus went.
async fn unseen_address(window: &Window) -> serde_json::Value {
    window.settle().await;
    window
        .ask(
            "(() => {
               const seen = document.querySelector('.phone .page').getBoundingClientRect();
               const parts = document.querySelectorAll('.phone .address .url, .phone .address button');
               const unseen = [...parts].filter((part) => {
                 const { top, bottom } = part.getBoundingClientRect();
                 return top < seen.top || bottom > seen.bottom;
               }).map((part) => part.innerText);
               if (parts.length !== 4) unseen.push(`${parts.length} parts`);
               if (!document.activeElement.matches('.phone [aria-expanded=true]')) unseen.push('the focus has left the agreement');
               return unseen;
             })()",
        )
        .await
}

#[tokio::test]
async fn the_address_of_an_agreement_that_is_pressed_is_seen_and_takes_no_focus() {
    in_window(async |window| {
        for (view, screen) in [("login", "consent"), ("verify", "form")] {
            window.go_to(view).await;
            window.start().await;
            window.screen(screen).await;
            for language in ["en", "zh"] {
                look(window, language, "light").await;
                let links = "document.querySelectorAll('.phone [data-part=carrier_agreement]').length";
                let links = window.ask(links).await.as_u64().unwrap();
                for nth in 0..links {
                    window
                        .run("document.querySelector('.phone .page').scrollTop = 0; document.activeElement.blur()")
                        .await;
                    // By the keyboard: Safari's engine gives a button that is clicked no focus.
                    window
                        .run(&format!(
                            "document.querySelectorAll('.phone [data-part=carrier_agreement]')[{nth}].focus({{ preventScroll: true }})"
                        ))
                        .await;
                    window.keys(" ").await;
                    window.until("the address", "document.querySelector('.phone .address')").await;
                    let unseen = unseen_address(window).await;
                    window.picture(&format!("address-{view}-{language}-{nth}")).await;
                    assert_eq!(unseen, json!([]), "{view} {language} {nth}");
                    window.keys(" ").await;
                    window.until("no address", "!document.querySelector('.phone .address')").await;
                }
            }
            look(window, "en", "light").await;
        }
    })
    .await;
}
