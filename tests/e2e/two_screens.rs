//! A display of its own with two screens, of which one can be unplugged: Xorg's dummy driver tells its clients of it as of a real
//! one. Xvfb cannot: it has one output, and of the monitors that `xrandr --setmonitor` makes without one GTK knows nothing.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Both screens' size, in pixels; the second stands right of the first.
pub(crate) const SIZE: (i64, i64) = (1_280, 800);
const FIRST: &str = "DUMMY0";
const SECOND: &str = "DUMMY1";

/// No device of this machine is touched: neither its graphics nor its keyboard.
const CONFIGURATION: &str = r#"
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual 2560 800
  EndSubSection
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
EndSection
"#;

/// A running display server; it ends with this value.
pub(crate) struct TwoScreens {
    server: Child,
    display: String,
    // The server's configuration and log.
    _folder: TempDir,
}

impl TwoScreens {
    /// Starts the server and plugs both screens in.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let configuration = folder.path().join("xorg.conf");
        std::fs::write(&configuration, CONFIGURATION).unwrap();
        let log = folder.path().join("xorg.log");
        let mut server = Command::new(xorg())
            .args(["-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts", "-displayfd", "1"])
            .arg("-config")
            .arg(&configuration)
            .arg("-logfile")
            .arg(&log)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot start Xorg (Debian's xserver-xorg-video-dummy): {error}; run `cargo xtask test`, which installs it"
                )
            });
        let mut number = String::new();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        // It says its number when it can be reached, and nothing when it ends before that.
        output.read_line(&mut number).unwrap();
        let number = number.trim();
        assert!(
            !number.is_empty(),
            "Xorg ended: {}",
            std::fs::read_to_string(&log).unwrap_or_default()
        );
        let screens = Self {
            server,
            display: format!(":{number}"),
            _folder: folder,
        };
        let mode = format!("{}x{}", SIZE.0, SIZE.1);
        screens.xrandr(&["--output", FIRST, "--mode", &mode]);
        screens.xrandr(&["--addmode", SECOND, &mode]);
        screens.xrandr(&["--output", SECOND, "--mode", &mode, "--right-of", FIRST]);
        screens.look();
        screens
    }

    /// What `DISPLAY` is to be for a program that is to be shown here.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Pulls the second screen's cable.
    pub(crate) fn unplug_the_second(&self) {
        self.xrandr(&["--output", SECOND, "--off"]);
        self.look();
    }

    /// Has the server look at what is plugged in, as a real one does when a cable is moved: until then it takes a new screen for
    /// one that is not there, and so does GTK.
    fn look(&self) {
        self.xrandr(&["--query"]);
    }

    fn xrandr(&self, arguments: &[&str]) {
        let done = Command::new("xrandr")
            .args(["--display", &self.display])
            .args(arguments)
            .output()
            .unwrap_or_else(|error| {
                panic!("cannot start xrandr (Debian's x11-xserver-utils): {error}; run `cargo xtask test`, which installs it")
            });
        assert!(
            done.status.success(),
            "xrandr {arguments:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

/// Debian's server itself, if it is there: the one on PATH may be a wrapper that serves only who sits at the machine.
fn xorg() -> &'static str {
    let debian = "/usr/lib/xorg/Xorg";
    if Path::new(debian).exists() {
        debian
    } else {
        "Xorg"
    }
}

impl Drop for TwoScreens {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
