//! The same seed gives the same bytes, whatever ports and clocks the machine has.

use numberauth_protocol::{DeviceCarrier, Flow, Network};

use crate::page::Page;

async fn run() -> String {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.login_up_to_token(&page.wrong_digits()).await;
    let token = page.login_token(&page.right_digits()).await;
    page.exchange(&token).await;
    page.check(Flow::Verify).await;
    page.verify_token().await;
    let entries = page.bench.journal().after(0, usize::MAX);
    let port = page.bench.simulator().address().port().to_string();
    let text =
        serde_json::to_string(&entries.iter().map(|entry| &**entry).collect::<Vec<_>>()).unwrap();
    assert!(!text.contains(&format!(":{port}")), "a port is printed");
    text
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_journal() {
    assert_eq!(run().await, run().await);
}
