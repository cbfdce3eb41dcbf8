//! A display that nobody sees, and a session bus that nobody else is on: the test's own, outside of the fresh system.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{fresh_system::USER, painted::Frame};
use crate::{command::command, package::tree};

/// A bus without the services of the machine that tests.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:abstract=@NAME@</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"#;

/// Both run until this is dropped.
pub(super) struct Display {
    x: Running,
    bus: Running,
    folder: TempDir,
    /// As `DISPLAY` has it.
    pub(super) name: String,
    /// As `DBUS_SESSION_BUS_ADDRESS` has it. An abstract socket, which is found from inside of another root too.
    pub(super) bus_address: String,
}

impl Display {
    pub(super) fn start() -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("numberauth-display-")
            .tempdir()
            .context("cannot make a folder for the display")?;
        // Without access control: the user of the fresh system is none of this machine's.
        let mut x = command("Xvfb");
        x.args(["-displayfd", "1", "-ac", "-nolisten", "tcp", "-screen", "0"]);
        x.arg("1280x800x24").arg("-fbdir").arg(folder.path());
        let (x, name) = Running::start(x)?;
        let address = folder.path().display().to_string();
        let config = folder.path().join("bus.conf");
        fs::write(&config, BUS.replace("@NAME@", &address))?;
        tree::allow(folder.path(), 0o755)?;
        // The bus serves the user that it runs as.
        let mut bus = command("setpriv");
        bus.args([
            "--reuid",
            USER,
            "--regid",
            USER,
            "--clear-groups",
            "dbus-daemon",
            "--nofork",
            "--print-address",
        ]);
        bus.arg(format!("--config-file={}", config.display()));
        let (bus, bus_address) = Running::start(bus)?;
        Ok(Self {
            x,
            bus,
            folder,
            name: format!(":{name}"),
            bus_address,
        })
    }

    /// What is on the screen.
    pub(super) fn frame(&self) -> Result<Frame> {
        for (what, running) in [("the display", self.x.0.id()), ("the bus", self.bus.0.id())] {
            if !std::path::Path::new(&format!("/proc/{running}/exe")).exists() {
                bail!("{what} has ended");
            }
        }
        let file = self.folder.path().join("Xvfb_screen0");
        let dump = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Frame::from_xwd(&dump)
    }
}

/// A program that ends with this.
struct Running(Child);

impl Running {
    /// Starts it, and waits for the line in which it says where it is found.
    fn start(mut command: std::process::Command) -> Result<(Self, String)> {
        let name = crate::command::shown(&command);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start `{name}`"))?;
        let mut running = Self(child);
        let stdout = running.0.stdout.take().context("no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("`{name}` ended without saying where it is found");
        }
        Ok((running, line.trim().to_owned()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
