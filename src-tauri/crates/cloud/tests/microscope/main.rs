//! The microscope against an independent signer that makes one slip at a time: each is named, and nothing is named of a right one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod client;
mod pasted;

use numberauth_cloud::microscope::Known;
use numberauth_cloud::{AccessKey, verify};
use numberauth_protocol::SignatureCause as Cause;
use numberauth_protocol::SignatureScheme::{self, Acs3, Rpc};

use crate::client::{Client, NOW, causes, key, rfc3986};

fn encode_uri_component(text: &str) -> String {
    [
        ("%21", "!"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
    ]
    .iter()
    .fold(rfc3986(text), |text, (code, mark)| text.replace(code, mark))
}

fn java_url_encoder(text: &str) -> String {
    rfc3986(text)
        .replace("%20", "+")
        .replace("%2A", "*")
        .replace('~', "%7E")
}

const BOTH: &[SignatureScheme] = &[Acs3, Rpc];

/// A slip's name, what it does to a client, where it can be made, and what the microscope must call it.
type Seeded = (
    &'static str,
    fn(&mut Client),
    &'static [SignatureScheme],
    Cause,
);

/// The ten of the issue (`*` and `!'()` are told apart elsewhere).
const TEN: [Seeded; 10] = [
    (
        "space in the secret",
        |c| c.secret.push(' '),
        BOTH,
        Cause::SecretWithSpace,
    ),
    (
        "tilde",
        |c| c.encode = |t| rfc3986(t).replace('~', "%7E"),
        BOTH,
        Cause::TildeEncoded,
    ),
    (
        "not encoded twice",
        |c| c.twice = false,
        &[Rpc],
        Cause::NotEncodedTwice,
    ),
    (
        "plus for space",
        |c| c.encode = |t| rfc3986(t).replace("%20", "+"),
        BOTH,
        Cause::PlusForSpace,
    ),
    ("unsorted", |c| c.sorted = false, BOTH, Cause::Unsorted),
    (
        "wrong method",
        |c| c.method_signed = "GET",
        BOTH,
        Cause::WrongMethod,
    ),
    (
        "milliseconds",
        |c| c.date = "2026-01-01T00:00:00.123Z",
        BOTH,
        Cause::TimestampForm,
    ),
    (
        "clock skew",
        |c| c.date = "2026-01-01T00:36:40Z",
        BOTH,
        Cause::ClockSkew,
    ),
    (
        "host without port",
        |c| c.host_signed = "127.0.0.1",
        &[Acs3],
        Cause::HostWithoutPort,
    ),
    (
        "old key",
        |c| c.secret = "TheSecretBeforeThis".into(),
        BOTH,
        Cause::OtherSecret,
    ),
];

fn others() -> [AccessKey; 1] {
    [AccessKey::new("OtherId", "OtherSecret")]
}

#[test]
fn the_client_of_these_tests_signs_rightly() {
    for scheme in [Acs3, Rpc] {
        let sent = Client::default().send(scheme);
        assert!(
            verify(&sent.parts(), &key(), NOW.parse().unwrap()).is_ok(),
            "{scheme:?}"
        );
    }
    let in_body = Client {
        in_body: true,
        ..Client::default()
    }
    .send(Rpc);
    assert!(verify(&in_body.parts(), &key(), NOW.parse().unwrap()).is_ok());
}

#[test]
fn each_seeded_mistake_is_named() {
    let (key, others) = (key(), others());
    let known = Known {
        key: Some(&key),
        others: &others,
        client_string: None,
    };
    for (name, slip, schemes, expected) in TEN {
        for scheme in schemes {
            let mut client = Client::default();
            slip(&mut client);
            let report = client.send(*scheme).report(known);
            assert_eq!(
                causes(&report),
                [expected],
                "{name}, {scheme:?}: {report:?}"
            );
            // A secret that is no known one is what is left; everything else is certain.
            assert_eq!(
                report.causes[0].certain,
                name != "old key",
                "{name}, {scheme:?}"
            );
        }
    }
}

#[test]
fn slips_in_the_strings_show_where_they_part() {
    let key = key();
    let known = Known {
        key: Some(&key),
        ..Known::default()
    };
    for (client, server, found) in [
        (
            Client {
                encode: |t| rfc3986(t).replace('~', "%7E"),
                ..Client::default()
            },
            "~",
            "%7E",
        ),
        (
            Client {
                encode: |t| rfc3986(t).replace("%2A", "*"),
                ..Client::default()
            },
            "%2A",
            "*",
        ),
        (
            Client {
                encode: |t| rfc3986(t).replace("%20", "+"),
                ..Client::default()
            },
            "%20",
            "+",
        ),
    ] {
        let report = client.send(Acs3).report(known);
        let difference = report.first_difference.unwrap();
        assert_eq!(
            (difference.server.as_str(), difference.client.as_str()),
            (server, found)
        );
        assert_eq!(difference.line, 3);
        let [server, client] = [report.server.unwrap(), report.client.unwrap()]
            .map(|strings| strings.canonical_request.unwrap());
        assert_eq!(
            server.as_bytes()[..difference.byte],
            client.as_bytes()[..difference.byte]
        );
        assert_ne!(
            server.as_bytes()[difference.byte],
            client.as_bytes()[difference.byte]
        );
    }
    let report = Client {
        host_signed: "127.0.0.1",
        ..Client::default()
    }
    .acs3()
    .report(known);
    assert_eq!(
        report.first_difference.unwrap().within.as_deref(),
        Some("host")
    );
}

#[test]
fn what_languages_do_by_themselves_is_taken_apart() {
    let (key, others) = (key(), others());
    let known = Known {
        key: Some(&key),
        others: &others,
        client_string: None,
    };
    for scheme in [Acs3, Rpc] {
        let javascript = Client {
            encode: encode_uri_component,
            ..Client::default()
        }
        .send(scheme)
        .report(known);
        assert_eq!(
            causes(&javascript),
            [Cause::StarNotEncoded, Cause::MarksNotEncoded]
        );
        let java = Client {
            encode: java_url_encoder,
            ..Client::default()
        }
        .send(scheme)
        .report(known);
        assert_eq!(
            causes(&java),
            [
                Cause::PlusForSpace,
                Cause::StarNotEncoded,
                Cause::TildeEncoded
            ]
        );
        let python = Client {
            encode: |t| rfc3986(t).replace("%2F", "/"),
            ..Client::default()
        }
        .send(scheme)
        .report(known);
        assert_eq!(causes(&python), [Cause::ReservedNotEncoded]);
        let lower = Client {
            encode: |t| {
                rfc3986(t)
                    .replace("%2F", "%2f")
                    .replace("%3A", "%3a")
                    .replace("%2B", "%2b")
                    .replace("%3D", "%3d")
                    .replace("%2A", "%2a")
            },
            ..Client::default()
        };
        assert!(!causes(&lower.send(scheme).report(known)).is_empty());
        let raw_plus = Client {
            wire: |t| rfc3986(t).replace("%2B", "+"),
            ..Client::default()
        }
        .send(scheme)
        .report(known);
        assert_eq!(causes(&raw_plus), [Cause::PlusNotEncoded]);
        let twice = Client {
            wire: |t| rfc3986(&rfc3986(t)),
            ..Client::default()
        };
        // The legacy date would be no date: only the business parameters of ACS3 can arrive so.
        if scheme == Acs3 {
            assert_eq!(
                causes(&twice.send(scheme).report(known)),
                [Cause::SentEncodedTwice]
            );
        }
        let empty = Client {
            skip_empty: true,
            ..Client::default()
        }
        .send(scheme)
        .report(known);
        assert_eq!(causes(&empty), [Cause::EmptyLeftOut]);
        let other = Client {
            secret: "OtherSecret".into(),
            ..Client::default()
        }
        .send(scheme)
        .report(known);
        assert_eq!(
            other.causes[0].detail.as_deref(),
            Some("the secret of OtherId")
        );
        assert!(other.causes[0].certain);
    }
    let ampersand = Client {
        ampersand: false,
        ..Client::default()
    }
    .rpc()
    .report(known);
    assert_eq!(causes(&ampersand), [Cause::MissingAmpersand]);
    let local = Client {
        date: "2026-01-01T08:00:03Z",
        ..Client::default()
    }
    .rpc()
    .report(known);
    assert_eq!(causes(&local), [Cause::ClockSkew, Cause::LocalTime]);
}

#[test]
fn the_journals_finding_hides_what_the_report_shows() {
    let key = key();
    let known = Known {
        key: Some(&key),
        ..Known::default()
    };
    let token = "c3AgdG9rZW4rLz0vLz0vLz0vLz0vLz0vLz0vLz0v";
    for scheme in [Acs3, Rpc] {
        let client = Client {
            parameters: vec![
                ("PhoneNumber", "13800131234"),
                ("SpToken", token),
                ("Url", "https://a.test/*"),
            ],
            encode: |t| rfc3986(t).replace("%2A", "*"),
            ..Client::default()
        };
        let report = client.send(scheme).report(known);
        assert!(
            report
                .server
                .as_ref()
                .unwrap()
                .telling()
                .contains("13800131234")
        );
        let finding = serde_json::to_string(&report.finding(7)).unwrap();
        assert!(
            !finding.contains("13800131234") && !finding.contains(token),
            "{finding}"
        );
        assert!(
            finding.contains("138****1234") && finding.contains("star_not_encoded"),
            "{finding}"
        );
    }
}
