//! What docs/page-sdk.md offers to paste, pasted.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::browser::in_browser;
use crate::simulator::Simulator;
use crate::{HIDDEN, NUMBER};

const PAGE: &str = include_str!("../../../docs/page-sdk.md");

/// A program that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The longest piece of JavaScript on the page: the whole shop.
fn shop() -> &'static str {
    let pieces = PAGE.split("\n```js\n").skip(1);
    let pieces = pieces.filter_map(|rest| rest.split("\n```\n").next());
    pieces.max_by_key(|piece| piece.len()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pasted_shop_logs_in() {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .unwrap()
        .port();
    let origin = format!("http://localhost:{port}");
    let simulator = Simulator::start(std::slice::from_ref(&origin));
    let phone = simulator.device("CM", NUMBER, "cellular").await;

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.mjs"), shop()).unwrap();
    let mut node = Command::new("node")
        .args([
            "shop.mjs",
            simulator.told("base_url"),
            &port.to_string(),
            &phone,
        ])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("cannot start node: {error}; `cargo xtask test` says where to get it")
        });
    let said = BufReader::new(node.stdout.take().unwrap());
    let _running = Running(node);
    assert_eq!(said.lines().next().unwrap().unwrap(), origin);

    in_browser(async |browser| {
        browser.visit(&origin).await;
        browser.click("login").await;
        browser.until_text("mask", "138****1234").await;
        browser.type_into("digits", HIDDEN).await;
        browser.click("agree").await;
        browser.click("confirm").await;
        browser
            .until_text("outcome", &format!("欢迎 {NUMBER}"))
            .await;
    })
    .await;
}
