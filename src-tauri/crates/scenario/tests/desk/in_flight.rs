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
