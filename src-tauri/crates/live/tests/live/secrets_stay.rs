//! A secret, a token and a number are planted, everything is used and made to fail, and whatever comes out is searched.

use std::fmt::Debug;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use numberauth_live::{
    Connector, Keep, KeychainState, LiveCredentials, LiveError, OnlineChecks, ProfileDraft,
    Proxies, Secrets, TokenKind,
};
use numberauth_protocol::{CloudAction, DeviceCarrier, Flow, Operation};
use numberauth_simulator::{ACCOUNTS, Fault, FaultEffect};
use secrecy::SecretString;
use serde::Serialize;
use tracing_subscriber::fmt::MakeWriter;

use crate::fixtures::{Bench, Cloud, NAME, draft};

const WRONG_SECRET: &str = "Planted0Secret9xQ7vLm2Tz5RkW8";
const STS_TOKEN: &str = "PlantedSecurityToken/4sD8+fG1hJ6kL0pQ3wE5rT7yU9iO2aS==";
const PASTED: &str = "PlantedSpToken_zX4cV8bN2mA6sD0fG5hJ9kL3qW7eR1tY";

/// Everything that can be seen.
#[derive(Default)]
struct Seen(Vec<(String, String)>);

impl Seen {
    fn note(&mut self, from: &str, text: impl Into<String>) {
        self.0.push((from.to_owned(), text.into()));
    }

    fn debug(&mut self, value: &impl Debug) {
        self.note(
            std::any::type_name_of_val(value),
            format!("{value:?} {value:#?}"),
        );
    }

    fn shown(&mut self, value: &(impl Debug + Serialize)) {
        self.debug(value);
        self.note("as JSON", serde_json::to_string(value).unwrap());
    }

    fn error(&mut self, error: &LiveError) {
        self.debug(error);
        self.note("an error", error.to_string());
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            self.note("its source", format!("{cause} {cause:?}"));
            source = cause.source();
        }
        for text in [error.field(), error.cloud_code(), error.request_id()] {
            self.note("of an error", text.unwrap_or_default());
        }
    }

    fn folder(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            self.note(
                &path.display().to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            );
        }
    }
}

/// Every log line, of every crate, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

async fn fail_in_every_way(cloud: &Cloud, bench: &Bench, seen: &mut Seen) {
    let desk = &bench.desk;
    // A secret that the cloud refuses, and one with a line end.
    for secret in [WRONG_SECRET.to_owned(), format!("{WRONG_SECRET}\n")] {
        desk.put_secret(NAME, secret.into(), None, Keep::ThisRun)
            .await
            .unwrap();
        seen.error(&desk.get_auth_token(NAME, Flow::Login).await.unwrap_err());
        seen.error(&desk.get_phone_with_token(NAME, PASTED).await.unwrap_err());
        let findings = desk.doctor(Some(NAME), OnlineChecks::ClockAndKey).await;
        seen.shown(&findings.unwrap());
    }
    // A secret pasted into the wrong fields.
    for field in 0..6 {
        let mut slip = draft(&cloud.endpoint());
        let text = format!("https://x:{WRONG_SECRET}@{WRONG_SECRET} {WRONG_SECRET}\n");
        match field {
            0 => slip.name = text.repeat(3),
            1 => slip.access_key_id = text,
            2 => slip.scene_code = text,
            3 => slip.page_url = text,
            4 => slip.origin = text,
            _ => slip.endpoint = Some(text),
        }
        seen.error(&desk.save_profile(&slip, None).await.unwrap_err());
    }
    seen.error(
        &desk
            .put_secret("nobody", WRONG_SECRET.into(), None, Keep::Keychain)
            .await
            .unwrap_err(),
    );
    seen.error(
        &desk
            .put_secret(
                NAME,
                WRONG_SECRET.into(),
                Some(STS_TOKEN.into()),
                Keep::ThisRun,
            )
            .await
            .unwrap_err(),
    );
    for state in [
        KeychainState::Locked,
        KeychainState::Absent {
            reason: "none".into(),
        },
    ] {
        bench.keychain.become_(state);
        let put = desk.put_secret(NAME, WRONG_SECRET.into(), None, Keep::Keychain);
        seen.error(&put.await.unwrap_err());
        seen.shown(&desk.snapshot().await);
    }
    bench.keychain.become_(KeychainState::Available);
    desk.put_secret(NAME, WRONG_SECRET.into(), None, Keep::Keychain)
        .await
        .unwrap();
    seen.shown(&desk.snapshot().await);
    seen.debug(desk);
}

async fn use_a_temporary_key(cloud: &Cloud, bench: &Bench, seen: &mut Seen) {
    let desk = &bench.desk;
    let sts = ProfileDraft {
        name: "sts".into(),
        sts: true,
        ..draft(&cloud.endpoint())
    };
    desk.save_profile(&sts, None).await.unwrap();
    // Good, and with a line end that no header can carry.
    for token in [STS_TOKEN.to_owned(), format!("{STS_TOKEN}\n{STS_TOKEN}")] {
        let secret = SecretString::from(WRONG_SECRET);
        desk.put_secret("sts", secret, Some(token.into()), Keep::Keychain)
            .await
            .unwrap();
        seen.error(&desk.get_auth_token("sts", Flow::Login).await.unwrap_err());
        let findings = desk.doctor(Some("sts"), OnlineChecks::ClockAndKey).await;
        seen.shown(&findings.unwrap());
    }
    desk.forget_secret("sts").await.unwrap();
}

/// Everything that goes well; gives what must not be seen: tokens and the number.
async fn use_everything(cloud: &Cloud, bench: &Bench, seen: &mut Seen) -> Vec<String> {
    let desk = &bench.desk;
    let good = SecretString::from(ACCOUNTS[0].access_key_secret);
    desk.put_secret(NAME, good, None, Keep::ThisRun)
        .await
        .unwrap();
    let mut hidden = vec![cloud.number()];
    let sp_token = cloud.sp_token(desk, Flow::Login).await;
    seen.shown(&desk.get_auth_token(NAME, Flow::Login).await.unwrap());
    hidden.extend([
        desk.reveal_token(TokenKind::AccessToken).unwrap(),
        desk.reveal_token(TokenKind::JwtToken).unwrap(),
    ]);
    seen.shown(&desk.get_phone_with_token(NAME, &sp_token).await.unwrap());
    hidden.push(sp_token);
    let sp_token = cloud.sp_token(desk, Flow::Verify).await;
    let verdict = desk
        .verify_phone_with_token(NAME, &cloud.number(), &sp_token)
        .await;
    seen.shown(&verdict.unwrap());
    hidden.push(sp_token);
    // An answer that holds the number, cut in the middle.
    let sp_token = cloud.sp_token(desk, Flow::Login).await;
    cloud
        .simulator
        .set_faults(Some(Fault::once(
            Operation::Cloud(CloudAction::GetPhoneWithToken),
            FaultEffect::Cut {},
        )))
        .unwrap();
    seen.error(
        &desk
            .get_phone_with_token(NAME, &sp_token)
            .await
            .unwrap_err(),
    );
    hidden.push(sp_token);
    let _ = desk.set_limit(0);
    seen.error(&desk.get_phone_with_token(NAME, PASTED).await.unwrap_err());
    seen.debug(desk);
    seen.shown(&desk.snapshot().await);
    hidden
}

#[tokio::test]
async fn no_secret_no_token_and_no_number_is_seen_anywhere() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .init();
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let mut seen = Seen::default();
    fail_in_every_way(&cloud, &bench, &mut seen).await;
    use_a_temporary_key(&cloud, &bench, &mut seen).await;
    let mut hidden = use_everything(&cloud, &bench, &mut seen).await;

    let credentials = LiveCredentials::new("id", WRONG_SECRET.into(), Some(STS_TOKEN.into()));
    seen.debug(&credentials);
    let secrets = Secrets::new(bench.keychain.clone());
    let sts = bench.desk.profile("sts").unwrap();
    secrets
        .put(
            &sts,
            WRONG_SECRET.into(),
            Some(STS_TOKEN.into()),
            Keep::ThisRun,
        )
        .await
        .unwrap();
    seen.debug(&secrets);
    seen.debug(&sts);
    let proxies = Proxies::all_through(&format!("http://me:{WRONG_SECRET}@127.0.0.1:9"));
    seen.debug(&Connector::trusting([], proxies).unwrap());
    seen.note("the journal", bench.journal());
    seen.folder(bench.folder.path());
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("a live call ended"), "the log is captured");
    seen.note("the log", log);

    // What the cloud is told of must be there, or nothing was searched.
    let all: String = seen.0.iter().map(|(_, text)| text.as_str()).collect();
    assert!(all.contains(ACCOUNTS[0].access_key_id) && all.contains("SpToken=Plante…(47)"));
    hidden.extend(
        [
            WRONG_SECRET,
            STS_TOKEN,
            PASTED,
            ACCOUNTS[0].access_key_secret,
        ]
        .map(str::to_owned),
    );
    for needle in hidden {
        let forms = [
            needle.clone(),
            numberauth_cloud::encode(&needle),
            STANDARD.encode(&needle),
            needle.chars().rev().collect(),
        ];
        for form in forms {
            for (from, text) in &seen.0 {
                let found = text.find(&form).map(|at| {
                    let start = text[..at]
                        .char_indices()
                        .rev()
                        .nth(60)
                        .map_or(0, |(at, _)| at);
                    &text[start..at]
                });
                assert!(found.is_none(), "{form} in {from} after {found:?}");
            }
        }
    }
}
