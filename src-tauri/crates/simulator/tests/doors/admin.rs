//! The admin API: what it arranges, and what it refuses.

use super::openapi::assert_described;
use super::*;

const TOKEN: &str = "an admin token for tests";

/// A room above that takes one scenario, and repeats any other.
struct OneScenario;

impl ScenarioDesk for OneScenario {
    fn arranged(&self) -> Value {
        json!({"scenario": null, "sha256": null})
    }

    fn arrange(&self, json: &[u8]) -> Result<Value, String> {
        if json == br#"{"name":"cm-login"}"# {
            Ok(self.arranged())
        } else {
            Err(String::from_utf8_lossy(json).into_owned())
        }
    }
}

pub(crate) async fn start() -> Simulator {
    let simulator = Simulator::start(Config {
        admin_token: Some(TOKEN.into()),
        ..config(0)
    })
    .await
    .unwrap();
    simulator.take_scenarios_to(Arc::new(OneScenario));
    simulator
}

/// A request with an `Authorization`, or without one.
pub(crate) async fn ask(
    simulator: &Simulator,
    authorization: Option<&str>,
    method: &str,
    target: &str,
    body: &str,
) -> Answer {
    let address = simulator.address();
    let authorization =
        authorization.map_or(String::new(), |value| format!("authorization: {value}\r\n"));
    let request = format!(
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{authorization}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    raw(address, request.as_bytes()).await
}

/// A call by whoever has the token, held against the OpenAPI document.
pub(crate) async fn call(simulator: &Simulator, method: &str, target: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {TOKEN}");
    let answer = ask(simulator, Some(&bearer), method, target, body).await;
    assert_described(method, target, &answer);
    answer
}

/// Every guarded route with a body that it takes.
pub(crate) const ROUTES: [(&str, &str, &str); 16] = [
    (
        "POST",
        "/_sim/v1/devices",
        r#"{"carrier":"CM","number":"13800001234","network":"cellular"}"#,
    ),
    ("DELETE", "/_sim/v1/scenes/FC100000000000002", ""),
    (
        "POST",
        "/_sim/v1/sp-tokens",
        r#"{"carrier":"CM","number":"13800001234","flow":"login"}"#,
    ),
    ("GET", "/_sim/v1/clock", ""),
    ("POST", "/_sim/v1/clock/advance", r#"{"seconds":60}"#),
    ("GET", "/_sim/v1/journal", ""),
    ("GET", "/_sim/v1/journal?after=0&limit=1", ""),
    ("GET", "/_sim/v1/faults", ""),
    (
        "PUT",
        "/_sim/v1/faults",
        r#"{"faults":[{"operation":"GetAuthToken","effect":{"kind":"cut"}}]}"#,
    ),
    ("DELETE", "/_sim/v1/faults", ""),
    ("GET", "/_sim/v1/limits", ""),
    ("PUT", "/_sim/v1/limits", ""),
    ("DELETE", "/_sim/v1/limits", ""),
    ("GET", "/_sim/v1/scenario", ""),
    ("PUT", "/_sim/v1/scenario", r#"{"name":"cm-login"}"#),
    ("POST", "/_sim/v1/reset", ""),
];

#[tokio::test]
async fn only_the_bearer_of_the_token_is_served() {
    let simulator = start().await;
    let long = format!("Bearer {TOKEN}x");
    let short = format!("Bearer {}", &TOKEN[1..]);
    for (method, target, body) in ROUTES {
        for wrong in [
            None,
            Some(""),
            Some(TOKEN),
            Some("Bearer"),
            Some("Bearer "),
            Some("Basic an admin token for tests"),
            Some(long.as_str()),
            Some(short.as_str()),
        ] {
            let answer = ask(&simulator, wrong, method, target, body).await;
            assert_eq!(
                (answer.status, &answer.json()["code"]),
                (401, &json!("UNAUTHORIZED")),
                "{method} {target} {wrong:?}"
            );
            assert!(answer.head.contains("www-authenticate: bearer"));
            assert_described(method, target, &answer);
        }
        let answer = call(&simulator, method, target, body).await;
        assert!(
            (200..300).contains(&answer.status),
            "{method} {target}: {}",
            answer.body
        );
        let lower = ask(
            &simulator,
            Some(&format!("bearer {TOKEN}")),
            method,
            target,
            body,
        )
        .await;
        assert_ne!(lower.status, 401, "a scheme's name has no case");
    }
    for target in ["/_sim/v1/health", "/_sim/v1/openapi.json"] {
        let answer = ask(&simulator, None, "GET", target, "").await;
        assert_eq!(answer.status, 200);
        assert_described("GET", target, &answer);
    }
    // A simulator that was given no token has no admin API.
    let simulator = super::start().await;
    for (method, target, body) in ROUTES {
        let answer = ask(&simulator, Some("Bearer "), method, target, body).await;
        assert_eq!(answer.status, 404, "{method} {target}");
    }
}

#[tokio::test]
async fn where_nobody_understands_scenarios_that_path_is_none() {
    let simulator = Simulator::start(Config {
        admin_token: Some(TOKEN.into()),
        ..config(0)
    })
    .await
    .unwrap();
    for (method, body) in [("GET", ""), ("PUT", r#"{"name":"cm-login"}"#)] {
        let answer = call(&simulator, method, "/_sim/v1/scenario", body).await;
        assert_eq!(answer.status, 404, "{method}");
    }
}

/// A gateway call on a device.
async fn gateway(simulator: &Simulator, step: &str, device: &str, mask: Option<&str>) -> Value {
    let (access, jwt) = simulator.tokens_issued_ago(numberauth_protocol::Flow::Login, 0);
    let mut answer = Value::Null;
    // One accessToken for all the steps up to the wanted one.
    for now in ["check", "mask", "token"] {
        let mut body = json!({"flow": "login", "device": device, "access_token": access.reveal(), "jwt_token": jwt.reveal()});
        if let (Some(mask), "token") = (mask, now) {
            body["mask"] = json!(mask);
        }
        let address = simulator.address();
        let target = format!("/h5/v1/{now}");
        answer = post(
            address,
            &target,
            &host(address),
            body.to_string().as_bytes(),
        )
        .await
        .json();
        if now == step {
            break;
        }
    }
    answer
}

#[tokio::test]
async fn each_client_has_a_device_of_its_own() {
    let simulator = start().await;
    let mut ids = Vec::new();
    for (carrier, number) in [("CM", "13800001234"), ("CU", "18600005678")] {
        let body = json!({"carrier": carrier, "number": number, "network": "cellular"}).to_string();
        let made = call(&simulator, "POST", "/_sim/v1/devices", &body).await;
        assert_eq!(made.status, 201);
        ids.push(made.json()["device"].as_str().unwrap().to_owned());
    }
    let masks = [
        gateway(&simulator, "mask", &ids[0], None).await,
        gateway(&simulator, "mask", &ids[1], None).await,
    ];
    let shown = masks.map(|answer| answer["data"]["mask_phone"].clone());
    assert_eq!(shown, ["138****1234", "186****5678"]);

    // A number has one carrier, also as a hotspot's, and for tokens.
    for body in [
        json!({"carrier": "CT", "number": "13800001234", "network": "cellular"}),
        json!({"carrier": "CT", "number": "18900000000", "network": "hotspot", "hotspot_owner": {"carrier": "CT", "number": "13800001234"}}),
    ] {
        let answer = call(&simulator, "POST", "/_sim/v1/devices", &body.to_string()).await;
        assert_eq!(answer.json()["code"], "NUMBER_KNOWN_ELSEWHERE");
        assert!(!answer.body.contains("13800001234"), "{}", answer.body);
    }
    let body = json!({"carrier": "CT", "number": "13800001234", "flow": "login"}).to_string();
    let answer = call(&simulator, "POST", "/_sim/v1/sp-tokens", &body).await;
    assert_eq!(answer.json()["code"], "NUMBER_KNOWN_ELSEWHERE");

    let body = r#"{"carrier":"CT","number":"18900000000","network":"wifi"}"#;
    for _ in 2..1_000 {
        assert_eq!(call_fast(&simulator, body).await, 201);
    }
    let answer = call(&simulator, "POST", "/_sim/v1/devices", body).await;
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (409, &json!("TOO_MANY_DEVICES"))
    );
}

/// Registers a device without a look at the answer's form.
async fn call_fast(simulator: &Simulator, body: &str) -> u16 {
    let bearer = format!("Bearer {TOKEN}");
    let answer = ask(simulator, Some(&bearer), "POST", "/_sim/v1/devices", body).await;
    answer.status
}

async fn new_token(simulator: &Simulator, carrier: &str, number: &str, flow: &str) -> String {
    let body = json!({"carrier": carrier, "number": number, "flow": flow}).to_string();
    let made = call(simulator, "POST", "/_sim/v1/sp-tokens", &body).await;
    made.json()["sp_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_made_for_a_back_end_is_exchanged_like_a_pages() {
    let simulator = start().await;
    let key = ACCOUNTS[0].access_key();
    let mut nonce = 0;
    let mut exchange = async |token: &str, number: Option<&'static str>, key: &AccessKey| {
        nonce += 1;
        let action = if number.is_some() {
            "VerifyPhoneWithToken"
        } else {
            "GetPhoneWithToken"
        };
        let pairs: Vec<_> = std::iter::once(("SpToken", token))
            .chain(number.map(|number| ("PhoneNumber", number)))
            .collect();
        signed(&simulator, key, action, &pairs, &nonce.to_string())
            .await
            .json()
    };
    for (carrier, number, life) in [
        ("CM", "13800001234", 120),
        ("CU", "18600005678", 1_800),
        ("CT", "18900004321", 600),
    ] {
        let token = new_token(&simulator, carrier, number, "login").await;
        let other = exchange(&token, None, &ACCOUNTS[1].access_key()).await;
        assert_eq!(other["Code"], "isv.TOKEN_UNAUTHORIZED_USED");
        let answer = exchange(&token, None, &key).await;
        assert_eq!(answer["Data"]["Mobile"], number);
        let again = exchange(&token, None, &key).await;
        assert_eq!(again["Code"], "isv.TOKEN_INVALID");
        for (age, code) in [(life - 1, "OK"), (life, "isv.TOKEN_INVALID")] {
            let token = new_token(&simulator, carrier, number, "login").await;
            let body = json!({"seconds": age}).to_string();
            call(&simulator, "POST", "/_sim/v1/clock/advance", &body).await;
            assert_eq!(
                exchange(&token, None, &key).await["Code"],
                code,
                "{carrier} {age}"
            );
        }
    }
    let verify =
        async |simulator: &Simulator| new_token(simulator, "CM", "13800001234", "verify").await;
    let token = verify(&simulator).await;
    let login = exchange(&token, None, &key).await;
    assert_eq!(login["Code"], "isv.TOKEN_UNAUTHORIZED_USED");
    // The Unicom number is known on Unicom now, so it cannot be this token's; no token is used up.
    let mismatch = exchange(&token, Some("18600005678"), &key).await;
    assert_eq!(mismatch["Code"], "isv.PARAMETERS_MISMATCH");
    let pass = exchange(&token, Some("13800001234"), &key).await;
    assert_eq!(pass["GateVerify"]["VerifyResult"], "PASS");
    let token = verify(&simulator).await;
    let reject = exchange(&token, Some("13800009999"), &key).await;
    assert_eq!(reject["GateVerify"]["VerifyResult"], "REJECT");
}

#[tokio::test]
async fn the_calendar_moves_and_goes_back() {
    let simulator = start().await;
    let answer = call(
        &simulator,
        "POST",
        "/_sim/v1/clock/advance",
        r#"{"seconds":86400}"#,
    )
    .await;
    let now = answer.json();
    assert_eq!(now["shift_seconds"], 86_400);
    assert!(
        now["now"]
            .as_str()
            .unwrap()
            .starts_with("2026-01-02T00:00:0"),
        "{now}"
    );
    let body = r#"{"seconds":-86400}"#;
    call(&simulator, "POST", "/_sim/v1/clock/advance", body).await;
    let ten_years = r#"{"seconds":316224001}"#;
    let answer = call(&simulator, "POST", "/_sim/v1/clock/advance", ten_years).await;
    assert_eq!(answer.json()["code"], "CLOCK_TOO_FAR");
}

#[tokio::test]
async fn faults_strike_in_their_order_and_are_counted() {
    let simulator = start().await;
    let faults = json!({"faults": [
        {"operation": "GetAuthToken", "effect": {"kind": "throttle"}, "times": 1},
        {"operation": "GetAuthToken", "effect": {"kind": "out_of_service"}},
        {"operation": "checkLoginAvailable", "effect": {"kind": "server_error"}},
    ]});
    let armed = call(&simulator, "PUT", "/_sim/v1/faults", &faults.to_string()).await;
    assert_eq!(
        armed.json()["faults"][0],
        json!({"operation": "GetAuthToken", "effect": {"kind": "throttle"}, "times": 1, "hits": 0})
    );
    let key = ACCOUNTS[0].access_key();
    for (nonce, code) in [
        "Throttling.User",
        "isv.OUT_OF_SERVICE",
        "isv.OUT_OF_SERVICE",
    ]
    .into_iter()
    .enumerate()
    {
        let answer = signed(
            &simulator,
            &key,
            "GetAuthToken",
            &token_pairs(),
            &nonce.to_string(),
        )
        .await;
        assert_eq!(answer.json()["Code"], code);
    }
    let armed = call(&simulator, "GET", "/_sim/v1/faults", "").await.json();
    let hits: Vec<_> = (0..3)
        .map(|at| armed["faults"][at]["hits"].clone())
        .collect();
    assert_eq!(hits, [1, 2, 0]);
    assert_eq!(
        call(&simulator, "DELETE", "/_sim/v1/faults", "")
            .await
            .status,
        204
    );
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "ok").await;
    assert_eq!(answer.json()["Code"], "OK");
}

#[tokio::test]
async fn limits_are_the_documented_ones_or_ones_own_or_none() {
    let simulator = start().await;
    let limits = "/_sim/v1/limits";
    let documented = json!({"calls_per_second": {"GetAuthToken": 1000, "GetPhoneWithToken": 500, "VerifyPhoneWithToken": 1000}});
    for body in ["", "{}", r#"{"calls_per_second":null}"#] {
        call(&simulator, "DELETE", limits, "").await;
        assert_eq!(
            call(&simulator, "PUT", limits, body).await.json(),
            documented,
            "{body}"
        );
    }
    let own = r#"{"calls_per_second":{"GetAuthToken":1}}"#;
    call(&simulator, "PUT", limits, own).await;
    let key = ACCOUNTS[0].access_key();
    let codes = [
        signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await,
        signed(&simulator, &key, "GetAuthToken", &token_pairs(), "2").await,
    ]
    .map(|answer| answer.json()["Code"].clone());
    assert_eq!(codes, ["OK", "Throttling.User"]);
    // What was told can be given back, and the empty one takes them away.
    let none = r#"{"calls_per_second":{}}"#;
    assert_eq!(call(&simulator, "PUT", limits, none).await.body, none);
    let answer = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "3").await;
    assert_eq!(answer.json()["Code"], "OK");
}

#[tokio::test]
async fn a_deleted_scheme_is_gone_until_the_reset() {
    let simulator = start().await;
    let key = ACCOUNTS[0].access_key();
    let target = format!("/_sim/v1/scenes/{}", ACCOUNTS[0].scene_code);
    assert_eq!(call(&simulator, "DELETE", &target, "").await.status, 204);
    assert_eq!(call(&simulator, "DELETE", &target, "").await.status, 404);
    let gone = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(gone.json()["Code"], "isv.SCENE_QUERY_FAIL");
    call(&simulator, "PUT", "/_sim/v1/limits", "").await;
    call(
        &simulator,
        "POST",
        "/_sim/v1/clock/advance",
        r#"{"seconds":60}"#,
    )
    .await;
    assert_eq!(
        call(&simulator, "POST", "/_sim/v1/reset", "").await.status,
        204
    );
    let back = signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    assert_eq!(back.json()["Code"], "OK");
    let limits = call(&simulator, "GET", "/_sim/v1/limits", "").await;
    assert_eq!(limits.json(), json!({"calls_per_second": {}}));
    let clock = call(&simulator, "GET", "/_sim/v1/clock", "").await;
    assert_eq!(clock.json()["shift_seconds"], 0);
}

#[tokio::test]
async fn the_journal_is_paged_and_hides_what_is_nobodys_business() {
    let simulator = start().await;
    let key = ACCOUNTS[0].access_key();
    let token = new_token(&simulator, "CM", "13800001234", "login").await;
    for nonce in ["1", "2"] {
        signed(
            &simulator,
            &key,
            "GetPhoneWithToken",
            &[("SpToken", &token)],
            nonce,
        )
        .await;
    }
    let first = call(&simulator, "GET", "/_sim/v1/journal?limit=1", "").await;
    let page = first.json();
    assert_eq!(
        (page["entries"].as_array().unwrap().len(), &page["last_seq"]),
        (1, &json!(1))
    );
    let rest = call(&simulator, "GET", "/_sim/v1/journal?after=1", "").await;
    let page = rest.json();
    assert_eq!(
        (page["entries"].as_array().unwrap().len(), &page["last_seq"]),
        (2, &json!(3))
    );
    let none = call(&simulator, "GET", "/_sim/v1/journal?after=3", "").await;
    assert_eq!(none.json(), json!({"entries": [], "last_seq": 3}));
    for body in [first.body, rest.body] {
        assert!(
            !body.contains("13800001234") && !body.contains(&token[..20]),
            "{body}"
        );
    }
}
