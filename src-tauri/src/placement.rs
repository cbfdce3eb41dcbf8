//! Where the windows stood, remembered and put back where a screen shows them.

mod file;
mod fit;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{
    AppHandle, Manager, Monitor, PhysicalPosition, PhysicalSize, RunEvent, Runtime, Window,
    WindowEvent,
};

use self::file::{Place, Places};
use self::fit::{Screen, fit};
use crate::area::Area;

/// The places, and the file that keeps them.
struct Rooms {
    file: PathBuf,
    places: Mutex<Places>,
}

impl Rooms {
    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self) {
        // A place that is not remembered is no reason to say anything to the person.
        if let Err(error) = file::write(&self.file, &self.places()) {
            tracing::warn!(%error, file = %self.file.display(), "the windows' places were not saved");
        }
    }
}

/// Remembers each window of the program by its label, in `windows.json` of this folder.
pub(crate) fn plugin<R: Runtime>(folder: PathBuf) -> TauriPlugin<R> {
    Builder::new("placement")
        .setup(move |app, _| {
            let file = folder.join("windows.json");
            let places = Mutex::new(file::read(&file));
            app.manage(Rooms { file, places });
            Ok(())
        })
        .on_window_ready(|window| {
            if let Err(error) = put_back(&window) {
                tracing::warn!(%error, window = window.label(), "the window's place was not put back");
            }
            let watched = window.clone();
            window.on_window_event(move |event| {
                if matches!(event, WindowEvent::CloseRequested { .. }) {
                    remember(&watched);
                }
            });
        })
        .on_event(|app, event| {
            if let RunEvent::ExitRequested { .. } = event
                && let Some(rooms) = app.try_state::<Rooms>()
            {
                for window in app.webview_windows().values() {
                    note(&window.as_ref().window(), &rooms);
                }
                rooms.save();
            }
        })
        .build()
}

/// Remembers where the window is, as its being closed does: for one that is about to be destroyed, which is not asked.
pub(crate) fn remember<R: Runtime>(window: &Window<R>) {
    if let Some(rooms) = window.try_state::<Rooms>() {
        note(window, &rooms);
        rooms.save();
    }
}

/// Whether a place of the window with this label is remembered. It is put back when the window is made.
pub(crate) fn remembers<R: Runtime>(app: &AppHandle<R>, label: &str) -> bool {
    app.try_state::<Rooms>()
        .is_some_and(|rooms| rooms.places().contains_key(label))
}

/// Takes the window's place as it is. One that is not shown as itself keeps what was known of it.
fn note<R: Runtime>(window: &Window<R>, rooms: &Rooms) {
    match place_of(window) {
        Ok(Some(place)) => {
            let mut places = rooms.places();
            let known = places.entry(window.label().to_owned()).or_insert(place);
            // A window that fills its screen goes back to what it was before.
            *known = if place.maximized {
                Place {
                    maximized: true,
                    ..*known
                }
            } else {
                place
            };
        }
        Ok(None) => {}
        Err(error) => tracing::debug!(%error, window = window.label(), "the window tells no place"),
    }
}

fn place_of<R: Runtime>(window: &Window<R>) -> tauri::Result<Option<Place>> {
    if window.is_minimized()? || window.is_fullscreen()? {
        return Ok(None);
    }
    let PhysicalPosition { x, y } = window.outer_position()?;
    let size = window
        .inner_size()?
        .to_logical::<f64>(window.scale_factor()?);
    let place = Place {
        x,
        y,
        width: size.width,
        height: size.height,
        maximized: window.is_maximized()?,
    };
    Ok(place.is_sound().then_some(place))
}

fn put_back<R: Runtime>(window: &Window<R>) -> tauri::Result<()> {
    let Some(rooms) = window.try_state::<Rooms>() else {
        return Ok(());
    };
    let Some(place) = rooms.places().get(window.label()).copied() else {
        return Ok(());
    };
    let (outer, inner) = (window.outer_size()?, window.inner_size()?);
    let frame = PhysicalSize::new(
        outer.width.saturating_sub(inner.width),
        outer.height.saturating_sub(inner.height),
    );
    let screens: Vec<Screen> = window.available_monitors()?.iter().map(screen).collect();
    let Some(fitting) = fit(&place, frame, &screens) else {
        return Ok(());
    };
    let Area {
        x,
        y,
        width,
        height,
    } = fitting;
    window.set_size(PhysicalSize::new(width, height))?;
    window.set_position(PhysicalPosition::new(x, y))?;
    if place.maximized {
        window.maximize()?;
    }
    Ok(())
}

fn screen(monitor: &Monitor) -> Screen {
    let area = monitor.work_area();
    Screen {
        area: Area {
            x: area.position.x,
            y: area.position.y,
            width: area.size.width,
            height: area.size.height,
        },
        scale: monitor.scale_factor(),
    }
}
