//! No number, typed digits or token of the desk is in any form of the evidence. The desk's own values are had by acting the same
//! scenario out once more, at a desk with the same seed.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use numberauth_protocol::{Flow, SdkCall, SpToken, redact};
use numberauth_scenario::{Bench, BenchConfig, EvidenceFormat, ScenarioFile, render, run_scenario};
use serde_json::{Map, Value, json};

use crate::reports::{self, SEED};

/// What must not show.
#[derive(Default)]
struct Secrets {
    numbers: Vec<String>,
    /// Those that the carrier has seen: their masks are in the journal.
    seen: Vec<String>,
    digits: Vec<String>,
    tokens: Vec<String>,
}

/// Acts a flow out as [`run_scenario`] does, up to the exchange.
async fn act(file: &ScenarioFile, flow: Flow, secrets: &mut Secrets) {
    let scenario = &file.scenario;
    let bench = Bench::start(BenchConfig::batch(SEED, &scenario.id))
        .await
        .unwrap();
    bench.set_up(scenario).unwrap();
    let page = bench.phone_server().unwrap();
    let own = bench.own_number();
    let path = bench.simulator().path().number.unwrap();
    secrets
        .numbers
        .extend([own, path].map(|number| number.reveal().to_owned()));
    secrets.seen.push(path.reveal().to_owned());
    let digits = own.hidden_digits().reveal().to_owned();
    let tokens = bench.get_auth_token(flow).await;
    let (access, jwt) = (tokens.access_token.unwrap(), tokens.jwt_token.unwrap());
    secrets.tokens.extend([access.clone(), jwt.clone()]);
    let call = async |call, options: Value| {
        let options: Map<String, Value> = serde_json::from_value(options).unwrap();
        page.call(call, &options).result().await.unwrap()
    };
    let checked = json!({"accessToken": access, "jwtToken": jwt});
    let last = match flow {
        Flow::Login => {
            call(SdkCall::CheckLoginAvailable, checked).await;
            call(SdkCall::GetLoginMaskPhone, json!({})).await;
            secrets.digits.push(digits.clone());
            call(SdkCall::GetLoginToken, json!({"mask": digits})).await
        }
        Flow::Verify => {
            call(SdkCall::CheckAuthAvailable, checked).await;
            call(SdkCall::GetVerifyToken, json!({})).await
        }
    };
    let token = last.sp_token.unwrap();
    secrets.tokens.push(token.clone());
    match flow {
        Flow::Login => drop(bench.get_phone_with_token(&SpToken::new(token)).await),
        Flow::Verify => drop(
            bench
                .verify_phone_with_token(own.reveal(), &SpToken::new(token))
                .await,
        ),
    }
}

fn paused<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(what)
}

/// A scenario whose page puts a number where none belongs.
fn slips() -> ScenarioFile {
    let number = "13800777123";
    reports::scenario(
        "slips",
        json!([
            {"GetAuthToken": {"flow": "login"}},
            {"checkLoginAvailable": {"arguments": {"accessToken": number, "jwtToken": [number]}, "expect": {"code": 600_028}}},
            {"checkLoginAvailable": {}}, {"getLoginMaskPhone": {"arguments": {"timeout": number}, "expect": {"code": 600_028}}},
            {"getLoginMaskPhone": {}}, {"getLoginToken": {"arguments": {"mask": number}, "expect": {"code": 600_028}}},
            {"getLoginToken": {}}, {"GetPhoneWithToken": {}},
        ]),
        json!({"outcome": "signed_in", "device": {"carrier": "CM", "network": "cellular", "number": number}}),
    )
}

/// The ways in which a value could be written.
fn spellings(secret: &str) -> Vec<String> {
    let encoded = |text: &str| {
        text.replace('%', "%25")
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D")
    };
    let once = encoded(secret);
    let slashed = secret.replace('/', "\\/");
    let base64 = BASE64_STANDARD_NO_PAD.encode(secret);
    let digits = secret.len() == 11;
    let spaced = digits.then(|| format!("{} {} {}", &secret[..3], &secret[3..7], &secret[7..]));
    // Wherever it stands in a longer base64 text: the three ways in which its bytes can fall.
    let inside = (1..3).map(|before| {
        let text = BASE64_STANDARD.encode(format!("{}{secret}", "x".repeat(before)));
        text[4..text.len() - 4].to_owned()
    });
    // Not in pieces either: no twelve characters of a token in a row.
    let piece = (secret.len() > 20).then(|| secret[8..20].to_owned());
    [
        secret.to_owned(),
        encoded(&once),
        once,
        slashed,
        base64[..base64.len() - 2].to_owned(),
    ]
    .into_iter()
    .chain(inside)
    .chain(spaced)
    .chain(piece)
    .collect()
}

#[test]
fn no_form_of_the_evidence_shows_a_number_digits_or_a_token() {
    let flows = [
        (reports::good_login(), Flow::Login),
        (reports::good_verification(), Flow::Verify),
        (reports::hotspot(), Flow::Login),
    ];
    let mut secrets = Secrets::default();
    for (file, flow) in &flows {
        paused(act(file, *flow, &mut secrets));
    }
    secrets.numbers.push("13800777123".to_owned());
    secrets.digits.push("0777".to_owned());
    let mut files = reports::scenarios();
    files.push(slips());
    let report = reports::of(files.iter().map(|file| run_scenario(file, SEED)).collect());
    assert_eq!(
        report.summary.passed, 10,
        "the slips are a case that passes"
    );

    let forms = EvidenceFormat::ALL.map(|format| render(&report, format));
    let [json, ..] = &forms;
    // These are the very tokens and numbers of the report.
    for token in &secrets.tokens {
        assert!(
            json.contains(&redact::token(token)),
            "{}",
            redact::token(token)
        );
    }
    for number in &secrets.seen {
        assert!(
            json.contains(&redact::number(number)),
            "{}",
            redact::number(number)
        );
    }
    assert_eq!((secrets.numbers.len(), secrets.tokens.len()), (7, 9));

    for (format, text) in EvidenceFormat::ALL.iter().zip(&forms) {
        for secret in secrets.numbers.iter().chain(&secrets.tokens) {
            for spelling in spellings(secret) {
                assert!(!text.contains(&spelling), "{format:?} shows {spelling}");
            }
        }
        // Four digits stand in many a hash: only as a value of their own.
        for digits in &secrets.digits {
            for (before, after) in [
                ("\"", "\""),
                ("\\\"", "\\\""),
                ("&quot;", "&quot;"),
                (">", "<"),
                ("=", "&"),
                (" ", " "),
            ] {
                assert!(
                    !text.contains(&format!("{before}{digits}{after}")),
                    "{format:?} shows {digits}"
                );
            }
        }
    }
}
