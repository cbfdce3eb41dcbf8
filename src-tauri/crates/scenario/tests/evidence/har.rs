use numberauth_scenario::{EvidenceFormat, Report, render};
use serde_json::{Value, json};

use crate::reports;

/// The published schema, `har-schema` on npm (ISC), as `npm ci` in `ui/` installs it.
fn schema() -> jsonschema::Validator {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../ui/node_modules/har-schema/lib"
    );
    let files = std::fs::read_dir(folder).unwrap_or_else(|error| {
        panic!("{folder}: {error}; run `npm ci` in ui/, or `cargo xtask test`")
    });
    let mut definitions = serde_json::Map::new();
    for file in files {
        let path = file.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let mut part: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            // `page.json#` within one document is a definition.
            within_one_document(&mut part);
            let name = path.file_name().unwrap().to_str().unwrap();
            definitions.insert(name.to_owned(), part);
        }
    }
    assert!(definitions.contains_key("har.json"));
    let whole = json!({"$schema": "http://json-schema.org/draft-06/schema#", "definitions": definitions, "$ref": "#/definitions/har.json"});
    jsonschema::options()
        .should_validate_formats(true)
        .build(&whole)
        .unwrap()
}

fn within_one_document(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("$id");
            map.remove("$schema");
            for (name, value) in map {
                match value {
                    Value::String(file) if name == "$ref" => {
                        *file = format!("#/definitions/{}", file.trim_end_matches('#'));
                    }
                    value => within_one_document(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(within_one_document),
        _ => {}
    }
}

fn archive(report: &Report) -> Value {
    serde_json::from_str(&render(report, EvidenceFormat::Har)).unwrap()
}

#[test]
fn the_archive_holds_to_the_published_schema() {
    let validator = schema();
    let archive = archive(reports::shared());
    let errors: Vec<_> = validator
        .iter_errors(&archive)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // The schema is really looked at, down to the leaves.
    for (pointer, wrong) in [
        ("/log/entries/0/time", json!("soon")),
        ("/log/entries/0/request/url", json!("no address")),
        ("/log/entries/0/request/queryString/0", json!({})),
        ("/log/entries/0/startedDateTime", json!("today")),
        ("/log/pages/0/pageTimings/onLoad", json!("never")),
        ("/log/entries/0/response/content", json!({})),
    ] {
        let mut broken = archive.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

/// The entries of a case.
fn entries<'a>(report: &Report, archive: &'a Value, id: &str) -> Vec<&'a Value> {
    let index = report.cases.iter().position(|case| case.id == id).unwrap();
    let page = &archive["log"]["pages"][index];
    assert!(page["title"].as_str().unwrap().starts_with(id));
    let entries = archive["log"]["entries"].as_array().unwrap().iter();
    entries
        .filter(|entry| entry["pageref"] == page["id"])
        .collect()
}

#[test]
fn every_http_call_is_there_with_its_request_and_response() {
    let report = reports::shared();
    let archive = archive(report);
    let calls: Vec<_> = entries(report, &archive, "good-login")
        .iter()
        .map(|entry| {
            (
                entry["request"]["url"].as_str().unwrap(),
                &entry["response"]["status"],
            )
        })
        .collect();
    let urls: Vec<_> = calls
        .iter()
        .map(|(url, _)| url.split('?').next().unwrap())
        .collect();
    assert_eq!(
        urls,
        [
            "http://sim/",
            "http://sim/h5/v1/check",
            "http://sim/h5/v1/mask",
            "http://sim/h5/v1/token",
            "http://sim/"
        ]
    );
    assert!(calls.iter().all(|(_, status)| **status == 200));
    let first = entries(report, &archive, "good-login")[0];
    let query = first["request"]["queryString"].as_array().unwrap();
    assert!(query.contains(&json!({"name": "Url", "value": "https://demo.example.test/"})));
    let check = entries(report, &archive, "good-login")[1];
    let sent = check["request"]["postData"]["text"].as_str().unwrap();
    assert!(sent.contains("\"flow\": \"login\""), "{sent}");
    assert_eq!(check["request"]["postData"]["mimeType"], "application/json");
    let last = entries(report, &archive, "good-login")[4];
    let url = last["request"]["url"].as_str().unwrap();
    assert!(url.is_ascii() && url.contains("%E2%80%A6(2304)"), "{url}");
}

#[test]
fn calls_without_an_answer_are_as_browsers_show_them() {
    let report = reports::shared();
    let archive = archive(report);
    for (id, index, error, time, comment) in [
        (
            "late-reply",
            3,
            "net::ERR_ABORTED (the caller's timeout)",
            2_000.0,
            "came 3000 ms after the request, and was dropped",
        ),
        (
            "hung",
            1,
            "net::ERR_ABORTED (the caller's timeout)",
            2_000.0,
            "checkLoginAvailable; steps[1]; fault: no answer",
        ),
        (
            "refused",
            1,
            "net::ERR_CONNECTION_REFUSED (connection refused)",
            0.0,
            "fault: connection refused",
        ),
    ] {
        let entry = entries(report, &archive, id)[index];
        assert_eq!(entry["response"]["status"], 0, "{id}");
        assert_eq!(entry["response"]["_error"], error);
        assert_eq!(entry["time"], time);
        let said = entry["comment"].as_str().unwrap();
        assert!(said.contains(comment), "{said}");
    }
    let errors: Vec<_> = entries(report, &archive, "broken-connections")
        .iter()
        .map(|entry| {
            (
                entry["response"]["status"].as_u64().unwrap(),
                entry["response"]["_error"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        errors[1..],
        [
            (0, Some("net::ERR_CONNECTION_RESET (connection reset)")),
            (0, Some("net::ERR_EMPTY_RESPONSE (connection lost)")),
            (
                200,
                Some("net::ERR_CONTENT_LENGTH_MISMATCH (reply cut short)")
            ),
            (200, None),
        ]
    );
    let late = entries(report, &archive, "late-reply")[3]["comment"]
        .as_str()
        .unwrap();
    assert!(
        late.contains("getLoginToken; steps[3]; fault: delay 3000 ms"),
        "{late}"
    );
    let after = entries(report, &archive, "refused")[2];
    assert_eq!(after["startedDateTime"], "2026-01-02T00:00:00.000Z");
}
