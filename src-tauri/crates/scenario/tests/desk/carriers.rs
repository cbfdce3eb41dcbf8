//! What each carrier does, from the first call to the whole number.

use std::time::Duration;

use numberauth_cloud::VerifyResult;
use numberauth_protocol::{
    CloudAction, DeviceCarrier, Flow, Network, Operation, ResultCode, SdkCall, SpToken,
};
use numberauth_scenario::{Bench, BenchConfig, HotspotChoice};
use numberauth_simulator::{Fault, FaultEffect};
use serde_json::json;

use crate::page::{Page, choice, options};

const SERVED: [DeviceCarrier; 3] = [DeviceCarrier::Cm, DeviceCarrier::Cu, DeviceCarrier::Ct];

#[tokio::test(start_paused = true)]
async fn login_reaches_the_whole_number_on_three_carriers() {
    for carrier in SERVED {
        for network in [Network::Cellular, Network::Unknown] {
            let page = Page::on(carrier, network).await;
            let number = page.bench.own_number();
            assert!(page.check(Flow::Login).await.is_success());
            let mask = page.mask().await;
            assert_eq!(mask.mask_phone.as_deref(), Some(number.masked().as_str()));
            assert_eq!(mask.vender, carrier.served());
            let token = page.login_token(&page.right_digits()).await;
            assert!(token.sp_token.as_ref().unwrap().len() > 2_000);
            let reply = page.exchange(&token).await;
            assert_eq!(
                (reply.code.as_str(), reply.number.as_deref()),
                ("OK", Some(number.reveal()))
            );
            // Used once, the token is spent, and so is the mask.
            assert_eq!(page.exchange(&token).await.code, "isv.TOKEN_INVALID");
            assert_eq!(
                page.login_token(&page.right_digits()).await.code,
                ResultCode::NoMask
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn wrong_digits_fail_where_each_carrier_compares_them() {
    for carrier in SERVED {
        let page = Page::on(carrier, Network::Cellular).await;
        let token = page.login_up_to_token(&page.wrong_digits()).await;
        if carrier == DeviceCarrier::Cm {
            assert_eq!(token.code, ResultCode::TokenFailed);
            assert_eq!(token.content.unwrap().code.as_deref(), Some("104012"));
        } else {
            assert!(token.is_success());
            assert_eq!(page.exchange(&token).await.code, "isv.TOKEN_INVALID");
        }
        assert_eq!(page.bench.simulation().tries.unwrap().wrong_in_a_row, 1);
        // The mask serves another try, and a right one clears the count.
        let token = page.login_token(&page.right_digits()).await;
        assert_eq!(page.exchange(&token).await.code, "OK");
        assert_eq!(page.bench.simulation().tries.unwrap().wrong_in_a_row, 0);
    }
}

/// One wrong try, with the code that the page or its server gets for it.
async fn wrong_try(page: &Page) -> String {
    let token = page.login_token(&page.wrong_digits()).await;
    if token.is_success() {
        page.exchange(&token).await.code
    } else {
        token.code.to_string()
    }
}

#[tokio::test(start_paused = true)]
async fn three_wrong_entries_lock_cm_and_ct_for_a_day_and_cu_never() {
    for (carrier, wrong, locked) in [
        (DeviceCarrier::Cm, "600011", "600011"),
        (
            DeviceCarrier::Ct,
            "isv.TOKEN_INVALID",
            "ERROR_MOBILE_OVER_LIMIT",
        ),
        (DeviceCarrier::Cu, "isv.TOKEN_INVALID", "isv.TOKEN_INVALID"),
    ] {
        let page = Page::on(carrier, Network::Cellular).await;
        page.check(Flow::Login).await;
        page.mask().await;
        for _ in 0..3 {
            assert_eq!(wrong_try(&page).await, wrong, "{carrier:?}");
        }
        assert_eq!(wrong_try(&page).await, locked, "{carrier:?}");
        if carrier == DeviceCarrier::Cu {
            let token = page.login_token(&page.right_digits()).await;
            assert_eq!(page.exchange(&token).await.code, "OK");
            continue;
        }
        // Right digits fail too while the lock holds, to the second.
        let until = page.bench.simulation().tries.unwrap().locked_until.unwrap();
        for (seconds, open) in [(86_399, false), (1, true)] {
            page.bench.advance_clock(seconds).unwrap();
            assert_eq!(page.bench.clock().now() >= until, open);
            page.check(Flow::Login).await;
            let mask = page.mask().await;
            if carrier == DeviceCarrier::Cm && !open {
                assert_eq!(mask.code, ResultCode::MaskFailed);
                assert_eq!(mask.content.unwrap().code.as_deref(), Some("104009"));
                continue;
            }
            let token = page.login_token(&page.right_digits()).await;
            let code = page.exchange(&token).await.code;
            assert_eq!(
                code,
                if open {
                    "OK"
                } else {
                    "ERROR_MOBILE_OVER_LIMIT"
                },
                "{carrier:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_right_entry_between_wrong_ones_starts_the_count_again() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    page.mask().await;
    for digits in [
        page.wrong_digits(),
        page.wrong_digits(),
        page.right_digits(),
        page.wrong_digits(),
        page.wrong_digits(),
    ] {
        page.login_token(&digits).await;
    }
    assert!(page.login_token(&page.right_digits()).await.is_success());
}

#[tokio::test(start_paused = true)]
async fn an_sp_token_lives_as_long_as_its_carrier_says() {
    for (carrier, seconds) in [
        (DeviceCarrier::Cm, 120),
        (DeviceCarrier::Cu, 1_800),
        (DeviceCarrier::Ct, 600),
    ] {
        for (age, code) in [(seconds - 1, "OK"), (seconds, "isv.TOKEN_INVALID")] {
            let page = Page::on(carrier, Network::Cellular).await;
            let token = page.login_up_to_token(&page.right_digits()).await;
            page.bench.advance_clock(age).unwrap();
            assert_eq!(
                page.exchange(&token).await.code,
                code,
                "{carrier:?} {age} s"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn access_and_jwt_tokens_expire_now_whenever_they_are_used() {
    for (age, code) in [
        (599, ResultCode::Success),
        (600, ResultCode::IdentityCheckFailed),
    ] {
        let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
        page.check(Flow::Login).await;
        page.bench.advance_clock(age).unwrap();
        assert_eq!(page.mask().await.code, code, "{age} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_strangers_hotspot_gives_the_strangers_mask_and_not_his_number() {
    let page = Page::on(DeviceCarrier::Cm, Network::Hotspot).await;
    assert!(page.check(Flow::Login).await.is_success());
    let mask = page.mask().await;
    assert_eq!(mask.vender, Some(numberauth_protocol::Carrier::Cu));
    assert_ne!(
        mask.mask_phone.as_deref(),
        Some(page.bench.own_number().masked().as_str())
    );
    // The owner of the phone types the digits of the number he knows: his own.
    let token = page.login_token(&page.right_digits()).await;
    let reply = page.exchange(&token).await;
    assert_eq!(
        (reply.code.as_str(), reply.number),
        ("isv.TOKEN_INVALID", None)
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_of_path_after_the_mask_makes_it_no_mask() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    page.mask().await;
    page.bench
        .set_device(&choice(DeviceCarrier::Cm, Network::Hotspot))
        .unwrap();
    assert_eq!(
        page.login_token(&page.right_digits()).await.code,
        ResultCode::NoMask
    );
    page.bench
        .set_device(&choice(DeviceCarrier::Cm, Network::Wifi))
        .unwrap();
    let token = page.login_token(&page.right_digits()).await;
    assert_eq!(token.code, ResultCode::TokenFailed);
    assert_eq!(token.content.unwrap().code.as_deref(), Some("103111"));
}

#[tokio::test(start_paused = true)]
async fn wifi_and_unserved_sims_are_refused_in_the_carriers_own_words() {
    for (carrier, network, code) in [
        (DeviceCarrier::Cm, Network::Wifi, "103111"),
        (DeviceCarrier::Cu, Network::Wifi, "101"),
        (DeviceCarrier::Ct, Network::Wifi, "-10001"),
        (DeviceCarrier::Other, Network::Cellular, "105002"),
        (DeviceCarrier::Other, Network::Wifi, "105002"),
    ] {
        let page = Page::on(carrier, network).await;
        assert!(page.check(Flow::Login).await.is_success());
        let mask = page.mask().await;
        assert_eq!(
            (mask.code, mask.content.unwrap().code.as_deref()),
            (ResultCode::MaskFailed, Some(code))
        );
        assert!(page.check(Flow::Verify).await.is_success());
        let token = page.verify_token().await;
        assert_eq!(
            (token.code, token.content.unwrap().code.as_deref()),
            (ResultCode::TokenFailed, Some(code))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn verification_tells_the_paths_number_from_any_other() {
    for carrier in SERVED {
        let page = Page::on(carrier, Network::Cellular).await;
        let own = page.bench.own_number();
        // A number that no device of the ledger has, so that its carrier is not known to be another.
        let stranger = own.with_hidden_digits(
            numberauth_protocol::MaskDigits::parse(&page.wrong_digits()).unwrap(),
        );
        for (number, result) in [(own, VerifyResult::Pass), (stranger, VerifyResult::Reject)] {
            assert!(page.check(Flow::Verify).await.is_success());
            let token = SpToken::new(page.verify_token().await.sp_token.unwrap());
            let reply = page
                .bench
                .verify_phone_with_token(number.reveal(), &token)
                .await;
            assert_eq!(
                (reply.code.as_str(), reply.result),
                ("OK", Some(result)),
                "{carrier:?}"
            );
            let again = page
                .bench
                .verify_phone_with_token(number.reveal(), &token)
                .await;
            assert_eq!(again.code, "isv.TOKEN_INVALID");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn verification_refuses_what_is_no_number_and_another_carriers_without_using_the_token_up() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.bench
        .set_device(&numberauth_scenario::DeviceChoice {
            hotspot_owner: Some(HotspotChoice {
                carrier: DeviceCarrier::Cu,
                number: Some("18600001234".into()),
            }),
            ..choice(DeviceCarrier::Cm, Network::Cellular)
        })
        .unwrap();
    page.check(Flow::Verify).await;
    let token = SpToken::new(page.verify_token().await.sp_token.unwrap());
    for (number, code) in [
        ("+8613800001234", "isv.MOBILE_NUMBER_ILLEGAL"),
        ("1380000123", "isv.MOBILE_NUMBER_ILLEGAL"),
        ("18600001234", "isv.PARAMETERS_MISMATCH"),
        (page.bench.own_number().reveal(), "OK"),
    ] {
        assert_eq!(
            page.bench
                .verify_phone_with_token(number, &token)
                .await
                .code,
            code,
            "{number}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_of_one_flow_is_not_taken_for_the_other() {
    let page = Page::on(DeviceCarrier::Cu, Network::Cellular).await;
    page.check(Flow::Verify).await;
    let token = page.verify_token().await;
    assert_eq!(
        page.exchange(&token).await.code,
        "isv.TOKEN_UNAUTHORIZED_USED"
    );
    let token = page.login_up_to_token(&page.right_digits()).await;
    let token = SpToken::new(token.sp_token.unwrap());
    let number = page.bench.own_number();
    let reply = page
        .bench
        .verify_phone_with_token(number.reveal(), &token)
        .await;
    assert_eq!(reply.code, "isv.TOKEN_UNAUTHORIZED_USED");
}

#[tokio::test(start_paused = true)]
async fn cm_verifies_a_number_ten_times_a_day_from_the_first() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    for nth in 0..10 {
        page.check(Flow::Verify).await;
        assert!(page.verify_token().await.is_success());
        if nth == 0 {
            // The window begins with the first: the others come an hour later.
            page.bench.advance_clock(3_600).unwrap();
        }
    }
    assert_eq!(page.bench.simulation().verify_quota.unwrap().used, 10);
    assert_eq!(page.verify_token().await.code, ResultCode::TokenFailed);
    for (seconds, code) in [
        (86_400 - 3_600 - 1, ResultCode::TokenFailed),
        (1, ResultCode::Success),
    ] {
        page.bench.advance_clock(seconds).unwrap();
        page.check(Flow::Verify).await;
        assert_eq!(page.verify_token().await.code, code);
    }
    // The other carriers have no such limit.
    for carrier in [DeviceCarrier::Cu, DeviceCarrier::Ct] {
        let page = Page::on(carrier, Network::Cellular).await;
        page.check(Flow::Verify).await;
        for _ in 0..12 {
            assert!(page.verify_token().await.is_success());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_hour_passes_in_no_time() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.check(Flow::Login).await;
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(page.mask().await.code, ResultCode::IdentityCheckFailed);
}

#[tokio::test(start_paused = true)]
async fn each_registered_device_has_its_own_path_and_its_own_mask() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let mut other = page.bench.simulator().device();
    other.sim = other.hotspot_owner;
    let id = page.bench.simulator().add_device(other);
    let second = page.bench.phone_server_on(Some(id)).unwrap();
    let tokens = options(page.tokens(Flow::Login).await);
    for (sdk, number) in [
        (&page.sdk, page.bench.own_number()),
        (&second, other.sim.number),
    ] {
        let check = sdk
            .call(SdkCall::CheckLoginAvailable, &tokens)
            .result()
            .await
            .unwrap();
        assert!(check.is_success());
        let mask = sdk
            .call(SdkCall::GetLoginMaskPhone, &options(json!({})))
            .result()
            .await
            .unwrap();
        assert_eq!(mask.mask_phone.as_deref(), Some(number.masked().as_str()));
    }
    // The check of one device is not the other's.
    let third = page.bench.simulator().add_device(other);
    let third = page.bench.phone_server_on(Some(third)).unwrap();
    third
        .call(SdkCall::CheckLoginAvailable, &tokens)
        .result()
        .await
        .unwrap();
    third
        .call(SdkCall::GetLoginMaskPhone, &options(json!({})))
        .result()
        .await
        .unwrap();
    page.bench.simulator().set_device(other);
    let digits = options(json!({"mask": other.sim.number.hidden_digits().reveal()}));
    let token = page
        .sdk
        .call(SdkCall::GetLoginToken, &digits)
        .result()
        .await
        .unwrap();
    assert_eq!(
        token.code,
        ResultCode::NoMask,
        "the third device's mask is not the default device's"
    );
    let nobody = page.bench.phone_server_on(Some("nobody".into())).unwrap();
    let check = nobody
        .call(SdkCall::CheckLoginAvailable, &tokens)
        .result()
        .await
        .unwrap();
    assert_eq!(check.code, ResultCode::BadArguments);
}

#[tokio::test(start_paused = true)]
async fn a_carrier_that_is_down_at_the_exchange_cannot_say() {
    for (carrier, flow) in SERVED
        .into_iter()
        .flat_map(|carrier| Flow::ALL.map(|flow| (carrier, flow)))
    {
        let page = Page::on(carrier, Network::Cellular).await;
        let down = |action| {
            Fault::once(
                Operation::Cloud(action),
                FaultEffect::Carrier {
                    code: None,
                    msg: None,
                },
            )
        };
        if flow == Flow::Login {
            let token = page.login_up_to_token(&page.right_digits()).await;
            page.bench
                .set_faults(Some(down(CloudAction::GetPhoneWithToken)))
                .unwrap();
            assert_eq!(page.exchange(&token).await.code, "isv.TOKEN_INVALID");
            continue;
        }
        page.check(Flow::Verify).await;
        let token = SpToken::new(page.verify_token().await.sp_token.unwrap());
        page.bench
            .set_faults(Some(down(CloudAction::VerifyPhoneWithToken)))
            .unwrap();
        let number = page.bench.own_number();
        let reply = page
            .bench
            .verify_phone_with_token(number.reveal(), &token)
            .await;
        assert_eq!(
            (reply.code.as_str(), reply.result),
            ("OK", Some(VerifyResult::Unknown)),
            "{carrier:?}"
        );
    }
}

/// On real threads: the window's runtime has several.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_is_exchanged_once_however_many_ask_at_once() {
    let config = BenchConfig {
        carrier: DeviceCarrier::Cu,
        ..BenchConfig::interactive().unwrap()
    };
    let bench = std::sync::Arc::new(Bench::start(config).await.unwrap());
    let digits = bench.own_number().hidden_digits().reveal().to_owned();
    for _ in 0..30 {
        let sdk = bench.phone_server().unwrap();
        let reply = bench.get_auth_token(Flow::Login).await;
        let tokens =
            options(json!({"accessToken": reply.access_token, "jwtToken": reply.jwt_token}));
        sdk.call(SdkCall::CheckLoginAvailable, &tokens)
            .result()
            .await
            .unwrap();
        sdk.call(SdkCall::GetLoginMaskPhone, &options(json!({})))
            .result()
            .await
            .unwrap();
        let token = sdk
            .call(SdkCall::GetLoginToken, &options(json!({"mask": digits})))
            .result()
            .await
            .unwrap();
        let token = SpToken::new(token.sp_token.unwrap());
        let asked: Vec<_> = (0..6)
            .map(|_| {
                let (bench, token) = (std::sync::Arc::clone(&bench), token.clone());
                tokio::spawn(async move { bench.get_phone_with_token(&token).await.code })
            })
            .collect();
        let mut exchanged = 0;
        for answer in asked {
            exchanged += usize::from(answer.await.unwrap() == "OK");
        }
        assert_eq!(exchanged, 1);
    }
}
