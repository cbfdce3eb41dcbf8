//! A program on the mock runtime, with the real capabilities and settings of its own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use numberauth_lab::{AskWhere, OpenLiveDesk, Options, builder, context};
use numberauth_live::{Connector, DeskParts, Keychain, LiveDesk};
use numberauth_protocol::Clock;
use serde_json::Value;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

use crate::fixtures::FakeKeychain;

pub(crate) struct Program {
    pub(crate) app: App<MockRuntime>,
    pub(crate) folder: TempDir,
    pub(crate) opened: Arc<Mutex<Vec<String>>>,
    pub(crate) dialog: Dialog,
    pub(crate) live: LiveParts,
    /// What each window was told through a channel, by its label.
    pub(crate) told: Told,
    /// How often the program was told to end.
    pub(crate) quits: Arc<AtomicU32>,
}

pub(crate) type Told = Arc<Mutex<Vec<(String, Value)>>>;

/// The person at the file dialog: what they choose, and with which name it opened.
#[derive(Clone, Default)]
pub(crate) struct Dialog {
    pub(crate) chosen: Arc<Mutex<Option<PathBuf>>>,
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

impl Dialog {
    fn ask(&self) -> AskWhere {
        let Self { chosen, asked } = self.clone();
        Arc::new(move |name: &str| {
            asked.lock().unwrap().push(name.to_owned());
            chosen.lock().unwrap().clone()
        })
    }
}

/// What the Live window's desk is made of here: never the system's own keychain.
#[derive(Clone, Default)]
pub(crate) struct LiveParts {
    pub(crate) keychain: Arc<FakeKeychain>,
    /// What carries the calls.
    pub(crate) connector: Option<Connector>,
    /// How many desks were made.
    pub(crate) made: Arc<AtomicU32>,
}

impl LiveParts {
    fn open_desk(&self) -> OpenLiveDesk {
        let Self {
            keychain,
            connector,
            made,
        } = self.clone();
        Arc::new(move |folder: &Path| {
            made.fetch_add(1, Ordering::Relaxed);
            LiveDesk::with(DeskParts {
                folder: folder.to_owned(),
                keychain: Arc::clone(&keychain) as Arc<dyn Keychain>,
                connector: connector.clone(),
                clock: Clock::system(),
            })
        })
    }
}

/// The origin of the program's own page.
pub(crate) const OWN_PAGE: &str = "tauri://localhost";

impl Program {
    pub(crate) fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap())
    }

    pub(crate) fn start_in(folder: TempDir) -> Self {
        Self::start_with(folder, LiveParts::default())
    }

    pub(crate) fn start_with(folder: TempDir, live: LiveParts) -> Self {
        let opened = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&opened);
        let dialog = Dialog::default();
        let quits = Arc::new(AtomicU32::new(0));
        let options = Options {
            data_dir: Some(folder.path().to_owned()),
            named_folder: None,
            open_url: Some(Arc::new(move |url: &str| {
                log.lock().unwrap().push(url.to_owned());
                if log.lock().unwrap().len() > 1 {
                    Err("no browser".to_owned())
                } else {
                    Ok(())
                }
            })),
            ask_where: Some(dialog.ask()),
            quit: Some(Arc::new({
                let quits = Arc::clone(&quits);
                move || {
                    quits.fetch_add(1, Ordering::Relaxed);
                }
            })),
            open_live_desk: Some(live.open_desk()),
        };
        let told = Told::default();
        let window = mock_builder().channel_interceptor({
            let told = Arc::clone(&told);
            move |webview, _, _, body| {
                let message = body.clone().deserialize().unwrap();
                let label = webview.label().to_owned();
                told.lock().unwrap().push((label, message));
                true
            }
        });
        let app = builder(window, options).build(context()).unwrap();
        Self {
            app,
            folder,
            opened,
            dialog,
            live,
            told,
            quits,
        }
    }

    pub(crate) fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        self.app.get_webview_window(label).unwrap_or_else(|| {
            WebviewWindowBuilder::new(&self.app, label, WebviewUrl::default())
                .build()
                .unwrap()
        })
    }

    /// Invokes a command of the main window from its own page.
    pub(crate) fn invoke(&self, command: &str, body: Value) -> Result<Value, Value> {
        invoke(&self.window("main"), command, body, OWN_PAGE)
    }
}

impl Program {
    /// Invokes a command of the Live window from its own page.
    pub(crate) fn invoke_live(&self, command: &str, body: Value) -> Result<Value, Value> {
        let command = format!("plugin:live|{command}");
        invoke(&self.window("live"), &command, body, OWN_PAGE)
    }
}

pub(crate) fn invoke(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    body: Value,
    url: &str,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body: InvokeBody::Json(body),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_string(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}
