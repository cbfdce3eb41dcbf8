use std::path::PathBuf;
use std::sync::Arc;

use numberauth_live::LiveDesk;
use numberauth_scenario::{
    Bench, BenchConfig, BenchError, DeviceChoice, Dropped, HotspotChoice, Runs, Shelf, read_dropped,
};
use tauri::plugin::Builder as PluginBuilder;
use tauri::webview::PageLoadEvent;
use tauri::{
    AppHandle, Builder, Context, DragDropEvent, Manager, RunEvent, Runtime, Webview,
    WebviewWindowBuilder, Window, WindowEvent,
};
use thiserror::Error;
use tokio::sync::watch;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::arguments::Arguments;
use crate::commands;
use crate::data_folder::{self, DataFolderError};
use crate::error::{CommandError, ErrorCode};
use crate::evidence::{AskWhere, ask_by_dialog};
use crate::feed::Feed;
use crate::live_room::{self, LiveRoom, OpenLiveDesk};
use crate::menu::{self, MenuChoices, Spoken};
use crate::one_instance;
use crate::own_pages;
use crate::placement;
use crate::settings::{DeviceSettings, Notice, Settings, SettingsStore, StageDeed};
use crate::stage_room::{self, StageRoom};
use crate::web_data::{self, WebData};

/// The simulation's window, which tauri.conf.json describes.
pub(crate) const MAIN: &str = "main";

/// Opens an address in the system's browser, or says why not. A port, so that tests need no browser.
pub type OpenUrl = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// Ends the program with all its windows. A port, so that a test's program goes on.
pub type Quit = Arc<dyn Fn() + Send + Sync>;

/// What every command may use.
pub(crate) struct Shell {
    pub(crate) bench: Arc<Bench>,
    pub(crate) feed: Feed,
    pub(crate) settings: SettingsStore,
    pub(crate) open_url: OpenUrl,
    pub(crate) ask_where: AskWhere,
    pub(crate) quit: Quit,
    pub(crate) shelf: Shelf,
    pub(crate) runs: Runs,
    pub(crate) stage: StageRoom,
    /// What was dragged into the window last.
    pub(crate) dropped: watch::Sender<Option<Dropped>>,
}

/// What a run can be told.
#[derive(Clone, Default)]
pub struct Options {
    /// Where settings are kept; by default the platform's folder for the program's data.
    pub data_dir: Option<PathBuf>,
    /// The folder that the person named, in which the web view is to keep its own files too; by default in the platform's.
    pub named_folder: Option<PathBuf>,
    /// What opens an agreement; by default the system's browser.
    pub open_url: Option<OpenUrl>,
    /// What asks where evidence is to be saved; by default the system's file dialog.
    pub ask_where: Option<AskWhere>,
    /// What ends the program; by default that.
    pub quit: Option<Quit>,
    /// What makes the Live window's desk; by default one of the system: its keychain, its roots.
    pub open_live_desk: Option<OpenLiveDesk>,
}

/// Why the program cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The desk cannot be set up.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// There is no folder to keep anything in.
    #[error(transparent)]
    DataFolder(#[from] DataFolderError),
    /// There is no screen for a window.
    #[error(
        "there is no screen to show a window on (DISPLAY and WAYLAND_DISPLAY name none that answers): start it in a desktop \
         session; the command `numberauth` does without"
    )]
    NoScreen,
    /// The window cannot be made.
    #[error("{0}")]
    Window(#[from] tauri::Error),
}

/// The program's configuration, page and permissions.
#[must_use]
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// The program, for the real window and for the tests' mock alike.
#[must_use]
pub fn builder<R: Runtime>(builder: Builder<R>, options: Options) -> Builder<R> {
    // Plugins are set up in this order while the program is built: a failure is told, before there is a window.
    let desk = PluginBuilder::<R, ()>::new("desk")
        .setup(move |app, _| Ok(set_up(app, options)?))
        .on_event(|app, event| {
            if matches!(event, RunEvent::ExitRequested { .. } | RunEvent::Exit) {
                write_settings(app);
            }
        })
        .build();
    commands::register(builder)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(own_pages::plugin())
        .plugin(desk)
        .on_page_load(|webview, payload| {
            if payload.event() == PageLoadEvent::Started {
                page_begins(webview);
            }
        })
        .on_window_event(|window, event| {
            if window.label() == MAIN
                && let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event
            {
                take_dropped(window, paths);
            }
            if window.label() == live_room::LABEL
                && matches!(event, WindowEvent::Destroyed)
                && let Some(room) = window.try_state::<LiveRoom>()
            {
                room.leave();
            }
            if window.label() == MAIN && matches!(event, WindowEvent::CloseRequested { .. }) {
                write_settings(window);
            }
            stage_event(window, event);
        })
}

/// Writes the settings that wait to be written: the main window closes, or the program ends.
pub fn write_settings<R: Runtime>(program: &impl Manager<R>) {
    if let Some(shell) = program.try_state::<Shell>() {
        shell.settings.flush();
    }
}

/// A page is loaded, for the first time or again. The SDK instances of the one before it, in this window, are nobody's: nobody
/// is there to call back. Those of the other windows stay.
pub fn page_begins<R: Runtime>(webview: &Webview<R>) {
    if let Some(shell) = webview.try_state::<Shell>() {
        shell.close_instances_of(webview.label());
        if webview.label() == stage_room::LABEL {
            shell.stage.page_begins();
        }
    }
}

/// A stage that is closed gives the phone back; without the main window it would be a phone without a presenter, and goes too.
fn stage_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let Some(shell) = window.try_state::<Shell>() else {
        return;
    };
    let stage = window.get_webview_window(stage_room::LABEL);
    match (window.label(), event) {
        (stage_room::LABEL, WindowEvent::Destroyed) => stage_room::gone(&shell),
        (MAIN, WindowEvent::Destroyed) => {
            let destroyed = stage.map(|stage| {
                placement::remember(&stage.as_ref().window());
                stage.destroy()
            });
            if let Some(Err(error)) = destroyed {
                tracing::warn!(%error, "the stage could not be closed with the main window");
            }
        }
        _ => {}
    }
}

/// Reads the files that were dragged into the main window, and shows the page what came of it.
pub fn take_dropped<R: Runtime>(window: &impl Manager<R>, paths: &[PathBuf]) {
    if let Some(shell) = window.try_state::<Shell>() {
        shell.dropped.send_replace(Some(read_dropped(paths)));
    }
}

fn set_up<R: Runtime>(app: &AppHandle<R>, options: Options) -> Result<(), StartError> {
    let folder = match options.data_dir {
        Some(folder) => folder,
        None => app.path().app_data_dir()?,
    };
    app.manage(WebData::below(options.named_folder));
    let settings = SettingsStore::open(app, &folder);
    let open_live_desk = options
        .open_live_desk
        .unwrap_or_else(|| Arc::new(LiveDesk::open));
    let shelf = Shelf::new(folder.join("scenarios"));
    app.manage(LiveRoom::new(folder, open_live_desk));
    app.manage(MenuChoices::default());
    let device = settings.current().device;
    let bench = start_bench(device)?;
    let open_url = options
        .open_url
        .unwrap_or_else(|| Arc::new(open_in_browser));
    if let Some(id) = settings.current().scenario
        && let Err(reason) = load_again(&bench, &shelf, &id, device)
    {
        settings.tell(Notice::ScenarioNotLoaded { id, reason });
    }
    let ask_where = options
        .ask_where
        .unwrap_or_else(|| ask_by_dialog(app.clone()));
    let ending = app.clone();
    let quit = options
        .quit
        .unwrap_or_else(|| Arc::new(move || ending.exit(0)));
    let bench = Arc::new(bench);
    let watched = Arc::clone(&bench);
    tauri::async_runtime::spawn(async move { watched.watch_machine().await });
    app.manage(Shell {
        bench,
        feed: Feed::default(),
        settings,
        open_url,
        ask_where,
        quit,
        shelf,
        runs: Runs::default(),
        stage: StageRoom::default(),
        dropped: watch::Sender::new(None),
    });
    Ok(())
}

/// The bench with the device of the last run.
fn start_bench(device: DeviceSettings) -> Result<Bench, BenchError> {
    let DeviceSettings {
        carrier,
        network,
        hotspot_carrier,
    } = device;
    let bench = tauri::async_runtime::block_on(async {
        let config = BenchConfig::interactive().map_err(BenchError::from)?;
        Bench::start(BenchConfig {
            carrier,
            network,
            hotspot_carrier,
            ..config
        })
        .await
    })?;
    tracing::info!(address = %bench.simulator().address(), "the simulator listens");
    Ok(bench)
}

/// Loads the scenario of the last run, and puts back the device that was chosen over its own; fails with why not.
fn load_again(
    bench: &Bench,
    shelf: &Shelf,
    id: &str,
    device: DeviceSettings,
) -> Result<(), String> {
    let file = shelf.file(id).map_err(|error| error.to_string())?;
    bench.load(&file).map_err(|error| error.to_string())?;
    bench
        .set_device(&device.into())
        .map_err(|error| error.to_string())?;
    Ok(())
}

fn open_in_browser(url: &str) -> Result<(), String> {
    tauri_plugin_opener::open_url(url, None::<&str>).map_err(|error| error.to_string())
}

/// How the ids of a window's SDK instances begin: no page reaches another window's.
pub(crate) fn instances_of(window: &str) -> String {
    format!("{window}:")
}

impl Shell {
    /// The loaded scenario, by its id.
    pub(crate) fn remember_scenario(&self, id: Option<String>) {
        self.remember(|settings| settings.scenario = id);
    }

    /// Drops the SDK instances of a window's page.
    pub(crate) fn close_instances_of(&self, window: &str) {
        self.bench.instances().close_all_of(&instances_of(window));
    }

    /// Tells the presenter what the stage's page asked for in vain.
    pub(crate) fn tell_refused(&self, deed: StageDeed, error: &CommandError) {
        // A stage that is closing shows nothing to anybody, which is no failure.
        if error.code != ErrorCode::StageClosed {
            let reason = error.message.clone();
            self.settings.tell(Notice::StageRefused { deed, reason });
        }
    }

    /// The device as the settings keep it: without its number.
    pub(crate) fn remember_device(&self, choice: &DeviceChoice) {
        self.remember(|settings| {
            settings.device.carrier = choice.carrier;
            settings.device.network = choice.network;
            if let Some(HotspotChoice { carrier, .. }) = &choice.hotspot_owner {
                settings.device.hotspot_carrier = *carrier;
            }
        });
    }

    /// Nobody waits for this one: what the disk refuses is told by the settings' own notice.
    fn remember(&self, change: impl FnOnce(&mut Settings)) {
        if let Err(error) = self.settings.change(change) {
            tracing::error!(%error, "a choice was not remembered");
        }
    }
}

/// Runs the program until its windows are closed. If one of the same data folder runs already, it is brought to the
/// front, and this one ends the process with 0.
pub fn run(arguments: &Arguments) -> Result<(), StartError> {
    let filter = std::env::var("RUST_LOG").ok();
    let filter = filter.and_then(|filter| filter.parse::<Targets>().ok());
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO)))
        .init();
    let mut context = context();
    let identifier = context.config().identifier.clone();
    let folder = match &arguments.data_dir {
        Some(folder) => data_folder::named(folder)?,
        None => data_folder::usual(&identifier)?,
    };
    #[cfg(target_os = "linux")]
    gtk::init().map_err(|_| StartError::NoScreen)?;
    let name = one_instance::name(&identifier, &folder);
    if !cfg!(target_os = "linux") && arguments.data_dir.is_some() {
        // There the plugin knows programs by their identifier alone.
        context.config_mut().identifier.clone_from(&name);
    }
    let options = Options {
        data_dir: Some(folder.clone()),
        named_folder: arguments.data_dir.is_some().then(|| folder.clone()),
        ..Options::default()
    };
    // First of all the plugins: a second start must touch nothing.
    let program = Builder::default()
        .plugin(one_instance::guard(&name))
        .plugin(placement::plugin(folder));
    let program = builder(program, options).setup(|app| {
        open_main(app.handle())?;
        if cfg!(target_os = "macos") {
            show_system_menu(app.handle())?;
        }
        Ok(())
    });
    let program = program.on_menu_event(|app, event| {
        if let Some(choices) = app.try_state::<MenuChoices>() {
            choices.tell(event.id().as_ref());
        }
    });
    program.run(context)?;
    Ok(())
}

/// Opens the simulation's window as tauri.conf.json describes it.
fn open_main<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let mut windows = app.config().app.windows.iter();
    let described = windows
        .find(|window| window.label == MAIN)
        .ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app, described)?;
    web_data::placed(app, window).build()?;
    Ok(())
}

/// Has the menu speak as the page does, until the program ends.
async fn menu_follows<R: Runtime>(
    app: AppHandle<R>,
    mut shown: Spoken,
    mut settings: watch::Receiver<Settings>,
    mut system: watch::Receiver<Spoken>,
) {
    loop {
        let wanted = Spoken::of(
            settings.borrow_and_update().language,
            *system.borrow_and_update(),
        );
        if wanted != shown {
            shown = wanted;
            let made = menu::build(&app, wanted);
            if let Err(error) = made.and_then(|menu| app.set_menu(menu)) {
                tracing::warn!(%error, "the menu does not follow the language");
            }
        }
        let came = tokio::select! {
            came = settings.changed() => came,
            came = system.changed() => came,
        };
        if came.is_err() {
            return;
        }
    }
}

/// The system's own menu, in the page's language, which it follows.
fn show_system_menu<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let Some(shell) = app.try_state::<Shell>() else {
        return Ok(());
    };
    let settings = shell.settings.watch();
    let system = app.state::<MenuChoices>().system();
    let language = Spoken::of(settings.borrow().language, *system.borrow());
    app.set_menu(menu::build(app, language)?)?;
    tauri::async_runtime::spawn(menu_follows(app.clone(), language, settings, system));
    Ok(())
}
