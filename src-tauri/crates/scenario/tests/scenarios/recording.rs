//! What is done at a desk is saved as a scenario that gives the same codes again.

use std::time::Duration;

use numberauth_protocol::{DeviceCarrier, Flow, Network, PhoneNumber, SdkCall, SpToken, Words};
use numberauth_scenario::{
    Bench, BenchConfig, CaseVerdict, DeviceChoice, HotspotChoice, NextOutcome, NothingRecorded,
    Recorded, ScenarioFile, Step, WhoseAccount, run_scenario,
};
use numberauth_sdk::SdkResult;
use numberauth_simulator::{Fault, FaultEffect};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A page in the window: numbered calls of one instance.
struct Page<'a> {
    bench: &'a Bench,
    instance: &'static str,
    number: std::cell::Cell<u64>,
}

impl<'a> Page<'a> {
    fn new(bench: &'a Bench, instance: &'static str) -> Self {
        Self {
            bench,
            instance,
            number: std::cell::Cell::new(0),
        }
    }

    async fn call(&self, call: SdkCall, options: Value) -> SdkResult {
        let Value::Object(options) = options else {
            panic!("options are an object");
        };
        self.number.set(self.number.get() + 1);
        let number = self.number.get();
        let result = self
            .bench
            .sdk_call(self.instance, number, call, options)
            .await;
        result.unwrap()
    }

    async fn check(&self, call: SdkCall) -> SdkResult {
        let reply = self.bench.get_auth_token(call.flow()).await;
        let tokens = json!({"accessToken": reply.access_token, "jwtToken": reply.jwt_token});
        self.call(call, tokens).await
    }
}

fn digits_of(number: PhoneNumber) -> String {
    number.hidden_digits().reveal().to_owned()
}

fn another(digits: &str) -> String {
    let first = if digits.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &digits[1..])
}

async fn desk() -> Bench {
    Bench::start(BenchConfig::batch(3, "recording"))
        .await
        .unwrap()
}

fn title() -> Words {
    Words {
        zh: "录制".into(),
        en: "Recorded".into(),
    }
}

fn save(bench: &Bench) -> Recorded {
    bench.recorded("recorded", title()).unwrap()
}

/// The recorded file gives the same codes again, through the text that is saved, under any seed.
fn replays(recorded: &Recorded) {
    let text = recorded.scenario.to_json();
    assert!(
        recorded.differences.is_empty(),
        "{text}\n{:#?}",
        recorded.differences
    );
    let file = ScenarioFile::read("recorded.json", text.as_bytes()).unwrap();
    let report = run_scenario(&file, 99);
    assert_eq!(report.verdict, CaseVerdict::Passed, "{text}\n{report:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_login_with_a_wrong_try_and_a_timeout() {
    let bench = desk().await;
    let page = Page::new(&bench, "a");
    page.call(SdkCall::GetLoginMaskPhone, json!({})).await;
    page.call(
        SdkCall::CheckLoginAvailable,
        json!({"accessToken": "xxxxxxx", "jwtToken": "xxxxxxx"}),
    )
    .await;
    page.check(SdkCall::CheckLoginAvailable).await;
    let slow = Fault::once(
        numberauth_protocol::Operation::Sdk(SdkCall::GetLoginMaskPhone),
        FaultEffect::Delay { ms: 3_001 },
    );
    bench.set_faults(Some(slow)).unwrap();
    let late = page
        .call(SdkCall::GetLoginMaskPhone, json!({"timeout": 3}))
        .await;
    assert_eq!(late.code.number(), 600_015);
    page.call(SdkCall::GetLoginMaskPhone, json!({"timeout": "3"}))
        .await;
    page.call(SdkCall::GetLoginMaskPhone, json!({})).await;
    let right = digits_of(bench.own_number());
    let wrong = page
        .call(SdkCall::GetLoginToken, json!({"mask": another(&right)}))
        .await;
    assert_eq!(wrong.code.number(), 600_011);
    page.call(SdkCall::GetLoginToken, json!({"mask": 1_234}))
        .await;
    page.call(SdkCall::GetLoginToken, json!({})).await;
    let token = page
        .call(SdkCall::GetLoginToken, json!({"mask": right}))
        .await;
    let token = SpToken::new(token.sp_token.unwrap());
    let other = bench.get_phone_with_token_as(WhoseAccount::Other, &token);
    assert_eq!(other.await.code, "isv.TOKEN_UNAUTHORIZED_USED");
    assert_eq!(bench.get_phone_with_token(&token).await.code, "OK");
    bench.get_phone_with_token(&token).await;
    let recorded = save(&bench);
    replays(&recorded);
    assert!(!recorded.full);
}

#[tokio::test(start_paused = true)]
async fn calls_that_overlap_pauses_and_a_moved_calendar() {
    let bench = desk().await;
    let page = Page::new(&bench, "a");
    let slow = Fault::always(
        numberauth_protocol::Operation::Sdk(SdkCall::CheckAuthAvailable),
        FaultEffect::Delay { ms: 400 },
    );
    bench.set_faults(Some(slow)).unwrap();
    let second = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        page.check(SdkCall::CheckAuthAvailable).await
    };
    let (first, second) = tokio::join!(page.check(SdkCall::CheckAuthAvailable), second);
    assert_eq!(
        (first.code.number(), second.code.number()),
        (600_010, 600_000)
    );
    // Left alone for longer than the accessToken lives …
    tokio::time::sleep(Duration::from_secs(601)).await;
    let late = page.call(SdkCall::GetVerifyToken, json!({})).await;
    assert_eq!(late.code.number(), 600_025);
    page.check(SdkCall::CheckAuthAvailable).await;
    let token = page.call(SdkCall::GetVerifyToken, json!({})).await;
    let token = SpToken::new(token.sp_token.unwrap());
    // … and past the life of CM's spToken.
    bench.advance_clock(121).unwrap();
    let own = bench.own_number();
    let reply = bench.verify_phone_with_token(own.reveal(), &token).await;
    assert_eq!(reply.code, "isv.TOKEN_INVALID");
    let text = save(&bench).scenario.to_json();
    assert!(
        text.contains("together") && text.contains("\"ms\": 601"),
        "{text}"
    );
    replays(&save(&bench));
}

#[tokio::test(start_paused = true)]
async fn two_flows_at_once_keep_their_instances_and_tokens() {
    let bench = desk().await;
    let (login, verify) = (Page::new(&bench, "login"), Page::new(&bench, "verify"));
    login.check(SdkCall::CheckLoginAvailable).await;
    verify.check(SdkCall::CheckAuthAvailable).await;
    login.call(SdkCall::GetLoginMaskPhone, json!({})).await;
    let right = digits_of(bench.own_number());
    let token = login
        .call(SdkCall::GetLoginToken, json!({"mask": right}))
        .await;
    verify.call(SdkCall::GetVerifyToken, json!({})).await;
    let token = SpToken::new(token.sp_token.unwrap());
    assert_eq!(bench.get_phone_with_token(&token).await.code, "OK");
    replays(&save(&bench));
}

#[tokio::test(start_paused = true)]
async fn nothing_of_a_number_a_digit_or_a_token_is_saved() {
    let bench = desk().await;
    bench
        .set_device(&DeviceChoice {
            carrier: DeviceCarrier::Cm,
            network: Network::Hotspot,
            number: Some("138 9135 1234".into()),
            hotspot_owner: Some(HotspotChoice {
                carrier: DeviceCarrier::Ct,
                number: Some("18955556666".into()),
            }),
        })
        .unwrap();
    let page = Page::new(&bench, "a");
    page.check(SdkCall::CheckLoginAvailable).await;
    page.call(SdkCall::GetLoginMaskPhone, json!({})).await;
    page.call(SdkCall::GetLoginToken, json!({"mask": "9135"}))
        .await;
    page.call(SdkCall::GetLoginToken, json!({"mask": 13_891_351_234_u64}))
        .await;
    // As a number, the way the window's "mask as a number" gives it; and parts of a number.
    for odd in [
        json!(9_135),
        json!(13_891_351),
        json!([9_135]),
        json!({"invalid": "9135"}),
    ] {
        page.call(SdkCall::GetLoginToken, json!({"mask": odd}))
            .await;
        page.call(SdkCall::CheckLoginAvailable, json!({"accessToken": odd}))
            .await;
    }
    page.call(
        SdkCall::GetLoginToken,
        json!({"mask": "13891351234", "timeout": "9135"}),
    )
    .await;
    let token = page
        .call(SdkCall::GetLoginToken, json!({"mask": "5555"}))
        .await;
    let token = token.sp_token.unwrap();
    let reply = bench
        .get_phone_with_token(&SpToken::new(token.clone()))
        .await;
    assert_eq!(reply.number.as_deref(), Some("18955556666"));
    let recorded = save(&bench);
    replays(&recorded);
    let text = recorded.scenario.to_json();
    for secret in [
        "13891351234",
        "18955556666",
        "9135",
        "5555",
        "13891351",
        &token,
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(text.contains("\"path\""), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_reset_begins_anew_and_nothing_is_no_scenario() {
    let bench = desk().await;
    let nothing = |bench: &Bench| bench.recorded("a", title()).err();
    assert_eq!(nothing(&bench), Some(NothingRecorded::NoCall));
    bench.advance_clock(60).unwrap();
    assert_eq!(nothing(&bench), Some(NothingRecorded::NoCall));
    Page::new(&bench, "a")
        .call(SdkCall::GetVerifyToken, json!({}))
        .await;
    assert_eq!(save(&bench).scenario.steps.len(), 2);
    bench.reset();
    assert_eq!(nothing(&bench), Some(NothingRecorded::NoCall));
    // A call that a reset overtakes belongs to neither.
    let (_, ()) = tokio::join!(bench.get_auth_token(Flow::Login), async {
        bench.reset();
    });
    assert_eq!(nothing(&bench), Some(NothingRecorded::NoCall));
}

#[tokio::test(start_paused = true)]
async fn a_recording_has_an_end() {
    let bench = desk().await;
    let page = Page::new(&bench, "a");
    for _ in 0..510 {
        page.call(SdkCall::GetVerifyToken, json!({})).await;
    }
    let recorded = save(&bench);
    assert!(recorded.full && recorded.scenario.steps.len() == 500);
    replays(&recorded);
}

/// What a person may do in the window, in any order.
#[derive(Clone, Debug)]
enum Deed {
    Call(SdkCall, bool),
    Tokens(Flow),
    Digits(u8),
    Exchange,
    Verify(u8),
    Network(u8),
    Calendar(i64),
    Pause(u64),
    Slow(SdkCall, u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let call = || prop::sample::select(SdkCall::ALL.to_vec());
    prop_oneof![
        3 => (call(), any::<bool>()).prop_map(|(call, good)| Deed::Call(call, good)),
        2 => prop::sample::select(vec![Flow::Login, Flow::Verify]).prop_map(Deed::Tokens),
        3 => (0..3_u8).prop_map(Deed::Digits),
        2 => Just(Deed::Exchange),
        1 => (0..3_u8).prop_map(Deed::Verify),
        1 => (0..4_u8).prop_map(Deed::Network),
        1 => prop::sample::select(vec![1, 119, 121, 601, 3_601, 86_400]).prop_map(Deed::Calendar),
        1 => (1..700_000_u64).prop_map(Deed::Pause),
        1 => (call(), 1_500..3_500_u64).prop_map(|(call, ms)| Deed::Slow(call, ms)),
    ]
}

async fn act_out(bench: &Bench, deeds: &[Deed]) {
    let page = Page::new(bench, "a");
    let mut tokens: Map<String, Value> = Map::new();
    let mut sp_token = None;
    for deed in deeds {
        match deed {
            Deed::Tokens(flow) => {
                let reply = bench.get_auth_token(*flow).await;
                tokens = Map::new();
                tokens.insert("accessToken".into(), json!(reply.access_token));
                tokens.insert("jwtToken".into(), json!(reply.jwt_token));
            }
            Deed::Call(call, good) => {
                let options = if *good { tokens.clone() } else { Map::new() };
                let result = page.call(*call, Value::Object(options)).await;
                sp_token = result.sp_token.or(sp_token);
            }
            Deed::Digits(which) => {
                let own = bench.own_number();
                let path = bench.simulator().path().number.unwrap_or(own);
                let digits = match which {
                    0 => digits_of(own),
                    1 => digits_of(path),
                    _ => another(&digits_of(own)),
                };
                let result = page
                    .call(SdkCall::GetLoginToken, json!({"mask": digits}))
                    .await;
                sp_token = result.sp_token.or(sp_token);
            }
            Deed::Exchange => {
                if let Some(token) = &sp_token {
                    bench
                        .get_phone_with_token(&SpToken::new(token.clone()))
                        .await;
                }
            }
            Deed::Verify(whose) => {
                let number = match whose {
                    0 => bench.own_number().reveal().to_owned(),
                    1 => "13900000000".to_owned(),
                    _ => "12".to_owned(),
                };
                if let Some(token) = &sp_token {
                    let token = SpToken::new(token.clone());
                    bench.verify_phone_with_token(&number, &token).await;
                }
            }
            Deed::Network(which) => {
                let network = [
                    Network::Cellular,
                    Network::Wifi,
                    Network::Hotspot,
                    Network::Unknown,
                ][usize::from(*which)];
                let choice = DeviceChoice {
                    carrier: DeviceCarrier::Cm,
                    network,
                    number: None,
                    hotspot_owner: None,
                };
                bench.set_device(&choice).unwrap();
            }
            Deed::Calendar(seconds) => {
                bench.advance_clock(*seconds).unwrap();
            }
            Deed::Pause(ms) => tokio::time::sleep(Duration::from_millis(*ms)).await,
            Deed::Slow(call, ms) => {
                let fault = Fault::once(
                    numberauth_protocol::Operation::Sdk(*call),
                    FaultEffect::Delay { ms: *ms },
                );
                bench.set_faults(Some(fault)).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_done_gives_the_same_codes_again(deeds in prop::collection::vec(deed(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let bench = desk().await;
            act_out(&bench, &deeds).await;
            if let Ok(recorded) = bench.recorded("recorded", title()) {
                replays(&recorded);
            }
        });
    }
}

/// A login with the right digits, up to the call that fails.
async fn log_in(page: &Page<'_>) -> Option<()> {
    let ended = |result: SdkResult| result.is_success().then_some(result);
    ended(page.check(SdkCall::CheckLoginAvailable).await)?;
    ended(page.call(SdkCall::GetLoginMaskPhone, json!({})).await)?;
    let mask = json!({"mask": digits_of(page.bench.own_number())});
    let token = ended(page.call(SdkCall::GetLoginToken, mask).await)?;
    let token = SpToken::new(token.sp_token?);
    page.bench.get_phone_with_token(&token).await;
    Some(())
}

async fn verify(page: &Page<'_>) -> Option<()> {
    let ended = |result: SdkResult| result.is_success().then_some(result);
    ended(page.check(SdkCall::CheckAuthAvailable).await)?;
    let token = ended(page.call(SdkCall::GetVerifyToken, json!({})).await)?;
    let token = SpToken::new(token.sp_token?);
    let own = page.bench.own_number();
    page.bench
        .verify_phone_with_token(own.reveal(), &token)
        .await;
    Some(())
}

#[tokio::test(start_paused = true)]
async fn each_next_outcome_is_recorded_by_its_cause() {
    for carrier in [DeviceCarrier::Cm, DeviceCarrier::Cu, DeviceCarrier::Ct] {
        for outcome in NextOutcome::ALL {
            let bench = desk().await;
            let choice = DeviceChoice {
                carrier,
                network: Network::Cellular,
                number: None,
                hotspot_owner: None,
            };
            bench.set_device(&choice).unwrap();
            if bench.arm_outcome(Some(outcome)).is_err() {
                continue;
            }
            let page = Page::new(&bench, "a");
            log_in(&page).await;
            assert_eq!(bench.simulation().outcomes.armed, None, "{outcome:?}");
            log_in(&page).await;
            bench.arm_outcome(Some(outcome)).unwrap();
            verify(&page).await;
            verify(&page).await;
            replays(&save(&bench));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_no_call_has_met_leaves_nothing_in_a_recording() {
    let bench = desk().await;
    let page = Page::new(&bench, "a");
    for outcome in NextOutcome::ALL {
        bench.arm_outcome(Some(outcome)).unwrap();
    }
    bench.arm_outcome(None).unwrap();
    log_in(&page).await.unwrap();
    let recorded = save(&bench);
    assert!(recorded.scenario.steps.iter().all(Step::is_call));
    replays(&recorded);
}

#[tokio::test(start_paused = true)]
async fn faults_that_an_outcome_set_aside_are_recorded_with_what_is_left_of_them() {
    let bench = desk().await;
    let page = Page::new(&bench, "a");
    let cut_twice = Fault {
        times: Some(2),
        ..Fault::always(
            numberauth_protocol::Operation::Sdk(SdkCall::CheckLoginAvailable),
            FaultEffect::Cut {},
        )
    };
    bench.set_faults(Some(cut_twice)).unwrap();
    assert_eq!(log_in(&page).await, None);
    bench.arm_outcome(Some(NextOutcome::Success)).unwrap();
    log_in(&page).await.unwrap();
    assert_eq!(log_in(&page).await, None);
    log_in(&page).await.unwrap();
    replays(&save(&bench));
}
