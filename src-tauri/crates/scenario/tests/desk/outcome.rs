//! The next outcome: each comes by its own cause, is put back when it has come, and the run after it succeeds.

use std::cell::Cell;
use std::time::Duration;

use numberauth_protocol::{
    DeviceCarrier, Flow, Network, Operation, Party, ResultCode, SdkCall, SpToken,
};
use numberauth_scenario::{
    Bench, BenchConfig, Credentials, DeviceChoice, HotspotChoice, LabError, NextOutcome,
    ScenarioFile, Simulation,
};
use numberauth_sdk::SdkResult;
use numberauth_simulator::{Fault, FaultEffect};
use serde_json::{Value, json};

use crate::page::{choice, options};

const SIGNED_IN: &str = "GetPhoneWithToken OK";
const PASS: &str = "VerifyPhoneWithToken OK PASS";

/// A page in the window, whose calls go the way of the window's.
struct Phone {
    bench: Bench,
    numbered: Cell<u64>,
}

impl Phone {
    async fn with(carrier: DeviceCarrier) -> Self {
        let config = BenchConfig {
            carrier,
            ..BenchConfig::batch(1, "outcome")
        };
        Self {
            bench: Bench::start(config).await.unwrap(),
            numbered: Cell::new(0),
        }
    }

    fn arm(&self, outcome: NextOutcome) -> Simulation {
        let simulation = self.bench.arm_outcome(Some(outcome)).unwrap();
        assert_eq!(simulation.outcomes.armed, Some(outcome));
        simulation
    }

    fn armed(&self) -> Option<NextOutcome> {
        self.bench.simulation().outcomes.armed
    }

    async fn call(&self, call: SdkCall, value: Value) -> SdkResult {
        self.numbered.set(self.numbered.get() + 1);
        let number = self.numbered.get();
        let result = self
            .bench
            .sdk_call("page", number, call, options(value))
            .await;
        result.unwrap()
    }

    async fn check(&self, flow: Flow) -> SdkResult {
        let reply = self.bench.get_auth_token(flow).await;
        let tokens = json!({"accessToken": reply.access_token, "jwtToken": reply.jwt_token});
        let call = match flow {
            Flow::Login => SdkCall::CheckLoginAvailable,
            Flow::Verify => SdkCall::CheckAuthAvailable,
        };
        self.call(call, tokens).await
    }

    /// The consent page, or the call that failed on the way to it.
    async fn consent_page(&self) -> Result<(), String> {
        told("checkLoginAvailable", &self.check(Flow::Login).await)?;
        let mask = self.call(SdkCall::GetLoginMaskPhone, json!({})).await;
        told("getLoginMaskPhone", &mask).map(|_| ())
    }

    /// The consent page's button, with the digits of the SIM's own number.
    async fn press(&self) -> Result<String, String> {
        let right = self.bench.own_number().hidden_digits();
        let mask = json!({"mask": right.reveal()});
        let token = self.call(SdkCall::GetLoginToken, mask).await;
        let token = told("getLoginToken", &token)?;
        let reply = self
            .bench
            .get_phone_with_token(&SpToken::new(token.unwrap()))
            .await;
        Ok(format!("GetPhoneWithToken {}", reply.code))
    }

    /// A login with the right digits up to the call that ends it, and that call.
    async fn login(&self) -> String {
        let run = async {
            self.consent_page().await?;
            self.press().await
        };
        run.await.unwrap_or_else(|failed| failed)
    }

    /// A verification of the SIM's own number, in the same way.
    async fn verify(&self) -> String {
        let run = async {
            told("checkAuthAvailable", &self.check(Flow::Verify).await)?;
            let token = self.call(SdkCall::GetVerifyToken, json!({})).await;
            let token = SpToken::new(told("getVerifyToken", &token)?.unwrap());
            let own = self.bench.own_number();
            let reply = self
                .bench
                .verify_phone_with_token(own.reveal(), &token)
                .await;
            let verdict = reply.result.map_or_else(String::new, |verdict| {
                let verdict = serde_json::to_value(verdict).unwrap();
                format!(" {}", verdict.as_str().unwrap())
            });
            Ok(format!("VerifyPhoneWithToken {}{verdict}", reply.code))
        };
        run.await.unwrap_or_else(|failed: String| failed)
    }

    /// What a tester sees of the desk, but for what was counted and when.
    fn desk(&self) -> Value {
        let told = serde_json::to_value(self.bench.simulation()).unwrap();
        json!([
            told["device"],
            told["credentials"],
            told["fault"],
            told["scenario"],
            told["outcomes"]["armed"]
        ])
    }
}

/// The spToken of a call that succeeded, or the call and why it failed.
fn told(name: &str, result: &SdkResult) -> Result<Option<String>, String> {
    if result.code == ResultCode::Success {
        return Ok(result.sp_token.clone());
    }
    let content = result.content.clone().unwrap_or_default();
    let why = content.code.or(content.reason).unwrap_or_default();
    Err(format!("{name} {} {why}", result.code.number())
        .trim_end()
        .to_owned())
}

/// What each outcome of a login ends with; `None`: the carrier cannot give it.
fn end_of_login(outcome: NextOutcome, carrier: DeviceCarrier) -> Option<&'static str> {
    use DeviceCarrier::{Cm, Cu};
    Some(match (outcome, carrier) {
        (NextOutcome::Success, _) => SIGNED_IN,
        (NextOutcome::WrongDigits, Cm) => "getLoginToken 600011 104012",
        // The hotspot's owner is Unicom's: the digits of the own number are compared at the exchange.
        (NextOutcome::WrongDigits | NextOutcome::TokenExpired | NextOutcome::Hotspot, _) => {
            "GetPhoneWithToken isv.TOKEN_INVALID"
        }
        (NextOutcome::Timeout, _) => "getLoginToken 600015",
        (NextOutcome::NoNetwork, _) => "checkLoginAvailable 600010 connection refused",
        (NextOutcome::Locked, Cm) => "getLoginMaskPhone 600012 104009",
        (NextOutcome::Locked, Cu) => return None,
        (NextOutcome::Locked, _) => "GetPhoneWithToken ERROR_MOBILE_OVER_LIMIT",
        (NextOutcome::Wifi, Cm) => "getLoginMaskPhone 600012 103111",
        (NextOutcome::Wifi, Cu) => "getLoginMaskPhone 600012 101",
        (NextOutcome::Wifi, _) => "getLoginMaskPhone 600012 -10001",
        (NextOutcome::ServerRefuses, _) => "GetPhoneWithToken isv.RAM_PERMISSION_DENY",
    })
}

/// The same of a verification of the own number.
fn end_of_verification(outcome: NextOutcome, carrier: DeviceCarrier) -> Option<&'static str> {
    use DeviceCarrier::{Cm, Cu};
    Some(match (outcome, carrier) {
        (NextOutcome::Success, _) => PASS,
        // On a hotspot the path's number is another of the same carrier here, or (below) of another carrier than the typed one.
        (NextOutcome::WrongDigits, _) | (NextOutcome::Hotspot, Cu) => {
            "VerifyPhoneWithToken OK REJECT"
        }
        (NextOutcome::Timeout, _) => "getVerifyToken 600015",
        (NextOutcome::NoNetwork, _) => "checkAuthAvailable 600010 connection refused",
        (NextOutcome::TokenExpired, _) => "VerifyPhoneWithToken isv.TOKEN_INVALID",
        (NextOutcome::Locked, _) => return None,
        (NextOutcome::Wifi, Cm) => "getVerifyToken 600011 103111",
        (NextOutcome::Wifi, Cu) => "getVerifyToken 600011 101",
        (NextOutcome::Wifi, _) => "getVerifyToken 600011 -10001",
        (NextOutcome::Hotspot, _) => "VerifyPhoneWithToken isv.PARAMETERS_MISMATCH",
        (NextOutcome::ServerRefuses, _) => "VerifyPhoneWithToken isv.RAM_PERMISSION_DENY",
    })
}

const SERVED: [DeviceCarrier; 3] = [DeviceCarrier::Cm, DeviceCarrier::Cu, DeviceCarrier::Ct];

#[tokio::test(start_paused = true)]
async fn each_outcome_of_a_login_comes_once_and_the_next_run_succeeds() {
    for carrier in SERVED {
        for outcome in NextOutcome::ALL {
            let phone = Phone::with(carrier).await;
            let before = phone.desk();
            let Some(end) = end_of_login(outcome, carrier) else {
                let refused = phone.bench.arm_outcome(Some(outcome)).err();
                assert!(matches!(refused, Some(LabError::Outcome(_))), "{outcome:?}");
                continue;
            };
            phone.arm(outcome);
            assert_eq!(phone.login().await, end, "{outcome:?} {carrier:?}");
            assert_eq!(phone.desk(), before, "{outcome:?} {carrier:?}");
            assert_eq!(phone.login().await, SIGNED_IN, "{outcome:?} {carrier:?}");
            assert_eq!(phone.bench.simulation().shift_seconds, 0, "{outcome:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_outcome_of_a_verification_comes_once_and_the_next_run_succeeds() {
    for carrier in SERVED {
        for outcome in NextOutcome::ALL {
            let phone = Phone::with(carrier).await;
            let before = phone.desk();
            let Some(end) = end_of_verification(outcome, carrier) else {
                continue;
            };
            phone.arm(outcome);
            assert_eq!(phone.verify().await, end, "{outcome:?} {carrier:?}");
            assert_eq!(phone.desk(), before, "{outcome:?} {carrier:?}");
            assert_eq!(phone.verify().await, PASS, "{outcome:?} {carrier:?}");
            assert_eq!(phone.bench.simulation().shift_seconds, 0, "{outcome:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_is_armed_on_the_consent_page_comes_at_its_button() {
    for (outcome, carrier, end) in [
        (NextOutcome::Success, DeviceCarrier::Cm, SIGNED_IN),
        (
            NextOutcome::NoNetwork,
            DeviceCarrier::Cm,
            "getLoginToken 600010 connection refused",
        ),
        (
            NextOutcome::Locked,
            DeviceCarrier::Cm,
            "getLoginToken 600011 104009",
        ),
        (
            NextOutcome::Wifi,
            DeviceCarrier::Ct,
            "getLoginToken 600011 -10001",
        ),
    ] {
        let phone = Phone::with(carrier).await;
        phone.consent_page().await.unwrap();
        phone.arm(outcome);
        // Nothing of it shows on the stage before: what the phone tells of tries is what it was.
        assert_eq!(
            phone
                .bench
                .simulation()
                .tries
                .map_or(0, |tries| tries.wrong_in_a_row),
            0
        );
        assert_eq!(phone.press().await.unwrap_or_else(|failed| failed), end);
        assert_eq!(phone.armed(), None, "{outcome:?}");
        let tries = phone.bench.simulation().tries.unwrap();
        assert_eq!((tries.wrong_in_a_row, tries.locked_until), (0, None));
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_tester_had_set_is_put_back_as_it_was() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    let cut_twice = Fault {
        times: Some(2),
        ..Fault::always(
            Operation::Sdk(SdkCall::GetLoginMaskPhone),
            FaultEffect::Cut {},
        )
    };
    phone.bench.set_faults(Some(cut_twice)).unwrap();
    assert!(phone.login().await.starts_with("getLoginMaskPhone 600010"));
    let forged = phone.bench.set_credentials(Credentials::Forged);
    assert_eq!(forged.credentials, Credentials::Forged);
    phone
        .bench
        .set_device(&choice(DeviceCarrier::Cm, Network::Wifi))
        .unwrap();
    let before = phone.desk();
    phone.arm(NextOutcome::Success);
    assert_eq!(phone.login().await, SIGNED_IN);
    assert_eq!(phone.desk(), before);
    assert_eq!(phone.login().await, "checkLoginAvailable 600025");
    phone.bench.set_credentials(Credentials::Good);
    assert!(phone.login().await.starts_with("getLoginMaskPhone 600010"));
    assert_eq!(phone.login().await, "getLoginMaskPhone 600012 103111");
}

#[tokio::test(start_paused = true)]
async fn another_outcome_or_none_puts_back_what_the_first_had_arranged() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    let before = phone.desk();
    for outcome in NextOutcome::ALL {
        let armed = phone.arm(outcome);
        let network = match outcome {
            NextOutcome::Wifi => Network::Wifi,
            NextOutcome::Hotspot => Network::Hotspot,
            _ => Network::Cellular,
        };
        assert_eq!(armed.device.network, network, "{outcome:?}");
    }
    phone.bench.arm_outcome(None).unwrap();
    assert_eq!(phone.desk(), before);
    phone.arm(NextOutcome::Hotspot);
    phone.bench.reset();
    assert_eq!(phone.desk(), before);
    phone.arm(NextOutcome::NoNetwork);
    assert_eq!(phone.bench.unload().outcomes.armed, None);
    assert_eq!(phone.login().await, SIGNED_IN);
}

#[tokio::test(start_paused = true)]
async fn a_hand_on_the_network_or_the_fault_takes_the_outcome_back() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone.arm(NextOutcome::Wifi);
    // The phone's own "turn Wi-Fi off".
    let off = choice(DeviceCarrier::Cm, Network::Cellular);
    assert_eq!(phone.bench.set_device(&off).unwrap().outcomes.armed, None);
    assert_eq!(phone.login().await, SIGNED_IN);

    phone.arm(NextOutcome::Timeout);
    let cut = Fault::once(
        Operation::Sdk(SdkCall::GetLoginMaskPhone),
        FaultEffect::Cut {},
    );
    let by_hand = phone.bench.set_faults(Some(cut.clone())).unwrap();
    assert_eq!((by_hand.outcomes.armed, by_hand.faults), (None, vec![cut]));

    // Another carrier with the same network leaves it, unless that carrier cannot give it.
    phone.arm(NextOutcome::Locked);
    let with = |carrier| {
        let choice = choice(carrier, Network::Cellular);
        phone.bench.set_device(&choice).unwrap().outcomes.armed
    };
    assert_eq!(with(DeviceCarrier::Ct), Some(NextOutcome::Locked));
    assert_eq!(with(DeviceCarrier::Cu), None);
}

/// A token call that hangs, what is done at the desk a second later, and how it ends.
async fn while_a_token_call_hangs(phone: &Phone, ends: &str, act: impl FnOnce()) {
    let act = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        act();
    };
    let (pressed, ()) = tokio::join!(phone.press(), act);
    assert_eq!(pressed, Err(format!("getLoginToken {ends}")));
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_is_armed_anew_while_a_call_hangs_is_not_taken_by_that_call() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone.consent_page().await.unwrap();
    phone.arm(NextOutcome::Timeout);
    while_a_token_call_hangs(&phone, "600015", || {
        phone.bench.arm_outcome(None).unwrap();
        phone.arm(NextOutcome::Timeout);
    })
    .await;
    assert_eq!(phone.armed(), Some(NextOutcome::Timeout));
    assert_eq!(phone.login().await, "getLoginToken 600015");
    assert_eq!(phone.armed(), None);
    assert_eq!(phone.login().await, SIGNED_IN);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_hangs_by_ones_own_fault_does_not_take_a_timeout_that_is_armed_meanwhile() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone.consent_page().await.unwrap();
    let hang = Fault::once(Operation::Sdk(SdkCall::GetLoginToken), FaultEffect::Hang {});
    phone.bench.set_faults(Some(hang)).unwrap();
    while_a_token_call_hangs(&phone, "600015", || drop(phone.arm(NextOutcome::Timeout))).await;
    assert_eq!(phone.armed(), Some(NextOutcome::Timeout));
    assert_eq!(phone.login().await, "getLoginToken 600015");
    assert_eq!(phone.login().await, SIGNED_IN);
}

#[tokio::test(start_paused = true)]
async fn a_call_from_before_a_reset_does_not_take_what_is_armed_after_it() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone.consent_page().await.unwrap();
    phone.arm(NextOutcome::Timeout);
    while_a_token_call_hangs(&phone, "600010 the page has left the flow", || {
        phone.bench.reset();
        phone.arm(NextOutcome::Timeout);
    })
    .await;
    assert_eq!(phone.armed(), Some(NextOutcome::Timeout));
    assert_eq!(phone.login().await, "getLoginToken 600015");
    assert_eq!(phone.login().await, SIGNED_IN);
}

#[tokio::test(start_paused = true)]
async fn a_hands_choice_of_what_is_arranged_anyway_stands_after_the_run() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone.arm(NextOutcome::Wifi);
    let wifi = choice(DeviceCarrier::Cm, Network::Wifi);
    let by_hand = phone.bench.set_device(&wifi).unwrap();
    assert_eq!(by_hand.outcomes.armed, Some(NextOutcome::Wifi));
    assert_eq!(phone.bench.lasting_network(), Network::Wifi);
    assert_eq!(phone.login().await, "getLoginMaskPhone 600012 103111");
    assert_eq!(phone.armed(), None);
    assert_eq!(phone.bench.simulation().device.network, Network::Wifi);

    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone.bench.set_credentials(Credentials::Forged);
    phone.arm(NextOutcome::Success);
    let by_hand = phone.bench.set_credentials(Credentials::Good);
    assert_eq!(by_hand.outcomes.armed, Some(NextOutcome::Success));
    assert_eq!(phone.login().await, SIGNED_IN);
    assert_eq!(phone.bench.simulation().credentials, Credentials::Good);
    assert_eq!(phone.login().await, SIGNED_IN);
}

#[tokio::test(start_paused = true)]
async fn a_hand_on_the_kind_of_tokens_takes_the_outcome_back() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    phone
        .bench
        .set_device(&choice(DeviceCarrier::Cm, Network::Wifi))
        .unwrap();
    phone.arm(NextOutcome::Success);
    let by_hand = phone.bench.set_credentials(Credentials::Forged);
    assert_eq!(by_hand.outcomes.armed, None);
    assert_eq!(
        (by_hand.credentials, by_hand.device.network),
        (Credentials::Forged, Network::Wifi)
    );
    assert_eq!(phone.login().await, "checkLoginAvailable 600025");
}

#[tokio::test(start_paused = true)]
async fn wrong_digits_count_where_the_carrier_counts_and_success_unlocks() {
    for (carrier, counts) in [
        (DeviceCarrier::Cm, true),
        (DeviceCarrier::Cu, false),
        (DeviceCarrier::Ct, true),
    ] {
        let phone = Phone::with(carrier).await;
        for wrong in 1..=3 {
            phone.arm(NextOutcome::WrongDigits);
            phone.login().await;
            let tries = phone.bench.simulation().tries.unwrap();
            assert_eq!(tries.wrong_in_a_row, wrong, "{carrier:?}");
        }
        let tries = phone.bench.simulation().tries.unwrap();
        assert_eq!(tries.locked_until.is_some(), counts, "{carrier:?}");
        assert_eq!(phone.login().await == SIGNED_IN, !counts, "{carrier:?}");
        phone.arm(NextOutcome::Success);
        assert_eq!(phone.login().await, SIGNED_IN);
    }
}

#[tokio::test(start_paused = true)]
async fn own_digits_on_a_hotspot_are_wrong_by_its_owners_carrier() {
    let phone = Phone::with(DeviceCarrier::Ct).await;
    let owner = HotspotChoice {
        carrier: DeviceCarrier::Cm,
        number: None,
    };
    let choice = DeviceChoice {
        hotspot_owner: Some(owner),
        ..choice(DeviceCarrier::Ct, Network::Cellular)
    };
    phone.bench.set_device(&choice).unwrap();
    phone.arm(NextOutcome::Hotspot);
    assert_eq!(phone.login().await, "getLoginToken 600011 104012");
    assert_eq!(phone.armed(), None);
    assert_eq!(phone.login().await, SIGNED_IN);
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_is_older_than_its_life_in_the_log_and_the_calendar_goes_back_with_the_next_run()
 {
    let phone = Phone::with(DeviceCarrier::Cu).await;
    phone.arm(NextOutcome::TokenExpired);
    phone.login().await;
    // The page tells an expired token from wrong digits by the calendar.
    assert_eq!(phone.bench.simulation().shift_seconds, 1_800);
    let entries = phone.bench.journal().after(0, 1_000);
    let at = |operation: Operation| {
        let of_page = entries
            .iter()
            .find(|entry| entry.hop.from == Party::Page && entry.hop.operation == operation);
        of_page.unwrap().hop.at
    };
    let age = at(Operation::Cloud(
        numberauth_protocol::CloudAction::GetPhoneWithToken,
    ))
    .duration_since(at(Operation::Sdk(SdkCall::GetLoginToken)));
    assert!(age.as_secs() >= 1_800, "{age}");
    // The mask still serves: the page's next try is the next run.
    assert_eq!(phone.press().await.unwrap(), SIGNED_IN);
    assert_eq!(phone.bench.simulation().shift_seconds, 0);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_modifies_no_scenario() {
    let phone = Phone::with(DeviceCarrier::Cm).await;
    let scenario = json!({
        "schema_version": 1, "id": "mine", "title": {"zh": "我的", "en": "Mine"},
        "device": {"carrier": "CM", "network": "wifi"}, "credentials": "forged",
        "steps": [{"GetAuthToken": {"flow": "login"}}], "outcome": "nothing"
    });
    let file = ScenarioFile::read("mine.json", scenario.to_string().as_bytes()).unwrap();
    phone.bench.load(&file).unwrap();
    let modified = || phone.bench.simulation().scenario.unwrap().modified;
    for outcome in NextOutcome::ALL {
        phone.arm(outcome);
        assert!(!modified(), "{outcome:?}");
    }
    phone.arm(NextOutcome::TokenExpired);
    phone.login().await;
    assert!(!modified());
    phone.arm(NextOutcome::Wifi);
    assert_eq!(phone.bench.reset().outcomes.armed, None);
    phone.bench.advance_clock(60).unwrap();
    assert!(modified());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_tells_why_in_both_languages_and_is_not_armed() {
    let phone = Phone::with(DeviceCarrier::Cu).await;
    let reasons = |simulation: &Simulation| -> Vec<(NextOutcome, bool, bool)> {
        let choices = simulation.outcomes.choices.iter();
        choices
            .map(|choice| {
                for why in [&choice.impossible, &choice.impossible_in_verification] {
                    let words = why.iter().flat_map(|why| [&why.zh, &why.en]);
                    assert!(words.into_iter().all(|text| text.len() > 20), "{why:?}");
                }
                (
                    choice.outcome,
                    choice.impossible.is_some(),
                    choice.impossible_in_verification.is_some(),
                )
            })
            .collect()
    };
    let simulation = phone.bench.simulation();
    for (at, (outcome, login, verification)) in reasons(&simulation).into_iter().enumerate() {
        assert_eq!(outcome, NextOutcome::ALL[at]);
        let locked = outcome == NextOutcome::Locked;
        assert_eq!((login, verification), (locked, locked), "{outcome:?}");
    }
    let why = simulation.outcomes.choices[5].impossible.clone().unwrap();
    assert!(
        why.zh.contains("中国联通") && why.en.contains("China Unicom"),
        "{why:?}"
    );

    let other = choice(DeviceCarrier::Other, Network::Cellular);
    let simulation = phone.bench.set_device(&other).unwrap();
    let possible = [
        NextOutcome::NoNetwork,
        NextOutcome::Wifi,
        NextOutcome::Hotspot,
    ];
    for (outcome, login, verification) in reasons(&simulation) {
        let expected = !possible.contains(&outcome);
        assert_eq!((login, verification), (expected, expected), "{outcome:?}");
        let armed = phone.bench.arm_outcome(Some(outcome));
        assert_eq!(armed.is_err(), expected, "{outcome:?}");
    }

    // Ten verifications of a China Mobile number in a day are all.
    let phone = Phone::with(DeviceCarrier::Cm).await;
    for _ in 0..10 {
        assert_eq!(phone.verify().await, PASS);
    }
    let choices = phone.bench.simulation().outcomes.choices;
    assert_eq!(choices[0].impossible, None);
    let why = choices[0].impossible_in_verification.clone().unwrap();
    assert!(
        why.zh.contains("10") && why.en.contains("24 hours"),
        "{why:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn neither_the_slipped_digits_nor_the_number_stand_in_the_journal() {
    let phone = Phone::with(DeviceCarrier::Ct).await;
    for outcome in [NextOutcome::WrongDigits, NextOutcome::TokenExpired] {
        phone.arm(outcome);
        phone.login().await;
        phone.arm(outcome);
        phone.verify().await;
    }
    let own = phone.bench.own_number();
    let entries = phone.bench.journal().after(0, 1_000);
    let lines = entries
        .iter()
        .map(|entry| serde_json::to_string(&**entry).unwrap());
    let journal: String = lines.collect();
    let (head, tail) = (&own.reveal()[..6], &own.reveal()[7..]);
    assert!(journal.contains("getLoginToken") && journal.contains("••••"));
    assert!(!journal.contains(own.reveal()), "{journal}");
    for last in 0..10 {
        let slipped = format!("{head}{last}{tail}");
        assert!(!journal.contains(&slipped), "{slipped}");
        assert!(
            !journal.contains(&format!("\"{}{last}\"", &head[3..])),
            "{last}"
        );
    }
}
