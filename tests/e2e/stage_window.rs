//! The program's second phone, for tests: opened by its button, as a presenter does.

use std::time::Duration;

use thirtyfour::prelude::*;

use crate::access::change_settings;
use crate::watch;
use crate::window::Window;

/// Where an element of the phone is seen. This web view tells it as if the phone were drawn at its own size.
const STAGE_BOX: &str = "window.stageBox = (element) => {
    const scale = Number(document.querySelector('[data-scale]').dataset.scale);
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const seen = Object.entries({ left, right, top, bottom, width, height }).map(([name, value]) => [name, value * scale]);
    return Object.fromEntries(seen);
}";

/// The lab and the stage; a test stands in one of them.
pub(crate) struct Staged<'a> {
    pub(crate) window: &'a Window,
    lab: WindowHandle,
    stage: WindowHandle,
}

/// The handles of the program's windows.
async fn handles(window: &Window) -> Vec<WindowHandle> {
    window.session().windows().await.unwrap()
}

impl<'a> Staged<'a> {
    /// Opens the stage by its button, and stands on it.
    pub(crate) async fn open(window: &'a Window) -> Self {
        let lab = window.session().window().await.unwrap();
        window.click("[data-stage=closed]").await;
        Self::opening(window, lab).await
    }

    /// Opens the stage by its key, and stands on it.
    pub(crate) async fn open_by_key(window: &'a Window) -> Self {
        let lab = window.session().window().await.unwrap();
        window.keys(Key::F8).await;
        Self::opening(window, lab).await
    }

    async fn opening(window: &'a Window, lab: WindowHandle) -> Self {
        let stage = loop {
            let handles = handles(window).await;
            if let Some(stage) = handles.into_iter().find(|handle| *handle != lab) {
                break stage;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        };
        let staged = Self { window, lab, stage };
        staged.to_stage().await;
        staged.arrive().await;
        staged
    }

    async fn arrive(&self) {
        let ours = "location.href.includes('stage.html') && document.body";
        self.window.until("the stage's page", ours).await;
        self.window.run(include_str!("watch.js")).await;
        self.window.run(STAGE_BOX).await;
        self.window
            .until("the phone", "document.querySelector('.phone.stage')")
            .await;
    }

    pub(crate) async fn to_lab(&self) {
        let to = self.lab.clone();
        self.window.session().switch_to_window(to).await.unwrap();
    }

    pub(crate) async fn to_stage(&self) {
        let to = self.stage.clone();
        self.window.session().switch_to_window(to).await.unwrap();
    }

    /// Presses the mouse where the element is seen: the driver's own click takes no notice of the phone's scale.
    pub(crate) async fn touch(&self, selector: &str) {
        let found = format!("document.querySelector({selector:?})");
        self.window.until(selector, &found).await;
        let place = self
            .window
            .ask(&format!(
                "(() => {{
                   const {{ left, right, top, bottom }} = stageBox({found});
                   return [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
                 }})()"
            ))
            .await;
        let [x, y]: [i64; 2] = serde_json::from_value(place).unwrap();
        let press = self.window.session().action_chain().move_to(x, y).click();
        press.perform().await.unwrap();
    }

    /// Loads the stage's page again by its own means.
    pub(crate) async fn reload(&self) {
        watch::assert_no_offence(self.window).await;
        self.window
            .run("window.isTheOldPage = true; location.reload()")
            .await;
        self.window
            .until("a new page", "!window.isTheOldPage")
            .await;
        self.arrive().await;
    }

    /// Waits until the mirror shows this page of the phone; the test then stands in the lab.
    pub(crate) async fn mirrored(&self, screen: &str) {
        self.to_lab().await;
        let shown = format!("document.querySelector(\"[data-mirror] [data-screen='{screen}']\")");
        self.window
            .until(&format!("{screen} in the mirror"), &shown)
            .await;
    }

    /// The look of both windows; the test then stands on the stage.
    pub(crate) async fn look(&self, language: &str, theme: &str) {
        self.to_lab().await;
        let look = serde_json::json!({
            "language": language, "phone_language": language, "theme": theme, "phone_theme": theme, "stage_theme": theme,
        });
        change_settings(self.window, &look).await;
        let tag = if language == "zh" { "zh-CN" } else { "en" };
        let followed = format!(
            "document.documentElement.lang === '{tag}' && document.documentElement.dataset.theme === '{theme}'
             && document.querySelector(\".phone[lang='{tag}'][data-phone-theme={theme}]\")"
        );
        self.window.until("the look", &followed).await;
        self.to_stage().await;
        self.window.until("the look on the stage", &followed).await;
    }

    /// Waits until the stage is gone; the test then stands in the lab.
    pub(crate) async fn is_gone(&self) {
        while handles(self.window).await.contains(&self.stage) {
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.to_lab().await;
        self.window
            .until(
                "the lab's own phone",
                "!document.querySelector('[data-mirror]')",
            )
            .await;
    }

    /// Back to the lab, where the test's end looks for offences; the stage's are looked for here.
    pub(crate) async fn end(self) {
        self.to_stage().await;
        watch::assert_no_offence(self.window).await;
        self.to_lab().await;
    }
}
