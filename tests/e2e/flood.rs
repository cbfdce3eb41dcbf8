//! How smooth the window stays while the journal grows by 1,000 entries a second. `cargo xtask bench flood` runs and prints it.
//!
//! The load is real: outside HTTP clients call the simulator's gateway on loopback, each call is journalled, and the feed brings it
//! to the page. `WebKit` has no observer of long tasks; so a timer on the page asks to be called again at once, and the gaps between
//! its calls are noted: no task of the main thread was longer than the longest gap. What the machine does by itself is measured in
//! the same window before (the floor): a timer that is nested is held back by 4 ms, and a busy machine by more.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::page_thread::{PageThread, Shares};
use crate::window::{Window, in_window};

/// Entries a second.
const RATE: u64 = 1_000;
/// Clients, each with a connection of its own.
const CLIENTS: u64 = 8;
/// No task of the page's main thread may be longer, in milliseconds.
const LONGEST_TASK: f64 = 50.0;

/// Notes the gaps between calls of a timer, and between frames, from now on.
const WATCH: &str = "
    const watch = { gaps: [], frames: [], on: true };
    window.smoothness?.stop();
    window.smoothness = { stop() { watch.on = false; return watch; } };
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      watch.gaps.push(now - last);
      last = now;
      if (watch.on) setTimeout(beat, 0);
    };
    let lastFrame = last;
    const frame = (now) => {
      watch.frames.push(now - lastFrame);
      lastFrame = now;
      if (watch.on) requestAnimationFrame(frame);
    };
    setTimeout(beat, 0);
    requestAnimationFrame(frame);";

/// What was noted, in milliseconds.
struct Smoothness {
    gaps: Vec<f64>,
    frames: Vec<f64>,
    time: Shares,
}

impl Smoothness {
    fn longest(&self) -> f64 {
        percentile(&self.gaps, 1.0)
    }
}

/// The value that this share of all is not above.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    let index = (sorted.len().saturating_sub(1) as f64 * share) as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}

fn sorted(list: &Value) -> Vec<f64> {
    let mut numbers: Vec<f64> = serde_json::from_value(list.clone()).unwrap();
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// Watches the page for so long.
async fn watch(window: &Window, duration: Duration) -> Smoothness {
    let thread = PageThread::first_in_line();
    window.run(WATCH).await;
    let since = thread.now();
    tokio::time::sleep(duration).await;
    let time = thread.since(&since);
    let noted = window.run("return window.smoothness.stop()").await;
    Smoothness {
        gaps: sorted(&noted["gaps"]),
        frames: sorted(&noted["frames"]),
        time,
    }
}

/// Requests to the gateway at a rate, until it is dropped.
struct Flood {
    clients: Vec<tokio::task::JoinHandle<()>>,
    answered: Arc<AtomicU64>,
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.clients.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

impl Flood {
    fn begin(address: &str, bodies: &[String]) -> Self {
        let answered = Arc::new(AtomicU64::new(0));
        let every = Duration::from_micros(1_000_000 * CLIENTS / RATE);
        let clients = (0..CLIENTS).map(|client| {
            let requests: Vec<String> = bodies
                .iter()
                .map(|body| {
                    format!(
                        "POST /h5/v1/check HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    )
                })
                .collect();
            let (address, answered) = (address.to_owned(), Arc::clone(&answered));
            let first = every * u32::try_from(client).unwrap() / u32::try_from(CLIENTS).unwrap();
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let mut next = tokio::time::interval_at(tokio::time::Instant::now() + first, every);
                // A client that was held up calls again at once until it has caught up: the rate is kept.
                next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
                for request in requests.iter().cycle() {
                    next.tick().await;
                    stream.write_all(request.as_bytes()).await.unwrap();
                    read_answer(&mut stream).await;
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        Self {
            clients: clients.collect(),
            answered,
        }
    }
}

/// Reads one answer whole, by its length.
async fn read_answer(stream: &mut TcpStream) {
    let mut read = Vec::new();
    loop {
        let mut part = [0; 4_096];
        let count = stream.read(&mut part).await.unwrap();
        assert!(count > 0, "the simulator closed a connection that is kept");
        read.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&read);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length:")
                    .map(str::to_owned)
            })
            .and_then(|length| length.trim().parse::<usize>().ok())
            .unwrap();
        if body.len() >= length {
            return;
        }
    }
}

/// The newest entry that the page has drawn, and how many rows its log has.
async fn rows(window: &Window) -> (u64, u64) {
    let told = window
        .ask("(() => { const row = [...document.querySelectorAll('.rows [role=option]')].at(-1); return [Number(row?.dataset.seq ?? 0), Number(row?.ariaSetSize ?? 0)]; })()")
        .await;
    serde_json::from_value(told).unwrap()
}

/// The first row that is in view.
const READ: &str = "(() => {
  const top = document.querySelector('.scroller').getBoundingClientRect().top;
  const rows = [...document.querySelectorAll('.rows [role=option]')];
  // Rows are drawn a moment after a scroll.
  if (!(rows[0]?.getBoundingClientRect().top <= top)) return null;
  return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset.seq ?? null;
})()";

/// Waits for a log of 10,000 rows, with more patience than for a page: a slow machine makes fewer entries.
async fn fill(window: &Window, flood: &Flood) {
    let end = Instant::now() + Duration::from_mins(1);
    while rows(window).await.1 < 9_500 {
        let answered = flood.answered.load(Ordering::Relaxed);
        assert!(
            Instant::now() < end,
            "the machine is too slow or too busy: {answered} entries, {:?} drawn",
            rows(window).await
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

struct Line {
    name: &'static str,
    smooth: Smoothness,
    /// Entries a second, as the page drew them.
    rate: f64,
}

fn told(lines: &[Line]) -> String {
    let mut text = String::from(
        "\nflood: gaps of the page's main thread and frames, in milliseconds (a nested timer's own least gap is 4); and the share of\n\
         the time that this thread ran, and waited for a processor; it goes before other programs' threads where that is allowed\n\n",
    );
    let _ = writeln!(
        text,
        "{:<36} {:>9} {:>12} {:>6} {:>8} {:>14} {:>6} {:>8} {:>8} {:>7}",
        "",
        "entries/s",
        "gap median",
        "p99",
        "longest",
        "frame median",
        "p99",
        "longest",
        "ran %",
        "waited"
    );
    for Line { name, smooth, rate } in lines {
        let of = |list, share| percentile(list, share);
        let (gaps, frames) = (&smooth.gaps, &smooth.frames);
        let _ = writeln!(
            text,
            "{name:<36} {rate:>9.0} {:>12.1} {:>6.1} {:>8.1} {:>14.1} {:>6.1} {:>8.1} {:>8.0} {:>7.0}",
            of(gaps, 0.5),
            of(gaps, 0.99),
            of(gaps, 1.0),
            of(frames, 0.5),
            of(frames, 0.99),
            of(frames, 1.0),
            smooth.time.ran * 100.0,
            smooth.time.waited * 100.0,
        );
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a benchmark: cargo xtask bench flood"]
async fn a_flood_of_entries_never_holds_the_page_up() {
    in_window(async |window| {
        let snapshot = window.command("feed|snapshot", &json!({})).await;
        let base = snapshot["simulation"]["base_url"].as_str().unwrap().to_owned();
        let address = base.trim_start_matches("http://").to_owned();
        let tokens = window.command("server|get_auth_token", &json!({"flow": "login"})).await;
        let body = |access: &Value, jwt: &Value| json!({"flow": "login", "access_token": access, "jwt_token": jwt}).to_string();
        // One call that succeeds, one that is refused: rows of both kinds.
        let bodies = [
            body(&tokens["access_token"], &tokens["jwt_token"]),
            body(&json!("t".repeat(40)), &json!("j".repeat(200))),
        ];
        let mut lines = Vec::new();
        let at_rest = watch(window, Duration::from_secs(5)).await;
        lines.push(Line { name: "idle (the floor)", smooth: at_rest, rate: 0.0 });

        let flood = Flood::begin(&address, &bodies);
        let phase = async |name: &'static str, seconds: u64| {
            let (before, start) = (flood.answered.load(Ordering::Relaxed), Instant::now());
            let smooth = watch(window, Duration::from_secs(seconds)).await;
            #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
            let count = (flood.answered.load(Ordering::Relaxed) - before) as f64;
            Line { name, smooth, rate: count / start.elapsed().as_secs_f64() }
        };
        lines.push(phase("10 s from an empty log, at the end", 10).await);
        eprintln!("{}", told(&lines));
        fill(window, &flood).await;
        lines.push(phase("10,000 rows, at the end", 10).await);
        window.run("document.querySelector('.scroller').scrollTop -= 20000").await;
        let reading = window.until("rows where it was scrolled to", READ).await;
        lines.push(phase("10,000 rows, scrolled up", 5).await);
        let still_reading = window.until("rows where it was scrolled to", READ).await;
        window
            .run(
                "window.scrolling = setInterval(() => {
                   const scroller = document.querySelector('.scroller');
                   scroller.scrollTop = scroller.scrollTop < 2000 ? scroller.scrollHeight / 2 : scroller.scrollTop - 120;
                 }, 16)",
            )
            .await;
        lines.push(phase("10,000 rows, while one scrolls", 5).await);
        window.run("clearInterval(window.scrolling)").await;
        drop(flood);
        eprintln!("{}", told(&lines));

        // What was measured was the log at work: everything came, nothing was pulled from under a reader, and memory is bounded.
        let snapshot = window.command("feed|snapshot", &json!({})).await;
        let newest = snapshot["entries"].as_array().unwrap().last().unwrap()["seq"].clone();
        // As whoever has scrolled up does: by the button that leads to what is new. What was under way may have come since.
        window.until("the newest row", &format!("document.querySelector('.newer')?.click(), Number([...document.querySelectorAll('.rows [role=option]')].at(-1).dataset.seq) >= {newest}")).await;
        let (_, count) = rows(window).await;
        assert!((9_500..=10_000).contains(&count), "{count} rows");
        assert_eq!(still_reading, reading, "the row that is read was pulled away");
        for Line { name, smooth, .. } in &lines {
            smooth.time.assert_own(name);
        }
        for Line { name, rate, .. } in &lines[1..] {
            #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
            let least = RATE as f64 * 0.95;
            assert!(*rate >= least, "{name}: the machine made only {rate:.0} entries a second of {RATE}");
        }
        for Line { name, smooth, .. } in &lines[1..] {
            let longest = smooth.longest();
            assert!(longest < LONGEST_TASK, "{name}: a task of {longest:.1} ms; the idle floor's longest gap is {:.1} ms", lines[0].smooth.longest());
        }
    })
    .await;
}
