//! Headless Chromium, driven by `ChromeDriver`.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// How long anything may take. Machines are noisy.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks at the page.
const LOOK: Duration = Duration::from_millis(25);

/// Runs a test in a browser of its own.
pub(crate) async fn in_browser(test: impl AsyncFnOnce(&Browser)) {
    let browser = Browser::open().await;
    test(&browser).await;
    browser.session.clone().quit().await.unwrap();
}

/// A browser with an empty profile.
pub(crate) struct Browser {
    // In this order: the session ends the browser, then the driver ends, then the profile goes.
    session: WebDriver,
    driver: Driver,
    _profile: TempDir,
}

/// A running `ChromeDriver`.
struct Driver {
    child: Child,
    port: u16,
    /// Held open: a driver whose output goes nowhere may end.
    output: Option<BufReader<ChildStdout>>,
}

impl Driver {
    fn start(home: &std::path::Path) -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .envs([("HOME", home), ("XDG_RUNTIME_DIR", home)])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot start chromedriver (Debian's chromium-driver): {error}; \
                     run `cargo xtask test`, which installs it"
                )
            });
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let mut driver = Self {
            child,
            port: 0,
            output: None,
        };
        // "ChromeDriver was started successfully on port 38471."
        while output.read_line(&mut said).unwrap() > 0 {
            if let Some((_, port)) = said.split_once("successfully on port ") {
                driver.port = port.trim_end().trim_end_matches('.').parse().unwrap();
                driver.output = Some(output);
                return driver;
            }
        }
        panic!("chromedriver does not start: {said}");
    }

    /// The programs that it started and that still run.
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
    /// The session has been deleted by now, which ends the browser; one that does not end is ended.
    fn drop(&mut self) {
        let end = Instant::now() + Duration::from_secs(10);
        while !self.programs().is_empty() && Instant::now() < end {
            std::thread::sleep(LOOK);
        }
        for program in self.programs() {
            let _ = Command::new("kill").args(["-KILL", &program]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    async fn open() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let driver = Driver::start(profile.path());
        let mut wanted = Capabilities::new();
        wanted.set("browserName", "chrome").unwrap();
        let folder = format!(
            "--user-data-dir={}",
            profile.path().join("profile").display()
        );
        // Nothing here looks anything up or calls home; shop.test is the customer's name for this machine.
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-proxy-server",
            // A page that is left is gone.
            "--disable-features=BackForwardCache",
            "--host-resolver-rules=MAP shop.test 127.0.0.1",
            &folder,
        ];
        wanted
            .set("goog:chromeOptions", json!({"args": arguments}))
            .unwrap();
        // No connection is kept: after a panic the session is ended from another thread, which would wait for a kept one.
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(2 * PATIENCE)
            .build()
            .unwrap();
        let session = WebDriver::builder(format!("http://127.0.0.1:{}", driver.port), wanted)
            .client(client)
            .await
            .unwrap_or_else(|error| {
                panic!("no browser (Debian's chromium): {error}; run `cargo xtask test`, which installs it")
            });
        Self {
            session,
            driver,
            _profile: profile,
        }
    }

    pub(crate) async fn visit(&self, url: &str) {
        self.session.goto(url).await.unwrap();
    }

    /// Goes to a shop's page, and waits for the shop.
    pub(crate) async fn enter(&self, url: &str) {
        self.visit(url).await;
        self.until("the shop", "document.body.dataset.open === ''")
            .await;
    }

    pub(crate) async fn click(&self, id: &str) {
        let element = self.session.find(By::Id(id)).await.unwrap();
        element.click().await.unwrap();
    }

    pub(crate) async fn type_into(&self, id: &str, text: &str) {
        let element = self.session.find(By::Id(id)).await.unwrap();
        element.clear().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// What an element shows.
    pub(crate) async fn text(&self, id: &str) -> String {
        let text = format!("document.getElementById('{id}').textContent");
        self.ask(&text).await.as_str().unwrap().to_owned()
    }

    /// What the shop noted of the SDK's answers.
    pub(crate) async fn codes(&self) -> Value {
        self.ask("[...document.querySelectorAll('#codes li')].map((one) => one.textContent)")
            .await
    }

    /// Waits until an element shows a text that begins so.
    pub(crate) async fn until_text(&self, id: &str, beginning: &str) {
        let shows = format!(
            "document.getElementById('{id}').textContent.startsWith({})",
            json!(beginning)
        );
        self.until(&format!("{id}: {beginning}"), &shows).await;
    }

    /// Waits until an expression is true.
    pub(crate) async fn until(&self, what: &str, expression: &str) {
        let end = Instant::now() + PATIENCE;
        while self.ask(&format!("Boolean({expression})")).await != json!(true) {
            if Instant::now() > end {
                let page = self.ask("document.documentElement.innerText").await;
                panic!("{what} did not come; the page shows {page}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The value of a JavaScript expression.
    pub(crate) async fn ask(&self, expression: &str) -> Value {
        let answer = self
            .session
            .execute(format!("return ({expression})"), vec![]);
        answer.await.unwrap().json().clone()
    }

    /// Tells pages which colours the reader prefers: `light` or `dark`.
    pub(crate) async fn prefers(&self, scheme: &str) {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": media});
        // Chromium's own addition to WebDriver.
        let address = format!(
            "http://127.0.0.1:{}/session/{}/goog/cdp/execute",
            self.driver.port,
            self.session.session_id()
        );
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let told = client.post(address).json(&command).send().await.unwrap();
        assert!(told.status().is_success(), "{}", told.text().await.unwrap());
    }

    /// The value of an asynchronous function's body.
    pub(crate) async fn run(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[0];
             (async () => {{ {body}
             }})().then((value) => done({{ value }}), (error) => done({{ error: String(error) }}))"
        );
        let answer = self.session.execute_async(script, vec![]).await.unwrap();
        let answer = answer.json();
        assert_eq!(answer["error"], Value::Null, "{body}");
        answer["value"].clone()
    }
}
