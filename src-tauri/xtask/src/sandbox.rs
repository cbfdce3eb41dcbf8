//! Where the Rust tests run: a home folder of their own, a session bus of their own, and a display
//! that nobody sees. Nothing they do reaches the user's settings, keychain or screen, and nothing
//! (a bus, at-spi, a keyring daemon) stays behind.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::command::{cargo_program, command};

/// The tests' own home folder, deleted when dropped.
pub(crate) struct Sandbox {
    home: TempDir,
}

impl Sandbox {
    pub(crate) fn new() -> Result<Self> {
        // In the system's own folder for this, since a socket's path may have 107 bytes only.
        let home = tempfile::Builder::new()
            .prefix("numberauth-")
            .tempdir()
            .context("cannot make a home folder for the tests")?;
        fs::create_dir(home.path().join("tmp"))
            .context("cannot make a temporary folder for the tests")?;
        Ok(Self { home })
    }

    /// A cargo command for the sandbox; with a display and a bus if asked for (Linux only).
    pub(crate) fn cargo(&self, root: &Path, display: bool) -> Command {
        let mut command = if display && cfg!(target_os = "linux") {
            let mut command = command("dbus-run-session");
            command.args(["--", "xvfb-run", "-a", "-s", "-screen 0 1280x800x24"]);
            command.arg(cargo_program());
            command
        } else {
            command(cargo_program())
        };
        command.current_dir(root);
        self.move_in(&mut command);
        // The window tests ask for it, so as to say how they want to be run.
        command.env("NUMBERAUTH_XTASK", "1");
        command
    }

    fn move_in(&self, command: &mut Command) {
        // Where cargo and rustup keep their things is told by HOME, unless it is told by name.
        for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if let Some(place) = tool_home(env::var_os(variable), env::home_dir(), folder) {
                command.env(variable, place);
            }
        }
        let home = self.home.path();
        command
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("TMPDIR", home.join("tmp"));
        for leads_out in [
            "DBUS_SESSION_BUS_ADDRESS",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "XAUTHORITY",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
        ] {
            command.env_remove(leads_out);
        }
    }
}

fn tool_home(told: Option<OsString>, home: Option<PathBuf>, folder: &str) -> Option<PathBuf> {
    told.filter(|place| !place.is_empty())
        .map(PathBuf::from)
        .or_else(|| Some(home?.join(folder)).filter(|place| place.is_dir()))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    fn variable<'a>(command: &'a Command, name: &str) -> Option<&'a OsStr> {
        command
            .get_envs()
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| value)
    }

    #[test]
    fn the_tests_live_in_a_home_of_their_own_that_goes_away() {
        let sandbox = Sandbox::new().unwrap();
        let home = sandbox.home.path().to_path_buf();
        let command = sandbox.cargo(Path::new("."), true);
        for name in ["HOME", "XDG_RUNTIME_DIR"] {
            assert_eq!(variable(&command, name), Some(home.as_os_str()), "{name}");
        }
        assert_eq!(
            variable(&command, "NUMBERAUTH_XTASK"),
            Some(OsStr::new("1"))
        );
        let removed = command
            .get_envs()
            .any(|(name, value)| name == "WAYLAND_DISPLAY" && value.is_none());
        assert!(removed, "the window would open on the user's own display");
        drop(sandbox);
        assert!(!home.exists());
    }

    #[test]
    fn the_toolchain_is_found_inside() {
        // Under rustup this is a proxy that looks for its toolchains below HOME.
        let mut rustc = Command::new("rustc");
        Sandbox::new().unwrap().move_in(&mut rustc);
        let output = rustc.arg("-vV").output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    #[test]
    fn cargos_folder_is_the_named_one_or_the_real_homes() {
        let home = tempfile::tempdir().unwrap();
        let real = Some(home.path().to_path_buf());
        assert_eq!(
            tool_home(Some("/named".into()), real.clone(), ".cargo"),
            Some("/named".into())
        );
        // A Rust from the system's packages has no ~/.rustup: then nothing is set.
        assert_eq!(tool_home(None, real.clone(), ".rustup"), None);
        fs::create_dir(home.path().join(".cargo")).unwrap();
        assert_eq!(
            tool_home(Some(OsString::new()), real, ".cargo"),
            Some(home.path().join(".cargo"))
        );
    }
}
