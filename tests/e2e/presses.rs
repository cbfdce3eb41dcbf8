//! How soon a press shows, while a call waits for its timeout. `cargo xtask bench presses` runs and prints it.
//!
//! Each press is made with the page's own event, and timed from there to the task after the frame that drew its effect. The floor is a
//! press on a bare button of the same page, whose effect is one word: what the page and this machine take for any press at all.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::page_thread::PageThread;
use crate::window::{Window, in_window};

/// No press may show its effect later than so many milliseconds, in the middle of its repetitions.
const LATEST: f64 = 100.0;
/// Where the floor's own press takes longer, in milliseconds, another program's work is measured: two frames of a 60 Hz screen.
const MOST_OF_FLOOR: f64 = 34.0;
/// How often each press is made.
const TIMES: usize = 9;

/// A press, and what the page shows then; and what is pressed to have it again, and what shows that.
struct Press {
    name: &'static str,
    selector: &'static str,
    shows: &'static str,
    back: (&'static str, &'static str),
}

const LOGIN: (&str, &str) = (
    "nav a[href='#login']",
    "document.querySelector(\"nav a[href='#login'][aria-current]\") && document.querySelector('main .phone')",
);

const PRESSES: &[Press] = &[
    Press {
        name: "carrier",
        selector: "header input[value=CT]",
        shows: "document.querySelector('header label.on input[value=CT]')",
        back: (
            "header input[value=CM]",
            "document.querySelector('header label.on input[value=CM]')",
        ),
    },
    Press {
        name: "number verification",
        selector: "nav a[href='#verify']",
        shows: "document.querySelector(\"nav a[href='#verify'][aria-current]\") && document.querySelector('main .phone')",
        back: LOGIN,
    },
    Press {
        name: "matrix",
        selector: "nav a[href='#matrix']",
        shows: "document.querySelector('[data-square]')",
        back: LOGIN,
    },
    Press {
        name: "scenarios",
        selector: "nav a[href='#scenarios']",
        shows: "document.querySelector('[data-scenario]')",
        back: LOGIN,
    },
    Press {
        name: "result codes",
        selector: "nav a[href='#codes']",
        shows: "document.querySelector('section[data-code]')",
        back: LOGIN,
    },
    Press {
        name: "signature",
        selector: "nav a[href='#signature']",
        shows: "document.querySelector(\"nav a[href='#signature'][aria-current]\") && !document.querySelector('main .phone')",
        back: LOGIN,
    },
    Press {
        name: "consent page",
        selector: "nav a[href='#consent']",
        shows: "document.querySelector('.bar input[value=verify]')",
        back: LOGIN,
    },
    Press {
        name: "settings",
        selector: "nav a[href='#settings']",
        shows: "document.querySelector('[data-settings-problem]')",
        back: LOGIN,
    },
    Press {
        name: "fault panel",
        selector: "button:has([data-fault])",
        shows: "document.querySelector('select[id$=-effect]')",
        back: (
            "button:has([data-fault])",
            "!document.querySelector('select[id$=-effect]')",
        ),
    },
    Press {
        name: "a row of the log",
        selector: ".place:first-child [data-seq]",
        shows: "document.querySelector('.place:first-child [aria-selected=true]') && document.querySelector('.detail [role=tab]')",
        back: (
            ".place:last-child [data-seq]",
            "document.querySelector('.place:last-child [aria-selected=true]')",
        ),
    },
    Press {
        name: "failed rows only",
        selector: ".live .line input[value=failed]",
        shows: "!document.querySelector('.live [role=option]')",
        back: (
            ".live .line input[value=all]",
            "document.querySelector('.live [role=option]')",
        ),
    },
];

/// Makes a press again and again, in turn with its way back, and answers the milliseconds of each.
async fn times(window: &Window, press: &Press) -> Vec<f64> {
    let Press {
        selector,
        shows,
        back: (back, shows_back),
        ..
    } = press;
    let told = window
        .run_async(&format!(
            "const drawn = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
             const press = async (selector, shows) => {{
               const begun = performance.now();
               const pressed = document.querySelector(selector);
               if (!pressed) throw new Error(`there is no ${{selector}}`);
               pressed.click();
               while (!shows()) {{
                 await drawn();
                 if (performance.now() - begun > 10_000) throw new Error(`nothing shows after ${{selector}}`);
               }}
               await drawn();
               return performance.now() - begun;
             }};
             const times = [];
             for (let i = 0; i < {TIMES}; i++) {{
               times.push(await press({selector:?}, () => {shows}));
               await press({back:?}, () => {shows_back});
               await new Promise((then) => setTimeout(then, 50));
             }}
             return times;"
        ))
        .await;
    serde_json::from_value(told).unwrap()
}

/// A call that is never answered, and a timeout that no press lives to see.
pub(crate) async fn hang(window: &Window) {
    let settings = json!({"timeouts": {
        "checkLoginAvailable": 600, "getLoginMaskPhone": 3, "getLoginToken": 3,
        "checkAuthAvailable": 3, "getVerifyToken": 3,
    }});
    crate::access::change_settings(window, &settings).await;
    let fault = json!({"fault": {"operation": "checkLoginAvailable", "effect": {"kind": "hang"}, "times": 1}});
    window.command("lab|add_fault", &fault).await;
    // A row beside the one that the flow makes.
    window
        .command("server|get_auth_token", &json!({"flow": "login"}))
        .await;
    window.start().await;
    window
        .until(
            "the call",
            "document.querySelector('[data-step=check][data-status=running]')",
        )
        .await;
}

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench presses"]
async fn every_press_shows_at_once_while_a_call_waits() {
    in_window(async |window| {
        hang(window).await;
        window
            .run(
                "const button = document.createElement('button');
                 button.id = 'floor';
                 button.onclick = () => (button.textContent = button.textContent === 'on' ? 'off' : 'on');
                 document.body.append(button);",
            )
            .await;
        let floor = Press {
            name: "a bare button (the floor)",
            selector: "#floor",
            shows: "document.querySelector('#floor').textContent === 'on'",
            back: ("#floor", "document.querySelector('#floor').textContent === 'off'"),
        };
        let thread = PageThread::first_in_line();
        // A window that has only just opened is busy with itself.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let mut text = format!(
            "\npresses while a call waits for its timeout: milliseconds until the effect is drawn, {TIMES} times each\n\n{:<28} {:>8} {:>8} {:>8} {:>14}\n",
            "", "first", "median", "most", "x the floor"
        );
        let since = thread.now();
        let mut late = Vec::new();
        let mut floor_median = f64::NAN;
        for press in std::iter::once(&floor).chain(PRESSES) {
            let mut times = times(window, press).await;
            let first = times[0];
            times.sort_by(f64::total_cmp);
            let (median, most) = (times[TIMES / 2], times[TIMES - 1]);
            if floor_median.is_nan() {
                floor_median = median;
            }
            let _ = writeln!(text, "{:<28} {first:>8.0} {median:>8.0} {most:>8.0} {:>14.1}", press.name, median / floor_median);
            if median > LATEST {
                late.push(press.name);
            }
        }
        let paints = window.ask("performance.getEntriesByType('paint').map(({ startTime }) => startTime)[0] ?? null").await;
        let _ = writeln!(text, "\nfirst contentful paint: {} ms after the page began to load", paints.as_f64().unwrap_or(f64::NAN).round());
        eprintln!("{text}");
        let running = window.ask("Boolean(document.querySelector('[data-step=check][data-status=running]'))").await;
        assert_eq!(running, Value::Bool(true), "the call ended before the presses did");
        thread.since(&since).assert_own("presses");
        assert!(floor_median <= MOST_OF_FLOOR, "not judged, this machine is busy: a bare button takes {floor_median:.0} ms");
        assert!(late.is_empty(), "later than {LATEST} ms: {}", late.join(", "));
    })
    .await;
}
