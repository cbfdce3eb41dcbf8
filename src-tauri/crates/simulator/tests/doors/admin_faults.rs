//! Faults by the admin API: those that cannot be are refused, and every kind is armed, counted and told as it was given.

use std::time::Duration;

use schemars::schema_for;
use tokio::time::timeout;

use super::*;

const FAULTS: &str = "/_sim/v1/faults";

/// What is refused: text that is no fault, and faults that cannot be. `true`: two of its fields contradict each other, which no
/// schema can tell.
const WRONG: [(&str, bool); 52] = [
    (r#"{"operation":"GetAuthToken"}"#, false),
    (r#"{"effect":{"kind":"cut"}}"#, false),
    (r#"{"operation":"GetAuthToken","effect":"cut"}"#, false),
    (r#"{"operation":"GetAuthToken","effect":null}"#, false),
    (r#"{"operation":"GetAuthToken","effect":{}}"#, false),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":null}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"Cut"}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut","ms":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"hang","ms":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"reset","x":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"refuse","times":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"delay"}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"delay","ms":-1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"delay","ms":"1"}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"delay","ms":1.5}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"delay","ms":86400001}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"delay","ms":99999999999999999999}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"jitter","least_ms":1,"most_ms":2}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"jitter","least_ms":1,"seed":2}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"jitter","least_ms":2,"most_ms":1,"seed":1}}"#,
        true,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"jitter","least_ms":1,"most_ms":86400001,"seed":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"jitter","least_ms":1,"most_ms":2,"seed":-1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"jitter","least_ms":1,"most_ms":2,"seed":4294967296}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"slow_drip","ms":0}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"slow_drip","ms":86400001}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"server_error","status":499}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"server_error","status":600}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"server_error","status":65536}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"server_error","status":"503"}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"clock_skew"}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"clock_skew","seconds":0}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"clock_skew","seconds":316224001}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"clock_skew","seconds":-9223372036854775808}}"#,
        false,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"clock_skew","seconds":1000}}"#,
        true,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"throttle"}}"#,
        true,
    ),
    (
        r#"{"operation":"checkAuthAvailable","effect":{"kind":"carrier","code":"1"}}"#,
        true,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"carrier","code":""}}"#,
        false,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"carrier","code":"a b"}}"#,
        false,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"carrier","code":104018}}"#,
        false,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"carrier","code":"123456789012345678901234567890123"}}"#,
        false,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"carrier","msg":""}}"#,
        false,
    ),
    (
        r#"{"operation":"getLoginToken","effect":{"kind":"carrier","message":"m"}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"times":-1}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"times":0}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"times":4294967296}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"skip":-1}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"skip":1000001}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"chance":{"percent":50}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"chance":{"percent":0,"seed":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"chance":{"percent":101,"seed":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"chance":{"percent":50,"seed":1,"x":1}}"#,
        false,
    ),
    (
        r#"{"operation":"GetAuthToken","effect":{"kind":"cut"},"chance":50}"#,
        false,
    ),
];

#[tokio::test]
async fn a_fault_that_cannot_be_is_refused_by_the_admin_api_and_by_both_schemas() {
    let simulator = admin::start().await;
    let own = schema_for!(Fault).to_value();
    let own = jsonschema::validator_for(&own).unwrap();
    let kept = r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"cut"}}]}"#;
    admin::call(&simulator, "PUT", FAULTS, kept).await;
    for (fault, contradicts) in WRONG {
        let body = format!(r#"{{"faults":[{fault}]}}"#);
        let answer = admin::call(&simulator, "PUT", FAULTS, &body).await;
        assert_eq!(answer.status, 422, "{fault}: {}", answer.body);
        let fault: Value = serde_json::from_str(fault).unwrap();
        assert_eq!(own.is_valid(&fault), contradicts, "{fault}");
        assert_eq!(openapi::takes("Fault", &fault), contradicts, "{fault}");
    }
    let armed = admin::call(&simulator, "GET", FAULTS, "").await.json();
    assert_eq!(armed["faults"][0]["effect"]["kind"], "cut");
}

#[tokio::test]
async fn every_kind_is_armed_counted_and_told_as_it_was_given() {
    let simulator = admin::start().await;
    let own = schema_for!(Fault).to_value();
    let own = jsonschema::validator_for(&own).unwrap();
    let effects = json!([
        {"kind": "delay", "ms": 1},
        {"kind": "jitter", "least_ms": 0, "most_ms": 1, "seed": 4_294_967_295_u32},
        {"kind": "hang"},
        {"kind": "refuse"},
        {"kind": "reset"},
        {"kind": "empty_reply"},
        {"kind": "cut"},
        {"kind": "bad_json"},
        {"kind": "wrong_content_type"},
        {"kind": "slow_drip", "ms": 1},
        {"kind": "server_error"},
        {"kind": "server_error", "status": 504},
        {"kind": "throttle"},
        {"kind": "out_of_service"},
        {"kind": "permission_denied"},
        {"kind": "clock_skew", "seconds": -3600},
        {"kind": "carrier"},
        {"kind": "carrier", "code": "-10008", "msg": "忙"},
    ]);
    let key = ACCOUNTS[0].access_key();
    for (at, effect) in effects.as_array().unwrap().iter().enumerate() {
        let fault = json!({"operation": "GetPhoneWithToken", "effect": effect, "times": 1, "skip": 1, "chance": {"percent": 100, "seed": 1}});
        assert!(
            own.is_valid(&fault) && openapi::takes("Fault", &fault),
            "{fault}"
        );
        let body = json!({"faults": [fault]}).to_string();
        let armed = admin::call(&simulator, "PUT", FAULTS, &body).await;
        let mut told = fault.clone();
        told["hits"] = json!(0);
        assert_eq!(armed.json(), json!({"faults": [told]}));
        for call in 0..3 {
            let nonce = format!("{at} {call}");
            let pairs = [("SpToken", "x")];
            let call = signed(&simulator, &key, "GetPhoneWithToken", &pairs, &nonce);
            // One that hangs is given up.
            let _ = timeout(Duration::from_millis(200), call).await;
        }
        told["hits"] = json!(1);
        let now = admin::call(&simulator, "GET", FAULTS, "").await.json();
        assert_eq!(now, json!({"faults": [told]}));
    }
}
