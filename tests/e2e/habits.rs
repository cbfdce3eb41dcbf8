//! What a program on a desktop does: one instance, a palette, a menu, an About, windows where they were.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::access::{look, violations};
use crate::driver;
use crate::home::Home;
use crate::live_window::Both;
use crate::page::lab;
use crate::page_thread::page_of;
use crate::sources;
use crate::stage_window::Staged;
use crate::window::{Window, in_window, in_window_of, in_window_that_ends};

/// How long a second start may take to end.
const END: Duration = Duration::from_secs(30);

/// Starts the program once more in this home, and waits for its end.
fn start_again(home: &Home, arguments: &[&str]) -> Option<Output> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth-lab"))
        .args(arguments)
        .envs(home.variables())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let end = Instant::now() + END;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(child.wait_with_output().unwrap())
}

/// A web view that keeps nothing takes no driver: whether the window is there, a second start asks.
#[test]
fn without_a_folder_to_keep_anything_in_the_window_opens_all_the_same() {
    let home = Home::new();
    // Not even root makes a folder below a file.
    std::fs::write(home.path().join("data"), "").unwrap();
    let log = std::fs::File::create(driver::log(&home)).unwrap();
    let mut first = Command::new(env!("CARGO_BIN_EXE_numberauth-lab"))
        .envs(home.variables())
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut wait_for = |what: &str| {
        let end = Instant::now() + END;
        loop {
            let told = std::fs::read_to_string(driver::log(&home)).unwrap();
            if told.contains(what) {
                break;
            }
            let ended = first.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < end,
                "{what}: {ended:?}\n{told}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait_for("keeps nothing");
    let second = start_again(&home, &[]).expect("a second start ends");
    assert_eq!(second.status.code(), Some(0), "{second:?}");
    wait_for("started a second time");
    let end = Instant::now() + END;
    while page_of(first.id()).is_none() {
        assert!(Instant::now() < end, "no page");
        std::thread::sleep(Duration::from_millis(20));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(home.path().join("data").is_file());
}

async fn chord(window: &Window, key: char) {
    let keys = window.session().action_chain();
    let keys = keys.key_down(Key::Control).key_down(key).key_up(key);
    keys.key_up(Key::Control).perform().await.unwrap();
}

async fn open_palette(window: &Window) {
    chord(window, 'k').await;
    window.wait_for_focus("[role=dialog] input").await;
}

/// Finds by typing, and does the first that is found.
async fn palette(window: &Window, typed: &str, first: &str) {
    open_palette(window).await;
    window.keys(typed).await;
    window
        .until(
            first,
            &format!("document.querySelector('[data-action=\"{first}\"][data-selected]')"),
        )
        .await;
    window.keys(Key::Enter).await;
    window
        .until("no palette", "!document.querySelector('[role=dialog]')")
        .await;
}

#[tokio::test]
async fn a_second_start_ends_with_0_and_brings_the_first_window_to_the_front() {
    let home = Home::new();
    in_window_of(&home, async |window| {
        window.open_consent_page().await;
        let second = start_again(&home, &[]).expect("a second start ends");
        assert_eq!(second.status.code(), Some(0), "{second:?}");
        let end = Instant::now() + END;
        let told = || std::fs::read_to_string(driver::log(&home)).unwrap();
        while !told().contains("started a second time") {
            assert!(Instant::now() < end, "the first was not told: {}", told());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // What was under way stays.
        window.screen("consent").await;
    })
    .await;
}

#[tokio::test]
async fn another_folder_is_another_program() {
    let home = Home::new();
    let other = Home::new();
    in_window_of(&home, async |_| {
        in_window_of(&other, async |window| window.open_consent_page().await).await;
    })
    .await;
}

#[tokio::test]
async fn everything_is_reached_by_the_palette_with_the_keyboard_alone() {
    in_window(async |window| {
        window.run("document.querySelector('[data-start]').focus()").await;
        // The focus goes back where it was.
        open_palette(window).await;
        window.keys(Key::Escape).await;
        window
            .until("no palette", "!document.querySelector('[role=dialog]')")
            .await;
        window.wait_for_focus("[data-start]").await;

        palette(window, "carrier ct", "carrier_CT").await;
        window
            .until("CT", "document.querySelector(\"header label.on input[value='CT']\")")
            .await;
        palette(window, "cm-login ", "scenario_cm-login").await;
        let shown = "document.querySelector('header .scenario input').value";
        let none = lab("scenario.none");
        window
            .until("the scenario", &format!("{shown} && {shown} !== {}", json!(none)))
            .await;
        palette(window, "start", "start").await;
        window.screen("consent").await;
        palette(window, "fill right", "fill_right").await;
        window
            .until(
                "the digits",
                "document.querySelector('.phone input[inputmode=numeric]').value.length === 4",
            )
            .await;
        palette(window, "600015", "code_600015").await;
        window
            .until("its entry", "location.hash === '#codes/600015' && document.querySelector(\"nav a[href='#codes'][aria-current]\")")
            .await;
        // In the other language, too.
        palette(window, "外观 深色", "theme_dark").await;
        window
            .until("dark", "document.documentElement.dataset.theme === 'dark'")
            .await;
        palette(window, "language: 中文", "language_zh").await;
        window
            .until("Chinese", "document.documentElement.lang === 'zh-CN'")
            .await;
        palette(window, "reset", "reset").await;
    })
    .await;
}

#[tokio::test]
async fn shortcuts_and_menu_by_keyboard() {
    in_window(async |window| {
        window.keys("?").await;
        window
            .until("the keys", "document.querySelector('[role=dialog] kbd')")
            .await;
        window.keys(Key::Escape).await;
        window
            .until("no sheet", "!document.querySelector('[role=dialog]')")
            .await;
        // Typed, it is text.
        window.open_consent_page().await;
        window.go_to("codes").await;
        window
            .run("document.querySelector('main input[type=search]').focus()")
            .await;
        window.keys("?").await;
        assert_eq!(window.value("main input[type=search]").await, json!("?"));
        assert_eq!(
            window.ask("document.querySelector('[role=dialog]')").await,
            Value::Null
        );

        window
            .run("document.querySelector('[data-menu]').focus()")
            .await;
        window.keys(Key::Enter).await;
        window.wait_for_focus("[data-submenu=file]").await;
        window.keys(Key::Down).await;
        window.wait_for_focus("[data-submenu=view]").await;
        window.keys(Key::Right).await;
        window.wait_for_focus("[data-action=palette]").await;
        window.keys(Key::Left).await;
        window.wait_for_focus("[data-submenu=view]").await;
        window.keys(Key::Escape).await;
        window.wait_for_focus("[data-menu]").await;
    })
    .await;
}

#[tokio::test]
async fn about_says_what_the_program_is_made_of() {
    in_window(async |window| {
        palette(window, "about", "about").await;
        window
            .until(
                "the components",
                "document.querySelectorAll('[role=dialog] tbody tr').length > 100",
            )
            .await;
        let text = window.text("[role=dialog]").await;
        for part in [
            env!("CARGO_PKG_VERSION"),
            tauri::VERSION,
            "aliyun_numberauth_customization_web 9.1.7",
            "MIT OR Apache-2.0",
            "WebKitGTK",
            "rustc",
            "bits-ui",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")));
        window.keys(Key::Escape).await;
    })
    .await;
}

/// What is pressed to open something, and what is there when it is open.
type Way = &'static [(&'static str, &'static str)];

/// Opens each in every look: a picture of it, and no rule of access broken.
async fn audit(open: &[(&str, Way)]) {
    in_window(async |window| {
        window
            .run(&sources::read("ui/node_modules/axe-core/axe.min.js"))
            .await;
        let mut found = Vec::new();
        for (name, way) in open {
            for (language, theme) in [
                ("zh", "light"),
                ("en", "dark"),
                ("zh", "dark"),
                ("en", "light"),
            ] {
                look(window, language, theme).await;
                for (press, then) in *way {
                    window.click(press).await;
                    window
                        .until(then, &format!("document.querySelector(\"{then}\")"))
                        .await;
                }
                window
                    .picture(&format!("habits-{name}-{language}-{theme}"))
                    .await;
                let broken = violations(window).await.into_iter();
                found.extend(broken.map(|what| format!("{name}, {language}, {theme}: {what}")));
                window.keys(Key::Escape).await;
                window.keys(Key::Escape).await;
                let over = "[role=dialog], [role=menu], header .scenario [data-choice]";
                window
                    .until(
                        "nothing over the window",
                        &format!("!document.querySelector('{over}')"),
                    )
                    .await;
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn the_dialogs_break_no_rule_of_access() {
    const HELP: [(&str, &str); 2] = [
        ("[data-menu]", "[data-submenu=help]"),
        ("[data-submenu=help]", "[data-action=about]"),
    ];
    audit(&[
        (
            "palette",
            &[
                ("[data-menu]", "[data-submenu=view]"),
                ("[data-submenu=view]", "[data-action=palette]"),
                ("[data-action=palette]", "[data-selected]"),
            ],
        ),
        (
            "shortcuts",
            &[
                HELP[0],
                HELP[1],
                ("[data-action=shortcuts]", "[role=dialog] kbd"),
            ],
        ),
        (
            "about",
            &[
                HELP[0],
                HELP[1],
                ("[data-action=about]", "[role=dialog] tbody"),
            ],
        ),
    ])
    .await;
}

#[tokio::test]
async fn menu_and_chooser_break_no_rule_of_access() {
    audit(&[
        (
            "menu",
            &[
                ("[data-menu]", "[data-submenu=flow]"),
                ("[data-submenu=flow]", "[data-action=reset]"),
            ],
        ),
        ("chooser", &[("header .scenario input", "[data-choice]")]),
    ])
    .await;
}

#[tokio::test]
async fn a_window_of_a_screen_that_is_gone_comes_back_whole_on_one_that_is_there() {
    let home = Home::new();
    std::fs::create_dir_all(home.data()).unwrap();
    let gone = json!({"main": {"x": 9_000, "y": -4_000, "width": 5_000, "height": 640, "maximized": false}});
    std::fs::write(home.places(), gone.to_string()).unwrap();
    in_window_that_ends(&home, async |window| {
        window
            .until(
                "the size",
                "innerWidth <= screen.width && innerHeight === 640",
            )
            .await;
        let place = window
            .ask("[screenX, screenY, innerWidth, screen.width]")
            .await;
        let place: Vec<i64> = serde_json::from_value(place).unwrap();
        assert!(place[0] >= 0 && place[1] >= 0, "{place:?}");
        assert!(place[0] + place[2] <= place[3], "{place:?}");
        // Quitting keeps the place.
        window
            .run("setTimeout(() => window.__TAURI_INTERNALS__.invoke('plugin:program|quit'), 50)")
            .await;
        let end = Instant::now() + END;
        let kept =
            || -> Value { serde_json::from_slice(&std::fs::read(home.places()).unwrap()).unwrap() };
        while kept()["main"]["x"] == json!(9_000) {
            assert!(Instant::now() < end, "the place was not kept: {}", kept());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(kept()["main"]["height"], json!(640.0));
        assert!(
            !home
                .files()
                .iter()
                .any(|file| file.to_string_lossy().contains(".window-state"))
        );
    })
    .await;
}

/// Waits until the window is this large, and fails unless all of it is on the screen. Answers where it is.
async fn whole(window: &Window, width: i64, height: i64) -> (i64, i64) {
    let sized = format!("innerWidth === {width} && innerHeight === {height}");
    window.until("the size", &sized).await;
    let place = window
        .ask("[screenX, screenY, screen.width, screen.height]")
        .await;
    let [x, y, right, bottom]: [i64; 4] = serde_json::from_value(place).unwrap();
    assert!(
        x >= 0 && y >= 0 && x + width <= right && y + height <= bottom,
        "at {x}, {y} on {right}×{bottom}"
    );
    (x, y)
}

#[tokio::test]
async fn the_stage_and_the_live_window_come_back_where_they_stood_too() {
    let home = Home::new();
    std::fs::create_dir_all(home.data()).unwrap();
    let place = |x: i64, y: i64, width: i64, height: i64| json!({"x": x, "y": y, "width": width, "height": height});
    let places = json!({"stage": place(210, 40, 420, 610), "live": place(-9_000, 9_000, 900, 620)});
    std::fs::write(home.places(), places.to_string()).unwrap();
    in_window_of(&home, async |window| {
        let staged = Staged::open(window).await;
        assert_eq!(whole(window, 420, 610).await, (210, 40));
        let session = window.session();
        session.set_window_rect(60, 70, 500, 600).await.unwrap();
        assert_eq!(whole(window, 500, 600).await, (60, 70));
        staged.to_lab().await;
        window.keys(Key::F8).await;
        staged.is_gone().await;
        // Its end keeps the place, on disk and for the next opening.
        let kept: Value = serde_json::from_slice(&std::fs::read(home.places()).unwrap()).unwrap();
        for (name, value) in [
            ("x", 60.0),
            ("y", 70.0),
            ("width", 500.0),
            ("height", 600.0),
        ] {
            assert_eq!(kept["stage"][name].as_f64(), Some(value), "{kept}");
        }
        let staged = Staged::open(window).await;
        assert_eq!(whole(window, 500, 600).await, (60, 70));
        staged.to_lab().await;
        window.keys(Key::F8).await;
        staged.is_gone().await;

        // Where no screen is any more, it is seen whole.
        let both = Both::open(window).await;
        whole(window, 900, 620).await;
        both.end().await;
    })
    .await;
}

#[test]
fn help_and_version_need_no_display_and_a_bad_folder_or_no_screen_is_told() {
    let home = Home::new();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_numberauth-lab"))
            .args(arguments)
            .envs(home.variables())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            // Where a desktop's screen would be found without a name.
            .env("XDG_RUNTIME_DIR", home.path())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("--data-dir <DIR>"), "{out}");
    let (code, out, _) = run(&["--version"]);
    assert_eq!(
        (code, out.trim()),
        (
            Some(0),
            concat!("numberauth-lab ", env!("CARGO_PKG_VERSION"))
        )
    );
    let (code, _, error) = run(&["--data-dir", "/dev/null/x"]);
    assert_eq!(code, Some(1));
    assert!(
        error.contains("/dev/null/x") && error.contains("--data-dir"),
        "{error}"
    );
    let (code, _, error) = run(&[]);
    assert_eq!(code, Some(1), "{error}");
    assert!(
        error.contains("no screen") && error.contains("numberauth"),
        "{error}"
    );
    let (code, _, error) = run(&["--no-such-option"]);
    assert_eq!(code, Some(2), "{error}");
}

#[test]
fn a_folder_that_is_named_holds_all_that_the_program_keeps() {
    let home = Home::new();
    let named = home.path().join("named");
    let mut program = Command::new(env!("CARGO_BIN_EXE_numberauth-lab"))
        .arg("--data-dir")
        .arg(&named)
        .envs(home.variables())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The web view's own files are the last to come.
    let end = Instant::now() + Duration::from_mins(1);
    let cached = named.join("webview/WebKitCache");
    while !(cached.exists() && named.join("settings.json").exists()) {
        assert!(Instant::now() < end, "nothing came in {}", named.display());
        assert_eq!(program.try_wait().unwrap(), None, "it has ended");
        std::thread::sleep(Duration::from_millis(100));
    }
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(!home.data().exists(), "{}", home.data().display());
}
