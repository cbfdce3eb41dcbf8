//! A test's window: opened, watched, and closed whatever happens.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::driver::{self, Driver};
use crate::home::Home;
use crate::watch;

/// How long anything may take. Machines are noisy.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the page.
const LOOK: Duration = Duration::from_millis(25);

/// A window is tried so often where the machine is in the way.
const MOST_TRIES: u32 = 3;
/// What a window says that cannot be reached: the driver chose a port for it that was another's by then, and would wait for ever; or
/// the display did not take it.
const OBSTACLES: [&str; 2] = ["Error binding to address", "Failed to initialize GTK"];

/// What driver and program have said.
fn told(home: &Home) -> String {
    std::fs::read_to_string(driver::log(home)).unwrap_or_default()
}

/// Ends when the machine is in the way of a window.
async fn obstructed(home: &Home) {
    while !OBSTACLES.iter().any(|words| told(home).contains(words)) {
        tokio::time::sleep(10 * LOOK).await;
    }
}

/// Runs a test in a new window with a new home.
pub(crate) async fn in_window(test: impl AsyncFnOnce(&Window)) {
    in_window_of(&Home::new(), test).await;
}

/// Runs a test in a new window of this home. At its end the page must have broken no rule.
pub(crate) async fn in_window_of(home: &Home, test: impl AsyncFnOnce(&Window)) {
    let window = Window::open(home).await;
    test(&window).await;
    watch::assert_no_offence(&window).await;
    window.close().await;
}

/// Runs a test at whose end the program has ended by itself.
pub(crate) async fn in_window_that_ends(home: &Home, test: impl AsyncFnOnce(&Window)) {
    let window = Window::open(home).await;
    test(&window).await;
    // The driver may know by now that there is nothing to end.
    let _ = window.session.clone().quit().await;
}

/// The program's window with the lab in it.
pub(crate) struct Window {
    // In this order: the session ends the program, then the driver ends.
    session: WebDriver,
    _driver: Driver,
    output: std::path::PathBuf,
}

impl Window {
    async fn open(home: &Home) -> Self {
        for _ in 1..MOST_TRIES {
            if let Some(window) = Self::try_open(home).await {
                return window;
            }
        }
        let window = Self::try_open(home).await;
        window.unwrap_or_else(|| panic!("no window in {MOST_TRIES} tries: {}", told(home)))
    }

    /// `None`: the machine was in the way, not the program.
    async fn try_open(home: &Home) -> Option<Self> {
        let driver = Driver::start(home);
        let mut wanted = Capabilities::new();
        let program = json!({"binary": env!("CARGO_BIN_EXE_numberauth-lab"), "args": []});
        wanted.set("webkitgtk:browserOptions", program).unwrap();
        // A proxy of the environment is not for the driver on this machine. And no connection is kept: after a panic the session
        // is ended from another thread, which would wait for a kept one for ever.
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(2 * PATIENCE)
            .build()
            .unwrap();
        let session =
            WebDriver::builder(format!("http://127.0.0.1:{}", driver.port), wanted).client(client);
        let session = tokio::select! {
            session = session => session,
            () = obstructed(home) => return None,
        };
        let session = session.unwrap_or_else(|error| panic!("no window: {error}\n{}", told(home)));
        let window = Self {
            session,
            _driver: driver,
            output: driver::log(home),
        };
        window.arrive().await;
        Some(window)
    }

    /// Waits for the lab after the page was loaded, and watches it.
    async fn arrive(&self) {
        self.until(
            "the page",
            "location.protocol !== 'about:' && document.body",
        )
        .await;
        let placeholder = self
            .ask("document.body.innerText.includes('not built yet')")
            .await;
        assert_ne!(
            placeholder,
            json!(true),
            "the program holds only the placeholder page: run `cargo xtask test`, which builds the page"
        );
        self.run(include_str!("watch.js")).await;
        self.until("the lab", "document.querySelector('.lab')")
            .await;
    }

    /// Loads the page again by its own means, without waiting for what it is doing.
    pub(crate) async fn reload(&self) {
        watch::assert_no_offence(self).await;
        self.run("window.isTheOldPage = true; location.reload()")
            .await;
        self.until("a new page", "!window.isTheOldPage").await;
        self.arrive().await;
    }

    /// Ends the program, and waits for its end.
    async fn close(self) {
        self.session.clone().quit().await.unwrap();
    }

    pub(crate) fn session(&self) -> &WebDriver {
        &self.session
    }

    /// The value of a JavaScript expression.
    pub(crate) async fn ask(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression})")).await
    }

    /// Runs a script as the body of a function.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let answer = self.session.execute(script, vec![]).await;
        answer
            .unwrap_or_else(|error| panic!("{error}\nin {}", beginning(script)))
            .json()
            .clone()
    }

    /// The value of an asynchronous function's body.
    pub(crate) async fn run_async(&self, script: &str) -> Value {
        let script = format!(
            "const done = arguments[0];
             (async () => {{ {script} }})().then((value) => done({{ value }}), (error) => done({{ error: String(error?.message ?? JSON.stringify(error)) }}))"
        );
        let answer = self.session.execute_async(script.as_str(), vec![]).await;
        let answer = answer
            .unwrap_or_else(|error| panic!("{error}\nin {}", beginning(&script)))
            .json()
            .clone();
        if let Some(error) = answer.get("error") {
            panic!("{error}\nin {}", beginning(&script));
        }
        answer["value"].clone()
    }

    /// One of the program's commands, as the page itself gives them.
    pub(crate) async fn command(&self, name: &str, arguments: &Value) -> Value {
        self.run_async(&format!(
            "return await window.__TAURI_INTERNALS__.invoke('plugin:{name}', {arguments})"
        ))
        .await
    }

    /// Waits until an expression is true, and answers its value.
    pub(crate) async fn until(&self, what: &str, expression: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        // What JavaScript takes for true; an element of the page need not travel.
        let script =
            format!("const value = ({expression}); return value instanceof Node ? true : value");
        loop {
            // Between two pages there is none to ask.
            let answer = self.session.execute(script.as_str(), vec![]).await;
            let value = answer
                .as_ref()
                .map_or(Value::Null, |answer| answer.json().clone());
            if !matches!(value, Value::Null | Value::Bool(false))
                && value != json!(0)
                && value != json!("")
            {
                return value;
            }
            if Instant::now() > end {
                let trouble = answer.err().map(|error| error.to_string());
                self.fail(&format!("{what} did not come: {trouble:?}"))
                    .await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits for the element; then does something with it, again if the page changed meanwhile.
    pub(crate) async fn with<T>(
        &self,
        what: &str,
        find: &str,
        act: impl AsyncFn(&WebElement) -> WebDriverResult<T>,
    ) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let script = format!("return ({find})");
            let done = match self.session.execute(script.as_str(), vec![]).await {
                Ok(found) if found.json().is_null() => Err("not there".to_owned()),
                Ok(found) => match found.element() {
                    Ok(element) => act(&element).await.map_err(|error| error.to_string()),
                    Err(error) => Err(error.to_string()),
                },
                Err(error) => Err(error.to_string()),
            };
            match done {
                Ok(value) => return value,
                Err(trouble) if Instant::now() > end => {
                    self.fail(&format!("{what}: {trouble}")).await;
                }
                Err(_) => tokio::time::sleep(LOOK).await,
            }
        }
    }

    /// Ends the test with what the window shows.
    pub(crate) async fn fail(&self, what: &str) -> ! {
        let shows = self
            .session
            .execute("return document.body.innerText", vec![])
            .await
            .map(|answer| {
                let text = answer.json().as_str().unwrap_or_default();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            });
        let offences = self.session.execute("return window.offences", vec![]).await;
        let name = std::thread::current()
            .name()
            .unwrap_or("test")
            .replace("::", "-");
        if let Ok(picture) = self.session.screenshot_as_png().await {
            crate::pictures::save(&format!("failed-{name}"), &picture);
        }
        panic!(
            "{what}\nthe window shows: {}\noffences: {:?}",
            shows.unwrap_or_else(|error| error.to_string()),
            offences.map(|answer| answer.json().clone())
        );
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let output = std::fs::read_to_string(&self.output).unwrap_or_default();
            eprintln!("--- what the program and its driver wrote:\n{output}");
        }
    }
}

fn beginning(script: &str) -> String {
    script.chars().take(300).collect()
}
