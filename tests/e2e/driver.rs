//! WebKitWebDriver as a child process, and what must be there before a window can open.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::home::Home;
use crate::sources;

/// How long the driver may take to listen. Machines are noisy.
const START: Duration = Duration::from_secs(30);
/// How long the program may take to end after its session has.
const END: Duration = Duration::from_secs(10);

/// A running driver; it ends with this value, and the program with it.
pub(crate) struct Driver {
    child: Child,
    pub(crate) port: u16,
}

impl Driver {
    /// Starts a driver on a free port, whose program lives in this home.
    pub(crate) fn start(home: &Home) -> Self {
        let page = std::fs::read_to_string(sources::checkout("ui/dist/index.html")).ok();
        let display = ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
        if let Some(obstacle) = obstacle(display, page.as_deref()) {
            panic!("{obstacle}");
        }
        // The port is free when it is asked for, and may be somebody else's a moment later.
        (0..5)
            .find_map(|_| Self::try_start(home))
            .unwrap_or_else(|| {
                panic!(
                    "WebKitWebDriver does not start; see {}",
                    log(home).display()
                )
            })
    }

    fn try_start(home: &Home) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .unwrap()
            .port();
        let output = File::create(log(home)).unwrap();
        let child = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // The same language on every machine: what the page then takes is English.
            .envs([("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8")])
            .env_remove("LANGUAGE")
            .envs(home.variables())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot start WebKitWebDriver (Debian's webkit2gtk-driver): {error}; \
                     run `cargo xtask test`, which installs it"
                )
            });
        let mut driver = Self { child, port };
        let end = Instant::now() + START;
        while Instant::now() < end && driver.child.try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(driver);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// The programs that the driver started and that still run.
    fn programs(&self) -> Vec<String> {
        let id = self.child.id();
        std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"))
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for Driver {
    /// The session has been deleted by now, which ends the program; one that does not end is ended.
    fn drop(&mut self) {
        let end = Instant::now() + END;
        while !self.programs().is_empty() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        for program in self.programs() {
            eprintln!("the program {program} did not end with its session and is killed");
            let _ = Command::new("sh")
                .args(["-c", &format!("kill -KILL {program}")])
                .status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the driver's and the program's output goes.
pub(crate) fn log(home: &Home) -> std::path::PathBuf {
    home.path().join("output.log")
}

/// Why no window can open, and what to do. Never a reason to skip: what was not tested must not look tested.
fn obstacle(display: bool, page: Option<&str>) -> Option<String> {
    if !display {
        return Some(
            "no display: the window tests need one. Run them by `cargo xtask test`, which brings its own.".to_owned(),
        );
    }
    let built = page.is_some_and(|page| !page.contains("not built yet"));
    (!built).then(|| {
        "the page is not built: ui/dist has only a placeholder. Run the tests by `cargo xtask test`, which builds it."
            .to_owned()
    })
}

#[test]
fn without_a_display_or_a_page_the_way_out_is_named() {
    let placeholder = "<p>The page is not built yet: run cargo xtask run</p>";
    for (display, page) in [
        (false, Some("<html>")),
        (true, Some(placeholder)),
        (true, None),
    ] {
        assert!(
            obstacle(display, page)
                .unwrap()
                .contains("cargo xtask test")
        );
    }
    assert_eq!(obstacle(true, Some("<html>")), None);
}
