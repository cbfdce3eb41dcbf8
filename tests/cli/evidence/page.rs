//! The page in a real browser, as a customer opens it: from a file, without network.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{failing, login, numberauth, said, scenario};
use crate::browser::{Browser, in_browser};

/// A port that counts who calls.
struct Listening {
    port: u16,
    calls: Arc<AtomicUsize>,
}

impl Listening {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        std::thread::spawn(move || {
            for _ in listener.incoming() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, calls }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// The pages of a run with everything that a diagram can show, and of the matrix. Titles try to call `port`.
fn pages(folder: &Path, port: u16) {
    failing(folder);
    let call = format!(
        "<img src=\"http://127.0.0.1:{port}/\"><script>fetch('http://127.0.0.1:{port}/')</script>"
    );
    scenario(
        folder,
        "nasty",
        json!([{"getLoginMaskPhone": {"expect": {"code": 600_013}}}]),
        json!({"title": {"zh": call, "en": format!("</title></style></script>{call}")}}),
    );
    scenario(
        folder,
        "late",
        login(
            json!([{"getLoginToken": {"expect": {"code": 600_015}}}, {"wait": {"ms": 2_000}}, {"advance_clock": {"seconds": 86_400}}]),
        ),
        json!({"faults": [{"operation": "getLoginToken", "effect": {"kind": "delay", "ms": 3_000}, "times": 1}]}),
    );
    scenario(
        folder,
        "refused",
        json!([{"GetAuthToken": {"flow": "login"}}, {"checkLoginAvailable": {"expect": {"code": 600_010}}}]),
        json!({"faults": [{"operation": "checkLoginAvailable", "effect": {"kind": "refuse"}, "times": 1}]}),
    );
    let output = numberauth(
        folder,
        &[
            "run",
            "cm-login",
            "failing.json",
            "nasty.json",
            "late.json",
            "refused.json",
            "--html",
            "run.html",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{:?}", said(&output));
    let output = numberauth(folder, &["matrix", "--html", "matrix.html"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
}

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// Everything that the page has asked for.
async fn asked_for(browser: &Browser) -> Value {
    browser
        .ask("performance.getEntriesByType('resource').map((one) => one.name)")
        .await
}

#[tokio::test]
async fn the_page_asks_nobody_for_anything() {
    let folder = tempfile::tempdir().unwrap();
    let listening = Listening::start();
    pages(folder.path(), listening.port);
    let page = std::fs::read_to_string(folder.path().join("run.html")).unwrap();
    let image = format!("<img src=\"http://127.0.0.1:{}/\">", listening.port);
    let (head, policy) = ("<head>", "http-equiv=\"Content-Security-Policy\"");
    assert!(page.contains(head) && page.contains(policy));
    // What would be seen if it called: without its policy, with an image.
    let open =
        page.replacen(policy, "name=\"none\"", 1)
            .replacen("<main>", &format!("<main>{image}"), 1);
    std::fs::write(folder.path().join("open.html"), open).unwrap();
    // And if an image slipped in under the policy.
    let slipped = page.replacen("<main>", &format!("<main>{image}"), 1);
    std::fs::write(folder.path().join("slipped.html"), slipped).unwrap();

    in_browser(async |browser| {
        for name in ["run.html", "matrix.html"] {
            browser.visit(&address(&folder.path().join(name))).await;
            browser
                .until("the page", "document.readyState === 'complete'")
                .await;
            assert_eq!(asked_for(browser).await, json!([]), "{name}");
            assert_eq!(browser.ask("document.images.length").await, 0);
            assert_eq!(browser.ask("document.scripts.length").await, 1);
        }
        browser
            .visit(&address(&folder.path().join("slipped.html")))
            .await;
        browser
            .until("the page", "document.readyState === 'complete'")
            .await;
        assert_eq!(browser.ask("document.images.length").await, 1);
        assert_eq!(listening.calls(), 0, "the policy forbids it");
        browser
            .visit(&address(&folder.path().join("open.html")))
            .await;
        // The listener answers nothing: the page never is complete.
        let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while listening.calls() == 0 {
            assert!(std::time::Instant::now() < end, "a call would be seen");
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
    })
    .await;
}

/// What axe finds on the page as it is now.
async fn violations(browser: &Browser, looked_at: &str) -> Value {
    let axe = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../ui/node_modules/axe-core/axe.min.js"
    );
    let axe = std::fs::read_to_string(axe).unwrap_or_else(|error| {
        panic!("{axe}: {error}; run `npm ci` in ui/, or `cargo xtask test`")
    });
    browser.run(&axe).await;
    let find = format!(
        "const {{ violations }} = await axe.run({looked_at}, {{ resultTypes: ['violations'] }})"
    );
    let tell = "return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' ')}`)";
    browser.run(&format!("{find}\n{tell}")).await
}

/// Of the matrix three cases are looked at: they are alike, and axe takes minutes for all.
const FEW_CASES: &str = "{ exclude: ['#expected ~ details:nth-of-type(n+4)'] }";

#[tokio::test]
async fn axe_finds_nothing_in_either_language_or_theme() {
    let folder = tempfile::tempdir().unwrap();
    pages(folder.path(), 9);
    in_browser(async |browser| {
        for (name, opened, looked_at) in [
            ("run.html", "details", "document"),
            (
                "matrix.html",
                "#expected ~ details:nth-of-type(-n+3), section:last-child > details",
                FEW_CASES,
            ),
        ] {
            browser.visit(&address(&folder.path().join(name))).await;
            let open = format!(
                "document.querySelectorAll('{opened}').forEach((one) => (one.open = true))"
            );
            browser.run(&open).await;
            for (button, language, word, other) in [
                ("show-zh", "zh-CN", "测试证据", "Test evidence"),
                ("show-en", "en", "Test evidence", "测试证据"),
            ] {
                browser.click(button).await;
                let shown = browser.ask("document.body.innerText").await;
                let shown = shown.as_str().unwrap();
                assert!(shown.contains(word) && !shown.contains(other), "{language}");
                assert_eq!(browser.ask("document.documentElement.lang").await, language);
                for scheme in ["light", "dark"] {
                    browser.prefers(scheme).await;
                    let dark = browser
                        .ask("matchMedia('(prefers-color-scheme: dark)').matches")
                        .await;
                    assert_eq!(dark, scheme == "dark");
                    assert_eq!(
                        violations(browser, looked_at).await,
                        json!([]),
                        "{name} {language} {scheme}"
                    );
                }
            }
        }
        // The instrument works: a text that cannot be read is found.
        browser
            .run("document.querySelector('h1').style.color = 'rgb(20, 22, 28)'")
            .await;
        assert_ne!(violations(browser, FEW_CASES).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_mark_of_the_matrix_opens_its_proof_and_text_is_never_small() {
    let folder = tempfile::tempdir().unwrap();
    pages(folder.path(), 9);
    in_browser(async |browser| {
        browser.visit(&address(&folder.path().join("matrix.html"))).await;
        let open = "document.getElementById('case-7').closest('details').open";
        assert_eq!(browser.ask(open).await, false);
        browser.run("document.querySelector('a[href=\"#case-7\"]').click()").await;
        browser.until("the proof", open).await;
        browser.visit(&address(&folder.path().join("run.html"))).await;
        browser.run("document.querySelectorAll('details').forEach((one) => (one.open = true))").await;
        let smallest = "Math.min(...[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && one.textContent.trim()).map((one) => parseFloat(getComputedStyle(one).fontSize)))";
        assert_eq!(browser.ask(smallest).await, 12);
        assert_eq!(browser.ask("document.querySelectorAll('svg').length").await, 5);
        // Nothing makes the page itself wider than a small window.
        let wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(browser.ask(wide).await, true);
    })
    .await;
}
