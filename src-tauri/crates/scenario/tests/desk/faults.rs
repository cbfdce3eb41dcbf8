//! Every fault, and what the SDK's calls and your server make of it; on the paused clock, over real sockets.

use std::time::Duration;

use numberauth_protocol::{
    CloudAction, DeviceCarrier, Entry, Flow, Network, Operation, Outcome, Party, ResultCode,
    SdkCall, SpToken,
};
use numberauth_sdk::SdkResult;
use numberauth_simulator::{Chance, Fault, FaultEffect};
use serde_json::json;
use tokio::time::Instant;

use crate::page::Page;

const CARRIER_BUSY: FaultEffect = FaultEffect::Carrier {
    code: None,
    msg: None,
};

async fn page() -> Page {
    Page::on(DeviceCarrier::Cm, Network::Cellular).await
}

fn jitter(ms: u64) -> FaultEffect {
    FaultEffect::Jitter {
        least_ms: ms,
        most_ms: ms,
        seed: 1,
    }
}

/// Brings the page to where `call` may be made, arms what strikes it, and makes it.
async fn struck(page: &Page, call: SdkCall, effect: FaultEffect) -> SdkResult {
    let options = match call {
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
    };
    arm(page, Operation::Sdk(call), effect);
    page.call(call, options).await
}

fn arm(page: &Page, operation: Operation, effect: FaultEffect) {
    let fault = Fault::once(operation, effect);
    page.bench.set_faults(Some(fault)).unwrap();
}

/// The journal's name for a fault that was armed here.
fn mark(effect: &FaultEffect) -> String {
    match effect {
        FaultEffect::Jitter { most_ms, .. } => format!("jitter {most_ms} ms"),
        other => other.to_string(),
    }
}

fn default_timeout_ms(call: SdkCall) -> u64 {
    match call {
        SdkCall::GetLoginMaskPhone | SdkCall::GetVerifyToken => 3_000,
        _ => 2_000,
    }
}

/// The newest entry of the kind.
fn hop(page: &Page, from: Party, to: Party) -> numberauth_protocol::Hop {
    let entries = page.bench.journal().after(0, usize::MAX);
    let mut newest = entries.iter().rev();
    let found = newest.find(|entry| entry.hop.from == from && entry.hop.to == to);
    found
        .map(|entry: &std::sync::Arc<Entry>| entry.hop.clone())
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_the_sdk_makes_of_each_fault() {
    let unknown = |effect, reason| (effect, ResultCode::Unknown, Some(reason));
    let on_time = |effect| (effect, ResultCode::Success, None);
    for call in SdkCall::ALL {
        let timeout = default_timeout_ms(call);
        let late = |effect| (effect, ResultCode::Timeout, None);
        let error = |status| FaultEffect::ServerError { status };
        for (effect, code, reason) in [
            on_time(FaultEffect::Delay { ms: timeout - 1 }),
            late(FaultEffect::Delay { ms: timeout + 1 }),
            on_time(jitter(timeout - 1)),
            late(jitter(timeout + 1)),
            on_time(FaultEffect::SlowDrip { ms: timeout - 1 }),
            late(FaultEffect::SlowDrip { ms: timeout + 1 }),
            late(FaultEffect::Hang {}),
            unknown(FaultEffect::Refuse {}, "connection refused"),
            unknown(FaultEffect::Reset {}, "connection reset"),
            unknown(FaultEffect::EmptyReply {}, "connection lost"),
            unknown(FaultEffect::Cut {}, "reply cut short"),
            unknown(FaultEffect::BadJson {}, "reply is not this gateway's JSON"),
            unknown(
                FaultEffect::WrongContentType {},
                "reply's content type is not JSON",
            ),
            unknown(error(None), "HTTP 503"),
            unknown(error(Some(500)), "HTTP 500"),
            unknown(error(Some(599)), "HTTP 599"),
        ] {
            let page = page().await;
            let start = Instant::now();
            let result = struck(&page, call, effect.clone()).await;
            let told = result.content.clone().unwrap_or_default().reason;
            assert_eq!(
                (result.code, told.as_deref()),
                (code, reason),
                "{effect} at {}",
                call.name()
            );
            if code == ResultCode::Timeout {
                assert_eq!(start.elapsed(), Duration::from_millis(timeout));
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
            let mark = mark(&effect);
            // Whoever was at the other end of the struck connection names it.
            let refused = mark == "connection refused";
            let (from, to) = if refused {
                (Party::Page, Party::Sdk)
            } else {
                (Party::Sdk, Party::Gateway)
            };
            assert_eq!(hop(&page, from, to).fault, Some(mark), "{}", call.name());
            assert!(
                page.bench.simulation().faults.is_empty(),
                "it has gone away"
            );
            // The same instance stays usable.
            let call = page.check(call.flow()).await;
            assert!(call.is_success(), "{call:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_never_arrived_did_nothing_and_what_was_spoilt_on_its_way_back_did_it() {
    let wrong_entries = async |effect: FaultEffect| {
        let page = page().await;
        assert!(page.check(Flow::Login).await.is_success());
        assert!(page.mask().await.is_success());
        arm(&page, Operation::Sdk(SdkCall::GetLoginToken), effect);
        assert!(!page.login_token(&page.wrong_digits()).await.is_success());
        page.bench.simulation().tries.unwrap().wrong_in_a_row
    };
    for effect in [
        FaultEffect::Hang {},
        FaultEffect::Refuse {},
        FaultEffect::Reset {},
        FaultEffect::EmptyReply {},
        FaultEffect::ServerError { status: None },
        CARRIER_BUSY,
    ] {
        assert_eq!(wrong_entries(effect.clone()).await, 0, "{effect}");
    }
    for effect in [
        FaultEffect::Cut {},
        FaultEffect::BadJson {},
        FaultEffect::WrongContentType {},
        FaultEffect::SlowDrip { ms: 5_000 },
        FaultEffect::Delay { ms: 5_000 },
        jitter(5_000),
    ] {
        assert_eq!(wrong_entries(effect.clone()).await, 1, "{effect}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_carriers_own_code_comes_to_the_page() {
    let own = |code: Option<&str>, msg: Option<&str>| FaultEffect::Carrier {
        code: code.map(str::to_owned),
        msg: msg.map(str::to_owned),
    };
    for (call, refused) in [
        (SdkCall::GetLoginMaskPhone, ResultCode::MaskFailed),
        (SdkCall::GetLoginToken, ResultCode::TokenFailed),
        (SdkCall::GetVerifyToken, ResultCode::TokenFailed),
    ] {
        let page = page().await;
        let answers = page.bench.facts().rules[0].answers.clone();
        for (effect, code, msg, mark) in [
            (
                own(None, None),
                &*answers.busy.code,
                &*answers.busy.msg,
                "carrier refuses",
            ),
            (
                own(Some(&answers.wrong_digits.code), None),
                &answers.wrong_digits.code,
                &answers.wrong_digits.msg,
                "carrier refuses 104012",
            ),
            (
                own(Some("199999"), None),
                "199999",
                "the carrier refused",
                "carrier refuses 199999",
            ),
            (
                own(Some("199999"), Some("维护中")),
                "199999",
                "维护中",
                "carrier refuses 199999",
            ),
            (
                own(None, Some("维护中")),
                &answers.busy.code,
                "维护中",
                "carrier refuses",
            ),
        ] {
            let result = struck(&page, call, effect).await;
            let content = result.content.unwrap();
            assert_eq!(result.code, refused);
            assert_eq!(
                (content.code.as_deref(), content.msg.as_deref()),
                (Some(code), Some(msg))
            );
            for (from, to) in [
                (Party::Gateway, Party::Carrier),
                (Party::Sdk, Party::Gateway),
            ] {
                assert_eq!(
                    hop(&page, from, to).fault.as_deref(),
                    Some(mark),
                    "{from:?} {to:?}"
                );
            }
            let carrier = Outcome::Carrier {
                code: code.to_owned(),
            };
            assert_eq!(hop(&page, Party::Gateway, Party::Carrier).outcome, carrier);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_your_server_makes_of_each_fault() {
    let error = |status| FaultEffect::ServerError { status };
    for (effect, code, message) in [
        (FaultEffect::Delay { ms: 9_999 }, "OK", "OK"),
        (
            FaultEffect::Delay { ms: 10_001 },
            "Unreachable",
            "no answer within 10 s",
        ),
        (jitter(9_999), "OK", "OK"),
        (jitter(10_001), "Unreachable", "no answer within 10 s"),
        (FaultEffect::SlowDrip { ms: 9_999 }, "OK", "OK"),
        (
            FaultEffect::SlowDrip { ms: 10_001 },
            "Unreachable",
            "no answer within 10 s",
        ),
        (FaultEffect::Hang {}, "Unreachable", "no answer within 10 s"),
        (FaultEffect::Refuse {}, "Unreachable", "connection refused"),
        (FaultEffect::Reset {}, "Unreachable", "connection reset"),
        (FaultEffect::EmptyReply {}, "Unreachable", "connection lost"),
        (FaultEffect::Cut {}, "Unreachable", "reply cut short"),
        (
            FaultEffect::BadJson {},
            "Unreachable",
            "HTTP 200, but not an answer of this API",
        ),
        // The vendor's SDKs read the body whatever its type says.
        (FaultEffect::WrongContentType {}, "OK", "OK"),
        (error(None), "ServiceUnavailable", "temporary failure"),
        (error(Some(504)), "ServiceUnavailable", "temporary failure"),
        (error(Some(500)), "InternalError", "unknown error"),
        (FaultEffect::Throttle {}, "Throttling.User", "flow control"),
        (
            FaultEffect::OutOfService {},
            "isv.OUT_OF_SERVICE",
            "stopped",
        ),
        (
            FaultEffect::PermissionDenied {},
            "isv.RAM_PERMISSION_DENY",
            "may not",
        ),
        (FaultEffect::ClockSkew { seconds: 900 }, "OK", "OK"),
        (
            FaultEffect::ClockSkew { seconds: 901 },
            "InvalidTimeStamp.Expired",
            "expired",
        ),
        (FaultEffect::ClockSkew { seconds: -900 }, "OK", "OK"),
        (
            FaultEffect::ClockSkew { seconds: -901 },
            "InvalidTimeStamp.Expired",
            "expired",
        ),
    ] {
        let page = page().await;
        arm(
            &page,
            Operation::Cloud(CloudAction::GetAuthToken),
            effect.clone(),
        );
        let start = Instant::now();
        let reply = page.bench.get_auth_token(Flow::Login).await;
        assert_eq!(reply.code, code, "{effect}: {}", reply.message);
        assert!(
            reply.message.contains(message),
            "{effect}: {}",
            reply.message
        );
        if message.contains("10 s") {
            assert_eq!(start.elapsed(), Duration::from_secs(10), "{effect}");
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        let refused = matches!(effect, FaultEffect::Refuse {});
        let (from, to) = if refused {
            (Party::Page, Party::Server)
        } else {
            (Party::Server, Party::Cloud)
        };
        assert_eq!(hop(&page, from, to).fault, Some(mark(&effect)));
        assert_eq!(page.bench.get_auth_token(Flow::Login).await.code, "OK");
    }
}

#[tokio::test(start_paused = true)]
async fn a_carrier_that_refuses_at_an_exchange_has_its_own_code_in_the_journal() {
    let own = FaultEffect::Carrier {
        code: Some("199999".into()),
        msg: None,
    };
    let page = page().await;
    let token = page.login_up_to_token(&page.right_digits()).await;
    arm(
        &page,
        Operation::Cloud(CloudAction::GetPhoneWithToken),
        own.clone(),
    );
    assert_eq!(page.exchange(&token).await.code, "isv.TOKEN_INVALID");
    let said = Outcome::Carrier {
        code: "199999".into(),
    };
    assert_eq!(hop(&page, Party::Cloud, Party::Carrier).outcome, said);

    assert!(page.check(Flow::Verify).await.is_success());
    let token = SpToken::new(page.verify_token().await.sp_token.unwrap());
    arm(
        &page,
        Operation::Cloud(CloudAction::VerifyPhoneWithToken),
        own,
    );
    let number = page.bench.own_number().reveal().to_owned();
    let reply = page.bench.verify_phone_with_token(&number, &token).await;
    assert_eq!(serde_json::to_value(reply.result).unwrap(), "UNKNOWN");
    let hop = hop(&page, Party::Cloud, Party::Carrier);
    assert_eq!(
        (hop.outcome, hop.fault.as_deref()),
        (said, Some("carrier refuses 199999"))
    );
}

#[tokio::test(start_paused = true)]
async fn exactly_the_third_call_is_struck_and_a_refused_one_too() {
    for effect in [FaultEffect::Cut {}, FaultEffect::Refuse {}] {
        let page = page().await;
        let operation = Operation::Cloud(CloudAction::GetAuthToken);
        let third = Fault {
            skip: 2,
            ..Fault::once(operation, effect.clone())
        };
        page.bench.set_faults(Some(third)).unwrap();
        let mut codes = Vec::new();
        for _ in 0..4 {
            codes.push(page.bench.get_auth_token(Flow::Login).await.code);
        }
        assert_eq!(codes, ["OK", "OK", "Unreachable", "OK"], "{effect}");
    }
}

#[tokio::test(start_paused = true)]
async fn by_chance_the_same_seed_strikes_the_same_calls() {
    let run = async |seed: u32, effect: FaultEffect| {
        let page = page().await;
        let fault = Fault {
            chance: Some(Chance { percent: 50, seed }),
            ..Fault::always(Operation::Cloud(CloudAction::GetAuthToken), effect)
        };
        page.bench.set_faults(Some(fault)).unwrap();
        let mut struck = Vec::new();
        for _ in 0..32 {
            struck.push(page.bench.get_auth_token(Flow::Login).await.code != "OK");
        }
        struck
    };
    let cut = run(1, FaultEffect::Cut {}).await;
    assert_eq!(cut, run(1, FaultEffect::Cut {}).await);
    // Which calls is the seed's to say, not the effect's.
    assert_eq!(cut, run(1, FaultEffect::Refuse {}).await);
    assert_ne!(cut, run(2, FaultEffect::Cut {}).await);
    assert!(cut.contains(&true) && cut.contains(&false));
}
