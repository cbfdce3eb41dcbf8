//! The JSON Schemas of the types, held against what the types read and write.

use jsonschema::Validator;
use numberauth_protocol::{Entry, PhoneNumber, ResultCode};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;

use super::*;

fn schema<T: JsonSchema>() -> Validator {
    jsonschema::validator_for(&schema_for!(T).to_value()).unwrap()
}

/// Type and schema must agree.
fn judge<T: JsonSchema + DeserializeOwned>(right: &[Value], wrong: &[Value]) {
    let schema = schema::<T>();
    for (values, takes) in [(right, true), (wrong, false)] {
        for value in values {
            assert_eq!(schema.is_valid(value), takes, "the schema and {value}");
            let read = T::deserialize(value).is_ok();
            assert_eq!(read, takes, "the type and {value}");
        }
    }
}

#[test]
fn a_schema_takes_and_refuses_what_its_type_does() {
    judge::<Fault>(
        &[
            json!({"operation": "GetAuthToken", "effect": {"kind": "throttle"}}),
            json!({"operation": "getLoginToken", "effect": {"kind": "delay", "ms": 5}, "times": null}),
            json!({"operation": "getLoginToken", "effect": {"kind": "cut"}, "times": 3}),
        ],
        &[
            json!({"operation": "nope", "effect": {"kind": "throttle"}}),
            json!({"operation": "GetAuthToken", "effect": {"kind": "explode"}}),
            json!({"operation": "GetAuthToken", "effect": {"kind": "delay"}}),
            json!({"operation": "GetAuthToken", "effect": {"kind": "cut"}, "time": 1}),
            json!({"operation": "GetAuthToken", "effect": {"kind": "cut"}, "times": -1}),
        ],
    );
    judge::<ResultCode>(
        &[json!(600_000), json!(600_028)],
        &[json!(600_001), json!("600000"), json!(null)],
    );
    judge::<PhoneNumber>(
        &[json!("13800131234")],
        &[
            json!("12800131234"),
            json!("1380013123"),
            json!(13_800_131_234_u64),
            json!("138001312345"),
        ],
    );
}

#[tokio::test]
async fn a_real_journal_fits_the_entrys_schema() {
    let config = config(0);
    let journal = config.journal.clone();
    let simulator = Simulator::start(config).await.unwrap();
    let key = ACCOUNTS[0].access_key();
    signed(&simulator, &key, "GetAuthToken", &token_pairs(), "1").await;
    let forged = AccessKey::new(ACCOUNTS[0].access_key_id, "another");
    signed(&simulator, &forged, "GetAuthToken", &token_pairs(), "2").await;
    let body = br#"{"flow":"login","access_token":"a","jwt_token":"b"}"#;
    post(
        simulator.address(),
        "/h5/v1/check",
        &host(simulator.address()),
        body,
    )
    .await;
    let schema = schema::<Entry>();
    let entries = journal.after(0, 10);
    assert_eq!(entries.len(), 3);
    for entry in &entries {
        let mut value = serde_json::to_value(&**entry).unwrap();
        schema.validate(&value).unwrap();
        let read: Entry = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), value);
        value["elapsed_ms"] = json!("1");
        assert!(!schema.is_valid(&value));
    }
}
