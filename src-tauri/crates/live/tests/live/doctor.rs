//! The doctor's findings, each by its cause.

use numberauth_live::{
    CheckId, Finding, Keep, KeychainState, LiveErrorCode, OnlineChecks, ProfileDraft, Proxies,
    Verdict,
};
use numberauth_protocol::{Clock, DeviceCarrier};
use serde_json::json;

use crate::fixtures::{Bench, Cloud, NAME, bench, bench_at, draft};
use crate::front::{Listener, Root, Validity};

fn finding(findings: &[Finding], check: CheckId) -> &Finding {
    findings
        .iter()
        .find(|finding| finding.check == check)
        .unwrap_or_else(|| panic!("{check:?} is missing"))
}

fn verdicts(findings: &[Finding]) -> Vec<(CheckId, Verdict)> {
    findings
        .iter()
        .map(|finding| (finding.check, finding.verdict))
        .collect()
}

async fn examine(bench: &Bench, online: OnlineChecks) -> Vec<Finding> {
    bench.desk.doctor(Some(NAME), online).await.unwrap()
}

#[tokio::test]
async fn without_a_profile_only_this_machine_is_looked_at() {
    let bench = bench(&[], Proxies::none());
    let findings = bench
        .desk
        .doctor(None, OnlineChecks::ClockAndKey)
        .await
        .unwrap();
    assert_eq!(
        verdicts(&findings),
        [
            (CheckId::Keychain, Verdict::Good),
            (CheckId::Proxy, Verdict::Good)
        ]
    );
    let error = bench
        .desk
        .doctor(Some("nobody"), OnlineChecks::None)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::NoSuchProfile);
}

#[tokio::test]
async fn a_good_profile_is_good_and_nothing_is_billed() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    let bench = cloud.bench().await;
    let findings = examine(&bench, OnlineChecks::ClockAndKey).await;
    let expected = [
        (CheckId::Keychain, Verdict::Good),
        (CheckId::Proxy, Verdict::Warning),
        (CheckId::PageUrl, Verdict::Good),
        (CheckId::Origin, Verdict::Good),
        (CheckId::SceneCode, Verdict::Good),
        (CheckId::Endpoint, Verdict::Warning),
        (CheckId::Secret, Verdict::Good),
        (CheckId::SecretShape, Verdict::Good),
        (CheckId::Clock, Verdict::Good),
        (CheckId::Key, Verdict::Good),
    ];
    assert_eq!(verdicts(&findings), expected, "{findings:#?}");
    assert_eq!(bench.desk.spend().used, 0);
    // The cloud has heard of GetAuthToken alone.
    let asked = bench.journal();
    assert!(
        asked.contains("GetAuthToken") && !asked.contains("WithToken"),
        "{asked}"
    );

    let findings = examine(&bench, OnlineChecks::Clock).await;
    assert_eq!(finding(&findings, CheckId::Key).verdict, Verdict::Skipped);
    let before = cloud.asked.count();
    let findings = examine(&bench, OnlineChecks::None).await;
    assert_eq!(finding(&findings, CheckId::Clock).verdict, Verdict::Skipped);
    assert_eq!(cloud.asked.count(), before, "nothing was sent");
}

#[tokio::test]
async fn a_profiles_slips_are_named_with_what_to_write() {
    let slip = |change: fn(&mut ProfileDraft)| {
        let mut draft = draft("dypnsapi.aliyuncs.com");
        change(&mut draft);
        draft
    };
    let cases = [
        (
            slip(|draft| draft.page_url = "https://demo.example.test".into()),
            CheckId::PageUrl,
            Verdict::Bad,
            "https://demo.example.test/",
        ),
        (
            slip(|draft| draft.page_url = "https://demo.example.test/h5/login".into()),
            CheckId::PageUrl,
            Verdict::Warning,
            "https://demo.example.test/",
        ),
        (
            slip(|draft| draft.origin = "https://demo.example.test/".into()),
            CheckId::Origin,
            Verdict::Bad,
            "https://demo.example.test.",
        ),
        (
            slip(|draft| draft.origin = "https://other.example.test".into()),
            CheckId::Origin,
            Verdict::Bad,
            "https://demo.example.test.",
        ),
        (
            slip(|draft| draft.origin = "http://demo.example.test".into()),
            CheckId::Origin,
            Verdict::Bad,
            "https://demo.example.test.",
        ),
        (
            slip(|draft| draft.scene_code = "一键登录".into()),
            CheckId::SceneCode,
            Verdict::Warning,
            "not its name",
        ),
        (
            slip(|draft| draft.endpoint = Some("dypnsapi.example.test".into())),
            CheckId::Endpoint,
            Verdict::Warning,
            "empty the endpoint",
        ),
    ];
    for (draft, check, verdict, wanted) in cases {
        let bench = bench(&[], Proxies::none());
        bench.enter(&draft).await;
        let findings = examine(&bench, OnlineChecks::None).await;
        let found = finding(&findings, check);
        assert_eq!(found.verdict, verdict, "{found:?}");
        let fix = &found.fix.as_ref().unwrap().en;
        assert!(fix.contains(wanted), "{fix}");
        let others = findings
            .iter()
            .filter(|finding| finding.check != check)
            .filter(|finding| matches!(finding.verdict, Verdict::Bad | Verdict::Warning));
        assert_eq!(others.count(), 0, "only the slip: {findings:#?}");
    }
    // A default port is no difference.
    let bench = bench(&[], Proxies::none());
    bench
        .enter(&slip(|draft| {
            draft.page_url = "https://Demo.example.test:443/".into();
        }))
        .await;
    let findings = examine(&bench, OnlineChecks::None).await;
    assert_eq!(finding(&findings, CheckId::Origin).verdict, Verdict::Good);
}

#[tokio::test]
async fn the_secrets_state_is_told_for_what_it_is() {
    let bench = bench(&[], Proxies::none());
    let desk = &bench.desk;
    let mut profile = draft("dypnsapi.aliyuncs.com");
    desk.save_profile(&profile, None).await.unwrap();
    let say = async |check| {
        let findings = examine(&bench, OnlineChecks::None).await;
        let found = finding(&findings, check);
        (found.verdict, found.message.en.clone())
    };
    let (verdict, words) = say(CheckId::Secret).await;
    assert_eq!(verdict, Verdict::Warning);
    assert!(words.contains("holds no secret"), "{words}");
    assert_eq!(say(CheckId::SecretShape).await.0, Verdict::Skipped);

    // Locked is not "no secret".
    bench.keychain.become_(KeychainState::Locked);
    let (verdict, words) = say(CheckId::Secret).await;
    assert_eq!(verdict, Verdict::Warning);
    assert!(words.contains("cannot be told"), "{words}");
    assert_eq!(say(CheckId::Keychain).await.0, Verdict::Warning);

    // Without a keychain a secret for this run is good.
    bench.keychain.become_(KeychainState::Absent {
        reason: "none here".into(),
    });
    let (_, words) = say(CheckId::Keychain).await;
    assert!(words.contains("none here"), "{words}");
    desk.put_secret(NAME, "s3cr3t".into(), None, Keep::ThisRun)
        .await
        .unwrap();
    let (verdict, words) = say(CheckId::Secret).await;
    assert_eq!(verdict, Verdict::Good);
    assert!(words.contains("this run only"), "{words}");

    for blank in [" s3cr3t", "s3cr3t\n", "s3 cr3t", "s3cr3t\u{200b}"] {
        desk.put_secret(NAME, blank.into(), None, Keep::ThisRun)
            .await
            .unwrap();
        let (verdict, words) = say(CheckId::SecretShape).await;
        assert_eq!(verdict, Verdict::Bad, "{blank:?}");
        assert!(!words.contains("cr3t"), "{words}");
    }
    profile.sts = true;
    desk.save_profile(&profile, Some(NAME)).await.unwrap();
    let (_, words) = say(CheckId::Secret).await;
    assert!(words.contains("STS"), "{words}");
}

#[tokio::test]
async fn a_proxy_in_the_way_is_named_without_its_password() {
    for (address, verdict) in [
        ("http://me:pass-word-1@127.0.0.1:9", Verdict::Warning),
        ("socks5h://127.0.0.1:9", Verdict::Warning),
        ("https://me:pass-word-1@127.0.0.1:9", Verdict::Bad),
    ] {
        let bench = bench(&[], Proxies::all_through(address));
        let findings = bench.desk.doctor(None, OnlineChecks::None).await.unwrap();
        let found = finding(&findings, CheckId::Proxy);
        assert_eq!(found.verdict, verdict, "{address}");
        let text = format!("{found:?}");
        assert!(text.contains("127.0.0.1:9"), "{text}");
        assert!(
            !text.contains("pass-word-1") && !text.contains("me:"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_proxys_address_that_is_cut_in_its_password_is_not_shown_nor_asked() {
    for address in [
        "http://user:S3cret/Pw@127.0.0.1:1",
        "http://user:123?S3cret@127.0.0.1:1",
        "http://user:S3cret#Pw@127.0.0.1:1",
        "socks5h://user:S3cret/P@w@127.0.0.1:1",
        "http://S3cret@127.0.0.1/P@w",
    ] {
        let proxies = Proxies::all_through(address);
        let told = format!("{proxies:?}");
        assert!(!told.contains("S3cret"), "{told}");
        let bench = bench(&[], proxies);
        bench.enter(&draft("cloud.example.test")).await;
        let findings = examine(&bench, OnlineChecks::ClockAndKey).await;
        let found = finding(&findings, CheckId::Proxy);
        assert_eq!(found.verdict, Verdict::Bad, "{address}");
        assert!(format!("{found:?}").contains("%2F"), "{found:?}");
        let text = format!("{findings:?}{}", bench.journal());
        assert!(
            !text.contains("S3cret") && !text.contains("user:"),
            "{text}"
        );
        assert!(text.contains("address cannot be read"), "{text}");
    }
    // Encoded, it is a proxy like another.
    let proxies = Proxies::all_through("http://user:S3cret%2FPw@127.0.0.1:1");
    let bench = bench(&[], proxies);
    let findings = bench.desk.doctor(None, OnlineChecks::None).await.unwrap();
    let text = format!("{:?}", finding(&findings, CheckId::Proxy));
    assert!(text.contains("http://127.0.0.1:1"), "{text}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_and_so_is_a_cloud_that_is_not_there() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    // The batch clock stands at the first of January 2026.
    let proxies = Proxies::all_through(&cloud.proxy_url());
    let bench = bench_at(&[&cloud.root], proxies, Clock::batch());
    bench.enter(&draft(&cloud.endpoint())).await;
    let findings = examine(&bench, OnlineChecks::ClockAndKey).await;
    let clock = finding(&findings, CheckId::Clock);
    assert_eq!(clock.verdict, Verdict::Bad);
    assert!(clock.message.en.contains("s behind localhost"), "{clock:?}");
    let key = finding(&findings, CheckId::Key);
    assert_eq!(key.verdict, Verdict::Bad);
    assert!(
        key.message.en.contains("InvalidTimeStamp.Expired"),
        "{key:?}"
    );

    let root = Root::new();
    let tls = root.tls("localhost", Validity::Past);
    let (expired, _) = Listener::tls_answering(tls, Vec::new()).await;
    let bench = crate::fixtures::bench(&[&root], Proxies::none());
    bench.enter(&draft(&expired.endpoint())).await;
    let findings = examine(&bench, OnlineChecks::ClockAndKey).await;
    for check in [CheckId::Clock, CheckId::Key] {
        let found = finding(&findings, check);
        assert_eq!(found.verdict, Verdict::Bad);
        assert!(found.message.en.contains("has expired"), "{found:?}");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_by_minutes_is_a_warning() {
    let root = Root::new();
    let minutes_ago = |minutes: i64| {
        let at = Clock::system().now() - jiff::SignedDuration::from_mins(minutes);
        at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    for (date, verdict, words) in [
        (minutes_ago(0), Verdict::Good, "0 s apart"),
        (minutes_ago(5), Verdict::Warning, "s ahead of localhost"),
        (minutes_ago(-5), Verdict::Warning, "s behind localhost"),
        (minutes_ago(20), Verdict::Bad, "more than 15 minutes"),
        (
            "yesterday".into(),
            Verdict::Warning,
            "no Date that can be read",
        ),
    ] {
        let answer = format!("HTTP/1.1 404 Not Found\r\ndate: {date}\r\ncontent-length: 0\r\n\r\n");
        let tls = root.tls("localhost", Validity::Now);
        let (cloud, seen) = Listener::tls_answering(tls, answer.into()).await;
        let bench = bench(&[&root], Proxies::none());
        bench.enter(&draft(&cloud.endpoint())).await;
        let findings = examine(&bench, OnlineChecks::Clock).await;
        let found = finding(&findings, CheckId::Clock);
        assert_eq!(found.verdict, verdict, "{found:?}");
        assert!(found.message.en.contains(words), "{found:?}");
        // Unsigned: the request names neither key nor action.
        let request = &seen.all()[0];
        assert!(request.starts_with("GET / HTTP/1.1"), "{request}");
        assert!(
            !request.contains("x-acs") && !request.contains("authorization"),
            "{request}"
        );
    }
}

#[tokio::test]
async fn a_key_that_the_cloud_refuses_is_told_by_the_clouds_code() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    let bench = cloud.bench().await;
    bench
        .desk
        .put_secret(NAME, "another-secret".into(), None, Keep::ThisRun)
        .await
        .unwrap();
    let findings = examine(&bench, OnlineChecks::ClockAndKey).await;
    let key = finding(&findings, CheckId::Key);
    assert_eq!(key.verdict, Verdict::Bad);
    assert!(key.message.en.contains("SignatureDoesNotMatch"), "{key:?}");
    assert!(key.message.zh.contains("SignatureDoesNotMatch"));
    assert_eq!(json!(key)["check"], "key");
}
