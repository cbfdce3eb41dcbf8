//! What the admin API refuses, each time with an example of what it takes.

use super::admin::{ROUTES, ask, call, start};
use super::*;

const DEVICES: &str = "/_sim/v1/devices";
const TOKENS: &str = "/_sim/v1/sp-tokens";
const ADVANCE: &str = "/_sim/v1/clock/advance";
const FAULTS: &str = "/_sim/v1/faults";
const LIMITS: &str = "/_sim/v1/limits";
const SCENARIO: &str = "/_sim/v1/scenario";

/// What is refused, by method, path and body, with its status.
const WRONG: [(&str, &str, &str, u16); 48] = [
    ("POST", DEVICES, "", 400),
    ("POST", DEVICES, "{", 400),
    ("POST", DEVICES, "carrier=CM", 400),
    ("POST", DEVICES, "null", 422),
    ("POST", DEVICES, "[]", 422),
    ("POST", DEVICES, "{}", 422),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"XX","number":"13800001234","network":"cellular"}"#,
        422,
    ),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"CM","number":"23800001234","network":"cellular"}"#,
        422,
    ),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"CM","number":13800001234,"network":"cellular"}"#,
        422,
    ),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"CM","number":"13800001234","network":"5G"}"#,
        422,
    ),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"CM","number":"13800001234","network":"hotspot"}"#,
        422,
    ),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"CM","number":"13800001234","network":"wifi","x":1}"#,
        422,
    ),
    (
        "POST",
        DEVICES,
        r#"{"carrier":"CM","carrier":"CU","number":"13800001234","network":"wifi"}"#,
        422,
    ),
    ("DELETE", "/_sim/v1/scenes/FC0", "", 404),
    ("DELETE", "/_sim/v1/scenes/%FF%00", "", 404),
    (
        "POST",
        TOKENS,
        r#"{"carrier":"other","number":"13800001234","flow":"login"}"#,
        422,
    ),
    (
        "POST",
        TOKENS,
        r#"{"carrier":"CM","number":"13800001234","flow":"both"}"#,
        422,
    ),
    (
        "POST",
        TOKENS,
        r#"{"carrier":"CM","number":"1380000123","flow":"login"}"#,
        422,
    ),
    ("POST", ADVANCE, "", 400),
    ("POST", ADVANCE, r#"{"seconds":1.5}"#, 422),
    ("POST", ADVANCE, r#"{"seconds":"60"}"#, 422),
    ("POST", ADVANCE, r#"{"seconds":99999999999999999999}"#, 422),
    ("POST", ADVANCE, r#"{"seconds":9223372036854775807}"#, 422),
    ("POST", ADVANCE, r#"{"seconds":-9223372036854775808}"#, 422),
    ("PUT", FAULTS, "", 400),
    ("PUT", FAULTS, "{}", 422),
    ("PUT", FAULTS, r#"{"faults":null}"#, 422),
    (
        "PUT",
        FAULTS,
        r#"{"faults":[{"operation":"nope","effect":{"kind":"cut"}}]}"#,
        422,
    ),
    (
        "PUT",
        FAULTS,
        r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"boom"}}]}"#,
        422,
    ),
    (
        "PUT",
        FAULTS,
        r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"carrier"}}]}"#,
        422,
    ),
    (
        "PUT",
        FAULTS,
        r#"{"faults":[{"operation":"getLoginToken","effect":{"kind":"throttle"}}]}"#,
        422,
    ),
    (
        "PUT",
        FAULTS,
        r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"cut"},"times":0}]}"#,
        422,
    ),
    (
        "PUT",
        FAULTS,
        r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"cut"},"hits":0}]}"#,
        422,
    ),
    ("PUT", LIMITS, "{", 400),
    (
        "PUT",
        LIMITS,
        r#"{"calls_per_second":{"GetEverything":1}}"#,
        422,
    ),
    (
        "PUT",
        LIMITS,
        r#"{"calls_per_second":{"GetAuthToken":0}}"#,
        422,
    ),
    (
        "PUT",
        LIMITS,
        r#"{"calls_per_second":{"GetAuthToken":-1}}"#,
        422,
    ),
    ("PUT", LIMITS, r#"{"limits":{}}"#, 422),
    ("PUT", SCENARIO, "", 400),
    ("PUT", SCENARIO, "{", 400),
    ("PUT", SCENARIO, "{\"name\":\"\u{0}\"}", 400),
    ("PUT", SCENARIO, "13800001234", 422),
    ("GET", "/_sim/v1/journal?after=x", "", 422),
    ("GET", "/_sim/v1/journal?after=-1", "", 422),
    ("GET", "/_sim/v1/journal?limit=0", "", 422),
    ("GET", "/_sim/v1/journal?limit=1001", "", 422),
    ("GET", "/_sim/v1/journal?limit=1&limit=2", "", 422),
    ("GET", "/_sim/v1/journal?before=1", "", 422),
];

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_with_an_example() {
    let simulator = start().await;
    let nowhere = ask(&simulator, None, "GET", "/_sim/v1/scenarios", "").await;
    assert_eq!(
        (nowhere.status, &nowhere.json()["code"]),
        (404, &json!("NOT_FOUND"))
    );
    for (method, target, _) in ROUTES {
        let answer = ask(&simulator, None, "PATCH", target, "").await;
        assert_eq!(answer.status, 405, "{method} {target}");
        assert!(answer.head.contains("allow: "), "{}", answer.head);
    }
    for (method, target, body, status) in WRONG {
        let answer = call(&simulator, method, target, body).await;
        assert_eq!(
            answer.status, status,
            "{method} {target} {body}: {}",
            answer.body
        );
        // An error repeats no number.
        for number in ["23800001234", "13800001234"] {
            // The example has one of its own.
            let message = answer.json()["message"].to_string();
            assert!(!message.contains(number), "{}", answer.body);
        }
    }
    let long = format!(r#"{{"seconds":{}}}"#, " ".repeat(64 * 1024));
    assert_eq!(call(&simulator, "POST", ADVANCE, &long).await.status, 413);
    // Nothing of all that has changed anything.
    let now = call(&simulator, "GET", "/_sim/v1/clock", "").await.json();
    assert_eq!(now["shift_seconds"], 0);
    let armed = call(&simulator, "GET", FAULTS, "").await.json();
    assert_eq!(armed, json!({"faults": []}));
    let limits = call(&simulator, "GET", LIMITS, "").await.json();
    assert_eq!(limits, json!({"calls_per_second": {}}));
}
