//! The table: each code at each call that can give it, on each carrier, by its real cause.

use numberauth_protocol::{
    DeviceCarrier, Flow, Network, Operation, ResultCode, SdkCall, dictionary,
};
use numberauth_scenario::Credentials;
use numberauth_simulator::{Fault, FaultEffect};
use serde_json::json;

use crate::page::{Page, choice};

const SERVED: [DeviceCarrier; 3] = [DeviceCarrier::Cm, DeviceCarrier::Cu, DeviceCarrier::Ct];

/// Brings the page to where `call` may be made, makes it, and tells its code. Whatever `spoil` does happens just before.
async fn make(page: &Page, call: SdkCall, spoil: impl FnOnce(&Page)) -> ResultCode {
    match call {
        SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
            spoil(page);
            return page.check(call.flow()).await.code;
        }
        SdkCall::GetLoginMaskPhone => assert!(page.check(Flow::Login).await.is_success()),
        SdkCall::GetLoginToken => {
            assert!(page.check(Flow::Login).await.is_success());
            assert!(page.mask().await.is_success());
        }
        SdkCall::GetVerifyToken => assert!(page.check(Flow::Verify).await.is_success()),
    }
    spoil(page);
    bare(page, call).await
}

/// The call alone, with arguments that are right in themselves.
async fn bare(page: &Page, call: SdkCall) -> ResultCode {
    let options = match call {
        SdkCall::GetLoginToken => json!({"mask": page.right_digits()}),
        SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
            json!({"accessToken": "a", "jwtToken": "b"})
        }
        SdkCall::GetLoginMaskPhone | SdkCall::GetVerifyToken => json!({}),
    };
    page.call(call, options).await.code
}

fn fault(page: &Page, call: SdkCall, effect: FaultEffect) {
    page.bench
        .set_faults(Some(Fault::always(Operation::Sdk(call), effect)))
        .unwrap();
}

/// Every way to a code at a call: the name of the cause, and the code that came.
async fn causes(
    carrier: DeviceCarrier,
    code: ResultCode,
    call: SdkCall,
) -> Vec<(&'static str, ResultCode)> {
    let cellular = || Page::on(carrier, Network::Cellular);
    let mut seen = Vec::new();
    match code {
        ResultCode::Success => seen.push(("in order", make(&cellular().await, call, |_| {}).await)),
        ResultCode::NoScheme => {
            let page = cellular().await;
            page.bench.set_credentials(Credentials::DeletedScheme);
            seen.push(("scheme deleted", page.check(call.flow()).await.code));
        }
        ResultCode::Unknown => {
            for (cause, effect) in [
                ("5xx", FaultEffect::ServerError { status: None }),
                ("cut", FaultEffect::Cut {}),
                ("refused", FaultEffect::Refuse {}),
            ] {
                seen.push((
                    cause,
                    make(&cellular().await, call, |page| fault(page, call, effect)).await,
                ));
            }
            seen.push(("superseded", superseded(&cellular().await, call).await));
        }
        ResultCode::TokenFailed | ResultCode::MaskFailed => {
            let effect = FaultEffect::Carrier {
                code: None,
                msg: None,
            };
            seen.push((
                "carrier refuses",
                make(&cellular().await, call, |page| fault(page, call, effect)).await,
            ));
            let to_wifi = |page: &Page| {
                page.bench
                    .set_device(&choice(carrier, Network::Wifi))
                    .unwrap();
            };
            seen.push(("Wi-Fi", make(&cellular().await, call, to_wifi).await));
        }
        ResultCode::NotChecked | ResultCode::NoMask => {
            seen.push(("call order", bare(&cellular().await, call).await));
        }
        ResultCode::Timeout => {
            let late = FaultEffect::Delay { ms: 60_000 };
            seen.push((
                "late reply",
                make(&cellular().await, call, |page| fault(page, call, late)).await,
            ));
        }
        ResultCode::IdentityCheckFailed => {
            if matches!(
                call,
                SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable
            ) {
                for (cause, credentials) in [
                    ("forged", Credentials::Forged),
                    ("expired", Credentials::Expired),
                    ("other account", Credentials::OtherAccount),
                    ("wrong business type", Credentials::WrongBizType),
                ] {
                    let page = cellular().await;
                    page.bench.set_credentials(credentials);
                    seen.push((cause, page.check(call.flow()).await.code));
                }
                seen.push(("made up", bare(&cellular().await, call).await));
            } else {
                let expire = |page: &Page| {
                    page.bench.advance_clock(600).unwrap();
                };
                seen.push(("expired now", make(&cellular().await, call, expire).await));
            }
            if call == SdkCall::GetVerifyToken {
                seen.push(("before its check", bare(&cellular().await, call).await));
            }
        }
        ResultCode::BadArguments => {
            let page = cellular().await;
            seen.push((
                "timeout",
                page.call(call, json!({"timeout": 0, "mask": "0000"}))
                    .await
                    .code,
            ));
        }
    }
    seen
}

/// A call that is in flight when the same call is made again.
async fn superseded(page: &Page, call: SdkCall) -> ResultCode {
    make(page, call, |_| {}).await;
    fault(page, call, FaultEffect::Delay { ms: 1_000 });
    let options = match call {
        SdkCall::GetLoginToken => json!({"mask": page.right_digits()}),
        SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
            page.tokens(call.flow()).await
        }
        SdkCall::GetLoginMaskPhone | SdkCall::GetVerifyToken => json!({}),
    };
    let options = crate::page::options(options);
    let first = page.sdk.call(call, &options);
    let second = page.sdk.call(call, &options);
    let first = first.result().await.unwrap();
    assert!(second.result().await.unwrap().is_success());
    assert_eq!(first.content.unwrap().reason.as_deref(), Some("superseded"));
    first.code
}

#[tokio::test(start_paused = true)]
async fn each_code_comes_by_its_causes_at_each_call_that_can_give_it_on_each_carrier() {
    let mut cells = 0;
    for carrier in SERVED {
        for entry in &dictionary().codes {
            for call in &entry.calls {
                let seen = Box::pin(causes(carrier, entry.code, *call)).await;
                assert!(!seen.is_empty(), "{} at {}", entry.code, call.name());
                for (cause, code) in seen {
                    assert_eq!(
                        code,
                        entry.code,
                        "{} at {} on {carrier:?} by {cause}",
                        entry.code,
                        call.name()
                    );
                }
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 32 * 3);
}

#[test]
fn each_impossible_cell_has_its_reason() {
    let impossible = dictionary()
        .codes
        .iter()
        .filter_map(|entry| entry.impossible.as_ref());
    let cells: usize = impossible.map(|impossible| impossible.calls.len()).sum();
    assert_eq!(cells, 50 - 32);
}

#[tokio::test(start_paused = true)]
async fn the_seeds_samples_on_a_fresh_instance_give_their_codes() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    for (call, code) in [
        (
            SdkCall::CheckLoginAvailable,
            ResultCode::IdentityCheckFailed,
        ),
        (SdkCall::GetLoginMaskPhone, ResultCode::NotChecked),
        (SdkCall::GetLoginToken, ResultCode::NoMask),
        (SdkCall::CheckAuthAvailable, ResultCode::IdentityCheckFailed),
        (SdkCall::GetVerifyToken, ResultCode::IdentityCheckFailed),
    ] {
        let fresh = page.bench.phone_server().unwrap();
        let options = json!({"accessToken": "xxxxxxx", "jwtToken": "xxxxxxxxx", "timeout": 2, "mask": "1234"});
        let result = fresh
            .call(call, &crate::page::options(options))
            .result()
            .await
            .unwrap();
        assert_eq!(result.code, code, "{}", call.name());
        assert_eq!(result.msg, code.msg());
        assert_eq!(result.request_id.len(), 36);
    }
}
