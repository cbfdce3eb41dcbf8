//! Pasted texts: an answer of the real cloud, a raw request, or both; and nonsense.

use numberauth_cloud::microscope::{Known, Pasted, PastedError};
use numberauth_protocol::SignatureCause as Cause;
use numberauth_protocol::SignatureScheme::{Acs3, Rpc};

use crate::client::{Client, Sent, causes, key, rfc3986};

/// The cloud's answer, as issue threads show it.
fn answer(string_to_sign: &str) -> String {
    let message = format!(
        "Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}"
    );
    serde_json::json!({"RequestId": "R", "HostId": "dypnsapi.aliyuncs.com", "Code": "SignatureDoesNotMatch", "Message": message,
        "Recommend": "https://api.aliyun.com/troubleshoot?q=SignatureDoesNotMatch"})
    .to_string()
}

fn server_string(sent: &Sent) -> String {
    let report = sent.report(Known::default());
    report.server.unwrap().string_to_sign
}

#[test]
fn an_answer_of_the_real_cloud_is_explained_with_the_clients_own_string() {
    let wrong = Client {
        encode: |t| rfc3986(t).replace('~', "%7E"),
        ..Client::default()
    };
    let sent = wrong.rpc();
    let client = {
        // What the client would print of itself.
        let key = key();
        let report = sent.report(Known {
            key: Some(&key),
            ..Known::default()
        });
        report.client.unwrap().string_to_sign
    };
    let text = format!(
        "2026-01-01 ERROR com.example Tea exception: {} (request failed)",
        answer(&server_string(&sent))
    );
    let pasted = Pasted::read(&text).unwrap();
    assert_eq!(pasted.access_key_id().as_deref(), Some("TestId"));
    let explained = |client: Option<&str>| {
        let known = Known {
            client_string: client,
            ..Known::default()
        };
        pasted.explain(known).unwrap().unwrap()
    };
    let report = explained(Some(&client));
    assert_eq!(causes(&report), [Cause::TildeEncoded]);
    assert_eq!(
        report.first_difference.unwrap().within.as_deref(),
        Some("Url")
    );
    // The same string on both sides: the secret. No string of the client's: nothing is certain.
    let same = server_string(&sent);
    assert_eq!(causes(&explained(Some(&same))), [Cause::OtherSecret]);
    assert!(explained(Some(&same)).causes[0].certain);
    let alone = explained(None);
    // Nothing was compared: nothing is said of the secret.
    assert!(!alone.compared && alone.causes.is_empty(), "{alone:?}");
}

#[test]
fn a_pasted_request_is_explained_with_and_without_the_answer() {
    let key = key();
    for scheme in [Acs3, Rpc] {
        let wrong = Client {
            sorted: false,
            ..Client::default()
        }
        .send(scheme);
        let known = Known {
            key: Some(&key),
            ..Known::default()
        };
        let request = Pasted::read(&wrong.text()).unwrap();
        assert_eq!(request.access_key_id().as_deref(), Some("TestId"));
        assert_eq!(
            causes(&request.explain(known).unwrap().unwrap()),
            [Cause::Unsorted]
        );
        let both = Pasted::read(&answer(&server_string(&wrong)))
            .unwrap()
            .and(request);
        assert_eq!(
            causes(&both.explain(known).unwrap().unwrap()),
            [Cause::Unsorted]
        );
        let right = Pasted::read(&Client::default().send(scheme).text()).unwrap();
        assert_eq!(right.explain(known).unwrap(), None, "a right one holds");
    }
    let in_body = Client {
        in_body: true,
        method_signed: "GET",
        ..Client::default()
    }
    .rpc();
    let known = Known {
        key: Some(&key),
        ..Known::default()
    };
    let report = Pasted::read(&in_body.text())
        .unwrap()
        .explain(known)
        .unwrap()
        .unwrap();
    assert_eq!(causes(&report), [Cause::WrongMethod]);
}

#[test]
fn what_the_signature_proves_beats_what_the_strings_say() {
    let key = key();
    let sent = Client {
        secret: "TestSecret ".into(),
        ..Client::default()
    }
    .rpc();
    let same = server_string(&sent);
    let known = Known {
        key: Some(&key),
        others: &[],
        client_string: Some(&same),
    };
    let report = Pasted::read(&sent.text()).unwrap().explain(known).unwrap();
    assert_eq!(causes(&report.unwrap()), [Cause::SecretWithSpace]);
}

#[test]
fn an_acs3_answer_needs_the_request_or_the_same_canonical_request() {
    let sent = Client {
        secret: "old".into(),
        ..Client::default()
    }
    .acs3();
    let report = sent.report(Known::default());
    let server = report.server.unwrap();
    let pasted = Pasted::read(&answer(&server.string_to_sign)).unwrap();
    assert_eq!(
        pasted.explain(Known::default()),
        Err(PastedError::HashAlone)
    );
    let known = Known {
        client_string: server.canonical_request.as_deref(),
        ..Known::default()
    };
    let report = pasted.explain(known).unwrap().unwrap();
    assert_eq!(
        (causes(&report), report.causes[0].certain),
        (vec![Cause::OtherSecret], true)
    );
}

#[test]
fn codes_that_need_no_string_are_explained() {
    for (code, cause) in [
        ("InvalidTimeStamp.Expired", Cause::ClockSkew),
        ("InvalidTimeStamp.Format", Cause::TimestampForm),
    ] {
        for text in [
            format!("{{\"Code\":\"{code}\",\"RequestId\":\"R\"}}"),
            format!("<Error><Code>{code}</Code></Error>"),
            format!("Error: {code} code: 400, as an SDK says it"),
        ] {
            let report = Pasted::read(&text)
                .unwrap()
                .explain(Known::default())
                .unwrap()
                .unwrap();
            assert_eq!(causes(&report), [cause], "{text}");
        }
    }
}

#[test]
fn nonsense_is_refused_with_what_to_paste() {
    let long = "x".repeat(1 << 20);
    for text in [
        "",
        "hello",
        "{}",
        "POST / HTTP/1.1\nhost: a\n\n",
        "ACS3-HMAC-SHA256",
        "{\"Code\":\"OK\"}",
        "POST&%2F",
        &long,
        "\u{0}\u{ffff}",
    ] {
        let refused = Pasted::read(text);
        assert_eq!(
            refused,
            Err(PastedError::Nothing),
            "{}",
            &text[..text.len().min(40)]
        );
    }
    assert!(
        PastedError::Nothing
            .to_string()
            .contains("server string to sign is:")
    );
}

proptest::proptest! {
    /// No text makes it panic.
    #[test]
    fn any_text_is_read_or_refused(text in "(POST|GET)?(&%2F&| /\\?)?.{0,40}(Signature=)?[%&=A-Za-z0-9一+*~]{0,40}( HTTP/1.1\n[a-z:;, ]{0,40})?", client in ".{0,60}") {
        if let Ok(pasted) = Pasted::read(&text) {
            let key = key();
            let _ = pasted.explain(Known { key: Some(&key), others: &[], client_string: None });
            let _ = pasted.explain(Known { key: None, others: &[], client_string: Some(&client) });
        }
    }
}
