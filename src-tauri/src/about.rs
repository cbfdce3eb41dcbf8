//! What the program is made of, for the About dialog and for a bug report.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Made by `cargo xtask notices`.
const COMPONENTS: &str = include_str!("../components.json");
/// The edition of the vendor's page SDK whose README the simulation is true to.
const EDITION: &str = "aliyun_numberauth_customization_web 9.1.7";

/// The program and what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct About {
    /// The program's version.
    pub version: String,
    /// The commit that it was built from, if that was known.
    pub commit: Option<String>,
    /// The page SDK's edition that the simulation is true to.
    pub edition: String,
    /// The program's own licence, as an SPDX expression.
    pub licence: String,
    /// Tauri's version.
    pub tauri: String,
    /// The system's web view and its version, if it tells one.
    pub webview: Option<String>,
    /// The Rust compiler's version.
    pub rust: String,
    /// The operating system and the processor.
    pub system: String,
    /// What others made, for this operating system.
    pub components: Vec<Component>,
}

/// Something that others made and that is in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Component {
    /// Its name where it is published.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as it states it, usually an SPDX expression.
    pub licence: String,
    /// What it is written for.
    pub kind: ComponentKind,
    /// The operating systems that it is there for, by Rust's names; all if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(skip)]
    pub systems: Vec<String>,
}

/// What a component is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ComponentKind {
    /// A crate.
    Rust,
    /// A package of the page.
    Npm,
}

impl About {
    /// The program that runs.
    pub(crate) fn this() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("NUMBERAUTH_COMMIT").map(str::to_owned),
            edition: EDITION.to_owned(),
            licence: env!("CARGO_PKG_LICENSE").to_owned(),
            tauri: tauri::VERSION.to_owned(),
            webview: tauri::webview_version()
                .ok()
                .map(|version| format!("{WEB_VIEW} {version}")),
            rust: env!("NUMBERAUTH_RUST").to_owned(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            components: components(std::env::consts::OS),
        }
    }
}

const WEB_VIEW: &str = if cfg!(target_os = "windows") {
    "WebView2"
} else if cfg!(target_os = "macos") {
    "WebKit"
} else {
    "WebKitGTK"
};

/// The components for an operating system.
fn components(system: &str) -> Vec<Component> {
    let all: Vec<Component> = serde_json::from_str(COMPONENTS).unwrap_or_else(|error| {
        tracing::error!(%error, "the list of components cannot be read");
        Vec::new()
    });
    all.into_iter()
        .filter(|one| one.systems.is_empty() || one.systems.iter().any(|known| known == system))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_own_components() {
        let names = |system| -> Vec<String> {
            components(system).into_iter().map(|one| one.name).collect()
        };
        let (linux, windows, mac) = (names("linux"), names("windows"), names("macos"));
        for all in [&linux, &windows, &mac] {
            for name in ["tauri", "tokio", "svelte", "bits-ui"] {
                assert!(all.iter().any(|one| one == name), "{name}");
            }
        }
        assert!(linux.iter().any(|one| one == "webkit2gtk"));
        assert!(windows.iter().any(|one| one == "webview2-com"));
        assert!(
            !mac.iter()
                .any(|one| one == "webkit2gtk" || one == "webview2-com")
        );
    }

    #[test]
    fn every_component_has_a_version_and_a_licence() {
        for one in components(std::env::consts::OS) {
            assert!(
                !one.version.is_empty() && !one.licence.is_empty(),
                "{one:?}"
            );
        }
    }

    #[test]
    fn the_edition_is_the_one_that_the_dictionary_is_true_to() {
        assert!(
            numberauth_protocol::dictionary()
                .source
                .en
                .contains(EDITION)
        );
    }
}
