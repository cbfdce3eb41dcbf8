//! Small windows, and the machine's wish for less motion: every view at 900×600, and as wide as 400 % leaves of 1280 pixels.

use serde_json::json;
use thirtyfour::Key;

use crate::access::look;
use crate::gallery::break_a_copy;
use crate::home::Home;
use crate::window::{Window, in_window, in_window_of};

/// What stands out of the window to the side, and is not in a part that scrolls that way by itself (a grid, a long text).
const WIDE: &str = "(() => {
  const scrolls = (one) => {
    for (let part = one.parentElement; part && part !== document.body; part = part.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth) return true;
    }
    return false;
  };
  const page = document.scrollingElement.scrollWidth > innerWidth ? [`the page: ${document.scrollingElement.scrollWidth}`] : [];
  return page.concat([...document.body.querySelectorAll('*')].filter((one) => {
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    const { right, left, width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && (right > innerWidth + 1 || left < -1) && !scrolls(one);
  }).map((one) => one.outerHTML.slice(0, 90)));
})()";

/// The controls that nobody can press: out of the window after they were scrolled to, or covered by something else.
const OUT_OF_REACH: &str = "(() => {
  const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex=\"0\"]')];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]');
  return controls.filter(shown).flatMap((one) => {
    // A box that is drawn by its label is pressed there.
    const target = one.matches('.visually-hidden') ? (one.closest('label') ?? one) : one;
    target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { left, right, top, bottom } = target.getBoundingClientRect();
    const x = Math.max(0, left) / 2 + Math.min(innerWidth, right) / 2;
    const y = Math.max(0, top) / 2 + Math.min(innerHeight, bottom) / 2;
    const front = document.elementFromPoint(x, y);
    const label = one.labels?.[0];
    const reached = front && (target.contains(front) || front.contains(target) || label?.contains(front));
    return reached ? [] : [`${one.outerHTML.slice(0, 90)} at ${Math.round(left)},${Math.round(top)}: ${front?.outerHTML.slice(0, 60)}`];
  });
})()";

async fn resize(window: &Window, width: u32, height: u32) {
    let session = window.session();
    session.set_window_rect(0, 0, width, height).await.unwrap();
    window
        .until(
            "the size",
            &format!("innerWidth === {width} && innerHeight === {height}"),
        )
        .await;
}

/// Nothing is lost to the side, and whatever can be pressed can be reached.
async fn assert_whole(window: &Window, name: &str) {
    for language in ["en", "zh"] {
        look(window, language, "light").await;
        window.settle().await;
        window.picture(&format!("{name}-{language}-light")).await;
        assert_eq!(window.ask(WIDE).await, json!([]), "{name} {language}");
        assert_eq!(
            window.ask(OUT_OF_REACH).await,
            json!([]),
            "{name} {language}"
        );
        window
            .run("for (const one of document.querySelectorAll('*')) one.scrollTop = one.scrollLeft = 0")
            .await;
    }
}

/// Every view, each with something in it.
async fn every_view(window: &Window, size: &str) {
    look(window, "zh", "light").await;
    window.open_consent_page().await;
    window.click("[data-seq]").await;
    assert_whole(window, &format!("login-consent-{size}")).await;
    window.go_to("verify").await;
    window.start().await;
    window.screen("form").await;
    assert_whole(window, &format!("verify-form-{size}")).await;
    window.go_to("matrix").await;
    window
        .until("the grid", "document.querySelector('[data-square]')")
        .await;
    assert_whole(window, &format!("matrix-before-{size}")).await;
    window.go_to("scenarios").await;
    break_a_copy(window).await;
    assert_whole(window, &format!("scenarios-problems-{size}")).await;
    window.go_to("consent").await;
    window.open_consent_page().await;
    assert_whole(window, &format!("consent-check-{size}")).await;
    for view in ["codes", "signature", "settings"] {
        window.go_to(view).await;
        assert_whole(window, &format!("{view}-full-{size}")).await;
    }
}

#[tokio::test]
async fn every_view_is_whole_at_900_by_600() {
    in_window(async |window| {
        resize(window, 900, 600).await;
        every_view(window, "900x600").await;
    })
    .await;
}

/// The header and the navigation where their form changes (UX.md): all of it there, whatever the language.
#[tokio::test]
async fn header_and_navigation_are_whole_at_each_width() {
    in_window(async |window| {
        for width in [1_280, 1_180, 1_100, 960, 760] {
            resize(window, width, 800).await;
            assert_whole(window, &format!("header-{width}")).await;
        }
    })
    .await;
}

/// 1280×800 at 400 % are 320×200 CSS pixels.
#[tokio::test]
async fn every_view_is_one_column_at_400_percent() {
    in_window(async |window| {
        resize(window, 320, 200).await;
        every_view(window, "400percent").await;
    })
    .await;
}

/// A long log scrolls by itself in one column too: its end, and the row that is selected, are seen.
#[tokio::test]
async fn a_long_log_is_read_in_one_column() {
    in_window(async |window| {
        for _ in 0..80 {
            window.command("server|get_auth_token", &json!({"flow": "login"})).await;
        }
        for (width, height) in [(700, 800), (320, 200)] {
            resize(window, width, height).await;
            let log = "document.querySelector('.scroller')";
            window
                .until("the log's end", &format!("{log}.scrollHeight - {log}.scrollTop - {log}.clientHeight < 2"))
                .await;
            let higher = window.ask(&format!("{log}.clientHeight > innerHeight")).await;
            assert_eq!(higher, json!(false), "{width}: the log is higher than the window");
            let newest = "[...document.querySelectorAll('.rows [role=option]')].at(-1)";
            assert_eq!(window.ask(&format!("{newest}.ariaPosInSet === {newest}.ariaSetSize")).await, json!(true), "{width}");
            let seen = format!("(() => {{
               {log}.scrollIntoView({{ block: 'end', behavior: 'instant' }});
               const {{ top, bottom }} = {newest}.getBoundingClientRect();
               return bottom > 0 && top < innerHeight;
             }})()");
            assert_eq!(window.ask(&seen).await, json!(true), "{width}: the newest row is not in view");
            window.run("document.querySelector('.rows').focus()").await;
            window.keys(Key::Home).await;
            let first = "document.querySelector('.rows [aria-selected=true][aria-posinset=\"1\"]')";
            window
                .until("the first row in view", &format!("{first}?.getBoundingClientRect().bottom > {log}.getBoundingClientRect().top"))
                .await;
            window.keys(Key::End).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_machines_wish_for_less_motion_is_heard() {
    let home = Home::new();
    let gtk = home.path().join("config/gtk-3.0");
    std::fs::create_dir_all(&gtk).unwrap();
    std::fs::write(
        gtk.join("settings.ini"),
        "[Settings]\ngtk-enable-animations=0\n",
    )
    .unwrap();
    in_window_of(&home, async |window| {
        let reduced = "matchMedia('(prefers-reduced-motion: reduce)').matches";
        assert_eq!(window.ask(reduced).await, json!(true));
        window.open_consent_page().await;
        window.press(".path", "path.fill_right").await;
        window.press_on_phone("consent.button").await;
        window
            .phone_says(&crate::page::phone("agree.ask"))
            .await;
        let longest = "Math.max(0, ...[...document.querySelectorAll('*')].flatMap((one) => {
          const { animationDuration, transitionDuration } = getComputedStyle(one);
          return `${animationDuration},${transitionDuration}`.split(',').map((text) => parseFloat(text) * (/\\dms$/.test(text.trim()) ? 1 : 1000));
        }))";
        let longest = window.ask(longest).await.as_f64().unwrap();
        assert!(longest <= 1.0, "{longest} ms");
    })
    .await;
}

#[tokio::test]
async fn chinese_is_read_at_14_by_22_and_the_header_stays_in_one_row() {
    in_window(async |window| {
        resize(window, 1280, 800).await;
        for (language, size, line) in [("en", "13px", "19.5px"), ("zh", "14px", "22.4px")] {
            look(window, language, "light").await;
            window.picture(&format!("type-{language}-light")).await;
            let type_of_body = "(({fontSize, lineHeight}) => [fontSize, lineHeight])(getComputedStyle(document.body))";
            assert_eq!(window.ask(type_of_body).await, json!([size, line]), "{language}");
            // Its least height; a second row of controls would make it 80 px or more.
            let header = "document.querySelector('header').getBoundingClientRect().height <= 50";
            assert_eq!(window.ask(header).await, json!(true), "{language}");
        }
    })
    .await;
}
