//! The room of the phone: what a customer is to see is seen.

use serde_json::json;

use crate::access::look;
use crate::window::{Window, in_window};

/// What of the consent page is not seen without scrolling, and how much would have to be scrolled.
const HIDDEN: &str = "(() => {
  const page = document.querySelector('.phone .page');
  const seen = page.getBoundingClientRect();
  const hidden = [...page.querySelectorAll('[data-part], .agreements p span')].filter((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return left < seen.left || right > seen.right || top < seen.top || bottom > seen.bottom;
  }).map((part) => part.dataset.part ?? part.innerText);
  if (seen.bottom > innerHeight || seen.top < 0) hidden.push('the phone hangs out of the window');
  for (const box of [page, document.querySelector('.view > .stage')]) {
    if (box.scrollHeight > box.clientHeight) hidden.push(`${box.className}: ${box.scrollHeight} of ${box.clientHeight} px`);
  }
  // One line, each key above its word.
  const most = 34;
  const lines = document.querySelector('.outcomes').getBoundingClientRect().height;
  if (lines > most) hidden.push(`the outcomes take ${lines} px`);
  const main = document.querySelector('main');
  if (main.scrollWidth > main.clientWidth) hidden.push(`the view is ${main.scrollWidth} of ${main.clientWidth} px wide`);
  return hidden;
})()";

/// What of the page cannot be brought whole into its view.
const CUT: &str = "(() => {
  const page = document.querySelector('.phone .page');
  const cut = [];
  for (const part of page.querySelectorAll('[data-part], .agreements p span')) {
    part.scrollIntoView({ block: 'center' });
    const seen = page.getBoundingClientRect();
    const { left, right, top, bottom } = part.getBoundingClientRect();
    const inside = left >= Math.max(0, seen.left) && right <= Math.min(innerWidth, seen.right)
      && top >= Math.max(0, seen.top) - 0.5 && bottom <= Math.min(innerHeight, seen.bottom) + 0.5;
    if (!inside) cut.push(part.dataset.part ?? part.innerText);
  }
  page.scrollTo(0, 0);
  return cut;
})()";

const LOOKS: [(&str, &str); 4] = [
    ("zh", "light"),
    ("en", "dark"),
    ("zh", "dark"),
    ("en", "light"),
];

async fn size(window: &Window, width: u32, height: u32) {
    let session = window.session();
    session.set_window_rect(0, 0, width, height).await.unwrap();
    let sized = format!("innerWidth === {width} && innerHeight === {height}");
    window.until("the size", &sized).await;
    window.settle().await;
}

#[tokio::test]
async fn the_whole_consent_page_is_seen_at_1280_by_800_and_nothing_is_cut_at_900_by_600() {
    in_window(async |window| {
        let mut amiss = Vec::new();
        for carrier in ["CM", "CU", "CT"] {
            size(window, 1280, 800).await;
            window.choose_carrier(carrier).await;
            window.open_consent_page().await;
            for (language, theme) in LOOKS {
                look(window, language, theme).await;
                size(window, 1280, 800).await;
                let at = format!("{carrier}-{language}-{theme}");
                window.picture(&format!("room-1280-{at}")).await;
                let hidden = window.ask(HIDDEN).await;
                if hidden != json!([]) {
                    amiss.push(format!("1280×800 {at}: hidden {hidden}"));
                }
                size(window, 900, 600).await;
                window.picture(&format!("room-900-{at}")).await;
                let cut = window.ask(CUT).await;
                if cut != json!([]) {
                    amiss.push(format!("900×600 {at}: cut {cut}"));
                }
            }
            size(window, 1280, 800).await;
            window.click("[data-reset]").await;
            window.screen("start").await;
        }
        assert!(amiss.is_empty(), "{}", amiss.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn the_whole_form_of_a_verification_is_seen_at_1280_by_800_and_nothing_is_cut_at_900_by_600()
{
    in_window(async |window| {
        let mut amiss = Vec::new();
        window.go_to("verify").await;
        window.start().await;
        window.screen("form").await;
        for (language, theme) in LOOKS {
            look(window, language, theme).await;
            size(window, 1280, 800).await;
            window
                .picture(&format!("room-form-1280-{language}-{theme}"))
                .await;
            let hidden = window.ask(HIDDEN).await;
            if hidden != json!([]) {
                amiss.push(format!("1280×800 {language}: hidden {hidden}"));
            }
            size(window, 900, 600).await;
            let cut = window.ask(CUT).await;
            if cut != json!([]) {
                amiss.push(format!("900×600 {language}: cut {cut}"));
            }
        }
        assert!(amiss.is_empty(), "{}", amiss.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn the_example_of_a_time_is_read_whole() {
    // A placeholder that is too long is cut without a trace: measured in the field's own type.
    const ROOM: &str = "(() => {
      const field = document.querySelector('header .time input');
      const { font, paddingLeft, paddingRight } = getComputedStyle(field);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = font;
      return field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - pen.measureText(field.placeholder).width;
    })()";
    in_window(async |window| {
        size(window, 1280, 800).await;
        for language in ["zh", "en"] {
            look(window, language, "light").await;
            window.click("header .time button").await;
            window
                .until("the field", "document.querySelector('header .time input')")
                .await;
            window.settle().await;
            window.picture(&format!("room-time-{language}")).await;
            let room = window.ask(ROOM).await.as_f64().unwrap();
            assert!(room >= 0.0, "{language}: {room} px");
            window.click("header .time button").await;
        }
    })
    .await;
}
