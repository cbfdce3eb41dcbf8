//! Screenshots, in target/screenshots.

use std::path::{Path, PathBuf};

use crate::access::look;
use crate::window::Window;

/// Set by `cargo xtask screenshots`: every picture in every look. Without it one look proves that the state can be reached.
const EVERY_LOOK: &str = "NUMBERAUTH_PICTURES";

/// Language and theme, for pictures. The last one is where a test goes on.
const LOOKS: [(&str, &str); 4] = [
    ("en", "dark"),
    ("en", "light"),
    ("zh", "dark"),
    ("zh", "light"),
];

/// The rows of the log that are drawn touch and do not overlap.
pub(crate) const APART: &str = "(() => {
    const rows = [...document.querySelectorAll('.rows .place')].map((place) => [Number(place.dataset.index), place.getBoundingClientRect()]).sort(([a], [b]) => a - b);
    return rows.every(([index, row], at) => index - 1 !== rows[at - 1]?.[0] || Math.abs(row.top - rows[at - 1][1].bottom) < 1.5);
})()";

/// The looks that pictures are made in now.
pub(crate) fn looks() -> &'static [(&'static str, &'static str)] {
    if std::env::var_os(EVERY_LOOK).is_some() {
        &LOOKS
    } else {
        &LOOKS[3..]
    }
}

/// Saves a picture under this name.
pub(crate) fn save(name: &str, png: &[u8]) {
    let path = folder().join(name).with_extension("png");
    std::fs::create_dir_all(folder()).unwrap();
    std::fs::write(path, png).unwrap();
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots")
}

impl Window {
    /// Waits until what is on the screen is what the page means: two frames, and no animation that ends.
    pub(crate) async fn settle(&self) {
        self.run_async(
            "const frame = () => new Promise((then) => requestAnimationFrame(then));
             const ends = (animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
             await frame();
             await Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished));
             await document.fonts.ready;
             await frame();
             await frame();",
        )
        .await;
    }

    /// What the window shows now in each look, as `name-language-theme`; it is Chinese and light then.
    pub(crate) async fn pictures(&self, name: &str) {
        for (language, theme) in looks() {
            look(self, language, theme).await;
            self.picture(&format!("{name}-{language}-{theme}")).await;
        }
    }

    /// The whole window: WebKitWebDriver's picture of one element leaves its lower part black.
    pub(crate) async fn picture(&self, name: &str) {
        self.settle().await;
        self.until("rows of the log that touch and do not overlap", APART)
            .await;
        save(name, &self.session().screenshot_as_png().await.unwrap());
    }
}
