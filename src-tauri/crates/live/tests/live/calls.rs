//! The three actions, against the real simulator over TLS.

use std::time::Duration;

use numberauth_cloud::VerifyResult;
use numberauth_live::{Keep, LiveErrorCode, SecretPlace, Spend, TokenKind};
use numberauth_protocol::{CloudAction, DeviceCarrier, Flow, Operation, Outcome, Party};
use numberauth_simulator::{Fault, FaultEffect};
use secrecy::SecretString;

use crate::fixtures::{Cloud, NAME, draft};

fn spend(used: u32, maybe: u32) -> Spend {
    Spend {
        used,
        maybe,
        limit: 10,
    }
}

fn fault(action: CloudAction, effect: FaultEffect) -> Fault {
    Fault::once(Operation::Cloud(action), effect)
}

#[tokio::test]
async fn tokens_come_redacted_and_are_given_whole_on_purpose() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    assert_eq!(
        desk.reveal_token(TokenKind::JwtToken).unwrap_err().code(),
        LiveErrorCode::NothingToReveal
    );
    let tokens = desk.get_auth_token(NAME, Flow::Login).await.unwrap();
    let whole = desk.reveal_token(TokenKind::JwtToken).unwrap();
    assert_eq!(
        tokens.jwt_token,
        format!("{}…({})", &whole[..6], whole.len())
    );
    let times = tokens.jwt_times.unwrap();
    let life = times.expires_at.duration_since(times.issued_at);
    assert_eq!(life.as_secs(), 3_600);
    assert_eq!(
        times
            .issued_at
            .duration_since(times.not_before.unwrap())
            .as_secs(),
        60
    );
    assert!(tokens.access_token_expires_at > times.issued_at);
    assert_eq!(tokens.request_id.len(), 36);
    assert_eq!(desk.spend(), spend(0, 0), "GetAuthToken is not billed");

    let entries = desk.journal().after(0, 10);
    let hop = &entries[0].hop;
    assert_eq!(entries.len(), 1);
    assert_eq!((hop.from, hop.to), (Party::Server, Party::Cloud));
    assert_eq!(
        hop.outcome,
        Outcome::Reply {
            code: "OK".into(),
            status: 200
        }
    );
    let text = serde_json::to_string(&*entries[0]).unwrap();
    assert!(!text.contains(&whole), "{text}");
    assert!(text.contains("SignedHeaders=host;x-acs-action"), "{text}");
    // The proxy was asked for the endpoint, and saw nothing else.
    assert_eq!(
        cloud.asked.all()[0].lines().next().unwrap(),
        format!("CONNECT {} HTTP/1.1", cloud.endpoint())
    );
    desk.forget_this_run();
    assert!(desk.reveal_token(TokenKind::AccessToken).is_err());
    assert!(desk.journal().after(0, 10).is_empty());
}

#[tokio::test]
async fn a_login_is_billed_when_a_number_comes() {
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let sp_token = cloud.sp_token(desk, Flow::Login).await;
    let phone = desk
        .get_phone_with_token(NAME, &format!("  {sp_token}\n"))
        .await
        .unwrap();
    let number = cloud.number();
    assert_eq!(
        phone.number,
        format!("{}****{}", &number[..3], &number[7..])
    );
    assert_eq!(desk.reveal_number().unwrap(), number);
    assert_eq!(phone.spend, spend(1, 0));
    // The spToken is used up: a refusal costs nothing.
    let error = desk
        .get_phone_with_token(NAME, &sp_token)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::CloudRefused);
    assert_eq!(error.cloud_code(), Some("isv.TOKEN_INVALID"));
    assert_eq!(error.request_id().unwrap().len(), 36);
    assert_eq!(desk.spend(), spend(1, 0));
    for nothing in ["", "  \n"] {
        let error = desk.get_phone_with_token(NAME, nothing).await.unwrap_err();
        assert_eq!(error.field(), Some("sp_token"));
    }
}

#[tokio::test]
async fn a_verification_is_billed_for_pass_and_reject_never_for_unknown() {
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let number = cloud.number();
    let typed = format!("+86 {} {} {}", &number[..3], &number[3..7], &number[7..]);
    let sp_token = cloud.sp_token(desk, Flow::Verify).await;
    let verdict = desk
        .verify_phone_with_token(NAME, &typed, &sp_token)
        .await
        .unwrap();
    assert_eq!(verdict.result, VerifyResult::Pass);
    assert_eq!(
        verdict.number,
        format!("{}****{}", &number[..3], &number[7..])
    );
    assert_eq!(verdict.spend, spend(1, 0));

    let sp_token = cloud.sp_token(desk, Flow::Verify).await;
    let other = if number == "18600000000" {
        "18600000001"
    } else {
        "18600000000"
    };
    let verdict = desk
        .verify_phone_with_token(NAME, other, &sp_token)
        .await
        .unwrap();
    assert_eq!(verdict.result, VerifyResult::Reject);
    assert_eq!(verdict.spend, spend(2, 0));

    let sp_token = cloud.sp_token(desk, Flow::Verify).await;
    let busy = fault(
        CloudAction::VerifyPhoneWithToken,
        FaultEffect::Carrier {
            code: None,
            msg: None,
        },
    );
    cloud.simulator.set_faults(Some(busy)).unwrap();
    let verdict = desk
        .verify_phone_with_token(NAME, &number, &sp_token)
        .await
        .unwrap();
    assert_eq!(verdict.result, VerifyResult::Unknown);
    assert_eq!(verdict.spend, spend(2, 0));
    let error = desk
        .verify_phone_with_token(NAME, " ", &sp_token)
        .await
        .unwrap_err();
    assert_eq!(error.field(), Some("number"));
}

#[tokio::test]
async fn at_the_limit_nothing_is_sent_until_it_is_raised() {
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let sp_token = cloud.sp_token(desk, Flow::Login).await;
    let _ = desk.set_limit(0);
    let before = cloud.asked.count();
    let error = desk
        .get_phone_with_token(NAME, &sp_token)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::LimitReached);
    assert_eq!(cloud.asked.count(), before, "nothing was sent");
    // What is not billed goes on.
    desk.get_auth_token(NAME, Flow::Verify).await.unwrap();
    assert_eq!(desk.set_limit(1).limit, 1);
    desk.get_phone_with_token(NAME, &sp_token).await.unwrap();
    let error = desk
        .verify_phone_with_token(NAME, "18600000000", "x")
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::LimitReached);
}

#[tokio::test]
async fn a_lost_answer_is_counted_since_it_may_be_billed() {
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let lost = [
        (FaultEffect::Cut {}, LiveErrorCode::AnswerLost),
        (FaultEffect::Delay { ms: 5_000 }, LiveErrorCode::AnswerLost),
    ];
    for (n, (effect, code)) in (1..).zip(lost) {
        let sp_token = cloud.sp_token(desk, Flow::Login).await;
        let armed = fault(CloudAction::GetPhoneWithToken, effect);
        cloud.simulator.set_faults(Some(armed)).unwrap();
        let error = desk
            .get_phone_with_token(NAME, &sp_token)
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.may_be_billed());
        assert_eq!(desk.spend(), spend(n, n));
        let entries = desk.journal().after(0, 100);
        let newest = &entries.last().unwrap().hop;
        assert!(
            matches!(newest.outcome, Outcome::Failed { .. }),
            "{newest:?}"
        );
    }
    // The platform's own refusal is none.
    let sp_token = cloud.sp_token(desk, Flow::Login).await;
    let armed = fault(
        CloudAction::GetPhoneWithToken,
        FaultEffect::ServerError { status: None },
    );
    cloud.simulator.set_faults(Some(armed)).unwrap();
    let error = desk
        .get_phone_with_token(NAME, &sp_token)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::PlatformRefused);
    assert!(!error.may_be_billed());
    assert_eq!(desk.spend(), spend(2, 2));
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_any_more_is_counted() {
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let sp_token = cloud.sp_token(&bench.desk, Flow::Login).await;
    let armed = fault(
        CloudAction::GetPhoneWithToken,
        FaultEffect::Delay { ms: 60_000 },
    );
    cloud.simulator.set_faults(Some(armed)).unwrap();
    let call = bench.desk.get_phone_with_token(NAME, &sp_token);
    let given_up = tokio::time::timeout(Duration::from_millis(300), call).await;
    assert!(given_up.is_err());
    assert_eq!(bench.desk.spend(), spend(1, 1));
}

#[tokio::test]
async fn what_was_under_way_when_all_was_forgotten_leaves_its_count_alone() {
    let cloud = Cloud::start(DeviceCarrier::Cu).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let sp_token = cloud.sp_token(desk, Flow::Login).await;
    let delayed = |action| {
        let armed = fault(action, FaultEffect::Delay { ms: 600 });
        cloud.simulator.set_faults(Some(armed)).unwrap();
    };
    let forget_meanwhile = async || {
        tokio::time::sleep(Duration::from_millis(200)).await;
        desk.forget_this_run();
    };
    delayed(CloudAction::GetPhoneWithToken);
    let call = desk.get_phone_with_token(NAME, &sp_token);
    let (phone, ()) = tokio::join!(call, forget_meanwhile());
    assert_eq!(phone.unwrap().spend, spend(1, 0));
    assert!(desk.reveal_number().is_err());
    assert!(desk.journal().after(0, 10).is_empty());

    delayed(CloudAction::GetAuthToken);
    let call = desk.get_auth_token(NAME, Flow::Login);
    let (tokens, ()) = tokio::join!(call, forget_meanwhile());
    tokens.unwrap();
    for kind in [TokenKind::AccessToken, TokenKind::JwtToken] {
        assert!(desk.reveal_token(kind).is_err());
    }
    assert!(desk.journal().after(0, 10).is_empty());
    assert_eq!(desk.spend(), spend(1, 0));

    // The next call is kept as ever.
    desk.get_auth_token(NAME, Flow::Login).await.unwrap();
    desk.reveal_token(TokenKind::JwtToken).unwrap();
    assert_eq!(desk.journal().after(0, 10).len(), 1);
}

#[tokio::test]
async fn a_wrong_secret_is_refused_by_the_cloud() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let place = desk
        .put_secret(NAME, "another".into(), None, Keep::ThisRun)
        .await
        .unwrap();
    assert_eq!(place, SecretPlace::ThisRun);
    let error = desk.get_auth_token(NAME, Flow::Login).await.unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::PlatformRefused);
    assert_eq!(error.cloud_code(), Some("SignatureDoesNotMatch"));
    // Forgotten, the keychain's is used no more either: forgetting means all.
    desk.forget_secret(NAME).await.unwrap();
    let error = desk.get_auth_token(NAME, Flow::Login).await.unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::SecretMissing);
}

#[tokio::test]
async fn a_temporary_key_is_sent_and_signed_with_its_token_and_kept_for_this_run_only() {
    let cloud = Cloud::start(DeviceCarrier::Cm).await;
    let bench = cloud.bench().await;
    let desk = &bench.desk;
    let sts = numberauth_live::ProfileDraft {
        name: "sts".into(),
        sts: true,
        ..draft(&cloud.endpoint())
    };
    desk.save_profile(&sts, None).await.unwrap();
    // The keychain's secret of the same key is no temporary one's.
    let error = desk.get_auth_token("sts", Flow::Login).await.unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::StsTokenMissing);
    let secret = || SecretString::from(numberauth_simulator::ACCOUNTS[0].access_key_secret);
    let token = "CAIS-made-up-security-token-0123456789abcdefghijkl";
    let error = desk
        .put_secret("sts", secret(), None, Keep::Keychain)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::StsTokenMissing);
    let error = desk
        .put_secret(NAME, secret(), Some(token.into()), Keep::Keychain)
        .await
        .unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::StsTokenNotWanted);
    let place = desk
        .put_secret("sts", secret(), Some(token.into()), Keep::Keychain)
        .await
        .unwrap();
    assert_eq!(place, SecretPlace::ThisRun);
    desk.get_auth_token("sts", Flow::Login).await.unwrap();
    let entries = desk.journal().after(0, 10);
    let text = serde_json::to_string(&*entries[0]).unwrap();
    assert!(text.contains("x-acs-security-token"), "{text}");
    assert!(
        text.contains("x-acs-accesskey-id;") && text.contains("x-acs-security-token;"),
        "both are signed: {text}"
    );
    assert!(!text.contains(token), "{text}");
}
