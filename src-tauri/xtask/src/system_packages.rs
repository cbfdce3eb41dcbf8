//! Which system packages are needed for what, and which of them are missing.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::{apt, command, other_systems};

/// What the set-up is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compiling and starting the program.
    Build,
    /// Also the tests in a real window, on a display that nobody sees.
    Test,
    /// Also the look at the finished packages, and a fresh system to install them into.
    Package,
}

/// To compile: the web view with its headers, and a C toolchain for the linker.
const BUILD: [&str; 3] = ["build-essential", "libwebkit2gtk-4.1-dev", "pkg-config"];

/// For the window tests: a display, a session bus, the web view's driver, and a font with Chinese
/// letters (without it the screenshots show boxes). A browser with its driver for other people's
/// pages, a keyring for the secrets of live profiles, Python for the official SDK, and what the documentation's examples are
/// typed with. A display whose screens can be unplugged, and what unplugs them.
const TEST: [&str; 13] = [
    "chromium",
    "chromium-driver",
    "curl",
    "dbus",
    "fonts-noto-cjk",
    "gnome-keyring",
    "jq",
    "python3-venv",
    "webkit2gtk-driver",
    "x11-xserver-utils",
    "xauth",
    "xserver-xorg-video-dummy",
    "xvfb",
];

/// For `cargo xtask package --check`: a fresh system, those who judge packages, a display and a bus.
const PACKAGE: [&str; 8] = [
    "appstream",
    "dbus",
    "debootstrap",
    "desktop-file-utils",
    "lintian",
    "man-db",
    "rpm",
    "xvfb",
];

/// Installs what is missing, or says what to install and fails.
pub(crate) fn prepare(purpose: Purpose) -> Result<()> {
    if !cfg!(target_os = "linux") {
        eprintln!(
            "    system packages: none needed on {}",
            std::env::consts::OS
        );
        return Ok(());
    }
    if command::find("apt-get").is_none() || command::find("dpkg-query").is_none() {
        return other_systems::check(purpose);
    }
    let missing = missing(purpose, &apt::installed(&wanted(purpose))?);
    if missing.is_empty() {
        eprintln!("    system packages: all there");
        return Ok(());
    }
    eprintln!("    system packages missing: {}", missing.join(" "));
    apt::install(&missing)
}

/// The Debian names of all packages for a purpose.
pub(crate) fn wanted(purpose: Purpose) -> Vec<&'static str> {
    match purpose {
        Purpose::Build => BUILD.to_vec(),
        Purpose::Test => [BUILD.as_slice(), TEST.as_slice()].concat(),
        Purpose::Package => [BUILD.as_slice(), PACKAGE.as_slice()].concat(),
    }
}

fn missing(purpose: Purpose, installed: &BTreeSet<String>) -> Vec<&'static str> {
    let mut missing = wanted(purpose);
    missing.retain(|package| !installed.contains(*package));
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_what_is_missing_is_named() {
        let installed = set(&["build-essential", "pkg-config", "xvfb"]);
        assert_eq!(
            missing(Purpose::Build, &installed),
            ["libwebkit2gtk-4.1-dev"]
        );
        assert_eq!(
            missing(Purpose::Test, &installed),
            [
                "libwebkit2gtk-4.1-dev",
                "chromium",
                "chromium-driver",
                "curl",
                "dbus",
                "fonts-noto-cjk",
                "gnome-keyring",
                "jq",
                "python3-venv",
                "webkit2gtk-driver",
                "x11-xserver-utils",
                "xauth",
                "xserver-xorg-video-dummy"
            ]
        );
    }

    #[test]
    fn nothing_is_missing_when_all_is_there() {
        let installed = set(&wanted(Purpose::Test));
        assert!(missing(Purpose::Test, &installed).is_empty());
    }

    #[test]
    fn starting_the_program_needs_no_virtual_display() {
        assert!(!wanted(Purpose::Build).contains(&"xvfb"));
    }
}
