//! The installers, by Tauri's bundler: what is in them is told by tauri.conf.json and, over it, by
//! src-tauri/packaging/linux.json and windows.json.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{
    changelog,
    contents::Contents,
    tree::{self, Customs, NAME},
};
use crate::{checkout::Checkout, command, icons};

/// What is said of the packages for one system, over tauri.conf.json.
const LINUX: &str = "src-tauri/packaging/linux.json";
const WINDOWS: &str = "src-tauri/packaging/windows.json";

/// Makes this system's installers, and puts them into the folder.
pub(super) fn make(
    checkout: &Checkout,
    folder: &Path,
    contents: &Contents,
    appimage: bool,
) -> Result<Vec<PathBuf>> {
    let kinds: &[&str] = match std::env::consts::OS {
        "linux" if appimage => &["deb", "rpm", "appimage"],
        "linux" => &["deb", "rpm"],
        "macos" => &["dmg"],
        "windows" => &["nsis"],
        other => bail!(
            "Tauri makes no installers for {other}; the window builds by `cargo build --release`"
        ),
    };
    let bundles = checkout.target().join("release/bundle");
    // What is there of other versions would be taken for this one's.
    if bundles.exists() {
        fs::remove_dir_all(&bundles).with_context(|| bundles.display().to_string())?;
    }
    let mut tauri = icons::tauri(checkout)?;
    tauri.args(["bundle", "--ci", "--bundles", &kinds.join(",")]);
    tauri.args(["--features", "custom-protocol"]);
    if cfg!(target_os = "linux") {
        tauri.args(["--config", LINUX]);
        tauri.args(["--config", &staged(checkout, folder, contents)?.to_string()]);
    }
    if cfg!(windows) {
        tauri.args(["--config", WINDOWS]);
    }
    // The bundler gives its folders the rights that this user gives to new ones.
    let mut tauri = with_usual_rights(tauri);
    command::run(&mut tauri).context("Tauri's bundler failed: its last lines say where")?;
    kinds
        .iter()
        .map(|kind| take(&bundles.join(kind), kind, folder))
        .collect()
}

/// Stages what goes below /usr, and tells the bundler where it is.
fn staged(checkout: &Checkout, folder: &Path, contents: &Contents) -> Result<Value> {
    let root = checkout.root();
    let said: Value = serde_json::from_slice(&tree::read(&root.join(LINUX))?)
        .with_context(|| format!("{LINUX} is no JSON"))?;
    let maintainer = said["bundle"]["publisher"]
        .as_str()
        .with_context(|| format!("{LINUX} names no publisher"))?;
    let text = fs::read_to_string(root.join("CHANGELOG.md")).context("no CHANGELOG.md")?;
    let text = changelog::debian(&text, NAME, maintainer, contents.day)?;
    let changelog = folder.join("work/changelog");
    tree::put(&changelog, text.as_bytes(), 0o644)?;
    let place = |customs: Customs, name: &str| -> Result<PathBuf> {
        let usr = folder.join("work").join(name);
        tree::lay_out(contents, customs, &usr)?;
        Ok(usr)
    };
    let debian = place(Customs::Debian, "debian")?;
    let fedora = place(Customs::Fedora, "fedora")?;
    Ok(json!({"bundle": {"linux": {
        "deb": {"files": {"/usr": debian}, "changelog": changelog},
        "rpm": {"files": {"/usr": fedora}},
        "appimage": {"files": {"/usr": debian}},
    }}}))
}

/// The same command, whose new folders everybody may read.
fn with_usual_rights(inner: std::process::Command) -> std::process::Command {
    if !cfg!(unix) {
        return inner;
    }
    let mut outer = command::command("sh");
    outer.args(["-c", "umask 022 && exec \"$@\"", "sh"]);
    outer.arg(inner.get_program()).args(inner.get_args());
    if let Some(folder) = inner.get_current_dir() {
        outer.current_dir(folder);
    }
    outer
}

/// Copies the one file of a kind, under the name that its users expect.
fn take(from: &Path, kind: &str, to: &Path) -> Result<PathBuf> {
    let ending = match kind {
        "appimage" => "AppImage",
        "nsis" => "exe",
        kind => kind,
    };
    let entries =
        fs::read_dir(from).with_context(|| format!("no {kind} was made in {}", from.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    let [file] = found.as_slice() else {
        bail!("not one {kind} is in {}, but {found:?}", from.display());
    };
    let target = to.join(public_name(kind));
    fs::copy(file, &target).with_context(|| format!("cannot write {}", target.display()))?;
    Ok(target)
}

/// Each kind's own custom of version and architecture in its name.
fn public_name(kind: &str) -> String {
    let version = super::VERSION;
    let architecture = std::env::consts::ARCH;
    match kind {
        "deb" => {
            let architecture = match architecture {
                "x86_64" => "amd64",
                "aarch64" => "arm64",
                other => other,
            };
            format!("{NAME}_{version}_{architecture}.deb")
        }
        "rpm" => format!("{NAME}-{version}-1.{architecture}.rpm"),
        "appimage" => format!("{NAME}-{version}-{architecture}.AppImage"),
        "nsis" => format!("{NAME}-{version}-{architecture}-setup.exe"),
        other => format!("{NAME}-{version}-{architecture}.{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_of_a_kind_is_taken_and_gets_its_public_name() {
        let from = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        let error = take(from.path(), "rpm", to.path()).unwrap_err().to_string();
        assert!(error.contains("not one rpm"), "{error}");
        fs::write(from.path().join("Lab_1.rpm"), "package").unwrap();
        fs::create_dir(from.path().join("Lab_1")).unwrap();
        let taken = take(from.path(), "rpm", to.path()).unwrap();
        assert_eq!(taken, to.path().join(public_name("rpm")));
        assert_eq!(fs::read_to_string(taken).unwrap(), "package");
        fs::write(from.path().join("Lab_0.rpm"), "older").unwrap();
        assert!(take(from.path(), "rpm", to.path()).is_err());
    }

    #[test]
    fn the_window_has_one_name_and_one_version_everywhere() {
        let root = Checkout::find().unwrap().root().to_owned();
        let read = |path: &str| -> Value {
            serde_json::from_slice(&fs::read(root.join(path)).unwrap()).unwrap()
        };
        assert_eq!(read(LINUX)["productName"], NAME);
        for stated in [read(LINUX), read("tauri.conf.json")] {
            assert!(
                stated["version"].is_null(),
                "Cargo.toml alone states the version"
            );
        }
        assert!(read(WINDOWS)["bundle"]["windows"]["nsis"].is_object());
        for page in ["ui/package.json", "ui/src/sdk/package.json"] {
            assert_eq!(read(page)["version"], crate::package::VERSION, "{page}");
        }
    }
}
