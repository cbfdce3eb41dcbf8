//! The stage's window and what it shares with the main one: what the presenter does goes to it, what its phone shows comes back.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::Flow;
use tauri::async_runtime::JoinHandle;
use tauri::{
    AppHandle, Manager, Monitor, PhysicalPosition, PhysicalSize, Runtime, WebviewUrl,
    WebviewWindow, WebviewWindowBuilder,
};
use tokio::sync::watch;

use crate::area::{Area, clamped};
use crate::placement;
use crate::shell::{MAIN, Shell};
use crate::stage::{StageAct, StagePicture, StageProblem, StageState};
use crate::stage_acts::{ActsOfPage, StageActs};
use crate::stage_place::beside_the_lab;
use crate::web_data;

/// The window's label: its capability is for this label, and no other window has it.
pub(crate) const LABEL: &str = "stage";
const TITLE: &str = "NumberAuth Lab · 演示 STAGE — 模拟 SIMULATION";
/// How often it is asked whether a monitor has come or gone: the system tells nobody.
const LOOK: Duration = Duration::from_secs(2);
/// How often, and how many times, it is asked whether a window that was closed is gone.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
const MOST_LOOKS: u32 = 100;

/// What both windows share of the stage.
#[derive(Default)]
pub(crate) struct StageRoom {
    state: watch::Sender<StageState>,
    acts: StageActs,
    /// One opening at a time: the second finds the window of the first.
    opening: tokio::sync::Mutex<()>,
    look_out: Mutex<Option<JoinHandle<()>>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // One assignment a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl StageRoom {
    pub(crate) fn state(&self) -> StageState {
        self.state.borrow().clone()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<StageState> {
        self.state.subscribe()
    }

    /// The page that the acts are for now, those since the opening that none has taken.
    pub(crate) fn acts_of_page(&self) -> ActsOfPage {
        self.acts.page()
    }

    /// Hands on what the presenter did.
    pub(crate) fn act(&self, act: StageAct) -> Result<(), StageProblem> {
        let flow = {
            let state = self.state.borrow();
            if !state.open {
                return Err(StageProblem::Closed);
            }
            state.flow
        };
        act.check(flow)?;
        let turned = match act {
            StageAct::Show { flow } => Some(flow),
            _ => None,
        };
        self.acts.push(flow, act)?;
        if let Some(flow) = turned {
            self.state.send_if_modified(|state| {
                let other = state.flow != flow;
                state.flow = flow;
                other
            });
        }
        Ok(())
    }

    /// Takes what the phone shows now.
    pub(crate) fn show(&self, picture: StagePicture) -> Result<(), StageProblem> {
        picture.check()?;
        let mut open = false;
        self.state.send_if_modified(|state| {
            open = state.open;
            let newer = state.picture.as_ref().map_or(0, |shown| shown.number) < picture.number;
            if open && newer {
                state.picture = Some(picture);
            }
            open && newer
        });
        if open {
            Ok(())
        } else {
            Err(StageProblem::Closed)
        }
    }

    /// The stage's page is loaded, for the first time or again: what it showed is gone.
    pub(crate) fn page_begins(&self) {
        self.acts.page_gone();
        self.state
            .send_if_modified(|state| state.picture.take().is_some());
    }

    fn is_open(&self) -> bool {
        self.state.borrow().open
    }

    fn enter(&self, flow: Flow) {
        self.state.send_replace(StageState {
            open: true,
            flow,
            picture: None,
        });
    }

    /// The window is gone, and with it what it showed: the phone is the main window's again.
    pub(crate) fn leave(&self) {
        if let Some(task) = held(&self.look_out).take() {
            task.abort();
        }
        self.acts.closed();
        self.state.send_if_modified(|state| {
            let was_open = state.open;
            state.open = false;
            state.picture = None;
            was_open
        });
    }
}

/// Opens the stage with this flow at its beginning; one that is open comes to the front and turns to the flow.
pub(crate) async fn open<R: Runtime>(
    app: &AppHandle<R>,
    shell: &Shell,
    flow: Flow,
) -> tauri::Result<()> {
    let room = &shell.stage;
    let _one_at_a_time = room.opening.lock().await;
    if room.is_open()
        && let Some(window) = app.get_webview_window(LABEL)
    {
        // It may be closing; then there is nobody to turn.
        let _ = room.act(StageAct::Show { flow });
        window.unminimize()?;
        return window.set_focus();
    }
    // One that was just closed has to be gone first: there are no two windows of a label.
    let mut looks = 0;
    while app.get_webview_window(LABEL).is_some() && looks < MOST_LOOKS {
        tokio::time::sleep(BETWEEN_LOOKS).await;
        looks += 1;
    }
    room.enter(flow);
    build(app, room).inspect_err(|_| room.leave())?;
    // The phone is here now: what the lab's page still waits for is answered to nobody.
    shell.close_instances_of(MAIN);
    // The end of an older window may have been told meanwhile.
    if app.get_webview_window(LABEL).is_some() && !room.is_open() {
        room.enter(flow);
    }
    Ok(())
}

fn build<R: Runtime>(app: &AppHandle<R>, room: &StageRoom) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("stage.html".into()))
        .title(TITLE)
        .inner_size(480.0, 760.0)
        .min_inner_size(320.0, 400.0);
    let window = web_data::placed(app, window).build()?;
    // Where it stood before is where the presenter wants it, and it is put back there whole, in its own time: what it tells of
    // itself until then is nothing to move it by.
    if !placement::remembers(app, LABEL) {
        leave_the_lab(app, &window);
        keep_visible(&window, &screens(&window));
    }
    let looking = tauri::async_runtime::spawn(look_out(window));
    if let Some(older) = held(&room.look_out).replace(looking) {
        older.abort();
    }
    Ok(())
}

/// Closes the stage, if it is open.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>, shell: &Shell) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(LABEL) {
        window.close()?;
    }
    // The window's end, a moment later, says so again.
    gone(shell);
    Ok(())
}

/// Everything of the stage that its window's end ends, its page's SDK instances too.
pub(crate) fn gone(shell: &Shell) {
    shell.stage.leave();
    shell.close_instances_of(LABEL);
}

/// Off the lab's screen, if there is another: an audience is to see the phone alone. A desktop that does not let windows place
/// themselves (Wayland) finds a place of its own.
fn leave_the_lab<R: Runtime>(app: &AppHandle<R>, window: &WebviewWindow<R>) {
    let screens = screens(window);
    let lab = app.get_webview_window(MAIN).and_then(|lab| area(&lab));
    tracing::debug!(?screens, ?lab, stage = ?area(window), "the stage opens");
    if let (Some(lab), Some(now)) = (lab, area(window))
        && let Some(place) = beside_the_lab(&screens, lab, now)
    {
        put(window, place);
    }
}

/// Full screen and back; `None` is the other of the two. Answers which it is now.
pub(crate) fn full_screen<R: Runtime>(
    window: &WebviewWindow<R>,
    on: Option<bool>,
) -> tauri::Result<bool> {
    let now = window.is_fullscreen()?;
    let on = on.unwrap_or(!now);
    if on != now {
        window.set_fullscreen(on)?;
    }
    Ok(on)
}

/// Brings the window back to a screen whenever one has gone, for as long as it is open.
async fn look_out<R: Runtime>(window: WebviewWindow<R>) {
    let mut known = screens(&window);
    loop {
        tokio::time::sleep(LOOK).await;
        let now = screens(&window);
        if now != known && !now.is_empty() {
            tracing::debug!(before = ?known, ?now, stage = ?area(&window), "the screens are others");
            keep_visible(&window, &now);
        }
        known = now;
    }
}

fn keep_visible<R: Runtime>(window: &WebviewWindow<R>, screens: &[Area]) {
    let Some(now) = area(window) else { return };
    // Without a screen it stays where it is wanted.
    let place = clamped(screens, now);
    if window.is_fullscreen().unwrap_or(false) {
        // The system moves a full window itself, or leaves it where nobody sees it.
        if !now.is_seen_on(screens) {
            let _ = window.set_fullscreen(false);
            put(window, place);
            let _ = window.set_fullscreen(true);
        }
    } else if place != now {
        put(window, place);
    }
}

/// What of each screen a window may cover.
fn screens<R: Runtime>(window: &WebviewWindow<R>) -> Vec<Area> {
    let of = |monitor: &Monitor| {
        let work = monitor.work_area();
        // Some desktops know no work area.
        let (position, size) = if work.size.width > 0 && work.size.height > 0 {
            (work.position, work.size)
        } else {
            (*monitor.position(), *monitor.size())
        };
        Area {
            x: position.x,
            y: position.y,
            width: size.width,
            height: size.height,
        }
    };
    let monitors = window.available_monitors().unwrap_or_default();
    monitors.iter().map(of).collect()
}

/// Where a window is, with its frame.
fn area<R: Runtime>(window: &WebviewWindow<R>) -> Option<Area> {
    let position = window.outer_position().ok()?;
    let (outer, inner) = (window.outer_size().ok()?, window.inner_size().ok()?);
    // A display without a window manager tells no frame, and then no outer size.
    Some(Area {
        x: position.x,
        y: position.y,
        width: outer.width.max(inner.width),
        height: outer.height.max(inner.height),
    })
}

/// Puts a window, with its frame, into this area. What the desktop does not do, it does not do.
fn put<R: Runtime>(window: &WebviewWindow<R>, area: Area) {
    let (outer, inner) = (window.outer_size(), window.inner_size());
    if let (Ok(outer), Ok(inner)) = (outer, inner) {
        let frame = |outer: u32, inner: u32| outer.saturating_sub(inner);
        let _ = window.set_size(PhysicalSize {
            width: area.width.saturating_sub(frame(outer.width, inner.width)),
            height: area
                .height
                .saturating_sub(frame(outer.height, inner.height)),
        });
    }
    let _ = window.set_position(PhysicalPosition {
        x: area.x,
        y: area.y,
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::stage::{StageScreen, StageStep, StepForm, TokenChoice};

    fn step(step: StageStep, mask: &str) -> StageAct {
        let form = StepForm {
            timeout: String::new(),
            mask: mask.to_owned(),
            mask_as_number: false,
            access_token: TokenChoice::AsIs,
            jwt_token: TokenChoice::AsIs,
        };
        StageAct::Step { step, form }
    }

    fn picture(number: u64, typed: u8) -> StagePicture {
        let steps = [
            "network", "check", "mask", "consent", "token", "exchange", "done",
        ];
        let steps = steps.map(|step| json!({"step": step, "status": "ok", "code": null}));
        serde_json::from_value(json!({
            "number": number, "flow": "login", "screen": {"name": "consent"}, "current": "consent", "running": false,
            "steps": steps, "mask": {"text": "138****1234", "carrier": "CM"}, "typed": typed, "agreed": false,
            "tick_asked": 0, "error": null, "reading": null, "number_asked": false, "token_carrier": null,
            "token_seconds_left": null,
        }))
        .unwrap()
    }

    #[test]
    fn a_stage_that_is_closed_takes_neither_act_nor_picture() {
        let room = StageRoom::default();
        assert_eq!(room.act(StageAct::Start), Err(StageProblem::Closed));
        assert_eq!(room.show(picture(1, 0)), Err(StageProblem::Closed));
        room.enter(Flow::Login);
        room.act(StageAct::Start).unwrap();
        room.show(picture(1, 0)).unwrap();
        room.leave();
        assert_eq!(room.act(StageAct::Start), Err(StageProblem::Closed));
        assert_eq!(room.state(), StageState::default());
    }

    #[test]
    fn a_picture_that_is_overtaken_is_dropped() {
        let room = StageRoom::default();
        room.enter(Flow::Login);
        room.show(picture(2, 3)).unwrap();
        room.show(picture(1, 1)).unwrap();
        assert_eq!(room.state().picture.unwrap().typed, 3);
        // A page that is loaded again counts anew.
        room.page_begins();
        room.show(picture(1, 1)).unwrap();
        assert_eq!(room.state().picture.unwrap().typed, 1);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let room = StageRoom::default();
        room.enter(Flow::Login);
        assert_eq!(room.show(picture(1, 5)), Err(StageProblem::Typed));
        let mut wrong = picture(1, 0);
        wrong.steps.reverse();
        assert_eq!(room.show(wrong), Err(StageProblem::Steps));
        let mut wrong = picture(1, 0);
        wrong.screen = StageScreen::Form;
        assert_eq!(room.show(wrong), Err(StageProblem::Screen));
        let long = "0".repeat(65);
        assert_eq!(
            room.act(step(StageStep::Token, &long)),
            Err(StageProblem::Argument("mask"))
        );
        room.act(step(StageStep::Mask, "")).unwrap();
        room.act(StageAct::Show { flow: Flow::Verify }).unwrap();
        assert_eq!(
            room.act(step(StageStep::Mask, "")),
            Err(StageProblem::Step(StageStep::Mask))
        );
        assert_eq!(room.state().picture, None);
    }
}
