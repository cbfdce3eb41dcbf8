//! The Live window and what belongs to it. Nothing of it is there before the window is: no profile is read, no keychain
//! asked, no connection opened.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use numberauth_live::{LiveDesk, LiveError};
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

use crate::appearance::Follower;
use crate::web_data;

/// The window's label: its capability is for this label, and no other window has it.
pub(crate) const LABEL: &str = "live";
const TITLE: &str = "NumberAuth Lab — 真实 LIVE";

/// Makes the live desk over the program's folder. A port, so that tests have a keychain and a cloud of their own.
pub type OpenLiveDesk = Arc<dyn Fn(&Path) -> Result<LiveDesk, LiveError> + Send + Sync>;

/// What the Live window's commands use. The simulation's state does not know it.
pub(crate) struct LiveRoom {
    folder: PathBuf,
    open_desk: OpenLiveDesk,
    desk: Mutex<Option<Arc<LiveDesk>>>,
    pub(crate) appearance: Follower,
}

impl LiveRoom {
    pub(crate) fn new(folder: PathBuf, open_desk: OpenLiveDesk) -> Self {
        Self {
            folder,
            open_desk,
            desk: Mutex::default(),
            appearance: Follower::default(),
        }
    }

    /// The desk, made when the window first asks.
    pub(crate) fn desk(&self) -> Result<Arc<LiveDesk>, LiveError> {
        let mut desk = self.current();
        if let Some(made) = &*desk {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new((self.open_desk)(&self.folder)?);
        Ok(Arc::clone(desk.insert(made)))
    }

    /// The window is gone: so are its tokens, numbers and journal, and the secrets that were for this run. The count of
    /// billable calls stays, or closing the window would be a way around the limit.
    pub(crate) fn leave(&self) {
        self.appearance.stop();
        if let Some(desk) = &*self.current() {
            desk.forget_this_run();
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<LiveDesk>>> {
        // A desk is put here whole or not at all.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the window, or brings it to the front. Only the gate does this, after its confirmation.
pub(crate) fn open_window<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(LABEL) {
        window.unminimize()?;
        return window.set_focus();
    }
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("live.html".into()))
        .title(TITLE)
        .inner_size(1100.0, 760.0)
        .min_inner_size(320.0, 400.0);
    web_data::placed(app, window).build()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use numberauth_live::{
        DeskParts, Keep, Keychain, KeychainError, KeychainState, ProfileDraft, SecretPlace,
    };
    use numberauth_protocol::Clock;
    use secrecy::SecretString;
    use tauri::async_runtime::block_on;

    use super::*;

    #[derive(Debug)]
    struct NoKeychain;

    impl NoKeychain {
        fn absent<T>() -> Result<T, KeychainError> {
            Err(KeychainError::Absent {
                reason: "a test".into(),
            })
        }
    }

    impl Keychain for NoKeychain {
        fn state(&self) -> KeychainState {
            KeychainState::Absent {
                reason: "a test".into(),
            }
        }
        fn read(&self, _: &str) -> Result<Option<SecretString>, KeychainError> {
            Self::absent()
        }
        fn write(&self, _: &str, _: &SecretString) -> Result<(), KeychainError> {
            Self::absent()
        }
        fn delete(&self, _: &str) -> Result<(), KeychainError> {
            Self::absent()
        }
        fn unlock(&self) -> Result<(), KeychainError> {
            Self::absent()
        }
    }

    #[test]
    fn leaving_forgets_the_secret_of_this_run_and_not_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let open_desk: OpenLiveDesk = Arc::new(|folder| {
            LiveDesk::with(DeskParts {
                folder: folder.to_owned(),
                keychain: Arc::new(NoKeychain),
                connector: None,
                clock: Clock::system(),
            })
        });
        let room = LiveRoom::new(folder.path().to_owned(), open_desk);
        room.leave();
        let draft = ProfileDraft {
            name: "test".into(),
            access_key_id: "LTAI5t".into(),
            scene_code: "FC1".into(),
            page_url: "https://www.example.com/".into(),
            origin: "https://www.example.com".into(),
            endpoint: None,
            sts: false,
        };
        let desk = room.desk().unwrap();
        let place = || block_on(desk.snapshot()).profiles[0].secret.clone();
        block_on(desk.save_profile(&draft, None)).unwrap();
        block_on(desk.put_secret("test", "s".into(), None, Keep::ThisRun)).unwrap();
        assert_eq!(desk.set_limit(3).limit, 3);
        assert_eq!(place(), SecretPlace::ThisRun);
        room.leave();
        assert_eq!(place(), SecretPlace::Missing);
        assert_eq!(room.desk().unwrap().spend().limit, 3);
    }
}
