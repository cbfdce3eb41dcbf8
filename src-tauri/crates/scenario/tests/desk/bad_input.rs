//! Bad input: each gets a code and a sentence, and the flow can be started again.

use numberauth_protocol::{
    CloudAction, Connection, DeviceCarrier, Flow, Network, Operation, ResultCode, SdkCall, SpToken,
};
use numberauth_scenario::{Bench, BenchConfig, DeviceChoice, HotspotChoice, LabError};
use numberauth_simulator::{Fault, FaultEffect};
use serde_json::{Value, json};

use crate::page::{Page, choice};

async fn succeeds_again(page: &Page) {
    let token = page.login_up_to_token(&page.right_digits()).await;
    assert_eq!(page.exchange(&token).await.code, "OK");
}

fn edited(tokens: &Value, edit: impl FnOnce(&mut Value)) -> Value {
    let mut tokens = tokens.clone();
    edit(&mut tokens);
    tokens
}

#[tokio::test(start_paused = true)]
async fn tokens_that_were_mishandled_are_refused_with_a_reason() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let tokens = page.tokens(Flow::Login).await;
    let newline = |text: &Value| json!(format!("{}\n", text.as_str().unwrap()));
    let swapped = json!({"accessToken": tokens["jwtToken"], "jwtToken": tokens["accessToken"]});
    let cases = [
        ("swapped", swapped, ResultCode::IdentityCheckFailed),
        (
            "newline in accessToken",
            edited(&tokens, |t| t["accessToken"] = newline(&t["accessToken"])),
            ResultCode::IdentityCheckFailed,
        ),
        (
            "newline in jwtToken",
            edited(&tokens, |t| t["jwtToken"] = newline(&t["jwtToken"])),
            ResultCode::IdentityCheckFailed,
        ),
        (
            "1 MB",
            edited(&tokens, |t| t["accessToken"] = json!("x".repeat(1 << 20))),
            ResultCode::Unknown,
        ),
        (
            "null",
            edited(&tokens, |t| t["accessToken"] = Value::Null),
            ResultCode::BadArguments,
        ),
    ];
    for (what, options, code) in cases {
        let result = page.call(SdkCall::CheckLoginAvailable, options).await;
        assert_eq!(result.code, code, "{what}");
        let content = result.content.unwrap();
        assert!(content.msg.is_some() || content.reason.is_some(), "{what}");
    }
    succeeds_again(&page).await;
}

#[tokio::test(start_paused = true)]
async fn a_stopped_listener_is_told_and_the_flow_starts_again_with_it() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let tokens = page.tokens(Flow::Login).await;
    page.bench.simulator().stop_listening().await;
    assert!(!page.bench.simulation().listening);
    let result = page.call(SdkCall::CheckLoginAvailable, tokens).await;
    assert_eq!(result.code, ResultCode::Unknown);
    assert_eq!(
        result.content.unwrap().reason.as_deref(),
        Some("connection refused")
    );
    let reply = page.bench.get_auth_token(Flow::Login).await;
    assert_eq!(
        (reply.code.as_str(), reply.message.as_str()),
        ("Unreachable", "connection refused")
    );
    page.bench.simulator().listen_again().await.unwrap();
    succeeds_again(&page).await;
}

#[tokio::test(start_paused = true)]
async fn a_reset_starts_a_stopped_listener_again_and_tells_if_it_cannot() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.bench.simulator().stop_listening().await;
    let taken = tokio::net::TcpListener::bind(page.bench.simulator().address())
        .await
        .unwrap();
    assert!(!page.bench.restart().await.listening);
    drop(taken);
    assert!(page.bench.restart().await.listening);
    succeeds_again(&page).await;
}

#[tokio::test(start_paused = true)]
async fn a_device_without_a_number_is_refused_and_stays_as_it_was() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let before = page.bench.own_number();
    let bad = DeviceChoice {
        number: Some("138".into()),
        ..choice(DeviceCarrier::Cm, Network::Wifi)
    };
    assert!(matches!(
        page.bench.set_device(&bad),
        Err(LabError::Number(_))
    ));
    let owner = HotspotChoice {
        carrier: DeviceCarrier::Cu,
        number: Some("nobody".into()),
    };
    let bad = DeviceChoice {
        hotspot_owner: Some(owner),
        ..choice(DeviceCarrier::Cm, Network::Wifi)
    };
    assert!(matches!(
        page.bench.set_device(&bad),
        Err(LabError::HotspotNumber(_))
    ));
    let simulation = page.bench.simulation();
    assert_eq!(
        (simulation.device.network, page.bench.own_number()),
        (Network::Cellular, before)
    );
}

#[tokio::test(start_paused = true)]
async fn a_192_number_is_served_by_none_unless_a_carrier_is_chosen_for_it() {
    let number = Some("+86 192 0013 1234".to_owned());
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    assert_eq!(
        page.bench.read_number("19200131234").carrier,
        Some(DeviceCarrier::Other)
    );
    for (carrier, code) in [
        (DeviceCarrier::Other, ResultCode::MaskFailed),
        (DeviceCarrier::Cm, ResultCode::Success),
    ] {
        let chosen = DeviceChoice {
            number: number.clone(),
            ..choice(carrier, Network::Cellular)
        };
        page.bench.set_device(&chosen).unwrap();
        page.check(Flow::Login).await;
        assert_eq!(page.mask().await.code, code, "{carrier:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_calendar_cannot_be_moved_out_of_its_years() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    for seconds in [i64::MAX, i64::MIN, 400_000_000] {
        assert!(page.bench.advance_clock(seconds).is_err(), "{seconds}");
    }
    assert_eq!(page.bench.simulation().shift_seconds, 0);
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_ledger_knows_no_token_any_more() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    page.login_up_to_token(&page.right_digits()).await;
    page.bench.reset();
    assert_eq!(
        page.login_token(&page.right_digits()).await.code,
        ResultCode::IdentityCheckFailed
    );
    succeeds_again(&page).await;
}

#[tokio::test(start_paused = true)]
async fn an_sp_token_of_a_megabyte_is_refused_without_being_repeated() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let long = SpToken::new("~".repeat(1 << 20));
    let number = page.bench.own_number();
    let reply = page
        .bench
        .verify_phone_with_token(number.reveal(), &long)
        .await;
    assert_eq!(reply.code, "Unreachable");
    assert!(
        reply.message.len() < 200 && !reply.message.contains('~'),
        "{}",
        reply.message
    );
    let entries = page.bench.journal().after(0, usize::MAX);
    let text =
        serde_json::to_string(&entries.iter().map(|entry| &**entry).collect::<Vec<_>>()).unwrap();
    assert!(
        text.len() < 10_000 && !text.contains(number.reveal()),
        "{} bytes",
        text.len()
    );
    succeeds_again(&page).await;
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_predecessor_never_comes_is_answered_all_the_same() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let call = |number| {
        page.bench.sdk_call(
            "page",
            number,
            SdkCall::GetLoginMaskPhone,
            crate::page::options(json!({})),
        )
    };
    assert_eq!(call(3).await.unwrap().code, ResultCode::NotChecked);
    assert_eq!(call(4).await.unwrap().code, ResultCode::NotChecked);
    // The one that was given up is told so when it does come.
    assert!(call(2).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_change_of_the_machines_network_is_told() {
    use std::sync::atomic::{AtomicBool, Ordering};
    static WIFI: AtomicBool = AtomicBool::new(false);
    let config = BenchConfig {
        network: Network::Machine,
        machine: std::sync::Arc::new(|| {
            if WIFI.load(Ordering::Relaxed) {
                Connection::Wifi
            } else {
                Connection::Unknown
            }
        }),
        ..BenchConfig::batch(1, "machine")
    };
    let bench = Bench::start(config).await.unwrap();
    let mut changes = bench.changes();
    assert_eq!(bench.simulation().connection, Connection::Unknown);
    let told = async {
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        WIFI.store(true, Ordering::Relaxed);
        changes.changed().await.unwrap();
    };
    tokio::select! {
        () = bench.watch_machine() => {}
        () = told => {}
    }
    assert_eq!(bench.simulation().connection, Connection::Wifi);
    assert_eq!(bench.simulation().path.shown, None);
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_names_its_fault_and_a_stopped_listener_has_none() {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    for operation in [
        Operation::Sdk(SdkCall::CheckLoginAvailable),
        Operation::Cloud(CloudAction::GetAuthToken),
    ] {
        for by_fault in [true, false] {
            let tokens = page.tokens(Flow::Login).await;
            if by_fault {
                let refuse = Fault::once(operation, FaultEffect::Refuse {});
                page.bench.set_faults(Some(refuse)).unwrap();
            } else {
                page.bench.simulator().stop_listening().await;
            }
            if operation == Operation::Cloud(CloudAction::GetAuthToken) {
                assert_eq!(
                    page.bench.get_auth_token(Flow::Login).await.code,
                    "Unreachable"
                );
            } else {
                let result = page.call(SdkCall::CheckLoginAvailable, tokens).await;
                assert_eq!(result.code, ResultCode::Unknown);
            }
            let entries = page.bench.journal().after(0, usize::MAX);
            let fault = entries.last().unwrap().hop.fault.clone();
            assert_eq!(
                fault.as_deref(),
                by_fault.then_some("connection refused"),
                "{operation}"
            );
            page.bench.simulator().listen_again().await.unwrap();
        }
    }
}
