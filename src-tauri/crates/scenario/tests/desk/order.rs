//! The state of an instance: what supersedes, what resets, what changes nothing.

use numberauth_protocol::{DeviceCarrier, Flow, Network, ResultCode, SdkCall};
use serde_json::json;

use crate::page::{Page, options};

#[tokio::test(start_paused = true)]
async fn a_refused_call_ends_nothing_and_changes_nothing() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    page.delay(SdkCall::GetLoginMaskPhone, 1_000);
    let mask = page
        .sdk
        .call(SdkCall::GetLoginMaskPhone, &options(json!({})));
    assert_eq!(
        page.call(SdkCall::CheckLoginAvailable, json!({"accessToken": ""}))
            .await
            .code,
        ResultCode::BadArguments
    );
    assert_eq!(
        page.call(SdkCall::GetLoginMaskPhone, json!({"timeout": "3"}))
            .await
            .code,
        ResultCode::BadArguments
    );
    assert_eq!(page.login_token("1234").await.code, ResultCode::NoMask);
    assert_eq!(
        page.verify_token().await.code,
        ResultCode::IdentityCheckFailed
    );
    assert!(mask.result().await.unwrap().is_success());
    assert!(page.login_token(&page.right_digits()).await.is_success());
}

#[tokio::test(start_paused = true)]
async fn a_call_of_the_other_flow_ends_nothing() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let (login, verify) = (
        page.tokens(Flow::Login).await,
        page.tokens(Flow::Verify).await,
    );
    page.delay(SdkCall::CheckLoginAvailable, 1_000);
    let login = page.sdk.call(SdkCall::CheckLoginAvailable, &options(login));
    let verify = page.sdk.call(SdkCall::CheckAuthAvailable, &options(verify));
    assert!(verify.result().await.unwrap().is_success());
    // The older check still calls back, but no longer changes the state.
    assert!(login.result().await.unwrap().is_success());
    assert_eq!(page.mask().await.code, ResultCode::NotChecked);
    assert!(page.verify_token().await.is_success());
}

#[tokio::test(start_paused = true)]
async fn a_check_resets_both_flows_when_it_is_sent() {
    let page = Page::on(DeviceCarrier::Cu, Network::Cellular).await;
    page.check(Flow::Login).await;
    page.mask().await;
    let forged = json!({"accessToken": "a", "jwtToken": "b"});
    assert_eq!(
        page.call(SdkCall::CheckAuthAvailable, forged).await.code,
        ResultCode::IdentityCheckFailed
    );
    assert_eq!(
        page.login_token(&page.right_digits()).await.code,
        ResultCode::NoMask
    );
    assert_eq!(page.mask().await.code, ResultCode::NotChecked);
}

#[tokio::test(start_paused = true)]
async fn an_older_masks_late_success_after_a_new_check_is_no_mask() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    let verify = page.tokens(Flow::Verify).await;
    page.delay(SdkCall::GetLoginMaskPhone, 1_000);
    let mask = page
        .sdk
        .call(SdkCall::GetLoginMaskPhone, &options(json!({})));
    assert!(
        page.call(SdkCall::CheckAuthAvailable, verify)
            .await
            .is_success()
    );
    assert!(mask.result().await.unwrap().is_success());
    assert_eq!(
        page.login_token(&page.right_digits()).await.code,
        ResultCode::NoMask
    );
    assert!(page.verify_token().await.is_success());
}

#[tokio::test(start_paused = true)]
async fn a_pages_calls_are_taken_in_their_numbers_order() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let tokens = options(page.tokens(Flow::Login).await);
    let call = |number, call, value| page.bench.sdk_call("page", number, call, value);
    // They arrive in the opposite order, as IPC may deliver them; each waits for those before it.
    let (third, second, first) = tokio::join!(
        call(3, SdkCall::GetLoginToken, options(json!({"mask": "0000"}))),
        call(2, SdkCall::GetLoginMaskPhone, options(json!({}))),
        call(1, SdkCall::CheckLoginAvailable, tokens),
    );
    // Taken at once in order 1, 2, 3: the second came before the first had answered.
    assert_eq!(second.unwrap().code, ResultCode::NotChecked);
    assert_eq!(third.unwrap().code, ResultCode::NoMask);
    assert!(first.unwrap().is_success());
    let used = call(2, SdkCall::GetLoginMaskPhone, options(json!({}))).await;
    assert!(used.unwrap_err().to_string().contains("used already"));
    assert!(
        call(4, SdkCall::GetLoginMaskPhone, options(json!({})))
            .await
            .unwrap()
            .is_success()
    );
}

#[tokio::test(start_paused = true)]
async fn a_closed_instance_tells_its_waiting_calls() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let waiting = page
        .bench
        .sdk_call("page", 2, SdkCall::GetLoginMaskPhone, options(json!({})));
    let (waiting, ()) = tokio::join!(waiting, async { page.bench.instances().close("page") });
    assert!(waiting.unwrap_err().to_string().contains("closed"));
    for (id, number) in [("", 1), ("page", 0), ("page", 1_000)] {
        let refused = page
            .bench
            .sdk_call(id, number, SdkCall::GetLoginMaskPhone, options(json!({})))
            .await;
        assert!(refused.is_err(), "{id} {number}");
    }
}
