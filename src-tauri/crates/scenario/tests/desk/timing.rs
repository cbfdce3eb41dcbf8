//! Timeouts to the millisecond, on the paused clock.

use std::time::Duration;

use numberauth_protocol::{DeviceCarrier, Flow, Network, Outcome, ResultCode, SdkCall};
use serde_json::{Value, json};

use crate::page::Page;

const SERVED: [DeviceCarrier; 3] = [DeviceCarrier::Cm, DeviceCarrier::Cu, DeviceCarrier::Ct];

/// The options of a call that will succeed, after all that must come before it.
async fn ready(page: &Page, call: SdkCall) -> Value {
    match call {
        SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
            page.tokens(call.flow()).await
        }
        SdkCall::GetLoginMaskPhone | SdkCall::GetVerifyToken => {
            assert!(page.check(call.flow()).await.is_success());
            json!({})
        }
        SdkCall::GetLoginToken => {
            assert!(page.check(Flow::Login).await.is_success());
            assert!(page.mask().await.is_success());
            json!({"mask": page.right_digits()})
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_a_millisecond_before_the_timeout_counts_and_one_after_does_not() {
    let defaults = [2_000, 3_000, 2_000, 2_000, 3_000];
    for carrier in SERVED {
        for (call, default_ms) in SdkCall::ALL.into_iter().zip(defaults) {
            for (named, timeout_ms) in [(None, default_ms), (Some(0.25), 250), (Some(7.0), 7_000)] {
                for (offset, code) in [(-1, ResultCode::Success), (1, ResultCode::Timeout)] {
                    let page = Page::on(carrier, Network::Cellular).await;
                    let mut options = ready(&page, call).await;
                    if let Some(seconds) = named {
                        options["timeout"] = json!(seconds);
                    }
                    page.delay(call, u64::try_from(timeout_ms + offset).unwrap());
                    let got = page.call(call, options).await.code;
                    assert_eq!(
                        got,
                        code,
                        "{} {timeout_ms} ms {offset:+} ms on {carrier:?}",
                        call.name()
                    );
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_timer_beats_whatever_would_come_later() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.delay(SdkCall::CheckLoginAvailable, 2_001);
    let forged = json!({"accessToken": "a", "jwtToken": "b"});
    assert_eq!(
        page.call(SdkCall::CheckLoginAvailable, forged).await.code,
        ResultCode::Timeout
    );
}

#[tokio::test(start_paused = true)]
async fn a_late_reply_is_dropped_and_recorded_and_what_it_did_stands() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    page.delay(SdkCall::GetLoginMaskPhone, 5_000);
    assert_eq!(page.mask().await.code, ResultCode::Timeout);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let late: Vec<_> = page
        .bench
        .journal()
        .after(0, usize::MAX)
        .into_iter()
        .filter(|entry| entry.hop.late)
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(
        late[0].hop.outcome,
        Outcome::Result {
            code: ResultCode::Success
        }
    );
    // A late mask does not count as fetched …
    assert_eq!(
        page.login_token(&page.right_digits()).await.code,
        ResultCode::NoMask
    );
    // … and the same instance stays usable.
    assert!(page.mask().await.is_success());
    page.delay(SdkCall::GetLoginToken, 5_000);
    assert_eq!(
        page.login_token(&page.wrong_digits()).await.code,
        ResultCode::Timeout
    );
    assert_eq!(page.bench.simulation().tries.unwrap().wrong_in_a_row, 1);
    assert!(page.login_token(&page.right_digits()).await.is_success());
}

#[tokio::test(start_paused = true)]
async fn a_moved_calendar_moves_no_timer() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.delay(SdkCall::CheckLoginAvailable, 1_000);
    let options = crate::page::options(page.tokens(Flow::Login).await);
    let pending = page.sdk.call(SdkCall::CheckLoginAvailable, &options);
    page.bench.advance_clock(300).unwrap();
    assert!(pending.result().await.unwrap().is_success());
}
