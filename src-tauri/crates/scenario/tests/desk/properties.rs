//! No order of calls and no arguments give two callbacks, none at all, or a panic.

use numberauth_protocol::{DeviceCarrier, Flow, Network, Operation, ResultCode, SdkCall};
use numberauth_simulator::{Fault, FaultEffect};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::page::{Page, choice, options};

#[derive(Clone, Debug)]
enum Act {
    Call(SdkCall, Arguments),
    Wait(u16),
    Move(i32),
    Network(Network),
    Arm(SdkCall, FaultEffect),
    Reset,
}

#[derive(Clone, Debug)]
enum Arguments {
    Right,
    Tokens(Flow),
    Timeout(f64),
    Odd(Value),
}

fn any_call() -> impl Strategy<Value = SdkCall> {
    proptest::sample::select(SdkCall::ALL.to_vec())
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9]{4}".prop_map(Value::from),
        Just(json!({"invalid": "NaN"})),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        proptest::collection::vec(inner, 0..3).prop_map(Value::from)
    })
}

fn any_arguments() -> impl Strategy<Value = Arguments> {
    let odd = [any_value(), any_value()];
    prop_oneof![
        4 => Just(Arguments::Right),
        2 => prop_oneof![Just(Flow::Login), Just(Flow::Verify)].prop_map(Arguments::Tokens),
        1 => (-1.0..90_000.0).prop_map(Arguments::Timeout),
        1 => odd.prop_map(|[a, b]| Arguments::Odd(json!({"accessToken": a, "jwtToken": b, "timeout": b, "mask": a}))),
    ]
}

fn any_act() -> impl Strategy<Value = Act> {
    let effect = proptest::sample::select(vec![
        FaultEffect::Delay { ms: 1_500 },
        FaultEffect::Delay { ms: 4_000 },
        FaultEffect::Refuse {},
        FaultEffect::Cut {},
        FaultEffect::ServerError { status: None },
    ]);
    prop_oneof![
        8 => (any_call(), any_arguments()).prop_map(|(call, arguments)| Act::Call(call, arguments)),
        2 => any::<u16>().prop_map(|ms| Act::Wait(ms % 5_000)),
        1 => any::<i32>().prop_map(|seconds| Act::Move(seconds % 100_000)),
        1 => proptest::sample::select(Network::ALL.to_vec()).prop_map(Act::Network),
        2 => (any_call(), effect).prop_map(|(call, effect)| Act::Arm(call, effect)),
        1 => Just(Act::Reset),
    ]
}

async fn arguments(page: &Page, call: SdkCall, arguments: Arguments) -> Value {
    match arguments {
        Arguments::Odd(value) => value,
        Arguments::Timeout(seconds) => json!({"timeout": seconds, "mask": page.right_digits()}),
        Arguments::Right | Arguments::Tokens(_) => {
            let flow = if let Arguments::Tokens(flow) = arguments {
                flow
            } else {
                call.flow()
            };
            let reply = page.bench.get_auth_token(flow).await;
            json!({"accessToken": reply.access_token, "jwtToken": reply.jwt_token, "mask": page.right_digits()})
        }
    }
}

async fn play(acts: Vec<Act>) {
    let page = Page::on(DeviceCarrier::Cm, Network::Cellular).await;
    let mut pending = Vec::new();
    for act in acts {
        match act {
            Act::Call(call, chosen) => {
                let value = arguments(&page, call, chosen).await;
                pending.push((call, page.sdk.call(call, &options(value))));
            }
            Act::Wait(ms) => tokio::time::sleep(std::time::Duration::from_millis(ms.into())).await,
            Act::Move(seconds) => {
                page.bench.advance_clock(seconds.into()).unwrap();
            }
            Act::Network(network) => {
                page.bench
                    .set_device(&choice(DeviceCarrier::Cm, network))
                    .unwrap();
            }
            Act::Arm(call, effect) => {
                let fault = Fault {
                    times: Some(2),
                    ..Fault::always(Operation::Sdk(call), effect)
                };
                page.bench.set_faults(Some(fault)).unwrap();
            }
            Act::Reset => {
                page.bench.reset();
            }
        }
    }
    let calls = pending.len();
    for (call, pending) in pending {
        let result = pending.result().await.expect("each call is answered");
        let known: &[SdkCall] = &result.code.entry().calls;
        assert!(
            known.contains(&call),
            "{} from {}",
            result.code,
            call.name()
        );
        assert_eq!(
            result.code == ResultCode::Success,
            result.content.is_none() && result.is_success()
        );
    }
    // Exactly one answer a call went to the page, by the journal's own count.
    let answers = page.bench.journal().after(0, usize::MAX);
    let answers = answers.iter().filter(|entry| {
        entry.hop.from == numberauth_protocol::Party::Page
            && entry.hop.to == numberauth_protocol::Party::Sdk
    });
    assert_eq!(answers.count(), calls);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_call_is_answered_once_with_a_code_that_it_can_give(acts in proptest::collection::vec(any_act(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(play(acts));
    }
}
