//! Hops in flight: told while somebody waits, gone with the answer, and never in the journal before they end.

use std::time::Duration;

use numberauth_protocol::{DeviceCarrier, Flow, Network, Operation, Party, ResultCode, SdkCall};
use numberauth_simulator::{Fault, FaultEffect};

use crate::page::Page;

/// Who is waited for now, and for how many milliseconds already.
fn waiting(page: &Page) -> Vec<(Party, Party, u64)> {
    let hops = page.bench.journal().in_flight();
    hops.iter()
        .map(|hop| (hop.from, hop.to, hop.waited_ms))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn during_a_delay_page_and_gateway_are_waited_for_and_after_the_timeout_the_gateway_alone() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    assert!(waiting(&page).is_empty());
    page.delay(SdkCall::GetLoginMaskPhone, 5_000);
    let before = page.bench.journal().after(0, usize::MAX).len();
    let call = async { page.mask().await };
    let look = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(
            waiting(&page),
            [
                (Party::Page, Party::Sdk, 1_000),
                (Party::Sdk, Party::Gateway, 1_000)
            ]
        );
        assert_eq!(page.bench.journal().after(0, usize::MAX).len(), before);
    };
    let (result, ()) = tokio::join!(call, look);
    assert_eq!(result.code, ResultCode::Timeout);
    assert_eq!(waiting(&page), [(Party::Sdk, Party::Gateway, 3_000)]);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(waiting(&page).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_waits_for_the_cloud_is_seen_waiting() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let cloud = Operation::Cloud(numberauth_protocol::CloudAction::GetAuthToken);
    let fault = Fault::once(cloud, FaultEffect::Hang {});
    page.bench.set_faults(Some(fault)).unwrap();
    let call = async { page.bench.get_auth_token(Flow::Login).await };
    let look = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let told = waiting(&page);
        assert_eq!(
            told,
            [
                (Party::Page, Party::Server, 2_000),
                (Party::Server, Party::Cloud, 2_000)
            ]
        );
    };
    let (reply, ()) = tokio::join!(call, look);
    assert_eq!(reply.code, "Unreachable");
    // The client went away with its request; its connection's end takes some turns of the runtime.
    for _ in 0..100 {
        if waiting(&page).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(waiting(&page), []);
}

/// Waits some turns of the runtime until nobody is waited for: the end of a connection takes them.
async fn ends(page: &Page) {
    for _ in 0..100 {
        if waiting(page).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(waiting(page), []);
}

/// A call of a page's instance that the gateway leaves unanswered, one second after it was made, with a timeout of an hour.
async fn hanging(page: &Page) {
    let call = SdkCall::CheckLoginAvailable;
    let fault = Fault::always(Operation::Sdk(call), FaultEffect::Hang {});
    page.bench.set_faults([fault]).unwrap();
    let tokens = page.bench.get_auth_token(Flow::Login).await;
    let options = serde_json::json!({
        "accessToken": tokens.access_token, "jwtToken": tokens.jwt_token, "timeout": 3_600,
    });
    let bench = std::sync::Arc::clone(&page.bench);
    let options = options.as_object().unwrap().clone();
    tokio::spawn(async move { bench.sdk_call("main:a", 1, call, options).await });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(waiting(page).len(), 2);
}

/// The reasons of the calls that ended with 600010.
fn unknown(page: &Page) -> Vec<String> {
    let entries = page.bench.journal().after(0, usize::MAX);
    let reasons = entries.iter().filter(|entry| entry.hop.to == Party::Sdk);
    reasons
        .filter_map(|entry| entry.hop.content.as_ref()?.reason.clone())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_any_more_when_the_page_has_left_the_flow() {
    for leave in [
        (|page| page.bench.instances().close("main:a")) as fn(&Page),
        |page| page.bench.instances().close_all_of("main:"),
        |page| drop(page.bench.reset()),
    ] {
        let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
        hanging(&page).await;
        leave(&page);
        ends(&page).await;
        assert_eq!(unknown(&page), ["the page has left the flow"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_never_answers_is_waited_for_after_the_timeout_until_the_page_goes() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    hanging(&page).await;
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(waiting(&page), [(Party::Sdk, Party::Gateway, 3_601_000)]);
    page.bench.instances().close("main:a");
    ends(&page).await;
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_never_answers_a_page_that_stays_is_waited_for_ten_minutes_after_the_timeout()
 {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    hanging(&page).await;
    tokio::time::sleep(Duration::from_secs(3_600 + 590)).await;
    assert_eq!(waiting(&page).len(), 1);
    tokio::time::sleep(Duration::from_secs(10)).await;
    ends(&page).await;
}

#[tokio::test(start_paused = true)]
async fn what_a_delayed_call_does_stands_and_is_journalled_though_its_page_goes() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.delay(SdkCall::CheckLoginAvailable, 60_000);
    let tokens = page.bench.get_auth_token(Flow::Login).await;
    let options = serde_json::json!({
        "accessToken": tokens.access_token, "jwtToken": tokens.jwt_token, "timeout": 3_600,
    });
    let bench = std::sync::Arc::clone(&page.bench);
    let options = options.as_object().unwrap().clone();
    tokio::spawn(async move {
        bench
            .sdk_call("main:a", 1, SdkCall::CheckLoginAvailable, options)
            .await
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.bench.instances().close("main:a");
    // The gateway works on for a while, and has answered nobody then.
    tokio::time::sleep(Duration::from_mins(1)).await;
    ends(&page).await;
    let entries = page.bench.journal().after(0, usize::MAX);
    let gateway = entries
        .iter()
        .find(|entry| entry.hop.to == Party::Gateway)
        .unwrap();
    assert_eq!(gateway.hop.fault.as_deref(), Some("delay 60000 ms"));
}
