//! The OpenAPI document describes what is really answered.

use std::sync::LazyLock;

use super::*;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../src/http/openapi.json")).unwrap());

/// The operation that the document has for a request.
fn operation(method: &str, target: &str) -> &'static Value {
    let path = target.split('?').next().unwrap_or_default();
    let fits = |template: &str| {
        let (own, asked): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), path.split('/').collect());
        own.len() == asked.len()
            && own
                .iter()
                .zip(asked)
                .all(|(own, asked)| own.starts_with('{') || *own == asked)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let (_, methods) = paths
        .iter()
        .find(|(template, _)| fits(template))
        .unwrap_or_else(|| panic!("{path} is not in the document"));
    let operation = &methods[&method.to_ascii_lowercase()];
    assert!(
        operation.is_object(),
        "{method} {path} is not in the document"
    );
    operation
}

fn fits(schema: &Value, value: &Value) -> Result<(), String> {
    let whole = json!({"allOf": [schema], "components": DOCUMENT["components"]});
    let validator = jsonschema::validator_for(&whole).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.join("; "))
    }
}

/// Whether one of the document's schemas takes a value.
pub(crate) fn takes(schema: &str, value: &Value) -> bool {
    fits(&DOCUMENT["components"]["schemas"][schema], value).is_ok()
}

/// Holds an answer against what the document says of it.
pub(crate) fn assert_described(method: &str, target: &str, answer: &Answer) {
    let described = &operation(method, target)["responses"][&answer.status.to_string()];
    assert!(
        described.is_object(),
        "{method} {target} answers {}: {}",
        answer.status,
        answer.body
    );
    match described["content"].get("application/json") {
        Some(json) => fits(&json["schema"], &answer.json())
            .unwrap_or_else(|why| panic!("{method} {target}: {why} in {}", answer.body)),
        None => assert_eq!(answer.body, "", "{method} {target}"),
    }
}

#[tokio::test]
async fn the_document_is_served_and_its_own_examples_fit() {
    let simulator = admin::start().await;
    let answer = admin::ask(&simulator, None, "GET", "/_sim/v1/openapi.json", "").await;
    assert_eq!(answer.json(), *DOCUMENT);
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"];
            if body.is_object() {
                fits(&body["schema"], &body["example"])
                    .unwrap_or_else(|why| panic!("{method} {path}: {why}"));
            }
        }
    }
    // The schemas do refuse.
    for (schema, wrong) in [
        (
            "NewDevice",
            json!({"carrier": "CM", "number": "1", "network": "cellular"}),
        ),
        ("Error", json!({"code": "X"})),
        ("CloudAnswer", json!({"Code": "OK"})),
        (
            "Fault",
            json!({"operation": "nope", "effect": {"kind": "cut"}}),
        ),
    ] {
        let schema = &DOCUMENT["components"]["schemas"][schema];
        assert!(fits(schema, &wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn each_door_answers_as_described() {
    let simulator = admin::start().await;
    let key = ACCOUNTS[0].access_key();
    let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "another");
    let pairs = token_pairs();
    let mut cloud = vec![
        signed(&simulator, &key, "GetAuthToken", &pairs, "1").await,
        signed(&simulator, &wrong, "GetAuthToken", &pairs, "2").await,
        signed(&simulator, &key, "GetNothing", &pairs, "3").await,
        signed(
            &simulator,
            &key,
            "GetPhoneWithToken",
            &[("SpToken", "x")],
            "4",
        )
        .await,
    ];
    let tokens = cloud[0].json()["TokenInfo"].clone();
    for (flow, action, more) in [
        ("login", "GetPhoneWithToken", None),
        (
            "verify",
            "VerifyPhoneWithToken",
            Some(("PhoneNumber", "13800001234")),
        ),
    ] {
        let body = json!({"carrier": "CM", "number": "13800001234", "flow": flow}).to_string();
        let made = admin::call(&simulator, "POST", "/_sim/v1/sp-tokens", &body).await;
        let made = made.json();
        let token = ("SpToken", made["sp_token"].as_str().unwrap());
        let pairs: Vec<_> = std::iter::once(token).chain(more).collect();
        let answer = signed(&simulator, &key, action, &pairs, action).await;
        assert_eq!(answer.json()["Code"], "OK");
        cloud.push(answer);
    }
    for effect in ["throttle", "server_error"] {
        let fault = json!({"faults": [{"operation": "GetAuthToken", "effect": {"kind": effect}, "times": 1}]});
        admin::call(&simulator, "PUT", "/_sim/v1/faults", &fault.to_string()).await;
        cloud.push(signed(&simulator, &key, "GetAuthToken", &pairs, effect).await);
    }
    for answer in &cloud {
        assert_described("POST", "/", answer);
    }

    let (access, jwt) = (&tokens["AccessToken"], &tokens["JwtToken"]);
    let login = json!({"flow": "login", "access_token": access, "jwt_token": jwt});
    let wrong_digits =
        json!({"flow": "login", "access_token": access, "jwt_token": jwt, "mask": "0"});
    for (step, body, status) in [
        ("check", &login, 200),
        ("mask", &login, 200),
        ("token", &wrong_digits, 200),
        ("check", &json!({"flow": "both"}), 200),
        ("steal", &login, 404),
    ] {
        let target = format!("/h5/v1/{step}");
        let answer = post(
            simulator.address(),
            &target,
            &host(simulator.address()),
            body.to_string().as_bytes(),
        )
        .await;
        assert_eq!(answer.status, status, "{step}");
        assert_described("POST", &target, &answer);
    }
    let page = admin::call(&simulator, "GET", "/_sim/v1/journal?limit=1000", "").await;
    assert!(page.json()["entries"].as_array().unwrap().len() > 8);
}
