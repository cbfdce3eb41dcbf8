//! Linux without apt-get: what is needed is looked for by itself, and what is missing is named.

use anyhow::{Result, bail};

use crate::{
    command::{answer, command, find},
    system_packages::{Purpose, wanted},
};

/// Something that must be there, whatever the package is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// A program on PATH.
    Program(&'static str),
    /// A library with its headers, as pkg-config knows it.
    Library(&'static str),
}

const BUILD: [Need; 3] = [
    Need::Program("cc"),
    Need::Program("pkg-config"),
    Need::Library("webkit2gtk-4.1"),
];

const TEST: [Need; 10] = [
    Need::Program("curl"),
    Need::Program("dbus-run-session"),
    Need::Program("gnome-keyring-daemon"),
    Need::Program("jq"),
    Need::Program("python3"),
    Need::Program("WebKitWebDriver"),
    Need::Program("xauth"),
    Need::Program("Xorg"),
    Need::Program("xrandr"),
    Need::Program("xvfb-run"),
];

const PACKAGE: [Need; 7] = [
    Need::Program("appstreamcli"),
    Need::Program("dbus-daemon"),
    Need::Program("debootstrap"),
    Need::Program("desktop-file-validate"),
    Need::Program("lintian"),
    Need::Program("rpm"),
    Need::Program("Xvfb"),
];

/// Package managers that find a package by the file or the library in it, so that no names have
/// to be known.
const BY_CONTENTS: [&str; 2] = ["dnf", "zypper"];

impl Need {
    fn is_met(self) -> bool {
        match self {
            Self::Program(name) => find(name).is_some(),
            Self::Library(name) => answer(command("pkg-config").args(["--exists", name])).is_some(),
        }
    }

    /// The need as `dnf install` and `zypper install` take it.
    fn by_contents(self) -> String {
        match self {
            Self::Program(name) => format!("/usr/bin/{name}"),
            Self::Library(name) => format!("'pkgconfig({name})'"),
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Program(name) => format!("the program {name}"),
            Self::Library(name) => format!("the library {name} with its headers (pkg-config)"),
        }
    }
}

/// Passes when everything is there, else says what to install.
pub(crate) fn check(purpose: Purpose) -> Result<()> {
    let needs = match purpose {
        Purpose::Build => BUILD.to_vec(),
        Purpose::Test => [BUILD.as_slice(), TEST.as_slice()].concat(),
        Purpose::Package => [BUILD.as_slice(), PACKAGE.as_slice()].concat(),
    };
    let missing: Vec<_> = needs.into_iter().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        eprintln!("    system packages: all there (no apt-get here; looked for by name)");
        return Ok(());
    }
    let installer = BY_CONTENTS.into_iter().find(|name| find(name).is_some());
    bail!("{}", advice(&missing, installer, purpose));
}

fn advice(missing: &[Need], installer: Option<&str>, purpose: Purpose) -> String {
    let list = |word: fn(Need) -> String, between: &str| {
        missing
            .iter()
            .copied()
            .map(word)
            .collect::<Vec<_>>()
            .join(between)
    };
    let missing = list(Need::in_words, "\n    ");
    let how = match installer {
        Some(name) => format!(
            "Install what has them:\n    sudo {name} install {}",
            list(Need::by_contents, " ")
        ),
        None => format!(
            "Install what has them with your system's package manager. On Debian and Ubuntu the \
             packages are:\n    {}",
            wanted(purpose).join(" ")
        ),
    };
    format!(
        "this system has no apt-get, so that these cannot be installed from here:\n    {missing}\n\
         {how}\nThen run the same command again."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISSING: [Need; 2] = [Need::Library("webkit2gtk-4.1"), Need::Program("xvfb-run")];

    #[test]
    fn where_packages_are_found_by_contents_the_command_is_exact() {
        let text = advice(&MISSING, Some("dnf"), Purpose::Test);
        assert!(
            text.contains("\n    sudo dnf install 'pkgconfig(webkit2gtk-4.1)' /usr/bin/xvfb-run\n"),
            "{text}"
        );
    }

    #[test]
    fn elsewhere_the_needs_and_their_debian_names_are_listed() {
        let text = advice(&MISSING, None, Purpose::Test);
        for part in [
            "webkit2gtk-4.1",
            "the program xvfb-run",
            "libwebkit2gtk-4.1-dev",
            "again",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_program_that_nobody_has_is_missing() {
        assert!(!Need::Program("numberauth-no-such-program").is_met());
        assert!(!Need::Library("numberauth-no-such-library").is_met());
    }
}
