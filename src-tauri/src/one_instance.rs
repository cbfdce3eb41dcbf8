//! One running program a data folder: a second start brings the first one's window to the front, and ends.

use std::path::Path;

use sha2::{Digest, Sha256};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Runtime};

use crate::shell::MAIN;

/// The name under which the program of this folder is found. Two folders are two programs: neither may write the
/// other's files, and both may run.
pub(crate) fn name(identifier: &str, folder: &Path) -> String {
    let folder = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    // A part of a name on the session bus begins with a letter.
    format!("{identifier}.folder-{}", hex::encode(&digest[..8]))
}

/// Ends this program with 0 while it is being built, if one of the same name runs already.
#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "there the identifier is the name")
)]
pub(crate) fn guard<R: Runtime>(name: &str) -> TauriPlugin<R> {
    let plugin = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| {
        tracing::info!("started a second time: the window comes to the front");
        if let Err(error) = to_front(app) {
            tracing::warn!(%error, "the window does not come to the front");
        }
    });
    #[cfg(target_os = "linux")]
    let plugin = plugin.dbus_id(name);
    plugin.build()
}

fn to_front<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    // The Live window may be the only one left.
    let window = app
        .get_webview_window(MAIN)
        .or_else(|| app.webview_windows().into_values().next());
    if let Some(window) = window {
        window.unminimize()?;
        window.show()?;
        window.set_focus()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTIFIER: &str = "io.github.numberauth-lab";

    #[test]
    fn each_folder_has_one_name_by_whatever_path_it_is_reached() {
        let home = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|folder| home.path().join(folder));
        std::fs::create_dir(&a).unwrap();
        std::fs::create_dir(&b).unwrap();
        assert_eq!(name(IDENTIFIER, &a), name(IDENTIFIER, &b.join("../a")));
        assert_ne!(name(IDENTIFIER, &a), name(IDENTIFIER, &b));
    }

    #[test]
    fn a_name_is_one_that_the_session_bus_takes() {
        let name = format!(
            "{}.SingleInstance",
            name(IDENTIFIER, Path::new("/实验 台/x"))
        );
        assert!(name.len() <= 255);
        for part in name.split('.') {
            assert!(
                part.starts_with(|c: char| c.is_ascii_alphabetic()),
                "{part}"
            );
            assert!(
                part.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
                "{part}"
            );
        }
    }
}
